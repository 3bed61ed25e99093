"""An edit of one content file as a value, and the calendar in which it was made.

An edit says what changes, not how the file then reads as a whole, and it holds no words that people read: a title or
name may change without changing the edit. :mod:`buurtkalender.domain.remedies.edits` says it in the words of the
format.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec

from buurtkalender.domain.coverage.units import unit_of
from buurtkalender.domain.coverage.verdicts import Changed, Edit, EditKind, FieldEdit
from buurtkalender.domain.facts import OWN_FACTS
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, Venue
from buurtkalender.domain.values import (
    Ages,
    ByAppointment,
    Change,
    Location,
    Monthly,
    Pattern,
    Skip,
    TimeSpan,
    Weekly,
    hh_mm,
)

EDITS: tuple[EditKind, ...] = (
    *("fill-in", "confirm", "waive", "daypart", "holidays", "resume", "transport", "widen", "venue", "start"),
)
"""All kinds of edits, the cheapest first: asking, then doing away with something, then organising."""

NOBODY = "new"
"""The folder of a new activity that no organisation was found for."""

LONGEST_NAME = 60
"""How long the name of a file may be (design: format)."""


def applied(calendar: Calendar, edit: Edit) -> Calendar:
    """Return the calendar in which an edit was made."""
    return changed_values(calendar, edit).within(calendar)


def changed_values(calendar: Calendar, edit: Edit) -> Changed:
    """Return the activities and venues that an edit changes, as they become."""
    if edit.kind == "start":
        return Changed((_started(calendar, edit),))
    if edit.activity is None:
        return Changed((), (_known_of(calendar.venues[edit.venue or ""], edit),))
    return Changed((_HOW[edit.kind](calendar, calendar.activities[edit.activity], edit),))


def new_id(calendar: Calendar, organisation: str, *parts: str) -> str:
    """Return an address for a new activity that no other has."""
    name = "-".join(parts)[:LONGEST_NAME].strip("-")
    number, found = 1, f"{organisation}/{name}"
    while found in calendar.activities:
        number += 1
        ending = f"-{number}"
        found = f"{organisation}/{name[: LONGEST_NAME - len(ending)].strip('-')}{ending}"
    return found


# --- an activity ------------------------------------------------------------------------------------


def _facts(calendar: Calendar, activity: Activity, edit: Edit) -> Activity:
    known: dict[str, Any] = {}
    access = dict(activity.access)
    for fact in edit.facts:
        if fact == "audience":
            known["audiences"] = (*activity.audiences, *_audience(calendar, edit))
        elif fact == "place":
            known["location"] = msgspec.structs.replace(
                activity.location or Location(""), neighbourhood=edit.neighbourhood
            )
        elif fact == "on":
            known["changes"] = tuple(change for _, change in _going_on(activity, edit))
        elif fact in OWN_FACTS:
            OWN_FACTS[fact].put(known, activity)
        else:
            access[fact] = True
    return msgspec.structs.replace(activity, **known, access=access)


def _going_on(activity: Activity, edit: Edit) -> list[tuple[bool, Change]]:
    """Return the changes of an activity that takes place on the dates of an edit, and whether each is another one."""
    said = {change.day: change for change in activity.changes}
    kept = [
        (True, msgspec.structs.replace(one, tentative=None, on=True)) if one.day in edit.dates else (False, one)
        for one in activity.changes
    ]
    return kept + [(True, Change(day, on=True)) for day in edit.dates if day not in said]


def _confirmed(_: Calendar, activity: Activity, edit: Edit) -> Activity:
    return msgspec.structs.replace(activity, confirmed=edit.confirmed)


def _shifted(_: Calendar, activity: Activity, edit: Edit) -> Activity:
    pattern = activity.when[edit.pattern or 0]
    if isinstance(pattern, Weekly):
        return _with_pattern(activity, edit, days=edit.days, time=edit.time)
    if isinstance(pattern, Monthly) and pattern.weekdays and len(edit.days) == 1:
        weekdays = tuple((nth, edit.days[0]) for nth, _ in pattern.weekdays)
        return _with_pattern(activity, edit, weekdays=weekdays, time=edit.time)
    return _with_pattern(activity, edit, time=edit.time)


def _without_skip(_: Calendar, activity: Activity, edit: Edit) -> Activity:
    return _with_pattern(activity, edit, skip=edit.skip or Skip())


def _with_pattern(activity: Activity, edit: Edit, **values: Any) -> Activity:
    when = list(activity.when)
    number = edit.pattern or 0
    when[number] = msgspec.structs.replace(when[number], **values)
    return msgspec.structs.replace(activity, when=tuple(when))


def _resumed(_: Calendar, activity: Activity, _edit: Edit) -> Activity:
    return msgspec.structs.replace(activity, status=ActivityStatus.ACTIVE)


def _widened(_: Calendar, activity: Activity, edit: Edit) -> Activity:
    serves = (*activity.serves, edit.neighbourhood or "")
    transport = activity.transport or "" if edit.kind == "transport" else activity.transport
    return msgspec.structs.replace(activity, serves=serves, transport=transport)


def _beside(calendar: Calendar, activity: Activity, edit: Edit) -> Activity:
    """The same activity elsewhere: what was said of its own place, and of single dates, is not of the other."""
    values: dict[str, Any] = {"skip": edit.skip or Skip()} | ({"last": edit.last} if edit.last else {})
    pattern = msgspec.structs.replace(activity.when[edit.pattern or 0], **values)
    return msgspec.structs.replace(
        activity,
        id=new_id(calendar, activity.organisation, activity.name, edit.venue or ""),
        when=(pattern,),
        venue=edit.venue,
        room=edit.room,
        location=None,
        online=None,
        serves=(),
        transport=None,
        access={},
        changes=(),
        formerly=(),
        confirmed=edit.confirmed,
    )


_HOW: dict[EditKind, Callable[[Calendar, Activity, Edit], Activity]] = {
    "fill-in": _facts,
    "confirm": _confirmed,
    "waive": _facts,
    "daypart": _shifted,
    "holidays": _without_skip,
    "resume": _resumed,
    "transport": _widened,
    "widen": _widened,
    "venue": _beside,
}

# --- a venue, and what is new -----------------------------------------------------------------------


def _known_of(venue: Venue, edit: Edit) -> Venue:
    access = dict.fromkeys(edit.facts, True)
    if edit.room is None:
        return msgspec.structs.replace(venue, access=venue.access | access)
    rooms = (
        msgspec.structs.replace(room, access=room.access | access) if room.id == edit.room else room
        for room in venue.rooms
    )
    return msgspec.structs.replace(venue, rooms=tuple(rooms))


def _started(calendar: Calendar, edit: Edit) -> Activity:
    norm = calendar.norms[edit.norm or ""]
    example = calendar.activities.get(edit.activity or "")
    where = edit.venue or edit.neighbourhood or ""
    facts: dict[str, Any] = {"venue": edit.venue, "room": edit.room, "access": {}}
    for name in norm.must:
        if name in OWN_FACTS:
            OWN_FACTS[name].put(facts)
        elif edit.venue is None:
            facts["access"] = {**facts["access"], name: True}
    if not unit_of(norm).timed:
        facts |= {"when": (ByAppointment(),), "serves": (edit.neighbourhood or "",), "access": {}}
    else:
        facts["when"] = (Weekly(edit.days, edit.time, last=edit.last, skip=edit.skip or Skip()),)
        if edit.venue is None:
            facts["location"] = Location("", neighbourhood=edit.neighbourhood)
    return Activity(
        id=new_id(calendar, edit.organisation or NOBODY, norm.id, where),
        title="",
        themes=norm.themes[:1] or (example.themes if example else ()),
        goals=(norm.goal,) if norm.goal else (),
        audiences=_audience(calendar, edit),
        ages=norm.ages,
        confirmed=edit.confirmed,
        **facts,
    )


def _audience(calendar: Calendar, edit: Edit) -> tuple[str, ...]:
    norm = calendar.norms.get(edit.norm or "")
    return (norm.audience,) if norm is not None and norm.audience else ()


# --- in the words of the format -------------------------------------------------------------------------
# An edit in the words of the content format: which field of which file gets what value (design: format).

WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_NO_SKIP = Skip()

TO_BE_WRITTEN = "…"
"""Words that the organisation finds itself: a title, how people are fetched."""


def written(calendar: Calendar, edit: Edit, changed: Changed) -> tuple[FieldEdit, ...]:
    """Return an edit as lines; ``changed`` is what it changes (:func:`edits.changed`)."""
    if changed.venues:
        where = f"rooms.{edit.room}.access" if edit.room else "access"
        file = f"venues/{edit.venue}.yaml"
        return tuple(FieldEdit(file, f"{where}.{fact}", "yes") for fact in edit.facts)
    (activity,) = changed.activities
    file = f"activities/{activity.id}.yaml"
    before = calendar.activities.get(activity.id)
    fields = _new(activity, edit) if before is None else _edited(before, activity, edit)
    return tuple(FieldEdit(file, field, value) for field, value in fields)


def pattern_text(pattern: Pattern) -> str:
    """Return an entry of ``when``: ``{weekly: [tuesday, friday], time: 10:00-12:00}``."""
    return f"{{{', '.join(f'{field}: {value}' for field, value in _pattern(pattern))}}}"


def span_text(span: TimeSpan | None) -> str:
    """``10:00-12:00``; an end on the next day is written as the clock shows it."""
    return span.written if span else "all-day"


def skip_text(skip: Skip) -> str:
    """``[school-holidays, 2026-12-24, 2026-12-20/2027-01-03]``."""
    kinds = {
        "school-holidays": skip.school_holidays,
        "public-holidays": skip.public_holidays,
        "venue-closures": skip.venue_closures,
    }
    days = (str(one.first) if one.first == one.last else f"{one.first}/{one.last}" for one in skip.days)
    return _list([*(name for name, said in kinds.items() if said), *days])


def _edited(before: Activity, activity: Activity, edit: Edit) -> Iterator[tuple[str, str]]:
    match edit.kind:
        case "fill-in" | "waive":
            yield from (_fact(activity, fact) for fact in edit.facts if fact != "on")
            going_on = enumerate(_going_on(before, edit) if "on" in edit.facts else ())
            yield from ((f"changes.{number}", _on_text(change)) for number, (new, change) in going_on if new)
        case "confirm":
            yield "confirmed", str(activity.confirmed)
        case "daypart":
            changed = dict(_pattern(activity.when[edit.pattern or 0]))
            for field in ("weekly", "monthly", "time"):
                if field in changed:
                    yield f"when.{edit.pattern}.{field}", changed[field]
        case "holidays":
            yield f"when.{edit.pattern}.skip", skip_text(edit.skip or _NO_SKIP)
        case "resume":
            yield "status", activity.status.value
        case _:
            if edit.kind == "transport" and not activity.transport:
                yield "transport", TO_BE_WRITTEN
            yield "serves", _list(activity.serves)


def _fact(activity: Activity, fact: str) -> tuple[str, str]:
    if fact == "audience":
        return "audiences", _list(activity.audiences)
    if fact == "place":
        return "location.neighbourhood", (activity.location and activity.location.neighbourhood) or ""
    own = OWN_FACTS.get(fact)
    return (own.field, own.written[0]) if own else (f"access.{fact}", "yes")


def _on_text(change: Change) -> str:
    at = "" if change.at is None else f"at: {hh_mm(change.at)}, "
    note = "" if change.note is None else f", note: {json.dumps(change.note, ensure_ascii=False)}"
    return f"{{date: {change.day}, {at}on: true{note}}}"


def _new(activity: Activity, edit: Edit) -> Iterator[tuple[str, str]]:
    """The fields of a new file that the edit decides on. One beside another takes all else from that."""
    yield "title", TO_BE_WRITTEN
    places = {"venue": activity.venue, "room": activity.room}
    yield from ((field, value) for field, value in places.items() if value)
    if activity.location:
        yield "location", f"{{name: {TO_BE_WRITTEN}, neighbourhood: {activity.location.neighbourhood}}}"
    lists = {"serves": activity.serves, "themes": activity.themes, "goals": activity.goals}
    yield from ((field, _list(some)) for field, some in lists.items() if some)
    if activity.audiences:
        yield "audiences", _list(activity.audiences)
    if activity.ages:
        yield "ages", ages_text(activity.ages)
    yield "when", f"[{', '.join(map(pattern_text, activity.when))}]"
    if edit.kind == "start":
        yield from ((fact.field, fact.written[0]) for fact in OWN_FACTS.values() if fact.of(activity))
        yield from ((f"access.{name}", "yes") for name in activity.access)
    yield "confirmed", str(activity.confirmed)


def _pattern(pattern: Pattern) -> Iterator[tuple[str, str]]:
    match pattern:
        case ByAppointment():
            yield "by_appointment", "true"
            return
        case Weekly():
            yield "weekly", _some([WEEKDAY_NAMES[day] for day in pattern.days])
        case Monthly():
            nths = [f"{_NTH[nth]} {WEEKDAY_NAMES[day]}" for nth, day in pattern.weekdays]
            yield "monthly", _some(nths or [str(day) for day in pattern.days])
        case _:
            yield "dates", _list([str(day) for day in pattern.dates])
    yield "time", span_text(pattern.time)
    if isinstance(pattern, Weekly | Monthly):
        if pattern.every > 1:
            yield "every", str(pattern.every)
        yield from _reach(pattern.first, pattern.last)
        if pattern.skip != _NO_SKIP:
            yield "skip", skip_text(pattern.skip)


def _reach(first: date | None, last: date | None) -> Iterator[tuple[str, str]]:
    if first:
        yield "from", str(first)
    if last:
        yield "until", str(last)


def ages_text(ages: Ages) -> str:
    """``65+``, ``13-27``."""
    return f"{ages.lowest}+" if ages.highest is None else f"{ages.lowest}-{ages.highest}"


def _some(values: list[str]) -> str:
    return values[0] if len(values) == 1 else _list(values)


def _list(values: list[str] | tuple[str, ...]) -> str:
    return f"[{', '.join(values)}]"
