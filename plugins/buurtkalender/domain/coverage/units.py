"""The units in which a norm can count. What a person reads of them stands in :mod:`buurtkalender.words.norms`.

To add one: a row in :data:`UNITS`, a row of words there, and their Dutch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from buurtkalender.domain.model import Activity
from buurtkalender.domain.values import Norm

_Tally = Any
"""A :class:`buurtkalender.domain.coverage.tally.Tally`, which knows units, so that these cannot name it."""

PERIODS = ("week", "month")
"""What a norm can count per."""


def _added_up(total: _Tally) -> _Tally:
    return total


class Unit(NamedTuple):
    """A unit: how one session counts, and how all that counts comes together.

    ``key`` is its name in the format and in the data. ``plus`` returns how much there is of an activity in a period
    with one session more: of what there was, the activity (None for something new that nobody does yet) and how many
    hours the session takes. ``per`` are the periods of which a norm names one: none in a unit of what has no fixed
    time, which needs no dates and is at no daypart. ``by_session`` is whether it counts the sessions themselves, so
    that a norm of few cannot ask for many dayparts. ``total`` returns what all activities that admit the same ages
    come to for these, from their sum: mostly that sum.
    """

    key: str
    plus: Callable[[float, Activity | None, float], float]
    per: tuple[str, ...] = PERIODS
    by_session: bool = False
    total: Callable[[_Tally], _Tally] = _added_up

    @property
    def adds_up(self) -> bool:
        """Whether what activities come to together is their sum, so that one can be taken from it."""
        return self.total is _added_up

    @property
    def timed(self) -> bool:
        """Whether it counts what takes place in a period, and not what is simply there."""
        return bool(self.per)


_ALL = (
    Unit("sessions", lambda much, _activity, _hours: much + 1.0, by_session=True),
    Unit("hours", lambda much, _activity, hours: much + hours),
    Unit("offers", lambda _much, _activity, _hours: 1.0, per=()),
)
UNITS = {unit.key: unit for unit in _ALL}
"""All of them, in the order of the format."""


def unit_of(norm: Norm) -> Unit:
    """Return the unit that a norm counts in."""
    return UNITS[norm.at_least.unit]


def dayparts_of(norm: Norm) -> tuple[str, ...]:
    """Return the dayparts that a norm asks for; what has no fixed time is at none."""
    return norm.dayparts if unit_of(norm).timed else ()
