"""A calendar as coverage sees it on a day, with all that a comparison with another day or another version asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

import msgspec

from buurtkalender.domain.barriers import fact
from buurtkalender.domain.basics import Value
from buurtkalender.domain.coverage.evaluation import evaluate
from buurtkalender.domain.coverage.sessions import last_day
from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.domain.model import ActivityStatus, Calendar, Neighbourhood, Norm, Occurrence
from buurtkalender.domain.recurrence import Window, occurrences


class ActivityState(Value, frozen=True):
    """An activity on the day of a look.

    ``believed`` is how far it is believed, ``cancelled`` how many of its dates in the weeks looked at are cancelled.
    ``barred`` are the facts of which some norm says that they must hold and that do not; ``cents`` what it costs.
    """

    origin: str
    title: str
    organisation: str
    believed: float
    cancelled: int = 0
    paused: bool = False
    barred: tuple[str, ...] = ()
    cents: int = 0


class Snapshot(Value, frozen=True):
    """A calendar as coverage saw it on a day: the verdicts, what they were measured by, and the activities."""

    day: date
    verdicts: tuple[Verdict, ...]
    norms: dict[str, Norm]
    areas: dict[str, Neighbourhood]
    activities: dict[str, ActivityState]


def coming(calendar: Calendar, day: date) -> list[Occurrence]:
    """Return what the norms look at from a day on."""
    return occurrences(calendar, Window(day, last_day(calendar.norms.values(), day)))


def take_snapshot(calendar: Calendar, day: date) -> Snapshot:
    """Evaluate a calendar on a day, without remedies."""
    found = coming(calendar, day)
    return snapshot(calendar, found, evaluate(calendar, found, day), day)


def measured_by(then: Calendar, now: Calendar) -> Calendar:
    """Return what was there then, to be measured as now: by the norms, areas and audiences of now.

    A theme or goal that nobody has a norm for any more simply does not count; a norm of now is asked of then too.
    """
    return msgspec.structs.replace(
        then,
        norms=now.norms,
        measure=now.measure,
        neighbourhoods=now.neighbourhoods,
        districts=now.districts,
        municipalities=now.municipalities,
        audiences=then.audiences | now.audiences,
    )


def snapshot(
    calendar: Calendar,
    found: Iterable[Occurrence],
    verdicts: Iterable[Verdict],
    day: date,
) -> Snapshot:
    """Return the verdicts of a calendar on a day (:func:`evaluation.evaluate`) with all that a comparison asks for.

    ``found`` are the occurrences that the verdicts come from, or more; remedies are left out.
    """
    every = tuple(msgspec.structs.replace(one, remedies=()) for one in verdicts)
    last = last_day(calendar.norms.values(), day)
    asked = tuple(dict.fromkeys(name for norm in calendar.norms.values() for name in norm.must))
    off = Counter(one.activity for one in found if one.cancelled and one.start.date() <= last)
    return Snapshot(
        day,
        every,
        dict(calendar.norms),
        {key: msgspec.structs.replace(area, boundary=None) for key, area in calendar.neighbourhoods.items()},
        {
            key: ActivityState(
                one.origin,
                one.title,
                one.organisation,
                calendar.measure.believed(one.confirmed, day),
                off[key],
                one.status is ActivityStatus.PAUSED,
                tuple(name for name in asked if fact(calendar, one, name) is False),
                one.cost.cents if one.cost else 0,
            )
            for key, one in calendar.activities.items()
            if one.status is not ActivityStatus.ENDED
        },
    )
