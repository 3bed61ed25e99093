"""What a kind of list is, what a list is, and the ways to others; :mod:`buurtkalender.site.lists` is the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from markupsafe import Markup

from buurtkalender.domain.selection import Facet, Rule
from buurtkalender.feeds.context import Thing
from buurtkalender.site import photos
from buurtkalender.site.details import Answered, ContactView, OpenDay, PlaceView, RoleView
from buurtkalender.site.model import Site
from buurtkalender.site.render import PageLink


class Narrowing(msgspec.Struct, frozen=True):
    """A way to narrow a list down or to look further: a title and links with counts."""

    title: str
    links: tuple[PageLink, ...]


class RoomView(NamedTuple):
    """A room of a venue."""

    link: PageLink
    capacity: str
    access: str


class ListDetails(msgspec.Struct, kw_only=True):
    """What a list's page tells besides its activities; each kind of list fills what it has."""

    summary: str = ""
    description: Markup = Markup()
    photo: photos.Photo | None = None
    logo: photos.Photo | None = None
    place: PlaceView | None = None
    reach: ContactView = ContactView()
    access: tuple[Answered, ...] = ()
    transport: str = ""
    rooms: tuple[RoomView, ...] = ()
    open_days: tuple[OpenDay, ...] = ()
    opening: tuple[str, ...] = ()
    available: tuple[str, ...] = ()
    closed: str = ""
    booking: ContactView | None = None
    booking_cost: str = ""
    in_use: str = ""
    choices: tuple[Narrowing, ...] = ()
    gaps: PageLink | None = None
    start: str = ""
    volunteers: tuple[RoleView, ...] = ()
    confirmed: str = ""
    todo: PageLink | None = None
    mine: str = ""
    """The neighbourhood that somebody can say here is theirs."""


class Member(NamedTuple):
    """One list of a kind: its heading, which is its feeds' name too, and the ``name`` by which others link to it.

    Both may be HTML, where a word of them is in another language. ``icon`` is a picture of the theme, ``summary`` a
    sentence about it.
    """

    id: str
    title: str
    name: str
    icon: str = ""
    summary: str = ""


class Subject(NamedTuple):
    """A thing that a list is of: what its page tells about it, the values that this depends on, and it for programs."""

    about: Callable[[Site, ListSpec], ListDetails]
    made_from: Callable[[Site, ListSpec], object]
    thing: Callable[[Site, ListSpec], Thing]


@dataclass(frozen=True, kw_only=True, eq=False)
class ListKind:
    """A kind of list: a row of :data:`buurtkalender.site.lists.KINDS`, from which all follows that such lists have.

    ``key`` is the kind of its facets; ``found_by`` says in which of its lists an activity is, where the selection does
    not know that itself. Texts are msgids.

    ``folder`` is where its lists stand, or ``at`` says where. What lists them is the page of the folder, or another
    ``index``; the kind whose page that is has the ``heading`` and a first sentence (``lead``). The links on it are
    ``choices`` below a ``question``; the search page has them too (``searched``), and the home page (``home`` is their
    place there, from 1). ``subscribe`` is what the page about subscribing calls its lists, and for whom they are.
    ``crossed`` stands on the page of a neighbourhood above the lists of this kind in it; without it there are none.

    A list leads back to the index (``crumb``), and is marked as part of it in the ``menu``. One that is ``mine`` can be
    chosen as somebody's own. A ``subject`` is a thing that was named by somebody. The others say which files there are
    beside its page: a ``qr`` code, a ``picture`` for messengers, ``papers`` (programmes of two weeks), a ``poster``.
    """

    key: str
    members: Callable[[Site], Iterable[Member]]
    found_by: Rule | None = None
    folder: str = ""
    at: Callable[[str], str] | None = None
    index: str = ""
    heading: str = ""
    lead: str = ""
    choices: Callable[[Site, ListKind, Sequence[ListSpec]], Iterable[Narrowing]] | None = None
    question: str = ""
    home: int = 0
    searched: bool = False
    subscribe: tuple[str, str] | None = None
    crossed: str = ""
    subject: Subject | None = None
    crumb: bool = True
    menu: bool = True
    mine: bool = False
    qr: bool = True
    picture: bool = False
    papers: bool = False
    poster: bool = False

    @property
    def listed(self) -> str:
        """The address of the page that lists all of this kind."""
        return self.index or self.folder


