"""How the gaps were on days gone by: the content as it was committed then, measured by the norms of today.

A point a month for how it goes, and one a Monday for what opened and closed. What is worked out is kept below the
cache folder, by the content, the day and all that it was measured by, so a nightly build works out one point at most;
without the cache the same commit gives the same points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

import msgspec

from buurtkalender.domain.coverage.difference import Move, Past, Point, Week, difference
from buurtkalender.domain.coverage.evaluation import kinds
from buurtkalender.domain.coverage.snapshot import Snapshot, coming, measured_by, snapshot, take_snapshot
from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.domain.model import Calendar, Occurrence
from buurtkalender.reading.cache import code_version
from buurtkalender.reading.past import Reader, Then, committed, reader
from buurtkalender.reading.storage import load_cache, save_cache
from buurtkalender.site.outputs import digest, digest_of
from buurtkalender.site.settings import Settings

NAME = "past.msgpack"
MONTHS = 24
WEEKS = 13
TOLD = frozenset({"opens", "closes", "fragile", "firm"})
"""What is told of a week: what comes or goes, and not what is a little better or worse."""


class _Store(msgspec.Struct):
    """What was worked out before. A point of None could not be read; ``last`` is the newest look, packed."""

    points: dict[bytes, Point | None] = {}
    weeks: dict[bytes, tuple[Move, ...]] = {}
    last: tuple[bytes, msgspec.Raw] | None = None


def past(
    settings: Settings, calendar: Calendar, today: date, found: Sequence[Occurrence], verdicts: Sequence[Verdict]
) -> Past:
    """Return what is known of days gone by; ``verdicts`` are today's, and ``found`` what they come from.

    No content of old can make this fail: a broken file is left out, and a day whose content cannot be read is skipped.
    """
    now = Point(today, tuple((one.norm, one.neighbourhood, one.verdict) for one in verdicts))
    # Before the calendar's first day a series without a beginning was not planned yet: all would be missing.
    mondays, firsts = ({day for day in days if day >= calendar.anchor} for days in (_mondays(today), _firsts(today)))
    thens = committed(settings.content, mondays | firsts, calendar.zone) if calendar.norms else None
    if thens is None:
        return Past((now,))
    with reader(settings.content, settings.calendar_id, settings.anchor) as reading:
        work = _Work(settings, calendar, reading)
        points = {then: point for then in thens if (point := work.point(then, whole=then.day in mondays))}
        weeks = list(work.weeks([then for then in points if then.day in mondays]))
        newest = max((then for then in points if then.day in mondays), default=None)
        since = None
        if newest:
            moved = difference(work.snapshot(newest), snapshot(calendar, found, verdicts, today))
            since = Week(newest.day, today, _told(moved.moves))
        work.save(newest)
    by_month = [point for then, point in points.items() if then.day in firsts and then.day != today]
    return Past((*by_month, now), tuple(reversed(weeks)), since, known=True)


class _Work:
    """Works out what is not known yet, and remembers what this build asked for."""

    def __init__(self, settings: Settings, calendar: Calendar, reading: Reader) -> None:
        self._calendar = calendar
        self._reading = reading
        self._file = settings.cache / NAME
        self._ruler = digest_of(
            code_version(),
            (calendar.id, calendar.anchor, calendar.zone),
            (calendar.norms, calendar.neighbourhoods, calendar.districts, calendar.municipalities),
            (calendar.audiences, calendar.measure),
        )
        self._known = load_cache(self._file, _Store) or _Store()
        self._used = _Store()
        self._looks: dict[Then, Snapshot] = {}

    def point(self, then: Then, *, whole: bool) -> Point | None:
        """Return the verdicts of a day, or None where the content of then cannot be read.

        ``whole`` is whether all of the sums will be asked for too.
        """
        key = self._key(then)
        if key not in self._used.points:
            known = self._known.points
            self._used.points[key] = known[key] if key in known else self._point(then, whole=whole)
        return self._used.points[key]

    def weeks(self, mondays: Sequence[Then]) -> Iterator[Week]:
        """Yield what moved from each Monday to the next that is known."""
        for before, after in pairwise(mondays):
            key = digest(self._key(before), self._key(after))
            moves = self._known.weeks.get(key)
            if moves is None:
                moves = _told(difference(self.snapshot(before), self.snapshot(after)).moves)
            self._used.weeks[key] = moves
            yield Week(before.day, after.day, moves)

    def snapshot(self, then: Then) -> Snapshot:
        """Return all that was seen on a day."""
        if then not in self._looks:
            known = self._known.last
            if known and known[0] == self._key(then):
                self._looks[then] = msgspec.msgpack.decode(known[1], type=Snapshot)
            else:
                self._looks[then] = take_snapshot(self._then(then)[0], then.day)
        return self._looks[then]

    def save(self, newest: Then | None) -> None:
        """Remember what was asked for, and the newest look: the next Monday is compared with it."""
        if newest:
            self._used.last = self._key(newest), msgspec.Raw(msgspec.msgpack.encode(self.snapshot(newest)))
        if self._used == self._known:
            return
        save_cache(self._file, self._used)

    def _point(self, then: Then, *, whole: bool) -> Point | None:
        calendar, left_out = self._then(then)
        if len(calendar.activities) < left_out or not calendar.activities:
            return None
        if whole:
            every = self.snapshot(then).verdicts
            return Point(then.day, tuple((one.norm, one.neighbourhood, one.verdict) for one in every), left_out)
        return Point(then.day, kinds(calendar, coming(calendar, then.day), then.day), left_out)

    def _then(self, then: Then) -> tuple[Calendar, int]:
        found = self._reading.read(then.tree)
        return measured_by(found.calendar, self._calendar), len(found.left_out)

    def _key(self, then: Then) -> bytes:
        return digest(self._ruler, then.tree.encode(), digest_of(then.day))


def _told(moves: Sequence[Move]) -> tuple[Move, ...]:
    return tuple(move for move in moves if move.what in TOLD)


def _mondays(today: date) -> list[date]:
    """The Mondays up to today: as many weeks as are told lie between them."""
    last = today - timedelta(today.weekday())
    return [last - timedelta(weeks=number) for number in range(WEEKS, -1, -1)]


def _firsts(today: date) -> list[date]:
    """The first days of this month and of those before it."""
    months = range(today.year * 12 + today.month - MONTHS, today.year * 12 + today.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]
