"""What people do wrong is told at its place with what to write instead; what can only be meant one way is mended."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from buurtkalender.reading.checks import on_day
from buurtkalender.reading.content import Read
from buurtkalender.reading.problems import Problem, problems_text
from buurtkalender.words.catalogues import translator
from reading.folders import read_folder, town_copy
from reading.mistakes import MARK, MISTAKES, RIGHT, Mistake, also, entry
from submissions.test_mending import body, is_content, mended
from town import TODAY

FOLDER = "activities/welzijn-zandmeer"
NAMES = list(MISTAKES)


def path_of(name: str) -> str:
    return MISTAKES[name].path or f"{FOLDER}/mistake-{NAMES.index(name)}.yaml"


def written(mistake: Mistake) -> bytes:
    text = mistake.text
    return text if isinstance(text, bytes) else text.replace(MARK, "").encode()


def place_of(mistake: Mistake) -> tuple[int, int]:
    """Line and column of the mark; a mistake of a whole file is told at its beginning."""
    before, mark, _ = mistake.text.partition(MARK) if isinstance(mistake.text, str) else ("", "", "")
    return (before.count("\n") + 1, len(before) - before.rfind("\n")) if mark else (1, 1)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The town with all these files in it."""
    content = town_copy(tmp_path_factory.mktemp("mistakes"))
    for name, mistake in MISTAKES.items():
        path = content / path_of(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(written(mistake))
    return read_folder(content)


def told(found: Read, name: str) -> list[Problem]:
    return [problem for problem in found.problems if problem.path == f"content/{path_of(name)}"]


def test_these_are_more_than_fifty_mistakes_that_people_make() -> None:
    assert len(MISTAKES) >= 51


@pytest.mark.parametrize("name", NAMES)
def test_a_mistake_is_told_once_at_its_place_with_what_to_write(name: str, found: Read) -> None:
    first, *others = told(found, name)
    assert not [problem for problem in others if problem.code != "no-such-file"]
    if "Windows-1252" not in name:  # its bytes hold no mark
        assert (first.line, first.column) == place_of(MISTAKES[name])
    text = first.text(translator("nl"))
    assert [words for words in MISTAKES[name].says if words not in text] == [], text


@pytest.mark.parametrize("name", NAMES)
def test_it_is_told_in_english_too(name: str, found: Read) -> None:
    first = told(found, name)[0]
    message, fix = first.said(translator("en"))
    assert message != fix
    assert (message, fix) != first.said(translator("nl"))
    assert f"{first.path}:{first.line}:{first.column}: {first.severity}: " in problems_text([first])


@pytest.mark.parametrize("name", [name for name in NAMES if is_content(path_of(name))])
def test_fix_mends_what_can_only_be_meant_one_way_and_leaves_the_rest(name: str) -> None:
    mistake = MISTAKES[name]
    done = mended(written(mistake), path_of(name))
    if mistake.fixed is not None:
        assert body(done) == mistake.fixed
        assert not done.left
    elif isinstance(mistake.text, str):
        assert body(done) == written(mistake).decode()


def test_what_may_be_meant_is_a_warning_and_stays_in_the_calendar(found: Read) -> None:
    doubted = {"a hash in a title", "an end before the start", "HTML in a title", "a date of last year alone"}
    for name in doubted:
        assert [problem.severity for problem in told(found, name)] == ["warning"]
        assert path_of(name).removeprefix("activities/").removesuffix(".yaml") in found.calendar.activities


# --- what is no mistake -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        RIGHT.replace("Koffie", "Koffie  # met taart"),
        RIGHT.replace("Koffie", "Koffie #").replace(" #", "  #"),
        RIGHT.replace("Koffie", "“Koffie” – de film"),
        RIGHT.replace("Koffie", "C#-akkoorden voor beginners"),
        RIGHT.replace("Koffie", "Zaal <groot>"),
        also("description: |\n  Zie <https://zandmeer.example> en 1 < 2."),
        RIGHT.replace("10:00-12:00", "20:00-01:00"),
        RIGHT.replace("10:00-12:00", "18:00-09:00"),
        entry("dates: [2026-12-19, 2027-12-18]"),
        entry("dates: [2026-03-07]"),
        entry("dates: [2026-11-07]") + "confirmed: 2026-11-20\n",
        also("contact: {phone: 112}"),
        also("contact: {phone: 14 0343}"),
        also("contact: {phone: 0800-1234}"),
        also("contact: {phone: 0900 555 0100}"),
        also("contact: {phone: +32 4 555 01 00}"),
        also("contact: {phone: 00 49 241 555010}"),
    ],
)
def test_what_is_right_is_not_doubted(text: str) -> None:
    assert mended(text).before.problems == ()


