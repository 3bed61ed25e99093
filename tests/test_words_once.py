"""Each value is put into words in one place: the modules of words/, which every other part asks."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "plugins/buurtkalender"

VALUES = ("dates", "grammar", "lines", "messages", "patterns", "places", "values")
"""The modules of ``words/`` that say days, times, prices, ages, amounts, places and patterns."""

MARKS = {"_", "N_", "gettext", "ngettext", "pgettext"}

THEIRS = re.compile(r"\{(?:weekday|month|year|hour|euros|cents|lowest|highest|ordinal)\}|€")
"""The blanks of a sentence that says a day, a time, a price or an age."""

CLDR = {"babel.dates", "babel.lists", "babel.numbers", "babel.units"}
"""What says values in a language without our catalogues."""

NUMBERS = {"reading/manual.py"}
"""The manual of the format writes its limits with the thousands apart; no page does."""


@cache
def trees() -> dict[str, ast.Module]:
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def msgids(tree: ast.AST) -> Iterator[str]:
    """Yield each text that is marked for the catalogues, with its context."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if name in MARKS and texts:
                yield "|".join(texts) if name == "pgettext" else texts[0]


def of_values(name: str) -> bool:
    return name in {f"words/{module}.py" for module in VALUES}


def others() -> dict[str, ast.Module]:
    return {name: tree for name, tree in trees().items() if not name.startswith("words/")}


def test_no_module_outside_words_says_a_day_a_time_a_price_or_an_age() -> None:
    found = [(name, text) for name, tree in others().items() for text in msgids(tree) if THEIRS.search(text)]
    assert found == [], "ask buurtkalender.words for it"


def test_a_sentence_about_a_value_stands_in_one_module() -> None:
    where = defaultdict(set)
    for name, tree in trees().items():
        for text in msgids(tree):
            where[text].add(name)
    twice = {
        text: names for text, names in where.items() if "{" in text and len(names) > 1 and any(map(of_values, names))
    }
    assert twice == {}


def test_names_of_days_and_months_are_asked_of_words_alone() -> None:
    """CLDR's tables and functions, and those of Python: ``strftime`` speaks the language of the machine."""
    found = []
    for name, tree in others().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in CLDR and name not in NUMBERS:
                found.append((name, node.module))
            if isinstance(node, ast.Subscript) and getattr(node.slice, "value", "") in {"stand-alone", "format"}:
                found.append((name, ast.unparse(node)))
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r".*%[AaBb]\b.*", node.value)
            ):
                found.append((name, node.value))
    assert found == []


def test_an_amount_of_money_is_not_put_together_by_hand() -> None:
    found = [
        (name, ast.unparse(node))
        for name, tree in others().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and re.search(r"(?:€|EUR) ?\{", ast.unparse(node))
    ]
    assert found == []
