"""One judge: what becomes of a date (off, put off, not sure, full, moved, elsewhere) is told alike by every output.

One list of kinds of dates (``CASES``) is tried with the one list of outputs (``outputs.py``).
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from lxml import html
from msgspec.structs import replace

from buurtkalender.domain.changes import announced
from buurtkalender.domain.recurrence import Window
from buurtkalender.domain.values import Change, Days
from buurtkalender.site.changes import ChangeReport, changes_text
from buurtkalender.words.catalogues import translator
from hamlet import hamlet_project
from outputs import OUTPUTS, RELATIVE, OneDate, Output
from projects import Project, Tree
from town import TODAY, town

FRIDAY, SATURDAY = "2026-11-27", "2026-11-28"
HALL, HOUSE = "locaties/dorpshuis/", "locaties/buurthuis-molenwijk/"
PHONE = "0343-555 010"


class Case(NamedTuple):
    """A kind of date: its ``file``, and what has to be said of it.

    ``words`` are what people read, each of which has to be there; ``arabic`` what they read in Arabic; ``data`` what
    rows of the open data say, and ``event`` the blocks for search engines. ``never`` may be said nowhere.
    """

    title: str
    file: str
    words: tuple[str, ...] = ()
    arabic: str = ""
    data: str = '"status": "confirmed"'
    event: str = "EventScheduled"
    never: str = ""
    offered: bool = True
    day: str = FRIDAY
    time: str = "10.00"
    planned: str = ""
    closed: bool = False

    @property
    def date(self) -> OneDate:
        """The date that it is about."""
        place = HOUSE if self.closed else HALL
        area = "buurten/molenwijk/" if self.closed else "buurten/oude-dorp/"
        return OneDate(self.title, place, place, self.day, self.time, area, area, self.planned)


ON_FRIDAYS = "when:\n  - {weekly: [wednesday, friday], time: 10:00-12:00}\n"


def _friday(change: str) -> str:
    return f"{ON_FRIDAYS}changes:\n  - {{date: {FRIDAY}, {change}}}\n"


WARNING = f"Let op: het gebouw is dan dicht, vraag het na: {PHONE}"
UNSURE = r"dan dicht|onder voorbehoud|TENTATIVE|tentative"
OFF = r"gaat niet door|afgelast|uitgesteld|CANCELLED|Cancelled|Postponed"

CASES = (
    Case("Gewoon", ON_FRIDAYS, never=f"{UNSURE}|{OFF}|\\bvol\\b"),
    Case(
        *("Afgelast", _friday("cancelled: De gastvrouw is ziek.")),
        words=("gaat niet door|afgelast: de", "De gastvrouw is ziek"),
        arabic="لن يُقام",
        data='"status": "cancelled"',
        event="EventCancelled",
        never=f"{UNSURE}|Postponed",
        offered=False,
    ),
    Case(
        *("Later", _friday("postponed: De vloer wordt gelegd.")),
        words=("Uitgesteld", "De vloer wordt gelegd", "Een nieuwe datum volgt"),
        arabic="مؤجَّل",
        data='"status": "postponed"',
        event="EventPostponed",
        never=f"{UNSURE}|EventCancelled|gaat niet door|afgelast",
        offered=False,
    ),
    Case(
        *("Misschien", _friday("tentative: Als het niet regent")),
        words=(f"Onder voorbehoud: Als het niet regent. Vraag het na: {PHONE}",),
        arabic="غير مؤكد بعد",
        data=f'"status": "tentative".*"ask": "{PHONE}"',
        never=OFF,
    ),
    Case(
        *("Dicht gebouw", ON_FRIDAYS),
        words=(WARNING,),
        arabic="المبنى مغلق",
        data=f'"status": "tentative".*"closed": true, "ask": "{PHONE}"',
        never=f"{OFF}|zo binnenlopen",
        closed=True,
    ),
    Case("Toch open", _friday("on: true"), never=f"{UNSURE}|{OFF}", closed=True),
    Case(
        *("Feestmaal", f"when:\n  - {{dates: [{FRIDAY}], time: 10:00-12:00}}\n"),
        never=f"{UNSURE}|{OFF}|geen nieuwe data",
        closed=True,
    ),
    Case(
        *("Kerstdiner", f"when:\n  - {{dates: [{SATURDAY}], time: 10:00-12:00}}\n"),
        never=f"{UNSURE}|{OFF}|geen nieuwe data",
        day=SATURDAY,
    ),
    Case(
        "Doorgaan",
        "when:\n  - {weekly: saturday, time: 10:00-12:00}\n" + f"changes:\n  - {{date: {SATURDAY}, on: true}}\n",
        never=f"{UNSURE}|{OFF}",
        day=SATURDAY,
    ),
    Case(
        *("Volle bak", _friday("full: yes")),
        words=(r"\bvol\b",),
        arabic="مكتمل العدد",
        data='"full": true',
        event='EventScheduled.*"remainingAttendeeCapacity": 0|"remainingAttendeeCapacity": 0.*EventScheduled',
        never=f"{UNSURE}|{OFF}",
    ),
    Case(
        *("Altijd vol", ON_FRIDAYS + "full: yes\n"),
        words=(r"\bvol\b",),
        arabic="مكتمل العدد",
        data='"full": true',
        event='"remainingAttendeeCapacity": 0',
        never=f"{UNSURE}|{OFF}",
    ),
    Case(
        *("Andere tijd", _friday("time: 14:00-16:00")),
        words=("andere tijd|14.00|T14:00|140000",),
        data="T14:00:00",
        event="EventRescheduled",
        never=f"{UNSURE}|{OFF}",
        time="14.00",
    ),
    Case(
        *("Andere dag", f"{ON_FRIDAYS}changes:\n  - {{date: 2026-11-25, moved_to: {SATURDAY}}}\n"),
        words=("25 nov|25 november|20261125|Verplaatst|28",),
        data="2026-11-25T10:00",
        event="EventRescheduled",
        never=f"{UNSURE}|{OFF}",
        day=SATURDAY,
        planned="2026-11-25",
    ),
    Case(
        *("Opmerking", _friday("note: Neem een kussen mee.")),
        words=("Neem een kussen mee",),
        data="Neem een kussen mee",
        never=f"{UNSURE}|{OFF}",
    ),
)


SUMMER = """\
title: Zomeravond
venue: dorpshuis
themes: [ontmoeten]
when:
  - {weekly: monday, time: 19:00-21:00}
