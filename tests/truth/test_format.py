"""What an organisation can say in a file is what is understood of it, and what may be untrue is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from buurtkalender.domain.model import (
    Activity,
    Childcare,
    Cost,
    Families,
    Host,
    Price,
    Role,
    Signup,
)
from buurtkalender.domain.values import Change, Contact, Image
from buurtkalender.form.answers import check_answers, tidy, with_dates_told
from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.form.parsers import moment, named_prices
from buurtkalender.form.writing import write_file
from buurtkalender.reading.checks import on_day
from buurtkalender.submissions.form import Submitted, draft
from buurtkalender.submissions.importing.content_lines import components
from buurtkalender.submissions.importing.drafting import Defaults, Drafter
from buurtkalender.submissions.importing.headings import HeaderRow, SheetRow, head_of
from buurtkalender.submissions.importing.importer import proposals, window_of
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.row_facts import RowFacts
from buurtkalender.submissions.importing.sheets import SheetTable
from buurtkalender.submissions.importing.versions import events
from buurtkalender.words.catalogues import translator
from reading.folders import read_folder, town_copy
from reading.mistakes import RIGHT
from town import TODAY, town

FOLDER = "activities/welzijn-zandmeer"
DAY = date(2026, 12, 8)
"""A Tuesday: the activity of every example is on Tuesdays."""


def said(more: str) -> Activity:
    """What the reader makes of a file with this in it besides."""
    checked = check_answers(town(), "welzijn-zandmeer/een", f"{RIGHT}{more}\n", {})
    assert checked.activity, [problem.message for _, problem in checked.problems]
    return checked.activity


def changed(line: str) -> Change:
    (found,) = said(f"changes:\n  - {{date: {DAY}, {line}}}").changes
    return found


# --- every field --------------------------------------------------------------------------------------

FIELDS = {
    "host: {name: Fatima en de buren}": ("host", Host("Fatima en de buren")),
    "cost:\n  - {for: volwassenen, amount: 5, per: keer}\n  - {for: kinderen, amount: free, note: met limonade}": (
        "cost",
        Cost(0, prices=(Price("volwassenen", 500, "keer"), Price("kinderen", 0, note="met limonade"))),
    ),
    "cost: [{for: iedereen, amount: 2.50}]": ("cost", Cost(250, prices=(Price("iedereen", 250),))),
    "signup: {required: yes, opens: 2026-12-01 09:00, until: 2026-12-14}": (
        "signup",
        Signup(required=True, opens=datetime(2026, 12, 1, 9), until=datetime(2026, 12, 15)),
    ),
    "signup: {required: no, opens: 2026-12-01, until: 2026-12-14 17:30}": (
        "signup",
        Signup(required=False, opens=datetime(2026, 12, 1), until=datetime(2026, 12, 14, 17, 30)),
    ),
    "full: yes": ("full", True),
    "full: no": ("full", False),
    "families: {children_welcome: yes, childcare: {amount: 0, note: Vanaf 2 jaar}, siblings: no}": (
        "families",
        Families(True, Childcare(offered=True, cents=0, note="Vanaf 2 jaar"), False),  # noqa: FBT003
    ),
    "families: {childcare: no}": ("families", Families(childcare=Childcare(offered=False))),
    "families: {childcare: yes}": ("families", Families(childcare=Childcare(offered=True))),
    "volunteers:\n  - {role: kok, skills: [koken, geduld], training: Wij leren je het vak., until: 2027-03-01}": (
        "volunteers",
        (Role("kok", skills=("koken", "geduld"), training="Wij leren je het vak.", until=date(2027, 3, 1)),),
    ),
    "image: {file: koffie.png, alt: Koffie, by: Welzijn}": ("image", Image("koffie.png", "Koffie", "Welzijn")),
}
CHANGES = {
    "postponed: De zaal lekt.": Change(DAY, postponed="De zaal lekt."),
    "postponed: true": Change(DAY, postponed=""),
    "tentative: Als er genoeg mensen zijn.": Change(DAY, tentative="Als er genoeg mensen zijn."),
    "tentative: true, moved_to: 2026-12-09": Change(DAY, tentative="", moved_to=date(2026, 12, 9)),
    "full: yes": Change(DAY, full=True),
    "full: no, note: Er is weer plek.": Change(DAY, full=False, note="Er is weer plek."),
    "on: true": Change(DAY, on=True),
    "on: true, full: yes, venue: bibliotheek": Change(DAY, on=True, full=True, venue="bibliotheek"),
}


@pytest.mark.parametrize("text", FIELDS)
def test_a_field_of_the_second_round_means_what_is_written(text: str) -> None:
    attribute, value = FIELDS[text]
    assert getattr(said(text), attribute) == value


@pytest.mark.parametrize("text", CHANGES)
def test_a_change_of_the_second_round_means_what_is_written(text: str) -> None:
    assert changed(text) == CHANGES[text]


@pytest.mark.parametrize("text", [*FIELDS, *(f"changes:\n  - {{date: {DAY}, {line}}}" for line in CHANGES)])
def test_what_a_file_says_survives_the_way_through_the_form(text: str) -> None:
    before = said(text)
    answers = answers_of_activity(before)
    assert tidy(answers) == answers
    after = check_answers(town(), before.id, write_file(answers), answers).activity
    assert after == before


# --- what is not given is not known -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["families: {}", "families: {childcare: unknown}", "families: {siblings: unknown}", "full: unknown"]
)
def test_what_nobody_knows_is_no_fact(text: str) -> None:
    found = said(text)
    assert (found.families, found.full) == (None, None)


def test_it_is_only_free_where_nobody_pays() -> None:
    some = said("cost: [{for: volwassenen, amount: 5}, {for: kinderen, amount: 0}]").cost
    nobody = said("cost: [{for: volwassenen, amount: 0}, {for: kinderen, amount: free}]").cost
    assert some
    assert nobody
    assert (some.cents, some.free, nobody.free) == (0, False, True)


def test_the_organisation_is_asked_about_work_that_names_nobody_else(tmp_path: Path) -> None:
    roles = "volunteers:\n  - {role: maatje}\n  - {role: kok, contact: {phone: 0343-555 077}}\n"
    text = f"name: Buren\nkind: residents\nphone: 0343-555 070\ntrusted: true\n{roles}"
    found = read_folder(town_copy(tmp_path, **{"organisations/buren.yaml": text}))
    buren = found.calendar.organisations["buren"]
    assert [role.contact for role in buren.volunteers] == [
        Contact(phone="0343-555 070"),
        Contact(phone="0343-555 077"),
    ]
    assert buren.trusted


def test_a_picture_of_which_nobody_holds_the_rights_is_told_and_its_file_stays_good(tmp_path: Path) -> None:
    found = read_folder(
        town_copy(tmp_path, **{f"{FOLDER}/een.yaml": f"{RIGHT}image: {{file: koffie.png, alt: Koffie}}\n"})
    )
    assert [(one.code, one.line, one.is_error) for one in found.problems] == [("missing-by", 7, False)]
    assert found.calendar.activities["welzijn-zandmeer/een"].image == Image("koffie.png", "Koffie")


# --- closed days --------------------------------------------------------------------------------------

SHUT = "closed: [2026-12-29, 2027-01-26/2027-02-09]\n"


def closed_days_told(tmp_path: Path, text: str, more: str = "", shut: str = SHUT) -> list[tuple[str, int, str]]:
    """What `check` warns of in one activity in a house that is closed on three Tuesdays to come."""
    content = town_copy(tmp_path)
    (content / "venues/hal.yaml").write_text(
        "name: De hal\nkind: sports\naddress: {street: Plein 1, postcode: 9999 AB, city: Zandmeer}\n"
        f"neighbourhood: oude-dorp\n{shut}"
    )
    (content / FOLDER / "een.yaml").write_text(text.replace("dorpshuis", "hal") + more)
    found = read_folder(content)
    assert not any(one.is_error for one in found.problems)
    problems = [*found.problems, *on_day(content, found.calendar, TODAY, ())]
    return [(one.code, one.line, one.params.get("days", "")) for one in problems if one.path.endswith("een.yaml")]


def test_a_series_while_its_building_is_closed_is_told_once_at_its_line(tmp_path: Path) -> None:
    days = "2026-12-29, 2027-01-26, 2027-02-02, 2027-02-09"
    assert closed_days_told(tmp_path, RIGHT) == [("series-while-closed", 5, days)]


def test_a_series_that_skips_such_days_is_told_nothing(tmp_path: Path) -> None:
    assert closed_days_told(tmp_path, f"{RIGHT}    skip: [venue-closures]\n") == []


def test_a_date_that_was_said_to_be_on_or_off_is_told_nothing(tmp_path: Path) -> None:
    settled = "".join(
        f"  - {{date: {day}, {what}}}\n"
        for day, what in {
            "2026-12-29": "on: true",
            "2027-01-26": "cancelled: Dicht.",
            "2027-02-02": "postponed: Dicht.",
            "2027-02-09": "tentative: Misschien.",
        }.items()
    )
    assert closed_days_told(tmp_path, RIGHT, f"changes:\n{settled}") == []


def test_a_date_that_was_written_out_is_told_where_it_stands(tmp_path: Path) -> None:
    loose = RIGHT.replace("weekly: tuesday", "dates: [2026-12-29, 2027-01-05]")
    assert closed_days_told(tmp_path / "loose", loose) == [("on-while-closed", 5, "2026-12-29")]
    noted = f"{RIGHT}    until: 2027-01-05\n"
    more = "changes:\n  - date: 2026-12-29\n    note: Wij nemen de sleutel mee.\n"
    assert closed_days_told(tmp_path / "noted", noted, more) == [("on-while-closed", 9, "2026-12-29")]


def test_a_date_in_another_building_is_held_against_that_one(tmp_path: Path) -> None:
    noted = f"{RIGHT}    until: 2027-01-05\n"
    assert closed_days_told(tmp_path / "away", noted, "changes:\n  - {date: 2026-12-29, venue: bibliotheek}\n") == []
    moved = "changes:\n  - {date: 2026-12-22, moved_to: 2026-12-29}\n  - {date: 2026-12-29, cancelled: true}\n"
    assert closed_days_told(tmp_path / "moved", noted, moved) == [("on-while-closed", 9, "2026-12-29")]


def test_a_date_that_was_written_while_the_calendar_is_closed_is_told(tmp_path: Path) -> None:
    (closure, *_) = town().closures
    loose = RIGHT.replace("weekly: tuesday", f"dates: [{closure.days.first}]")
    found = closed_days_told(tmp_path, loose)
    assert [(code, line) for code, line, _ in found] == [("on-while-all-closed", 5)]


def test_many_dates_while_a_building_is_closed_are_one_line_that_can_be_read(tmp_path: Path) -> None:
    daily = RIGHT.replace("weekly: tuesday", "weekly: [monday, tuesday, wednesday]")
    ((code, _, days),) = closed_days_told(tmp_path, daily)
    assert code == "series-while-closed"
    assert days.count("20") == 5
    assert days.endswith(" …")


def test_a_date_that_comes_into_a_closed_building_is_told(tmp_path: Path) -> None:
    elsewhere = RIGHT.replace("venue: dorpshuis", "venue: bibliotheek")
    more = "changes:\n  - {date: 2026-12-29, venue: hal}\n  - {date: 2027-01-26, note: Gewoon hier.}\n"
    assert closed_days_told(tmp_path, elsewhere, more) == [("on-while-closed", 8, "2026-12-29")]


def test_of_a_period_that_goes_on_only_the_days_to_come_are_told(tmp_path: Path) -> None:
    found = closed_days_told(tmp_path, RIGHT, shut="closed: [2026-11-10/2026-12-01]\n")
    assert found == [("series-while-closed", 5, "2026-11-24, 2026-12-01")]


def test_days_that_are_over_are_told_no_more(tmp_path: Path) -> None:
    assert closed_days_told(tmp_path, f"{RIGHT}    until: 2026-12-22\n") == []


def test_calling_off_a_day_that_is_skipped_anyway_still_has_no_effect(tmp_path: Path) -> None:
    text = f"{RIGHT}    skip: [2026-12-29]\n"
    more = "changes:\n  - {date: 2026-12-29, cancelled: Dicht.}\n"
    assert closed_days_told(tmp_path / "off", text, more)[0][0] == "change-on-day-off"
    assert closed_days_told(tmp_path / "on", text, more.replace("cancelled: Dicht.", "on: true"))[0][0] != (
        "change-on-day-off"
    )


# --- what is said of one date with the form -----------------------------------------------------------

COFFEE = "welzijn-zandmeer/koffieochtend"


def told(what: str, day: str, why: str = "") -> Submitted:
    given = {"action": ["cancel"], "activity": [COFFEE], "changes.date": [day]}
    given |= {"changes.what": [what], "changes.cancelled": [why]}
    return draft(town(), given, TODAY, translator("nl"))


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        ("", {"cancelled": "De vloer is nat."}),
        ("postponed", {"postponed": "De vloer is nat."}),
        ("full", {"full": True, "note": "De vloer is nat."}),
        ("on", {"on": True, "note": "De vloer is nat."}),
        ("nonsense", {"cancelled": "De vloer is nat."}),
    ],
)
def test_the_form_tells_of_a_date_what_somebody_chose(what: str, wanted: dict[str, object]) -> None:
    made = told(what, "2027-01-12", "De vloer is nat.").made
    assert made
    day = date(2027, 1, 12)
    assert [change for change in made.changes if change.day == day] == [replace(Change(day), **wanted)]


def test_a_date_that_was_off_goes_on_after_all() -> None:
    made = told("on", "2026-11-24").made
    assert made
    day = date(2026, 11, 24)
    assert [change for change in made.changes if change.day == day] == [Change(day, on=True)]


def test_a_date_that_is_full_keeps_what_else_is_different() -> None:
    made = told("full", "2026-12-15").made
    assert made
    day = date(2026, 12, 15)
    assert [change for change in made.changes if change.day == day] == [
        Change(day, full=True, venue="bibliotheek", room="leeszaal")
    ]


def test_a_date_that_is_off_cannot_be_full() -> None:
    found = told("full", "2026-11-24")
    assert found.made is None
    assert "cancelled en full kunnen niet allebei" in found.faults[0].text


def test_with_nothing_to_tell_the_other_dates_stay_as_they_were() -> None:
    answers = answers_of_activity(town().activities[COFFEE])
    after = with_dates_told(answers, ["2027-01-12"], "full", "")
    assert {key: value for key, value in answers.items() if not key.startswith("changes.")} == {
        key: value for key, value in after.items() if not key.startswith("changes.")
    }


def test_whose_a_picture_is_may_be_told_with_the_form_and_which_it_is_not() -> None:
    known = town().activities[COFFEE]
    answers = {key: list(texts) for key, texts in answers_of_activity(known).items()}
    sent = {**answers, "action": ["change"], "activity": [COFFEE], "consent": ["yes"], "image.by": ["De buren"]}
    made = draft(town(), {**sent, "image.file": ["anders.png"]}, TODAY, translator("nl")).made
    assert made
    assert made.image == replace(known.image, by="De buren")  # type: ignore[type-var]


# --- what people type, and what they have -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("volwassenen 5, kinderen gratis", [("volwassenen", "5"), ("kinderen", "free")]),
        ("kinderen tot 12 jaar € 2,50; volwassenen € 5,-", [("kinderen tot 12 jaar", "2.50"), ("volwassenen", "5")]),
        ("€ 3 leden, € 5 niet-leden", [("leden", "3"), ("niet-leden", "5")]),
        ("kinderen tot 12, volwassenen 5", []),
        ("per keer 5, per maand 15", []),
        ("koffie 1, thee 2", []),
        ("5 euro, kinderen gratis", []),
    ],
)
def test_prices_are_only_understood_where_that_is_sure(text: str, wanted: list[tuple[str, str]]) -> None:
    assert named_prices(text) == wanted


def test_a_moment_may_be_typed_as_people_do() -> None:
    assert moment("14 december", TODAY) == ("2026-12-14",)
    assert moment("1-12-2026 om 9 uur", TODAY) == ("2026-12-01", "09:00")


def row(**cells: str) -> tuple[dict[str, object], list[str]]:
    """The facts of a row of a sheet, and what is to be told of them."""
    table = SheetTable("", [(1, ["Titel", *cells]), (2, ["Soep", *cells.values()])])
    head = head_of(table)
    assert isinstance(head, HeaderRow)
    reading = RowFacts(SheetRow("", 2, ["Soep", *cells.values()], head), town())
    return reading.facts(), [item.message.text for item in reading.items]


def test_a_sheet_brings_what_its_columns_say() -> None:
    found, items = row(**{
        "Kosten": "volwassenen 5, kinderen gratis", "Wie doet het": "Fatima en de buren", "Vol": "ja",
        "Aanmelden": "ja", "Aanmelden vanaf": "1-12-2026", "Aanmelden tot": "2026-12-14",
        "Kinderen welkom": "ja", "Kinderopvang": "€ 2,50", "Broertjes en zusjes": "nee",
    })  # fmt: skip
    assert found["cost"] == Cost(0, prices=(Price("volwassenen", 500), Price("kinderen", 0)))
    assert found["signup"] == Signup(required=True, opens=datetime(2026, 12, 1), until=datetime(2026, 12, 15))
    assert found["families"] == Families(True, Childcare(offered=True, cents=250), False)  # noqa: FBT003
    assert (found["host"], found["full"]) == (Host("Fatima en de buren"), True)
    assert items == ["it names who does it ({name}): may everybody read that?"]


def test_a_cell_that_is_not_sure_gives_no_fact() -> None:
    found, items = row(**{
        "Kosten": "kinderen tot 12", "Aanmelden tot": "14-12-2026", "Kinderen welkom": "misschien", "Vol": "",
    })  # fmt: skip
    assert found == {}
    assert len(items) == 3


def imported(*lines: str) -> Iterator[Activity]:
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])
    calendar = town()
    places = PlaceMatcher(calendar)
    found, _ = proposals(events(components(text.encode(), "x.ics")).events, window_of(TODAY), places)
    desk = Drafter(calendar, places, window_of(TODAY), translator("en"))
    for one in found:
        made = desk.draft(one, Defaults("welzijn-zandmeer", "dorpshuis", ("ontmoeten",))).activity
        assert made
        yield made


def event(*more: str, start: str = "20261201T090000", uid: str = "a") -> tuple[str, ...]:
    end = start.replace("T09", "T11").replace("T10", "T12")
    return ("BEGIN:VEVENT", f"UID:{uid}", f"DTSTART:{start}", f"DTEND:{end}", "SUMMARY:Koffie", *more, "END:VEVENT")


def test_a_loose_event_that_is_not_sure_is_not_sure() -> None:
    (made,) = imported(*event("STATUS:TENTATIVE"))
    assert made.changes == (Change(date(2026, 12, 1), tentative=""),)


def test_one_date_of_a_series_that_is_not_sure_is_not_sure() -> None:
    series = event("RRULE:FREQ=WEEKLY")
    moved = event("RECURRENCE-ID:20261208T090000", "STATUS:TENTATIVE", start="20261208T100000")
    (made,) = imported(*series, *moved)
    (change,) = made.changes
    assert (change.day, change.tentative, change.time is not None) == (DAY, "", True)


def test_no_date_of_a_series_that_is_not_sure_is_published_as_sure() -> None:
    sure = event("RECURRENCE-ID:20261208T090000", "STATUS:CONFIRMED", start="20261208T090000")
    (made,) = imported(*event("RRULE:FREQ=WEEKLY", "STATUS:TENTATIVE"), *sure)
    (pattern,) = made.when
    last = pattern.last  # type: ignore[union-attr]
    assert last == date(2027, 5, 31)
    unsure = [change.day for change in made.changes if change.tentative == ""]
    assert DAY not in unsure
    assert len(unsure) == (last - date(2026, 12, 1)).days // 7
