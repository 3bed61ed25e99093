"""The page of each list, and pages that lead to lists: home, neighbourhoods, themes, venues …."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec
from markupsafe import Markup

from buurtkalender.feeds.formats import FEEDS, SMALL
from buurtkalender.site import addresses, area_map, linked_data
from buurtkalender.site.about import list_details, made_from
from buurtkalender.site.details import lapses
from buurtkalender.site.list_kinds import Index, ListSpec, Narrowing
from buurtkalender.site.listing import group, items_html, items_of, shown_by
from buurtkalender.site.lists import KINDS, choices_of, headings, lists
from buurtkalender.site.model import Site
from buurtkalender.site.pages.days import day_items, stale
from buurtkalender.site.publish import FileGroup, Output, value_digest
from buurtkalender.site.render import Frame, PageLink, feed_links
from buurtkalender.site.subscriptions import has_picture, list_subscription, papers_of
from buurtkalender.site.theme import DATES_SCRIPT, DAYS_SCRIPT, HOURS_SCRIPT, MINE_SCRIPT, TODAY_SCRIPT
from buurtkalender.words.dates import ONE_DAY


def facet_pages(site: Site) -> Iterator[FileGroup]:
    """Yield the pages of all lists but the home page."""
    index = Index(site, lists(site))
    for spec in lists(site):
        if spec.facets:
            yield _pages(site, spec, index)


def _pages(site: Site, spec: ListSpec, index: Index) -> FileGroup:
    frame = Frame(
        path=spec.path,
        heading=spec.title,
        title=spec.title,
        description=site.words.about(spec.title),
        shown=spec.shown,
        foreign=site.words.foreign if spec.kind.subject else "",
        crumbs=_crumbs(site, spec),
        feeds=feed_links(site.words, spec.path, spec.title, SMALL if spec.place else FEEDS),
        picture=addresses.picture(spec.path if has_picture(spec) else addresses.HOME),
        section=addresses.NEIGHBOURHOODS if spec.place else spec.kind.listed if spec.kind.menu else "",
        scripts=tuple(map(site.renderer.theme.asked_with_digest, _scripts(site, spec))),
    )
    choices = index.choices(spec)
    return group(
        site,
        frame,
        partial(items_of, site, spec),
        map(site.list_keys.__getitem__, site.selection.concerned(*spec.facets)),
        key=value_digest(choices, *made_from(site, spec), papers_of(site, spec), site.parts.get(spec.path)),
        view=partial(_view, site, spec, choices),
    )


def _scripts(site: Site, spec: ListSpec) -> tuple[str, ...]:
    if spec.kind.mine:
        return (MINE_SCRIPT,)
    if spec.kind.key == "venue" and spec.id in site.calendar.venues:
        return (HOURS_SCRIPT,)
    organisation = site.calendar.organisations.get(spec.id) if spec.kind.key == "organisation" else None
    return (DAYS_SCRIPT, DATES_SCRIPT) if organisation and lapses(site, organisation) else (DAYS_SCRIPT,)


def _view(site: Site, spec: ListSpec, choices: tuple[Narrowing, ...]) -> dict[str, Any]:
    """Work out the part of a list's page that does not list activities."""
    return {
        "about": list_details(site, spec, choices),
        "subscription": list_subscription(site, spec),
        "papers": papers_of(site, spec),
        "subject": linked_data.of_subject(site, spec),
    }


def _crumbs(site: Site, spec: ListSpec) -> tuple[PageLink, ...]:
    index = addresses.NEIGHBOURHOODS if spec.place else spec.kind.listed
    if not (spec.place or spec.kind.crumb):
        return ()
    crumbs = [PageLink(index, site.words.gettext(headings()[index]))]
    if spec.place:
        area = site.calendar.neighbourhoods[spec.place]
        crumbs.append(PageLink(addresses.neighbourhood(area.id), site.words.own(area.name)))
    if spec.kind.key == "room":
        venue, _room = site.room(spec.id)
        crumbs.append(PageLink(addresses.venue(venue.id), site.words.own(venue.name)))
    return tuple(crumbs)


# --- pages that lead on ---------------------------------------------------------------------------------
# Pages that lead to other pages: home, and the lists of neighbourhoods, themes, venues ….

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
    areas: tuple[Narrowing, ...]
    themes: Narrowing
    items: Markup
    total: int
    more: bool
    empty: bool
    days: tuple[PageLink, ...]
    choices: tuple[Narrowing, ...]
    stale: Markup


