"""Atom (RFC 4287): the news once more, for readers that tell an announcement from a change.

The numbers in comments are sections of RFC 4287. As in RSS, entries are written as text and feedgen makes the shell.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Any

from buurtkalender.feeds.context import Context
from buurtkalender.feeds.news import EVENT, Channel, Story, iri
from buurtkalender.feeds.texts import clean


def entry(story: Story) -> bytes:
    """One entry, to be joined into any number of feeds.

    ``published`` is when it was announced, ``updated`` when it changed (4.2.9, 4.2.15); the identifier stays (4.2.6).
    Elements of the event module may stand in an entry as structured extensions (6.4).
    """
    told = [
        ("id", story.iri),
        ("title", story.title),
        ("published", story.announced.isoformat()),
        ("updated", story.changed.isoformat()),
        ('content type="html"', story.html),
        *story.facts,
    ]
    inside = [f"<{name}>{_text(text)}</{name.partition(' ')[0]}>" for name, text in told]
    inside.append(f'<link rel="alternate" type="text/html" href="{_attribute(story.url)}"/>')
    inside += [f"<author><name>{_text(name)}</name></author>" for name in story.authors]
    inside += [
        f'<category term="{_attribute(term)}" label="{_attribute(word)}"/>' for term, word in story.themes.items()
    ]
    return f"<entry>{''.join(inside)}</entry>\n".encode()


def feed(context: Context, channel: Channel, entries: Iterable[bytes]) -> bytes:
    """A whole feed around finished entries, in the order given.

    The calendar is the author of the feed, so that one without entries is valid too (4.1.1).
    """
    from feedgen.feed import FeedGenerator

    shell = FeedGenerator()
    shell.id(iri(context.calendar, channel.path))
    shell.title(clean(channel.name))
    shell.subtitle(clean(channel.about))
    shell.author(name=clean(channel.author))
    shell.link(href=channel.url, rel="self", type="application/atom+xml")
    shell.link(href=channel.page, rel="alternate", type="text/html")
    shell.language(context.language)
    shell.generator("Buurtkalender")
    shell.updated(channel.changed)
    shell.register_extension("ev", _namespace(), rss=False)
    octets: bytes = shell.atom_str()
    begin, end, rest = octets.rpartition(b"</feed>")
    return b"".join([begin, b"\n", *entries, end, rest, b"\n"])


def _text(text: str) -> str:
    return escape(clean(text), quote=False)


def _attribute(text: str) -> str:
    return escape(clean(text))


@cache
def _namespace() -> Any:
    from feedgen.ext.base import BaseExtension

    class Namespace(BaseExtension):  # type: ignore[misc] # feedgen has no types
        """Declares the event module on the feed."""

        def extend_ns(self) -> dict[str, str]:
            return {"ev": EVENT}

    return Namespace
