"""Work shared out over processes comes back whole, or fails as a whole."""

from __future__ import annotations

import os
from collections.abc import Iterable

import pytest

from buurtkalender.reading.processes import ENOUGH, WorkError, share_out


def joined(items: Iterable[int]) -> bytes:
    return b" ".join(str(item).encode() for item in items)


def test_every_item_is_worked_on_once() -> None:
    shares = share_out(joined, range(ENOUGH), 3)
    assert len(shares) == 3
    assert sorted(int(item) for share in shares for item in share.split()) == list(range(ENOUGH))


def test_who_has_a_long_item_gets_few_others() -> None:
    """Whatever items cost: nobody waits at the end for a process that was given more than another."""
    reached, told = os.pipe()

    def work(items: Iterable[int]) -> bytes:
        done = 0
        for item in items:
            if item == 0:
                os.read(reached, 1)  # it takes until all that can be done beside it is done
            if item == ENOUGH - 1:
                os.write(told, b".")
            done += 1
        return str(done).encode()

    try:
        assert min(int(share) for share in share_out(work, range(ENOUGH), 2)) < ENOUGH // 3
    finally:
        os.close(reached)
        os.close(told)


def test_few_items_that_cost_much_are_worth_a_process() -> None:
    shares = share_out(joined, range(10), 2, [float(ENOUGH)] * 10)
    assert len(shares) == 2
    assert sorted(int(item) for share in shares for item in share.split()) == list(range(10))


def test_few_items_are_not_worth_a_process() -> None:
    assert share_out(lambda _items: str(os.getpid()).encode(), range(10), 3) == [str(os.getpid()).encode()]


def test_what_fails_in_another_process_fails_here() -> None:
    parent = os.getpid()

    def work(items: Iterable[int]) -> bytes:
        if os.getpid() != parent:
            raise ValueError(f"not {min(items) > 0}")
        return b""

    with pytest.raises(WorkError, match="not True"):
        share_out(work, range(ENOUGH), 2)


def test_a_process_that_is_killed_is_noticed() -> None:
    parent = os.getpid()

    def work(_items: Iterable[int]) -> bytes:
        if os.getpid() != parent:
            os.kill(os.getpid(), 9)
        return b""

    with pytest.raises(WorkError, match="stopped with status 9"):
        share_out(work, range(ENOUGH), 2)
