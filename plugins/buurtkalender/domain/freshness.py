"""How long nobody said that something is still right, and what comes of it: asked, marked, hidden; never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from buurtkalender.domain.basics import Value
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar

Doubt = Literal["marked", "hidden"]


class Grace(Value, frozen=True):
    """After how many days without a confirmation it is asked for, the activity marked, and hidden; 0 is never."""

    remind: int = 150
    mark: int = 540
    hide: int = 730


def since(activity: Activity, added: Mapping[str, date]) -> date | None:
    """Return when somebody last said that this is right: confirmed it, or else handed it in.

    ``added`` is the day on which each file came, by its path; without it nobody knows since when.
    """
    return activity.confirmed or added.get(activity.source.path)


def doubts(calendar: Calendar, today: date, grace: Grace, added: Mapping[str, date]) -> dict[str, tuple[Doubt, date]]:
    """Return the activities that were not confirmed for long: what comes of it, and since when, in order of address.

    What has ended is not in doubt.
    """
    found: dict[str, tuple[Doubt, date]] = {}
    for identifier, activity in sorted(calendar.activities.items()):
        last = since(activity, added)
        if last is None or activity.status is ActivityStatus.ENDED:
            continue
        age = (today - last).days
        if grace.hide and age > grace.hide:
            found[identifier] = "hidden", last
        elif grace.mark and age > grace.mark:
            found[identifier] = "marked", last
    return found


def without(calendar: Calendar, found: Mapping[str, tuple[Doubt, date]]) -> Calendar:
    """Return the calendar as residents get it: what is hidden has no dates and is in no list, as if it had ended."""
    hidden = [identifier for identifier, (doubt, _) in found.items() if doubt == "hidden"]
    if not hidden:
        return calendar
    gone = {key: msgspec.structs.replace(calendar.activities[key], status=ActivityStatus.ENDED) for key in hidden}
    return msgspec.structs.replace(calendar, activities={**calendar.activities, **gone})
