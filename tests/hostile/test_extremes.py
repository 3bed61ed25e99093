"""Values at the ends of what can be written, in every field: each file is named with a line or built, none stops it."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.reading.checks import on_day, on_public_holidays
from buurtkalender.reading.content import FIELDS, Read
from buurtkalender.site.settings import SettingsError, from_mapping
from buurtkalender.submissions.form import UNFORESEEN, Submitted, draft
from buurtkalender.submissions.receiving.intake import answers_in
from buurtkalender.words.catalogues import translator
from examples import TIMES as TIMES_TRIED
from examples import tried
from hamlet import hamlet_project
from hostile.extremes import DAYS, PLACES, TIMES, VALUES, Place, written
from hostile.fuzz.mutated import mutated, tally
from projects import Project
from reading.folders import read_folder, told, town_copy
from town import TODAY, town

COFFEE = "welzijn-zandmeer/koffieochtend"
SOUP = "title: Soep\nvenue: dorpshuis\nthemes: [ontmoeten]\nwhen:\n  - {weekly: tuesday, time: 12:00-13:00}\n"
MINE = "activities/welzijn-zandmeer/soep.yaml"
WHEN = "title: Soep\nvenue: dorpshuis\nthemes: [ontmoeten]\nwhen:\n"
DATE_KEYS = {"from", "until", "dates", "skip", "date", "moved_to", "opens", "confirmed"}
ENDS = ("0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the town, to write strange files in, one at a time."""
    return town_copy(tmp_path_factory.mktemp("extremes"))


def looked_at(content: Path, path: str, text: str) -> Read:
    """Read the town with this file in it, and look at it as `check` does."""
    before = (content / path).read_bytes() if (content / path).exists() else None
    (content / path).write_text(text, "utf-8")
    try:
        found = read_folder(content, content.parent / "cache")
        list(on_day(content, found.calendar, TODAY, {path.removeprefix("activities/").removesuffix(".yaml")}))
        list(on_public_holidays(content, found.calendar, TODAY, {}))
    finally:
        if before is None:
            (content / path).unlink()
        else:
            (content / path).write_bytes(before)
    return found


def named_or_read(place: Place, value: str, content: Path, number: int = 0) -> None:
    """Check that a file with this value in this field is named with a line, or in the calendar."""
    path, text = written(place, value, number)
    found = looked_at(content, path, text)
    about = [one for one in found.problems if one.path == f"content/{path}" and one.is_error]
    assert "unforeseen" not in {one.code for one in found.problems}, found.problems
    assert all(1 <= one.line <= text.count("\n") + 1 for one in about)
    assert about or f"content/{path}" not in found.left_out


# --- dates ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ENDS)
@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("  - {{weekly: tuesday, time: 12:00-13:00, from: {day}}}\n", 5),
        ("  - {{weekly: tuesday, time: 12:00-13:00, until: {day}}}\n", 5),
        ("  - {{weekly: tuesday, time: 12:00-13:00, skip: [{day}]}}\n", 5),
        ("  - {{weekly: tuesday, time: 12:00-13:00, skip: [2026-12-01/{day}]}}\n", 5),
        ("  - {{dates: [{day}], time: 12:00-13:00}}\n", 5),
        ("  - {{weekly: tuesday, time: 12:00-13:00}}\nchanges:\n  - {{date: {day}, cancelled: ja}}\n", 7),
        ("  - {{weekly: tuesday, time: 12:00-13:00}}\nchanges:\n  - {{date: 2026-12-01, moved_to: {day}}}\n", 7),
        ("  - {{weekly: tuesday, time: 12:00-13:00}}\nsignup: {{required: yes, opens: {day} 09:00}}\n", 6),
        ("  - {{weekly: tuesday, time: 12:00-13:00}}\nsignup: {{required: yes, until: {day}}}\n", 6),
        ("  - {{weekly: tuesday, time: 12:00-13:00}}\nvolunteers:\n  - {{role: kok, until: {day}}}\n", 7),
        ("  - {{weekly: tuesday, time: 12:00-13:00}}\nconfirmed: {day}\n", 6),
    ],
    ids=["from", "until", "skip", "range", "dates", "changes", "moved", "opens", "closes", "volunteers", "confirmed"],
)
def test_a_year_at_the_ends_of_the_calendar_is_refused_at_its_line(
    day: str, field: str, line: int, content: Path
) -> None:
    found = looked_at(content, MINE, WHEN + field.format(day=day))
    if "moved_to" in field or "2026-12-01/" in field:
        assert (f"content/{MINE}", line, "year-out-of-range") in told(found)
    else:
        assert told(found) == {(f"content/{MINE}", line, "year-out-of-range")}
    assert len(found.calendar.activities) == len(town().activities), "nobody else is left out"