changes:
  - {date: 2027-06-14, cancelled: Verbouwing.}
  - {date: 2027-06-21, venue: sporthal}
  - {date: 2027-06-28, room: zolder}
  - {date: 2027-07-05, full: true, location: {name: Strandtent}}
"""
"""What is different on dates that the page of an activity has in its list of months alone."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A hamlet with an activity for each case, a house that is closed on that Friday, and a closed Saturday."""
    made = hamlet_project(
        tmp_path_factory.mktemp("judge") / "hamlet",
        PAPERS=True,
        PAST_DAYS=1,
        PAGES_AHEAD_DAYS=10,
        LANGUAGES=("ar",),
    )
    for case in CASES:
        place = "venue: buurthuis-molenwijk" if case.closed else "venue: dorpshuis\nroom: grote-zaal"
        (made.content / f"activities/{case.date.activity}.yaml").write_text(
            f"title: {case.title}\n{place}\nthemes: [ontmoeten]\naudiences: [ouderen]\ndrop_in: true\n{case.file}",
            encoding="utf-8",
        )
    (made.content / "activities/welzijn-zandmeer/zomer.yaml").write_text(SUMMER, encoding="utf-8")
    house = made.content / "venues/buurthuis-molenwijk.yaml"
    house.write_text(f"{house.read_text()}closed: [{FRIDAY}]\n", encoding="utf-8")
    holidays = made.content / "calendar/holidays.yaml"
    closure = f"  - {{name: Schoonmaak, from: {SATURDAY}, until: {SATURDAY}}}\n"
    holidays.write_text(holidays.read_text() + closure, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def site(project: Project) -> Tree:
    """What is published of it."""
    done = project.build()
    assert done.code == 0, done.said
    return project.tree()


@pytest.fixture(scope="module")
def on_the_eve(project: Project, site: Tree) -> Tree:
    """What is published of it on the day before that Friday."""
    assert site
    done = project.build(today=date(2026, 11, 26))
    assert done.code == 0, done.said
    return project.tree()


OFFERS = {"search", "finder", "card of the finder", "date to add"}
"""What tells only where people can go."""

EVENTS = {"schema.org", "OpenActive"}
ARABIC = {"activity page in Arabic", "list of its theme in Arabic"}

UNTOLD = {
    "Opmerking": {"search"},
    "Andere tijd": {"search", "finder"},
    "Andere dag": {"search", "finder"},
}
"""What search leaves to the page of the activity; a date at another time is there at that time."""

ONLY_NEXT = {"news of its place", "Atom of its place", "JSON Feed of its place"}
"""The news tells the next time, and those that are other than usual."""

USUAL = {"Gewoon", "Toch open", "Feestmaal", "Kerstdiner", "Doorgaan", "Altijd vol"}
"""What is like all the other times of its activity."""


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _says(told: str, wanted: str) -> bool:
    """Whether an output says this; in a PDF letters stand together."""
    if re.search(wanted, told, re.IGNORECASE):
        return True
    plain = wanted.replace(r"\b", "")
    return re.search(_squeezed(plain), _squeezed(told), re.IGNORECASE) is not None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_what_becomes_of_a_date_is_told_by(site: Tree, output: Output, case: Case) -> None:
    told = output(site, case.date)
    if output.name in OFFERS and not case.offered:
        assert told == ""
        return
    if not told:
        assert case.title in USUAL
        assert output.name in ONLY_NEXT | {"Open Referral", "flyer"}
        return
    assert not (case.never and re.search(case.never, told.replace(case.title, ""), re.IGNORECASE)), told
    if output.name == "OpenActive" and case.title in {"Gewoon", "Altijd vol"}:
        assert "subEvent" not in told  # the rule says it
        assert ("Er is geen plaats meer." in told) is (case.title != "Gewoon")  # a series has no number of places
    elif output.name in EVENTS:
        assert re.search(case.event, told), told
    elif output.name == "open data of dates":
        assert re.search(case.data, told), told
    elif output.name in ARABIC:
        assert case.arabic in told
    elif output.name not in UNTOLD.get(case.title, ()):
        assert [text for text in case.words if not _says(told, text)] == [], told


# --- what people saw, each by itself ----------------------------------------------------------------


def case_of(title: str) -> OneDate:
    return next(case.date for case in CASES if case.title == title)


def output_of(name: str) -> Output:
    return next(output for output in (*OUTPUTS, *RELATIVE) if output.name == name)


def test_what_one_walks_into_is_not_told_as_just_walk_in_on_a_day_on_which_the_building_is_closed(site: Tree) -> None:
    for name in ("day page", "list of its place", "list of its theme"):
        card = output_of(name)
        assert "Zo binnenlopen" not in card(site, case_of("Dicht gebouw"))
        assert "Zo binnenlopen" not in card(site, case_of("Volle bak"))
        assert "Zo binnenlopen" in card(site, case_of("Toch open"))


def test_a_christmas_dinner_written_as_a_date_is_there_though_the_whole_calendar_is_closed(site: Tree) -> None:
    dinner = case_of("Kerstdiner")
    assert [output.name for output in OUTPUTS if not output(site, dinner)] == ["flyer", "Open Referral"]
    assert "geen nieuwe data" not in site[f"{dinner.page}index.html"].decode()


def test_what_is_cancelled_or_moved_is_told_in_open_referral(site: Tree) -> None:
    notes = output_of("Open Referral")
    assert notes(site, case_of("Afgelast")) == f"{FRIDAY}: Afgelast: De gastvrouw is ziek."
    moved = f"{SATURDAY} 10:00-12:00: Let op, een andere tijd. Eerst was het woensdag 25 november, 10.00 uur."
    assert notes(site, case_of("Andere dag")) == moved


def test_a_far_date_that_is_held_elsewhere_says_where_in_the_list_of_all_dates(site: Tree) -> None:
    page = html.document_fromstring(site["activiteiten/welzijn-zandmeer/zomer/index.html"].decode())
    told = " ".join(" ".join(page.xpath("//details//dl")[0].itertext()).replace("\N{NO-BREAK SPACE}", " ").split())
    assert "ma 14 (gaat niet door); ma 21 (Sporthal De Duin); ma 28 (Zolder. Rolstoel: nee)" in told
    assert "ma 5 (vol, Strandtent. Rolstoel: niet bekend); ma 12; ma 19; ma 26" in told
    assert "Meestal:" in page.text_content()  # the usual place is not that of all dates


def test_a_room_is_taken_by_what_is_not_sure_and_free_of_what_was_put_off(site: Tree) -> None:
    busy = site["locaties/dorpshuis/ruimtes/grote-zaal/bezet.ics"].decode().split("BEGIN:VEVENT")
    single = [one for one in busy if "welzijn-zandmeer.misschien.20261127.busy@" in one]
    assert "STATUS:TENTATIVE" in single[0]
    assert "TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE" in single[0]
    later = [one for one in busy if "welzijn-zandmeer.later." in one]
    assert "EXDATE;TZID=Europe/Amsterdam:20261127T100000" in later[0]
    assert not [one for one in later if "later.20261127" in one]


def test_its_organisation_is_asked_what_holds_on_a_closed_day_and_what_the_new_date_is(site: Tree) -> None:
    tasks = {
        (one["activity"], one["why"]): one["days"]
        for one in json.loads(site["data/todo.json"])
        if one["why"] in {"closed", "postponed"} and FRIDAY in one["days"]
    }
    asked = {case_of("Dicht gebouw").activity: "closed", case_of("Feestmaal").activity: "closed"}
    assert tasks.keys() == {*asked.items(), (case_of("Later").activity, "postponed")}
    page = site["hiaten/te-doen/welzijn-zandmeer/index.html"].decode()
    assert "Gaat het dan niet door? Laat deze dagen dan weg. Gaat het toch door? Zeg dat dan." in page
    assert "Dit is uitgesteld: vrijdag 27 november. Geef de nieuwe datum" in page


@pytest.mark.parametrize("title", ["Misschien", "Dicht gebouw", "Later", "Volle bak"])
def test_the_day_before_it_stands_on_the_page_of_tomorrow(on_the_eve: Tree, title: str) -> None:
    case = next(case for case in CASES if case.title == title)
    told = output_of("today or tomorrow")(on_the_eve, case.date)
    assert [text for text in case.words if not _says(told, text)] == []


def test_on_the_day_itself_it_stands_on_the_page_of_today_and_on_the_home_page(project: Project, site: Tree) -> None:
    assert site
    done = project.build(today=date(2026, 11, 28))
    assert done.code == 0, done.said
    found = project.tree()
    for name in ("home", "today or tomorrow"):
        assert output_of(name)(found, case_of("Kerstdiner"))
        assert "Verplaatst van woensdag 25 november." in output_of(name)(found, case_of("Andere dag"))


# --- before it is published -------------------------------------------------------------------------


def previewed(*changes: Change) -> str:
    """What a preview says of these changes to the coffee morning, whose house closes on 8 December."""
    venues = {**town().venues, "dorpshuis": replace(town().venues["dorpshuis"], closed=())}
    before = replace(town(), venues=venues)
    coffee = replace(before.activities["welzijn-zandmeer/koffieochtend"], changes=())
    before = replace(before, activities={coffee.id: coffee})
    closed = {**venues, "dorpshuis": replace(venues["dorpshuis"], closed=(Days(DEC_8, DEC_8),))}
    after = replace(before, venues=closed, activities={coffee.id: replace(coffee, changes=changes)})
    window = Window(TODAY, TODAY + timedelta(weeks=6))
    return changes_text(ChangeReport(before, after, announced(before, after, window), window.last), translator("nl"))


DEC_8 = date(2026, 12, 8)


def test_a_preview_tells_what_becomes_of_dates_also_where_only_a_house_closes() -> None:
    told = previewed(
        Change(date(2026, 12, 1), postponed="De vloer wordt gelegd."),
        Change(date(2026, 12, 15), tentative="Als er geen sneeuw ligt"),
        Change(date(2026, 12, 22), full=True),
    )
    assert "Uitgesteld: dinsdag 1 december (De vloer wordt gelegd)." in told
    assert "Onder voorbehoud op dinsdag 8 december (het gebouw is dicht) en dinsdag 15 december" in told
    assert "Vol op dinsdag 22 december." in told


def test_a_preview_tells_of_a_date_that_moves_to_another_place_both() -> None:
    told = previewed(Change(date(2026, 12, 1), moved_to=date(2026, 12, 2), venue="bibliotheek"))
    assert "Verplaatst: dinsdag 1 december wordt woensdag 2 december, 10.00 tot 12.00 uur." in told
    assert "Een andere plek: woensdag 2 december in Bibliotheek Zandmeer" in told
