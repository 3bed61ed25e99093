"""The page of each list: what it is about, and its activities."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from buurtkalender.feeds.formats import FEEDS, SMALL
from buurtkalender.site import addresses, linked_data
from buurtkalender.site.about import about, made_from
from buurtkalender.site.choices import Index
from buurtkalender.site.list_kinds import Choice, ListSpec
from buurtkalender.site.listing import group, items_of
from buurtkalender.site.lists import headings, lists
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import Group, digest_of
from buurtkalender.site.paper_links import has_picture, papers_of
from buurtkalender.site.render import Frame, Link, feed_links
from buurtkalender.site.subscriptions import list_subscription
from buurtkalender.site.theme import MINE_SCRIPT, OFFLINE_SCRIPT

SCRIPTS = (MINE_SCRIPT, OFFLINE_SCRIPT)
"""What the page of a list runs that can be somebody's own."""


def facet_pages(site: Site) -> Iterator[Group]:
    """Yield the pages of all lists but the home page."""
    index = Index(site, lists(site))
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
        foreign=site.words.foreign if spec.kind.subject else "",
        crumbs=_crumbs(site, spec),
        feeds=feed_links(site.words, spec.path, spec.title, SMALL if spec.place else FEEDS),
        picture=addresses.picture(spec.path if has_picture(spec) else addresses.HOME),
        section=addresses.NEIGHBOURHOODS if spec.place else spec.kind.listed if spec.kind.menu else "",
        scripts=tuple(map(site.renderer.theme.asked_with_digest, SCRIPTS)) if spec.kind.mine else (),
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
    index = addresses.NEIGHBOURHOODS if spec.place else spec.kind.listed
    if not (spec.place or spec.kind.crumb):
        return ()
    crumbs = [Link(index, site.words.gettext(headings()[index]))]
    if spec.place:
        area = site.calendar.neighbourhoods[spec.place]
        crumbs.append(Link(addresses.neighbourhood(area.id), site.words.own(area.name)))
    if spec.kind.key == "room":
        venue, _room = site.room(spec.id)
        crumbs.append(Link(addresses.venue(venue.id), site.words.own(venue.name)))
    return tuple(crumbs)
