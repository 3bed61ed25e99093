"""Tests wait until something is so: never for a time that ought to do, which a slow machine needs ten times over."""

from __future__ import annotations

import ast
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import patience
from patience import free_port, until

TESTS = Path(__file__).parent
LEAST = 60
SLEEPING = {"sleep", "wait_for_timeout"}
MAY_SLEEP = {
    *("patience.py", "browser/settling.py", "clients/heavy/test_heavy.py"),
    *("bench/measure.py", "bench/saving.py"),  # no tests: what is measured comes to rest first
}
"""Where a condition is looked at again and again."""
APART = {TESTS / "soak", TESTS / "bench" / "work"}
FILES = [path for path in TESTS.rglob("*.py") if APART.isdisjoint(path.parents)]
"""All tests; what `make soak` tries takes time on purpose, and prints how much, and `make bench` installs others."""


def calls(path: Path) -> list[ast.Call]:
    """Everything that is called in a file."""
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]


def test_nothing_sleeps_but_what_looks_again() -> None:
    found = {
        path.relative_to(TESTS).as_posix()
        for path in FILES
        for call in calls(path)
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in SLEEPING
    }
    assert found == MAY_SLEEP


def test_nothing_has_to_be_done_within_seconds() -> None:
    """The one that is: a server that never answers is given up on soon, so that the test ends."""
    found = [
        (path.relative_to(TESTS).as_posix(), word.arg, word.value.value)
        for path in FILES
        for call in calls(path)
        for word in call.keywords
        if word.arg in {"timeout", "patience", "timeout_ms"}
        and isinstance(word.value, ast.Constant)
        and isinstance(word.value.value, int | float)
        and word.value.value < LEAST
    ]
    assert found == [("importing/test_addresses.py", "patience", 0.3)]
    assert patience.PATIENCE >= LEAST


def test_examples_may_take_as_long_as_they_do() -> None:
    assert settings.default
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check


def test_what_never_comes_ends_a_test_and_what_comes_late_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = iter([False, False, True])
    until(lambda: next(tries))
    monkeypatch.setattr(patience, "PATIENCE", 0.1)
    with pytest.raises(AssertionError, match="waited for the end"):
        until(lambda: False, "the end")


def test_a_port_is_given_once_and_free() -> None:
    ports = [free_port() for _ in range(50)]
    assert len(set(ports)) == len(ports)
    with socket.socket() as one:
        one.bind(("127.0.0.1", ports[0]))
