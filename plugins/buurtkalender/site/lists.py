"""Which lists there are. Each has a page, a calendar file and an RSS feed, made of the same query."""

from __future__ import annotations

from collections.abc import Iterator

from buurtkalender.domain.model import Term
from buurtkalender.domain.selection import Facet
from buurtkalender.site import addresses
from buurtkalender.site.marking import filled, plain
from buurtkalender.site.model import ListSpec, Site


def lists(site: Site) -> tuple[ListSpec, ...]:
    """Return every list, everything first. Addresses follow from identifiers alone, so they stay when a list is empty.

    Only the lists of two facets (a theme or an audience in one neighbourhood) come and go with what is in them.
    """
    found: tuple[ListSpec, ...] | None = site.kept.get("lists")
    if found is None:
        found = site.kept["lists"] = tuple(_lists(site))
    return found


def _lists(site: Site) -> Iterator[ListSpec]:
    yield ListSpec(addresses.HOME, site.settings.name, (), "all", "")
    yield from _places(site)
    yield from _terms(site)
    yield from _people(site)
    titles = fact_titles(site)
    for name, path in addresses.FACTS.items():
        yield ListSpec(path, titles[name], (("fact", name),), "fact", name)
    yield from _pairs(site)


def fact_titles(site: Site) -> dict[str, str]:
    """What the lists of facts are called."""
    _ = site.words.gettext
    return {
        "free": _("Free activities"),
        "wheelchair": _("Activities you can reach in a wheelchair"),
        "drop-in": _("Activities where you can just walk in"),
        "come-alone": _("Activities where you are welcomed when you come alone"),
        "no-signup": _("Activities without signing up"),
    }


def _places(site: Site) -> Iterator[ListSpec]:
    _ = site.words.gettext
    calendar = site.calendar
    in_area = _("Activities in {place}")
    for one in calendar.municipalities.values():
        title = in_area.format(place=_("the municipality of {name}").format(name=one.name))
        yield ListSpec(addresses.municipality(one.id), title, (("municipality", one.id),), "municipality", one.id)
    for district in calendar.districts.values():
        title = in_area.format(place=_("the district of {name}").format(name=district.name))
        facets = (("district", district.id),)
        yield ListSpec(addresses.district(district.id), title, facets, "district", district.id)
    for area in calendar.neighbourhoods.values():
        title = in_area.format(place=area.name)
        facets = (("neighbourhood", area.id),)
        yield ListSpec(addresses.neighbourhood(area.id), title, facets, "neighbourhood", area.id)
    for venue in calendar.venues.values():
        yield ListSpec(addresses.venue(venue.id), venue.name, (("venue", venue.id),), "venue", venue.id)
        for room in venue.rooms:
            identifier = f"{venue.id}/{room.id}"
            title = f"{room.name}, {venue.name}"
            yield ListSpec(addresses.room(identifier), title, (("room", identifier),), "room", identifier)


def _terms(site: Site) -> Iterator[ListSpec]:
    calendar, words = site.calendar, site.words
    for term in calendar.themes.values():
        yield _spec(addresses.theme(term.id), words.shown(term), (("theme", term.id),), ("theme", term.id))
    for term in calendar.goals.values():
        yield _spec(addresses.goal(term.id), words.shown(term), (("goal", term.id),), ("goal", term.id))
    for term in calendar.audiences.values():
        yield _spec(addresses.audience(term.id), _for(site, term), (("audience", term.id),), ("audience", term.id))


def _people(site: Site) -> Iterator[ListSpec]:
    for one in site.calendar.organisations.values():
        yield ListSpec(addresses.organisation(one.id), one.name, (("organisation", one.id),), "organisation", one.id)


def _pairs(site: Site) -> Iterator[ListSpec]:
    _ = site.words.gettext
    calendar, words = site.calendar, site.words
    for kind, terms, at in (
        ("theme", calendar.themes, addresses.theme),
        ("audience", calendar.audiences, addresses.audience),
    ):
        for place, (_kind, identifier) in site.selection.nonempty("neighbourhood", kind):
            area, term = calendar.neighbourhoods.get(place[1]), terms.get(identifier)
            if area is None or term is None:
                continue
            label = words.shown(term) if kind == "theme" else _for(site, term)
            shown = filled(_("{what} in {place}"), what=label, place=area.name)
            yield _spec(at(identifier, area.id), shown, (place, (kind, identifier)), (kind, identifier), area.id)


def _for(site: Site, term: Term) -> str:
    return filled(site.words.gettext("For {people}"), people=site.words.within(term))


def _spec(path: str, shown: str, facets: tuple[Facet, ...], about: tuple[str, str], place: str = "") -> ListSpec:
    """Return a list whose title may be HTML, because a word of it is in another language."""
    title = plain(shown)
    return ListSpec(path, title, facets, *about, place, shown if shown is not title else "")
