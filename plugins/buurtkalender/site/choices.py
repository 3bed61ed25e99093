"""The ways from a list to others: narrower, or beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from buurtkalender.domain.model import Term
from buurtkalender.site import addresses
from buurtkalender.site.model import ListSpec, Site
from buurtkalender.site.render import Link


class Choice(msgspec.Struct, frozen=True):
    """A way to narrow a list down or to look further: a title and links with counts."""

    title: str
    links: tuple[Link, ...]


class Index:
    """Which neighbourhoods have which themes and audiences, and how much of each."""

    def __init__(self, site: Site) -> None:
        self.site = site
        pairs: dict[tuple[str, str, str], int] = {}
        for activity in site.selection.activities():
            found = site.selection.facets_of(activity.id)
            areas = [name for kind, name in found if kind == "neighbourhood"]
            for kind, name in found:
                if kind in {"theme", "audience"}:
                    for area in areas:
                        pairs[area, kind, name] = pairs.get((area, kind, name), 0) + 1
        self.pairs = pairs

    def choices(self, spec: ListSpec) -> tuple[Choice, ...]:
        """Return the ways from a list to its narrower lists."""
        if spec.place:
            return ()
        words, calendar = self.site.words, self.site.calendar
        _ = words.gettext
        if spec.kind == "neighbourhood":
            return tuple(
                Choice(title, tuple(self._terms(spec.id, kind, terms, at)))
                for title, kind, terms, at in (
                    (_("Themes in this neighbourhood"), "theme", calendar.themes, addresses.theme),
                    (_("For whom"), "audience", calendar.audiences, addresses.audience),
                )
            )
        if spec.kind in {"theme", "audience"}:
            at = addresses.theme if spec.kind == "theme" else addresses.audience
            links = tuple(
                Link(at(spec.id, area.id), words.own(area.name), str(number))
                for area in calendar.neighbourhoods.values()
                if (number := self.pairs.get((area.id, spec.kind, spec.id)))
            )
            return (Choice(_("In your neighbourhood"), links),) if links else ()
        if spec.kind in {"district", "municipality"}:
            links = tuple(
                Link(addresses.neighbourhood(area.id), words.own(area.name))
                for area in calendar.neighbourhoods.values()
                if spec.id in {area.district, area.municipality}
            )
            return (Choice(_("Neighbourhoods"), links),)
        return ()

    def _terms(self, area: str, kind: str, terms: dict[str, Term], at: Callable[[str, str], str]) -> Iterator[Link]:
        for term in terms.values():
            if number := self.pairs.get((area, kind, term.id)):
                yield Link(at(term.id, area), self.site.words.shown(term), str(number))
