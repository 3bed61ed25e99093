"""The feeds and data files that stand beside the pages, as outputs of the build.

An activity's events are made once and joined into every file that shows them; the build remembers them, with a key of
what they were made from. They are made while the outputs are listed, before the build divides its work
over processes: none of these has to make them again, and the next build finds them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from buurtkalender.domain.model import Activity
from buurtkalender.feeds import ical, open_data
from buurtkalender.feeds.schemas import schemas
from buurtkalender.site import addresses
from buurtkalender.site.files_news import news_files
from buurtkalender.site.fragments import Fragments, refreshed
from buurtkalender.site.lists import lists
from buurtkalender.site.model import ListSpec, Site, has_feed
from buurtkalender.site.outputs import Output, digest, digest_all, digest_of

COLOR = "teal"
"""What agenda programs colour the calendar with until the person chooses otherwise (a CSS3 name, RFC 7986 5.9)."""


def all_files(site: Site, fragments: Fragments) -> Iterator[Output]:
    """Yield every feed and data file of the site.

    ``fragments`` holds what the last build made, and is brought up to date.
    """
    pieces = Pieces(site, fragments)
    for spec in lists(site):
        yield _list_feed(site, spec, pieces)
    yield from news_files(site, fragments, pieces)
    for activity in site.calendar.activities.values():
        if has_feed(activity):
            yield _activity_feed(site, activity, pieces)
    yield from _data(site, pieces)


class Pieces:
    """What files share, by the activity's identifier.

    ``keys`` are digests of all that feeds and data show of an activity, whatever the day is. ``rows`` are its rows of
    data and ``events`` its VEVENTs, which have a key of their own: they also depend on how far back feeds go.
    """

    def __init__(self, site: Site, fragments: Fragments) -> None:
        self.site = site
        settings, calendar = site.settings, site.calendar
        self.context = ical.context(
            calendar,
            settings.language,
            lambda identifier: addresses.absolute(settings.url, addresses.activity(identifier)),
            site.stamps,
            today=site.today,
            past_days=settings.feed_past_days,
        )
        self.keys = self._digests()
        window = digest_of(self.context.window.first)
        self.event_keys = {name: key + window for name, key in self.keys.items()}
        self.events = self._made(fragments.events, self.event_keys, partial(ical.events, self.context))
        self.rows = self._made(fragments.rows, self.keys, partial(open_data.activity, self.context))

    def _digests(self) -> dict[str, bytes]:
        site, calendar = self.site, self.site.calendar
        shared = digest_of(
            (calendar.id, calendar.anchor, calendar.zone, calendar.school_holidays, calendar.closures),
            (calendar.themes, calendar.audiences, calendar.facilities, calendar.languages, calendar.goals),
            [(area.id, area.name, area.municipality) for area in calendar.neighbourhoods.values()],
            [(district.id, district.municipality) for district in calendar.districts.values()],
            calendar.municipalities,
            (site.settings.url, site.settings.language, self.context.horizon),
        )
        found = {}
        for activity in calendar.activities.values():
            venues = [activity.venue, *[change.venue for change in activity.changes]]
            people = [activity.organisation, *activity.partners]
            found[activity.id] = digest(
                shared,
                site.cards.activity_digest(activity.id),
                *[site.cards.venue_digest(venue) for venue in venues if venue],
                *[site.organisation_digest(one) for one in people],
                self.context.stamp(activity).isoformat().encode(),
            )
        return found

    def _made(
        self, kept: dict[str, tuple[bytes, bytes]], keys: dict[str, bytes], make: Callable[[Activity], bytes]
    ) -> dict[str, bytes]:
        return refreshed(kept, keys, lambda name: make(self.site.calendar.activities[name]))


def _list_feed(site: Site, spec: ListSpec, pieces: Pieces) -> Output:
    settings = site.settings
    path = addresses.calendar_of(spec.path)
    name = spec.title if spec.path == addresses.HOME else f"{spec.title} · {settings.name}"
    page_url, feed_url = (addresses.absolute(settings.url, one) for one in (spec.path, path))
    activities = site.selection.activities(*spec.facets)
    names = sorted([activity.id for activity in activities])
    about = site.words.gettext("Activities from {site}").format(site=settings.name)

    blocks = [pieces.events[name] for name in names]
    keys = b"".join([pieces.event_keys[name] for name in names])
    make = partial(ical.feed, name, about, feed_url, page_url, COLOR, blocks)
    return Output(path, digest(digest_of(name, about, feed_url), keys), make)


def _activity_feed(site: Site, activity: Activity, pieces: Pieces) -> Output:
    settings = site.settings
    page = addresses.activity(activity.id)
    path = addresses.calendar_of(page)
    page_url, feed_url = (addresses.absolute(settings.url, one) for one in (page, path))
    about = site.words.gettext("Activities from {site}").format(site=settings.name)

    make = partial(ical.feed, activity.title, about, feed_url, page_url, COLOR, [pieces.events[activity.id]])
    return Output(path, digest(pieces.event_keys[activity.id], digest_of(about, feed_url)), make)


def _data(site: Site, pieces: Pieces) -> Iterator[Output]:
    """Yield the data files, and the schemas beside them."""
    calendar = site.calendar
    known = digest_all(key for _, key in sorted(pieces.keys.items()))
    window = digest_of(site.today, site.settings.past_days, site.settings.ahead_days)
    verdicts = digest_of(calendar.id, tuple(site.verdicts), calendar.norms)
    names = digest_of([(area.id, area.name) for area in calendar.neighbourhoods.values()])
    places = digest_of(calendar.id, calendar.venues, calendar.neighbourhoods, site.settings.url)
    people = digest_of(calendar.id, calendar.organisations, site.settings.url)

    def url_of_venue(identifier: str) -> str:
        return addresses.absolute(site.settings.url, addresses.venue(identifier))

    def url_of_organisation(identifier: str) -> str:
        return addresses.absolute(site.settings.url, addresses.organisation(identifier))

    rows = [pieces.rows[name] for name in sorted(pieces.rows)]
    yield Output("/data/activities.json", known, partial(open_data.activities, rows))
    yield Output(
        "/data/occurrences.json",
        digest(site.schedule, window),
        partial(open_data.occurrences, calendar, site.occurrences),
    )
    yield Output("/data/venues.json", places, partial(open_data.venues, calendar, url_of_venue))
    yield Output("/data/organisations.json", people, partial(open_data.organisations, calendar, url_of_organisation))
    yield Output("/data/coverage.json", verdicts, partial(open_data.coverage, site.verdicts))
    yield Output(
        "/data/coverage.csv", digest(verdicts, names), partial(open_data.coverage_csv, calendar, site.verdicts)
    )
    for name, text in schemas().items():
        yield Output(f"/data/schemas/{name}.schema.json", digest_of(text), partial(_json, text))


def _json(text: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(text), indent=2) + b"\n"
