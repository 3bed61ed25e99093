"""The feeds and data files that stand beside the pages, as outputs of the build.

An activity's events, RSS item and data rows are made once and joined into every file that shows them; the build
remembers them, with a key of what they were made from.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from buurtkalender.domain.model import Activity, Dates, Monthly, Weekly
from buurtkalender.feeds import ical, open_data, rss
from buurtkalender.feeds.schemas import schemas
from buurtkalender.feeds.series import inexact_days
from buurtkalender.site import addresses
from buurtkalender.site.lists import lists
from buurtkalender.site.model import ListSpec, Site, has_feed
from buurtkalender.site.outputs import Output, digest, digest_of
from buurtkalender.site.state import Fragments

COLOR = "teal"
"""What agenda programs colour the calendar with until the person chooses otherwise (a CSS3 name, RFC 7986 5.9)."""


def all_files(site: Site, fragments: Fragments) -> Iterator[Output]:
    """Yield every feed and data file of the site. ``fragments`` holds what the last build made, and is brought up to date."""
    pieces = Pieces(site, fragments)
    for spec in lists(site):
        yield from _list_feeds(site, spec, pieces)
    for activity in site.calendar.activities.values():
        if has_feed(activity):
            yield _activity_feed(site, activity, pieces)
    yield from _data(site, pieces)
    pieces.forget()


class Pieces:
    """The bytes that files share, by activity."""

    def __init__(self, site: Site, fragments: Fragments) -> None:
        self.site = site
        self._kept = fragments
        settings, calendar = site.settings, site.calendar
        self.context = ical.context(
            calendar,
            settings.language,
            lambda identifier: addresses.absolute(settings.url, addresses.activity(identifier)),
            site.stamps,
            today=site.today,
            past_days=settings.feed_past_days,
        )
        self._shared = digest_of(
            (calendar.id, calendar.anchor, calendar.zone, calendar.school_holidays, calendar.closures),
            (calendar.themes, calendar.audiences, calendar.facilities, calendar.languages, calendar.goals),
            [(area.id, area.name, area.municipality) for area in calendar.neighbourhoods.values()],
            calendar.municipalities,
            (settings.url, settings.language, self.context.horizon),
        )
        self._keys: dict[str, bytes] = {}

    def key(self, activity: Activity) -> bytes:
        """Return a digest of all that an activity's events show, except of how far back they go."""
        found = self._keys.get(activity.id)
        if found is None:
            site = self.site
            venues = [activity.venue, *[change.venue for change in activity.changes]]
            people = [activity.organisation, *activity.partners]
            found = self._keys[activity.id] = digest(
                self._shared,
                site.cards.activity_digest(activity.id),
                *[site.cards.venue_digest(venue) for venue in venues if venue],
                *[site.organisation_digest(one) for one in people],
                digest_of(site.stamps.get(activity.id)),
            )
        return found

    def events_key(self, activity: Activity) -> bytes:
        """Return a digest of an activity's events; the window counts where they may fall out of it."""
        key, context = self.key(activity), self.context
        if activity.changes or any(isinstance(one, Dates) or getattr(one, "last", None) for one in activity.when):
            return digest(key, digest_of(context.window.first))
        told_apart = [inexact_days(context, one) for one in activity.when if isinstance(one, Weekly | Monthly)]
        return digest(key, digest_of(told_apart)) if any(told_apart) else key

    def events(self, activity: Activity) -> bytes:
        """Return the VEVENTs of an activity."""
        key = self.events_key(activity)
        kept = self._kept.events.get(activity.id)
        if kept is None or kept[0] != key:
            kept = self._kept.events[activity.id] = key, ical.events(self.context, activity)
        return kept[1]

    def item_key(self, activity: Activity) -> bytes:
        """Return a digest of an activity's RSS item."""
        following = self.site.following.get(activity.id)
        return digest(self.key(activity), digest_of(following))

    def item(self, activity: Activity) -> bytes:
        """Return the RSS item of an activity."""
        key = self.item_key(activity)
        kept = self._kept.items.get(activity.id)
        if kept is None or kept[0] != key:
            made = rss.item(self.context, activity, self.site.following.get(activity.id))
            kept = self._kept.items[activity.id] = key, made
        return kept[1]

    def forget(self) -> None:
        """Drop what belongs to activities that are gone."""
        for kept in (self._kept.events, self._kept.items, self._kept.rows):
            for identifier in kept.keys() - self.site.calendar.activities.keys():
                del kept[identifier]


