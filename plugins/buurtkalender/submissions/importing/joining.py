"""Events become proposals for activities: a series is one, and loose events of one name and place are one as well.

Many programs know no rules, or their export writes each date out: forty events called Koffieochtend are one activity on
Tuesdays. That they are the same is a guess, and told as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.values import Change, Dates, Pattern, Point
from buurtkalender.submissions.importing.extents import sessions
from buurtkalender.submissions.importing.ical import VEvent
from buurtkalender.submissions.importing.matching import PlaceMatcher, comparable_name
from buurtkalender.submissions.importing.patterns import CannotSayError, Span, dates_of, regular
from buurtkalender.submissions.importing.planning import (
    NOT_SURE,
    PAST,
    ImportWindow,
    PlaceTriple,
    overlapping,
    planned_of,
    series_plan,
)
from buurtkalender.submissions.importing.report import Certainty, ReportItem
from buurtkalender.submissions.importing.report import SourcePlace as At
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message

_OFF = re.compile(
    r"^\W*(?:afgelast|geannuleerd|vervalt|vervallen|gaat niet door|cancelled|canceled)\b\W*|"
    r"\W*[(\[]?(?:afgelast|geannuleerd|vervalt|gaat niet door|cancelled)[)\]]?\W*$",
    re.IGNORECASE,
)


MOST_ACTIVITIES = 500
"""How many activities one file may become: no organisation has more, and somebody has to look at each."""


class Of(NamedTuple):
    """An event that a proposal was made of; ``day`` and ``span`` are None for a series."""

    uid: str
    day: date | None = None
    span: Span = None


class Proposal(NamedTuple):
    """Something that may become an activity: what others told of it, before it is held against the calendar.

    ``given`` are attributes of the activity that were told as such, by a column of a sheet, and ``source`` is its row.
    """

    at: At
    title: str
    when: tuple[Pattern, ...]
    changes: tuple[Change, ...] = ()
    text: str = ""
    where: str = ""
    point: Point | None = None
    categories: tuple[str, ...] = ()
    url: str = ""
    items: tuple[ReportItem, ...] = ()
    of: tuple[Of, ...] = ()
    given: dict[str, Any] = {}
    organisation: str = ""
    source: str = ""


class _Loose(NamedTuple):
    """A date of an event that stands by itself."""

    day: date
    span: Span
    cancelled: bool
    event: VEvent

    @property
    def change(self) -> Change | None:
        """What is said of it: that it is off, or not sure."""
        start = self.span.start if self.span else 0
        if self.cancelled:
            return Change(self.day, start, cancelled="")
        return Change(self.day, start, tentative="") if self.event.tentative else None


def proposals(
    events: Sequence[VEvent], window: ImportWindow, places: PlaceMatcher
) -> tuple[list[Proposal], list[ReportItem]]:
    """Return what these events may become, in the order of the file, and what is to be told of the others."""
    found: list[Proposal] = []
    items: list[ReportItem] = []
    loose: dict[tuple[str, str], list[_Loose]] = {}
    masters, changed = _sorted(events)
    for event in masters:
        try:
            if event.rule or event.extra:
                found.append(_series(event, changed.get(event.uid, []), window, places))
            else:
                _take(event, loose, places, items)
        except CannotSayError as error:
            told = error.message if error.message.text != PAST else _past(window)
            items += [*event.items, ReportItem(Certainty.DROPPED, event.place, told)]
        except OverflowError:
            items.append(
                ReportItem(
                    Certainty.DROPPED, event.place, Message(N_("its dates are outside of what a calendar can hold"))
                )
            )
    for group in loose.values():
        if max(one.day for one in group) < window.since:
            items += [ReportItem(Certainty.DROPPED, one.event.place, _past(window)) for one in group]
        else:
            found.append(_joined(group, window))
    for one in found[MOST_ACTIVITIES:]:
        told = Message(N_("there are more than {most} activities: divide the file"), {"most": MOST_ACTIVITIES})
        items.append(ReportItem(Certainty.DROPPED, one.at, told))
    found = _merged(found[:MOST_ACTIVITIES], window, places)
    return sorted(found, key=lambda one: one.at.number), items


def _past(window: ImportWindow) -> Message:
    return Message(PAST, {"since": window.since})


def _sorted(events: Sequence[VEvent]) -> tuple[list[VEvent], dict[str, list[VEvent]]]:
    """Return the events themselves, and by UID those that change one date of another."""
    known = {one.uid for one in events if one.instead_of is None and one.uid}
    masters = [one for one in events if one.instead_of is None or one.uid not in known]
    changed: dict[str, list[VEvent]] = {}
    for one in events:
        if one.instead_of is not None and one.uid in known:
            changed.setdefault(one.uid, []).append(one)
    return masters, changed


def _series(event: VEvent, changed: Sequence[VEvent], window: ImportWindow, places: PlaceMatcher) -> Proposal:
    if event.cancelled:
        raise CannotSayError(N_("the whole series is cancelled"))

    def place_of(other: VEvent) -> PlaceTriple:
        found = places.find(other.where, other.point)
        return found.venue, found.room, found.location

    plan = series_plan(event, changed, window, place_of)
    return Proposal(
        event.place, event.title, plan.when, plan.changes, event.text, event.where, event.point, event.categories,
        event.url, (*event.items, *plan.items), (Of(event.uid),),
    )  # fmt: skip


def _take(
    event: VEvent, loose: dict[tuple[str, str], list[_Loose]], places: PlaceMatcher, items: list[ReportItem]
) -> None:
    title, off = _OFF.subn("", event.title)
    if not title:
        title, off = event.title, 0
    if off:
        event = event._replace(title=title)
    if not title:
        items.append(ReportItem(Certainty.DROPPED, event.place, Message(N_("it has no title"))))
        return
    given, told = sessions(event)
    event = event._replace(items=(*event.items, *told))
    found = places.find(event.where, event.point)
    where = f"{found.venue}/{found.room}" if found.venue else comparable_name(event.where) or event.where
    group = loose.setdefault((comparable_name(title) or title, where), [])
    group += [_Loose(one.day, one.span, one.cancelled or bool(off), event) for one in given]


def _joined(group: list[_Loose], window: ImportWindow) -> Proposal:
    """Make one proposal of loose dates of one name and place."""
    once: dict[tuple[date, int], _Loose] = {}
    sure = sorted(group, key=lambda one: (one.cancelled, one.event.tentative))
    for one in sorted(sure, key=lambda one: (one.day, one.span.start if one.span else 0)):
        once.setdefault((one.day, one.span.start if one.span else 0), one)
    when = tuple(_patterns(list(once.values()), window))
    changes = tuple(one.change for one in once.values() if one.change and one.day >= window.since)
    coming = [one for one in once.values() if one.day >= window.since]
    first = coming[0].event
    events = list(dict.fromkeys(one.event.place for one in group))
    items = [item for one in coming for item in one.event.items]
    if len(events) > 1:
        words_ = {"n": len(events)}
        items.insert(
            0,
            ReportItem(
                Certainty.GUESSED, first.place, Message(N_("{n} events of this name became one activity"), words_)
            ),
        )
    if any(not isinstance(one, Dates) for one in when):
        items.insert(
            0,
            ReportItem(
                Certainty.GUESSED, first.place, Message(N_("it seems to repeat, so its dates became a pattern"))
            ),
        )
    if unsure := [change.day for change in changes if change.tentative is not None]:
        words_of_it = Message(NOT_SURE, {"days": ", ".join(map(str, unsure[:3])) + (" …" if len(unsure) > 3 else "")})
        items.append(ReportItem(Certainty.CHECK, first.place, words_of_it))
    if len({one.event.text for one in coming}) > 1:
        text = N_("the texts of its dates differ: the one of {day} was taken")
        items.append(ReportItem(Certainty.CHECK, first.place, Message(text, {"day": coming[0].day})))
    url = first.url if len({one.event.url for one in coming}) == 1 else ""
    of = tuple(dict.fromkeys(Of(one.event.uid, one.day, one.span) for one in group))
    place = first.place._replace(name=first.title, number=min(one.number for one in events))
    return Proposal(
        place, first.title, when, changes, first.text, first.where, first.point, first.categories, url,
        tuple(_few(items)), of,
    )  # fmt: skip


def _few(items: Iterable[ReportItem]) -> list[ReportItem]:
    """Tell what is told of many dates once."""
    once: dict[tuple[Certainty, str], ReportItem] = {}
    for item in items:
        once.setdefault((item.kind, f"{item.message.text}{sorted(item.message.words.items())}"), item)
    return list(once.values())


def _patterns(group: list[_Loose], window: ImportWindow) -> list[Pattern]:
    """Return the patterns that loose dates seem to be, by weekday and time, and what is left of them as dates."""
    by_kind: dict[tuple[Span, int], list[date]] = {}
    for one in group:
        by_kind.setdefault((one.span, one.day.weekday()), []).append(one.day)
    found: list[Pattern] = []
    left: list[tuple[date, Span]] = []
    for (span, _), given in sorted(by_kind.items(), key=lambda one: min(one[1])):
        pattern = regular(given, span)
        if pattern is not None and pattern.last is not None and pattern.last >= window.since:
            found.append(pattern)
        else:
            left += [(day, span) for day in given if day >= window.since]
    return [*found, *dates_of(left)]


def _merged(found: list[Proposal], window: ImportWindow, places: PlaceMatcher) -> list[Proposal]:
    """Join proposals of one name, place and text: a series that somebody changed halfway is two in many programs."""
    by_name: dict[tuple[str, str], list[Proposal]] = {}
    for one in found:
        where = places.find(one.where, one.point)
        key = (
            comparable_name(one.title),
            f"{where.venue}/{where.room}" if where.venue else comparable_name(one.where) or one.where,
        )
        known = by_name.setdefault(key, [])
        for n, other in enumerate(known):
            fits = len(other.when) + len(one.when) <= 20 and not overlapping(other.when, one.when, window)
            if fits and comparable_name(other.title):
                known[n] = _together(other, one)
                break
        else:
            known.append(one)
    return [one for group in by_name.values() for one in group]


def _together(one: Proposal, other: Proposal) -> Proposal:
    first, second = sorted((one, other), key=lambda each: each.at.number)
    told = Message(
        N_("{n} events of this name became one activity"), {"n": len({each.uid for each in (*one.of, *other.of)})}
    )
    others = [item for item in (*first.items, *second.items) if item.message.text != told.text]
    if first.text != second.text:
        told_text = Message(
            N_("its events have different texts: that of line {line} was taken"), {"line": first.at.number}
        )
        others.append(ReportItem(Certainty.CHECK, first.at, told_text))
    return first._replace(
        when=(*first.when, *second.when),
        changes=(*first.changes, *second.changes),
        items=tuple(_few([ReportItem(Certainty.GUESSED, first.at, told), *others])),
        of=(*first.of, *second.of),
    )


def with_cancelled(proposal: Proposal, day: date, span: Span, reason: str) -> Proposal:
    """Return a proposal that holds one more date, which is cancelled: it was there, and is no more."""
    start = span.start if span else 0
    when: list[Pattern] = []
    planned = False
    for one in proposal.when:
        at = one.time.start if getattr(one, "time", None) else 0  # type: ignore[union-attr]
        if isinstance(one, Dates):
            planned = planned or (day in one.dates and at == start)
        elif at == start and planned_of(one, [day]):  # type: ignore[arg-type]
            planned = True
            kept = tuple(days for days in one.skip.days if day not in days)  # type: ignore[union-attr]
            one = replace(one, skip=replace(one.skip, days=kept))  # type: ignore[union-attr]  # noqa: PLW2901
        when.append(one)
    if not planned:
        when.append(Dates((day,), span))
    change = Change(day, start, cancelled=reason)
    return proposal._replace(when=tuple(when), changes=(change, *proposal.changes))
