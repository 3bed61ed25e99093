"""What stands in the repository harms no program that reads it: a scanner, an editor, somebody's own tests.

Our guards are tested one past a limit, which the test makes small where it is large. This finds the ways in which
something else came in before; it cannot find all of them (CONTRIBUTING: what tests of hostile input may hold).
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from PIL import Image

from projects import ROOT

OTHERS = {"node_modules", ".git", ".venv", "__pycache__", "output"}
FOUND_BY_A_FUZZER = ("crash-", "oom-", "timeout-", "leak-", "slow-unit-")
LONGEST = 1_000
FOLDERS = ("tests", "plugins", "docs", "demo", "theme", "hosting", "schemas")
READERS_OF_FILES = sorted(
    path for part in ("hostile", "importing", "reading") for path in (ROOT / "tests" / part).rglob("*.py")
)


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project that is not somebody else's."""
    return tuple(
        path
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not OTHERS & set(path.relative_to(ROOT).parts)
    )


def repeated(code: str) -> Iterator[int]:
    """How often texts are repeated that stand in some code, where that is a number."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            sides = [one.value for one in (node.left, node.right) if isinstance(one, ast.Constant)]
            if any(isinstance(one, (str, bytes)) for one in sides):
                yield from (one for one in sides if isinstance(one, int))


def test_what_is_repeated_in_code_is_seen() -> None:
    assert list(repeated("a = b'x' * 2_000 + 3 * '[' + 4 * 5 + 'y' * many")) == [2000, 3]


@pytest.mark.parametrize("path", READERS_OF_FILES, ids=lambda path: path.name)
def test_nothing_is_repeated_more_often_than_it_takes_to_meet_a_limit(path: Path) -> None:
    assert max(repeated(path.read_text(encoding="utf-8")), default=0) <= LONGEST


def test_no_file_declares_more_than_one_entity_and_none_that_leads_to_a_file() -> None:
    declared = re.compile(r"<!ENTI" r"TY\s+\S+\s+(\w*)")
    for path in files():
        found = declared.findall(path.read_text(encoding="utf-8", errors="replace"))
        assert len(found) <= 1, path
        assert not any(found), path


def test_no_file_of_content_holds_an_alias() -> None:
    for path in files():
        if path.suffix in {".yaml", ".yml"}:
            events = yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            assert not any(isinstance(one, yaml.AliasEvent) for one in events), path


def test_what_a_fuzzer_found_is_not_kept() -> None:
    assert not [path for path in files() if path.name.startswith(FOUND_BY_A_FUZZER)]
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {f"{start}*" for start in FOUND_BY_A_FUZZER} <= set(ignored)


def test_no_archive_is_kept_and_every_picture_is_as_large_as_it_looks() -> None:
    assert not [path for path in files() if path.suffix in {".zip", ".gz", ".xz", ".bz2", ".xlsx", ".7z", ".tar"}]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in files():
            if path.suffix in {".png", ".jpg", ".jpeg", ".webp"}:
                with Image.open(path) as picture:
                    assert picture.width * picture.height < 5_000_000, path