class ListSpec(NamedTuple):
    """A list of activities that has a page and feeds of its own.

    ``title`` is its heading and its feeds' name; ``shown`` the heading as HTML, where a part of it is not in the page's
    language. All ``facets`` hold for what is in it; none means everything. ``id`` says which of its kind it is
    ("ontmoeten"); ``place`` is the neighbourhood of a list that two facets make. The rest is as in :class:`Member`.
    """

    path: str
    title: str
    facets: tuple[Facet, ...]
    kind: ListKind
    id: str
    place: str = ""
    shown: str = ""
    name: str = ""
    icon: str = ""
    summary: str = ""


# --- choices ---------------------------------------------------------------------------------------------
# The ways on to other lists: the links to all of a kind, and from a list to those narrower than it or beside it.


class Pictured(PageLink, frozen=True):
    """A link with a picture before its words: a symbol of the theme's ``icons.svg``."""

    icon: str = ""


# --- all lists of a kind ----------------------------------------------------------------------------


def counted(site: Site, kind: ListKind, specs: Sequence[ListSpec]) -> Iterator[Narrowing]:
    """Yield the lists that hold any activity, with how many."""
    counts = site.counts(kind.key)
    yield from all_counted(site, kind, [spec for spec in specs if spec.id in counts])


def all_counted(site: Site, kind: ListKind, specs: Sequence[ListSpec]) -> Iterator[Narrowing]:
    """Yield all of the lists, with how many activities each holds."""
    counts = site.counts(kind.key)
    links = tuple(_link(site, spec, str(counts.get(spec.id, 0))) for spec in specs)
    yield Narrowing(site.words.gettext(kind.question), links)


def uncounted(site: Site, kind: ListKind, specs: Sequence[ListSpec]) -> Iterator[Narrowing]:
    """Yield all of the lists, without numbers."""
    yield Narrowing(site.words.gettext(kind.question), tuple(_link(site, spec) for spec in specs))


def by_district(site: Site, kind: ListKind, specs: Sequence[ListSpec]) -> Iterator[Narrowing]:
    """Yield the neighbourhoods of each district, but for industrial estates where nothing is."""
    counts, areas = site.counts(kind.key), site.calendar.neighbourhoods
    shown = [spec for spec in specs if areas[spec.id].kind != "industrial" or counts.get(spec.id)]
    titles = {one.id: site.words.own(one.name) for one in site.calendar.districts.values()}
    yield from _grouped(site, kind, titles, [(areas[spec.id].district, spec) for spec in shown])


def by_neighbourhood(site: Site, kind: ListKind, specs: Sequence[ListSpec]) -> Iterator[Narrowing]:
    """Yield the venues of each neighbourhood."""
    venues = site.calendar.venues
    titles = {one.id: site.words.own(one.name) for one in site.calendar.neighbourhoods.values()}
    yield from _grouped(site, kind, titles, [(venues[spec.id].neighbourhood, spec) for spec in _by_name(specs)])


def by_organisation_kind(site: Site, kind: ListKind, specs: Sequence[ListSpec]) -> Iterator[Narrowing]:
    """Yield the organisations of each kind."""
    _ = site.words.gettext
    titles = {
        "residents": _("Residents"),
        "volunteers": _("Volunteers"),
        "welfare": _("Welfare"),
        "church": _("Churches and faith"),
        "sports": _("Sports"),
        "culture": _("Culture"),
        "library": _("Libraries"),
        "school": _("Schools"),
        "care": _("Care"),
        "municipality": _("Municipality"),
        "other": _("Others"),
    }
    kinds = {one.id: one.kind if one.kind in titles else "other" for one in site.calendar.organisations.values()}
    yield from _grouped(site, kind, titles, [(kinds[spec.id], spec) for spec in _by_name(specs)])


