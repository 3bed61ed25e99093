"""When each content file and each activity changed: from git, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from buurtkalender.domain.holidays import REGIONS, municipality_of
from buurtkalender.domain.lifecycle import ActivityStamps, at
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import planned_days
from buurtkalender.domain.values import Days, Monthly, Pattern, Weekly
from buurtkalender.reading.cache import code_version
from buurtkalender.reading.git import Blobs, Commit, FileEdit, GitError, Repository
from buurtkalender.reading.storage import load_cache, save_cache
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import Items, MappingNode, Node, Scalar

# --- what agendas show ----------------------------------------------------------------------------------
# Which parts of a content file are seen in an agenda: the rest may change without any phone having to know.
#
# Old versions of a file are read here, which need not be right by the rules of today, so this looks at what was
# written and not at what it means. Of a file that many activities share, each part is told apart: a theme with
# another name concerns the activities with that theme, and no others.

Parts = dict[str, str]
"""What the parts of a file say, as text to compare. A file that is one whole has one part without a name."""

UNSEEN = frozenset({"confirmed", "image", "volunteers", "capacity", "goals", "programme", "links", "formerly"})
"""Fields of an activity that its events never show."""

SEEN = {
    "venues": frozenset({"name", "address", "neighbourhood", "point", "access", "rooms", "closed"}),
    "organisations": frozenset({"name", "phone", "email"}),
}
"""Fields that the events of an activity show of the venue where it is held, and of who offers it."""

TERMS = ("themes", "audiences", "languages")
"""The words of the vocabulary that events show."""


def visible_parts(path: str, octets: bytes | None) -> Parts | None:
    """What agendas show of a file, or None when that cannot be told: it is not there, or makes no sense.

    ``path`` is below the content folder.
    """
    root = None if octets is None else parse(octets, lambda *_place, **_params: None)
    if root is None:
        return None
    folder, _, name = path.partition("/")
    written = {key: _plain(node) for key, (_, node) in root.entries.items()}
    if folder == "activities":
        return {"": _text({key: value for key, value in written.items() if key not in UNSEEN})}
    if folder in SEEN:
        return {"": _text({key: value for key, value in written.items() if key in SEEN[folder]})}
    if folder == "calendar":
        return _shared(name, written)
    if folder == "neighbourhoods":
        return {"": _text([written.get("school_region"), _areas(written)])}
    return {}


def days_off(kind: str, first: str, last: str, where: Iterable[str]) -> str:
    """The name of a part of ``holidays.yaml``: days off of a kind, from first to last, in these regions or towns."""
    return " ".join((kind, first, last, *sorted(where)))


def _shared(name: str, written: dict[str, Any]) -> Parts:
    if name == "vocabulary.yaml":
        return {
            f"{kind}/{term.get('id')}": _text(term.get("label"))
            for kind in TERMS
            for term in _mappings(written.get(kind))
        }
    if name == "holidays.yaml":
        return {
            _days_off_of(kind, one): ""
            for kind in ("school_holidays", "closures")
            for one in _mappings(written.get(kind))
        }
    return {}


def _days_off_of(kind: str, one: dict[str, Any]) -> str:
    first, regions, towns = str(one.get("from", "")), one.get("regions"), one.get("municipalities")
    where = [*(regions if isinstance(regions, list) else ()), *(towns if isinstance(towns, list) else ())]
    everywhere = REGIONS.issubset(map(str, where)) and not towns
    return days_off(kind, first, str(one.get("until") or first), () if everywhere else map(str, where))


def _areas(written: dict[str, Any]) -> list[Any]:
    """The areas of a municipality: which neighbourhood lies where decides about school holidays."""
    return [
        [district.get("id"), [area.get("id") for area in _mappings(district.get("neighbourhoods"))]]
        for district in _mappings(written.get("districts"))
    ]


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _plain(node: Node) -> Any:
    """What was written, without where it stood."""
    if isinstance(node, MappingNode):
        return {key: _plain(value) for key, (_, value) in node.entries.items()}
    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    return node.value if isinstance(node, Scalar) else None


def _text(value: Any) -> str:
    """Equal texts for equal values, in whatever order their keys stand."""
    return msgspec.json.encode(value, order="deterministic").decode()


NAME = "history.msgpack"

ChangeTimes = dict[str, int]
"""Seconds since 1970, by path below the content folder. A part of a file that many share is ``path#part``."""


