"""Answers become a file and a file becomes answers, the same in the browser as here, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from msgspec.structs import replace

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import planned_days
from buurtkalender.domain.values import Source
from buurtkalender.form.answers import check_answers, chosen_pattern, tidy, with_dates_told, with_stopped
from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.form.questions import TOLD
from buurtkalender.form.writing import ACTIVITY_FILE, write_file
from buurtkalender.reading.content import read_content
from buurtkalender.reading.suggest import free_name
from examples import tried
from form.scripted import Script, running
from form.some import DAYS, Answers, pattern, whole
from making import day
from projects import DEMO
from town import ANCHOR, CALENDAR_ID, TODAY, town

MANY = tried(150, suppress_health_check=list(HealthCheck))
TOWN = town()
NAMES = st.sampled_from(
    [
        "title",
        "description",
        "ages",
        "cost",
        "cost.note",
        "when.0.time",
        "when.0.monthly",
        "themes",
        "access.toilet",
        "when.1.skip_days",
        "signup",
        "changes.3.cancelled",
        "venue",
    ]
)
WORDS = st.sampled_from(["", "yes", "none", "first", "free", "paid", "12", " "])


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Script]:
    """The form's script."""
    with running(tmp_path_factory.mktemp("script")) as found:
        yield found


@cache
def calendars() -> tuple[Calendar, Calendar]:
    """The fictional town and the demo."""
    return TOWN, read_content(DEMO, calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar


def activities() -> Iterator[tuple[Calendar, Activity]]:
    """Every activity of both, with its calendar."""
    for calendar in calendars():
        for activity in calendar.activities.values():
            yield calendar, activity


def read_back(calendar: Calendar, identifier: str, answers: Answers) -> Activity | None:
    """What the reader makes of the file that these answers make."""
    return check_answers(calendar, identifier, write_file(answers), answers).activity


# --- there and back ---------------------------------------------------------------------------------


def test_every_activity_survives_the_way_through_the_form() -> None:
    for calendar, activity in activities():
        answers = answers_of_activity(activity)
        assert tidy(answers) == answers
        assert read_back(calendar, activity.id, answers) == replace(activity, source=Source()), activity.id


@MANY
@given(whole())
def test_whatever_is_answered_is_what_is_read(answers: Answers) -> None:
    checked = check_answers(TOWN, "welzijn-zandmeer/iets", write_file(answers), answers)
    assert checked.activity, (write_file(answers), [(name, problem.message) for name, problem in checked.problems])
    assert answers_of_activity(checked.activity) == answers


def test_the_file_looks_as_the_format_shows_it() -> None:
    answers = {
        "title": "Koffieochtend De Heul",
        "summary": "Samen koffie drinken. Iedereen is welkom, ook als je alleen komt.",
        "description": "Elke dinsdag.\n\nMet koek: zelfgebakken.",
        "venue": "dorpshuis/grote-zaal",
        "themes": "ontmoeten|eten-en-drinken",
        "ages": "65|",
        "when.0.kind": "weekly",
        "when.0.weekly": "tuesday",
        "when.0.time": "10:00|12:00",
        "when.0.every": "2",
        "when.0.from": "2026-09-01",
        "when.0.skip": "school-holidays",
        "when.0.skip_days": "2026-12-24||2026-12-20|2027-01-03",
        "when.1.monthly": "first|tuesday|third|tuesday",
        "when.1.time": "19:30|21:00",
        "when.2.by_appointment": "true",
        "when.2.note": "Wij bellen je.",
        "cost": "paid",
        "cost.amount": "2,50",
        "cost.note": "inclusief koffie, thee",
        "signup": "yes",
        "signup.phone": "0343-555 010",
        "signup.before": "1|days",
        "referral": "none",
        "come_alone": "yes",
        "access.wheelchair": "yes",
        "links.0.title": "Meer: hier",
        "links.0.url": "https://zand.example/a#b",
        "changes.0.date": "2026-11-24",
        "changes.0.cancelled": "Nee",
    }
    assert write_file(tidy({name: texts.split("|") for name, texts in answers.items()})) == (
        "title: Koffieochtend De Heul\n"
        "summary: Samen koffie drinken. Iedereen is welkom, ook als je alleen komt.\n"
        "description: |\n  Elke dinsdag.\n\n  Met koek: zelfgebakken.\n"
        "venue: dorpshuis\nroom: grote-zaal\nthemes: [ontmoeten, eten-en-drinken]\nages: 65+\n"
        "when:\n"
        "  - weekly: tuesday\n    time: 10:00-12:00\n    every: 2\n    from: 2026-09-01\n"
        "    skip: [school-holidays, 2026-12-24, 2026-12-20/2027-01-03]\n"
        "  - monthly: [first tuesday, third tuesday]\n    time: 19:30-21:00\n"
        "  - by_appointment: true\n    note: Wij bellen je.\n"
        'changes:\n  - date: 2026-11-24\n    cancelled: "Nee"\n'
        'cost: {amount: 2.50, note: "inclusief koffie, thee"}\n'
        "signup: {required: yes, phone: 0343-555 010, before: 1 day}\n"
        "come_alone: yes\nreferral: none\naccess: {wheelchair: yes}\n"
        'links:\n  - {title: "Meer: hier", url: https://zand.example/a#b}\n'
    )


@pytest.mark.parametrize("written", ["€ 2,50", "€2.50", "2,50"])
def test_an_amount_may_be_written_as_people_do(written: str, script: Script) -> None:
    answers = tidy({"cost": ["paid"], "cost.amount": [written]})
    assert write_file(answers) == script("write", answers, ACTIVITY_FILE) == "cost: 2.50\n"


def test_what_nobody_sees_in_pasted_text_is_left_out() -> None:
    pasted = {"title": [" Koffie\u202e\u0000 \u2028met\x85 taart\ufeff "], "description": ["een\r\n\u00a0 twee\r"]}
    assert tidy(pasted) == {"title": ("Koffie \nmet\n taart",), "description": ("een\n  twee",)}
    assert "title: Koffie met taart\n" in write_file(tidy(pasted))


# --- the script -------------------------------------------------------------------------------------


def test_a_remark_stands_above_its_key_where_the_file_has_that_and_the_form_leaves_it_out() -> None:
    answers = {"title": ("Koffie",), "venue": ("dorpshuis",), "themes": ("ontmoeten",), "when.0.weekly": ("tuesday",)}
    answers |= {"when.0.time": ("10:00", "12:00")}
    text = write_file(answers, remarks={"themes": "geraden", "cost": "ook geraden"})
    plain = "title: Koffie\nvenue: dorpshuis\nthemes: [ontmoeten]\nwhen:\n  - weekly: tuesday\n    time: 10:00-12:00\n"
    assert text == plain.replace("themes:", "# geraden\nthemes:")
    made = check_answers(TOWN, "welzijn-zandmeer/koffie", text, answers).activity
    assert made is not None
    assert write_file(answers_of_activity(made)) == plain


@pytest.mark.parametrize("note", ["Hoe laat:?", "om 10:?", "a:,b", "a:[", "?: x"])
def test_a_colon_before_a_mark_between_braces_is_only_text(script: Script, note: str) -> None:
    answers = {"title": ("Koffie",), "online": ("https://zand.example",), "themes": ("ontmoeten",)}
    answers |= {"when.0.kind": ("by_appointment",), "cost": ("paid",), "cost.amount": ("2",), "cost.note": (note,)}
    made = read_back(TOWN, "welzijn-zandmeer/iets", answers)
    assert made
    assert made.cost
    assert made.cost.note == note
    assert script("write", answers, ACTIVITY_FILE) == write_file(answers)


def test_the_script_writes_the_same_file_of_every_activity(script: Script) -> None:
    for _, activity in activities():
        answers = answers_of_activity(activity)
        assert script("write", script("tidy", answers), ACTIVITY_FILE) == write_file(answers), activity.id


@MANY
@given(answers=whole())
def test_the_script_writes_the_same_file_of_any_answers(script: Script, answers: Answers) -> None:
    assert script("write", script("tidy", answers), ACTIVITY_FILE) == write_file(answers)


@MANY
@given(raw=st.dictionaries(NAMES, st.lists(st.one_of(st.text(), WORDS), max_size=4)))
def test_the_script_writes_the_same_of_nonsense(script: Script, raw: dict[str, list[str]]) -> None:
    assert {name: list(texts) for name, texts in tidy(raw).items()} == script("tidy", raw)
    assert script("write", script("tidy", raw), ACTIVITY_FILE) == write_file(tidy(raw))


@MANY
@given(entry=pattern("when.0"), today=DAYS)
def test_the_script_shows_the_days_that_the_calendar_will_show(script: Script, entry: Answers, today: object) -> None:
    answers = {"title": ("x",), "themes": ("ontmoeten",), "online": ("https://zand.example",), **entry}
    made = read_back(TOWN, "welzijn-zandmeer/iets", answers)
    assert made
    if chosen_pattern(answers, "when.0") == "by_appointment":
        return
    skips = getattr(made.when[0], "skip", None)
    begin, end = max(day(str(today)), ANCHOR), day(str(today)).replace(year=day(str(today)).year + 1)
    days = planned_days(made.when[0], ANCHOR, begin, end)
    wanted = [one for one in days if not (skips and any(one in off for off in skips.days))][:5]
    if getattr(made.when[0], "first", None) is None or made.when[0].first >= ANCHOR:  # type: ignore[union-attr]
        found = script("nextDays", answers, "when.0", str(begin), 5)
        assert [one for one in found if one <= str(end)][: len(wanted)] == [str(one) for one in wanted]


def test_the_script_does_the_same_to_an_activity(script: Script) -> None:
    for calendar, activity in activities():
        answers = answers_of_activity(activity)
        dates = [*(str(change.day) for change in activity.changes[:2]), "2026-12-08T10:00", "2026-12-15"]
        for reason in ("", "De gastvrouw is ziek."):
            for what in TOLD:
                told = _lists(with_dates_told(answers, dates, what, reason))
                assert told == script("withDatesTold", answers, dates, what, reason), (activity.id, what)
        for until in ("", "2026-11-01", "2026-12-08", "2027-06-01"):
            stopped = with_stopped(answers, "paused", until, TODAY)
            assert _lists(stopped) == script("withStopped", answers, "paused", until, str(TODAY)), activity.id
        assert free_name(activity.title, set().__contains__) == script("freeName", activity.title, [])
        assert calendar


def _lists(answers: Answers) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in answers.items()}


def test_a_name_is_never_taken_twice(script: Script) -> None:
    taken = ["koffie", "koffie-2", f"{'a' * 56}-2", "a" * 60]
    for title, name in (("Koffie!", "koffie-3"), ("قهوة", "activiteit"), ("a" * 80, f"{'a' * 56}-3")):
        assert free_name(title, taken.__contains__) == script("freeName", title, taken) == name
