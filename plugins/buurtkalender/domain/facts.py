"""The yes-or-no facts of an activity: a row a fact. Its words are in :mod:`buurtkalender.words.facts`.

A fact is yes, no, or nobody said (None). To add one that is a field of its own: a field in
:class:`~buurtkalender.domain.model.Activity`, a row here, a row of words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Literal

import msgspec

from buurtkalender.domain.model import (
    Activity,
    Calendar,
    Childcare,
    Cost,
    Families,
    Organisation,
    Referral,
    Role,
    Signup,
)
from buurtkalender.domain.values import Ages, ByAppointment, Contact, Monthly, Occurrence, Weekly

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


def _childcare(activity: Activity) -> bool | None:
    found = activity.families.childcare if activity.families else None
    return found.offered if found else None


def _placed(activity: Activity) -> bool:
    """What has no place has no door."""
    return activity.venue is not None or activity.location is not None


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact.

    ``field`` is where an activity's file says it, with a dot before what stands inside another field. ``holds`` reads
    it from the activity; without it the fact is a field of its own, which is yes, no or nothing. ``value`` is what the
    field is where the fact holds, and ``written`` how a file says that it does and, for example, that it does not. A
    fact ``of_place`` is a facility: it is said of a venue too. ``waivable`` is what an organisation can see to without
    building anything. ``asked`` says of which activities organisations are asked for it; without it, only where a
    verdict hangs on it.
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

    @property
    def nested(self) -> bool:
        """Whether an activity says it inside a field that says more."""
        return "." in self.field and not self.of_place

    def of(self, activity: Activity) -> bool | None:
        """Return what the activity itself says, which of a fact of a place is not all (:mod:`.barriers`)."""
        if self.holds is not None:
            return self.holds(activity)
        found: bool | None = getattr(activity, self.field)
        return found

    def put(self, known: dict[str, Any], activity: Activity | None = None) -> None:
        """Put that the fact holds among new values of an activity's fields, beside what it says already."""
        name, _, part = self.field.partition(".")
        before = known.get(name, getattr(activity, name, None)) if part else None
        known[name] = msgspec.structs.replace(before, **{part: getattr(self.value, part)}) if before else self.value


