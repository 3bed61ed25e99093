"""The instances that vobject finds: the engine of Radicale, with which people share calendars at home.

``getrruleset`` follows the rule and leaves out the EXDATEs, in the zone that the feed's VTIMEZONE describes. An event
with a RECURRENCE-ID takes the place of an instance: vobject leaves that to its clients.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import vobject
from showing import ZONE, Asked, Row, asked


def rows(of: Asked) -> Iterator[Row]:
    """All instances of a feed."""
    found = vobject.readOne(of.text).vevent_list
    replaced: dict[str, set[date]] = defaultdict(set)
    for event in found:
        if "recurrence-id" in event.contents:
            replaced[event.uid.value].add(event.recurrence_id.value)
    for event in found:
        if "recurrence-id" in event.contents:
            yield _row(event, event.dtstart.value)
            continue
        for start in _starts(event, of.first, of.last):
            if start not in replaced[event.uid.value]:
                yield _row(event, start)


def _starts(event: Any, first: date, last: date) -> Iterator[date]:
    start = event.dtstart.value
    rules = event.getrruleset(addRDate=True)
    if rules is None:
        yield start
        return
    timed = isinstance(start, datetime)
    zone = ZONE if timed else None  # dateutil takes days for moments without a zone
    begin, end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    for one in rules.between(begin, end, inc=True):
        yield one if timed else one.date()


def _row(event: Any, start: date) -> Row:
    return Row(event.uid.value, start, start + (event.dtend.value - event.dtstart.value), event.status.value)


if __name__ == "__main__":
    for request in asked():
        request.show(rows(request))
