"""What coordinators are told, kept between builds while no date or fact changed: gaps, quality, and days gone by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from buurtkalender.domain.conflicts import ClosedVenue, DoubleBooking, closed_venue, double_bookings
from buurtkalender.domain.coverage.catchment import Catchment
from buurtkalender.domain.coverage.difference import Move, Past, PastPoint, PastWeek, snapshot_difference
from buurtkalender.domain.coverage.evaluation import Snapshot, coming, kinds, measured_by, snapshot, take_snapshot
from buurtkalender.domain.coverage.prevention import PreventionCell, prevention_cells
from buurtkalender.domain.coverage.sessions import last_day_counted
from buurtkalender.domain.coverage.verdicts import Edit, Priority, Verdict
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.remedies.advice import advise
from buurtkalender.domain.tasks import Findings, Quality, Todo, find_tasks
from buurtkalender.domain.values import Occurrence, Source
from buurtkalender.reading.cache import code_version
from buurtkalender.reading.git import GitError
from buurtkalender.reading.past import Reader, Then, committed, reader
from buurtkalender.reading.storage import load_cache, save_cache
from buurtkalender.site.model import Site
from buurtkalender.site.publish import parts_digest, value_digest
from buurtkalender.site.settings import Settings


class Analysis(msgspec.Struct, frozen=True):
    """The findings, with the key of what they were made from."""

    key: bytes = b""
    verdicts: tuple[Verdict, ...] = ()
    priorities: tuple[Priority, ...] = ()
    catchments: tuple[Catchment, ...] = ()
    prevention: tuple[PreventionCell, ...] = ()
    double_bookings: tuple[DoubleBooking, ...] = ()
    closed_venues: tuple[ClosedVenue, ...] = ()


def analysis(
    calendar: Calendar, coming: Sequence[Occurrence], window: Window, schedule: bytes, last: Analysis
) -> Analysis:
    """Return what is found in the window, which begins today, or the ``last`` findings if they were made from the same.

    ``coming`` are the occurrences in it; ``schedule`` is :func:`schedule_digest` of the calendar. A norm may look
    further ahead than the window: its dates are then worked out too, or the far weeks would seem empty.
    """
    key = value_digest(window, schedule)
    if last.key == key:
        return last
    looked_at = last_day_counted(calendar.norms.values(), window.first)
    reaching = coming if looked_at <= window.last else occurrences(calendar, Window(window.first, looked_at))
    advice = advise(calendar, reaching, window.first)
    return Analysis(
        key,
        advice.verdicts,
        advice.priorities,
        advice.catchments,
        prevention_cells(calendar, coming, window.first),
        tuple(double_bookings(calendar, coming)),
        tuple(closed_venue(calendar, coming)),
    )


def schedule_digest(calendar: Calendar) -> bytes:
    """Return a digest of everything but what activities say in words: an edited text changes neither dates nor gaps.

    Nor does it change what helps, for remedies name nothing: who shows them looks the names up. And who works on
    something changes nothing of what is there.
    """
    activities = blake2b(digest_size=16)
    for identifier in sorted(calendar.activities):
        activities.update(value_digest(_without_words(calendar.activities[identifier])))
    aside = {"activities", "picked_up", "synonyms"}
    rest = (getattr(calendar, name) for name in calendar.__struct_fields__ if name not in aside)
    return value_digest(activities.digest(), tuple(rest))


def _without_words(activity: Activity) -> Activity:
    return replace(
        activity,
        title="",
        summary=None,
        description=None,
        contact=None,
        transport=None if activity.transport is None else "",  # that there is some, counts
        volunteers=(),
        image=None,
        links=(),
        source=Source(),
    )


# --- quality ---------------------------------------------------------------------------------------------
# How good the content is, worked out once for all pages and data that tell it.


def quality(site: Site) -> Quality:
    """Return what is known of the calendar, and what there is to do."""
    found: Quality | None = site.kept.get("quality")
    if found is None:
        findings = Findings(
            site.verdicts,
            site.double_bookings,
            site.closed_venues,
            site.duplicates,
            left_out=[_inside(path) for path in site.left_out],
            faulty=[path for problem in site.problems if (path := _inside(problem.path))],
        )
        found = site.kept["quality"] = find_tasks(site.whole or site.calendar, site.today, findings)
    return found


def todos_digest(site: Site) -> bytes:
    """Return a digest of what there is to do: several files say it."""
    found: bytes | None = site.kept.get("todos digest")
    if found is None:
        found = site.kept["todos digest"] = value_digest(undated_todos(quality(site).todos))
    return found


def undated_todos(todos: Iterable[Todo]) -> list[Todo]:
    """Return what there is to do as it is told (:func:`without_day`)."""
    return [
        replace(one, helps=replace(one.helps, edit=without_day(one.helps.edit))) if one.helps else one for one in todos
    ]


def without_remedies(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return verdicts without their remedies, for who tells these by themselves: their lines name the day of today."""
    return [replace(verdict, remedies=()) for verdict in verdicts]


