"""The page of each list: what it is about, and its activities."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from buurtkalender.feeds.formats import FEEDS, SMALL
from buurtkalender.site import addresses, linked_data
from buurtkalender.site.about import about, made_from
from buurtkalender.site.choices import Choice, Index
from buurtkalender.site.listing import group, items_of
from buurtkalender.site.lists import lists
from buurtkalender.site.model import ListSpec, Site
from buurtkalender.site.outputs import Group, digest_of
from buurtkalender.site.paper.links import has_picture, papers_of
from buurtkalender.site.render import Frame, Link, feed_links
from buurtkalender.site.subscriptions import list_subscription
from buurtkalender.site.theme import MINE_SCRIPT, OFFLINE_SCRIPT

_SECTIONS = {
    "neighbourhood": addresses.NEIGHBOURHOODS,
    "district": addresses.NEIGHBOURHOODS,
    "municipality": addresses.NEIGHBOURHOODS,
    "theme": addresses.THEMES,
}
_SCRIPTS = {"neighbourhood": (MINE_SCRIPT, OFFLINE_SCRIPT)}


def facet_pages(site: Site) -> Iterator[Group]:
    """Yield the pages of all lists but the home page."""
    index = Index(site)
    dated = digest_of(site.list_days)
    for spec in lists(site):
        if spec.facets:
            yield _pages(site, spec, index, dated)


def _pages(site: Site, spec: ListSpec, index: Index, dated: bytes) -> Group:
    frame = Frame(
        path=spec.path,
        heading=spec.title,
        title=spec.title,
        description=site.words.about(spec.title),
        shown=spec.shown,
        foreign=site.words.foreign if spec.kind in {"venue", "room", "organisation"} else "",
        crumbs=_crumbs(site, spec),
        feeds=feed_links(site.words, spec.path, spec.title, SMALL if spec.place else FEEDS),
        picture=addresses.picture(spec.path if has_picture(spec) else addresses.HOME),
        section=_SECTIONS.get("neighbourhood" if spec.place else spec.kind, ""),
        scripts=tuple(site.renderer.theme.asked_with_digest(script) for script in _SCRIPTS.get(spec.kind, ())),
    )
    choices = index.choices(spec)
    return group(
        site,
        frame,
        partial(items_of, site, spec),
        site.selection.concerned(*spec.facets),
        key=dated + digest_of(choices, *made_from(site, spec), site.parts.get(spec.path)),
        view=partial(_view, site, spec, choices),
    )


def _view(site: Site, spec: ListSpec, choices: tuple[Choice, ...]) -> dict[str, Any]:
    """Work out the part of a list's page that does not list activities."""
    return {
        "about": about(site, spec, choices),
        "subscription": list_subscription(site, spec),
        "papers": papers_of(site, spec),
        "subject": linked_data.of_subject(site, spec),
    }


def _crumbs(site: Site, spec: ListSpec) -> tuple[Link, ...]:
    _ = site.words.gettext
    if spec.place:
        area = site.calendar.neighbourhoods[spec.place]
        return (
            Link(addresses.NEIGHBOURHOODS, _("Neighbourhoods")),
            Link(addresses.neighbourhood(area.id), site.words.own(area.name)),
        )
    if spec.kind == "room":
        venue = site.calendar.venues[spec.id.partition("/")[0]]
        return (Link(addresses.VENUES, _("Venues")), Link(addresses.venue(venue.id), site.words.own(venue.name)))
    parents = {
        "neighbourhood": Link(addresses.NEIGHBOURHOODS, _("Neighbourhoods")),
        "district": Link(addresses.NEIGHBOURHOODS, _("Neighbourhoods")),
        "municipality": Link(addresses.NEIGHBOURHOODS, _("Neighbourhoods")),
        "theme": Link(addresses.THEMES, _("Themes")),
        "goal": Link(addresses.THEMES, _("Themes")),
        "audience": Link(addresses.AUDIENCES, _("For whom")),
        "venue": Link(addresses.VENUES, _("Venues")),
        "organisation": Link(addresses.ORGANISATIONS, _("Organisations")),
    }
    return (parents[spec.kind],) if spec.kind in parents else ()
