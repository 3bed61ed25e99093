"""A date that is held in another room, venue or place: every output tells that date's own place and access.

One list of outputs (``outputs.py``) is tried with one list of changes (``CASES``): each output gives the text that it
has about that one date, and nothing in it may be the usual place's.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtkalender.domain.model import Activity
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.selection import Selection
from buurtkalender.domain.values import Change, Location, Point, Weekly
from buurtkalender.feeds import ical, open_data, openactive
from buurtkalender.feeds import schema_org as json_ld_activity
from examples import tried
from feeds.linked_world import linked
from hamlet import hamlet_project
from making import MORNING, day
from outputs import LEFT, NAMING, OUTPUTS, RELATIVE, OneDate, Output, within
from pdfs import pdf_of
from projects import Tree
from town import town

FILE = """\
title: {title}
venue: dorpshuis
room: grote-zaal
themes: [ontmoeten]
audiences: [ouderen]
when:
  - {{weekly: [wednesday, friday], time: 10:00-12:00}}
changes:
  - {{date: 2026-11-27, {change}}}
access: {{wheelchair: yes}}
transport: De belbus stopt voor de deur.
"""
"""What is usual: the large room of the village hall, where a wheelchair gets in; once, on Friday, it is elsewhere."""

DATE = "2026-11-27"
USUAL = ("Grote zaal", "Rolstoel: ja", "Je kunt er met een rolstoel naar binnen.", "rollator: ja")
"""What is said of the usual place, and of no other."""

WAY = "De belbus stopt voor de deur"
"""What is said of the way to the usual building."""


class Case(NamedTuple):
    """A change of place, and the date to which it happens."""

    change: str
    place: str
    access: str
    date: OneDate


HALL = "locaties/dorpshuis/"
CASES = (
    Case(
        *("room: zolder", "Zolder", "nee"),
        OneDate("Schaken", here=f"{HALL}ruimtes/zolder/", usual=f"{HALL}ruimtes/grote-zaal/"),
    ),
    Case(
        *("venue: buurthuis-molenwijk", "Buurthuis Molenwijk", "niet bekend"),
        OneDate("Dammen", here="locaties/buurthuis-molenwijk/", usual=HALL, area="buurten/molenwijk/"),
    ),
    Case(
        *("location: {name: Strandtent, neighbourhood: duinrand}", "Strandtent", "niet bekend"),
        OneDate("Kaarten", here="buurten/duinrand/", usual="buurten/oude-dorp/", area="buurten/duinrand/"),
    ),
    Case(
        *("moved_to: 2026-11-28, venue: buurthuis-molenwijk", "Buurthuis Molenwijk", "niet bekend"),
        OneDate(
            *("Bridgen", "locaties/buurthuis-molenwijk/", HALL, "2026-11-28"),
            area="buurten/molenwijk/",
            planned=DATE,
        ),
    ),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A hamlet with an activity for each change."""
    made = hamlet_project(
        tmp_path_factory.mktemp("places") / "hamlet", PAPERS=True, PAST_DAYS=1, PAGES_AHEAD_DAYS=10, LANGUAGES=("ar",)
    )
    for case in CASES:
        file = made.content / "activities" / f"{case.date.activity}.yaml"
        file.write_text(FILE.format(title=case.date.title, change=case.change), encoding="utf-8")
    done = made.build()
    assert done.code == 0, done.said
    return made.tree()


SILENT = frozenset(
    {
        *("day page", "list of its place", "list of its theme", "list of its audience", "list of its organisation"),
        *(
            "list of its theme in Arabic",
            "activity page in Arabic",
            "week page",
            "search",
            "finder",
            "schema.org",
            "open data of dates",
        ),
    }
)
"""Outputs that leave out what is not known, or in which access is a value and no text."""

GONE = {"poster of the usual place", "week feed of the usual place"}
"""What tells of no date that was moved to another day and place: not that it is there either."""

ANSWERS = {"nee": r"rolstoel\S*?:nee|nietmeteenrolstoel", "niet bekend": "nietbekend"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.change.partition(":")[0])
@pytest.mark.parametrize("output", [*OUTPUTS, *LEFT], ids=lambda output: output.name)
def test_a_date_held_elsewhere_has_its_own_place_and_access_in(site: Tree, output: Output, case: Case) -> None:
    # What left its place stands there on the day on which people expect it.
    date = case.date._replace(day=DATE) if output in LEFT else case.date
    if case.date.planned and output.name in GONE:
        return
    told = re.sub(r"\s", "", output(site, date))
    assert re.sub(r"\s", "", case.place).lower() in told.lower()
    assert not [text for text in USUAL if re.sub(r"\s", "", text) in told]
    assert WAY.replace(" ", "") not in told or case.change.startswith("room")
    assert output.name in SILENT or re.search(ANSWERS[case.access], told, re.IGNORECASE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.change.partition(":")[0])
