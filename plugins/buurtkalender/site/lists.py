"""Which kinds of lists there are, one a row. Each list has a page, a calendar and news, made of the same query.

A kind is added by a row in :data:`KINDS`, and its folder in :mod:`buurtkalender.site.addresses`: its pages and feeds,
the index of it, and the links on other pages follow from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buurtkalender.domain.model import District, Neighbourhood, Organisation, Venue
from buurtkalender.domain.selection import Rules
from buurtkalender.domain.values import Term
from buurtkalender.site import about, addresses, linked_data, list_kinds
from buurtkalender.site.list_kinds import ListKind, ListSpec, Member, Narrowing, Subject
from buurtkalender.site.marking import filled, plain
from buurtkalender.site.model import Site
from buurtkalender.words.catalogues import N_
from buurtkalender.words.facts import LISTED

# --- what there is of each kind ------------------------------------------------------------------------


def _areas(site: Site, areas: Iterable[Neighbourhood | District]) -> Iterator[Member]:
    _ = site.words.gettext
    for one in areas:
        place = _("the district of {name}").format(name=one.name) if isinstance(one, District) else one.name
        yield Member(one.id, _("Activities in {place}").format(place=place), site.words.own(one.name))


def _municipalities(site: Site) -> Iterator[Member]:
    _ = site.words.gettext
    for one in site.calendar.municipalities.values():
        title = _("Activities in {place}").format(place=_("the municipality of {name}").format(name=one.name))
        yield Member(one.id, title, _("The municipality of {name}").format(name=one.name))


def _named(site: Site, some: Iterable[Venue | Organisation]) -> Iterator[Member]:
    for one in some:
        yield Member(one.id, one.name, site.words.own(one.name))


def _rooms(site: Site) -> Iterator[Member]:
    for venue in site.calendar.venues.values():
        for room in venue.rooms:
            yield Member(f"{venue.id}/{room.id}", f"{room.name}, {venue.name}", site.words.own(room.name))


def _terms(site: Site, terms: dict[str, Term], title: str = "") -> Iterator[Member]:
    words = site.words
    for one in terms.values():
        name = words.shown(one)
        shown = filled(words.gettext(title), people=words.within(one)) if title else name
        yield Member(one.id, shown, name, one.icon or "", words.translated(one.description))


def _facts(site: Site) -> Iterator[Member]:
    _ = site.words.gettext
    for key, listed in LISTED.items():
        yield Member(key, _(listed.title), _(listed.label))


_EVERYTHING = ListKind(key="all", members=lambda _: (), picture=True)
"""The list on the home page, which no other leads to."""

_ROWS = (
    ListKind(
        key="neighbourhood",
        members=lambda site: _areas(site, site.calendar.neighbourhoods.values()),
        folder=addresses.NEIGHBOURHOODS,
        heading=N_("Neighbourhoods"),
        lead=N_("Choose your neighbourhood."),
        choices=list_kinds.by_district,
        subscribe=(N_("My neighbourhood"), N_("Everything close to home. For most people this is the best list.")),
        searched=True,
        mine=True,
        picture=True,
        papers=True,
        poster=True,
    ),
    ListKind(
        key="district",
        members=lambda site: _areas(site, site.calendar.districts.values()),
        folder=addresses.DISTRICTS,
        index=addresses.NEIGHBOURHOODS,
        choices=list_kinds.uncounted,
        question=N_("Larger areas"),
        qr=False,
    ),
    ListKind(
        key="municipality",
        members=_municipalities,
        folder=addresses.MUNICIPALITIES,
        index=addresses.NEIGHBOURHOODS,
        choices=list_kinds.uncounted,
        question=N_("Larger areas"),
    ),
    ListKind(
        key="theme",
        members=lambda site: _terms(site, site.calendar.themes),
        folder=addresses.THEMES,
        heading=N_("Themes"),
        question=N_("What would you like to do?"),
        subscribe=(
            N_("A theme"),
            N_("For whoever is looking for one kind of thing, such as moving or eating together."),
        ),
        crossed=N_("Themes in this neighbourhood"),
        searched=True,
        picture=True,
    ),
    ListKind(
        key="goal",
        members=lambda site: _terms(site, site.calendar.goals),
        folder=addresses.GOALS,
        index=addresses.THEMES,
        question=N_("Goals"),
        menu=False,
        qr=False,
    ),
    ListKind(
        key="audience",
        members=lambda site: _terms(site, site.calendar.audiences, N_("For {people}")),
        folder=addresses.AUDIENCES,
        heading=N_("For whom"),
        question=N_("For whom?"),
        subscribe=(
            N_("For whom"),
            N_("Only what suits you, or the person you help: older people, for example, or parents."),
        ),
        crossed=N_("For whom"),
        home=2,
        searched=True,
    ),
    ListKind(
        key="fact",
        members=_facts,
        at=addresses.FACT_LISTS.__getitem__,
        index=addresses.AUDIENCES,
        choices=list_kinds.all_counted,
        question=N_("What matters to you?"),
        subscribe=(
            N_("What matters to you?"),
            N_("For whoever wants it free, or comes in a wheelchair, or comes alone."),
        ),
        home=1,
        searched=True,
        crumb=False,
    ),
    ListKind(
        key="venue",
        members=lambda site: _named(site, site.calendar.venues.values()),
        folder=addresses.VENUES,
        heading=N_("Venues"),
        lead=N_("Where activities are held."),
        choices=list_kinds.by_neighbourhood,
        subject=Subject(about.of_venue, about.venue_of, linked_data.of_venue),
        papers=True,
    ),
    ListKind(
        key="room",
        members=_rooms,
        at=addresses.room,
        index=addresses.VENUES,
        choices=lambda *_: (),
        subject=Subject(about.of_room, about.venue_with, linked_data.of_room),
        qr=False,
    ),
    ListKind(
        key="organisation",
        members=lambda site: _named(site, site.calendar.organisations.values()),
        folder=addresses.ORGANISATIONS,
        heading=N_("Organisations"),
        lead=N_("Who organises activities."),
        choices=list_kinds.by_organisation_kind,
        subject=Subject(about.of_organisation, about.organisation_of, linked_data.of_organisation),
    ),
)
KINDS = {one.key: one for one in _ROWS}
"""Every kind of list, by its key, in the order in which pages name them."""


def list_rules() -> Rules:
    """Return by what activities are found that the selection does not know itself."""
    return [(one.key, one.found_by) for one in _ROWS if one.found_by]


def headings() -> dict[str, str]:
    """Return the index pages, each with its heading (a msgid)."""
    return {one.listed: one.heading for one in _ROWS if one.heading}


# --- the lists --------------------------------------------------------------------------------------


def lists(site: Site) -> tuple[ListSpec, ...]:
    """Return every list, everything first. Addresses follow from identifiers alone, so they stay when a list is empty.

    Only the lists of two facets (a theme or an audience in one neighbourhood) come and go with what is in them.
    """
    found: tuple[ListSpec, ...] | None = site.kept.get("lists")
    if found is None:
        every = ListSpec(addresses.HOME, site.settings.name, (), _EVERYTHING, "")
        whole = [list(_of_kind(site, kind)) for kind in _ROWS]
        crossed = [one for kind, some in zip(_ROWS, whole, strict=True) if kind.crossed for one in _crossed(site, some)]
        found = site.kept["lists"] = (every, *(one for some in whole for one in some), *crossed)
    return found


def lists_of(site: Site, kind: str) -> list[ListSpec]:
    """Return the lists of a kind, without those in one neighbourhood."""
    return [spec for spec in lists(site) if spec.kind.key == kind and not spec.place]


def choices_of(site: Site, kind: str) -> tuple[Narrowing, ...]:
    """Return the links to the lists of a kind, in groups."""
    row = KINDS[kind]
    return tuple((row.choices or list_kinds.counted)(site, row, lists_of(site, kind)))


def _of_kind(site: Site, kind: ListKind) -> Iterator[ListSpec]:
    for one in kind.members(site):
        path = kind.at(one.id) if kind.at else f"{kind.folder}{one.id}/"
        title = plain(one.title)
        shown = one.title if one.title is not title else ""
        facets = ((kind.key, one.id),)
        yield ListSpec(path, title, facets, kind, one.id, "", shown, one.name, one.icon, one.summary)


def _crossed(site: Site, specs: Iterable[ListSpec]) -> Iterator[ListSpec]:
    """Yield the lists of a kind in one neighbourhood."""
    known = {spec.id: spec for spec in specs}
    kind = next(iter(known.values())).kind if known else None
    if kind is None:
        return
    _ = site.words.gettext
    for place, facet in site.selection.nonempty("neighbourhood", kind.key):
        area, spec = site.calendar.neighbourhoods.get(place[1]), known.get(facet[1])
        if area is not None and spec is not None:
            shown = filled(_("{what} in {place}"), what=spec.shown or spec.title, place=area.name)
            title = plain(shown)
            path = addresses.in_neighbourhood(spec.path, area.id)
            heading = shown if shown is not title else ""
            yield spec._replace(path=path, title=title, facets=(place, facet), place=area.id, shown=heading, summary="")
