"""The rooms of the code are such that one finds the place for a change: few modules, none long, a name one meaning."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PLUGINS = ROOT / "plugins"
PACKAGE = "buurtkalender"
MOST_MODULES = 254
LONGEST = 400

ENTRIES = ("cli.", "feeds.formats", "site.files", "site.gaps.", "site.pages.", "site.paper.", "site.all_pages")
"""Where what is made is brought together: commands, feeds, files, pages, sheets. What only these ask for is one."""


class Import(NamedTuple):
    """That a module takes a name (or a whole module) from another; ``late`` is inside a function."""

    module: str
    source: str
    name: str
    late: bool


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the package by its dotted name."""
    found = {}
    for path in (PLUGINS / PACKAGE).rglob("*.py"):
        parts = path.relative_to(PLUGINS).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


@cache
def imports() -> list[Import]:
    """Return every import of the package's own, but those that only types ask for."""
    found = []
    for module, tree in modules().items():
        top = {id(node) for node in tree.body}
        typing = {
            id(node)
            for block in tree.body
            if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING"
            for node in ast.walk(block)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith(PACKAGE):
                continue
            if id(node) in typing:
                continue
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                source = whole if whole in modules() else node.module or ""
                found.append(Import(module, source, alias.name, id(node) not in top))
    return found


def lines(module: str) -> int:
    """Return how many lines a module has."""
    path = PLUGINS / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.read_text(encoding="utf-8").count("\n")


def short(module: str) -> str:
    """Return a name without that of the package."""
    return module.removeprefix(f"{PACKAGE}.")


def test_there_are_few_modules_and_none_is_long() -> None:
    assert 100 < len(modules()) <= MOST_MODULES
    assert {short(name): lines(name) for name in modules() if lines(name) > LONGEST} == {}


def test_a_module_that_one_other_asks_for_is_an_entry_or_would_make_that_one_too_long() -> None:
    asking = defaultdict(set)
    for one in imports():
        asking[one.source].add(one.module)
    lonely = {
        short(module): short(importer)
        for module, [importer] in ((module, list(found)) for module, found in asking.items() if len(found) == 1)
        if lines(module) > 1
        and not short(importer).startswith(ENTRIES)
        and short(importer) not in {PACKAGE, "cli", "__main__"}
        and lines(module) + lines(importer) <= LONGEST
    }
    assert lonely == {}
    unasked = {short(name) for name in modules() if name not in asking and lines(name) > 1}
    assert unasked == {"__main__"}


def test_no_public_name_means_two_things() -> None:
    """A class is public wherever it stands; a function or a constant is when another module takes it by its name."""
    meant = defaultdict(set)
    for module, tree in modules().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                meant[node.name].add(short(module))
    for one in imports():
        if not one.source.endswith(f".{one.name}") or one.source not in modules():
            meant[one.name].add(short(one.source))
    assert {name: sorted(places) for name, places in meant.items() if len(places) > 1} == {}


def test_no_module_passes_on_what_another_one_makes() -> None:
    own = {
        module: {
            name.id if isinstance(name, ast.Name) else name.name
            for name in ast.walk(tree)
            if isinstance(name, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            or (isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store))
        }
        for module, tree in modules().items()
    }
    passed = {
        (short(one.module), short(one.source), one.name)
        for one in imports()
        if one.name not in own.get(one.source, {one.name}) and not one.source.endswith(f".{one.name}")
    }
    assert passed == set()


def test_no_two_modules_ask_for_each_other_not_even_later() -> None:
    edges = {(one.module, one.source) for one in imports() if one.source != one.module}
    while True:
        askers, asked = {module for module, _ in edges}, {source for _, source in edges}
        kept = {(module, source) for module, source in edges if module in asked and source in askers}
        if kept == edges:
            break
        edges = kept
    assert {(short(module), short(source)) for module, source in edges} == set()


SAYING = {"words.dates", "feeds.schema_org", "feeds.schemas", "feeds.open_data"}
"""What has a word of its own for each status of a date: sentences, the vocabulary of schema.org, the data."""

PUBLISHING = {"site.about", "feeds.rows", "feeds.schema_org_places", "feeds.calendars", "site.details"}
"""What tells of a venue itself on which days it is closed."""


def test_nothing_outside_the_domain_decides_by_itself_what_becomes_of_a_date() -> None:
    """Whether it is on, and where, is asked of ``DateFacts`` (``domain/places.py``)."""
    told: list[str] = []
    for module, tree in modules().items():
        name = module.removeprefix(f"{PACKAGE}.")
        if not name.startswith(("words.", "feeds.", "site.", "cli.")) or name.startswith("site.gaps."):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == f"{PACKAGE}.domain.values" and name not in SAYING:
                told += [f"{name} asks for {one.name}" for one in node.names if one.name in {"Status", "OFF"}]
            if isinstance(node, ast.Attribute) and node.attr in {"closed", "closed_on"} and name not in PUBLISHING:
                told += [f"{name} reads .{node.attr}"] if getattr(node.value, "id", "") not in FACTS else []
            if isinstance(node, ast.Compare) and sum(_is_place(one) for one in (node.left, *node.comparators)) > 1:
                told.append(f"{name} compares places: {ast.unparse(node)}")
    assert told == []


FACTS = {"there", "at", "calendars"}
"""What the answer of the judge, and the module of the busy calendars, are called."""


def _is_place(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"venue", "room", "location"}


def test_the_picture_of_the_code_has_its_modules() -> None:
    """Their order and the numbers of lines may be of another day; ``make docs`` draws it anew."""
    drawn = re.findall(r'class="m">(\w+)<', (ROOT / "docs/architecture.svg").read_text(encoding="utf-8"))
    own = [short(name).rpartition(".")[2] for name in modules() if lines(name) > 1 and name != PACKAGE]
    assert sorted(drawn) == sorted(name for name in own if name not in {"__main__", "cli"})


def test_the_pages_about_the_code_name_modules_that_are_there() -> None:
    for page in ("architecture.md", "changing.md"):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        named = set(re.findall(r"`((?:\w+/)+\w+\.py|(?:clock|mail)\.py)`", text))
        assert len(named) > 10
        places = (PLUGINS / PACKAGE, ROOT)
        assert {name for name in named if not any((place / name).exists() for place in places)} - NEW == set()


NEW = {"feeds/NAME.py", "cli/NAME.py"}
"""What does not exist before somebody adds it."""
