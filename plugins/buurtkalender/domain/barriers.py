"""What may stand in somebody's way, three-valued: yes, no, or nobody said (None).

One reading of these facts for lists ("free", "wheelchair"), feeds and coverage alike.
"""

from __future__ import annotations

from collections.abc import Callable

from buurtkalender.domain.model import Activity, Calendar

FACTS = ("free", "wheelchair", "no-signup", "drop-in", "come-alone", "companion", "no-referral")
"""The yes/no facts that lists can be chosen by, in the order in which they are offered."""


def fact(calendar: Calendar, activity: Activity, name: str) -> bool | None:
    """Tell whether a fact holds for an activity at its own place. A name that is none of ours is a facility."""
    said = SAID.get(name)
    if said is not None:
        return said(activity)
    if name in activity.access:
        return activity.access[name]
    return facility(calendar, name, activity.venue, activity.room)


def fact_at(calendar: Calendar, activity: Activity, name: str, venue: str | None, room: str | None) -> bool | None:
    """Tell whether a fact holds when the activity is held elsewhere for once.

    What an activity says about access is said of its own place, so of another venue only that venue's word counts.
    """
    return SAID[name](activity) if name in SAID else facility(calendar, name, venue, room)


def facility(calendar: Calendar, name: str, venue: str | None, room: str | None) -> bool | None:
    """Tell whether a place has a facility: the room's word goes over the venue's, also when it is "unknown".

    (A house can be accessible while its upper room is not, so a room that says "unknown" is not the house's "yes".)
    """
    house = calendar.venues.get(venue or "")
    if house is None:
        return None
    for one in house.rooms:
        if one.id == room:
            if name in one.access:
                return one.access[name]
            if name in one.facilities:
                return True
    return house.access.get(name)


SAID: dict[str, Callable[[Activity], bool | None]] = {
    "free": lambda activity: None if activity.cost is None else activity.cost.cents == 0,
    "no-signup": lambda activity: (
        not activity.signup.required
        if activity.signup
        else (activity.drop_in or None)  # walking in at any moment is without signing up (format.md)
    ),
    "drop-in": lambda activity: activity.drop_in,
    "come-alone": lambda activity: activity.come_alone,
    "companion": lambda activity: activity.companion,
    "no-referral": lambda activity: None if activity.referral is None else not activity.referral.required,
}
"""The facts that an activity itself says; all else is said of the place."""
