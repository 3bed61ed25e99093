"""The news of the gaps: an item for each that opened or closed, dated the Monday on which that was seen.

It comes for the whole calendar in every format, and for each neighbourhood in those that are everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import partial
from html import escape
from zoneinfo import ZoneInfo

from buurtkalender.domain.coverage.difference import Move
from buurtkalender.feeds.context import Context, began
from buurtkalender.feeds.formats import NEWS, News
from buurtkalender.feeds.news import Channel, Story, iri
from buurtkalender.feeds.texts import clean
from buurtkalender.site import addresses
from buurtkalender.site.gaps.history import explained_at
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import digest_of
from buurtkalender.site.tree import Output
from buurtkalender.words.changes import change_sentence, change_title

MOST_ITEMS = 60
"""How many items a feed holds at most: many gaps may open when one activity stops."""


def gap_files(site: Site, context: Context) -> Iterator[Output]:
    """Yield the feeds; one in which nothing moved is there too, and empty."""
    _ = site.words.gettext
    told: list[tuple[str, Story]] = [
        (move.neighbourhood, _story(site, move, _midnight(site, week.until)))
        for week in site.past.weeks
        for move in week.moves
    ]
    about = _("What is missing per neighbourhood: what opened and what closed, a week at a time.")
    name = _("Gaps · {site}").format(site=site.settings.name)
    for one in NEWS:
        page = addresses.GAPS_HISTORY
        yield _feed(site, context, one, addresses.GAPS, page, (name, about), [story for _area, story in told])
    for area in dict.fromkeys(verdict.neighbourhood for verdict in site.verdicts):
        place = site.calendar.neighbourhoods[area].name
        name = _("Gaps in {place} · {site}").format(place=place, site=site.settings.name)
        path = addresses.gaps_of_neighbourhood(area)
        stories = [story for where, story in told if where == area]
        for one in NEWS:
            if one.everywhere:
                yield _feed(site, context, one, path, path, (name, about), stories)


def _feed(  # noqa: PLR0913, PLR0917 - a feed is made of these
    site: Site,
    context: Context,
    form: News,
    path: str,
    page: str,
    named: tuple[str, str],
    stories: list[Story],
) -> Output:
    shown = stories[:MOST_ITEMS]
    channel = Channel(
        name=named[0],
        about=named[1],
        author=site.settings.name,
        path=path,
        url=addresses.absolute(site.settings.url, addresses.feed_of(path, form)),
        page=addresses.absolute(site.settings.url, page),
        changed=max((story.changed for story in shown), default=began(site.calendar)),
    )
    key = digest_of(channel, shown, site.settings.language, site.calendar.id, site.calendar.anchor)
    make = partial(_made, form, context, channel, shown)
    return Output(addresses.feed_of(path, form), key, make)


def _made(form: News, context: Context, channel: Channel, stories: list[Story]) -> bytes:
    return form.feed(context, channel, map(form.item, stories))


def _story(site: Site, move: Move, seen: datetime) -> Story:
    """What is told of a move; the same guid and IRI as long as it is told."""
    _ = site.words.gettext
    url = addresses.absolute(site.settings.url, explained_at(move))
    day = seen.astimezone(ZoneInfo(site.calendar.zone)).date()
    text = clean(change_sentence(move, site.calendar, site.translator))
    helps = _("What helps, and the whole sum: {url}").format(url=f'<a href="{escape(url)}">{escape(url)}</a>')
    return Story(
        guid=f"hiaat.{move.neighbourhood}.{move.norm}.{day:%Y%m%d}.{move.what}@{site.calendar.id}",
        iri=iri(site.calendar, f"{addresses.GAPS_HISTORY}{move.neighbourhood}/{move.norm}/{day}/{move.what}"),
        url=url,
        title=change_title(move, site.calendar, site.translator),
        html=f"<p>{escape(text, quote=False)}</p><p>{helps}</p>",
        themes={},
        authors=(),
        announced=seen,
        changed=seen,
    )


def _midnight(site: Site, day: date) -> datetime:
    """The moment at which a day began, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(site.calendar.zone)).astimezone(UTC)
