"""What people want to know of an activity before they go, and whether its organisation said it.

The facts that lists and norms ask about are those of :mod:`buurtkalender.domain.facts`, read the same way. Besides
these there are three to which the answer is never "no": for whom it is, a number to call, and when the last time is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from buurtkalender.domain.barriers import fact
from buurtkalender.domain.facts import FACTS, OWN_FACTS
from buurtkalender.domain.model import Activity, Calendar, Contact, Monthly, Organisation, Weekly

Answer = Literal["yes", "no", "unknown"]

_ASKED = sorted((one for one in FACTS.values() if one.asked), key=lambda one: one.of_place)

ASKED = (*(one.key for one in _ASKED), "for-whom", "phone", "last-date")
"""The facts that are asked of every activity to which they apply, in the order in which pages show them."""

_FIELDS = {key: one.field for key, one in OWN_FACTS.items()} | {
    "for-whom": "ages",
    "phone": "contact.phone",
    "audience": "audiences",
    "place": "location.neighbourhood",
}
"""The field of an activity's file in which a fact is said; all others are facilities, said in ``access``."""


def answers(calendar: Calendar, activity: Activity) -> Iterator[tuple[str, Answer]]:
    """Yield each fact that is asked of an activity, with what was said of it.

    Not everything is asked of all: :attr:`~buurtkalender.domain.facts.Fact.asked`.
    """
    for one in _ASKED:
        if one.asked and one.asked(activity):
            yield one.key, _said(fact(calendar, activity, one.key))
    yield "for-whom", _given(activity.audiences or activity.ages)
    organisation = calendar.organisations.get(activity.organisation)
    yield "phone", _given(reached(activity, organisation)[0])
    numbers = seasons(activity)
    if numbers:
        yield "last-date", _given(all(getattr(activity.when[number], "last", None) for number in numbers))


def reached(activity: Activity, organisation: Organisation | None) -> tuple[str | None, str | None]:
    """Return the telephone number and the e-mail address that people find on the page of an activity.

    They are its own, else those to sign up with; only when there is neither, those of its organisation.
    """
    contact, signup = activity.contact or Contact(), activity.signup
    phone = contact.phone or (signup.phone if signup else None)
    email = contact.email or (signup.email if signup else None)
    if phone or email or organisation is None:
        return phone, email
    return organisation.phone, organisation.email


def seasons(activity: Activity) -> list[int]:
    """Return the entries of ``when`` that began on a given day, and so may end on one, such as a course.

    A series without first day has always been there (design: format); of one that is every so many weeks the first
    day only says which weeks.
    """
    return [
        number
        for number, pattern in enumerate(activity.when)
        if isinstance(pattern, Weekly | Monthly) and pattern.first is not None and pattern.every == 1
    ]


def field_of(name: str, activity: Activity) -> str:
    """Return the field of an activity's file in which a fact is said: a path with dots."""
    if name == "last-date":
        number = next(one for one in seasons(activity) if getattr(activity.when[one], "last", None) is None)
        return f"when.{number}.until"
    return _FIELDS.get(name, f"access.{name}")


def _said(known: bool | None) -> Answer:  # noqa: FBT001 - a fact is a bool or nothing
    return "unknown" if known is None else "yes" if known else "no"


def _given(value: object) -> Answer:
    return "yes" if value else "unknown"
