"""The file in which the search page and the finder look things up: complete, true to the calendar, and small."""

from __future__ import annotations

import dataclasses
import gzip
import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from buurtkalender.domain.facts import has_fact
from buurtkalender.domain.model import (
    Activity,
    ActivityStatus,
    Address,
    Calendar,
    Cost,
    Municipality,
    Neighbourhood,
    Organisation,
    Venue,
)
from buurtkalender.domain.values import Ages, ByAppointment, Change, Dates, Point, Skip, Term, TimeSpan, Weekly
from buurtkalender.site.model import Site
from buurtkalender.site.pages.finder import more_file
from buurtkalender.site.search_index import MANY, SearchRow, index_file, rows, shortened
from buurtkalender.site.search_words import search_words_file
from every_page import made
from projects import Project
from town import ANCHOR, TODAY

MakeSite = Callable[..., Site]
KEYS = {
    "id", "url", "title", "summary", "by", "venue", "hood", "lat", "lon", "themes", "audiences", "ages", "price",
    "price_text", "free", "wheelchair", "dropin", "alone", "nosignup", "languages", "when", "days", "parts", "next",
    "phone", "organisation",
}  # fmt: skip
"""What every activity has, also where the answer is null: scripts rely on it."""

MORNING = TimeSpan(600, 720)
TERMS = {"ouderen": Ages(65), "kinderen": Ages(4, 12), "ouders": None}


@pytest.fixture
def tell(make_a_site: MakeSite) -> Callable[..., SearchRow]:
    """Tell of one activity as the file does; a test says what is said of it."""

    def told(**said: Any) -> SearchRow:
        house = Venue(id="huis", name="Huis", kind="other", address=Address(), neighbourhood="west")
        one = Activity(**({"id": "org/a", "title": "A", "when": (), "themes": ("spel",), "venue": "huis"} | said))
        calendar = Calendar(
            id="x.example",
            anchor=ANCHOR,
            activities={one.id: one},
            organisations={"org": Organisation(id="org", name="Org", kind="other", phone="0343-555 001")},
            venues={"huis": house},
            municipalities={"stad": Municipality(id="stad", name="Stad")},
            neighbourhoods={
                name: Neighbourhood(id=name, name=name, district="d", municipality="stad", centre=Point(52.0, 5.12341))
                for name in ("west", "oost")
            },
            audiences={name: Term(id=name, label={"nl": name}, ages=ages) for name, ages in TERMS.items()},
        )
        return rows(make_a_site(calendar), one)[0]

    return told


@pytest.fixture(scope="module")
def told(town: Site) -> dict[str, Any]:
    """What the town's file says."""
    return said_by(town)


def said_by(site: Site) -> dict[str, Any]:
    """Return what the file of a site says."""
    found: dict[str, Any] = json.loads(made(index_file(site)))
    return found


def test_it_holds_every_activity_that_lists_hold_and_all_that_scripts_rely_on(town: Site, told: dict[str, Any]) -> None:
    usual = [one["id"] for one in told["activities"] if "@" not in one["id"]]
    assert usual == sorted(one.id for one in town.selection.activities())
    assert {one["id"].partition("@")[0] for one in told["activities"]} == set(usual)
    assert told["built"] == TODAY.isoformat()
    assert all(one.keys() >= KEYS for one in told["activities"])
    assert {area["id"] for area in told["neighbourhoods"]} >= {one["hood"] for one in told["activities"]} - {None}
    for name in ("themes", "audiences", "languages"):
        known = {term["id"] for term in told[name]}
        assert {one for activity in told["activities"] for one in activity[name]} <= known


def test_facts_are_those_of_the_calendar_and_what_nobody_said_is_null(town: Site, told: dict[str, Any]) -> None:
    names = {"free": "free", "wheelchair": "wheelchair", "drop-in": "dropin", "come-alone": "alone"}
    names["no-signup"] = "nosignup"
    for one in told["activities"]:
        if "@" in one["id"]:
            continue  # of another place
        activity = town.calendar.activities[one["id"]]
        assert {name: one[key] for name, key in names.items()} == {
            name: has_fact(town.calendar, activity, name) for name in names
        }
    assert {one["free"] for one in told["activities"]} == {True, False, None}


