"""Remedies done as people do them: the field in the content file is edited, and everything is read anew."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from advising import advice, anew, promised
from buurtkalender.domain.coverage.verdicts import Remedy
from buurtkalender.domain.model import Activity, Calendar, Source
from buurtkalender.domain.remedies.edits import EDITS, EditKind, applied, changed
from buurtkalender.reading.content import read
from projects import ROOT
from town import ANCHOR, CALENDAR_ID

OF_ITS_OWN_PLACE = frozenset(
    {"venue", "room", "location", "online", "serves", "transport", "access", "changes", "formerly"}
)
"""What an activity does not take along to another venue."""

BEFOREHAND: dict[EditKind, tuple[str, str, str]] = {
    "resume": ("activities/taalhuis-wijk/taalwandeling-cothen.yaml", "title:", "status: paused\ntitle:"),
    "daypart": (
        "calendar/norms.yaml",
        "    themes: [bewegen]\n",
        "    themes: [bewegen]\n    dayparts: [weekend-morning]\n",
    ),
}
"""What has to be different in the demo before some kinds are offered: the file, and a text in it for another."""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the demo's content."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


def calendar_of(content: Path) -> Calendar:
    """Read everything; nothing may be wrong with it."""
    found = read(content, calendar_id=CALENDAR_ID, anchor=ANCHOR)
    assert found.problems == ()
    return found.calendar


def write(content: Path, calendar: Calendar, remedy: Remedy) -> None:
    """Write the lines of a remedy into their file, or into a new one."""
    path = content / remedy.lines[0].file
    values: dict[str, Any] = {}
    if path.exists():
        values = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - only texts
    elif remedy.edit.kind == "venue":
        original = content / "activities" / f"{remedy.edit.activity}.yaml"
        known = yaml.load(original.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
        values = {key: value for key, value in known.items() if key not in OF_ITS_OWN_PLACE}
    for line in remedy.lines:
        put(values, line.field.split("."), yaml.load(line.value, yaml.BaseLoader))  # noqa: S506
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")


def put(values: Any, way: list[str], value: object) -> None:
    """Put a value where a path leads; an entry of a list goes by its number or its identifier."""
    first, *rest = way
    if isinstance(values, list):
        first = int(first) if first.isdecimal() else [one["id"] for one in values].index(first)
    if not rest:
        values[first] = value
        return
    if isinstance(values, dict):
        values.setdefault(first, {})
    put(values[first], rest, value)


def without_words(activity: Activity) -> Activity:
    """What an edit says nothing about: the words of what is new, and the file."""
    return msgspec.structs.replace(activity, title="", source=Source(), location=None, transport="")


@pytest.mark.parametrize(
    "kind", [kind for kind in EDITS if kind != "widen"]
)  # in the demo everybody already comes everywhere
def test_a_file_edited_as_the_remedy_says_gives_what_it_promises(content: Path, kind: EditKind) -> None:
    if kind in BEFOREHAND:
        file, old, new = BEFOREHAND[kind]
        text = (content / file).read_text(encoding="utf-8")
        assert old in text
        (content / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    calendar = calendar_of(content)
    offered = [one for verdict in advice(calendar).verdicts for one in verdict.remedies if one.edit.kind == kind]
    assert offered
    remedy = offered[0]
    write(content, calendar, remedy)
    after = calendar_of(content)
    found = anew(after)
    for effect in (remedy.here, *remedy.elsewhere):
        promised(effect, found)
    for activity in changed(calendar, remedy.edit).activities:
        assert without_words(after.activities[activity.id]) == without_words(activity)
    assert {key: one.verdict for key, one in found.items()} == {
        key: one.verdict for key, one in anew(applied(calendar, remedy.edit)).items()
    }


def test_what_nobody_knows_of_a_venue_is_filled_in_in_its_file(content: Path) -> None:
    calendar = calendar_of(content)
    some = [one for verdict in advice(calendar).verdicts for one in verdict.remedies if one.edit.venue]
    remedy = next(one for one in some if one.edit.kind == "fill-in")
    assert remedy.lines[0].file == f"venues/{remedy.edit.venue}.yaml"
    write(content, calendar, remedy)
    promised(remedy.here, anew(calendar_of(content)))
