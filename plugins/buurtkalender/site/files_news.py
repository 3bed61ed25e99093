"""The feeds for readers: the news beside each list in every format, the coming week, and the news of the gaps.

Items are made once an activity, or once an occurrence of the week, and joined; the build remembers them as it does
events. Only those are made that some feed holds: of thousands of activities that is a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache, partial
from html import escape
from typing import NamedTuple
from zoneinfo import ZoneInfo

from buurtkalender.domain.coverage.difference import Move
from buurtkalender.domain.model import Activity
from buurtkalender.domain.selection import Daily
from buurtkalender.domain.values import Occurrence
from buurtkalender.feeds import news, rss
from buurtkalender.feeds.context import Context, began
from buurtkalender.feeds.formats import NEWS, WEEK_FEED, News
from buurtkalender.feeds.news import Channel, Story, Upcoming, iri
from buurtkalender.feeds.texts import clean
from buurtkalender.site import addresses
from buurtkalender.site.cache import Kept, Pieces, SharedPieces, refresh, refreshed
from buurtkalender.site.gaps.history import explained_at
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.listing import daily_in_words
from buurtkalender.site.lists import lists
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output, parts_digest, value_digest
from buurtkalender.words.changes import change_sentence, change_title


def news_files(site: Site, fragments: SharedPieces, pieces: Pieces) -> Iterator[Output]:
    """Yield the feeds of every list; what they are made of is kept in ``fragments``."""
    yield from _news(site, fragments, pieces)
    yield from _weeks(site, fragments, pieces)


# --- the news ---------------------------------------------------------------------------------------


def _news(site: Site, fragments: SharedPieces, pieces: Pieces) -> Iterator[Output]:
    context, activities = pieces.context, site.calendar.activities
    ahead = _ahead(site, context)
    ranks = news.ranks(context, activities.values(), ahead)
    chosen = [(spec, news.newest(_activities(site, spec), ranks)) for spec in lists(site)]
    keys = {one.id: pieces.keys[one.id] + value_digest(ahead[one.id]) for _spec, some in chosen for one in some}
    whole = {one.id for spec, some in chosen if not spec.place for one in some}
    keys_of_whole = {name: key for name, key in keys.items() if name in whole}

    @cache  # every format tells it
    def story(name: str) -> Story:
        return news.story(context, activities[name], ahead[name])

    kinds = {
        form: Kept(
            fragments.news.setdefault(form.file, {}),
            keys if form.everywhere else keys_of_whole,
            lambda name, form=form: form.item(story(name)),  # type: ignore[misc]
        )
        for form in NEWS
    }
    refresh(*kinds.values(), jobs=pieces.jobs)
    for form, kept in kinds.items():
        items = {name: item for name, (_, item) in kept.pieces.items()}
        for spec, some in chosen:
            if form.everywhere or not spec.place:
                yield _news_of(site, context, spec, form, some, items, keys)


def _activities(site: Site, spec: ListSpec) -> list[Activity]:
    """Return what the news of a list is about: its activities, and those that come there for once."""
    visiting = {one.activity for one in site.selection.visiting(*spec.facets, first=site.today)}
    return [*site.selection.activities(*spec.facets), *(site.calendar.activities[name] for name in visiting)]


def _news_of(  # noqa: PLR0913, PLR0917 - a feed is made of these
    site: Site,
    context: Context,
    spec: ListSpec,
    form: News,
    some: Sequence[Activity],
    items: Mapping[str, bytes],
    keys: dict[str, bytes],
) -> Output:
    path = addresses.feed_of(spec.path, form)
    channel = Channel(
        name=_name(site, spec.title, spec),
        about=site.words.gettext("Activities from {site}").format(site=site.settings.name),
        author=site.settings.name,
        path=spec.path,
        url=addresses.absolute(site.settings.url, path),
        page=addresses.absolute(site.settings.url, spec.path),
        changed=news.changed(context, some),
    )
    make = partial(form.feed, context, channel, [items[one.id] for one in some])
    return Output(path, parts_digest(_key(site, channel), b"".join([keys[one.id] for one in some])), make)


def _ahead(site: Site, context: Context) -> dict[str, Upcoming]:
    """Return what is to come of each activity."""
    coming: dict[str, list[Occurrence]] = {name: [] for name in site.calendar.activities}
    for occurrence in site.selection.occurrences(first=site.today):
        coming[occurrence.activity].append(occurrence)
    return {
        one.id: news.ahead(context, one, coming[one.id], site.words.years_from)
        for one in site.calendar.activities.values()
    }


# --- the week ---------------------------------------------------------------------------------------


class _Time(NamedTuple):
    """What an item of the week is about: its name, what it depends on, its date, and what makes it."""

    name: str
    key: bytes
    dated: datetime
    make: Callable[[], bytes]


def _weeks(site: Site, fragments: SharedPieces, pieces: Pieces) -> Iterator[Output]:
    context, last = pieces.context, rss.last_day(site.today)
    times: dict[int | str, _Time] = {}
    chosen = []
    for spec in lists(site):
        if not spec.place:
            loose: list[_Time] = []
            daily: dict[str, _Time] = {}
            for one in site.selection.shown(*spec.facets, first=site.today, last=last):
                on = site.selection.daily(one, site.today, last)
                key: int | str = one.activity if on else id(one)
                time = times.get(key)
                if time is None:
                    time = times[key] = _every(site, pieces, one.activity, on) if on else _time(pieces, one)
                if on:
                    daily[one.activity] = time
                else:
                    loose.append(time)
            shown = [*loose[: max(0, rss.MOST_WEEK_ITEMS - len(daily))], *daily.values()]
            chosen.append((spec, len(loose) + len(daily), shown[: rss.MOST_WEEK_ITEMS]))

    wanted = {one.name: one for _spec, _number, told in chosen for one in told}
    keys = {one.name: one.key for one in wanted.values()}
    items = refreshed(fragments.weeks, keys, lambda name: wanted[name].make(), pieces.jobs)
    for spec, number, told in chosen:
        channel = _week_channel(site, context, spec, number, told)
        make = partial(rss.feed, context, channel, [items[one.name] for one in told])
        yield Output(
            addresses.feed_of(spec.path, WEEK_FEED),
            parts_digest(_key(site, channel), b"".join([one.key for one in told])),
            make,
        )


def _time(pieces: Pieces, one: Occurrence) -> _Time:
    context, key = pieces.context, pieces.keys[one.activity]
    activity = context.calendar.activities[one.activity]
    name, when = rss.guid(context, one), rss.dated(context, activity, one.day)
    return _Time(name, key + value_digest(one), when, partial(rss.week_item, context, activity, one))


def _every(site: Site, pieces: Pieces, name: str, on: Daily) -> _Time:
    """Return all dates of something that is on nearly every day as one."""
    context, days = pieces.context, (site.today, rss.last_day(site.today))
    activity = site.calendar.activities[name]
    said = daily_in_words(site, name, on, days)
    when = rss.dated(context, activity, *site.selection.left_out(name, on, *days))
    guid = site.calendar.uid(activity, on.patterns[0])
    make = partial(rss.daily_item, context, activity, guid, said, when)
    return _Time(guid, pieces.keys[name] + value_digest(said), when, make)


def _week_channel(site: Site, context: Context, spec: ListSpec, number: int, told: Sequence[_Time]) -> Channel:
    _ = site.words.gettext
    about = _("What is on, day by day, a week ahead. From {site}.").format(site=site.settings.name)
    return Channel(
        name=_name(site, _("{title}: day by day").format(title=spec.title), spec),
        about=rss.about(context, about, number),
        author=site.settings.name,
        path=spec.path,
        url=addresses.absolute(site.settings.url, addresses.feed_of(spec.path, WEEK_FEED)),
        page=addresses.absolute(site.settings.url, spec.path),
        changed=rss.week_changed(context, [one.dated for one in told]),
    )


# --- both -------------------------------------------------------------------------------------------


def _name(site: Site, title: str, spec: ListSpec) -> str:
    """Return a feed's name: readers show it among those of others, so it says which calendar it is from."""
    return title if spec.path == addresses.HOME else f"{title} · {site.settings.name}"


def _key(site: Site, channel: Channel) -> bytes:
    """Return a digest of what a feed shows besides its items."""
    return value_digest(channel, site.settings.language, site.calendar.id, site.calendar.anchor)


# --- gaps -----------------------------------------------------------------------------------------------
# The news of the gaps: an item for each that opened or closed, dated the Monday on which that was seen.
#
# It comes for the whole calendar in every format, and for each neighbourhood in those that are everywhere.

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
    key = value_digest(channel, shown, site.settings.language, site.calendar.id, site.calendar.anchor)
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
