"""What coordinators have to look at in the content: files with a problem, doubles, closed venues, what is old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from buurtkalender.site import addresses
from buurtkalender.site.gaps.section import is_old, link_to
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link
from buurtkalender.site.words import Words

MOST_NAMED = 100


class Notes(msgspec.Struct, frozen=True, kw_only=True):
    """What coordinators have to look at."""

    problems: tuple[str, ...]
    left_out: tuple[str, ...]
    duplicates: tuple[tuple[Link, Link, str], ...]
    double_bookings: tuple[tuple[str, Link, Link, str], ...]
    closed_venues: tuple[tuple[Link, str, str], ...]
    unconfirmed: tuple[Link, ...]
    unconfirmed_count: int


def _days(words: Words, days: Sequence[date]) -> str:
    """Say up to three days, or how many there are and from when."""
    if len(days) <= 3:
        return words.all_of(words.day(day) for day in days)
    said = words.ngettext("{n} day, from {day}", "{n} days, from {day}", len(days))
    return said.format(n=len(days), day=words.day(days[0]))


def notes(site: Site) -> Notes:
    """Gather them."""
    words = site.words
    _ = words.gettext
    old = [activity for activity in site.selection.activities() if is_old(activity, site.today)]
    old.sort(key=lambda activity: (activity.confirmed or date.min, activity.id))
    bookings = []
    for booking in site.double_bookings:
        venue = site.venue(booking.venue)
        room = next((room.name for room in venue.rooms if room.id == booking.room), "") if venue else ""
        days = _days(words, booking.days)
        place = ", ".join(filter(None, (venue.name if venue else booking.venue, room)))
        first, second = link_to(site, booking.first.activity), link_to(site, booking.second.activity)
        bookings.append((place, first, second, days))
    return Notes(
        problems=tuple(f"{problem.path}:{problem.line}: {problem.text(site.translator)}" for problem in site.problems),
        left_out=tuple(site.left_out),
        duplicates=tuple(
            (link_to(site, one.first), link_to(site, one.second), words.whole_day(one.day)) for one in site.duplicates
        ),
        double_bookings=tuple(bookings),
        closed_venues=tuple(
            (link_to(site, one.activity), site.calendar.venues[one.venue].name, _days(words, one.days))
            for one in site.closed_venues
        ),
        unconfirmed=tuple(
            Link(
                addresses.activity(activity.id),
                activity.title,
                words.date(activity.confirmed) if activity.confirmed else _("never confirmed"),
            )
            for activity in old[:MOST_NAMED]
        ),
        unconfirmed_count=len(old),
    )
