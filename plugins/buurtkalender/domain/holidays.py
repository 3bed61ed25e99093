"""Days off that activities share: public holidays, school holidays, closures; and where an activity belongs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.places import neighbourhood_at
from buurtkalender.domain.values import Days, Holiday, Skip

REGIONS = frozenset({"noord", "midden", "zuid"})
"""The three school regions of the Netherlands (Regeling vaststelling schoolvakanties)."""


PUBLIC_HOLIDAYS = {
    "new-year": "Nieuwjaarsdag",
    "good-friday": "Goede vrijdag",
    "easter-sunday": "Eerste paasdag",
    "easter-monday": "Tweede paasdag",
    "kings-day": "Koningsdag",
    "liberation-day": "Bevrijdingsdag",
    "ascension-day": "Hemelvaartsdag",
    "whit-sunday": "Eerste pinksterdag",
    "whit-monday": "Tweede pinksterdag",
    "christmas-day": "Eerste kerstdag",
    "second-christmas-day": "Tweede kerstdag",
}
"""The public holidays that a calendar can know, as the settings name them, each with its Dutch name.

These are the days of the Algemene termijnenwet (Good Friday included) and Liberation Day.
"""


def public_holidays(years: Iterable[int], chosen: Collection[str] | None = None) -> dict[date, str]:
    """Public holidays of these calendar years with their Dutch names, in order of time; all of them, or the chosen.

    Liberation Day is among them every year: community buildings close on 5 May whether or not employers give the day
    off, which the `holidays` package only calls public once in five years.
    """
    found = public_holiday_names(years, chosen)
    return {day: PUBLIC_HOLIDAYS[name] for day, name in found.items()}


def public_holiday_names(years: Iterable[int], chosen: Collection[str] | None = None) -> dict[date, str]:
    """Public holidays of these calendar years by their names in the settings, in order of time."""
    found = (one for year in sorted(set(years)) for one in _of_year(year))
    return {day: name for day, name in found if chosen is None or name in chosen}


@lru_cache(maxsize=100)
def _of_year(year: int) -> tuple[tuple[date, str], ...]:
    # Importing the package costs more than a hundred activities; most runs of `check` never need it.
    from holidays import country_holidays

    names = {dutch.casefold(): name for name, dutch in PUBLIC_HOLIDAYS.items()}
    names["koninginnedag"] = "kings-day"  # as it was called until 2013
    known = dict(country_holidays("NL", years=[year], language="nl", expand=False))
    told = [(day, names[one.casefold()]) for day, both in known.items() for one in both.split("; ")]
    if not any(name == "liberation-day" for _, name in told):
        told.append((date(year, 5, 5), "liberation-day"))
    return tuple(sorted(told))


def school_holidays(calendar: Calendar, municipality_id: str | None) -> list[Days]:
    """The days of :func:`named_school_holidays`."""
    return [holiday.days for holiday in named_school_holidays(calendar, municipality_id)]


def named_school_holidays(calendar: Calendar, municipality_id: str | None) -> list[Holiday]:
    """School holidays that hold in this municipality, in order of time.

    Its own override replaces the regional holiday of that name in that school year. Where the school region is
    not known, only what holds in the whole country counts.
    """
    municipality = calendar.municipalities.get(municipality_id) if municipality_id is not None else None
    region = municipality.school_region if municipality else None
    own = [holiday for holiday in calendar.school_holidays if municipality_id in holiday.municipalities]
    replaced = {_name_and_school_year(holiday) for holiday in own}
    regional = [
        holiday
        for holiday in calendar.school_holidays
        if not holiday.municipalities and _holds_in(holiday, region) and _name_and_school_year(holiday) not in replaced
    ]
    return sorted(own + regional, key=lambda holiday: (holiday.days.first, holiday.days.last))


def named_public_holiday(name: str, years: Iterable[int]) -> list[date]:
    """When the public holiday with this name in the settings is in these years."""
    return [day for day, one in public_holiday_names(years).items() if one == name]


def school_holidays_everywhere(
    calendar: Calendar | None, names: Collection[str], first: date, last: date
) -> list[Days]:
    """School holidays between two days, all or by name; nothing where they are not the same in the whole calendar."""
    known: set[tuple[Days, ...]] = set()
    if calendar is None:
        return []
    for municipality in calendar.municipalities or [None]:
        free = named_school_holidays(calendar, municipality)
        days = [one.days for one in free if not names or one.name.casefold() in names]
        coming = [one for one in days if first <= one.last and one.first <= last]
        known.add(tuple(Days(one.first, min(one.last, last)) for one in coming))
    return list(known.pop()) if len(known) == 1 else []


def name_of_day_off(calendar: Calendar, municipality_id: str | None, day: date, *, public: bool) -> str | None:
    """What a day off is called: the closure of the whole calendar, the school holiday, or the public holiday it is in.

    None where it has no name, such as a week that one activity leaves out. ``public`` is whether to look among the
    public holidays.
    """
    for holiday in (*calendar.closures, *named_school_holidays(calendar, municipality_id)):
        if day in holiday.days:
            return holiday.name
    return public_holidays([day.year], calendar.public_holidays).get(day) if public else None


def _holds_in(holiday: Holiday, region: str | None) -> bool:
    return not holiday.regions or region in holiday.regions or REGIONS.issubset(holiday.regions)


def _name_and_school_year(holiday: Holiday) -> tuple[str, int]:
    """A school year runs from 1 August to 31 July (Wet op het primair onderwijs, section 1)."""
    first = holiday.days.first
    return holiday.name.casefold(), first.year if first.month >= 8 else first.year - 1


def joined_days(found: Iterable[Days]) -> list[Days]:
    """Return periods in order of time, those that follow on each other as one."""
    joined: list[Days] = []
    for one in sorted(found, key=lambda days: (days.first, days.last)):
        if joined and one.first <= joined[-1].last + timedelta(days=1):
            joined[-1] = Days(joined[-1].first, max(joined[-1].last, one.last))
        else:
            joined.append(one)
    return joined


def municipality_of(calendar: Calendar, activity: Activity) -> str | None:
    """The municipality an activity belongs to, which decides its school holidays.

    That of its place, else of the first area it serves, else the first of the calendar by identifier (so that
    the order of files changes nothing); None in a calendar without municipalities.
    """
    for area in (neighbourhood_at(calendar, activity), *activity.serves[:1]):
        if area is None:
            continue
        if area in calendar.neighbourhoods:
            return calendar.neighbourhoods[area].municipality
        if area in calendar.districts:
            return calendar.districts[area].municipality
        if area in calendar.municipalities:
            return area
    return min(calendar.municipalities, default=None)


_NO_DAYS: frozenset[int] = frozenset()


class StartTimes(dict[int, datetime]):
    """Wall-clock moments at one time of day, by ordinal of the day; made once, and shared by all that starts then.

    A calendar has a hundred thousand occurrences, but starts only a few thousand different moments.
    """

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self._after_midnight = timedelta(minutes=minutes)

    def __missing__(self, day: int) -> datetime:
        moment = self[day] = datetime.fromordinal(day) + self._after_midnight
        return moment


class DaysOff:
    """Shared days off of one calendar, by whole years and worked out once; what is the same everywhere once for all.

    Days are proleptic Gregorian ordinals (``date.toordinal``). It holds for any year; only the years that
    somebody asks for are worked out.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._skipped: dict[tuple[bool, str | None, bool, str | None, range], frozenset[int]] = {}
        self._closed: dict[tuple[str, range], frozenset[int]] = {}
        self._moments: dict[int, StartTimes] = {}

    def skipped(self, skip: Skip, activity: Activity, first: int, last: int) -> frozenset[int]:
        """Shared days on which a pattern with this ``skip`` is never planned, at least those from first to last.

        Closures of the whole calendar are always among them. School holidays are those of the activity's
        municipality, closed days those of its own venue.
        """
        school, public = skip.school_holidays, skip.public_holidays
        municipality = municipality_of(self._calendar, activity) if school else None
        venue = activity.venue if skip.venue_closures else None
        years = _years(first, last)
        key = (school, municipality, public, venue, years)
        known = self._skipped.get(key)
        if known is None:
            closed = [closure.days for closure in self._calendar.closures]
            if school:
                closed += school_holidays(self._calendar, municipality)
            if venue is not None and venue in self._calendar.venues:
                closed += self._calendar.venues[venue].closed
            known = _ordinals(closed, years)
            if public:
                known = known.union(*(_public_holidays(year, self._calendar.public_holidays) for year in years))
            self._skipped[key] = known
        return known

    def closed(self, venue: str, first: int, last: int) -> frozenset[int]:
        """Days on which a venue says that it is closed, at least those from first to last."""
        known = self._calendar.venues.get(venue)
        if known is None or not known.closed:
            return _NO_DAYS
        key = venue, _years(first, last)
        if key not in self._closed:
            self._closed[key] = _ordinals(known.closed, key[1])
        return self._closed[key]

    def near_missing_hour(self, first: int, last: int) -> frozenset[int]:
        """Days on which, or after which, the clock leaves an hour out; at least those from first to last.

        Only what starts on these can have a time that does not exist, and needs the zone's slower arithmetic.
        """
        return _near_missing_hour(self._calendar.zone, _years(first, last))

    def moments(self, minutes: int) -> StartTimes:
        """The moments this many minutes after midnight, by day."""
        if minutes not in self._moments:
            self._moments[minutes] = StartTimes(minutes)
        return self._moments[minutes]


