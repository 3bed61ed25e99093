"""The yes-or-no facts of an activity: a row a fact. Its words are in :mod:`buurtkalender.words.facts`.

A fact is yes, no, or nobody said (None). To add one that is a field of its own: a field in
:class:`~buurtkalender.domain.model.Activity`, a row here, a row of words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from buurtkalender.domain.model import Activity, ByAppointment, Cost, Referral, Signup

FactGroup = Literal["signup", "welcome"]
"""With what a fact stands in files, data and forms: how to take part, or who is welcomed how."""


def _always(_: Activity) -> bool:
    return True


def _at_a_time(activity: Activity) -> bool:
    """Who can only come by appointment comes into no room full of people."""
    return any(not isinstance(pattern, ByAppointment) for pattern in activity.when)


def _open(activity: Activity) -> bool:
    """Where somebody has to sign up or be referred nobody walks in, and that is known."""
    signup, referral = activity.signup, activity.referral
    behind_a_desk = (signup is not None and signup.required) or (referral is not None and referral.required)
    return _at_a_time(activity) and not behind_a_desk


def _placed(activity: Activity) -> bool:
    """What has no place has no door."""
    return activity.venue is not None or activity.location is not None


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact.

    ``field`` is where an activity's file says it. ``holds`` reads it from the activity; without it the fact is a field
    of its own, which is yes, no or nothing. ``value`` is what the field is where the fact holds, and ``written`` how a
    file says that it does and, for example, that it does not. A fact ``of_place`` is a facility: it is said of a venue
    too. ``waivable`` is what an organisation can see to without building anything. ``asked`` says of which activities
    organisations are asked for it; without it, only where a verdict hangs on it.
    """

    key: str
    field: str
    group: FactGroup = "welcome"
    holds: Callable[[Activity], bool | None] | None = None
    value: Any = True
    written: tuple[str, str] = ("yes", "no")
    of_place: bool = False
    waivable: bool = False
    asked: Callable[[Activity], bool] | None = None

    @property
    def plain(self) -> bool:
        """Whether it is a field of its own."""
        return self.holds is None and not self.of_place

    def of(self, activity: Activity) -> bool | None:
        """Return what the activity itself says, which of a fact of a place is not all (:mod:`.barriers`)."""
        if self.holds is not None:
            return self.holds(activity)
        found: bool | None = getattr(activity, self.field)
        return found


_ROWS = (
    Fact(
        key="free",
        field="cost",
        holds=lambda activity: None if activity.cost is None else activity.cost.cents == 0,
        value=Cost(0),
        written=("free", "2.50"),
        waivable=True,
        asked=_always,
    ),
    Fact(key="wheelchair", field="access.wheelchair", of_place=True, asked=_placed),
    Fact(
        key="no-signup",
        field="signup",
        holds=lambda activity: (
            not activity.signup.required
            if activity.signup
            else (activity.drop_in or None)  # walking in at any moment is without signing up (format.md)
        ),
        value=Signup(required=False),
        written=("none", "{required: true}"),
        waivable=True,
        asked=_always,
    ),
    Fact(key="drop-in", field="drop_in", group="signup", asked=_open),
    Fact(key="come-alone", field="come_alone", waivable=True, asked=_at_a_time),
    Fact(key="companion", field="companion", waivable=True),
    Fact(
        key="no-referral",
        field="referral",
        holds=lambda activity: None if activity.referral is None else not activity.referral.required,
        value=Referral(required=False),
        written=("none", "{required: true}"),
        waivable=True,
    ),
)

FACTS: dict[str, Fact] = {fact.key: fact for fact in _ROWS}
"""The facts by name, in the order in which they are offered."""

OWN_FACTS: dict[str, Fact] = {key: fact for key, fact in FACTS.items() if not fact.of_place}
"""Those that an activity itself says, wherever it is held; all else is said of the place."""


def plain_facts(*groups: FactGroup) -> tuple[Fact, ...]:
    """Return the facts that are a field of their own, of all groups or of these."""
    return tuple(fact for fact in FACTS.values() if fact.plain and (not groups or fact.group in groups))
