"""Remedies done as people do them: the field in the content file is edited, and everything is read anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from advising import advice, anew, as_promised, without
from buurtkalender.domain.coverage.verdicts import Edit, Effect, Priority, Remedy
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.remedies.edits import EDITS, NOBODY, changed_values
from buurtkalender.domain.values import Source
from buurtkalender.reading.content import read_content
from projects import DEMO
from town import ANCHOR, CALENDAR_ID, TOWN, town

OF_ITS_OWN_PLACE = frozenset(
    {"venue", "room", "location", "online", "serves", "transport", "access", "changes", "formerly"}
)
"""What an activity does not take along to another venue."""


@pytest.fixture(params=["town", "demo"])
def content(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the content of the fictional town, and of the demo."""
    original = TOWN / "content" if request.param == "town" else DEMO
    return Path(shutil.copytree(original, tmp_path / "content"))


def calendar_of(content: Path) -> Calendar:
    """Read what changed since last time; nothing may be wrong with it."""
    found = read_content(content, calendar_id=CALENDAR_ID, anchor=ANCHOR, cache=content.parent / "cache")
    assert found.problems == ()
    return found.calendar


def write(content: Path, remedy: Remedy | Priority) -> None:
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
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")


def found_somebody(content: Path) -> None:
    """Something new that nobody near does yet is in a folder of nobody: somebody has to be found first."""
    (content / "organisations" / f"{NOBODY}.yaml").write_text("{name: Iemand, kind: residents}", encoding="utf-8")


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


@contextmanager
def written(content: Path, remedy: Remedy | Priority) -> Iterator[None]:
    """Write a remedy, and take it back afterwards."""
    path = content / remedy.lines[0].file
    before = path.read_bytes() if path.exists() else None
    write(content, remedy)
    yield
    if before is None:
        path.unlink()
    else:
        path.write_bytes(before)


def test_a_remedy_of_each_kind_for_each_norm_written_into_the_files_gives_what_it_promises(content: Path) -> None:
    _give_what_they_promise(content, lambda remedy: (remedy.edit.kind, remedy.here.norm))


@pytest.mark.thorough
def test_every_remedy_written_into_the_files_gives_what_it_promises_and_nothing_worse(content: Path) -> None:
    _give_what_they_promise(content, lambda remedy: remedy.edit)


def _give_what_they_promise(content: Path, one_of: Callable[[Remedy], object]) -> None:
    """Try one of the remedies that are alike."""
    found_somebody(content)
    calendar = calendar_of(content)
    before = anew(calendar)
    offered = {remedy.edit: remedy for verdict in advice(calendar).verdicts for remedy in verdict.remedies}
    assert len(offered) > 50
    for remedy in {one_of(remedy): remedy for remedy in offered.values()}.values():
        edit = remedy.edit  # one remedy helps several verdicts, and says so in each
        with written(content, remedy):
            after = calendar_of(content)
            as_promised(edit, (remedy.here, *remedy.elsewhere), before, anew(after))
            for activity in changed_values(calendar, edit).activities:
                assert without_words(after.activities[activity.id]) == without_words(activity)
    assert calendar_of(content) == calendar


def test_what_a_remedy_promises_is_the_same_at_every_verdict_that_it_helps(content: Path) -> None:
    effects: dict[Edit, set[frozenset[Effect]]] = {}
    for verdict in advice(calendar_of(content)).verdicts:
        for remedy in verdict.remedies:
            assert (remedy.here.norm, remedy.here.neighbourhood) == (verdict.norm, verdict.neighbourhood)
            effects.setdefault(remedy.edit, set()).add(frozenset((remedy.here, *remedy.elsewhere)))
    assert all(len(some) == 1 for some in effects.values())


def test_the_ten_edits_written_one_after_another_give_what_they_promise(content: Path) -> None:
    found_somebody(content)
    priorities = advice(calendar_of(content)).priorities
    assert len(priorities) == 10
    first = after = anew(calendar_of(content))
    for priority in priorities:
        before = after
        write(content, priority)
        after = anew(calendar_of(content))
        as_promised(priority.edit, priority.effects, before, after)
    covered = sum(
        without(verdict)
        for spot, verdict in first.items()
        if verdict.verdict != "covered" and after[spot].verdict == "covered"
    )
    assert covered == sum(priority.residents for priority in priorities)  # no two norms for one age in one place


def test_in_the_town_every_kind_of_remedy_is_offered() -> None:
    kinds = {remedy.edit.kind for verdict in advice(town()).verdicts for remedy in verdict.remedies}
    assert kinds == set(EDITS)
