"""What pages tell programs is schema.org's, is what the page itself shows, and can do no harm."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from expand import rows
from open_data.blocks import Thing, graphs, inside, of_type, resolved
from open_data.vocabulary import schema_org
from projects import Project
from town import TODAY

ALLOWED: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "allowed.json").read_text())
EVENTS = ("Event", "EventSeries")
EXPECTED = ("name", "startDate", "endDate", "eventStatus")
"""What each date of a series tells at least; what else holds of all of them the series and its next date tell."""
SHOWN = 8


def of_activities(site: Project) -> Iterator[tuple[str, list[Thing]]]:
    """Yield the identifier and the graph of every activity."""
    for row in rows(site.output, "activities"):
        yield row["id"], graphs(site.output).get(f"/activiteiten/{row['id']}/", [])


def test_schema_org_knows_every_type_property_and_value(site: Project) -> None:
    pages = graphs(site.output)
    found = {finding for graph in pages.values() for thing in graph for finding in schema_org().findings(thing)}
    assert found == set()
    assert {"EventSeries", "Schedule", "Service", "Place", "ItemList", "WebSite", "BreadcrumbList"} <= {
        one["@type"] for graph in pages.values() for one in inside(graph) if "@type" in one
    }


@pytest.mark.parametrize(
    ("thing", "finding"),
    [
        ({"@type": "Evnt"}, "@type: Evnt is no type"),
        ({"@type": "Event", "wheelchair": True}, "Event.wheelchair: no property of Event"),
        ({"@type": "Event", "startDate": "morgen"}, "Event.startDate: 'morgen' is none of ['Date', 'DateTime']"),
        ({"@type": "Event", "offers": {"@type": "Place"}}, "Event.offers: a Place is none of"),
        ({"@type": "Event", "eventStatus": "https://schema.org/Off"}, "Event.eventStatus: 'https://schema.org/Off' is"),
        ({"@type": "Event", "attendees": {"@type": "Person"}}, "Event.attendees: superseded"),
        ({"@type": "Event", "location": {"@type": "Place", "geo": {"@type": "Point"}}}, "Event.location > Place.geo"),
    ],
)
def test_what_is_not_schema_org_is_found(thing: Thing, finding: str) -> None:
    assert any(one.startswith(finding) for one in schema_org().findings(thing))


def required(graph: list[Thing]) -> Iterator[str]:
    """Yield what search engines require of an event and do not find: a name, a start, and a place with its address."""
    for event in of_type(graph, "Event"):
        yield from (f"Event without {name}" for name in ("name", "startDate", "location") if name not in event)
        locations = event.get("location", [])
        for location in locations if isinstance(locations, list) else [locations]:
            place = resolved(graph, location)
            needed = "url" if place.get("@type") == "VirtualLocation" else "address"
            if needed not in place:
                yield f"{place.get('@type')} without {needed}"


def test_events_have_what_search_engines_require(site: Project) -> None:
    found = {finding for graph in graphs(site.output).values() for finding in required(graph)}
    assert found <= ALLOWED["search engines"].keys()


def test_an_event_without_an_address_is_found() -> None:
    nowhere: Thing = {"@type": "Event", "name": "Koffie", "startDate": "2026-12-01", "location": {"@id": "#plaats"}}
    assert list(required([nowhere, {"@id": "#plaats", "@type": "Place"}])) == ["Place without address"]


def test_nothing_is_allowed_that_no_longer_happens(town: Project, demo: Project) -> None:
    every = [graph for site in (town, demo) for graph in graphs(site.output).values()]
    assert {finding for graph in every for finding in required(graph)} == ALLOWED["search engines"].keys()


# --- activities -------------------------------------------------------------------------------------


def coming(site: Project) -> dict[str, list[dict[str, Any]]]:
    """The first rows of data/occurrences.json from today on, of each activity."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows(site.output, "occurrences"):
        if date.fromisoformat(row["start"][:10]) >= TODAY:
            found.setdefault(row["activity"], []).append(row)
    return {name: every[:SHOWN] for name, every in found.items()}


def status(row: dict[str, Any]) -> str:
    """What schema.org calls what becomes of an occurrence."""
    if row["status"] == "postponed":
        return "https://schema.org/EventPostponed"
    if row["status"] == "cancelled":
        return "https://schema.org/EventCancelled"
    return f"https://schema.org/{'EventRescheduled' if row['moved_from'] else 'EventScheduled'}"


def last_moment(row: dict[str, Any]) -> str:
    """The end as schema.org counts it: of all day the last day itself."""
    if "all_day" not in row:
        return str(row["end"])
    return (date.fromisoformat(row["end"]) - timedelta(days=1)).isoformat()


def test_the_dates_that_a_page_tells_are_the_next_ones_of_the_data(site: Project) -> None:
    due = coming(site)
    told = 0
    for identifier, graph in of_activities(site):
        events = of_type(graph, "Event")
        in_page = [
            (one["startDate"], one["endDate"], one["eventStatus"], one.get("previousStartDate")) for one in events
        ]
        in_data = [(row["start"], last_moment(row), status(row), row["moved_from"]) for row in due.get(identifier, [])]
        assert in_page == in_data, identifier
        told += len(events)
    assert told > 100


