"""Which activities go into one calendar file: Google stops reading above a megabyte.

A list that is larger comes in parts. Their number is a power of two, and a digest of an activity's first address says
in which part it is: a list that grows stays in the same parts until one of them is full, and then each divides in two.
So an activity changes to another part as seldom as can be, and always to a new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from buurtkalender.domain.model import Activity
from buurtkalender.feeds.ical import ROOM

MOST_PARTS = 1 << 12


def fits(activities: Sequence[Activity], sizes: Mapping[str, int]) -> bool:
    """Whether the events of these activities, of so many bytes each, fit into one calendar."""
    return sum(sizes[activity.id] for activity in activities) <= ROOM


def parts(activities: Sequence[Activity], sizes: Mapping[str, int]) -> list[list[Activity]]:
    """Divide activities over as few calendars as hold them; at least one, in which they keep their order."""
    number = 1
    while True:
        found: list[list[Activity]] = [[] for _ in range(number)]
        for activity in activities:
            found[_place(activity) % number].append(activity)
        if number >= MOST_PARTS or all(fits(part, sizes) for part in found):
            return found
        number *= 2


def _place(activity: Activity) -> int:
    return int.from_bytes(blake2b(activity.origin.encode(), digest_size=4).digest(), "big")
