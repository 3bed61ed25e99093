"""Pages that list activities: per facet, day and week."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
from markupsafe import Markup

from buurtkalender.domain.model import Activity, Occurrence
from buurtkalender.site import addresses
from buurtkalender.site.cards import LATER, ROW, Piece
from buurtkalender.site.model import ListSpec, Site
from buurtkalender.site.outputs import Output, digest, digest_of
from buurtkalender.site.render import Frame, Link
from buurtkalender.site.words import DAY, capital

CARDS_A_PAGE = 150
ROWS_A_PAGE = 300
DAYPARTS = (6, 12, 18)


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """What stands above a group: a day in three parts, or a text; ``id`` to link to. ``kind`` is how its items look."""

    text: str = ""
    weekday: str = ""
    number: str = ""
    month: str = ""
    iso: str = ""
    near: str = ""
    kind: str = "cards"


class Group(msgspec.Struct, frozen=True):
    """A heading and the list below it, as finished HTML."""

    heading: Heading
    items: Markup


class Subscription(msgspec.Struct, frozen=True):
    """The ways to subscribe to a list."""

    title: str
    page: str
    webcal: str
    google: str
    address: str
    rss: str
    qr: str = ""


class ListView(msgspec.Struct, kw_only=True):
    """What ``list.html`` shows; ``about`` is what pages of one kind show besides the list."""

    groups: list[Group]
    number: int
    pages: int
    previous: str = ""
    next: str = ""
    lead: str = ""
    subscription: Subscription | None = None
    about: Any = None
    around: tuple[Link, ...] = ()


class Item(NamedTuple):
    """A piece, and the heading it comes under."""

    heading: Heading
    piece: Piece


def day_heading(site: Site, day: date, *, kind: str = "cards") -> Heading:
    """Return the heading of a day, with "vandaag" or "morgen" where it is."""
    words = site.words
    return Heading(
        weekday=words.weekdays[day.weekday()],
        number=str(day.day),
        month=words.months[day.month - 1],
        iso=day.isoformat(),
        near=words.near_day(day, site.today) or "",
        kind=kind,
    )


def subscription(site: Site, path: str, title: str, *, qr: bool = False) -> Subscription:
    """Return the ways to subscribe to the list at ``path``."""
    url = site.settings.url
    webcal = addresses.webcal(url, addresses.calendar_of(path))
    return Subscription(
        title=title,
        page=path,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        address=addresses.absolute(url, addresses.calendar_of(path)),
        rss=addresses.rss_of(path),
        qr=addresses.qr_of(path) if qr else "",
    )


# --- what is in a list ------------------------------------------------------------------------------


def on_days(site: Site, facets: Sequence[tuple[str, str]], first: date, last: date) -> list[tuple[date, list[Any]]]:
    """Return the days that hold something, each with ``(occurrence, away)`` in the order of time.

    What was moved to another day stands on both: where it was planned (``away``), and where it is now.
    """
    found: dict[date, list[Any]] = {}
    for occurrence in site.selection.occurrences(*facets, first=first, last=last):
        found.setdefault(occurrence.day, []).append((occurrence, False))
    for day, gone in site.moved_away.items():
        if first <= day <= last:
            for occurrence in gone:
                if site.selection.facets_of(occurrence.activity).issuperset(facets):
                    found.setdefault(day, []).append((occurrence, True))
                    found[day].sort(key=_planned)
    return sorted(found.items())


def _planned(entry: tuple[Occurrence, bool]) -> tuple[Any, ...]:
    occurrence, away = entry
    moment = occurrence.moved_from if away and occurrence.moved_from else occurrence.start
    return (moment, occurrence.activity, occurrence.pattern)


def items_of(site: Site, spec: ListSpec) -> list[Item]:
    """Return a list's items: the coming days, what comes later, and what has no fixed time."""
    _ = site.words.gettext
    first, last = site.list_days
    items = []
    for day, entries in on_days(site, spec.facets, first, last):
        heading = day_heading(site, day)
        items += [Item(heading, site.cards.piece(occurrence, away=away)) for occurrence, away in entries]
    later: list[Occurrence] = []
    undated: list[Activity] = []
    for activity in site.selection.activities(*spec.facets):
        following = site.following.get(activity.id)
        if following is not None and following.day > last:
            later.append(following)
        if activity.by_appointment or activity.status.value == "paused":
            undated.append(activity)
    if later:
        later.sort(key=lambda occurrence: (occurrence.start, occurrence.activity))
        heading = Heading(text=_("Later"), kind="rows later")
        items += [Item(heading, site.cards.piece(occurrence, LATER)) for occurrence in later]
    if undated:
        heading = Heading(text=_("Without a fixed time"))
        items += [Item(heading, site.cards.undated(activity)) for activity in undated]
    return items