def test_each_date_is_where_the_data_have_it(site: Project) -> None:
    venues = {row["id"]: row["name"] for row in rows(site.output, "venues")}
    due = coming(site)
    for identifier, graph in of_activities(site):
        for event, row in zip(of_type(graph, "Event"), due.get(identifier, []), strict=True):
            places = event.get("location", [])
            names = [resolved(graph, one).get("name", "") for one in (places if isinstance(places, list) else [places])]
            where = venues.get(row["venue"]) or row.get("location")
            assert where is None or any(name.startswith(where) for name in names), identifier


def test_every_activity_that_goes_on_is_told(site: Project) -> None:
    dated = coming(site).keys()
    for row in rows(site.output, "activities"):
        graph = graphs(site.output)[f"/activiteiten/{row['id']}/"]
        kinds = {entry["kind"] for entry in row["when"]}
        told = {one["@type"] for one in graph} & {"EventSeries", "Event", "Service"}
        due = {"Service"} if "by-appointment" in kinds else set()
        if kinds & {"weekly", "monthly"}:
            due.add("EventSeries")
        elif row["id"] in dated:
            due.add("Event")
        assert told == (due if row["status"] != "ended" else set()), row["id"]


def test_a_price_and_free_are_told_where_somebody_said_so(site: Project) -> None:
    for row in rows(site.output, "activities"):
        graph = graphs(site.output)[f"/activiteiten/{row['id']}/"]
        brief = [one for series in of_type(graph, "EventSeries") for one in series.get("subEvent", ())[1:]]
        assert all(set(EXPECTED) <= one.keys() for one in brief), row["id"]
        for event in [one for one in of_type(graph, *EVENTS) if one not in brief]:
            told = event.get("offers", [])
            prices = [one for one in (told if isinstance(told, list) else [told]) if "price" in one]
            assert bool(prices) == ("cost" in row), row["id"]
            assert event.get("isAccessibleForFree") == (_free(row["cost"]) if "cost" in row else None)


def _free(cost: dict[str, Any]) -> bool:
    return not any(one["amount"] for one in cost.get("prices", [cost]))


# --- other pages ------------------------------------------------------------------------------------


def test_lists_name_the_activities_that_they_show_once_and_in_order(site: Project) -> None:
    url = graphs(site.output)["/"][0]["url"].rstrip("/")
    lists = 0
    for path, graph in graphs(site.output).items():
        for collection in of_type(graph, "CollectionPage"):
            text = (site.output / path.strip("/") / "index.html").read_text("utf-8")
            links = [part.partition('"')[0] for part in text.partition("<h1>")[2].split('href="')[1:]]
            shown = [link for link in links if link.startswith("/activiteiten/") and link.endswith("/")]
            named = [one["@id"].removeprefix(url) for one in collection["mainEntity"].get("itemListElement", [])]
            assert named == list(dict.fromkeys(shown)), path
            lists += 1
    assert lists > 100


def test_a_page_that_no_search_engine_shows_lists_no_activities_for_it(site: Project) -> None:
    first = {path.split("/")[1] for path, graph in graphs(site.output).items() if of_type(graph, "CollectionPage")}
    assert {"buurten", "themas", "weekend"} <= first
    assert not {"dag", "week", "vandaag", "morgen"} & first


def test_what_is_only_named_is_told_on_the_page_of_that_name(site: Project) -> None:
    url = graphs(site.output)["/"][0]["url"].rstrip("/")
    for path, graph in graphs(site.output).items():
        here = {one["@id"] for one in inside(graph) if "@id" in one and len(one) > 1}
        for name in {one["@id"] for one in inside(graph) if one.keys() == {"@id"}} - here:
            assert (site.output / name.removeprefix(url).strip("/") / "index.html").is_file(), (path, name)


def test_every_page_with_a_way_to_it_tells_that_way(site: Project) -> None:
    for file in site.output.rglob("*.html"):
        path = "/" + file.relative_to(site.output).as_posix().removesuffix("index.html")
        shown = '<nav class="crumbs"' in file.read_text("utf-8")
        assert len(of_type(graphs(site.output).get(path, []), "BreadcrumbList")) == shown, path


def test_venues_rooms_and_organisations_are_told_on_their_own_pages(site: Project) -> None:
    pages = graphs(site.output)
    for venue in rows(site.output, "venues"):
        graph = pages[f"/locaties/{venue['id']}/"]
        (place,) = [one for one in graph if one.get("name") == venue["name"] and "mainEntity" not in one]
        known = Counter(feature["value"] for feature in place.get("amenityFeature", []))
        assert known == Counter(venue.get("access", {}).values())
        assert len(place.get("containsPlace", [])) == len(venue.get("rooms", []))
        for room in venue.get("rooms", []):
            assert pages[f"/locaties/{venue['id']}/ruimtes/{room['id']}/"][0]["name"] == room["name"]
    for one in rows(site.output, "organisations"):
        organisation = pages[f"/organisaties/{one['id']}/"][0]
        assert organisation["name"] == one["name"]
        assert organisation.get("telephone") == one.get("phone")


def test_the_page_about_the_data_names_files_that_are_there(site: Project) -> None:
    (dataset,) = of_type(graphs(site.output)["/data/"], "Dataset")
    url = graphs(site.output)["/"][0]["url"]
    files = [one["contentUrl"].removeprefix(url) for one in dataset["distribution"]]
    assert {"data/activities.json", "data/openactive/session-series.json", "data/openreferral/services.json"} < set(
        files
    )
    assert all((site.output / file).is_file() for file in files)
    assert dataset["license"] == "https://creativecommons.org/licenses/by/4.0/"
