"""What is not right in the content: files with a problem, what is entered or booked twice, closed doors."""

from __future__ import annotations

import msgspec

from buurtkalender.site import addresses
from buurtkalender.site.gaps.section import link_to
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link
from buurtkalender.words.tasks import some_days

MOST_PROBLEMS = 50
"""How many problems are told here; `check` tells them all."""


class Notes(msgspec.Struct, frozen=True, kw_only=True):
    """What coordinators have to look at."""

    problems: tuple[str, ...]
    problem_count: int
    left_out: tuple[str, ...]
    duplicates: tuple[tuple[Link, Link, str], ...]
    double_bookings: tuple[tuple[str, Link, Link, str], ...]
    closed_venues: tuple[tuple[Link, str, str], ...]


def wrong(site: Site) -> Link:
    """Return a sentence on how many things in the files are not right, and where they stand."""
    words = site.words
    _ = words.gettext
    number = len(site.problems) + len(site.duplicates) + len(site.double_bookings) + len(site.closed_venues)
    said = _("Everything in the files is right.")
    if number:
        said = words.ngettext(
            "{n} thing in the files is not right.", "{n} things in the files are not right.", number
        ).format(n=number)
    return Link(addresses.GAPS_DATA, _("How good the data are"), said)


def notes(site: Site) -> Notes:
    """Gather them."""
    words = site.words
    bookings = []
    for booking in site.double_bookings:
        venue = site.venue(booking.venue)
        room = next((room.name for room in venue.rooms if room.id == booking.room), "") if venue else ""
        days = some_days(words, booking.days)
        place = ", ".join(filter(None, (venue.name if venue else booking.venue, room)))
        first, second = link_to(site, booking.first.activity), link_to(site, booking.second.activity)
        bookings.append((place, first, second, days))
    return Notes(
        problems=tuple(
            f"{problem.path}:{problem.line}: {problem.text(site.translator)}"
            for problem in site.problems[:MOST_PROBLEMS]
        ),
        problem_count=len(site.problems),
        left_out=tuple(site.left_out),
        duplicates=tuple(
            (link_to(site, one.first), link_to(site, one.second), words.whole_day(one.day)) for one in site.duplicates
        ),
        double_bookings=tuple(bookings),
        closed_venues=tuple(
            (link_to(site, one.activity), site.calendar.venues[one.venue].name, some_days(words, one.days))
            for one in site.closed_venues
        ),
    )
