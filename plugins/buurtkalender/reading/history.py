"""When each content file, and each part of the files that all share, changed: from git, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from buurtkalender.reading.git import Blobs, Commit, Edit, Repository
from buurtkalender.reading.storage import load_cache, save_cache
from buurtkalender.reading.visible import Parts, parts

NAME = "history.msgpack"

Moments = dict[str, int]
"""Seconds since 1970, by path below the content folder. A part of a file that many share is ``path#part``."""


class History(msgspec.Struct):
    """What happened to the content up to the commit ``head``.

    ``clock`` is the moment of the newest commit. Moments rise along the main line, whatever the clocks of those who
    committed said: an agenda takes a change only for one when its stamp moved forward.
    ``added``: when a file first came. ``touched``: its last change of any kind. ``changed``: its last change that
    agendas show. ``removed``: when a file went that is not there any more.
    """

    head: str = ""
    clock: int = 0
    added: Moments = {}
    touched: Moments = {}
    changed: Moments = {}
    removed: Moments = {}


def history(content: Path, cache: Path | None = None) -> History:
    """Return the history of a content folder; one without moments where there is no git, or no history.

    Only what came since the history in the cache is read.
    """
    repository = Repository(content)
    head = repository.head()
    if not head:
        return History()
    kept = cache / NAME if cache else None
    known = (load_cache(kept, History) if kept else None) or History()
    if known.head == head:
        return known
    since = known.head if known.head and repository.continues(known.head, head) else None
    found = known if since else History()
    commits = _timed(repository.commits(head, since), found)
    found.head = head
    _touch(found, commits)
    with repository.blobs() as blobs:
        _compare(found, commits, blobs)
    if kept:
        save_cache(kept, found)
    return found


def _timed(commits: list[Commit], found: History) -> list[Commit]:
    """Return the commits with moments that rise, and set the clock to the last of them."""
    timed = []
    for commit in commits:
        found.clock = max(commit.moment, found.clock + 1)
        timed.append(commit._replace(moment=found.clock))
    return timed


def _touch(found: History, commits: list[Commit]) -> None:
    for commit in commits:
        for edit in commit.edits:
            found.touched[edit.path] = commit.moment
            if edit.after is None:
                found.removed[edit.path] = commit.moment
            else:
                found.added.setdefault(edit.path, commit.moment)
                found.removed.pop(edit.path, None)


def _compare(found: History, commits: list[Commit], blobs: Blobs) -> None:
    """Find the last change that shows, newest first: of a file that is one whole, nothing older has to be read."""
    done: set[str] = set()
    for commit in reversed(commits):
        for edit in commit.edits:
            if edit.path not in done:
                for name in _shown(edit, blobs):
                    if found.changed.get(name, 0) < commit.moment:
                        found.changed[name] = commit.moment
                    if name == edit.path:
                        done.add(name)


def _shown(edit: Edit, blobs: Blobs) -> Iterator[str]:
    """Yield the names of what a commit changed in a file that agendas show; all of it where nobody can tell."""
    if _is_one_whole(edit.path) and not (edit.before and edit.after):
        yield edit.path  # it came or went: nothing to compare
        return
    before, after = (parts(edit.path, blobs.read(blob)) for blob in (edit.before, edit.after))
    if _is_one_whole(edit.path) and (before is None or after is None):
        yield edit.path
        return
    for part in _different(before or {}, after or {}):
        yield f"{edit.path}#{part}" if part else edit.path


def _is_one_whole(path: str) -> bool:
    return not path.startswith("calendar/")


def _different(before: Parts, after: Parts) -> Iterator[str]:
    return (part for part in before.keys() | after.keys() if before.get(part) != after.get(part))