def without_day(edit: Edit) -> Edit:
    """Return an edit without the day on which it was tried: nobody is told that, and it is another one each day."""
    return replace(edit, confirmed=None) if edit.confirmed else edit


def by_organisation(site: Site) -> dict[str, tuple[Todo, ...]]:
    """Return what each organisation can do, by identifier; also those that have nothing to do.

    An organisation whose own file was left out is known by its identifier alone.
    """
    found: dict[str, tuple[Todo, ...]] | None = site.kept.get("todo by organisation")
    if found is None:
        some: dict[str, list[Todo]] = {key: [] for key in sorted(site.calendar.organisations)}
        for todo in quality(site).todos:
            if todo.organisation is not None:
                some.setdefault(todo.organisation, []).append(todo)
        found = site.kept["todo by organisation"] = {key: tuple(todos) for key, todos in some.items()}
    return found


def of_venues(site: Site) -> tuple[Todo, ...]:
    """Return what there is to do about venues: nobody says which organisation runs one."""
    return tuple(one for one in quality(site).todos if one.organisation is None and one.venue is not None)


def problems_of(site: Site, file: str) -> str:
    """Return what is wrong with a file below the content folder, in sentences."""
    found: dict[str, list[str]] | None = site.kept.get("problems by file")
    if found is None:
        found = site.kept["problems by file"] = {}
        for problem in site.problems:
            found.setdefault(_inside(problem.path), []).append(problem.text(site.translator))
    return " ".join(dict.fromkeys(found.get(file, ())))


def _inside(path: str) -> str:
    """Return a path that starts with the content folder's name as one below that folder."""
    return path.partition("/")[2]


# --- past ------------------------------------------------------------------------------------------------
# How the gaps were on days gone by: the content as it was committed then, measured by the norms of today.
#
# A point a month for how it goes, and one a Monday for what opened and closed. What is worked out is kept below the
# cache folder, by the content, the day and all that it was measured by, so a nightly build works out one point at
# most; without the cache the same commit gives the same points.

NAME = "past.msgpack"
MONTHS = 24
PAST_WEEKS = 13
TOLD = frozenset({"opens", "closes", "fragile", "firm"})
"""What is told of a week: what comes or goes, and not what is a little better or worse."""


class _Store(msgspec.Struct):
    """What was worked out before. A point of None could not be read; ``last`` is the newest look, packed.

    ``told`` is what the last build told, with what it was measured by.
    """

    points: dict[bytes, PastPoint | None] = {}
    weeks: dict[bytes, tuple[Move, ...]] = {}
    last: tuple[bytes, msgspec.Raw] | None = None
    told: tuple[bytes, msgspec.Raw] | None = None


def past(
    settings: Settings, calendar: Calendar, today: date, found: Sequence[Occurrence], verdicts: Sequence[Verdict]
) -> Past:
    """Return what is known of days gone by; ``verdicts`` are today's, and ``found`` what they come from.

    No content of old can make this fail: a broken file is left out, and a day whose content cannot be read is skipped.
    """
    now = PastPoint(today, tuple((one.norm, one.neighbourhood, one.verdict) for one in verdicts))
    try:
        return _past(settings, calendar, today, found, verdicts, now)
    except GitError as error:
        return _told_before(settings, calendar, now, error.reason)


def _past(  # noqa: PLR0913, PLR0917
    settings: Settings,
    calendar: Calendar,
    today: date,
    found: Sequence[Occurrence],
    verdicts: Sequence[Verdict],
    now: PastPoint,
) -> Past:
    # Before the calendar's first day a series without a beginning was not planned yet: all would be missing.
    mondays, firsts = ({day for day in days if day >= calendar.anchor} for days in (_mondays(today), _firsts(today)))
    thens = committed(settings.content, mondays | firsts, calendar.zone) if calendar.norms else None
    if thens is None:
        return Past((now,))
    with reader(settings.content, settings.calendar_id, settings.anchor, settings.public_holidays) as reading:
        work = _Work(settings, calendar, reading)
        points = {then: point for then in thens if (point := work.point(then, whole=then.day in mondays))}
        weeks = list(work.weeks([then for then in points if then.day in mondays]))
        newest = max((then for then in points if then.day in mondays), default=None)
        since = None
        if newest:
            moved = snapshot_difference(work.snapshot(newest), snapshot(calendar, found, verdicts, today))
            since = PastWeek(newest.day, today, _told(moved.moves))
        by_month = [point for then, point in points.items() if then.day in firsts and then.day != today]
        whole = Past((*by_month, now), tuple(reversed(weeks)), since, known=True)
        work.save(newest, whole)
    return whole


