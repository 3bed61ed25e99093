"""The coming dates of an activity as files, for whoever wants one date in an agenda and not the whole series."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from itertools import takewhile
from operator import attrgetter

from buurtkalender.domain.model import Occurrence
from buurtkalender.feeds.context import Context
from buurtkalender.feeds.single import single, single_names
from buurtkalender.site import addresses
from buurtkalender.site.model import Site
from buurtkalender.site.tree import Output

OPEN_DATES = 8
"""How many dates stand open on the page of an activity; a date further away has no place for a link."""

NEAR = timedelta(days=14)
MOST = 4

_START = attrgetter("start")


def date_files(site: Site, context: Context, keys: Mapping[str, bytes]) -> Iterator[Output]:
    """Yield a file for each date that an activity's page offers.

    ``keys`` are digests, by activity, of all that feeds show of it: of its dates, too, wherever in them today is.
    """
    for activity in site.calendar.activities.values():
        for occurrence, name in dates_to_add(site, activity.id):
            path = addresses.date_of(activity.id, name)
            yield Output(path, keys[activity.id], partial(single, context, activity, occurrence))


def dates_to_add(site: Site, identifier: str) -> Sequence[tuple[Occurrence, str]]:
    """Return the dates of an activity that have a file, and what it is called.

    Those are the next that takes place, whenever that is, and the others of the coming fortnight: at most four.
    """
    found: Sequence[tuple[Occurrence, str]] | None = site.kept.get(("dates", identifier))
    if found is None:
        found = site.kept["dates", identifier] = _dates_to_add(site, identifier)
    return found


def _dates_to_add(site: Site, identifier: str) -> Sequence[tuple[Occurrence, str]]:
    dates = site.selection.of_activity(identifier)
    first = first_to_come(site, dates)
    near = site.today + NEAR
    held = [one for one in dates[first : first + OPEN_DATES] if not one.cancelled]
    chosen = [*held[:1], *takewhile(lambda one: one.day < near, held[1:MOST])]
    if not chosen:
        return ()
    last = chosen[-1].day
    named = single_names(takewhile(lambda one: one.day <= last, dates[first:]))
    # Named with the cancelled ones among them: a name stays what it is when another date of that day is called off.
    return [(one, name) for one, name in named if one in chosen]


def first_to_come(site: Site, dates: Sequence[Occurrence]) -> int:
    """Return where in the dates today begins."""
    return bisect_left(dates, datetime.combine(site.today, time()), key=_START)
