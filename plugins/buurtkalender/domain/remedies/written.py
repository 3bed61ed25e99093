"""An edit in the words of the content format: which field of which file gets what value (design: format)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from buurtkalender.domain.coverage.verdicts import Changed, Edit, FieldEdit
from buurtkalender.domain.facts import OWN_FACTS
from buurtkalender.domain.model import Activity, Ages, ByAppointment, Calendar, Monthly, Pattern, Skip, TimeSpan, Weekly

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
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
    fields = _new(activity, edit) if activity.id not in calendar.activities else _edited(activity, edit)
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


def _edited(activity: Activity, edit: Edit) -> Iterator[tuple[str, str]]:
    match edit.kind:
        case "fill-in" | "waive":
            yield from (_fact(activity, fact) for fact in edit.facts)
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
            yield "weekly", _some([WEEKDAYS[day] for day in pattern.days])
        case Monthly():
            nths = [f"{_NTH[nth]} {WEEKDAYS[day]}" for nth, day in pattern.weekdays]
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