def _list_feeds(site: Site, spec: ListSpec, pieces: Pieces) -> Iterator[Output]:
    settings = site.settings
    path = addresses.calendar_of(spec.path)
    name = spec.title if spec.path == addresses.HOME else f"{spec.title} · {settings.name}"
    page_url, feed_url = (addresses.absolute(settings.url, one) for one in (spec.path, path))
    activities = sorted(site.selection.activities(*spec.facets), key=lambda activity: activity.id)
    about = site.words.gettext("Activities from {site}").format(site=settings.name)

    def calendar() -> bytes:
        blocks = [pieces.events(activity) for activity in activities]
        return ical.feed(name, about, feed_url, page_url, COLOR, blocks)

    keys = [pieces.events_key(activity) for activity in activities]
    yield Output(path, digest(digest_of(name, about, feed_url), *keys), calendar)

    path = addresses.rss_of(spec.path)
    rss_url = addresses.absolute(settings.url, path)
    newest = rss.newest(pieces.context, activities, site.following)

    def news() -> bytes:
        items = [pieces.item(activity) for activity in newest]
        return rss.feed(pieces.context, name, about, rss_url, page_url, newest, items)

    keys = [pieces.item_key(activity) for activity in newest]
    dated = digest_of(settings.language, site.calendar.anchor)  # a feed without items carries the calendar's first day
    yield Output(path, digest(digest_of(name, about, rss_url), dated, *keys), news)


def _activity_feed(site: Site, activity: Activity, pieces: Pieces) -> Output:
    settings = site.settings
    page = addresses.activity(activity.id)
    path = addresses.calendar_of(page)
    page_url, feed_url = (addresses.absolute(settings.url, one) for one in (page, path))
    about = site.words.gettext("Activities from {site}").format(site=settings.name)

    def calendar() -> bytes:
        return ical.feed(activity.title, about, feed_url, page_url, COLOR, [pieces.events(activity)])

    return Output(path, digest(pieces.events_key(activity), digest_of(about, feed_url)), calendar)


def _data(site: Site, pieces: Pieces) -> Iterator[Output]:
    """Yield the data files, and the schemas beside them."""
    calendar, context = site.calendar, pieces.context
    activities = sorted(calendar.activities.values(), key=lambda activity: activity.id)
    known = digest(*[pieces.key(activity) for activity in activities])
    window = digest_of(site.today, site.settings.past_days, site.settings.ahead_days)
    verdicts = digest_of(calendar.id, tuple(site.verdicts), calendar.norms)
    names = digest_of([(area.id, area.name) for area in calendar.neighbourhoods.values()])
    places = digest_of(calendar.id, calendar.venues, calendar.neighbourhoods, site.settings.url)
    people = digest_of(calendar.id, calendar.organisations, site.settings.url)

    def url_of_venue(identifier: str) -> str:
        return addresses.absolute(site.settings.url, addresses.venue(identifier))

    def url_of_organisation(identifier: str) -> str:
        return addresses.absolute(site.settings.url, addresses.organisation(identifier))

    yield Output("/data/activities.json", known, partial(open_data.activities, context))
    yield Output(
        "/data/occurrences.json",
        digest(known, places, window),
        partial(open_data.occurrences, calendar, site.occurrences),
    )
    yield Output("/data/venues.json", places, partial(open_data.venues, calendar, url_of_venue))
    yield Output("/data/organisations.json", people, partial(open_data.organisations, calendar, url_of_organisation))
    yield Output("/data/coverage.json", verdicts, partial(open_data.coverage, calendar, site.verdicts))
    yield Output("/data/coverage.csv", digest(verdicts, names), partial(open_data.coverage_csv, calendar, site.verdicts))
    for name, text in schemas().items():
        yield Output(f"/data/schemas/{name}.schema.json", digest_of(text), partial(_json, text))


def _json(text: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(text), indent=2) + b"\n"
