"""The page that explains how to get the calendar on a phone: first which list, then on what device."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from buurtkalender.feeds.formats import CALENDAR, NEWS, RSS, WEEK
from buurtkalender.site import addresses
from buurtkalender.site.lists import lists
from buurtkalender.site.model import ListSpec, Site
from buurtkalender.site.outputs import Output
from buurtkalender.site.render import FeedLink, Frame, Link, feed_links
from buurtkalender.site.subscriptions import Subscription, list_subscription
from buurtkalender.words.catalogues import translator

MOST_OPEN = 12
"""With more neighbourhoods than fit on a phone, the other choices would be out of sight below them."""


class Group(msgspec.Struct, frozen=True):
    """Lists of one kind, and for whom they are.

    The links lead to where each list tells how to subscribe to it: with five links for each of a hundred
    neighbourhoods and hundreds of organisations nobody would find their own on this page. ``open`` is whether they
    show before anybody asks.
    """

    title: str
    whom: str
    links: tuple[Link, ...]
    open: bool = False


class SubscribeView(msgspec.Struct, frozen=True):
    """What ``subscribe.html`` shows; ``cancelled`` is the word by which one knows in an agenda what is cancelled.

    ``news`` are the feeds with all the news, a format each; ``week`` is the one with the coming week.
    """

    groups: tuple[Group, ...]
    everything: Subscription
    cancelled: str
    news: tuple[FeedLink, ...]
    week: FeedLink


def subscribe_page(site: Site) -> Output:
    """Return this page."""
    _ = site.words.gettext
    heading = _("The calendar on your phone")
    frame = Frame(
        path=addresses.SUBSCRIBE,
        heading=heading,
        description=_("Subscribe to the activities near you: new ones appear in your own agenda."),
        feeds=feed_links(site.words, addresses.HOME, heading, [CALENDAR, RSS]),
        section=addresses.SUBSCRIBE,
    )
    found: dict[str, list[ListSpec]] = {}
    for spec in lists(site):
        if not spec.place:
            found.setdefault(spec.kind, []).append(spec)
    view = SubscribeView(
        groups=tuple(_groups(site, found)),
        everything=list_subscription(site, found["all"][0]),
        cancelled=_cancelled(site),
        news=feed_links(site.words, addresses.HOME, "", NEWS),
        week=feed_links(site.words, addresses.HOME, "", [WEEK])[0],
    )
    return site.page("subscribe.html", frame, view)


def _cancelled(site: Site) -> str:
    """Return the word that stands before what is cancelled in feeds, which come in the site's own language only."""
    return translator(site.settings.language).gettext("CANCELLED: {title}").partition(":")[0]


def _groups(site: Site, found: dict[str, list[ListSpec]]) -> Iterator[Group]:
    _ = site.words.gettext
    areas = site.calendar.neighbourhoods
    homes = [Link(addresses.subscribing(spec.path), areas[spec.id].name) for spec in found.get("neighbourhood", ())]
    near = tuple(
        Link(link.url, site.words.own(link.text)) for link in sorted(homes, key=lambda link: link.text.casefold())
    )
    for title, whom, links in (
        (
            _("My neighbourhood"),
            _("Everything close to home. For most people this is the best list."),
            near,
        ),
        (
            _("A theme"),
            _("For whoever is looking for one kind of thing, such as moving or eating together."),
            _links(found, "theme"),
        ),
        (
            _("For whom"),
            _("Only what suits you, or the person you help: older people, for example, or parents."),
            _links(found, "audience"),
        ),
        (
            _("What matters to you?"),
            _("For whoever wants it free, or comes in a wheelchair, or comes alone."),
            _links(found, "fact"),
        ),
        (
            _("One venue or one organisation"),
            _("For whoever often comes to the same place. Each has its own list, at the bottom of its page."),
            (Link(addresses.VENUES, _("All venues")), Link(addresses.ORGANISATIONS, _("All organisations"))),
        ),
        (
            _("One activity"),
            _("For whoever goes to the same thing each week. Look it up, and put all its dates in your agenda."),
            (Link(addresses.SEARCH, _("All activities from A to Z")),),
        ),
        (
            _("Everything"),
            _("For whoever shows others the way, such as a GP practice. For one person it is a lot."),
            (
                Link(addresses.subscribing(addresses.HOME), _("The whole calendar")),
                *(_links(found, "municipality") if len(found.get("municipality", ())) > 1 else ()),
            ),
        ),
    ):
        if links:
            yield Group(title, whom, links, links == near and len(near) <= MOST_OPEN)


def _links(found: dict[str, list[ListSpec]], kind: str) -> tuple[Link, ...]:
    return tuple(Link(addresses.subscribing(spec.path), spec.shown or spec.title) for spec in found.get(kind, ()))