class History(msgspec.Struct):
    """What happened to the content up to the commit ``head``.

    ``clock`` is the moment of the newest commit. Moments rise along the main line, whatever the clocks of those who
    committed said: an agenda takes a change only for one when its stamp moved forward.
    ``added``: when a file first came. ``touched``: its last change of any kind. ``changed``: its last change that
    agendas show. ``removed``: when a file went that is not there any more. ``place`` is where in its repository the
    content was, ``cut`` where the clone was cut, when it holds only the end of the history. ``trouble`` is why git
    could not tell what came after ``head``; empty where it could.
    """

    head: str = ""
    clock: int = 0
    place: str = ""
    cut: tuple[str, ...] = ()
    trouble: str = ""
    added: ChangeTimes = {}
    touched: ChangeTimes = {}
    changed: ChangeTimes = {}
    removed: ChangeTimes = {}


def read_history(content: Path, cache: Path | None = None) -> History:
    """Return the history of a content folder; one without moments where there is no git, or no history.

    Only what came since the history in the cache is read. Where git is there and fails, what was known stays as it was,
    with why, and nothing is remembered of it.
    """
    kept = cache / NAME if cache else None
    known = (load_cache(kept, History, code_version().encode()) if kept else None) or History()
    try:
        found = _read(Repository(content), known)
    except GitError as error:
        if not (error.ran or known.head):
            return History()  # without git: a calendar can do without
        return msgspec.structs.replace(known, trouble=error.reason)
    if kept and found is not known and found.head:
        save_cache(kept, found, code_version().encode())
    return found


def _read(repository: Repository, known: History) -> History:
    """Return the history up to now, which is ``known`` itself where nothing came since. Raises GitError."""
    head = repository.head()
    if not head:
        return History()
    place, cut = repository.place(), repository.cut()
    gone = set(known.cut) - cut
    deeper = any(one == head or repository.continues(one, head) for one in gone)  # what came before it was fetched
    usable = bool(known.head) and known.place == place and not deeper
    if usable and known.head == head:
        return known
    since = known.head if usable and repository.continues(known.head, head) else None
    # A copy: what fails halfway leaves what was known as it was.
    found = msgspec.msgpack.decode(msgspec.msgpack.encode(known), type=History) if since else History()
    found.place, found.cut = place, known.cut if since else tuple(sorted(cut))
    commits = _timed(repository.commits(head, since), found)
    found.head = head
    _touch(found, commits)
    with repository.blobs() as blobs:
        _compare(found, commits, blobs)
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


def _shown(edit: FileEdit, blobs: Blobs) -> Iterator[str]:
    """Yield the names of what a commit changed in a file that agendas show; all of it where nobody can tell."""
    if _is_one_whole(edit.path) and not (edit.before and edit.after):
        yield edit.path  # it came or went: nothing to compare
        return
    before, after = (visible_parts(edit.path, blobs.read(blob)) for blob in (edit.before, edit.after))
    if _is_one_whole(edit.path) and (before is None or after is None):
        yield edit.path
        return
    for part in _different(before or {}, after or {}):
        yield f"{edit.path}#{part}" if part else edit.path


def _is_one_whole(path: str) -> bool:
    return not path.startswith("calendar/")


def _different(before: Parts, after: Parts) -> Iterator[str]:
    return (part for part in before.keys() | after.keys() if before.get(part) != after.get(part))


# --- stamps ----------------------------------------------------------------------------------------------
# When each activity changed, worked out from the history of its files and of what it shares with others.

HOLIDAYS = "calendar/holidays.yaml#"
VOCABULARY = "calendar/vocabulary.yaml#"


def stamps(calendar: Calendar, history: History, until: date) -> dict[str, ActivityStamps]:
    """Return the stamp of each activity, by its identifier.

    Its own file counts, those of who offers it, and those of where it is held, usually or for once; for its events
    also the names of its themes, audiences and languages, and the days off up to ``until`` that it leaves out. An
    activity without history is stamped at midnight of the day it was confirmed, else of the calendar's anchor. The
    clock and the times of files play no part, so the same commit gives the same stamps everywhere.
    """
    days_off = sorted(_days_off(history.changed), key=lambda one: -one.moment)
    return {
        activity.id: _stamp(calendar, history, activity, until, days_off) for activity in calendar.activities.values()
    }