def _by_name(specs: Iterable[ListSpec]) -> list[ListSpec]:
    return sorted(specs, key=lambda spec: (spec.title.casefold(), spec.id))


def _grouped(
    site: Site, kind: ListKind, titles: dict[str, str], specs: Iterable[tuple[str, ListSpec]]
) -> Iterator[Narrowing]:
    """Yield the lists under the title of the group that each is in, in the order of the titles."""
    counts = site.counts(kind.key)
    found: dict[str, list[PageLink]] = {}
    for group, spec in specs:
        found.setdefault(group, []).append(_link(site, spec, str(counts.get(spec.id, 0))))
    for group, title in titles.items():
        if group in found:
            yield Narrowing(title, tuple(found[group]))


def _link(site: Site, spec: ListSpec, note: str = "") -> PageLink:
    """Return the link to a list, with its picture when the theme has one of that name."""
    if spec.icon and spec.icon in _icons(site):
        return Pictured(spec.path, spec.name, note, spec.icon)
    return PageLink(spec.path, spec.name, note)


def _icons(site: Site) -> frozenset[str]:
    """Return the names of the pictures that the theme has."""
    found: frozenset[str] | None = site.kept.get("icons.svg")
    if found is None:
        file = site.renderer.theme.static / "icons.svg"
        names = re.findall(r'<symbol id="([^"]+)"', file.read_text("utf-8")) if file.exists() else ()
        found = site.kept["icons.svg"] = frozenset(names)
    return found


# --- from one list ----------------------------------------------------------------------------------


class Index:
    """Which lists lead on to which: a neighbourhood to all that is in it, and what is in it to the neighbourhoods."""

    def __init__(self, site: Site, specs: Iterable[ListSpec]) -> None:
        self.site = site
        self.areas: list[ListSpec] = []
        self.kinds: dict[ListKind, list[ListSpec]] = {}
        self.pairs: dict[tuple[Facet, ...], ListSpec] = {}
        for spec in specs:
            if spec.place:
                self.pairs[spec.facets] = spec
            elif spec.kind.key == "neighbourhood":
                self.areas.append(spec)
            elif spec.kind.crossed:
                self.kinds.setdefault(spec.kind, []).append(spec)

    def choices(self, spec: ListSpec) -> tuple[Narrowing, ...]:
        """Return the ways from a list to its narrower lists."""
        if spec.place:
            return ()
        _ = self.site.words.gettext
        if spec.kind.key == "neighbourhood":
            return tuple(
                Narrowing(_(kind.crossed), tuple(self._crossed((one, (*spec.facets, *one.facets)) for one in specs)))
                for kind, specs in self.kinds.items()
            )
        if spec.kind.crossed:
            links = tuple(self._crossed((one, (*one.facets, *spec.facets)) for one in self.areas))
            return (Narrowing(_("In your neighbourhood"), links),) if links else ()
        if spec.kind.key in {"district", "municipality"}:
            areas = self.site.calendar.neighbourhoods
            within = [one for one in self.areas if spec.id in {areas[one.id].district, areas[one.id].municipality}]
            return (Narrowing(_("Neighbourhoods"), tuple(PageLink(one.path, one.name) for one in within)),)
        return ()

    def _crossed(self, named: Iterable[tuple[ListSpec, tuple[Facet, ...]]]) -> Iterator[PageLink]:
        """Yield the lists of two facets that hold an activity, each with the name of one of the two."""
        for one, facets in named:
            if facets in self.pairs and (number := len(self.site.listed(*facets))):
                yield PageLink(self.pairs[facets].path, one.name, str(number))
