"""Days off that activities share, and the municipality that decides which."""

from __future__ import annotations

from datetime import date

from buurtkalender.domain.holidays import municipality_of, public_holidays, school_holidays
from buurtkalender.domain.model import Activity, Address, Calendar, District, Municipality, Neighbourhood, Venue
from buurtkalender.domain.places import neighbourhood_at
from buurtkalender.domain.values import Days, Holiday, Location, Skip, Weekly
from making import MORNING, TU, WE, activity, dates, day, days

REGIONS = ("noord", "midden", "zuid")
MAY = Holiday("Meivakantie", days("2027-04-24", "2027-05-02"), REGIONS)
SPRING_NORTH = Holiday("Voorjaarsvakantie", days("2027-02-20", "2027-02-28"), ("noord", "midden"))
SPRING_SOUTH = Holiday("Voorjaarsvakantie", days("2027-02-13", "2027-02-21"), ("zuid",))
LONG_MAY = Holiday("meivakantie", days("2027-04-24", "2027-05-09"), municipalities=("zandmeer",))

AREAS = {
    "municipalities": {
        "zandmeer": Municipality("zandmeer", "Zandmeer", school_region="midden"),
        "bergen-zuid": Municipality("bergen-zuid", "Bergen-Zuid", school_region="zuid"),
        "nergens": Municipality("nergens", "Nergens"),
    },
    "districts": {"heuvels": District("heuvels", "Heuvels", "bergen-zuid")},
    "neighbourhoods": {
        "dorp": Neighbourhood("dorp", "Dorp", "d", "zandmeer"),
        "berg": Neighbourhood("berg", "Berg", "heuvels", "bergen-zuid"),
    },
    "venues": {"berghut": Venue("berghut", "Berghut", "other", Address(), "berg")},
}


def with_holidays(*holidays: Holiday) -> Calendar:
    return Calendar("zandmeer.example", day("2026-01-05"), school_holidays=holidays, **AREAS)  # type: ignore[arg-type]


def test_public_holidays_are_those_of_the_law_with_good_friday_and_liberation_day_every_year() -> None:
    assert public_holidays([2027]) == {
        date(2027, 1, 1): "Nieuwjaarsdag",
        date(2027, 3, 26): "Goede vrijdag",
        date(2027, 3, 28): "Eerste paasdag",
        date(2027, 3, 29): "Tweede paasdag",
        date(2027, 4, 27): "Koningsdag",
        date(2027, 5, 5): "Bevrijdingsdag",
        date(2027, 5, 6): "Hemelvaartsdag",
        date(2027, 5, 16): "Eerste pinksterdag",
        date(2027, 5, 17): "Tweede pinksterdag",
        date(2027, 12, 25): "Eerste kerstdag",
        date(2027, 12, 26): "Tweede kerstdag",
    }


def test_kings_day_moves_to_saturday_when_it_is_a_sunday() -> None:
    assert {d for d, name in public_holidays([2025]).items() if name == "Koningsdag"} == {date(2025, 4, 26)}


def test_public_holidays_are_of_the_years_asked_for_and_of_no_other() -> None:
    assert {d.year for d in public_holidays([2027, 2026, 2027])} == {2026, 2027}
    assert list(public_holidays([2027, 2026])) == sorted(public_holidays([2026, 2027]))
    assert public_holidays([]) == {}


def test_a_municipality_has_the_school_holidays_of_its_region() -> None:
    calendar = with_holidays(MAY, SPRING_NORTH, SPRING_SOUTH)
    assert school_holidays(calendar, "zandmeer") == [SPRING_NORTH.days, MAY.days]
    assert school_holidays(calendar, "bergen-zuid") == [SPRING_SOUTH.days, MAY.days]


def test_where_the_region_is_not_known_only_holidays_of_the_whole_country_count() -> None:
    everywhere = Holiday("Kerstvakantie", days("2026-12-19", "2027-01-03"))
    calendar = with_holidays(MAY, SPRING_NORTH, everywhere)
    assert school_holidays(calendar, "nergens") == school_holidays(calendar, None) == [everywhere.days, MAY.days]