@lru_cache(maxsize=100)
def _public_holidays(year: int, chosen: tuple[str, ...] | None) -> frozenset[int]:
    return frozenset(day.toordinal() for day in public_holidays([year], chosen))


@lru_cache(maxsize=100)
def _near_missing_hour(zone: str, years: range) -> frozenset[int]:
    there = ZoneInfo(zone)
    noons = [
        datetime.fromordinal(day).replace(hour=12, tzinfo=there)
        for day in range(date(years.start, 1, 1).toordinal(), date(years.stop - 1, 12, 31).toordinal() + 1)
    ]
    offsets = [noon.utcoffset() or timedelta() for noon in noons]
    return frozenset(
        day
        for noon, before, after in zip(noons[1:], offsets, offsets[1:], strict=False)
        if after > before
        for day in (noon.toordinal() - 1, noon.toordinal())
    )


def _years(first: int, last: int) -> range:
    return range(date.fromordinal(first).year, date.fromordinal(last).year + 1)


def _ordinals(ranges: Iterable[Days], years: range) -> frozenset[int]:
    """The days of these ranges within these years: a range until 9999 costs no more than the years asked for."""
    lowest, highest = date(years.start, 1, 1).toordinal(), date(years.stop - 1, 12, 31).toordinal()
    return frozenset(
        day
        for days in ranges
        for day in range(max(days.first.toordinal(), lowest), min(days.last.toordinal(), highest) + 1)
    )
