"""Pages that lead to other pages: home, and the lists of neighbourhoods, themes, venues …."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
from markupsafe import Markup

from buurtkalender.feeds.formats import FEEDS
from buurtkalender.site import addresses, area_map, linked_data
from buurtkalender.site.list_kinds import Choice
from buurtkalender.site.listing import by_day
from buurtkalender.site.lists import KINDS, choices_of
from buurtkalender.site.model import Site
from buurtkalender.site.render import Frame, Link, feed_links
from buurtkalender.site.stale import script, stale
from buurtkalender.site.theme import MINE_SCRIPT
from buurtkalender.site.tree import Output
from buurtkalender.words.dates import DAY

TODAY_ON_HOME = 8


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """One of the first days on the home page: today, tomorrow or the weekend, with how much there is to do."""

    url: str
    name: str
    number: str
    day: str
    activities: str


class HomeView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``home.html`` shows."""

    leaves: tuple[Leaf, ...]
    day: str
    iso: str
    areas: tuple[Choice, ...]
    themes: Choice
    items: Markup
    total: int
    shown: int
    empty: bool
    days: tuple[Link, ...]
    choices: tuple[Choice, ...]
    stale: Markup


class IndexView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``index.html`` shows: ways to go on."""

    choices: tuple[Choice, ...]
    lead: str = ""
    map: Markup = Markup()


def home_page(site: Site) -> Output:
    """Return the home page: today, tomorrow and the weekend first, and then every other way in."""
    words = site.words
    _ = words.gettext
    pieces = [item.piece for item in by_day(site, site.today, site.today)]
    shown = pieces[:TODAY_ON_HOME]
    week = [site.today + n * DAY for n in range(2, 8)]
    days = (
        *(
            Link(addresses.day(day), words.capital(words.weekdays[day.weekday()]), words.short_date(day))
            for day in week
        ),
        Link(addresses.week(site.today), _("This week")),
        Link(addresses.week(site.today + timedelta(days=7)), _("Next week")),
    )
    heading = _("What is on near you?")
    frame = Frame(
        path=addresses.HOME,
        heading=heading,
        title=site.settings.name,
        description=_("All activities in the neighbourhood in one calendar: when, where, for whom and what it costs."),
        feeds=feed_links(words, addresses.HOME, heading, FEEDS),
        section=addresses.HOME,
        scripts=(*script(site), site.renderer.theme.asked_with_digest(MINE_SCRIPT)),
    )
    ways = sorted((kind for kind in KINDS.values() if kind.home), key=lambda kind: kind.home)
    view = HomeView(
        leaves=tuple(_leaves(site)),
        day=words.day(site.today),
        iso=site.today.isoformat(),
        areas=choices_of(site, "neighbourhood"),
        themes=choices_of(site, "theme")[0],
        items=Markup(),
        total=len(pieces),
        shown=len(shown),
        empty=not site.calendar.activities,
        days=days,
        choices=tuple(choice for kind in ways for choice in choices_of(site, kind.key)),
        stale=stale(site, "today"),
    )

    def filled() -> HomeView:
        items = Markup("".join(piece.html for piece in shown))  # noqa: S704 - made by our own templates
        return msgspec.structs.replace(view, items=items)

    keys = [piece.key for piece in shown]
    return site.page("home.html", frame, filled, view, keys, things=lambda _: linked_data.of_home(site))


def _leaves(site: Site) -> Iterator[Leaf]:
    """Yield today, tomorrow and the weekend."""
    words = site.words
    _ = words.gettext
    saturday = site.today + (5 - min(site.today.weekday(), 5)) * DAY
    if site.today.weekday() == 6:
        saturday = site.today - DAY
    for url, name, days in (
        (addresses.TODAY, _("Today"), (site.today,)),
        (addresses.TOMORROW, _("Tomorrow"), (site.today + DAY,)),
        (addresses.WEEKEND, _("This weekend"), (saturday, saturday + DAY)),
    ):
        yield Leaf(
            url=url,
            name=name,
            number="–".join(str(day.day) for day in days),
            day=words.together(days),
            activities=words.activities(_taking_place(site, days[0], days[-1])),
        )


def _taking_place(site: Site, first: date, last: date) -> int:
    return sum(not one.cancelled for one in site.selection.occurrences(first=first, last=last))


# --- lists of lists ---------------------------------------------------------------------------------


def index_pages(site: Site) -> Iterator[Output]:
    """Yield the pages that list neighbourhoods, themes, audiences, venues and organisations."""
    _ = site.words.gettext
    for first in KINDS.values():
        if first.heading:
            heading = _(first.heading)
            found: dict[str, tuple[Link, ...]] = {}
            for kind in KINDS.values():
                if kind.listed == first.listed:
                    for choice in choices_of(site, kind.key):
                        found[choice.title] = (*found.get(choice.title, ()), *choice.links)
            frame = Frame(
                path=first.listed, heading=heading, description=site.words.about(heading), section=first.listed
            )
            view = IndexView(
                choices=tuple(Choice(title, links) for title, links in found.items() if links),
                lead=_(first.lead) if first.lead else "",
                map=_map(site) if first.listed == addresses.NEIGHBOURHOODS else Markup(),
            )
            yield site.page("index.html", frame, view)


def _map(site: Site) -> Markup:
    counts = site.selection.counts("neighbourhood")
    cells = [
        area_map.Area(area, addresses.neighbourhood(area.id), counts.get(area.id, 0), "")
        for area in site.calendar.neighbourhoods.values()
    ]
    title = site.words.gettext("Map of the neighbourhoods. The same neighbourhoods are in the list.")
    return area_map.draw(cells, title, site.calendar.municipalities) if cells else Markup()