def _told_before(settings: Settings, calendar: Calendar, now: PastPoint, why: str) -> Past:
    """Return what the last build told of days gone by, where git cannot tell now; nothing of it is remembered."""
    kept = load_cache(settings.cache / NAME, _Store)
    if kept is None or kept.told is None or kept.told[0] != _ruler(calendar):
        return Past((now,), trouble=why)
    before = msgspec.msgpack.decode(kept.told[1], type=Past)
    points = tuple(one for one in before.points[:-1] if one.day < now.day)
    return Past((*points, now), before.weeks, before.since, known=True, trouble=why)


def _ruler(calendar: Calendar) -> bytes:
    """A digest of all that days gone by are measured by."""
    return value_digest(
        code_version(),
        (calendar.id, calendar.anchor, calendar.zone),
        (calendar.norms, calendar.neighbourhoods, calendar.districts, calendar.municipalities),
        (calendar.audiences, calendar.measure),
    )


class _Work:
    """Works out what is not known yet, and remembers what this build asked for."""

    def __init__(self, settings: Settings, calendar: Calendar, reading: Reader) -> None:
        self._calendar = calendar
        self._reading = reading
        self._file = settings.cache / NAME
        self._ruler = _ruler(calendar)
        self._known = load_cache(self._file, _Store) or _Store()
        self._used = _Store()
        self._looks: dict[Then, Snapshot] = {}

    def point(self, then: Then, *, whole: bool) -> PastPoint | None:
        """Return the verdicts of a day, or None where the content of then cannot be read.

        ``whole`` is whether all of the sums will be asked for too.
        """
        key = self._key(then)
        if key not in self._used.points:
            known = self._known.points
            self._used.points[key] = known[key] if key in known else self._point(then, whole=whole)
        return self._used.points[key]

    def weeks(self, mondays: Sequence[Then]) -> Iterator[PastWeek]:
        """Yield what moved from each Monday to the next that is known."""
        for before, after in pairwise(mondays):
            key = parts_digest(self._key(before), self._key(after))
            moves = self._known.weeks.get(key)
            if moves is None:
                moves = _told(snapshot_difference(self.snapshot(before), self.snapshot(after)).moves)
            self._used.weeks[key] = moves
            yield PastWeek(before.day, after.day, moves)

    def snapshot(self, then: Then) -> Snapshot:
        """Return all that was seen on a day."""
        if then not in self._looks:
            known = self._known.last
            if known and known[0] == self._key(then):
                self._looks[then] = msgspec.msgpack.decode(known[1], type=Snapshot)
            else:
                self._looks[then] = take_snapshot(self._then(then)[0], then.day)
        return self._looks[then]

    def save(self, newest: Then | None, whole: Past) -> None:
        """Remember what was asked for, what is told of it, and the newest look: the next Monday is compared with it."""
        self._used.told = self._ruler, msgspec.Raw(msgspec.msgpack.encode(whole))
        if newest:
            self._used.last = self._key(newest), msgspec.Raw(msgspec.msgpack.encode(self.snapshot(newest)))
        if self._used == self._known:
            return
        save_cache(self._file, self._used)

    def _point(self, then: Then, *, whole: bool) -> PastPoint | None:
        calendar, left_out = self._then(then)
        if len(calendar.activities) < left_out or not calendar.activities:
            return None
        if whole:
            every = self.snapshot(then).verdicts
            return PastPoint(then.day, tuple((one.norm, one.neighbourhood, one.verdict) for one in every), left_out)
        return PastPoint(then.day, kinds(calendar, coming(calendar, then.day), then.day), left_out)

    def _then(self, then: Then) -> tuple[Calendar, int]:
        found = self._reading.read(then.tree)
        return measured_by(found.calendar, self._calendar), len(found.left_out)

    def _key(self, then: Then) -> bytes:
        return parts_digest(self._ruler, then.tree.encode(), value_digest(then.day))


def _told(moves: Sequence[Move]) -> tuple[Move, ...]:
    return tuple(move for move in moves if move.what in TOLD)


def _mondays(today: date) -> list[date]:
    """The Mondays up to today: as many weeks as are told lie between them."""
    last = today - timedelta(today.weekday())
    return [last - timedelta(weeks=number) for number in range(PAST_WEEKS, -1, -1)]


def _firsts(today: date) -> list[date]:
    """The first days of this month and of those before it."""
    months = range(today.year * 12 + today.month - MONTHS, today.year * 12 + today.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]
