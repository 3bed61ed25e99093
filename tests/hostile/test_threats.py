"""Every threat that is known has a defence and a test with a name."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ROWS = [
    [cell.strip() for cell in line.strip("| \n").split(" | ")]
    for line in (Path(__file__).parent / "README.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| ---", "| input"))
]
KNOWN = (
    "YAML", "names", "ownership", "Markdown", "recurrence", "text in feeds", "images", "people", "issues", "logs",
    "pull requests", "the published site",
)  # fmt: skip


@cache
def names_of_tests(path: Path) -> frozenset[str]:
    """The names of the tests in a file."""
    return frozenset(
        node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].replace(" ", "-"))
def test_every_threat_has_a_defence_and_a_test_that_exists(row: list[str]) -> None:
    _input, threat, defence, tests = row
    assert threat
    assert defence
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", tests)
    assert named
    assert len(named) == tests.count("::")
    for path, name in named:
        assert name in names_of_tests(TESTS / path), f"{path} has no {name}"


@pytest.mark.parametrize("known", KNOWN)
def test_no_known_threat_is_forgotten(known: str) -> None:
    assert any(row[0].startswith(known) for row in ROWS)