def test_search_finds_a_date_held_elsewhere_where_it_is(site: Tree, case: Case) -> None:
    rows = json.loads(site["zoeken/index.json"])["activities"]
    (there,) = [row for row in rows if row["id"].startswith(f"{case.date.activity}@")]
    (usual,) = [row for row in rows if row["id"] == case.date.activity]
    assert [text[:10] for text in there["next"]] == [case.date.day]
    assert DATE not in [text[:10] for text in usual["next"]]
    assert there["wheelchair"] is (False if case.access == "nee" else None)
    assert (there["hood"], there["lat"]) != (usual["hood"], usual["lat"]) or case.change.startswith("room")


def test_whatever_names_an_activity_is_known_to_tell_of_its_dates_or_not_to(site: Tree) -> None:
    known = re.compile("|".join([*(one.files for one in (*OUTPUTS, *LEFT, *RELATIVE)), *NAMING]))
    names = re.compile("|".join(case.date.title.lower() for case in CASES))
    said = (
        (path, pdf_of(octets).letters if path.endswith(".pdf") else octets.decode("utf-8", "ignore"))
        for path, octets in site.items()
    )
    assert [path for path, text in said if names.search(text.lower()) and not known.fullmatch(path)] == []


# --- any change --------------------------------------------------------------------------------------

FRIDAY = day(DATE)
LOCATIONS = (Location("Strandtent", neighbourhood="duinrand", point=Point(52.001, 5.012)), Location("Het plein"))


class At(NamedTuple):
    """A place, as somebody writes it."""

    venue: str | None = None
    room: str | None = None
    location: Location | None = None


ANYWHERE = st.sampled_from(
    [At(location=one) for one in LOCATIONS]
    + [At(venue.id) for venue in town().venues.values()]
    + [At(venue.id, room.id) for venue in town().venues.values() for room in venue.rooms]
)


@tried(30)
@given(usual=ANYWHERE, other=ANYWHERE, said=st.sampled_from([True, False]))
def test_wherever_a_date_is_all_data_say_so_alike(usual: At, other: At, said: bool) -> None:  # noqa: FBT001
    change = Change(FRIDAY, venue=other.venue, room=other.room, location=other.location)
    facts: dict[str, Any] = {"access": {"wheelchair": said}, "changes": (change,), **usual._asdict()}
    one = Activity("welzijn-zandmeer/kaarten", "Kaarten", (Weekly((4,), MORNING),), ("ontmoeten",), **facts)
    whole = msgspec.structs.replace(town(), activities={one.id: one})
    at = usual if other.venue == usual.venue and other.location == usual.location and not other.room else other
    name, area, access = _known(at)
    if at == usual:
        access = said

    (date,) = occurrences(whole, Window(FRIDAY, FRIDAY))
    (row,) = json.loads(b"".join(open_data.occurrences(whole, [date])))
    assert (row.get("venue"), row.get("room"), row.get("neighbourhood")) == (at.venue, at.room, area)
    chosen = Selection(whole, [date])
    assert [key for key in whole.neighbourhoods if chosen.occurrences(("neighbourhood", key))] == (
        [area] if area else []
    )
    assert bool(chosen.occurrences(("fact", "wheelchair"))) is (access is True)

    known = linked(whole)
    page = list(within(json_ld_activity.things(known, one, [date])))
    (event,) = [thing for thing in page if thing.get("@type") == "Event"]
    shown = next((thing for thing in page if thing.get("name") and thing.get("@id") == "#plaats"), None)
    series = openactive.session_series(known, one)
    sessions = (one for one in series["subEvent"] if one["startDate"].startswith(DATE))
    session = next(sessions).get("location", series["location"])
    for found in (shown if "@id" in event["location"] else event["location"], session):
        assert (found["name"], _wheelchair(found)) == (name, access)
    text = ical.events(known.context, one).decode().replace("\r\n ", "")
    found = text.split("BEGIN:VEVENT")[1:]
    told = next((event for event in found if re.search(r"RECURRENCE-ID\S*:20261127", event)), found[0])
    assert f"LOCATION:{name}" in told
    assert ("naar binnen" in told, "niet met een rolstoel" in told) == (access is not None, access is False)


def _known(at: At) -> tuple[str, str | None, bool | None]:
    """Return the name, the neighbourhood and the access that the place itself has."""
    if at.location:
        return at.location.name, at.location.neighbourhood, None
    venue = town().venues[at.venue or ""]
    room = next((room for room in venue.rooms if room.id == at.room), None)
    access = venue.access.get("wheelchair")
    if room is None:
        return venue.name, venue.neighbourhood, access
    return f"{venue.name} ({room.name})", venue.neighbourhood, room.access.get("wheelchair", access)


def _wheelchair(thing: dict[str, Any]) -> bool | None:
    label = town().facilities["wheelchair"].label["nl"]
    return next((one["value"] for one in thing.get("amenityFeature", ()) if one["name"] == label), None)