def test_what_has_ended_is_not_found_and_what_has_stopped_for_a_while_says_so(
    town: Site, make_a_site: MakeSite, tell: Callable[..., SearchRow]
) -> None:
    one = next(iter(town.calendar.activities.values()))
    ended = {one.id: replace(one, status=ActivityStatus.ENDED)}
    assert said_by(make_a_site(replace(town.calendar, activities=ended)))["activities"] == []
    assert tell(status=ActivityStatus.PAUSED).note == "Tijdelijk gestopt"


# --- when -------------------------------------------------------------------------------------------


def test_dates_carry_their_offset_and_cancelled_ones_are_not_told(tell: Callable[..., SearchRow]) -> None:
    weekly = Weekly(days=(1,), time=MORNING)
    changes = (Change(day=date(2026, 11, 24), cancelled=""), Change(day=date(2026, 12, 1), moved_to=date(2026, 12, 3)))
    found = tell(when=(weekly,), changes=changes)
    assert found.next == ("2026-12-03T10:00+01:00", "2026-12-08T10:00+01:00", "2026-12-15T10:00+01:00")
    assert found.minutes == (120,)
    assert found.when == "Elke dinsdag, 10.00 tot 12.00 uur."
    assert tell(when=(Dates(dates=(date(2027, 7, 1),), time=MORNING),)).next == ("2027-07-01T10:00+02:00",)


def test_what_is_on_every_day_tells_the_first_date_of_each(tell: Callable[..., SearchRow]) -> None:
    found = tell(when=(Weekly(days=(0, 1, 2, 3, 4, 5), time=MORNING),))
    assert found.days == (1, 2, 3, 4, 5, 6)
    assert [date.fromisoformat(text[:10]).isoweekday() for text in found.next] == [2, 3, 4, 5, 6, 1]


def test_parts_of_the_day_are_those_in_which_it_begins_or_else_is_open(tell: Callable[..., SearchRow]) -> None:
    long = (Weekly(days=(1,), time=TimeSpan(660, 1140)),)
    assert tell(when=long).parts == ("morning",)
    assert tell(when=long, drop_in=True).parts == ("morning", "afternoon", "evening")
    assert tell(when=long, drop_in=True).slots == (21, 22, 23)
    mixed = tell(when=(Weekly(days=(1,), time=MORNING), Weekly(days=(4,), time=TimeSpan(1200, 1320))))
    assert (mixed.days, mixed.parts, mixed.slots) == ((2, 5), ("morning", "evening"), (21, 53))


def test_something_that_lasts_all_day_tells_its_day_alone(tell: Callable[..., SearchRow]) -> None:
    found = tell(when=(Dates(dates=(date(2026, 12, 1),), time=None),))
    assert (found.next, found.minutes, found.parts) == (("2026-12-01",), (0,), ("morning", "afternoon"))


def test_what_has_no_date_says_why(tell: Callable[..., SearchRow]) -> None:
    found = tell(when=(ByAppointment(),))
    assert (found.next, found.days, found.note) == ((), (), "Op afspraak")


def test_loose_dates_are_told_in_few_words(tell: Callable[..., SearchRow]) -> None:
    days = (date(2026, 12, 1), date(2026, 12, 9))
    assert tell(when=(Dates(dates=days, time=MORNING),)).when == "Op losse dagen, 10.00 tot 12.00 uur."
    assert tell(when=(Dates(dates=days[:1], time=MORNING),)).when == "Een keer, 10.00 tot 12.00 uur."
    skipping = Weekly(days=(1,), time=MORNING, last=date(2027, 6, 1), skip=Skip(school_holidays=True))
    assert tell(when=(skipping,)).when == "Elke dinsdag, 10.00 tot 12.00 uur."