def test_the_message_says_from_when_to_when_and_guesses_a_year_of_two_figures(content: Path) -> None:
    said = [
        one.text(translator("nl"))
        for day in ("9999-12-31", "0026-12-01")
        for one in looked_at(content, MINE, f"{SOUP}confirmed: {day}\n").problems
    ]
    assert "tussen 1900 en 2100" in said[0]
    assert "`2026-12-01`" in said[1]


@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31"])
def test_the_first_and_the_last_year_are_taken(day: str, content: Path) -> None:
    more = f"signup: {{required: yes, until: {day} 24:00}}\nvolunteers: [{{role: kok, until: {day}}}]\n"
    assert {code for _, _, code in told(looked_at(content, MINE, f"{SOUP}confirmed: {day}\n{more}"))} <= {
        "confirmed-in-future"
    }


# --- every field ----------------------------------------------------------------------------------------


def test_every_field_of_every_kind_of_file_is_tried_with_311_values() -> None:
    assert len(set(VALUES)) == len(VALUES) == 311
    for kind, record in FIELDS.items():
        assert {place.keys[0] for place in PLACES if place.kind == kind} == set(record.fields)
    for place in PLACES:
        assert written(place, "a-strange-value").text.count("a-strange-value") == 1, place


@tried(150)
@given(place=st.sampled_from(PLACES), value=st.sampled_from(VALUES), number=st.integers(0, 9))
def test_whatever_stands_in_a_field_its_file_is_named_with_a_line_or_read(
    content: Path, place: Place, value: str, number: int
) -> None:
    named_or_read(place, value, content, number)


