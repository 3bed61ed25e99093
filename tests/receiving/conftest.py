"""What receivers of these tests do without, as dozens of them are started in one process."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest

from buurtkalender.reading.content import read_content
from buurtkalender.submissions.receiving import repository


@pytest.fixture(autouse=True)
def _quick_to_start(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the town once, and do not look through all that other tests left in memory (see test_memory.py)."""
    cache = tmp_path_factory.getbasetemp() / "read-by-receivers"
    cache.mkdir(exist_ok=True)
    monkeypatch.setattr(repository, "read_content", partial(read_content, cache=cache))
    monkeypatch.setattr(repository, "gc", SimpleNamespace(collect=int))
