"""What coverage says of one norm in one neighbourhood: the verdict with its whole sum (design: the gap model).

The edits that make it better are part of it, as values; what they do stands in :mod:`buurtkalender.domain.remedies`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

import msgspec

from buurtkalender.domain.model import Activity, Calendar, Venue
from buurtkalender.domain.values import Ages, Skip, TimeSpan, Value

VerdictKind = Literal["gap", "data-gap", "fragile", "seasonal", "covered", "too-few-residents"]

VERDICT_KINDS: tuple[VerdictKind, ...] = ("gap", "data-gap", "fragile", "seasonal", "covered", "too-few-residents")
"""All verdicts, the most pressing first."""

FALLS_SHORT: frozenset[VerdictKind] = frozenset({"gap", "data-gap", "fragile", "seasonal"})
"""The verdicts that something can be done about."""


class CountedActivity(Value, frozen=True, omit_defaults=False):
    """An activity that counts: how much of the norm's unit on average per week or month, for whom it admits.

    ``share`` is the part of the norm's ages that it admits, and ``ages`` which these are, where that is not all of
    them. It is ``certain`` when no fact that the norm asks for is unknown; otherwise it counts in the upper bound only.
    Of what is certain, ``perhaps`` is what there may be more: the dates of which nobody knows whether they take place,
    or the places where it may not be. ``same_as`` is the activity that it probably is, told by another organisation:
    that one counts in its stead.
    """

    activity: str
    amount: float
    certain: bool
    share: float
    ages: tuple[Ages, ...] = ()
    perhaps: float = 0.0
    same_as: str | None = None


class NearMiss(Value, frozen=True, omit_defaults=False):
    """An activity of the right theme that almost counts, with the test that it failed.

    ``failed`` is one of: ``distance`` (params: minutes, or metres; limit), ``area`` (area, neighbourhood),
    ``barrier`` (fact; cents for ``free``), ``unknown`` (fact: a fact, "audience", "ages", "place", "way", "on" or
    "twice", with ``other``), ``ages``, ``audience`` (audience), ``aimed``, ``daypart`` (dayparts, comma-separated: the
    missing ones), ``paused``, ``no-dates``, ``appointment``, ``online``. For what has dates, params also hold the
    ``weekday`` (0 is Monday) and ``time`` (HH:MM, not for what lasts all day) at which it mostly is. ``also`` are the
    other tests that it failed: the fact of a barrier or of what is not known ("audience-unknown" for its audience),
    else the test.
    """

    activity: str
    failed: str
    params: dict[str, str] = {}
    also: tuple[str, ...] = ()


class Daypart(Value, frozen=True, omit_defaults=False):
    """In what share of the weeks (or months) a daypart that the norm asks for is there, certainly and at most."""

    id: str
    lower: float
    upper: float


class VerdictWeek(Value, frozen=True):
    """One of the weeks (or months) that a norm looks at, from its ``first`` day.

    ``lower`` and ``upper`` are what there is in it, without and with what is unknown. ``holds`` is whether that is
    what the norm asks, dayparts included; None when it depends on what is unknown. ``missing`` are the dayparts that
    are not certainly there. ``why`` names the holidays without which it would hold.
    """

    first: date
    lower: float
    upper: float
    holds: bool | None
    missing: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


class Effect(Value, frozen=True, omit_defaults=False):
    """What an edit does for one norm in one neighbourhood: the verdict and its severity, before and after.

    ``residents`` are the people for whom it is then covered, and was not, and ``ages`` theirs; 0 when it is better but
    not covered yet, or when nobody counted them.
    """

    norm: str
    neighbourhood: str
    before: VerdictKind
    after: VerdictKind
    severity_before: float
    severity: float
    residents: int
    ages: tuple[Ages, ...] = ()


EditKind = Literal[
    "fill-in", "confirm", "waive", "daypart", "holidays", "resume", "transport", "widen", "venue", "start"
]


class Edit(Value, frozen=True):
    """One edit. Which fields are filled depends on its kind.

    - ``fill-in``: that ``facts`` hold, of an ``activity``, or of a ``venue`` (and ``room``). The fact "audience" is
      that it is for the audience of ``norm``, "place" that it is in ``neighbourhood``, "on" that it takes place on
      ``dates``.
    - ``confirm``: an ``activity``, on the day ``confirmed``.
    - ``waive``: that ``facts`` now hold of an ``activity`` that has these barriers: it is free, without sign-up.
    - ``daypart``: entry ``pattern`` of an ``activity`` is at ``time``, on the weekdays ``days`` (0 is Monday).
    - ``holidays``: entry ``pattern`` of an ``activity`` has only ``skip`` left of its exceptions.
    - ``resume``: an ``activity`` that is paused.
    - ``transport``: an ``activity`` fetches people from ``neighbourhood``.
    - ``widen``: an ``activity`` without a place of its own serves ``neighbourhood`` too.
    - ``venue``: entry ``pattern`` of an ``activity`` also in a ``room`` of ``venue``, as an activity beside it.
    - ``start``: a new activity for ``norm`` like ``activity``, by its ``organisation`` (both None when nobody does it
      yet), at ``time`` on ``days`` in a ``room`` of ``venue``; or in ``neighbourhood``, when no room is known.

    New activities are not held on what ``skip`` says nor after ``last``, and were ``confirmed`` on that day.
    """

    kind: EditKind
    activity: str | None = None
    venue: str | None = None
    room: str | None = None
    facts: tuple[str, ...] = ()
    pattern: int | None = None
    days: tuple[int, ...] = ()
    time: TimeSpan | None = None
    skip: Skip | None = None
    last: date | None = None
    confirmed: date | None = None
    norm: str | None = None
    neighbourhood: str | None = None
    organisation: str | None = None
    dates: tuple[date, ...] = ()


class Changed(NamedTuple):
    """What an edit changes: activities (new ones too) and venues, as they become. Only what venues say changes."""

    activities: tuple[Activity, ...] = ()
    venues: tuple[Venue, ...] = ()

    def within(self, calendar: Calendar) -> Calendar:
        """Return the calendar in which this was changed."""
        return msgspec.structs.replace(
            calendar,
            activities=calendar.activities | {one.id: one for one in self.activities},
            venues=calendar.venues | {one.id: one for one in self.venues},
        )


class FieldEdit(Value, frozen=True):
    """A field of a content file and its new value. ``field`` is a path with dots; entries of a list count from 0."""

    file: str
    field: str
    value: str


class Remedy(Value, frozen=True, omit_defaults=False):
    """An edit that was tried: made in the calendar, it makes a verdict better, and none of any norm worse.

    ``lines`` are the edit in the words of the content format. ``cost`` ranks its kind, 1 the cheapest. ``here`` is
    what it does for the verdict that it is a remedy of, ``elsewhere`` what it does for other verdicts: of that norm
    in other neighbourhoods, and of other norms.
    """

    edit: Edit
    lines: tuple[FieldEdit, ...]
    cost: int
    here: Effect
    elsewhere: tuple[Effect, ...] = ()


class Priority(Value, frozen=True, omit_defaults=False):
    """One of the edits that help most people, given that those before it were made.

    ``residents`` are the people for whom a norm is then covered that was not: of each neighbourhood everybody once,
    also when two norms for the same ages are. ``relieved`` is the severity that is taken away in all.
    """

    edit: Edit
    lines: tuple[FieldEdit, ...]
    cost: int
    residents: int
    relieved: float
    effects: tuple[Effect, ...]


class AgesVerdict(Value, frozen=True, omit_defaults=False):
    """What holds for some of the ages of a norm, as :class:`Verdict` has it for those that have least.

    ``residents`` are the people of these ages, None when not known. ``nothing`` is whether there is nothing at all for
    them in any of the weeks, not even perhaps.
    """

    ages: tuple[Ages, ...]
    verdict: VerdictKind
    lower: float
    upper: float
    residents: int | None
    nothing: bool = False


class Verdict(Value, frozen=True, omit_defaults=False):
    """What holds for one norm in one neighbourhood: for the ages of the norm that have least.

    ``lower`` and ``upper`` are what an ordinary week or month offers (the median over the weeks looked at, so that
    one cancelled morning makes no gap), without and with what is unknown, against ``required``: all in ``unit``
    (:mod:`units`) and ``per`` week, month or None. ``confidence`` is how far the lower bound is believed (0 when
    nothing counts). ``residents`` are the people of the norm's ages, None when not known. ``weeks_met`` is the
    share of the weeks (months) that certainly hold the norm and ``poor_weeks`` the first days of the others;
    ``weeks`` are all of them, none in a unit without.
    ``hangs_on`` is the one organisation without which nothing would be left, where the norm asks for more than
    one session. ``severity`` is residents x need x the share that falls short (:func:`evaluation.evaluate`), of the
    ages for which this verdict holds. Where ages differ, ``ages`` says what holds for which, the youngest first; it is
    empty where all have the same.
    ``remedies`` are edits that make it better, the cheapest first: :func:`evaluation.evaluate` looks for none,
    :func:`advice.advise` does.
    """

    norm: str
    neighbourhood: str
    verdict: VerdictKind
    lower: float
    upper: float
    required: float
    unit: str
    per: str | None
    confidence: float
    severity: float
    residents: int | None
    weeks_met: float
    poor_weeks: tuple[date, ...] = ()
    counted: tuple[CountedActivity, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    dayparts: tuple[Daypart, ...] = ()
    hangs_on: str | None = None
    weeks: tuple[VerdictWeek, ...] = ()
    ages: tuple[AgesVerdict, ...] = ()
