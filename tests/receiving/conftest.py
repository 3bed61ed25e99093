"""What receivers of these tests do without, as dozens of them are started in one process."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest

from buurtkalender.reading.content import read
from buurtkalender.submissions.receiving import calendars


@pytest.fixture(autouse=True)
def _quick_to_start(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the town once, and do not look through all that other tests left in memory (see test_memory.py)."""
    cache = tmp_path_factory.getbasetemp() / "read-by-receivers"
    cache.mkdir(exist_ok=True)
    monkeypatch.setattr(calendars, "read", partial(read, cache=cache))
    monkeypatch.setattr(calendars, "gc", SimpleNamespace(collect=int))