class IndexView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``index.html`` shows: ways to go on."""

    choices: tuple[Narrowing, ...]
    lead: str = ""
    map: Markup = Markup()


def home_page(site: Site) -> Output:
    """Return the home page: today, tomorrow and the weekend first, and then every other way in."""
    words = site.words
    _ = words.gettext
    items = day_items(site, site.today)
    shown = items[:TODAY_ON_HOME]
    week = [site.today + n * ONE_DAY for n in range(2, 8)]
    days = (
        *(
            PageLink(addresses.day(day), words.capital(words.weekdays[day.weekday()]), words.short_date(day))
            for day in week
        ),
        *(
            PageLink(addresses.week(day), words.capital(words.week(day)))
            for day in (site.today, site.today + 7 * ONE_DAY)
        ),
    )
    heading = _("What is on near you?")
    frame = Frame(
        path=addresses.HOME,
        heading=heading,
        title=site.settings.name,
        description=_("All activities in the neighbourhood in one calendar: when, where, for whom and what it costs."),
        feeds=feed_links(words, addresses.HOME, heading, FEEDS),
        section=addresses.HOME,
        scripts=tuple(map(site.renderer.theme.asked_with_digest, (TODAY_SCRIPT, MINE_SCRIPT))),
    )
    ways = sorted((kind for kind in KINDS.values() if kind.home), key=lambda kind: kind.home)
    view = HomeView(
        leaves=tuple(_leaves(site)),
        day=words.day(site.today),
        iso=site.today.isoformat(),
        areas=choices_of(site, "neighbourhood"),
        themes=choices_of(site, "theme")[0],
        items=Markup(),
        total=site.held(site.today, site.today),
        more=len(items) > len(shown),
        empty=not site.calendar.activities,
        days=days,
        choices=tuple(choice for kind in ways for choice in choices_of(site, kind.key)),
        stale=stale(site, "today"),
    )

    def filled() -> HomeView:
        return msgspec.structs.replace(view, items=items_html(site, shown))

    return site.page(
        "home.html", frame, filled, view, shown_by(site, shown), things=lambda _: linked_data.of_home(site)
    )


def _leaves(site: Site) -> Iterator[Leaf]:
    """Yield today, tomorrow and the weekend."""
    words = site.words
    _ = words.gettext
    saturday = site.today + (5 - min(site.today.weekday(), 5)) * ONE_DAY
    if site.today.weekday() == 6:
        saturday = site.today - ONE_DAY
    for url, name, days in (
        (addresses.TODAY, _("Today"), (site.today,)),
        (addresses.TOMORROW, _("Tomorrow"), (site.today + ONE_DAY,)),
        (addresses.WEEKEND, _("This weekend"), (saturday, saturday + ONE_DAY)),
    ):
        yield Leaf(
            url=url,
            name=name,
            number="–".join(str(day.day) for day in days),
            day=words.together(days),
            activities=words.activities(site.held(days[0], days[-1])),
        )


# --- lists of lists ---------------------------------------------------------------------------------


def index_pages(site: Site) -> Iterator[Output]:
    """Yield the pages that list neighbourhoods, themes, audiences, venues and organisations."""
    _ = site.words.gettext
    for first in KINDS.values():
        if first.heading:
            heading = _(first.heading)
            found: dict[str, tuple[PageLink, ...]] = {}
            for kind in KINDS.values():
                if kind.listed == first.listed:
                    for choice in choices_of(site, kind.key):
                        found[choice.title] = (*found.get(choice.title, ()), *choice.links)
            frame = Frame(
                path=first.listed, heading=heading, description=site.words.about(heading), section=first.listed
            )
            view = IndexView(
                choices=tuple(Narrowing(title, links) for title, links in found.items() if links),
                lead=_(first.lead) if first.lead else "",
                map=_map(site) if first.listed == addresses.NEIGHBOURHOODS else Markup(),
            )
            yield site.page("index.html", frame, view)


def _map(site: Site) -> Markup:
    counts = site.counts("neighbourhood")
    cells = [
        area_map.MapArea(area, addresses.neighbourhood(area.id), counts.get(area.id, 0), "")
        for area in site.calendar.neighbourhoods.values()
    ]
    title = site.words.gettext("Map of the neighbourhoods. The same neighbourhoods are in the list.")
    return area_map.draw(cells, title, site.calendar.municipalities) if cells else Markup()
