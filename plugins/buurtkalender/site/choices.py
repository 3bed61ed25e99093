"""The ways on to other lists: the links to all of a kind, and from a list to those narrower than it or beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from buurtkalender.domain.selection import Facet
from buurtkalender.site.list_kinds import Choice, ListKind, ListSpec
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link


class Pictured(Link, frozen=True):
    """A link with a picture before its words: a symbol of the theme's ``icons.svg``."""

    icon: str = ""


# --- all lists of a kind ----------------------------------------------------------------------------


def counted(site: Site, kind: ListKind, specs: Sequence[ListSpec]) -> Iterator[Choice]:
    """Yield the lists that hold any activity, with how many."""
    counts = site.selection.counts(kind.key)
    yield from all_counted(site, kind, [spec for spec in specs if spec.id in counts])


def all_counted(site: Site, kind: ListKind, specs: Sequence[ListSpec]) -> Iterator[Choice]:
    """Yield all of the lists, with how many activities each holds."""
    counts = site.selection.counts(kind.key)
    links = tuple(_link(site, spec, str(counts.get(spec.id, 0))) for spec in specs)
    yield Choice(site.words.gettext(kind.question), links)


def uncounted(site: Site, kind: ListKind, specs: Sequence[ListSpec]) -> Iterator[Choice]:
    """Yield all of the lists, without numbers."""
    yield Choice(site.words.gettext(kind.question), tuple(_link(site, spec) for spec in specs))


def by_district(site: Site, kind: ListKind, specs: Sequence[ListSpec]) -> Iterator[Choice]:
    """Yield the neighbourhoods of each district, but for industrial estates where nothing is."""
    counts, areas = site.selection.counts(kind.key), site.calendar.neighbourhoods
    shown = [spec for spec in specs if areas[spec.id].kind != "industrial" or counts.get(spec.id)]
    titles = {one.id: site.words.own(one.name) for one in site.calendar.districts.values()}
    yield from _grouped(site, kind, titles, [(areas[spec.id].district, spec) for spec in shown])


def by_neighbourhood(site: Site, kind: ListKind, specs: Sequence[ListSpec]) -> Iterator[Choice]:
    """Yield the venues of each neighbourhood."""
    venues = site.calendar.venues
    titles = {one.id: site.words.own(one.name) for one in site.calendar.neighbourhoods.values()}
    yield from _grouped(site, kind, titles, [(venues[spec.id].neighbourhood, spec) for spec in _by_name(specs)])


def by_organisation_kind(site: Site, kind: ListKind, specs: Sequence[ListSpec]) -> Iterator[Choice]:
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
) -> Iterator[Choice]:
    """Yield the lists under the title of the group that each is in, in the order of the titles."""
    counts = site.selection.counts(kind.key)
    found: dict[str, list[Link]] = {}
    for group, spec in specs:
        found.setdefault(group, []).append(_link(site, spec, str(counts.get(spec.id, 0))))
    for group, title in titles.items():
        if group in found:
            yield Choice(title, tuple(found[group]))


def _link(site: Site, spec: ListSpec, note: str = "") -> Link:
    """Return the link to a list, with its picture when the theme has one of that name."""
    if spec.icon and spec.icon in _icons(site):
        return Pictured(spec.path, spec.name, note, spec.icon)
    return Link(spec.path, spec.name, note)


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

    def choices(self, spec: ListSpec) -> tuple[Choice, ...]:
        """Return the ways from a list to its narrower lists."""
        if spec.place:
            return ()
        _ = self.site.words.gettext
        if spec.kind.key == "neighbourhood":
            return tuple(
                Choice(_(kind.crossed), tuple(self._crossed((one, (*spec.facets, *one.facets)) for one in specs)))
                for kind, specs in self.kinds.items()
            )
        if spec.kind.crossed:
            links = tuple(self._crossed((one, (*one.facets, *spec.facets)) for one in self.areas))
            return (Choice(_("In your neighbourhood"), links),) if links else ()
        if spec.kind.key in {"district", "municipality"}:
            areas = self.site.calendar.neighbourhoods
            within = [one for one in self.areas if spec.id in {areas[one.id].district, areas[one.id].municipality}]
            return (Choice(_("Neighbourhoods"), tuple(Link(one.path, one.name) for one in within)),)
        return ()

    def _crossed(self, named: Iterable[tuple[ListSpec, tuple[Facet, ...]]]) -> Iterator[Link]:
        """Yield the lists of two facets that hold an activity, each with the name of one of the two."""
        for one, facets in named:
            if facets in self.pairs and (number := len(self.site.selection.activities(*facets))):
                yield Link(self.pairs[facets].path, one.name, str(number))
