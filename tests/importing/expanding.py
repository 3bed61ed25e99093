"""Series at random, with the dates that RFC 5545 gives them: worked out moment by moment, apart from the product."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import strategies as st

from importing.taking import event
from town import TODAY

HERE = ZoneInfo("Europe/Amsterdam")
LAST = TODAY + timedelta(days=365)
MIDNIGHT = time()


@dataclass
class Override:
    """One date that became different: it was at ``instead_of``, naive and in the zone of its series."""

    instead_of: datetime
    start: datetime
    length: timedelta
    cancelled: bool = False
    newer: bool = True


@dataclass
class Series:
    """A series as a file tells it. Moments are naive, in its own zone; all day at midnight."""

    start: datetime
    length: timedelta
    zone: str = "Europe/Amsterdam"
    all_day: bool = False
    rule: str = ""
    until: datetime | None = None
    left_out: list[tuple[datetime, bool]] = field(default_factory=list)
    extra: list[datetime] = field(default_factory=list)
    overrides: list[Override] = field(default_factory=list)

    def instances(self) -> set[datetime]:
        """Every moment of the series itself, without what is left out; overrides not looked at."""
        found = {self.start} if self.until is None or self.start <= self.until else set()
        if self.rule:
            for moment in rrulestr(self.rule, dtstart=self.start):
                if moment.date() > LAST + timedelta(days=40) or (self.until and moment > self.until):
                    break
                found.add(moment)
        found |= set(self.extra)
        days = {one.date() for one, whole in self.left_out if whole}
        moments = {one for one, whole in self.left_out if not whole}
        return {one for one in found if one not in moments and one.date() not in days}

    def held(self) -> set[tuple[datetime, datetime, bool]]:
        """What there is on each day, by the clock here: when it begins and ends, and whether it is off."""
        changed = {one.instead_of: one for one in self.overrides}
        left = {one for one, whole in self.left_out}
        found: set[tuple[datetime, datetime, bool]] = set()
        whole_days = {one.date() for one, whole in self.left_out if whole}
        every = self.instances()
        for moment in every - changed.keys():
            found |= self._days(moment, self.length, off=False)
        for moment, one in changed.items():
            away = moment in left or moment.date() in whole_days
            if away and not one.newer:
                continue
            if one.cancelled and (moment in every or away):
                found |= self._days(moment, self.length, off=True)
            elif not one.cancelled and (one.newer or away or moment in every):
                found |= self._days(one.start, one.length, off=False)
        on = {begin for begin, _, off in found if not off}
        return {one for one in found if not (one[2] and one[0] in on) and TODAY <= one[0].date() <= LAST}

    def _days(self, moment: datetime, length: timedelta, *, off: bool) -> set[tuple[datetime, datetime, bool]]:
        begin, end = self._here(moment), self._here(moment + length)
        found = set()
        if end - begin < timedelta(days=1):
            return {(begin, end, off)}
        while begin < end:
            midnight = datetime.combine(begin.date() + timedelta(days=1), MIDNIGHT)
            found.add((begin, min(midnight, end), off))
            begin = midnight
        return found

    def _here(self, moment: datetime) -> datetime:
        if self.all_day or not self.zone:
            return moment
        zone = UTC if self.zone == "UTC" else ZoneInfo(self.zone)
        return moment.replace(tzinfo=zone).astimezone(HERE).replace(tzinfo=None)

    # --- as a file ---

    def stamp(self, name: str, *moments: datetime, whole: bool = False) -> str:
        """A line that tells moments."""
        if whole or self.all_day:
            return f"{name};VALUE=DATE:" + ",".join(f"{one:%Y%m%d}" for one in moments)
        texts = ",".join(f"{one:%Y%m%dT%H%M%S}{'Z' * (self.zone == 'UTC')}" for one in moments)
        return f"{name}:{texts}" if self.zone in {"", "UTC"} else f"{name};TZID={self.zone}:{texts}"

    def lines(self) -> list[str]:
        """The series and its overrides as VEVENTs."""
        main = ["SEQUENCE:3", self.stamp("DTSTART", self.start), self.stamp("DTEND", self.start + self.length)]
        if self.rule:
            main.append(f"RRULE:{self.rule}" + (f";UNTIL={self._until(self.until)}" if self.until else ""))
        main += [self.stamp("EXDATE", one, whole=whole) for one, whole in self.left_out]
        main += [self.stamp("RDATE", one) for one in self.extra]
        found = [event(*main)]
        for one in self.overrides:
            own = [self.stamp("RECURRENCE-ID", one.instead_of), self.stamp("DTSTART", one.start)]
            own += [self.stamp("DTEND", one.start + one.length), f"SEQUENCE:{4 if one.newer else 2}"]
            found.append(event(*own, *(["STATUS:CANCELLED"] if one.cancelled else [])))
        return found

    def _until(self, until: datetime) -> str:
        if self.all_day:
            return f"{until:%Y%m%d}"
        if not self.zone:
            return f"{until:%Y%m%dT%H%M%S}"
        zone = UTC if self.zone == "UTC" else ZoneInfo(self.zone)
        return f"{until.replace(tzinfo=zone).astimezone(UTC):%Y%m%dT%H%M%SZ}"


LENGTHS = [timedelta(hours=1), timedelta(hours=2), timedelta(minutes=90), timedelta(hours=5)]


@st.composite
def series(draw: st.DrawFn, rules: st.SearchStrategy[str]) -> Series:
    """A series with what may be different on its dates, each possible in a file that a program writes."""
    all_day = draw(st.integers(0, 4)) == 0
    first = draw(st.dates(date(2026, 9, 1), date(2027, 2, 1)))
    clock = MIDNIGHT if all_day else time(draw(st.sampled_from([9, 10, 14, 19])), draw(st.sampled_from([0, 30])))
    start = datetime.combine(first, clock)
    rule = draw(st.just("") | rules | rules)
    length = timedelta(days=1) if all_day else draw(st.sampled_from(LENGTHS))
    far = "DAILY" not in rule and "," not in rule
    if far and draw(st.integers(0, 3)) == 0:
        length = (
            timedelta(days=draw(st.integers(2, 3))) if all_day else timedelta(hours=draw(st.sampled_from([44, 20])))
        )
    zones = ["Europe/Amsterdam", "Europe/Amsterdam", "", "UTC", "America/New_York"]
    zone = draw(st.sampled_from(zones))
    made = Series(start, length, zone, all_day=all_day, rule=rule)
    if rule and "COUNT" not in rule and draw(st.booleans()):
        made.until = start + timedelta(
            days=draw(st.integers(-2, 300)), minutes=0 if all_day else draw(st.sampled_from([-1, 0, 1]))
        )
    if rule and "COUNT" in rule and next(iter(rrulestr(rule, dtstart=start)), None) != start:
        made.rule = ""
    own = sorted(made.instances())
    near = [one for one in own if one.date() >= TODAY - timedelta(days=3)] or own
    hours = [0] if all_day else [0, 0, 3, -2]
    if near:
        for one in draw(st.lists(st.sampled_from(near), max_size=2, unique=True)):
            made.extra.append(one + timedelta(days=draw(st.integers(0, 9)), hours=draw(st.sampled_from(hours))))
        every = sorted(made.instances())
        near = [one for one in every if one.date() >= TODAY - timedelta(days=3)] or every
        for one in draw(st.lists(st.sampled_from(near), max_size=4, unique=True)):
            made.left_out.append((one, draw(st.integers(0, 3)) == 0))
        for one in draw(st.lists(st.sampled_from(near), max_size=5, unique=True)):
            to = draw(st.sampled_from(near)) if draw(st.integers(0, 4)) == 0 else one
            to += timedelta(days=draw(st.sampled_from([0, 0, 1, 2, -1])), hours=draw(st.sampled_from(hours)))
            long = draw(
                st.sampled_from(
                    [length, length, length + timedelta(days=1 if all_day else 0, hours=0 if all_day else 1)]
                )
            )
            off = draw(st.integers(0, 2)) == 0
            made.overrides.append(Override(one, one if off else to, long, cancelled=off, newer=draw(st.booleans())))
        if draw(st.integers(0, 3)) == 0:
            away = draw(st.sampled_from(near)) + timedelta(days=draw(st.integers(1, 5)))
            if away.date() not in {one.date() for one in [*own, *every, *made.extra]}:
                made.overrides.append(
                    Override(away, away + timedelta(hours=0 if all_day else 1), length, newer=draw(st.booleans()))
                )
    return made
