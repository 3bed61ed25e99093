"""When each activity changed, worked out from the history of its files and of what it shares with others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from buurtkalender.domain.basics import Days
from buurtkalender.domain.holidays import municipality_of
from buurtkalender.domain.model import Activity, Calendar, Monthly, Pattern, Weekly
from buurtkalender.domain.recurrence import planned_days
from buurtkalender.domain.stamps import Stamp, at
from buurtkalender.reading.history import History, Moments

HOLIDAYS = "calendar/holidays.yaml#"
VOCABULARY = "calendar/vocabulary.yaml#"


def stamps(calendar: Calendar, history: History, until: date) -> dict[str, Stamp]:
    """Return the stamp of each activity, by its identifier.

    Its own file counts, those of who offers it, and those of where it is held, usually or for once; for its events
    also the names of its themes, audiences and languages, and the days off up to ``until`` that it leaves out. An
    activity without history is stamped at midnight of the day it was confirmed, else of the calendar's anchor. The
    clock and the times of files play no part, so the same commit gives the same stamps everywhere.
    """
    days_off = sorted(_days_off(history.changed), key=lambda one: -one.moment)
    return {
        activity.id: _stamp(calendar, history, activity, until, days_off) for activity in calendar.activities.values()
    }


def _stamp(
    calendar: Calendar, history: History, activity: Activity, until: date, days_off: Iterable[_DaysOff]
) -> Stamp:
    files = [activity.source.path, *_others(calendar, activity)]
    own = history.added.get(activity.source.path)
    start = at(datetime.fromtimestamp(own, UTC)) if own else at(_midnight(activity, calendar), guessed=True)
    first = min([start.announced, *_moments(history.added, map(_file, activity.formerly))])
    changed = max([start.changed, *_moments(history.changed, files)])
    modified = max([changed, *_moments(history.changed, [*_terms(activity), *_region(calendar, activity)])])
    modified = max(modified, _last_day_off(calendar, activity, until, days_off, modified))
    updated = max([modified, *_moments(history.touched, files)])
    return Stamp(first, changed, modified, updated, guessed=start.guessed)


def _others(calendar: Calendar, activity: Activity) -> list[str]:
    """The files besides its own that an activity shows something of."""
    houses = (activity.venue, *(change.venue for change in activity.changes))
    people = (activity.organisation, *activity.partners)
    found = [calendar.venues[key].source.path for key in houses if key in calendar.venues]
    return found + [calendar.organisations[key].source.path for key in people if key in calendar.organisations]


def _file(address: str) -> str:
    return f"activities/{address}.yaml"


def _terms(activity: Activity) -> list[str]:
    terms = {"themes": activity.themes, "audiences": activity.audiences, "languages": activity.languages}
    return [f"{VOCABULARY}{kind}/{term}" for kind, some in terms.items() for term in some]


def _region(calendar: Calendar, activity: Activity) -> list[str]:
    """The file that says in which school region it lies, where that makes a difference."""
    if any(isinstance(pattern, Weekly | Monthly) and pattern.skip.school_holidays for pattern in activity.when):
        return [f"neighbourhoods/{municipality_of(calendar, activity)}.yaml"]
    return []


def _moments(known: Moments, names: Iterable[str]) -> list[datetime]:
    return [datetime.fromtimestamp(known[name], UTC) for name in names if name in known]


def _midnight(activity: Activity, calendar: Calendar) -> datetime:
    return datetime.combine(activity.confirmed or calendar.anchor, time(), UTC)


class _DaysOff(NamedTuple):
    """Days off that came, went or moved at a moment: for everybody, or only for what skips school holidays there."""

    moment: int
    school: bool
    days: Days
    where: frozenset[str]


def _days_off(changed: Moments) -> Iterator[_DaysOff]:
    """Read the parts of ``holidays.yaml`` back; what was never a date concerns nobody."""
    for name, moment in changed.items():
        kind, *rest = name.removeprefix(HOLIDAYS).split(" ")
        if not name.startswith(HOLIDAYS) or len(rest) < 2:
            continue
        try:
            days = Days(date.fromisoformat(rest[0]), date.fromisoformat(rest[1]))
        except ValueError:
            continue
        yield _DaysOff(moment, kind == "school_holidays", days, frozenset(rest[2:]))


def _last_day_off(
    calendar: Calendar, activity: Activity, until: date, days_off: Iterable[_DaysOff], known: datetime
) -> datetime:
    """When days off last changed that concern this activity, or ``known`` if that was later. The newest come first."""
    municipality = municipality_of(calendar, activity)
    town = calendar.municipalities.get(municipality or "")
    here = {municipality, town.school_region if town else None}
    for one in days_off:
        moment = datetime.fromtimestamp(one.moment, UTC)
        if moment <= known:
            break
        if (not one.where or one.where & here) and any(
            _leaves_out(pattern, calendar.anchor, one, until) for pattern in activity.when
        ):
            return moment
    return known


def _leaves_out(pattern: Pattern, anchor: date, one: _DaysOff, until: date) -> bool:
    if not isinstance(pattern, Weekly | Monthly) or (one.school and not pattern.skip.school_holidays):
        return False
    last = min(one.days.last, until)
    return one.days.first <= last and bool(planned_days(pattern, anchor, one.days.first, last))
