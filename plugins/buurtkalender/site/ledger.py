"""What was published before, kept in the site itself as ``data/ledger.json``: stamps only move forward."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from buurtkalender.domain.holidays import municipality_of, school_holidays
from buurtkalender.domain.lifecycle import SECOND, ActivityStamps, at, later
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.values import Days, Monthly, Value, Weekly
from buurtkalender.feeds.context import horizon
from buurtkalender.reading.history import SEEN, TERMS, UNSEEN, History, stamps
from buurtkalender.reading.storage import write as write_file
from buurtkalender.site import addresses
from buurtkalender.site.publish import LEDGER, Notice
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import N_

# --- ledger ----------------------------------------------------------------------------------------------
# What was published before: the memory of the site, kept in the site itself as ``data/ledger.json``.
#
# Git dates nearly every change (:mod:`buurtkalender.reading.history`). Where there is no history (an archive, a
# shallow clone), and for what history does not see (settings, an edit that is not committed, another version of a
# library), the ledger does: what is shown otherwise than before gets a later stamp than it had, because some agenda
# programs take nothing for a change that has none. It also knows which calendars people may have subscribed to. One
# that is no longer made stays as an empty calendar for more than a year: most programs drop the events of an empty
# calendar, and keep those of an address that is gone for ever.

Feeds = Mapping[str, date | None]
"""Calendars by path, with the day on which they closed; None is open."""

KEPT = timedelta(days=400)
"""How long an empty calendar stays where there was one: every phone that still looks has seen it by then."""

_UNSAID: tuple[object, ...] = ((), {}, "")
_encode = msgspec.msgpack.Encoder(order="deterministic").encode


class LedgerEntry(msgspec.Struct, frozen=True):
    """What was last told of an activity: digests of what it says itself, and of all that its events show; and when."""

    own: str
    whole: str
    announced: datetime
    changed: datetime
    modified: datetime
    updated: datetime


class Ledger(msgspec.Struct, frozen=True):
    """The memory of one site.

    ``calendar`` is its fixed name: the ledger of another calendar counts for nothing. ``activities`` are by the first
    address that they ever had. ``feeds`` holds every calendar that is or was there, by its path, with the day on which
    it closed; None is open. ``digest`` is one of all the rest: half a ledger, or one in which a bit fell over, is none.
    """

    calendar: str = ""
    activities: dict[str, LedgerEntry] = {}
    feeds: dict[str, date | None] = {}
    digest: str = ""


class ShownDigests(NamedTuple):
    """Digests of what an activity's events show now, as in :class:`LedgerEntry`."""

    own: str
    whole: str


def read(octets: bytes | None) -> Ledger | None:
    """Read a ledger; None when there is none, or it is not as it was written (those of before 0.2 do not tell)."""
    try:
        found = msgspec.json.decode(octets or b"", type=Ledger)
    except (msgspec.MsgspecError, ValueError, UnicodeDecodeError):
        return None
    return found if found.digest in {"", _seal(found)} and found.calendar else None


def _seal(ledger: Ledger) -> str:
    return _digest(replace(ledger, digest=""))


def write(  # noqa: PLR0913
    before: Ledger,
    calendar: Calendar,
    stamps: Mapping[str, ActivityStamps],
    shown: Mapping[str, ShownDigests],
    feeds: Feeds,
    *,
    unsure: bool = False,
) -> bytes:
    """Write the ledger of what is shown now.

    What was told ``before`` of an activity that is not there stays: a file that was broken for a week comes back with
    the stamps it had. ``unsure`` is whether history could not be read: then what was never told is not written down,
    for its stamps are guesses, and what stands here is believed for ever.
    """
    now = {
        activity.origin: LedgerEntry(*shown[activity.id], *_moments(stamps[activity.id]))
        for activity in calendar.activities.values()
        if not unsure or activity.origin in before.activities
    }
    told = dict(sorted({**before.activities, **now}.items()))
    ledger = Ledger(calendar.id, told, dict(sorted(feeds.items())))
    return msgspec.json.encode(replace(ledger, digest=_seal(ledger))) + b"\n"


