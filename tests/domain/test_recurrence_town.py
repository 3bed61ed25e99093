"""The dates of the fictional town, worked out by hand from a paper calendar; and that the town has everything."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
import pytest

from buurtkalender.domain.model import Activity, Municipality, Neighbourhood, Organisation, Room, Venue
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.values import Change, Monthly, Norm, Occurrence, Skip, Weekly
from buurtkalender.reading.content import read_content
from town import ANCHOR, CALENDAR_ID, TOWN, town

WINTER = Window(date(2026, 10, 24), date(2027, 1, 31))

ON_PAPER = {
    "welzijn-zandmeer/koffieochtend": (
        "27/10 10:00, 3/11 10:00, 10/11 10:00, 17/11 10:00, x 24/11 10:00, 2/12 10:00, 8/12 11:00, 15/12 10:00, "
        "22/12 10:00, 29/12 10:00, 5/1 10:00, 12/1 10:00, 19/1 10:00, 26/1 10:00"
    ),
    "welzijn-zandmeer/spreekuur": (
        "27/10 14:00, 10/11 14:00, 24/11 14:00, 8/12 14:00, 5/1 14:00, 19/1 14:00"  # 22 December is a holiday
    ),
    "welzijn-zandmeer/nieuwjaar": "20/11 14:00, 27/11 14:00, 4/12 14:00, 11/12 14:00, 9/1 16:00",
    "welzijn-zandmeer/maatje": "",
    "welzijn-zandmeer/buurtdiner": "",
    "bewonersgroep-molenwijk/moestuin": "",
    "kerk-aan-de-duinen/zangavond": "3/11 19:30, 1/12 19:30, 5/1 19:30",
    "kerk-aan-de-duinen/gedenken": "25/10 10:00, 29/11 10:00, 27/12 10:00, 31/1 10:00",
    "kerk-aan-de-duinen/vijfde-zondag": "29/11 17:00, 31/1 17:00",
    "kerk-aan-de-duinen/kerstnacht": "24/12 23:30",
    "kerk-aan-de-duinen/rouwgroep": "25/11 19:30, 10/12 19:30, x 23/12 19:30, 6/1 19:30",
    "kerk-aan-de-duinen/sterren": "25/10 02:30, 29/11 02:30, 27/12 02:30, 31/1 02:30",
    "sv-zandmeer/zaalvoetbal": (
        "30/10 22:30, 6/11 22:30, 13/11 22:30, 20/11 22:30, 27/11 22:30, 4/12 22:30, 11/12 22:30, 18/12 22:30, "
        "8/1 22:30, 15/1 22:30, 22/1 22:30, 29/1 22:30"
    ),
    "sv-zandmeer/gymmen": (
        "30/10 10:00, 6/11 10:00, 13/11 10:00, 20/11 10:00, 27/11 10:00, 4/12 10:00, 11/12 10:00, 18/12 10:00"
    ),
    "sv-zandmeer/dag-31": "31/10 15:00, 31/1 15:00",
    "sv-zandmeer/toernooi": "19/12 13:00",
    "bibliotheek-zandmeer/digicafe": "2/11 14:00, 16/11 14:00, 7/12 14:00, 21/12 14:00, 4/1 14:00, 18/1 14:00",
    "bibliotheek-zandmeer/leeskring": "1/11 16:00, 15/11 16:00, 1/12 16:00, 15/12 16:00, 15/1 16:00",
    "bibliotheek-zandmeer/tentoonstelling": (
        "16/11 00:00, 17/11 00:00, 18/11 00:00, 19/11 00:00, 20/11 00:00, 23/11 00:00, 24/11 00:00, 25/11 00:00, "
        "x 26/11 00:00, 27/11 00:00"
    ),
    "bewonersgroep-molenwijk/bingo": "25/11 15:30, 9/12 15:30, 23/12 15:30, 6/1 15:30, 20/1 15:30",
    "zorg-thuis-zandmeer/mantelzorgcafe": "11/11 13:30, 9/12 13:30, 13/1 13:30",
    "zorg-thuis-zandmeer/bloeddruk": "30/10 09:00, 30/11 09:00, 30/12 09:00, 30/1 09:00",
}


def told(found: Iterable[Occurrence]) -> str:
    return ", ".join(
        f"{'x ' if each.cancelled else ''}{each.start.day}/{each.start.month} {each.start:%H:%M}" for each in found
    )


def of(activity: str, first: date, last: date) -> list[Occurrence]:
    return [each for each in occurrences(town(), Window(first, last)) if each.activity == activity]


def test_the_town_is_read_without_a_problem() -> None:
    whole = read_content(TOWN / "content", calendar_id=CALENDAR_ID, anchor=ANCHOR)
    assert [problem for problem in whole.problems if problem.severity == "error"] == []
    assert whole.left_out == ()


@pytest.mark.parametrize("activity", ON_PAPER)
def test_the_winter_is_as_on_paper(activity: str) -> None:
    assert told(of(activity, WINTER.first, WINTER.last)) == ON_PAPER[activity]


def test_at_tells_the_morning_from_the_afternoon() -> None:
    found = of("welzijn-zandmeer/formulieren-inloop", date(2026, 11, 25), date(2026, 12, 9))
    assert told(found) == ("25/11 09:30, x 25/11 13:30, 2/12 10:00, 2/12 13:30, x 9/12 09:30, x 9/12 13:30")


def test_nothing_at_all_happens_while_the_whole_calendar_is_closed() -> None:
    assert occurrences(town(), Window(date(2026, 12, 31), date(2027, 1, 1))) == []


def test_the_eettafel_stays_away_while_the_dorpshuis_is_closed() -> None:
    found = of("welzijn-zandmeer/eettafel", date(2026, 12, 21), date(2027, 1, 7))
    assert told(found) == "21/12 17:30, 24/12 17:30, 4/1 17:30, 7/1 17:30"


def test_the_open_church_is_closed_on_boxing_day() -> None:
    found = of("kerk-aan-de-duinen/open-kerk", date(2026, 12, 19), date(2027, 1, 2))
    assert told(found) == "19/12 10:00, 23/12 10:00, 30/12 10:00, 2/1 10:00"


def test_reading_aloud_follows_the_longer_may_holiday_of_zandmeer() -> None:
    found = of("bibliotheek-zandmeer/voorlezen", date(2027, 4, 14), date(2027, 5, 19))
    assert told(found) == "14/4 15:00, 21/4 15:00, 12/5 15:00, 19/5 15:00"


def test_the_stars_are_watched_an_hour_later_when_the_clock_skips_one() -> None:
    (spring,) = of("kerk-aan-de-duinen/sterren", date(2027, 3, 1), date(2027, 3, 31))
    assert f"{spring.planned:%H:%M} {spring.start:%H:%M}-{spring.end:%H:%M}" == "02:30 03:30-04:15"


def test_the_coffee_morning_moves_through_the_town() -> None:
    found = of("welzijn-zandmeer/koffieochtend", date(2026, 12, 8), date(2027, 1, 5))
    places = [(each.venue or (each.location and each.location.name), each.room, each.neighbourhood) for each in found]
    assert places == [
        ("dorpshuis", "grote-zaal", "oude-dorp"),
        ("bibliotheek", "leeszaal", "oude-dorp"),
        ("dorpshuis", "kleine-zaal", "oude-dorp"),
        ("Strandtent De Vloed", None, "duinrand"),
        ("dorpshuis", "grote-zaal", "oude-dorp"),
    ]


def _filled(values: Iterable[Any]) -> set[str]:
    """Fields that at least one of these values does not leave at its default."""
    return {
        field.name
        for value in values
        for field in msgspec.structs.fields(value)
        if field.required or getattr(value, field.name) != _default(field)
    }


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()


def test_the_town_uses_every_field_there_is() -> None:
    calendar = town()
    patterns = [pattern for activity in calendar.activities.values() for pattern in activity.when]
    for kind, values in {
        Activity: calendar.activities.values(),
        Change: [change for activity in calendar.activities.values() for change in activity.changes],
        Weekly: [pattern for pattern in patterns if isinstance(pattern, Weekly)],
        Skip: [pattern.skip for pattern in patterns if isinstance(pattern, Weekly)],
        Organisation: calendar.organisations.values(),
        Venue: calendar.venues.values(),
        Room: [room for venue in calendar.venues.values() for room in venue.rooms],
        Municipality: calendar.municipalities.values(),
        Neighbourhood: calendar.neighbourhoods.values(),
        Norm: calendar.norms.values(),
    }.items():
        assert set(kind.__struct_fields__) - _filled(values) == set(), kind.__name__
    assert _filled(pattern for pattern in patterns if isinstance(pattern, Monthly)) >= {"weekdays", "days", "every"}
