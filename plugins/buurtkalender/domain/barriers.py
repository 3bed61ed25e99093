"""What may stand in somebody's way, three-valued: yes, no, or nobody said (None).

One reading of these facts for lists ("free", "wheelchair"), feeds and coverage alike.
"""

from __future__ import annotations

from buurtkalender.domain.facts import OWN_FACTS
from buurtkalender.domain.model import Activity, Calendar


def fact(calendar: Calendar, activity: Activity, name: str) -> bool | None:
    """Tell whether a fact holds for an activity at its own place. A name that is none of ours is a facility."""
    if name in OWN_FACTS:
        return OWN_FACTS[name].of(activity)
    if name in activity.access:
        return activity.access[name]
    return facility(calendar, name, activity.venue, activity.room)


def fact_at(calendar: Calendar, activity: Activity, name: str, venue: str | None, room: str | None) -> bool | None:
    """Tell whether a fact holds when the activity is held elsewhere for once.

    What an activity says about access is said of its own place, so of another venue only that venue's word counts.
    """
    return OWN_FACTS[name].of(activity) if name in OWN_FACTS else facility(calendar, name, venue, room)


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
