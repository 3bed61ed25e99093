"""What coordinators are told: gaps, and what to look at. Kept between builds while no date or fact changed."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from buurtkalender.domain.coverage.catchment import Catchment
from buurtkalender.domain.coverage.prevention import PreventionCell, prevention
from buurtkalender.domain.coverage.sessions import last_day
from buurtkalender.domain.coverage.verdicts import Priority, Verdict
from buurtkalender.domain.merging import ClosedVenue, DoubleBooking, closed_venue, double_bookings
from buurtkalender.domain.model import Activity, Calendar, Occurrence, Source
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.remedies.advice import advise
from buurtkalender.site.outputs import digest_of


class Analysis(msgspec.Struct, frozen=True):
    """The findings, with the key of what they were made from."""

    key: bytes = b""
    verdicts: tuple[Verdict, ...] = ()
    priorities: tuple[Priority, ...] = ()
    catchments: tuple[Catchment, ...] = ()
    prevention: tuple[PreventionCell, ...] = ()
    double_bookings: tuple[DoubleBooking, ...] = ()
    closed_venues: tuple[ClosedVenue, ...] = ()


def analysis(
    calendar: Calendar, coming: Sequence[Occurrence], window: Window, schedule: bytes, last: Analysis
) -> Analysis:
    """Return what is found in the window, which begins today, or the ``last`` findings if they were made from the same.

    ``coming`` are the occurrences in it; ``schedule`` is :func:`schedule_digest` of the calendar. A norm may look
    further ahead than the window: its dates are then worked out too, or the far weeks would seem empty.
    """
    key = digest_of(window, schedule)
    if last.key == key:
        return last
    looked_at = last_day(calendar.norms.values(), window.first)
    reaching = coming if looked_at <= window.last else occurrences(calendar, Window(window.first, looked_at))
    advice = advise(calendar, reaching, window.first)
    return Analysis(
        key,
        advice.verdicts,
        advice.priorities,
        advice.catchments,
        prevention(calendar, coming, window.first),
        tuple(double_bookings(calendar, coming)),
        tuple(closed_venue(calendar, coming)),
    )


def schedule_digest(calendar: Calendar) -> bytes:
    """Return a digest of everything but what activities say in words: an edited text changes neither dates nor gaps.

    Nor does it change what helps, for remedies name nothing: who shows them looks the names up. And who works on
    something changes nothing of what is there.
    """
    activities = blake2b(digest_size=16)
    for identifier in sorted(calendar.activities):
        activities.update(digest_of(_without_words(calendar.activities[identifier])))
    rest = (getattr(calendar, name) for name in calendar.__struct_fields__ if name not in {"activities", "picked_up"})
    return digest_of(activities.digest(), tuple(rest))


def _without_words(activity: Activity) -> Activity:
    return msgspec.structs.replace(
        activity,
        title="",
        summary=None,
        description=None,
        contact=None,
        transport=None if activity.transport is None else "",  # that there is some, counts
        volunteers=(),
        image=None,
        links=(),
        source=Source(),
    )
