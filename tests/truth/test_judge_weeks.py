"""Random weeks of changes: whatever one output says of a date, every other says, and it is what the judge says."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.selection import Selection
from buurtkalender.domain.values import Change, Dates, Days, Location, Occurrence, Skip, Status, TimeSpan, Weekly
from buurtkalender.feeds import ical, news, open_data, openactive, schema_org
from buurtkalender.site.cards import Cards
from buurtkalender.site.marking import PageWords
from buurtkalender.site.model import Site, renderer_of
from buurtkalender.site.pages.finder import more
from buurtkalender.site.render import Renderer
from buurtkalender.site.search_index import rows
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import translator
from buurtkalender.words.dates import dated
from examples import tried
from feeds.linked_world import linked
from outputs import within
from projects import ROOT
from town import TODAY, town

FIRST, LAST = TODAY, TODAY + timedelta(days=20)
HALL, LIBRARY = "dorpshuis", "bibliotheek"
MORNING = TimeSpan(600, 720)

# --- some weeks -------------------------------------------------------------------------------------

days = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))
OFF_OR_UNSURE = ("cancelled", "postponed", "tentative")
reasons = st.sampled_from(["", "De gastvrouw is ziek.", "Er is sneeuw"])


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Something about one date, as the format lets people say it."""
    change = Change(draw(days))
    kind = draw(
        st.sampled_from(["cancelled", "postponed", "tentative", "on", "full", "moved", "time", "place", "note"])
    )
    if kind in OFF_OR_UNSURE:
        return replace(change, **{kind: draw(reasons)})
    if kind == "moved":
        to = change.day + timedelta(days=draw(st.integers(1, 5)))
        change = replace(change, moved_to=to, time=TimeSpan(780 + change.day.day, 840))  # at a time of its own
    if kind == "time":
        change = replace(change, time=TimeSpan(840, 930))
    if kind in {"place", "moved"} and draw(st.booleans()):
        places: list[dict[str, Any]] = [
            {"venue": LIBRARY},
            {"room": "zolder"},
            {"location": Location("Strandtent", neighbourhood="duinrand")},
        ]
        change = replace(change, **draw(st.sampled_from(places)))
    if kind == "note":
        change = replace(change, note="Neem een kussen mee.")
    if kind == "full" or draw(st.integers(0, 5)) == 0:
        change = replace(change, full=draw(st.booleans()))
    return replace(change, on=True) if kind == "on" or draw(st.integers(0, 9)) == 0 else change


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Activity, tuple[Days, ...]]:
    """One activity with its changes, and days on which its house is closed."""
    weekdays = tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1, max_size=4))))
    skip = Skip(venue_closures=draw(st.integers(0, 3)) == 0)
    series = Weekly(weekdays, MORNING, skip=skip)
    loose = Dates(tuple(sorted(draw(st.sets(days, min_size=1, max_size=3)))), TimeSpan(1140, 1230))
    activity = Activity(
        "welzijn-zandmeer/kaarten",
        "Kaarten",
        draw(st.sampled_from([(series,), (loose,), (series, loose)])),
        ("ontmoeten",),
        venue=HALL,
        room="grote-zaal",
        drop_in=True,
        full=draw(st.sampled_from([None, None, None, True])),
        changes=tuple(draw(st.lists(changes(), max_size=5, unique_by=lambda change: change.day))),
    )
    closed = tuple(Days(one, one) for one in sorted(draw(st.sets(days, max_size=4))))
    return activity, closed


# --- what is said -----------------------------------------------------------------------------------

Maker = tuple[Settings, PageWords, Renderer]

MARKS = {
    "off": r"gaat (het )?niet door|afgelast|eventcancelled|\"status\": ?\"cancelled",
    "postponed": r"uitgesteld|eventpostponed|\bpostponed\b",
    "unsure": r"onder voorbehoud|gebouw is dan dicht|\btentative\b",
    "full": r"\bvol\b|\"full\": ?true|remainingattendeecapacity\W+0",
}
CLOSED = r"gebouw is dan dicht|\"closed\": ?true"
AWAY = r"bibliotheek|zolder|strandtent"


class Meant(NamedTuple):
    """What the judge says of a date; of what is off outputs need not say where it would have been."""

    status: str
    full: bool
    closed: bool
    away: bool


def meant(there: DateFacts) -> Meant:
    kinds = {Status.CANCELLED: "off", Status.POSTPONED: "postponed", Status.TENTATIVE: "unsure"}
    return Meant(kinds.get(there.status, ""), there.full, there.closed, there.held and not there.usual)


def said(text: str) -> Meant:
    """What an output says of it."""
    text = text.lower()
    found = [name for name in ("off", "postponed", "unsure") if re.search(MARKS[name], text)]
    full, closed, away = (bool(re.search(mark, text)) for mark in (MARKS["full"], CLOSED, AWAY))
    return Meant(",".join(found), full, closed, away)


