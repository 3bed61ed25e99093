"""A page for each day and week, for today, tomorrow and this weekend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from buurtkalender.site import addresses
from buurtkalender.site.cards import CARD, ROW
from buurtkalender.site.listing import Heading, Item, by_day, paged
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import Output, digest_of
from buurtkalender.site.render import Frame, Link
from buurtkalender.site.words import DAY, capital

ROWS_A_PAGE = 300


def day_pages(site: Site) -> Iterator[Output]:
    """Yield a page for each day, and for today and tomorrow, each by the parts of the day."""
    words = site.words
    _ = words.gettext
    first, last = site.page_days
    days = _per_day(site, first, last)
    day = first
    while day <= last:
        frame = Frame(path=addresses.day(day), heading=capital(words.whole_day(day)), listed=False, section="/vandaag/")
        yield from _day(site, frame, day, days.get(day.isoformat(), []))
        day += DAY
    for path, day, name in (
        (addresses.TODAY, site.today, _("Today: {day}")),
        (addresses.TOMORROW, site.today + DAY, _("Tomorrow: {day}")),
    ):
        frame = Frame(
            path=path,
            heading=name.format(day=words.whole_day(day)),
            canonical=addresses.day(day),
            section="/vandaag/",
        )
        yield from _day(site, frame, day, days.get(day.isoformat(), []))


def _per_day(site: Site, first: date, last: date, *, kind: str = CARD) -> dict[str, list[Item]]:
    """Group what is on by day (in ISO form)."""
    return {
        heading.iso: list(some) for heading, some in groupby(by_day(site, first, last, kind=kind), key=itemgetter(0))
    }


def _day(site: Site, frame: Frame, day: date, found: list[Item]) -> Iterator[Output]:
    words = site.words
    dayparts = _dayparts(site)
    items = [Item(dayparts[_daypart(item)], item.piece) for item in found]
    lead = words.activities(len(items)) if items else words.gettext("There is nothing in the calendar on this day.")
    first, last = site.page_days
    around = [
        Link(addresses.day(other), capital(words.day(other)))
        for other in (day - DAY, day + DAY)
        if first <= other <= last
    ]
    around.append(Link(addresses.week(day), words.gettext("The whole week")))
    yield from paged(
        site,
        frame,
        items,
        key=digest_of(lead, around),
        view=lambda: {"lead": lead, "around": tuple(around)},
    )


def _dayparts(site: Site) -> list[Heading]:
    _ = site.words.gettext
    names = (_("Night"), _("Morning"), _("Afternoon"), _("Evening"), _("All day"))
    return [Heading(text=name) for name in names]


def _daypart(item: Item) -> int:
    """Return which part of the day something starts in."""
    if item.occurrence and item.occurrence.all_day:
        return 4
    hour = item.start.hour
    return (hour >= 6) + (hour >= 12) + (hour >= 18)


def week_pages(site: Site) -> Iterator[Output]:
    """Yield a page for each week that has a page for one of its days, as rows that print well."""
    words = site.words
    first, last = site.page_days
    monday = first - timedelta(days=first.weekday())
    last_sunday = last + timedelta(days=6 - last.weekday())
    days = _per_day(site, monday, last_sunday, kind=ROW)
    while monday <= last:
        items = [item for n in range(7) for item in days.get((monday + n * DAY).isoformat(), [])]
        around = tuple(
            Link(addresses.week(other), capital(words.week(other)))
            for other in (monday - 7 * DAY, monday + 7 * DAY)
            if first - timedelta(days=6) <= other <= last
        )
        frame = Frame(
            path=addresses.week(monday),
            heading=capital(words.week(monday)),
            listed=False,
        )
        yield from paged(
            site,
            frame,
            items,
            key=digest_of(around),
            size=ROWS_A_PAGE,
            view=lambda around=around: {"around": around},  # type: ignore[misc]
        )
        monday += 7 * DAY


def weekend_pages(site: Site) -> Iterator[Output]:
    """Yield the page of this weekend: the coming one, or from Saturday on the one it is."""
    words = site.words
    saturday = site.today + timedelta(days=5 - min(site.today.weekday(), 5))
    if site.today.weekday() == 6:
        saturday = site.today - DAY
    items = by_day(site, saturday, saturday + DAY)
    heading = words.gettext("This weekend: {first} and {last}").format(
        first=words.day(saturday), last=words.day(saturday + DAY)
    )
    yield from paged(site, Frame(path=addresses.WEEKEND, heading=heading, section=addresses.WEEKEND), items)
