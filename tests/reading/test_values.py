"""Forgiving to read: what a writer may type, and the value it becomes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from buurtkalender.domain.model import Activity, Cost, Referral, Signup
from buurtkalender.domain.values import Ages, ByAppointment, Change, Dates, Days, Monthly, Norm, Skip, TimeSpan, Weekly
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.records import ACTIVITY
from buurtkalender.reading.records_norms import NORM
from buurtkalender.reading.syntax import parse
from reading.folders import read_folder, town_copy


def activity(*lines: str, when: str = "[{weekly: tuesday, time: 10:00-12:00}]") -> Activity:
    notes = FileNotes("content/activities/org/x.yaml", "org/x")
    text = "\n".join(["title: x", "venue: v", "themes: [a]", *([f"when: {when}"] if when else []), *lines, ""])
    root = parse(text.encode(), notes)
    assert root is not None
    values = ACTIVITY.values(root, notes)
    assert notes.problems == []
    assert values is not None
    return Activity(id="org/x", **values)


def codes(*lines: str, when: str = "[{weekly: tuesday, time: 10:00-12:00}]") -> list[tuple[str, str]]:
    notes = FileNotes("content/activities/org/x.yaml", "org/x")
    root = parse("\n".join(["title: x", "venue: v", "themes: [a]", f"when: {when}", *lines, ""]).encode(), notes)
    assert root is not None
    ACTIVITY.values(root, notes)
    return [(problem.code, problem.params.get("suggestion", "")) for problem in notes.problems]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("10:00-12:00", TimeSpan(600, 720)),
        ("10.00-12.00", TimeSpan(600, 720)),
        ("10:00 - 12:00", TimeSpan(600, 720)),
        ("10:00–12:00", TimeSpan(600, 720)),
        ("9:30-11:00", TimeSpan(570, 660)),
        ("'9:30-11:00'", TimeSpan(570, 660)),
        ("20:00-01:00", TimeSpan(1200, 1500)),
        ("20:00-24:00", TimeSpan(1200, 1440)),
        ("00:00-24:00", TimeSpan(0, 1440)),
        ("all-day", None),
    ],
)
def test_times(text: str, span: TimeSpan | None) -> None:
    assert activity(when=f"[{{weekly: tuesday, time: {text}}}]").when == (Weekly((1,), span),)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("{weekly: [friday, Tuesday], time: all-day}", Weekly((1, 4), None)),
        (
            "{weekly: monday, time: all-day, every: 2, from: 2026-09-01, until: 2027-06-29}",
            Weekly((0,), None, 2, date(2026, 9, 1), date(2027, 6, 29)),
        ),
        (
            "{weekly: monday, time: all-day, skip: [2026-12-24, school-holidays, 2026-12-20/2026-12-22]}",
            Weekly(
                (0,),
                None,
                skip=Skip(
                    school_holidays=True,
                    days=(Days(date(2026, 12, 20), date(2026, 12, 22)), Days(date(2026, 12, 24), date(2026, 12, 24))),
                ),
            ),
        ),
        ("{monthly: first tuesday, time: all-day}", Monthly(((1, 1),), (), None)),
        ("{monthly: [First  Monday, last sunday], time: all-day}", Monthly(((1, 0), (-1, 6)), (), None)),
        ("{monthly: 31, time: all-day}", Monthly((), (31,), None)),
        ("{monthly: [15, 1], time: all-day}", Monthly((), (1, 15), None)),
        ("{dates: [2026-12-19, 2026-12-05], time: all-day}", Dates((date(2026, 12, 5), date(2026, 12, 19)), None)),
        ("{dates: 2026-12-19, time: all-day}", Dates((date(2026, 12, 19),), None)),
        ("{by_appointment: true, note: Wij bellen je.}", ByAppointment("Wij bellen je.")),
    ],
)
def test_patterns(text: str, pattern: Any) -> None:
    assert activity(when=f"[{text}]").when == (pattern,)


@pytest.mark.parametrize(
    ("line", "attribute", "value"),
    [
        ("cost: free", "cost", Cost(0)),
        ("cost: 2.50", "cost", Cost(250)),
        ("cost: 2,5", "cost", Cost(250)),
        ("cost: 12", "cost", Cost(1200)),
        (
            "cost: {amount: 2.50, per: keer, note: met koffie, pass: yes}",
            "cost",
            Cost(250, "keer", "met koffie", discount_pass=True),
        ),
        ("signup: none", "signup", Signup(required=False)),
        ("signup: {required: no, before: 2 days}", "signup", Signup(required=False, before=timedelta(days=2))),
        ("referral: none", "referral", Referral(required=False)),
        ("referral: {required: true, by: huisarts}", "referral", Referral(required=True, by="huisarts")),
        ("ages: 65+", "ages", Ages(65)),
        ("ages: 13 – 27", "ages", Ages(13, 27)),
        (
            "access: {wheelchair: YES, toilet: no, parking: unknown}",
            "access",
            {"wheelchair": True, "toilet": False, "parking": None},
        ),
        ("drop_in: No", "drop_in", False),
        ("drop_in: unknown", "drop_in", None),
        ("drop_in:", "drop_in", None),
        ("goals: sociale-aansluiting", "goals", ("sociale-aansluiting",)),
        ("formerly: []", "formerly", ()),
        ("languages: [no]", "languages", ("no",)),
        ("summary: >\n  Twee\n  regels", "summary", "Twee regels"),
        ("capacity: 020", "capacity", 20),
        ("contact: {name: , phone: 14 0343}", "contact.phone", "14 0343"),
        (
            "changes: [{date: 2026-11-24, cancelled: }, {date: 2026-12-01, at: 10.00, note: x}]",
            "changes",
            (Change(date(2026, 11, 24), cancelled=""), Change(date(2026, 12, 1), at=600, note="x")),
        ),
    ],
)
def test_facts(line: str, attribute: str, value: Any) -> None:
    found: Any = activity(line)
    for name in attribute.split("."):
        found = getattr(found, name)
    assert found == value


@pytest.mark.parametrize(
    ("line", "code", "suggestion"),
    [
        ("cost: gratis", "bad-cost", "free"),
        ("cost: € 3,50", "bad-cost", "3.50"),
        ("signup: geen", "more-than-a-word", "none"),
        ("come_alone: nee", "unknown-value", "no"),
        ("companion: onbekend", "unknown-value", "unknown"),
        ("ages: 65", "bad-ages", "65+"),
        ("ages: 18 t/m 25", "bad-ages", "18-25"),
        ("ages: vanaf 200", "bad-ages", ""),
        ("confirmed: 28-10-2026", "bad-date", "2026-10-28"),
        ("confirmed: 2026/10/28", "bad-date", "2026-10-28"),
        ("confirmed: 31-2-2026", "no-such-date", ""),
        ("online: http://x.example/a", "http-link", "https://x.example/a"),
        ("online: //x.example/a", "bad-link", "https://x.example/a"),
        ("online: mailto:x@y.example", "bad-link", ""),
        ("online: data:text/html,x", "unsafe-link", ""),
        ("doelgroep: [ouderen]", "unknown-key", "audiences"),
        ("Titel: x", "unknown-key", "title"),
        ("drop-in: true", "unknown-key", "drop_in"),
        ("signup: {required: yes, before: 2 dagen}", "bad-duration", "2 days"),
        ("signup: {required: yes, before: 24u}", "bad-duration", "24 hours"),
        ("themes2: x", "unknown-key", "themes"),
        ("contact: 0343-555 010", "mapping-expected", "{phone: 0343-555 010}"),
        ("title2: [a]", "unknown-key", "title"),
        ("links: {title: a, url: https://x.example}", "list-expected", ""),
        ("goals: [a, , b]", "bad-syntax", ""),
        ("goals: [a, '', b]", "empty-item", ""),
    ],
)
def test_the_fix_names_what_was_meant(line: str, code: str, suggestion: str) -> None:
    if code == "bad-syntax":
        notes = FileNotes("x.yaml")
        assert parse(f"{line}\n".encode(), notes) is None or notes.problems
        return
    assert codes(line) == [(code, suggestion)]


@pytest.mark.parametrize(
    ("when", "code", "suggestion"),
    [
        ("[{weekly: dinsdagen, time: all-day}]", "unknown-value", "tuesday"),
        ("[{weekly: tuesdays, time: all-day}]", "unknown-value", "tuesday"),
        ("[{weekly: tuesday, time: hele dag}]", "bad-time", "all-day"),
        ("[{weekly: tuesday, time: 10-12 uur}]", "bad-time", "10:00-12:00"),
        ("[{weekly: tuesday, time: 9u30-11u}]", "bad-time", "09:30-11:00"),
        ("[{monthly: eerste dinsdag, time: all-day}]", "bad-nth-day", "first tuesday"),
        ("[{monthly: 1e dinsdag, time: all-day}]", "bad-nth-day", "first tuesday"),
        ("[{weekly: tuesday, time: all-day, skip: feestdagen}]", "unknown-skip", "public-holidays"),
        ("[{wekelijks: dinsdag, time: all-day}]", "unknown-key", "weekly"),
        ("[{weekly: tuesday, tijd: all-day, time: all-day}]", "unknown-key", "time"),
        ("{weekly: tuesday, time: all-day}", "list-expected", ""),
        ("[weekly]", "mapping-expected", ""),
        ("tuesday", "list-expected", ""),
        ("[{dates: [2026-12-19], time: all-day, until: 2026-12-20}]", "key-not-here", ""),
    ],
)
def test_the_fix_of_a_pattern_names_what_was_meant(when: str, code: str, suggestion: str) -> None:
    assert codes(when=when) == [(code, suggestion)]


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("{walk: 15 minutes}", (15.0, None, None)),
        ("{walk: 15}", (15.0, None, None)),
        ("{distance: '1,5 km'}", (None, 1500.0, None)),
        ("{distance: 800 m}", (None, 800.0, None)),
        ("neighbourhood", (None, None, "neighbourhood")),
    ],
)
def test_how_near_a_norm_asks(text: str, within: tuple[Any, ...]) -> None:
    notes = FileNotes("x.yaml")
    root = parse(f"id: n\ntitle: N\nat_least: {{hours: 1.5, per: month}}\nwithin: {text}\ntheme: a\n".encode(), notes)
    norm = NORM.read(root, notes) if root else None
    assert isinstance(norm, Norm), notes.problems
    assert (norm.within.walk_minutes, norm.within.metres, norm.within.area) == within
    assert (norm.at_least.amount, norm.at_least.per, norm.themes) == (1.5, "month", ("a",))


def test_the_whole_town_is_read(tmp_path: Path) -> None:
    found = read_folder(town_copy(tmp_path))
    assert (found.problems, found.left_out) == ((), ())
    calendar = found.calendar
    koffie = calendar.activities["welzijn-zandmeer/koffieochtend"]
    assert koffie.source.path == "activities/welzijn-zandmeer/koffieochtend.yaml"
    assert calendar.neighbourhoods["oude-dorp"].residents["65+"] == 400
    assert calendar.neighbourhoods["molenwijk"].boundary is not None
    assert calendar.venues["dorpshuis"].available[0].room == "kleine-zaal"
    assert calendar.venues["dorpshuis"].closed[1] == Days(date(2026, 12, 25), date(2027, 1, 3))
    assert calendar.audiences["ouderen"].ages == Ages(65)
    assert calendar.municipalities["zandmeer"].school_region == "midden"
    assert [holiday.municipalities for holiday in calendar.school_holidays if holiday.municipalities] == [("zandmeer",)]
