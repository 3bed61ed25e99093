"""A date that is held in another room, venue or place: every output tells that date's own place and access.

One list of outputs (``OUTPUTS``) is tried with one list of changes (``CASES``): each output gives the text that it has
about that one date, and nothing in it may be the usual place's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

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
    """A change of place. ``list`` is the list of the new place, ``left`` that of the old one."""

    title: str
    change: str
    place: str
    access: str
    list: str
    left: str

    @property
    def activity(self) -> str:
        """Its identifier."""
        return f"welzijn-zandmeer/{self.title.lower()}"

    @property
    def page(self) -> str:
        """Where its page stands."""
        return f"activiteiten/{self.activity}/"


HALL = "locaties/dorpshuis/"
CASES = (
    Case("Schaken", "room: zolder", "Zolder", "nee", f"{HALL}ruimtes/zolder/", f"{HALL}ruimtes/grote-zaal/"),
    Case(
        *("Dammen", "venue: buurthuis-molenwijk", "Buurthuis Molenwijk", "niet bekend"),
        *("locaties/buurthuis-molenwijk/", HALL),
    ),
    Case(
        *("Kaarten", "location: {name: Strandtent, neighbourhood: duinrand}", "Strandtent", "niet bekend"),
        *("buurten/duinrand/", "buurten/oude-dorp/"),
    ),
)

Output = Callable[[Tree, Case], str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A hamlet with an activity for each change."""
    made = hamlet_project(tmp_path_factory.mktemp("places") / "hamlet", PAPERS=True, PAST_DAYS=1, PAGES_AHEAD_DAYS=10)
    for case in CASES:
        file = made.content / "activities" / f"{case.activity}.yaml"
        file.write_text(FILE.format(title=case.title, change=case.change), encoding="utf-8")
    done = made.build()
    assert done.code == 0, done.said
    return made.tree()


# --- what an output says of the date ------------------------------------------------------------------


def _items(site: Tree, page: str, case: Case) -> list[Any]:
    """Return the items of a list that are about the activity."""
    root = html.document_fromstring(site[f"{page}index.html"].decode())
    return [item for item in root.iter("li") if item.find(f".//a[@href='/{case.page}']") is not None]


def _section_of(site: Tree, page: str, case: Case) -> str:
    """Return what a list has under the heading of that day."""
    root = html.document_fromstring(site[f"{page}index.html"].decode())
    for section in root.iter("section"):
        if section.find(f".//time[@datetime='{DATE}']") is not None:
            return " ".join(
                item.text_content()
                for item in section.iter("li")
                if item.find(f".//a[@href='/{case.page}']") is not None
            )
    return ""


def activity_page(site: Tree, case: Case) -> str:
    root = html.document_fromstring(site[f"{case.page}index.html"].decode())
    found = (
        item
        for item in root.iter("li")
        if any((time.get("datetime") or "").startswith(DATE) for time in item.iter("time"))
    )
    return next(found).text_content()


def day_page(site: Tree, case: Case) -> str:
    (item,) = _items(site, f"dag/{DATE}/", case)
    return item.text_content()


def list_of_the_new_place(site: Tree, case: Case) -> str:
    return _section_of(site, case.list, case)


def list_of_the_usual_place(site: Tree, case: Case) -> str:
    (item,) = [item for item in _items(site, case.left, case) if "off" in (item.get("class") or "")]
    return item.text_content()


def search(site: Tree, case: Case) -> str:
    rows = json.loads(site["zoeken/index.json"])["activities"]
    (there,) = [row for row in rows if row["id"].startswith(f"{case.activity}@")]
    (usual,) = [row for row in rows if row["id"] == case.activity]
    assert [text[:10] for text in there["next"]] == [DATE]
    assert DATE not in [text[:10] for text in usual["next"]]
    assert there["wheelchair"] is (False if case.access == "nee" else None)
    assert (there["hood"], there["lat"]) != (usual["hood"], usual["lat"]) or case.title == "Schaken"
    return f"{case.place} {there['id']} {there['venue']}" if case.title == "Schaken" else there["venue"]


