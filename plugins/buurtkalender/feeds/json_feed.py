"""JSON Feed 1.1 (https://jsonfeed.org/version/1.1): the news once more, for programs that would rather have no XML."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from buurtkalender.feeds.context import Context
from buurtkalender.feeds.news import EVENT, Channel, NewsEvent, Story
from buurtkalender.feeds.texts import clean

VERSION = "https://jsonfeed.org/version/1.1"


class _Author(msgspec.Struct):
    name: str


class _Event(msgspec.Struct, omit_defaults=True):
    """The extension ``_event``: the words of the event module, and iCalendar's for the status in small letters."""

    about: str
    organizer: str
    start: str | None = None
    end: str | None = None
    location: str | None = None
    status: str | None = None


class _Item(msgspec.Struct, omit_defaults=True):
    id: str
    url: str
    title: str
    content_html: str
    date_published: str
    date_modified: str
    authors: list[_Author]
    event: _Event | None = msgspec.field(name="_event", default=None)
    tags: list[str] = []


class _Feed(msgspec.Struct):
    version: str
    title: str
    home_page_url: str
    feed_url: str
    description: str
    authors: list[_Author]
    language: str
    items: list[msgspec.Raw]


_encode = msgspec.json.Encoder().encode


def item(story: Story) -> bytes:
    """One item, to be joined into any number of feeds; its ``id`` is that of the Atom entry, and stays."""
    event = story.event
    return _encode(
        _Item(
            id=story.iri,
            url=clean(story.url),
            title=clean(story.title),
            content_html=story.html,
            date_published=story.announced.isoformat(),
            date_modified=story.changed.isoformat(),
            authors=[_Author(clean(name)) for name in story.authors],
            tags=[clean(word) for word in story.themes.values()],
            event=_event(event) if event else None,
        )
    )


def _event(event: NewsEvent) -> _Event:
    place = clean(event.location) if event.location else None
    return _Event(EVENT, clean(event.organizer), event.start, event.end, place, event.status)


def feed(context: Context, channel: Channel, items: Iterable[bytes]) -> bytes:
    """A whole feed around finished items, in the order given."""
    shell = _Feed(
        version=VERSION,
        title=clean(channel.name),
        home_page_url=channel.page,
        feed_url=channel.url,
        description=clean(channel.about),
        authors=[_Author(clean(channel.author))],
        language=context.language,
        items=[msgspec.Raw(one) for one in items],
    )
    return _encode(shell) + b"\n"