_ROWS = (
    Fact(
        key="free",
        field="cost",
        holds=lambda activity: None if activity.cost is None else activity.cost.free,
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
    Fact(
        key="children-welcome",
        field="families.children_welcome",
        holds=lambda activity: activity.families.children_welcome if activity.families else None,
        value=Families(children_welcome=True),
        waivable=True,
    ),
    Fact(
        key="childcare",
        field="families.childcare",
        holds=_childcare,
        value=Families(childcare=Childcare(offered=True)),
        waivable=True,
    ),
    Fact(
        key="siblings",
        field="families.siblings",
        holds=lambda activity: activity.families.siblings if activity.families else None,
        value=Families(siblings=True),
        waivable=True,
    ),
)

FACTS: dict[str, Fact] = {fact.key: fact for fact in _ROWS}
"""The facts by name, in the order in which they are offered."""

OWN_FACTS: dict[str, Fact] = {key: fact for key, fact in FACTS.items() if not fact.of_place}
"""Those that an activity itself says, wherever it is held; all else is said of the place."""


@cache  # every activity is asked for these, for many files
def plain_facts(*groups: FactGroup) -> tuple[Fact, ...]:
    """Return the facts that are a field of their own, of all groups or of these."""
    return tuple(fact for fact in FACTS.values() if fact.plain and (not groups or fact.group in groups))


# --- three-valued ---------------------------------------------------------------------------------------
# What may stand in somebody's way, three-valued: yes, no, or nobody said (None).
#
# One reading of these facts for lists ("free", "wheelchair"), feeds and coverage alike.


def has_fact(calendar: Calendar, activity: Activity, name: str) -> bool | None:
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


# --- for whom --------------------------------------------------------------------------------------------
# In which lists of audiences an activity is: of those that it names, and of those of which it is plainly part.

LAST_AGE = 95
"""The highest age that is told apart: "65+" is 65 to 95, so that an open end has a length."""

AIMED_FROM = 50
"""Ages without an end that begin here or later are somebody's own; "18 and older" is nearly everybody."""


def audiences_of(calendar: Calendar, activity: Activity) -> dict[str, Ages | None]:
    """Return the audiences to which an activity belongs, in order: those that it names, then others by age.

    Of these others the value is which ages of the activity make it part of them; of a named one it is None. The ages
    are its own, else those that its audiences mean (design: format, audiences by age).
    """
    found: dict[str, Ages | None] = dict.fromkeys(activity.audiences)
    named = (calendar.audiences[one].ages for one in activity.audiences if one in calendar.audiences)
    own = [activity.ages] if activity.ages else [ages for ages in named if ages]
    for term in calendar.audiences.values():
        if term.ages and term.id not in found:
            part = next((ages for ages in own if _plainly_part(ages, term.ages)), None)
            if part:
                found[term.id] = part
    return found


def says_for_whom(ages: Ages) -> bool:
    """Whether ages are those of some people: they end somewhere, or begin at 50 or later. "16+" tells who may not."""
    return _bounds(ages)[1] < LAST_AGE or ages.lowest >= AIMED_FROM


def _plainly_part(own: Ages, audience: Ages) -> bool:
    """Whether ages are those of some people, and at least half of these or of the audience are in both."""
    if not says_for_whom(own):
        return False
    first, last = _bounds(own)
    from_, until = _bounds(audience)
    both = min(last, until) - max(first, from_) + 1
    return both > 0 and 2 * both >= min(last - first, until - from_) + 1


def _bounds(ages: Ages) -> tuple[int, int]:
    return ages.lowest, LAST_AGE if ages.highest is None else min(ages.highest, LAST_AGE)


# --- facts -----------------------------------------------------------------------------------------------
# What people want to know of an activity before they go, and whether its organisation said it.
#
# The facts that lists and norms ask about are those of :mod:`buurtkalender.domain.facts`, read the same way. Besides
# these there are three to which the answer is never "no": for whom it is, a number to call, and when the last time
# is.

FactAnswer = Literal["yes", "no", "unknown"]

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


def answers(calendar: Calendar, activity: Activity) -> Iterator[tuple[str, FactAnswer]]:
    """Yield each fact that is asked of an activity, with what was said of it.

    Not everything is asked of all: :attr:`~buurtkalender.domain.facts.Fact.asked`.
    """
    for one in _ASKED:
        if one.asked and one.asked(activity):
            yield one.key, _said(has_fact(calendar, activity, one.key))
    yield "for-whom", _given(activity.audiences or activity.ages)
    organisation = calendar.organisations.get(activity.organisation)
    yield "phone", _given(contacts_of(activity, organisation)[0])
    numbers = seasons(activity)
    if numbers:
        yield "last-date", _given(all(getattr(activity.when[number], "last", None) for number in numbers))


def contacts_of(activity: Activity, organisation: Organisation | None) -> tuple[str | None, str | None]:
    """Return the telephone number and the e-mail address that people find on the page of an activity.

    They are its own, else those to sign up with; only when there is neither, those of its organisation.
    """
    contact, signup = activity.contact or Contact(), activity.signup
    phone = contact.phone or (signup.phone if signup else None)
    email = contact.email or (signup.email if signup else None)
    if phone or email or organisation is None:
        return phone, email
    return organisation.phone, organisation.email


def most_paid(cost: Cost) -> int:
    """Return what is paid by whoever pays most, in euro cents."""
    return max((price.cents for price in cost.prices), default=cost.cents)


def signup_over(signup: Signup | None, today: date) -> bool:
    """Tell whether nobody can sign up any more, from the first moment of a day on."""
    return signup is not None and signup.until is not None and signup.until <= datetime.combine(today, time())


def signup_end(signup: Signup | None, occurrence: Occurrence | None = None) -> datetime | None:
    """Return when signing up ends, for all dates or for one of them; that moment is excluded.

    Who has to sign up so many days ahead may do so all of that day.
    """
    if signup is None or not signup.required:
        return None
    ends = [signup.until] if signup.until else []
    if signup.before and occurrence:
        ends.append(occurrence.start - signup.before)
        if not signup.before % timedelta(days=1):
            ends[-1] = datetime.combine(ends[-1] + timedelta(days=1), time())
    return min(ends, default=None)


def open_roles(of: Activity | Organisation, today: date) -> tuple[Role, ...]:
    """Return the work for which somebody is still looked for on a day."""
    return tuple(role for role in of.volunteers if role.open_on(today))


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


def _said(known: bool | None) -> FactAnswer:  # noqa: FBT001 - a fact is a bool or nothing
    return "unknown" if known is None else "yes" if known else "no"


def _given(value: object) -> FactAnswer:
    return "yes" if value else "unknown"
