"""What has to hold whatever comes in: no exception, no endless work, nothing that leaves its place.

Each property takes bytes. Hypothesis gives it some in every `make test`; atheris, which follows the branches of the
code, gives it millions in `make fuzz`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import Window, days_off, occurrences_of
from buurtkalender.reading.checks import check_planned as check_dates
from buurtkalender.reading.content import FIELDS, read_content
from buurtkalender.reading.files import scan
from buurtkalender.reading.problems import FileNotes, as_github, problems_json, problems_text
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import MOST_FILE_BYTES
from buurtkalender.submissions.fixing import mend
from buurtkalender.submissions.fixing_values import Judge, all_there, judge_of
from buurtkalender.submissions.form import draft
from buurtkalender.submissions.http import FetchLimits
from buurtkalender.submissions.importing.drafting import Defaults
from buurtkalender.submissions.importing.importer import CalendarImport, import_ics, import_sheet
from buurtkalender.submissions.issue_answers import CONSENT, HEADINGS, OFTEN
from buurtkalender.submissions.issues import handle
from buurtkalender.words.catalogues import Translator, translator
from buurtkalender.words.values import CannotReadError
from town import ANCHOR, CALENDAR_ID, TODAY, TOWN

FILE = re.compile(r"activities/[a-z0-9][a-z0-9-]{0,59}/[a-z0-9][a-z0-9-]{0,59}\.yaml")
TESTS = Path(__file__).parents[2]
TWO_YEARS = Window(TODAY, TODAY + timedelta(days=730))


@cache
def town() -> Calendar:
    """The fictional town."""
    return read_content(TOWN / "content", calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar


@cache
def dutch() -> Translator:
    """The texts."""
    return translator("nl")


def reading(data: bytes) -> None:
    """The reader tells problems at places that are there, in words that start no command, and raises nothing."""
    lines = data.decode(errors="replace").count("\n") + data.count(b"\r") + 2
    for kind, record in FIELDS.items():
        notes = FileNotes("content/x.yaml", "welzijn-zandmeer/x")
        root = parse(data, notes)
        if root is None:
            assert notes.problems, "a file that means nothing is told"
        else:
            values = record.values(root, notes)
            if kind == "activities" and values is not None and not notes.failed:
                check_dates(Activity(id="welzijn-zandmeer/x", **values), root, ANCHOR, notes)
        for problem in notes.problems:
            assert 1 <= problem.line <= lines
            assert problem.column >= 1
        told = as_github(notes.problems)
        assert len(told.splitlines()) == len(notes.problems)
        assert all(
            line.startswith(("::error file=content/x.yaml", "::warning file=content/x.yaml"))
            for line in told.splitlines()
        )
        problems_text(notes.problems)
        problems_json(notes.problems)
        if root is None:
            return  # it is the same for every kind
    assert len(data) <= MOST_FILE_BYTES


def recurring(data: bytes) -> None:
    """However it is written, a series gives at most 400 dates, in order, within the days that were asked for."""
    start = "title: x\nvenue: dorpshuis\nthemes: [ontmoeten]\nwhen:\n"
    notes = FileNotes("x.yaml", "welzijn-zandmeer/x")
    root = parse(start.encode() + data, notes)
    values = FIELDS["activities"].values(root, notes) if root is not None else None
    if values is None or notes.failed:
        return
    activity = Activity(id="welzijn-zandmeer/x", **values)
    found = occurrences_of(town(), activity, TWO_YEARS, days_off(town(), TWO_YEARS))
    assert len(found) <= 400 * len(activity.when)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        assert one.end > one.start
        assert one.moved_from or TWO_YEARS.first <= one.day <= TWO_YEARS.last


def form(data: bytes) -> None:
    """What comes of the form is a file in its place that the reader accepts, or is told; editors' words stay theirs."""
    raw: dict[str, list[str]] = {}
    for part in data.decode(errors="replace").split("\n"):
        name, _, text = part.partition("=")
        raw.setdefault(name, []).append(text)
    private = "privé-7f3a"
    raw["sender.reach"] = [f"{private}@zand.example"]
    found = draft(town(), raw, TODAY, dutch())
    assert private not in found.text
    if found.path:
        assert FILE.fullmatch(found.path), found.path
    if found.made is not None:
        notes = FileNotes("x")
        assert parse(found.text.encode(), notes) is not None
        assert not notes.failed
    for fault in found.faults:
        assert fault.text