@pytest.fixture(scope="module")
def made_by(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """What makes pages, once for all weeks."""
    folder = tmp_path_factory.mktemp("weeks")
    chosen = Settings(
        name="Buurtkalender Zandmeer",
        url="https://zandmeer.example",
        calendar_id="zandmeer.buurtkalender.example",
        anchor=town().anchor,
        email="redactie@zandmeer.example",
        content=ROOT / "tests/fixtures/town/content",
        theme=ROOT / "theme",
        output=folder / "output",
        cache=folder / "cache",
    )
    words = PageWords(translator("nl"))
    return chosen, words, renderer_of(chosen, words, ())


def site_of(made_by: Maker, calendar: Calendar, dates: list[Occurrence]) -> Site:
    chosen, words, renderer = made_by
    selection = Selection(calendar, dates)
    return Site(
        settings=chosen,
        today=TODAY,
        calendar=calendar,
        occurrences=dates,
        selection=selection,
        words=words,
        renderer=renderer,
        cards=Cards(selection.places, words, renderer),
    )


def outputs(site: Site, activity: Activity) -> dict[str, dict[Occurrence, str]]:
    """What each output says of each date; without those of which it says nothing."""
    calendar, dates, known = site.calendar, list(site.occurrences), linked(site.calendar)
    texts = known.context.texts
    offered = {start: told for one in rows(site, activity) for start, told in offers(one)}
    finder = {
        start[:16]: f"{each.where} {told}" for each in more(site).values() for start, _l, _p, told, *_more in each.dates
    }
    events = [one for one in within(list(schema_org.things(known, activity, dates))) if one.get("@type") == "Event"]
    sessions = {
        one["@id"].partition("#")[2]: one for one in openactive.session_series(known, activity).get("subEvent", ())
    }
    shown = {one: site.cards.view(one) for one in dates}
    return {
        "feeds": {one: texts.change(activity, one) for one in dates},
        "news": {one: f"{news.title(known.context, activity, one)} {texts.change(activity, one)}" for one in dates},
        "agenda": {one: ical.visits(known.context, activity, [one]).decode().replace("\r\n ", "") for one in dates},
        "cards": {one: f"{view.off} {view.note} {view.place}" for one, view in shown.items()},
        "months": {one: site.dates.by_month([one], None) for one in dates},
        "letters": {one: dated(site.words, one, site.places.of(one)) for one in dates},  # of the receiver, and replies
        "search": {one: offered[key] for one in dates if (key := f"{one.start:%Y-%m-%dT%H:%M}") in offered},
        "finder": {one: finder[key] for one in dates if (key := f"{one.start:%Y-%m-%dT%H:%M}") in finder},
        "schema.org": {one: json.dumps(event) for one, event in zip(dates, events, strict=True)},
        "OpenActive": {one: json.dumps(sessions[key]) for one in dates if (key := known.utc[one.planned]) in sessions},
        "data": {
            one: json.dumps(row)
            for one, row in zip(dates, json.loads(b"".join(open_data.occurrences(calendar, dates))), strict=True)
        },
    }


def offers(row: Any) -> list[tuple[str, str]]:
    """Each date that a row of the search offers, with what is said of it."""
    return [(start[:16], f"{row.venue} {row.id} {row.said.get(str(n), '')}") for n, start in enumerate(row.next)]


OFFERING = {"search", "finder"}
"""What tells only where people can go."""


def agree(made_by: Maker, activity: Activity, closed: tuple[Days, ...]) -> None:
    venues = {**town().venues, HALL: replace(town().venues[HALL], closed=closed)}
    calendar = replace(town(), activities={activity.id: activity}, venues=venues)
    site = site_of(made_by, calendar, occurrences(calendar, Window(FIRST, LAST)))
    found = outputs(site, activity)
    for one in site.occurrences:
        there = site.places.of(one)
        for name, told in found.items():
            if name in OFFERING:
                assert there.held or one not in told, name
            if one in told:
                wanted = meant(there)
                if name == "months":
                    wanted = wanted._replace(closed=False)
                if name == "letters":
                    wanted = wanted._replace(closed=False, away=False)
                assert said(told[one]) == wanted, (name, told[one])
            else:
                assert name in OFFERING | {"OpenActive"}, name


@tried(60)
@given(week=weeks())
def test_all_outputs_say_of_every_date_what_the_judge_says(
    made_by: Maker, week: tuple[Activity, tuple[Days, ...]]
) -> None:
    agree(made_by, *week)


@pytest.mark.thorough
@tried(1500)
@given(week=weeks())
def test_all_outputs_agree_over_many_weeks(made_by: Maker, week: tuple[Activity, tuple[Days, ...]]) -> None:
    agree(made_by, *week)