def groups(items: Sequence[Item]) -> list[Group]:
    """Join the items under each heading."""
    return [
        Group(heading, Markup("".join(item.piece.html for item in some)))  # noqa: S704 - made by our own templates
        for heading, some in groupby(items, key=lambda item: item.heading)
    ]


# --- pages ------------------------------------------------------------------------------------------


def paged(  # noqa: PLR0913 - a list page is made of these
    site: Site,
    frame: Frame,
    items: list[Item],
    *,
    template: str = "list.html",
    key: bytes = b"",
    size: int = CARDS_A_PAGE,
    view: Callable[[], dict[str, Any]] = dict,
) -> Iterator[Output]:
    """Yield the pages of a list, each with at most ``size`` items.

    ``view`` gives the rest of what the template shows, when a page is made; ``key`` is a digest of that rest.
    """
    pages = max(1, -(-len(items) // size))
    shell = digest(site.shell_digest, template.encode(), digest_of(frame, pages), key)
    for number in range(1, pages + 1):
        some = items[(number - 1) * size : number * size]
        shown = b"".join(item.piece.key for item in some)
        days = digest_of([heading for heading, _items in groupby(item.heading for item in some)])
        path = addresses.numbered(frame.path, number)
        make = _maker(site, frame, template, some, (number, pages), view)
        yield Output(path, digest(shell, shown, days, bytes((number % 256,))), make)


def _maker(  # noqa: PLR0913, PLR0917
    site: Site,
    frame: Frame,
    template: str,
    items: list[Item],
    place: tuple[int, int],
    view: Callable[[], dict[str, Any]],
) -> Callable[[], bytes]:
    number, pages = place

    def make() -> bytes:
        shown = frame
        if number > 1:
            title = site.words.gettext("{title}, page {number}").format(title=frame.heading, number=number)
            shown = msgspec.structs.replace(frame, path=addresses.numbered(frame.path, number), title=title)
        listing = ListView(
            groups=groups(items),
            number=number,
            pages=pages,
            previous=addresses.numbered(frame.path, number - 1) if number > 1 else "",
            next=addresses.numbered(frame.path, number + 1) if number < pages else "",
            **view(),
        )
        return site.renderer.render(template, shown, listing)

    return make


def day_pages(site: Site) -> Iterator[Output]:
    """Yield a page for each day, and for today and tomorrow, each by the parts of the day."""
    words = site.words
    _ = words.gettext
    first, last = site.page_days
    days = dict(on_days(site, (), first, last))
    day = first
    while day <= last:
        frame = Frame(path=addresses.day(day), heading=capital(words.whole_day(day)), listed=False, section="/vandaag/")
        yield from _day(site, frame, day, days.get(day, []))
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
        yield from _day(site, frame, day, days.get(day, []))


def _day(site: Site, frame: Frame, day: date, entries: list[Any]) -> Iterator[Output]:
    words = site.words
    items = [Item(_daypart(site, entry), site.cards.piece(entry[0], away=entry[1])) for entry in entries]
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


def _daypart(site: Site, entry: tuple[Occurrence, bool]) -> Heading:
    _ = site.words.gettext
    occurrence, away = entry
    if occurrence.all_day:
        return Heading(text=_("All day"))
    hour = (occurrence.moved_from if away and occurrence.moved_from else occurrence.start).hour
    names = (_("Night"), _("Morning"), _("Afternoon"), _("Evening"))
    return Heading(text=names[sum(hour >= border for border in DAYPARTS)])


def week_pages(site: Site) -> Iterator[Output]:
    """Yield a page for each week that has a page for one of its days, as rows that print well."""
    words = site.words
    first, last = site.page_days
    monday = first - timedelta(days=first.weekday())
    last_sunday = last + timedelta(days=6 - last.weekday())
    days = dict(on_days(site, (), monday, last_sunday))
    while monday <= last:
        items = [
            Item(day_heading(site, day, kind="rows"), site.cards.piece(occurrence, ROW, away=away))
            for day in (monday + n * DAY for n in range(7))
            for occurrence, away in days.get(day, [])
        ]
        around = tuple(
            Link(addresses.week(other), capital(words.week(other)))
            for other in (monday - 7 * DAY, monday + 7 * DAY)
            if first - timedelta(days=6) <= other <= last
        )
        frame = Frame(
            path=addresses.week(monday),
            heading=capital(words.week(monday)),
            section=addresses.week(site.today) if monday <= site.today <= monday + 6 * DAY else "",
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
    items = [
        Item(day_heading(site, day), site.cards.piece(occurrence, away=away))
        for day, entries in on_days(site, (), saturday, saturday + DAY)
        for occurrence, away in entries
    ]
    heading = words.gettext("This weekend: {first} and {last}").format(
        first=words.day(saturday), last=words.day(saturday + DAY)
    )
    yield from paged(site, Frame(path=addresses.WEEKEND, heading=heading, section=addresses.WEEKEND), items)
