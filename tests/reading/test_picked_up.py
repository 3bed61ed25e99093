"""Who works on what is missing: read as strictly as all else, and not lost for one mistake beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from buurtkalender.domain.values import PickedUp
from projects import SETTINGS, run
from reading.folders import marked, read_folder, told, town_copy

FILE = "calendar/picked-up.yaml"
FAULTS = {
    FILE: """\
picked_up:
  - {norm: samen-eten, neighbourhoods: duinrand, organisations: sv-zandmeer, since: 2026-11-03}
  - {norm: samen-etn, neighbourhoods: [duinrand], organisations: [sv-zandmeer], since: 2026-11-03}  # ← unknown-norm
  - {norm: samen-eten, neighbourhoods: duinrnd, organisations: sv-zandmeer, since: 2026-11-03} # ← unknown-neighbourhood
  - {norm: samen-eten, neighbourhoods: duinrand, organisations: zandmeer, since: 2026-11-03}  # ← unknown-organisation
  - {norm: samen-eten, neighbourhoods: [duinrand], organisations: [], since: 2026-11-03}  # ← empty-key
  - {norm: samen-eten, neighbourhoods: [duinrand], organisations: [sv-zandmeer]}  # ← missing-key
  - {norm: samen-eten, neighbourhoods: [polder], organisations: [sv-zandmeer], since: 3-11-2026}  # ← bad-date
  - norm: samen-eten
    neighbourhoods: [molenwijk]
    organisations: [sv-zandmeer]
    since: 2026-11-03
    expected: 2026-10-01        # ← expected-before-since
    wie: Jan                    # ← unknown-key
"""
}


def test_what_was_picked_up_is_in_the_calendar(tmp_path: Path) -> None:
    found = read_folder(town_copy(tmp_path))
    assert found.problems == ()
    assert found.calendar.picked_up == (
        PickedUp(
            "samen-eten",
            ("duinrand", "polder"),
            ("welzijn-zandmeer", "kerk-aan-de-duinen"),
            date(2026, 11, 3),
            "De keuken van de kerk wordt opgeknapt.",
            date(2027, 2, 1),
        ),
        PickedUp("jeugd-beweegt", ("oude-dorp",), ("sv-zandmeer",), date(2026, 6, 1)),
    )
    assert found.calendar.picked_up_at("samen-eten", "polder") == [found.calendar.picked_up[0]]
    assert found.calendar.picked_up_at("jeugd-beweegt", "polder") == []


def test_nobody_has_to_pick_anything_up(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    (content / FILE).unlink()
    found = read_folder(content)
    assert (found.problems, found.calendar.picked_up) == ((), ())


def test_every_mistake_is_told_at_its_line_and_the_rest_stays(tmp_path: Path) -> None:
    found = read_folder(town_copy(tmp_path, **FAULTS))
    assert told(found) == marked(FAULTS)
    assert [one.neighbourhoods for one in found.calendar.picked_up] == [("duinrand",), ("molenwijk",)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Er is geen norm `samen-etn`. Bedoel je `samen-eten`?", "norm"),
        ("`duinrnd`. Bedoel je `duinrand`?", "neighbourhood"),
        ("Het wordt verwacht op 2026-10-01; dat is voor 2026-11-03, de dag waarop het is opgepakt.", "expected"),
    ],
)
def test_the_check_says_in_dutch_what_was_meant(tmp_path: Path, said: str, meant: str) -> None:
    content = town_copy(tmp_path, **FAULTS)
    done = run("check", "--settings", str(SETTINGS), "--content", str(content))
    assert done.code == 1, meant
    assert said in done.out


def test_norms_that_cannot_be_read_are_not_told_as_unknown_too(tmp_path: Path) -> None:
    found = read_folder(town_copy(tmp_path, **{"calendar/norms.yaml": "norms: [\n"}))
    assert {problem.path for problem in found.problems} == {"content/calendar/norms.yaml"}
    assert found.calendar.picked_up == ()


def test_what_was_picked_up_is_read_again_from_the_cache(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    first, second = (read_folder(content, tmp_path / "cache").calendar for _ in range(2))
    assert len(first.picked_up) == 2
    assert first.picked_up == second.picked_up
