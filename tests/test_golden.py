"""The fictional town looks as it was accepted, byte for byte; `make golden` accepts what it looks like now."""

from __future__ import annotations

from difflib import unified_diff
from itertools import islice

import pytest

from golden import KEPT, LIST, golden, kept
from projects import Project


@pytest.mark.parametrize("path", [LIST, *KEPT])
def test_the_town_looks_as_it_was_accepted(path: str, town: Project) -> None:
    now, before = kept(town.tree()), golden()
    if now.get(path) != before.get(path):
        lines = [one.get(path, b"").decode().splitlines() for one in (before, now)]
        difference = unified_diff(*lines, "accepted", "now", n=1, lineterm="")
        pytest.fail("\n".join([f"{path} is different (`make golden` accepts it):", *islice(difference, 40)]))


def test_nothing_is_kept_that_nobody_looks_at() -> None:
    assert golden().keys() == {LIST, *KEPT}