def raised(
    ledger: Ledger,
    calendar: Calendar,
    stamps: Mapping[str, ActivityStamps],
    shown: Mapping[str, ShownDigests],
    today: date,
) -> dict[str, ActivityStamps]:
    """Return the stamps, later where something is shown otherwise than the ledger says, and never earlier than it says.

    A change that no history dates is dated to the midnight with which ``today`` begins. None is a guess any more.
    """
    midnight = calendar.aware(datetime.combine(today, time())).astimezone(UTC)
    found = {}
    for activity in calendar.activities.values():
        stamp, told = stamps[activity.id], ledger.activities.get(activity.origin)
        if told is not None:
            found[activity.id] = _raised(stamp, told, shown[activity.id], midnight)
        elif stamp.guessed and ledger.activities:
            found[activity.id] = at(max(midnight, stamp.updated))  # it came since the last build
        else:
            found[activity.id] = replace(stamp, guessed=False)
    return found


def _raised(stamp: ActivityStamps, told: LedgerEntry, shown: ShownDigests, midnight: datetime) -> ActivityStamps:
    before = ActivityStamps(told.announced, told.changed, told.modified, told.updated)
    found = before if stamp.guessed else later(stamp, before)
    changed, modified = found.changed, found.modified
    if shown.own != told.own and stamp.changed <= told.changed:
        changed = max(told.changed + SECOND, midnight)
    if shown.whole != told.whole and stamp.modified <= told.modified:
        modified = max(told.modified + SECOND, midnight)
    modified = max(changed, modified)
    return ActivityStamps(found.announced, changed, modified, max(found.updated, modified))


def _moments(stamp: ActivityStamps) -> tuple[datetime, datetime, datetime, datetime]:
    return stamp.announced, stamp.changed, stamp.modified, stamp.updated


def kept_open(ledger: Ledger, made: Iterable[str], gone: Mapping[str, date], today: date) -> dict[str, date | None]:
    """Return every calendar that is there now or was lately, by path; those that closed with the day.

    ``made`` are those of this build, ``gone`` those that history tells of, with the day on which they went.
    """
    closed = {path: day or today for path, day in ledger.feeds.items()}
    for path, day in gone.items():
        closed[path] = min(day, closed.get(path, day))
    oldest = today - KEPT
    lately: dict[str, date | None] = {path: day for path, day in closed.items() if day >= oldest}
    return {**lately, **dict.fromkeys(made)}


def shown(calendar: Calendar, form: object) -> dict[str, ShownDigests]:
    """Digest what the events of each activity show. ``form`` stands for what shapes all events: settings, language."""
    houses = {key: _seen(venue, SEEN["venues"]) for key, venue in calendar.venues.items()}
    people = {key: _seen(one, SEEN["organisations"]) for key, one in calendar.organisations.items()}
    every = _digest(form, calendar.closures, *filter(None, [calendar.public_holidays]))
    found = {}
    for activity in calendar.activities.values():
        own = _digest(
            {name: value for name, value in _said(activity) if name not in UNSEEN},
            [houses.get(key) for key in (activity.venue, *(change.venue for change in activity.changes)) if key],
            [people.get(key) for key in (activity.organisation, *activity.partners)],
        )
        found[activity.id] = ShownDigests(
            own, _digest(own, every, _labels(calendar, activity), _holidays(calendar, activity))
        )
    return found


def _said(value: Value) -> Iterable[tuple[str, Any]]:
    """What a value says, but for where it was read: a field that a later version adds changes nothing by itself."""
    for name in value.__struct_fields__:
        said = getattr(value, name)
        if name != "source" and said is not None and said not in _UNSAID:
            yield name, said


def _seen(value: Value, fields: frozenset[str]) -> str:
    return _digest({name: said for name, said in _said(value) if name in fields})


def _labels(calendar: Calendar, activity: Activity) -> list[Any]:
    found: list[Any] = []
    for kind in TERMS:
        terms = getattr(calendar, kind)
        found += [terms[key].label for key in getattr(activity, kind) if key in terms]
    return found


def _holidays(calendar: Calendar, activity: Activity) -> list[Days]:
    skips = any(isinstance(pattern, Weekly | Monthly) and pattern.skip.school_holidays for pattern in activity.when)
    return school_holidays(calendar, municipality_of(calendar, activity)) if skips else []


def _digest(*values: object) -> str:
    return blake2b(_encode(values), digest_size=12).hexdigest()


