"""Work shared out over processes comes back whole, or fails as a whole."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from buurtkalender.reading.cache import ENOUGH, WorkError, share_out


def joined(items: Sequence[int]) -> bytes:
    return b" ".join(str(item).encode() for item in items)


def test_every_item_is_worked_on_once() -> None:
    shares = share_out(joined, range(ENOUGH), 3)
    assert len(shares) == 3
    assert sorted(int(item) for share in shares for item in share.split()) == list(range(ENOUGH))


def test_few_items_are_not_worth_a_process() -> None:
    assert share_out(lambda _items: str(os.getpid()).encode(), range(10), 3) == [str(os.getpid()).encode()]


def test_what_fails_in_another_process_fails_here() -> None:
    parent = os.getpid()

    def work(items: Sequence[int]) -> bytes:
        if os.getpid() != parent:
            raise ValueError(f"not {items[0]}")
        return b""

    with pytest.raises(WorkError, match="not 1"):
        share_out(work, range(ENOUGH), 2)


def test_a_process_that_is_killed_is_noticed() -> None:
    parent = os.getpid()

    def work(_items: Sequence[int]) -> bytes:
        if os.getpid() != parent:
            os.kill(os.getpid(), 9)
        return b""

    with pytest.raises(WorkError, match="stopped with status 9"):
        share_out(work, range(ENOUGH), 2)
