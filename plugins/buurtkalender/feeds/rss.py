"""RSS 2.0: items and the feed around them, for the news and for the week.

What the specification leaves open follows the RSS Advisory Board's Best Practices Profile. feedgen is imported where
it is used: it takes longer to import than a small site takes to build.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime
from functools import cache
from html import escape
from typing import Any

from buurtkalender.feeds.context import Context
from buurtkalender.feeds.news import EVENT, Channel, Story
from buurtkalender.feeds.texts import clean

TTL = 60
"""Minutes after which readers may ask again: people should know of a cancellation on the day itself."""

_CREATOR = "http://purl.org/dc/elements/1.1/"


def item(story: Story) -> bytes:
    """One item, to be joined into any number of feeds; it is dated by its last change.

    Written as text, with every value escaped: there are thousands of items, and feedgen takes three times as long for
    one. The tests read them with lxml. Names of organisations are ``dc:creator``: an RSS ``author`` is an e-mail
    address (Profile, 5.1.1). The guid is no address, so that it can stay when the site moves.
    """
    told = [
        ("title", _text(story.title)),
        ("link", _text(story.url)),
        ("description", escape(story.html, quote=False)),
        *[("dc:creator", _text(name)) for name in story.authors],
        *[("category", _text(word)) for word in story.themes.values()],
        ('guid isPermaLink="false"', _text(story.guid)),
        ("pubDate", format_datetime(story.changed)),
        *[(name, _text(text)) for name, text in story.facts],
    ]
    inside = [f"<{name}>{text}</{name.partition(' ')[0]}>" for name, text in told]
    return f"<item>{''.join(inside)}</item>\n".encode()


def feed(context: Context, channel: Channel, items: Iterable[bytes]) -> bytes:
    """A whole feed around finished items, in the order given."""
    from feedgen.feed import FeedGenerator

    shell = FeedGenerator()
    shell.title(clean(channel.name))
    shell.description(clean(channel.about) or clean(channel.name))
    shell.link(href=channel.url, rel="self", type="application/rss+xml")
    shell.link(href=channel.page, rel="alternate")  # last: RSS takes the last link for its own
    shell.language(context.language)
    shell.generator("Buurtkalender")
    shell.docs("https://www.rssboard.org/rss-specification")
    shell.ttl(TTL)
    shell.lastBuildDate(channel.changed)
    shell.register_extension("ev", _namespaces(), atom=False)
    octets: bytes = shell.rss_str()
    begin, end, rest = octets.rpartition(b"</channel>")
    return b"".join([begin.replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;"), b"\n", *items, end, rest, b"\n"])


def _text(text: str) -> str:
    """Plain text, with the references that most readers take for text and not for HTML (Profile, Character Data)."""
    return clean(text).replace("&", "&#x26;").replace("<", "&#x3C;").replace(">", "&gt;")


@cache
def _namespaces() -> Any:
    from feedgen.ext.base import BaseExtension

    class Namespaces(BaseExtension):  # type: ignore[misc] # feedgen has no types
        """Declares on the feed what its items use."""

        def extend_ns(self) -> dict[str, str]:
            return {"ev": EVENT, "dc": _CREATOR}

    return Namespaces