def test_a_norm_may_ask_for_as_many_sessions_as_dayparts_that_do_not_lie_in_each_other() -> None:
    norm = MISTAKES["dayparts that the number cannot hold"]
    nested = written(norm).replace(b"weekday-evening", b"weekday").replace(b", weekday-afternoon", b", morning")
    assert mended(nested, "calendar/norms.yaml").before.problems == ()


# --- a file that cannot be understood ---------------------------------------------------------------


def test_one_slip_does_not_hide_what_else_is_wrong(tmp_path: Path) -> None:
    text = 'title: "Koffie\nvenue: dorpshuis\nthemes: [muziek]\nages: zestig\nsummary: Let op: koffie\ncost: 3 euro\n'
    other = "title: Koffie\nvenue:dorpshuis\nthemes: [muziek]\nwhen:\n  - weekly: dinsdag\n    time: 19:30\n"
    content = town_copy(tmp_path, **{f"{FOLDER}/een.yaml": text, f"{FOLDER}/twee.yaml": other})
    problems = read_folder(content).problems
    codes = {
        path: [(one.line, one.code) for one in problems if one.path.endswith(path)]
        for path in ("een.yaml", "twee.yaml")
    }
    assert codes["een.yaml"][0] == (1, "open-quote")
    assert codes["twee.yaml"] == [
        (2, "no-space-after-colon"),
        (3, "unknown-theme"),
        (5, "unknown-value"),
        (6, "time-without-end"),
    ]


def test_what_only_seems_to_lack_is_not_told(tmp_path: Path) -> None:
    content = town_copy(tmp_path, **{f"{FOLDER}/een.yaml": RIGHT.replace("venue: ", "venue:") + "room: zaal\n"})
    assert [problem.code for problem in read_folder(content).problems] == ["no-space-after-colon"]


# --- what only a day can tell -----------------------------------------------------------------------


def warned(content: Path, new: set[str]) -> list[tuple[str, int, int, str]]:
    problems = on_day(content, read_folder(content).calendar, TODAY, new)
    return [(one.path, one.line, one.column, one.params["suggestion"]) for one in problems if "closed" not in one.code]


def test_a_confirmation_from_the_future_is_told(tmp_path: Path) -> None:
    coming = TODAY + timedelta(days=2)
    content = town_copy(tmp_path, **{f"{FOLDER}/een.yaml": also(f"confirmed: {coming}")})
    assert warned(content, set()) == [(f"content/{FOLDER}/een.yaml", 7, 12, str(TODAY))]


def test_where_the_day_begins_earlier_today_is_not_the_future(tmp_path: Path) -> None:
    content = town_copy(tmp_path, **{f"{FOLDER}/een.yaml": also(f"confirmed: {TODAY + timedelta(days=1)}")})
    assert warned(content, set()) == []


def test_a_new_activity_of_which_all_dates_are_over_is_told(tmp_path: Path) -> None:
    content = town_copy(tmp_path, **{f"{FOLDER}/een.yaml": entry("dates: [2026-01-08, 2026-01-15]")})
    assert warned(content, {"welzijn-zandmeer/een"}) == [(f"content/{FOLDER}/een.yaml", 5, 25, str(date(2027, 1, 15)))]
    assert warned(content, set()) == []


def test_of_a_date_whose_year_was_doubted_already_no_second_thing_is_told(tmp_path: Path) -> None:
    text = entry("dates: [2026-01-15]") + "confirmed: 2026-11-20\n"
    content = town_copy(tmp_path, **{f"{FOLDER}/een.yaml": text})
    assert [problem.code for problem in read_folder(content).problems] == ["dates-before-confirmed"]
    assert warned(content, {"welzijn-zandmeer/een"}) == []