def finder(site: Tree, case: Case) -> str:
    rows = json.loads(site["doorverwijzen/meer.json"])
    (there,) = [row for name, row in rows.items() if name.startswith(f"{case.activity}@")]
    return json.dumps(there, ensure_ascii=False)


def card_of_the_finder(site: Tree, case: Case) -> str:
    dates = json.loads(site["doorverwijzen/meer.json"])[case.activity]["dates"]
    (text,) = [different for start, _lasts, _parts, different in dates if start.startswith(DATE)]
    return text


def week_sheet_of_the_new_place(site: Tree, case: Case) -> str:
    page = "buurten/oude-dorp/" if case.title == "Schaken" else case.list
    letters = pdf_of(site[f"{page}deze-week.pdf"]).letters
    at = letters.index("27november")
    told = letters[letters.index(case.title, at) :][:120]
    assert re.sub(" ", "", case.access) in told
    return f"{told} {case.place}" if page.startswith("locaties/") else told


def week_sheet_of_the_usual_place(site: Tree, case: Case) -> str:
    letters = pdf_of(site["locaties/dorpshuis/deze-week.pdf"]).letters
    return letters[letters.index(case.title, letters.index("27november")) :][:120]


def poster(site: Tree, case: Case) -> str:
    letters = pdf_of(site["buurten/oude-dorp/deze-maand.pdf"]).letters
    return letters[letters.index(case.title, letters.index("27november")) :][:110]


def flyer(site: Tree, case: Case) -> str:
    letters = pdf_of(site[f"{case.page}flyer.pdf"]).letters
    return letters[letters.index("27november:") :].partition("Waar?")[0]


def _event(octets: bytes, mark: str) -> str:
    text = octets.decode().replace("\r\n ", "")
    (event,) = [one for one in text.split("BEGIN:VEVENT") if mark in one]
    return event.replace("\\", "")


def calendar_of_the_activity(site: Tree, case: Case) -> str:
    return _event(site[f"{case.page}kalender.ics"], "RECURRENCE-ID;TZID=Europe/Amsterdam:20261127")


def calendar_of_the_usual_place(site: Tree, case: Case) -> str:
    events = site[f"{case.left}kalender.ics"].replace(b"\r\n ", b"").split(b"BEGIN:VEVENT")
    (event,) = [one for one in events if case.title.lower().encode() in one and b"RECURRENCE-ID" in one]
    return event.decode().replace("\\", "")


def calendar_of_the_new_place(site: Tree, case: Case) -> str:
    return _event(site[f"{case.list}kalender.ics"], f"{case.activity.replace('/', '.')}.20261127@")


def date_to_add(site: Tree, case: Case) -> str:
    return _event(site[f"{case.page}{DATE}.ics"], "UID")


def week_feed_of_the_usual_place(site: Tree, case: Case) -> str:
    return _item(site[f"{case.left}week.xml"], case)


def week_feed_of_the_new_place(site: Tree, case: Case) -> str:
    return _item(site[f"{case.list}week.xml"], case)


def _item(octets: bytes, case: Case) -> str:
    (item,) = [one for one in octets.decode().split("<item>") if f"Vr 27 nov 10.00: {case.title}" in one]
    return item


def news_of_the_new_place(site: Tree, case: Case) -> str:
    (item,) = [one for one in site[f"{case.list}rss.xml"].decode().split("<item>") if f": {case.title}<" in one]
    return item[item.index("Deze keren zijn anders") : item.index("</description>")].split("&lt;/p&gt;")[0]


def atom_of_the_new_place(site: Tree, case: Case) -> str:
    (item,) = [one for one in site[f"{case.list}atom.xml"].decode().split("<entry>") if f": {case.title}<" in one]
    return item[item.index("Deze keren zijn anders") :].split("&lt;/p&gt;")[0]


def json_feed_of_the_new_place(site: Tree, case: Case) -> str:
    items = json.loads(site[f"{case.list}feed.json"])["items"]
    (item,) = [one for one in items if one["title"].endswith(f": {case.title}")]
    text: str = item["content_html"]
    return text[text.index("Deze keren zijn anders") :].split("</p>", maxsplit=1)[0]


