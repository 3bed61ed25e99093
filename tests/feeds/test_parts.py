"""A list that is too large for one calendar comes in parts, and what is in a part stays there (design: feeds, 12)."""

from __future__ import annotations

from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from buurtkalender.domain.model import Activity
from buurtkalender.domain.values import Weekly
from buurtkalender.feeds.ical import LIMIT, ROOM, fits, parts_of
from examples import tried
from feeds.world import MORNING, activity

EVERY_RUN_THE_SAME = tried(100)
SIZES = st.lists(st.integers(0, ROOM), max_size=60)


def many(number: int) -> list[Activity]:
    return [activity(Weekly((1,), MORNING), name=f"koffie-{n}") for n in range(number)]


@EVERY_RUN_THE_SAME
@given(SIZES)
def test_every_activity_is_in_one_part_and_every_part_fits(sizes: list[int]) -> None:
    every = many(len(sizes))
    size = {one.id: octets for one, octets in zip(every, sizes, strict=True)}
    found = parts_of(every, size)
    assert sorted(one.id for part in found for one in part) == sorted(size)
    assert all(sum(size[one.id] for one in part) <= ROOM < LIMIT for part in found)
    assert len(found).bit_count() == 1


def test_what_fits_is_one_part_in_its_order() -> None:
    every = many(10)
    assert parts_of(every, {one.id: ROOM // 10 for one in every}) == [every]


def test_a_list_that_grows_keeps_what_it_has_in_the_same_parts() -> None:
    """From two parts to four: what was in the first is then in the first or the third, and never elsewhere."""
    size = {one.id: ROOM // 100 for one in many(400)}
    before, after = parts_of(many(150), size), parts_of(many(300), size)
    assert (len(before), len(after)) == (2, 4)
    for number, part in enumerate(before):
        now = {one.id for one in after[number]} | {one.id for one in after[number + 2]}
        assert {one.id for one in part} <= now


def test_an_activity_with_another_address_stays_in_its_part() -> None:
    def where(every: list[Activity]) -> list[int]:
        found = parts_of(every, dict.fromkeys((one.id for one in every), ROOM // 20))
        return [next(number for number, part in enumerate(found) if one in part) for one in every]

    before = many(40)
    after = [activity(*one.when, name=f"nieuw-{n}", formerly=(one.id,)) for n, one in enumerate(before)]
    assert where(after) == where(before)
    assert len(set(where(before))) > 1


def test_what_no_number_of_parts_would_part_makes_no_thousands_of_them() -> None:
    """Names may be chosen so that their digests are alike; and of what is too large by itself nothing can be parted."""
    digests = {name: place(name) % 4096 for name in (f"koffie-{n}" for n in range(60_000))}
    alike = [name for name, digest in digests.items() if digest == digests["koffie-0"]][:8]
    every = [activity(Weekly((1,), MORNING), name=name) for name in alike]
    size = {one.id: ROOM // 3 for one in every}
    found = parts_of(every, size)
    assert len(found) <= 16
    assert all(fits(part, size) for part in found)
    assert len(parts_of(many(300), {one.id: 2 * LIMIT if one.id.endswith("-7") else 900 for one in many(300)})) <= 16


def place(name: str) -> int:
    """The digest that says in which part an activity is."""
    return int.from_bytes(blake2b(f"welzijn/{name}".encode(), digest_size=4).digest(), "big")


def test_one_activity_that_is_too_large_by_itself_ends_nowhere() -> None:
    every = many(2)
    found = parts_of(every, {one.id: 2 * LIMIT for one in every})
    assert sorted(one.id for part in found for one in part) == sorted(one.id for one in every)
    assert not fits(every, {one.id: LIMIT for one in every})