# --- where, for whom, what it costs -----------------------------------------------------------------


def test_a_place_without_a_point_is_in_the_middle_of_its_neighbourhood(tell: Callable[..., SearchRow]) -> None:
    found = tell()
    assert (found.hood, found.lat, found.lon, found.serves) == ("west", 52.0, 5.1234, ())


def test_what_has_no_place_is_found_wherever_it_serves(tell: Callable[..., SearchRow]) -> None:
    found = tell(venue=None, serves=("stad",))
    assert (found.hood, found.lat, found.serves) == (None, None, ("oost", "west"))


@pytest.mark.parametrize(
    ("said", "ages"),
    [
        ({}, None),
        ({"ages": Ages(13, 27)}, (13, 27)),
        ({"ages": Ages(55)}, (55, 120)),
        ({"audiences": ("ouderen",)}, (65, 120)),
        ({"audiences": ("kinderen", "ouders")}, (4, 12)),
        ({"audiences": ("ouders",)}, None),
        ({"audiences": ("ouderen",), "ages": Ages(50, 99)}, (50, 120)),
    ],
)
def test_ages_are_its_own_or_else_those_of_its_audiences(
    said: dict[str, Any], ages: tuple[int, int] | None, tell: Callable[..., SearchRow]
) -> None:
    assert tell(**said).ages == ages


def test_the_price_is_in_euros_and_unknown_when_nobody_said(tell: Callable[..., SearchRow]) -> None:
    paid, free = tell(cost=Cost(cents=250, per="keer")), tell(cost=Cost(cents=0))
    assert (paid.price, paid.price_text, paid.facts["free"]) == (2.5, "€ 2,50 per keer", False)
    assert (free.price, free.price_text, free.facts["free"]) == (0, "Gratis", True)
    assert (tell().price, tell().price_text, tell().facts["free"]) == (None, "", None)


def test_whom_to_call_is_whom_the_page_says(tell: Callable[..., SearchRow]) -> None:
    assert tell().phone == "0343-555 001"


# --- how large --------------------------------------------------------------------------------------


def test_a_phone_fetches_little(demo: Project) -> None:
    file = (demo.output / "zoeken" / "index.json").read_bytes()
    assert len(gzip.compress(file, 9, mtime=0)) < 30_000


def test_texts_are_cut_between_words() -> None:
    assert shortened("Soep, brood en gezelschap", 15) == "Soep, brood…"
    assert shortened("Soep", 4) == "Soep"
    assert shortened("Soep", 0) == ""


def test_a_large_calendar_tells_no_summaries(make_a_site: MakeSite) -> None:
    def activities(number: int) -> dict[str, Activity]:
        one = Activity(id="org/a", title="A", when=(ByAppointment(),), themes=("spel",), summary="Soep")
        return {f"org/a{n}": replace(one, id=f"org/a{n}") for n in range(number)}

    for number, summary in ((3, "Soep"), (MANY + 1, "")):
        found = said_by(make_a_site(Calendar(id="x.example", anchor=ANCHOR, activities=activities(number))))
        assert {one["summary"] for one in found["activities"]} == {summary}


def test_it_is_made_again_when_something_that_it_tells_changes(town: Site, make_a_site: MakeSite) -> None:
    calendar = town.calendar
    kept: dict[str, dict[str, tuple[bytes, bytes]]] = {}
    before = index_file(dataclasses.replace(make_a_site(calendar), found=kept))
    venues = {name: replace(one, point=Point(52.0, 5.0)) for name, one in calendar.venues.items()}
    organisations = {name: replace(one, phone="0343-555 099") for name, one in calendar.organisations.items()}
    areas = {name: replace(one, centre=Point(52.0, 5.0)) for name, one in calendar.neighbourhoods.items()}
    others = (
        make_a_site(replace(calendar, venues=venues)),
        make_a_site(replace(calendar, organisations=organisations)),
        make_a_site(replace(calendar, neighbourhoods=areas)),
        make_a_site(calendar, today=date(2026, 11, 25)),
    )
    assert index_file(dataclasses.replace(make_a_site(calendar), found=kept)).key == before.key
    for other in others:
        after = index_file(dataclasses.replace(other, found=kept))
        assert after.key != before.key
        assert made(after) == made(index_file(other)) != made(before)