def schema_org(site: Tree, case: Case) -> str:
    root = html.document_fromstring(site[f"{case.page}index.html"].decode())
    (script,) = root.findall(".//script[@type='application/ld+json']")
    (found,) = [one for one in _within(json.loads(script.text)) if str(one.get("startDate", "")).startswith(DATE)]
    return json.dumps(found, ensure_ascii=False)


def open_active(site: Tree, case: Case) -> str:
    (series,) = [
        one
        for path, octets in site.items()
        if path.startswith("data/openactive/") and path.endswith(".json")
        for one in _within(json.loads(octets))
        if one.get("identifier") == case.activity
    ]
    (found,) = [one for one in series["subEvent"] if one["startDate"].startswith(DATE)]
    return json.dumps(found, ensure_ascii=False)


def open_referral(site: Tree, case: Case) -> str:
    services = _within(json.loads(site["data/openreferral/services.json"]))
    (service,) = [one for one in services if one.get("name") == case.title and "schedules" in one]
    notes: str = service["schedules"][0]["notes"]
    return notes[notes.index(DATE) :]


def open_data_of_dates(site: Tree, case: Case) -> str:
    rows = json.loads(site["data/occurrences.json"])
    (row,) = [one for one in rows if one["activity"] == case.activity and one["start"].startswith(DATE)]
    names = {"zolder": "Zolder", "buurthuis-molenwijk": "Buurthuis Molenwijk", "Strandtent": "Strandtent"}
    return names[row.get("location") or row.get("room") or row["venue"]]


def _within(found: object) -> Iterator[dict[str, Any]]:
    """Yield every mapping in some JSON."""
    if isinstance(found, dict):
        yield found
    for one in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from _within(one)


OUTPUTS: tuple[Output, ...] = (
    *(activity_page, day_page, list_of_the_new_place, list_of_the_usual_place),
    *(search, finder, card_of_the_finder),
    *(week_sheet_of_the_new_place, week_sheet_of_the_usual_place, poster, flyer),
    *(calendar_of_the_activity, calendar_of_the_usual_place, calendar_of_the_new_place, date_to_add),
    *(week_feed_of_the_usual_place, week_feed_of_the_new_place),
    *(news_of_the_new_place, atom_of_the_new_place, json_feed_of_the_new_place),
    *(schema_org, open_active, open_referral, open_data_of_dates),
)


SILENT = frozenset(
    {day_page, list_of_the_new_place, search, finder, week_sheet_of_the_new_place, schema_org, open_data_of_dates}
)
"""Outputs that leave out what is not known, or in which access is a value and no text."""

ANSWERS = {"nee": r"rolstoel\S*?:nee|nietmeteenrolstoel", "niet bekend": r"rolstoel\S*?:nietbekend"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.change.partition(":")[0])
@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.__name__)
def test_a_date_held_elsewhere_has_its_own_place_and_access_in(site: Tree, output: Output, case: Case) -> None:
    told = re.sub(r"\s", "", output(site, case))
    assert re.sub(r"\s", "", case.place) in told
    assert not [text for text in USUAL if re.sub(r"\s", "", text) in told]
    assert WAY.replace(" ", "") not in told or case.change.startswith("room")
    assert output in SILENT or re.search(ANSWERS[case.access], told, re.IGNORECASE)


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
    page = list(_within(json_ld_activity.things(known, one, [date])))
    (event,) = [thing for thing in page if thing.get("@type") == "Event"]
    shown = next((thing for thing in page if thing.get("name") and thing.get("@id") == "#plaats"), None)
    series = openactive.session_series(known, one)
    session = series["subEvent"][0].get("location", series["location"])
    for found in (shown if "@id" in event["location"] else event["location"], session):
        assert (found["name"], _wheelchair(found)) == (name, access)
    text = ical.events(known.context, one).decode().replace("\r\n ", "")
    told = next(event for event in text.split("BEGIN:VEVENT")[::-1] if at == usual or "RECURRENCE-ID" in event)
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
