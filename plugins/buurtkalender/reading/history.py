"""When activities last changed, from git: the stamps that feeds carry, the same on every machine."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, date, datetime, time
from pathlib import Path

import msgspec

from buurtkalender.domain.model import Calendar

NAME = "history.msgpack"
_PATIENCE = 120


class _Known(msgspec.Struct):
    """The seconds since 1970 at which each path was last committed, up to the commit ``head``."""

    head: str = ""
    changed: dict[str, int] = {}


def stamps(content: Path, calendar: Calendar, cache: Path | None = None) -> dict[str, datetime]:
    """Return when each activity last changed in any way that shows, in UTC, by the activity's id.

    The files of its organisation and partners count, and those of its venue and of where it is held for once.

    An activity without history is stamped at midnight of the day it was confirmed, else of the calendar's anchor.
    The clock and the times of files play no part, so the same commit gives the same stamps everywhere.
    """
    changed = _changed(content, cache)
    found = {}
    for activity in calendar.activities.values():
        own = changed.get(activity.source.path)
        stamp = datetime.fromtimestamp(own, UTC) if own else _midnight(activity.confirmed or calendar.anchor)
        houses = (activity.venue, *(change.venue for change in activity.changes))
        people = (activity.organisation, *activity.partners)
        paths = [calendar.venues[key].source.path for key in houses if key in calendar.venues]
        paths += [calendar.organisations[key].source.path for key in people if key in calendar.organisations]
        others = (datetime.fromtimestamp(changed[path], UTC) for path in paths if path in changed)
        found[activity.id] = max((stamp, *others))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _changed(content: Path, cache: Path | None) -> dict[str, int]:
    """Return the time of the last commit of every path below the content folder; empty without git."""
    head = _git(content, "rev-parse", "--verify", "--quiet", "HEAD").strip()
    if not head:
        return {}
    known = _load(cache)
    if known.head == head:
        return known.changed
    since = None
    if known.head and _git(content, "merge-base", "--all", known.head, head).strip() == known.head:
        since = known.head
    found = _log(content, head, since)
    changed = {**known.changed, **found} if since else found
    _save(cache, _Known(head, changed))
    return changed


def _log(content: Path, head: str, since: str | None) -> dict[str, int]:
    """Read one log, newest first. The commits at which a shallow clone was cut say nothing, and are passed over."""
    cut = set(_git(content, "rev-parse", "--git-path", "shallow").split("\n")[:1])
    ends = {line for path in cut if path for line in _lines(content / path)}
    wanted = f"{since}..{head}" if since else head
    output = _git(
        content, "log", "-z", "--no-renames", "--format=%x01%H %ct", "--name-only", "--relative", wanted, "--", "."
    )
    changed: dict[str, int] = {}
    commit, moment = "", 0
    for part in output.split("\0"):
        text = part.lstrip("\n")
        if text.startswith("\x01"):
            commit, _, seconds = text[1:].partition(" ")
            moment = int(seconds)
        elif text and commit not in ends:
            changed.setdefault(text, moment)
    return changed


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").split()
    except OSError:
        return []


def _git(folder: Path, *arguments: str) -> str:
    """Run git in a folder; an empty text when there is no git, no repository, or no answer."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - git is where the user has it
            capture_output=True,
            env=environment,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _load(cache: Path | None) -> _Known:
    if cache is None:
        return _Known()
    try:
        return msgspec.msgpack.decode((cache / NAME).read_bytes(), type=_Known)
    except (OSError, msgspec.MsgspecError, ValueError):
        return _Known()


def _save(cache: Path | None, known: _Known) -> None:
    if cache is None:
        return
    draft = cache / f"{NAME}.{os.getpid()}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(msgspec.msgpack.encode(known))
        draft.replace(cache / NAME)
    except OSError:
        return