class PublishedBefore(NamedTuple):
    """What the last site told, what this one shows, and the calendars that history knows to be gone, with the day.

    ``notices`` are what people have to be told of it, and ``trouble`` is what git said where it could not tell.
    """

    ledger: Ledger = Ledger()
    shown: Mapping[str, ShownDigests] = {}
    gone: Mapping[str, date] = {}
    notices: tuple[Notice, ...] = ()
    trouble: str = ""


def recall(  # noqa: PLR0913
    settings: Settings, calendar: Calendar, today: date, past: History, copy: Path, *, expected: bool
) -> tuple[PublishedBefore, dict[str, ActivityStamps]]:
    """Return what the last site and the history of the content (``past``) know, and the stamps that follow from both.

    ``copy`` is where :func:`keep` put the ledger of the last build; ``expected`` is whether there was one.
    """
    told, notices = _last(settings.output / LEDGER, copy, calendar, expected=expected)
    now = shown(calendar, (settings.url, settings.language))
    dated = stamps(calendar, past, horizon(today))
    memory = PublishedBefore(told, now, dict(_gone(past.removed, calendar.zone)), notices, past.trouble)
    return memory, raised(told, calendar, dated, now, today)


def keep(settings: Settings, copy: Path) -> None:
    """Keep the ledger that was just published, for when somebody takes it away from the site. Raises OSError."""
    octets = _octets(settings.output / LEDGER)
    if octets and octets != _octets(copy):
        write_file(copy, octets)


def _last(path: Path, copy: Path, calendar: Calendar, *, expected: bool) -> tuple[Ledger, tuple[Notice, ...]]:
    """Return the ledger of the last build, and what is to be told of it. It cannot be worked out again."""
    octets = _octets(path)
    found = read(octets)
    if found is not None and found.calendar != calendar.id:
        return Ledger(calendar.id), (Notice(OF_ANOTHER, {"file": str(path), "was": found.calendar, "is": calendar.id}),)
    if found is not None:
        return found, ()
    kept = read(_octets(copy))
    if kept is not None and kept.calendar == calendar.id:
        return kept, (Notice(PUT_BACK, {"file": str(path)}),)
    if octets is None and not expected:
        return Ledger(calendar.id), ()
    return Ledger(calendar.id), (Notice(LOST, {"file": str(path)}),)


PUT_BACK = N_("{file} was gone or damaged. The copy that the last build kept is used, so nothing is lost.")
LOST = N_(
    "{file} is gone or damaged, and there is no copy. The site is made without it. In it stood what phones were told "
    "before, so some phones may miss a change, and calendars that had ended give an error instead of being empty. "
    "Put a copy of this file back, from a backup or from the website itself, and build again."
)
OF_ANOTHER = N_(
    "{file} is of the calendar {was}, and CALENDAR_ID says {is}. Did you change CALENDAR_ID? Put it back: with another "
    "one, phones show every activity twice. Is this a copied folder? Then empty it, and build again."
)


def git_failed(settings: Settings, why: str) -> Notice:
    """Return what to tell where git is there and cannot tell the history; ``why`` is what it said."""
    folder = next((one for one in settings.content.parents if (one / ".git").exists()), settings.content)
    if "dubious ownership" in why:
        return Notice(NOT_YOURS, {"folder": folder})
    return Notice(NO_HISTORY, {"folder": folder, "why": why.rstrip(".")})


NO_HISTORY = N_(
    "git could not tell the history of {folder}: {why}. What was known of it stays as it was; the next build asks "
    "again."
)
NOT_YOURS = N_(
    "git does not tell the history of {folder}: it belongs to another user than the one who builds. What was known of "
    "it stays as it was. Build as the user to whom it belongs, give it to this one (chown), or allow it once for all "
    "users: sudo git config --system --add safe.directory {folder}"
)


def _octets(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _gone(removed: Mapping[str, int], zone: str) -> Iterator[tuple[str, date]]:
    """Yield the calendars of files that were removed."""
    pages = {
        "activities": addresses.activity,
        "organisations": addresses.organisation,
        "venues": addresses.venue,
    }
    for path, moment in removed.items():
        folder, _, name = path.removesuffix(".yaml").partition("/")
        if folder in pages and path.endswith(".yaml"):
            yield addresses.calendar_of(pages[folder](name)), datetime.fromtimestamp(moment, ZoneInfo(zone)).date()