def issue(data: bytes) -> None:
    """Whatever stands in an issue, it is answered, and what comes of it is a file in its place."""
    text = data.decode(errors="replace")
    parts = text.split("\x1f")
    if len(parts) > 1:
        defaults = {"often": next(iter(OFTEN)), "consent": f"- [X] {CONSENT}"}
        text = "\n\n".join(
            f"### {label}\n\n{defaults.get(name) or (parts[number] if number < len(parts) else '')}"
            for number, (name, label) in enumerate(HEADINGS.items())
        )
    found = handle(text, town(), TODAY, dutch())
    assert found.comment.startswith("<!-- buurtkalender: issue ")
    assert not found.path or FILE.fullmatch(found.path)
    assert "\x00" not in found.text


@cache
def _judge() -> Judge:
    there = all_there(town(), scan(TOWN / "content"))
    return judge_of("activities", "content/activities/welzijn-zandmeer/x.yaml", "welzijn-zandmeer/x", town(), there)


def mending(data: bytes) -> None:
    """Mending makes nothing worse, and mending twice is mending once."""
    path = "activities/welzijn-zandmeer/x.yaml"
    found = mend(data, path, _judge(), town())
    if found.before.root is not None:
        assert found.after.kinds() <= found.before.kinds()
    if not found.before.problems:
        assert found.after.values == found.before.values
    assert mend(found.data, path, _judge(), town()).data == found.data


def _imported(data: bytes, name: str, take: Callable[..., CalendarImport]) -> None:
    """It is refused in a sentence, or comes to files in their place that the reader accepts."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / name
        source.write_bytes(data)
        defaults = Defaults("welzijn-zandmeer", "dorpshuis", ("ontmoeten",), ())
        try:
            found = take(str(source), defaults, town(), Path(folder), TODAY, dutch(), FetchLimits())
        except CannotReadError as error:
            sentence = error.message.shown(dutch())
            found = CalendarImport((sentence,), {}, wrong=True)
        assert any(found.report)
        for path, octets in found.files.items():
            assert FILE.fullmatch(path.relative_to(folder).as_posix()), path
            notes = FileNotes("x")
            assert parse(octets, notes) is not None
            assert not notes.failed, notes.problems


def calendars(data: bytes) -> None:
    """Whatever a calendar holds that somebody imports."""
    _imported(data, "agenda.ics", import_ics)


def sheets(data: bytes) -> None:
    """Whatever a sheet holds that somebody imports."""
    _imported(data, "lijst.csv", import_sheet)


PROPERTIES: dict[str, Callable[[bytes], None]] = {
    "reading": reading,
    "recurring": recurring,
    "form": form,
    "issue": issue,
    "mending": mending,
    "calendars": calendars,
    "sheets": sheets,
}

SEEDS: dict[str, tuple[bytes, ...]] = {
    "recurring": (
        b"  - {weekly: [monday, friday], time: 20:00-01:00, every: 2, from: 2026-11-30, skip: [school-holidays]}\n",
        b"  - {monthly: [first tuesday, last friday], time: all-day, until: 2027-12-31}\n  - {by_appointment: true}\n",
        b"  - {dates: [2026-12-05], time: 2:30-3:00}\nchanges:\n  - {date: 2026-12-05, moved_to: 2026-12-06}\n",
    ),
    "form": (
        b"action=new\norganisation=welzijn-zandmeer\ntitle=Soep\nthemes=ontmoeten\nwhen.0.weekly=tuesday\n\
when.0.time=12:00\nwhen.0.time=13:00\nvenue=dorpshuis/grote-zaal\nconsent=yes",
        b"action=cancel\nactivity=welzijn-zandmeer/koffieochtend\nchanges.date=2026-12-08\nchanges.cancelled=Ziek",
        b"action=stop\nactivity=welzijn-zandmeer/koffieochtend\nstatus=ended\nuntil=2026-12-08",
    ),
    "calendars": tuple(path.read_bytes() for path in sorted((TESTS / "importing" / "calendars").glob("*.ics"))),
    "sheets": (
        b"Activiteit;Dag;Tijd;Waar;Kosten\nSoep;elke di;10-12u;Dorpshuis;gratis\nZang;1e ma van de maand;14.00;;2,50",
        b'wat,wanneer,van,tot\n"Koffie",ma + do,9:30,11:00\n=A1,2026-12-05,24:00,1:00\n',
    ),
    "issue": (b"Soep\x1fWelzijn Zandmeer\x1fOntmoeten\x1f\x1fDinsdag\x1f\x1f\x1f10.00-12.00",),
}
"""Where to begin; the reader and the mender begin with the files of the town."""


def seeds(name: str) -> list[bytes]:
    """Return what to begin with."""
    if name in SEEDS:
        return list(SEEDS[name])
    return [path.read_bytes() for path in sorted((TOWN / "content").rglob("*.yaml"))[::3]]