def test_an_edit_works_out_the_rows_of_one_activity(town: Site, make_a_site: MakeSite) -> None:
    """What the search, its words and the finder tell of all others is what the last build made."""
    kept: dict[str, dict[str, tuple[bytes, bytes]]] = {}
    calendar, files = town.calendar, (index_file, search_words_file, more_file)
    name = town.listed()[0].id
    changed = replace(calendar.activities[name], description="Zelfgebakken appeltaart.", summary="Iets anders.")
    edited = replace(calendar, activities={**calendar.activities, name: changed})
    for file in files:
        file(dataclasses.replace(make_a_site(calendar), found=kept))
    before = {file: dict(rows) for file, rows in kept.items()}
    after = [made(file(dataclasses.replace(make_a_site(edited), found=kept))) for file in files]
    assert after == [made(file(make_a_site(edited))) for file in files]
    anew = {file: {key for key, row in rows.items() if row is not before[file][key]} for file, rows in kept.items()}
    assert anew == {file: {name} for file in ("index nl", "words", "dates", "finder")}


def test_the_words_of_a_venue_that_nothing_is_held_in_are_made_again_when_they_change(make_a_site: MakeSite) -> None:
    house = Venue(
        id="huis", name="Huis", kind="other", address=Address(), neighbourhood="west", description="Moestuin."
    )
    one = Activity(id="org/a", title="A", when=(ByAppointment(),), themes=("spel",))
    calendar = Calendar(id="x.example", anchor=ANCHOR, activities={one.id: one}, venues={"huis": house})
    venues = {"huis": replace(house, description="Met een boomgaard.")}
    before, after = (search_words_file(make_a_site(found)) for found in (calendar, replace(calendar, venues=venues)))
    assert made(before) != made(after)
    assert before.key != after.key


def test_what_it_searches_with_is_the_package_unchanged(demo: Project) -> None:
    """MiniSearch 7.2.0 of npm (MIT): dist/es/index.js, and its licence beside it.

    ``npm pack minisearch@7.2.0`` gives it; the archive's integrity is sha512-dqT2XBYUOZOiC5t2HRnwADjhNS2cecp9u+TJRiJ1
    Qp/f5qjkeT5APcGPjHw+bz89Ms8Jp+cG4AlE+QZ/QnDglg==.
    """
    folder = Path(__file__).parents[2] / "theme" / "static" / "js" / "vendor"
    engine, licence = (folder / "minisearch.js").read_bytes(), (folder / "minisearch.LICENSE.txt").read_text()
    assert sha256(engine).hexdigest() == "0393b3ba253b809d5e55707c7b0875ef9b518a296a006c6739b28876e154edb3"
    assert licence.startswith("Copyright 2022 Luca Ongaro\n")
    published = demo.output / "theme" / "js" / "vendor"
    assert (published / "minisearch.js").read_bytes() == engine
    assert (published / "minisearch.LICENSE.txt").read_text() == licence
    pages = {path for path in demo.output.rglob("index.html") if b"data-engine" in path.read_bytes()}
    assert pages == {demo.output / "zoeken" / "index.html"}


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("search", 7_000),
        ("finding", 6_500),
        ("mine", 1_600),
        ("today", 1_100),
        ("days", 820),
        ("dates", 700),
        ("hours", 1_020),
    ],
)
def test_scripts_are_small(name: str, most: int, demo: Project) -> None:
    """The second and MiniSearch come beside the first, and only when somebody searches."""
    script = (demo.output / "theme" / "js" / f"{name}.js").read_bytes()
    assert len(gzip.compress(script, 9, mtime=0)) < most
