"""The news: what is new or changed, for people who follow a neighbourhood, a theme or an organisation.

RSS, Atom and JSON Feed tell the same items in the same order; here stands what they tell, whatever the format. An item
is an activity. Its dates are when it was announced and when it changed, never when it is held (readers drop or rewrite
dates to come). When it is held leads the title, and so the title ages: it depends on what is :class:`Upcoming`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from heapq import nsmallest
from html import escape
from itertools import islice
from typing import NamedTuple
from urllib.parse import quote

from buurtkalender.domain.model import Activity, ActivityStatus, Calendar
from buurtkalender.domain.values import Occurrence
from buurtkalender.feeds.context import Context, began
from buurtkalender.feeds.texts import clean
from buurtkalender.words.dates import in_short, titled

MOST_ITEMS = 20
"""How many items a feed holds at most."""

MOST_CHANGES = 5
"""How many changed dates an item tells besides the next one, at most."""

EVENT = "http://purl.org/rss/1.0/modules/event/"
"""Namespace of the RSS 1.0 event module; its page says what start, end, location and organizer mean."""


class Channel(NamedTuple):
    """What a feed says of itself.

    Addresses are absolute: ``url`` is the feed's own, ``page`` that of the list which it tells of. ``path`` names that
    list for good, whatever the host. ``author`` is the calendar's name. ``changed`` is when it last changed.
    """

    name: str
    about: str
    author: str
    path: str
    url: str
    page: str
    changed: datetime


class Upcoming(NamedTuple):
    """What is to come of an activity.

    ``first`` is the next time, also when that is cancelled: a cancellation is news, and whoever follows has to read it.
    ``held`` is the next time that it takes place. ``changes`` are the times after the first that are not as usual.
    ``far`` is whether the next time is so far that its year has to be told.
    """

    first: Occurrence | None = None
    held: Occurrence | None = None
    changes: tuple[Occurrence, ...] = ()
    far: bool = False


class NewsEvent(NamedTuple):
    """When and where the next time is, and who holds it. Of all day only ``start`` is known, a date."""

    start: str | None
    end: str | None
    location: str | None
    organizer: str
    status: str | None

    def elements(self) -> list[tuple[str, str]]:
        """What the event module says of it in RSS and Atom: dates in W3CDTF. It has no word for a status."""
        told = zip(("startdate", "enddate", "location", "organizer"), self, strict=False)
        return [(f"ev:{name}", text) for name, text in told if text is not None]


class Story(NamedTuple):
    """What the news tells of an activity. Texts are as people wrote them: each format escapes for itself.

    ``guid`` and ``iri`` name the item for good. ``html`` is finished. ``themes`` go from identifier to word.
    """

    guid: str
    iri: str
    url: str
    title: str
    html: str
    themes: dict[str, str]
    authors: tuple[str, ...]
    announced: datetime
    changed: datetime
    event: NewsEvent | None = None

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the event module says of it; nothing where it is about no event."""
        return self.event.elements() if self.event else []


# --- which items, in which order --------------------------------------------------------------------


def ahead(context: Context, activity: Activity, coming: Sequence[Occurrence], years_from: date = date.max) -> Upcoming:
    """What is to come of an activity, from its occurrences from today on, in order of time."""
    if not coming:
        return Upcoming()
    held = next((one for one in coming if not one.cancelled), None)
    later = coming[1:] if context.places.may_change(activity) else ()
    changes = (one for one in later if context.places.changed(activity, one))
    return Upcoming(coming[0], held, tuple(islice(changes, MOST_CHANGES)), coming[0].day >= years_from)


def ranks(context: Context, activities: Iterable[Activity], ahead: Mapping[str, Upcoming]) -> dict[str, int]:
    """The place of each activity among the news: the newest change first, of equals what is soonest.

    What has no next time comes after what has. Worked out once for all feeds.
    """

    def order(activity: Activity) -> tuple[float, str, str]:
        soon = ahead[activity.id].first
        return -context.stamp(activity).changed.timestamp(), soon.start.isoformat() if soon else "~", activity.id

    return {activity.id: rank for rank, activity in enumerate(sorted(activities, key=order))}


def newest(activities: Iterable[Activity], ranks: Mapping[str, int]) -> list[Activity]:
    """The activities that a feed holds, in their order (:func:`ranks`): at most 20."""
    return nsmallest(MOST_ITEMS, activities, key=lambda activity: ranks[activity.id])


def changed(context: Context, activities: Iterable[Activity]) -> datetime:
    """When a feed with these activities last changed: it stays the same until one of them changes."""
    return max((context.stamp(one).changed for one in activities), default=began(context.calendar))


# --- what an item tells -----------------------------------------------------------------------------


