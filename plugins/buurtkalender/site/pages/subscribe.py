"""The page that explains how to get the calendar on a phone: first which list, then on what device."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from buurtkalender.feeds.formats import CALENDAR, NEWS, RSS, WEEK_FEED
from buurtkalender.site import addresses
from buurtkalender.site.list_kinds import ListKind
from buurtkalender.site.lists import KINDS, lists, lists_of
from buurtkalender.site.marking import plain
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output
from buurtkalender.site.render import FeedLink, Frame, PageLink, feed_links
from buurtkalender.site.subscriptions import Subscription, list_subscription
from buurtkalender.words.catalogues import translator
from buurtkalender.words.dates import head_of_cancelled

MOST_OPEN = 12
"""With more neighbourhoods than fit on a phone, the other choices would be out of sight below them."""


class ListGroup(msgspec.Struct, frozen=True):
    """Lists of one kind, and for whom they are.

    The links lead to where each list tells how to subscribe to it: with five links for each of a hundred
    neighbourhoods and hundreds of organisations nobody would find their own on this page. ``open`` is whether they
    show before anybody asks.
    """

    title: str
    whom: str
    links: tuple[PageLink, ...]
    open: bool = False


class SubscribeView(msgspec.Struct, frozen=True):
    """What ``subscribe.html`` shows; ``cancelled`` is the word by which one knows in an agenda what is cancelled.

    ``news`` are the feeds with all the news, a format each; ``week`` is the one with the coming week.
    """

    groups: tuple[ListGroup, ...]
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
    view = SubscribeView(
        groups=tuple(_groups(site)),
        everything=list_subscription(site, lists(site)[0]),
        cancelled=_cancelled(site),
        news=feed_links(site.words, addresses.HOME, "", NEWS),
        week=feed_links(site.words, addresses.HOME, "", [WEEK_FEED])[0],
    )
    return site.page("subscribe.html", frame, view)


def _cancelled(site: Site) -> str:
    """Return the word that stands before what is cancelled in feeds, which come in the site's own language only."""
    return head_of_cancelled(translator(site.settings.language))


def _groups(site: Site) -> Iterator[ListGroup]:
    _ = site.words.gettext
    for kind in KINDS.values():
        links = _links(site, kind)
        if kind.subscribe and links:
            title, whom = kind.subscribe
            yield ListGroup(_(title), _(whom), links, kind.mine and len(links) <= MOST_OPEN)
    yield ListGroup(
        _("One venue or one organisation"),
        _("For whoever often comes to the same place. Each has its own list, at the bottom of its page."),
        (PageLink(addresses.VENUES, _("All venues")), PageLink(addresses.ORGANISATIONS, _("All organisations"))),
    )
    yield ListGroup(
        _("One activity"),
        _("For whoever goes to the same thing each week. Look it up, and put all its dates in your agenda."),
        (PageLink(addresses.SEARCH, _("All activities from A to Z")),),
    )
    towns = _links(site, KINDS["municipality"])
    yield ListGroup(
        _("Everything"),
        _("For whoever shows others the way, such as a GP practice. For one person it is a lot."),
        (PageLink(addresses.subscribing(addresses.HOME), _("The whole calendar")), *(towns if len(towns) > 1 else ())),
    )


def _links(site: Site, kind: ListKind) -> tuple[PageLink, ...]:
    """Return the links to where each list of a kind tells how to subscribe; of one's own by name, to be found soon."""
    specs = lists_of(site, kind.key)
    if kind.mine:
        specs.sort(key=lambda spec: plain(spec.name).casefold())
    return tuple(
        PageLink(addresses.subscribing(one.path), one.name if kind.mine else one.shown or one.title) for one in specs
    )