def _stamp(
    calendar: Calendar, history: History, activity: Activity, until: date, days_off: Iterable[_DaysOff]
) -> ActivityStamps:
    files = [activity.source.path, *_others(calendar, activity)]
    own = history.added.get(activity.source.path)
    start = at(datetime.fromtimestamp(own, UTC)) if own else at(_midnight(activity, calendar), guessed=True)
    earlier = [history.added[name] for name in map(_file, activity.formerly) if name in history.added]
    first = min(start.announced, datetime.fromtimestamp(min(earlier), UTC)) if earlier else start.announced
    changed = _latest(start.changed, history.changed, files)
    modified = _latest(changed, history.changed, [*_terms(activity), *_region(calendar, activity)])
    modified = max(modified, _last_day_off(calendar, activity, until, days_off, modified))
    updated = _latest(modified, history.touched, files)
    return ActivityStamps(first, changed, modified, updated, guessed=start.guessed)


def _others(calendar: Calendar, activity: Activity) -> list[str]:
    """The files besides its own that an activity shows something of."""
    houses = (activity.venue, *(change.venue for change in activity.changes))
    people = (activity.organisation, *activity.partners)
    found = [calendar.venues[key].source.path for key in houses if key in calendar.venues]
    return found + [calendar.organisations[key].source.path for key in people if key in calendar.organisations]


def _file(address: str) -> str:
    return f"activities/{address}.yaml"


def _terms(activity: Activity) -> list[str]:
    terms = {"themes": activity.themes, "audiences": activity.audiences, "languages": activity.languages}
    return [f"{VOCABULARY}{kind}/{term}" for kind, some in terms.items() for term in some]


def _region(calendar: Calendar, activity: Activity) -> list[str]:
    """The file that says in which school region it lies, where that makes a difference."""
    if any(isinstance(pattern, Weekly | Monthly) and pattern.skip.school_holidays for pattern in activity.when):
        return [f"neighbourhoods/{municipality_of(calendar, activity)}.yaml"]
    return []


def _latest(moment: datetime, known: ChangeTimes, names: Iterable[str]) -> datetime:
    """Return a moment, or the last one of these names where that is later."""
    found = [known[name] for name in names if name in known]
    return max(moment, datetime.fromtimestamp(max(found), UTC)) if found else moment


def _midnight(activity: Activity, calendar: Calendar) -> datetime:
    return datetime.combine(activity.confirmed or calendar.anchor, time(), UTC)


class _DaysOff(NamedTuple):
    """Days off that came, went or moved at a moment: for everybody, or only for what skips school holidays there."""

    moment: int
    school: bool
    days: Days
    where: frozenset[str]


def _days_off(changed: ChangeTimes) -> Iterator[_DaysOff]:
    """Read the parts of ``holidays.yaml`` back; what was never a date concerns nobody."""
    for name, moment in changed.items():
        kind, *rest = name.removeprefix(HOLIDAYS).split(" ")
        if not name.startswith(HOLIDAYS) or len(rest) < 2:
            continue
        try:
            days = Days(date.fromisoformat(rest[0]), date.fromisoformat(rest[1]))
        except ValueError:
            continue
        yield _DaysOff(moment, kind == "school_holidays", days, frozenset(rest[2:]))


def _last_day_off(
    calendar: Calendar, activity: Activity, until: date, days_off: Iterable[_DaysOff], known: datetime
) -> datetime:
    """When days off last changed that concern this activity, or ``known`` if that was later. The newest come first."""
    municipality = municipality_of(calendar, activity)
    town = calendar.municipalities.get(municipality or "")
    here = {municipality, town.school_region if town else None}
    for one in days_off:
        moment = datetime.fromtimestamp(one.moment, UTC)
        if moment <= known:
            break
        if (not one.where or one.where & here) and any(
            _leaves_out(pattern, calendar.anchor, one, until) for pattern in activity.when
        ):
            return moment
    return known


def _leaves_out(pattern: Pattern, anchor: date, one: _DaysOff, until: date) -> bool:
    if not isinstance(pattern, Weekly | Monthly) or (one.school and not pattern.skip.school_holidays):
        return False
    last = min(one.days.last, until)
    return one.days.first <= last and bool(planned_days(pattern, anchor, one.days.first, last))
