"""What each page tells programs (:mod:`buurtkalender.feeds.schema_org`), worked out when the page is made.

It is made of what the page itself is made of, so the page's key holds for both. Only pages in the site's own language
tell it: things have one address, and what they are is said in the language that people wrote it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from buurtkalender.domain.model import Activity
from buurtkalender.domain.recurrence import Window
from buurtkalender.domain.values import Occurrence
from buurtkalender.feeds import schema_org, schema_org_places
from buurtkalender.feeds.context import LinkedCalendar, Thing, Urls, thing
from buurtkalender.feeds.context import context as context_of
from buurtkalender.feeds.rows import PictureRow
from buurtkalender.site import addresses, photos
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.model import Site
from buurtkalender.site.render import Frame


def linked(site: Site) -> LinkedCalendar:
    """The calendar as linked data, made once."""
    found: LinkedCalendar | None = site.kept.get("linked")
    if found is None:
        found = site.kept["linked"] = _linked(site)
    return found


def _linked(site: Site) -> LinkedCalendar:
    settings = site.settings
    absolute = partial(addresses.absolute, settings.url)
    known = site.calendar.municipalities
    urls = Urls(
        home=absolute(addresses.HOME),
        activity=lambda one: absolute(addresses.activity(one)),
        venue=lambda one: absolute(addresses.venue(one)),
        room=lambda one: absolute(addresses.room(one)),
        organisation=lambda one: absolute(addresses.organisation(one)),
        area=lambda one: absolute(addresses.municipality(one) if one in known else addresses.neighbourhood(one)),
        theme=lambda one: absolute(addresses.theme(one)),
    )
    context = context_of(site.calendar, settings.language, urls.activity, site.stamps, today=site.today)
    return LinkedCalendar(context, urls, settings.name, settings.email)


def of_activity(site: Site, activity: Activity, coming: Sequence[Occurrence]) -> list[Thing]:
    """What the page of an activity tells, with the dates that it shows in full."""
    if site.words.foreign:
        return []
    return schema_org.things(linked(site), activity, coming, picture_of(site, photos.of_activity(activity)))


def picture_of(site: Site, shown: photos.PhotoUse | None) -> PictureRow | None:
    """A picture that a page shows, for programs: with its whole address, and who holds the rights."""
    found = photos.photo(site, shown)
    if shown is None or found is None:
        return None
    return PictureRow(addresses.absolute(site.settings.url, found.src), shown.alt, shown.by)


def of_home(site: Site) -> list[Thing]:
    """What the home page tells."""
    return [] if site.words.foreign else [schema_org.website(linked(site))]


def of_subject(site: Site, spec: ListSpec) -> tuple[Thing, ...]:
    """What a list is about, where that is a thing of its own."""
    subject = spec.kind.subject
    return (subject.thing(site, spec),) if subject and not site.words.foreign else ()


def of_venue(site: Site, spec: ListSpec) -> Thing:
    """The venue that a list is of."""
    house, window = site.calendar.venues[spec.id], Window(site.today, site.page_days[1])
    picture = picture_of(site, photos.of_venue(house))
    return schema_org_places.venue(linked(site), house, window) | thing(image=schema_org.image_object(picture))


def of_room(site: Site, spec: ListSpec) -> Thing:
    """The room that a list is of."""
    return schema_org_places.room_of(linked(site), *site.room(spec.id))


def of_organisation(site: Site, spec: ListSpec) -> Thing:
    """The organisation that a list is of."""
    return schema_org_places.whole_organisation(linked(site), site.calendar.organisations[spec.id])


def of_list(site: Site, frame: Frame, activities: Iterable[str], subject: Sequence[Thing] = ()) -> list[Thing]:
    """What the page of a list tells: what it is about, on its first page, and which activities it shows.

    Nothing of a page that no search engine shows: of a day or a week, or one that stands for such a page today.
    """
    if site.words.foreign or not frame.listed or frame.canonical:
        return []
    url = addresses.absolute(site.settings.url, frame.path)
    about = subject[0]["@id"] if subject else None
    links = (site.renderer.base + addresses.activity(one) for one in activities)
    return [*subject, schema_org.collection(url, frame.title or frame.heading, links, about)]