@pytest.mark.thorough
@pytest.mark.parametrize("kind", FIELDS)
def test_all_of_them_in_every_field(kind: str, content: Path) -> None:
    for place in [one for one in PLACES if one.kind == kind]:
        for value in VALUES:
            named_or_read(place, value, content)


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A hamlet to build with strange files in it."""
    return hamlet_project(tmp_path_factory.mktemp("strange") / "hamlet", PAST_DAYS=1, PAGES_AHEAD_DAYS=1, AHEAD_DAYS=40)


def test_all_311_together_stop_no_build(hamlet: Project) -> None:
    """Each in a field of an activity of its own, in turn through all fields; and the ends of the calendar in each."""
    places = cycle([place for place in PLACES if place.kind == "activities"])
    texts = [written(place, value, 3).text for place, value in zip(places, VALUES, strict=False)]
    dated = [one for one in PLACES if one.kind == "activities" and one.keys[-1] in DATE_KEYS]
    texts += [written(place, day).text for place in dated for day in ("0001-01-01", "9999-12-31", "9999-12-31 23:59")]
    found = tally(hamlet, {f"activities/welzijn-zandmeer/x{number}.yaml": text for number, text in enumerate(texts)})
    assert found.others == ()
    assert found.built + found.refused == len(texts) > 311
    assert found.built > 20
    assert found.refused > 150


@tried(4)
@given(data=st.data())
def test_nor_do_those_in_the_files_of_venues_and_of_the_calendar(hamlet: Project, data: st.DataObject) -> None:
    """One strange value in one file of each kind but activities."""
    files = {}
    for kind in FIELDS:
        if kind != "activities":
            place = data.draw(st.sampled_from([one for one in PLACES if one.kind == kind]))
            path, text = written(place, data.draw(st.sampled_from(VALUES)), data.draw(st.integers(0, 3)))
            files[path] = text
    assert tally(hamlet, files).others == ()


# --- mutated files --------------------------------------------------------------------------------------


def test_mutated_files_are_named_with_a_line_or_built(hamlet: Project) -> None:
    found = mutated(hamlet, 75, seed=1)
    assert found.others == ()
    assert found.built + found.refused == 75
    assert min(found.built, found.refused) > 10


TWICE = {
    "venues/buurthuis-molenwijk.yaml": "- {id: keuken, name: Keuken}",
    "calendar/vocabulary.yaml": "- {id: ",
}
"""Files, and with what a line of them begins that somebody pasted twice."""


@pytest.mark.parametrize("path", TWICE)
def test_what_was_pasted_twice_is_told_at_its_line_and_stops_no_build(path: str, hamlet: Project) -> None:
    file = hamlet.content / path
    before = file.read_text("utf-8")
    lines = before.splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.strip().startswith(TWICE[path]))
    try:
        file.write_text("".join([*lines[: at + 1], *lines[at:]]), "utf-8")
        done = hamlet.build(today=TODAY)
    finally:
        file.write_text(before, "utf-8")
    assert done.code == 0, done.said
    assert f"{path}:{at + 2}:" in done.said


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_of_them(seed: int, hamlet: Project) -> None:
    assert mutated(hamlet, 1_000, seed=seed + 2).others == ()


# --- the form -------------------------------------------------------------------------------------------

KNOWN = {name: list(texts) for name, texts in answers_of_activity(town().activities[COFFEE]).items()}
FORMS: dict[str, dict[str, list[str]]] = {
    "new": {
        "action": ["new"],
        "organisation": ["welzijn-zandmeer"],
        "title": ["Soep"],
        "themes": ["ontmoeten"],
        "when.0.weekly": ["tuesday"],
        "when.0.time": ["12:00", "13:00"],
        "venue": ["dorpshuis"],
        "consent": ["yes"],
    },
    "change": {**KNOWN, "action": ["change"], "activity": [COFFEE], "consent": ["yes"]},
    "cancel": {"action": ["cancel"], "activity": [COFFEE], "changes.date": ["2026-12-01"]},
    "stop": {"action": ["stop"], "activity": [COFFEE], "status": ["ended"], "until": ["2026-12-31"]},
}
DATED = [
    *((action, name) for action in ("new", "change") for name in ("when.0.from", "when.0.until", "when.0.dates")),
    *((action, name) for action in ("new", "change") for name in ("when.0.skip_days", "signup.opens", "signup.until")),
    *(("new", "when.0.time"), ("change", "when.0.time"), ("cancel", "changes.date"), ("stop", "until")),
    *(("change", "changes.0.date"), ("change", "changes.0.moved_to"), ("change", "changes.0.time")),
    *(("new", "volunteers.0.until"), ("new", "confirmed"), ("change", "changes.998.date")),
]


APART = 1 if TIMES_TRIED > 1 else 16
"""At night all of them, else every sixteenth: other ones for each field."""


def sent(action: str, name: str, *values: str) -> Submitted:
    """What the receiver makes of a form with these values in a field."""
    raw = {**FORMS[action], name: list(values)}
    if name.endswith("dates"):
        raw = {key: texts for key, texts in raw.items() if not key.startswith(("when.0.weekly", "changes."))}
        raw["when.0.kind"] = ["dates"]
    if name.startswith("signup."):
        raw["signup"] = ["yes"]
    return draft(town(), answers_in(raw, town()), TODAY, translator("nl"))


@pytest.mark.parametrize(("number", "field"), list(enumerate(DATED)), ids=str)
def test_whatever_stands_where_the_form_asks_a_date_or_a_time_it_answers(number: int, field: tuple[str, str]) -> None:
    action, name = field
    for value in (*DAYS, *TIMES)[number % APART :: APART]:
        for values in ((value,), ("", value)) if "." in name else ((value,),):
            found = sent(action, name, *values)
            assert translator("nl").gettext(UNFORESEEN) not in {fault.text for fault in found.faults}
            assert found.faults or found.made or not found.path


@pytest.mark.parametrize("day", [*ENDS, "2026-02-31", "31-12-2026", "vandaag", "2026-13-01"])
@pytest.mark.parametrize(
    ("action", "name"),
    [
        *(("new", "when.0.from"), ("new", "when.0.until"), ("new", "when.0.dates"), ("new", "signup.until")),
        *(("change", "when.0.from"), ("change", "signup.opens"), ("cancel", "changes.date"), ("stop", "until")),
    ],
)
def test_the_form_answers_a_wrong_date_at_its_question(action: str, name: str, day: str) -> None:
    found = sent(action, name, day)
    assert found.made is None
    assert name in {fault.name for fault in found.faults}, found.faults
    assert {fault.name for fault in found.faults} <= {name, "when.0.until"}


@pytest.mark.parametrize("day", [*ENDS, "2026-02-31"])
@pytest.mark.parametrize("name", ["changes.0.date", "changes.0.moved_to"])
def test_a_wrong_date_of_a_change_that_is_there_is_told_at_that_date(name: str, day: str) -> None:
    found = sent("change", name, day)
    assert found.made is None
    assert any(day in fault.text for fault in found.faults if fault.name == name)


@pytest.mark.parametrize("title", ["...", "\u2014", "?!", "\u200b.\u200b", "\U0001f389"])
@pytest.mark.parametrize("action", ["new", "change"])
def test_a_title_of_signs_alone_is_asked_anew(action: str, title: str) -> None:
    found = sent(action, "title", title)
    assert found.made is None
    assert [(fault.name, fault.text) for fault in found.faults] == [("title", "Schrijf op hoe het heet.")]


@pytest.mark.parametrize(
    ("title", "called"),
    [("50+", "50+"), ("\u041a\u0430\u0432\u0430", "\u041a\u0430\u0432\u0430"), ("Kof\u200bfie\0", "Koffie")],
)
def test_every_title_that_somebody_can_say_is_taken_without_what_nobody_sees(title: str, called: str) -> None:
    found = sent("new", "title", title)
    assert found.faults == ()
    assert found.made
    assert found.made.title == called


def test_a_last_day_that_is_no_date_does_not_stop_it_today() -> None:
    assert [fault.name for fault in sent("stop", "until", "01-12-2026").faults] == ["until"]
    assert sent("stop", "until", "").faults == ()


# --- settings -------------------------------------------------------------------------------------------


USUAL = {
    "SITENAME": "X",
    "SITEURL": "https://x.example",
    "CALENDAR_ID": "x.example",
    "CALENDAR_START": "2026-01-01",
}
"""The least of the settings."""


@pytest.mark.parametrize("name", ["PATH", "THEME", "TOKENS", "OUTPUT_PATH", "CACHE_PATH"])
def test_a_folder_that_no_disk_can_hold_is_refused_by_the_name_of_the_setting(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_mapping({**USUAL, name: "map\0je"}, Path())


@pytest.mark.parametrize("days", [-1, 36_526, 10**9, 10**30])
@pytest.mark.parametrize("name", ["AHEAD_DAYS", "PAST_DAYS", "PAGES_AHEAD_DAYS", "LIST_DAYS", "FEED_PAST_DAYS"])
def test_so_many_days_that_no_calendar_holds_them_are_refused_by_the_name_of_the_setting(name: str, days: int) -> None:
    with pytest.raises(SettingsError, match=name):
        from_mapping({**USUAL, name: days}, Path())