def test_a_municipal_holiday_replaces_the_regional_one_of_that_name_in_that_school_year_only() -> None:
    next_year = Holiday("Meivakantie", days("2028-04-29", "2028-05-07"), REGIONS)
    calendar = with_holidays(MAY, next_year, LONG_MAY)
    assert school_holidays(calendar, "zandmeer") == [LONG_MAY.days, next_year.days]
    assert school_holidays(calendar, "bergen-zuid") == [MAY.days, next_year.days]


def test_a_municipal_holiday_can_be_shorter_or_lie_elsewhere_in_the_year() -> None:
    early = Holiday("Herfstvakantie", days("2026-10-10", "2026-10-18"), municipalities=("zandmeer",))
    regional = Holiday("Herfstvakantie", days("2026-10-17", "2026-10-25"), ("midden",))
    assert school_holidays(with_holidays(regional, early), "zandmeer") == [early.days]


def test_a_school_year_turns_on_the_first_of_august() -> None:
    own = Holiday("Zomervakantie", days("2027-07-31", "2027-09-01"), municipalities=("zandmeer",))
    this_year = Holiday("Zomervakantie", days("2027-07-17", "2027-08-29"), ("midden",))
    next_year = Holiday("Zomervakantie", days("2027-08-01", "2027-08-31"), ("midden",))
    assert school_holidays(with_holidays(this_year, next_year, own), "zandmeer") == [own.days, next_year.days]


def test_the_place_of_an_activity_is_its_venue_before_its_location() -> None:
    calendar = with_holidays()
    elsewhere = Location("Strand", neighbourhood="dorp")
    assert neighbourhood_at(calendar, activity(venue="berghut", location=elsewhere)) == "berg"
    assert neighbourhood_at(calendar, activity(location=elsewhere)) == "dorp"
    assert neighbourhood_at(calendar, activity(location=Location("Ergens"))) is None
    assert neighbourhood_at(calendar, activity(online="https://les.example")) is None


def test_the_municipality_of_an_activity_is_that_of_its_place_then_of_what_it_serves_then_the_first() -> None:
    calendar = with_holidays()
    assert municipality_of(calendar, activity(venue="berghut", serves=("dorp",))) == "bergen-zuid"
    assert municipality_of(calendar, activity(serves=("dorp", "berg"))) == "zandmeer"
    assert municipality_of(calendar, activity(serves=("heuvels",))) == "bergen-zuid"
    assert municipality_of(calendar, activity(serves=("zandmeer",))) == "zandmeer"
    assert municipality_of(calendar, activity(online="https://les.example")) == "bergen-zuid"
    assert municipality_of(Calendar("leeg.example", day("2026-01-05")), activity()) is None


def test_an_activity_skips_the_school_holidays_of_its_own_municipality() -> None:
    when = Weekly((TU, WE), MORNING, skip=Skip(school_holidays=True))
    holidays = (SPRING_NORTH, SPRING_SOUTH)

    def february(made: Activity) -> list[str]:
        return dates(made, "2027-02-14", "2027-02-28", school_holidays=holidays, **AREAS)

    assert february(activity(when, serves=("dorp",))) == ["02-16", "02-17"]
    assert february(activity(when, venue="berghut")) == ["02-23", "02-24"]


def test_a_range_of_days_holds_both_its_ends() -> None:
    may = Days(day("2027-04-24"), day("2027-05-02"))
    assert day("2027-04-24") in may
    assert day("2027-05-02") in may
    assert day("2027-05-03") not in may


def test_public_holidays_are_in_spring_and_around_new_year_in_every_year() -> None:
    """The form counts on it: it asks for none in other months when a build finds out what changed."""
    days = public_holidays(range(2014, 2101))
    assert {day.month for day in days} <= {12, 1, 3, 4, 5, 6}


def test_the_monarchs_birthday_is_a_day_off_also_of_years_in_which_it_was_the_queens() -> None:
    assert public_holidays([2013])[date(2013, 4, 30)] == "Koningsdag"
