"""The instances that libical finds: the engine below GNOME Calendar, KOrganizer and Cyrus.

``icalcomponent_foreach_recurrence`` follows the rule and leaves out the EXDATEs, in the zone that the feed's VTIMEZONE
describes. An event with a RECURRENCE-ID takes the place of an instance: libical leaves that to its clients.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from showing import Asked, Row, asked

AROUND = timedelta(days=2)
"""What starts on the first or last day in Amsterdam starts within so much of it anywhere."""


class Time(ctypes.Structure):
    """``struct icaltimetype``."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    ]


class Span(ctypes.Structure):
    """``struct icaltime_span``."""

    _fields_ = [("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int)]


VISIT = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Span), ctypes.c_void_p)
LIBRARY = ctypes.CDLL("libical.so.3")


def _function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    function = LIBRARY[name]
    function.restype, function.argtypes = result, arguments
    return function


_parse = _function("icalparser_parse_string", ctypes.c_void_p, ctypes.c_char_p)
_component_kind = _function("icalcomponent_string_to_kind", ctypes.c_int, ctypes.c_char_p)
_first = _function("icalcomponent_get_first_component", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_next = _function("icalcomponent_get_next_component", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_property_kind = _function("icalproperty_string_to_kind", ctypes.c_int, ctypes.c_char_p)
_property = _function("icalcomponent_get_first_property", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_text = _function("icalproperty_get_value_as_string", ctypes.c_char_p, ctypes.c_void_p)
_time = _function("icalproperty_get_datetime_with_component", Time, ctypes.c_void_p, ctypes.c_void_p)
_seconds = _function("icaltime_as_timet_with_zone", ctypes.c_long, Time, ctypes.c_void_p)
_moment = _function("icaltime_from_timet_with_zone", Time, ctypes.c_long, ctypes.c_int, ctypes.c_void_p)
_utc = _function("icaltimezone_get_utc_timezone", ctypes.c_void_p)
_visit_instances = _function(
    "icalcomponent_foreach_recurrence", None, ctypes.c_void_p, Time, Time, VISIT, ctypes.c_void_p
)


class Event(NamedTuple):
    """A VEVENT; ``replaces`` is the moment of the instance whose place it takes."""

    component: int
    uid: str
    all_day: bool
    status: str
    replaces: int | None


def events(text: str) -> Iterator[Event]:
    """All VEVENTs of a feed."""
    calendar, kind = _parse(text.encode()), _component_kind(b"VEVENT")
    component = _first(calendar, kind)
    while component:
        replaced = _named(component, b"RECURRENCE-ID")
        yield Event(
            component,
            _text(_named(component, b"UID")).decode(),
            bool(_time(_named(component, b"DTSTART"), component).is_date),
            _text(_named(component, b"STATUS")).decode(),
            _since_1970(_time(replaced, component)) if replaced else None,
        )
        component = _next(calendar, kind)


def _named(component: int, name: bytes) -> int | None:
    found: int | None = _property(component, _property_kind(name))
    return found


def _since_1970(moment: Time) -> int:
    seconds: int = _seconds(moment, moment.zone)
    return seconds


def spans(event: Event, first: date, last: date) -> list[tuple[int, int]]:
    """When each instance of an event begins and ends, in seconds since 1970."""
    found: list[tuple[int, int]] = []

    def visit(_component: int, span: Any, _data: int) -> None:
        found.append((span.contents.start, span.contents.end))

    begin, end = (datetime.combine(day, time(), UTC).timestamp() for day in (first - AROUND, last + AROUND))
    begin, end = (_moment(int(moment), 0, _utc()) for moment in (begin, end))
    _visit_instances(event.component, begin, end, VISIT(visit), None)
    return found


def rows(of: Asked) -> Iterator[Row]:
    """All instances of a feed."""
    found = list(events(of.text))
    replaced = {(event.uid, event.replaces) for event in found if event.replaces is not None}
    for event in found:
        for start, end in spans(event, of.first, of.last):
            if event.replaces is not None or (event.uid, start) not in replaced:
                yield Row(event.uid, _when(event, start), _when(event, end), event.status)


def _when(event: Event, seconds: int) -> date:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.date() if event.all_day else moment


if __name__ == "__main__":
    for request in asked():
        request.show(rows(request))