def story(context: Context, activity: Activity, ahead: Upcoming) -> Story:
    """What is told of an activity; the same guid and IRI after every change, a cancellation too."""
    lead = [_first(context, activity, ahead), _changes(context, activity, ahead)]
    if activity.status is ActivityStatus.PAUSED:
        lead = [context.texts.gettext("This activity has stopped for a while.")]
    guid = context.calendar.uid(activity, 0)
    stamp = context.stamp(activity)
    return story_of(context, activity, ahead.first, lead, guid=guid, changed=stamp.changed, far=ahead.far)


def story_of(  # noqa: PLR0913 - what tells one item from another
    context: Context,
    activity: Activity,
    occurrence: Occurrence | None,
    lead: Iterable[str],
    *,
    guid: str,
    changed: datetime,
    far: bool = False,
) -> Story:
    """What is told of an activity that is held then; ``lead`` are the paragraphs that come first."""
    texts = context.texts
    return Story(
        guid=guid,
        iri=iri(context.calendar, quote(activity.origin, safe="/")),
        url=context.url_of_activity(activity.id),
        title=title(context, activity, occurrence, far=far),
        html=_html(context, activity, lead, occurrence),
        themes=dict(zip(activity.themes, texts.themes(activity), strict=True)),
        authors=texts.organiser_names(activity),
        announced=context.stamp(activity).announced,
        changed=changed,
        event=_event(context, activity, occurrence),
    )


def iri(calendar: Calendar, specific: str) -> str:
    """A ``tag:`` URI (RFC 4151): a name that nobody looks up, so that no move of the site changes it.

    Atom wants an identifier that never changes, however often the feed is moved (RFC 4287, 4.2.6). The calendar's
    name and first day are fixed in the settings. An activity's name in it starts with no slash, a list's does.
    """
    return f"tag:{calendar.id.lower()},{calendar.anchor.isoformat()}:{specific}"


def title(context: Context, activity: Activity, occurrence: Occurrence | None, *, far: bool = False) -> str:
    """``Di 1 dec 10.00: Koffieochtend``; with "AFGELAST", "ONDER VOORBEHOUD" or "VOL" when that time is.

    With its year when it is ``far``.
    """
    if occurrence is None:
        return activity.title
    words = context.texts.words
    named = titled(words, context.places.at(activity, occurrence))
    return f"{words.short_when(occurrence, year=far)}: {named}"


def _html(context: Context, activity: Activity, lead: Iterable[str], occurrence: Occurrence | None) -> str:
    """The text of an item: what is different, what it is, what people want to know, and where to read more."""
    rest = partial(_always, context, activity, occurrence)
    usual = context.places.at(activity, occurrence).usual
    always = context.once("news", activity, rest) if usual else rest()
    return "".join([_paragraphs(clean(part)) for part in lead if part]) + always


def _always(context: Context, activity: Activity, occurrence: Occurrence | None) -> str:
    """What an item tells of all dates at one place."""
    texts = context.texts
    url = escape(clean(context.url_of_activity(activity.id)))
    more = texts.gettext("More: {url}").format(url=f'<a href="{url}">{url}</a>')
    parts = texts.story(activity), texts.facts(activity, occurrence)
    return "".join([_paragraphs(clean(part)) for part in parts if part]) + f"<p>{more}</p>"


def _event(context: Context, activity: Activity, occurrence: Occurrence | None) -> NewsEvent:
    """The machine-readable facts of an occurrence, or of an activity that has none to come."""
    start = end = status = None
    if occurrence is not None:
        times, status = context.times, context.places.at(activity, occurrence).status.value
        start = occurrence.day.isoformat() if occurrence.all_day else times[occurrence.start]
        end = None if occurrence.all_day else times[occurrence.end]
    place = context.texts.place(activity, occurrence)
    return NewsEvent(start, end, place.text if place else None, context.texts.organisers(activity), status)


def _first(context: Context, activity: Activity, ahead: Upcoming) -> str:
    """What is different the next time, and when it is held instead."""
    first, held = ahead.first, ahead.held
    if first is None:
        return ""
    texts = context.texts
    said = texts.change(activity, first)
    if held and not context.places.at(activity, first).held:
        moment = texts.words.moment(held.start, all_day=held.all_day)
        if short := in_short(texts.words, context.places.at(activity, held)):
            moment = f"{moment} ({short})"
        said += " " + texts.gettext("The next time is {moment}.").format(moment=moment)
    return said


def _changes(context: Context, activity: Activity, ahead: Upcoming) -> str:
    """A line for each later time that is not as usual: who follows need not wait until it is the next one."""
    if not ahead.changes:
        return ""
    texts = context.texts
    lines = [f"{texts.words.short_when(one)}: {texts.change(activity, one, access=True)}" for one in ahead.changes]
    return "\n".join([texts.gettext("These times are different:"), *lines])


def _paragraphs(text: str) -> str:
    """Plain text as the HTML that readers expect."""
    paragraphs = escape(text, quote=False).split("\n\n")
    return "".join(["<p>" + "<br>".join(one.strip().split("\n")) + "</p>" for one in paragraphs if one.strip()])
