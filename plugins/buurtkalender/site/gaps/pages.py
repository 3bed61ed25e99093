"""All pages for coordinators."""

from __future__ import annotations

from collections.abc import Iterator

from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.site import addresses
from buurtkalender.site.gaps.data_page import data_page
from buurtkalender.site.gaps.explained import explained
from buurtkalender.site.gaps.history import history
from buurtkalender.site.gaps.matrix import matrix
from buurtkalender.site.gaps.meeting import meeting
from buurtkalender.site.gaps.method import method
from buurtkalender.site.gaps.prevention import prevention_matrix
from buurtkalender.site.gaps.prevention_explained import prevention_pages
from buurtkalender.site.gaps.todo_pages import todo_pages
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link
from buurtkalender.site.tree import Output


def gap_pages(site: Site) -> Iterator[Output]:
    """Yield the matrix, the pages about all of it, and a page for each neighbourhood and norm."""
    yield matrix(site)
    yield meeting(site)
    yield history(site)
    yield from todo_pages(site)
    yield data_page(site)
    yield prevention_matrix(site)
    yield from prevention_pages(site)
    yield method(site)
    by_area: dict[str, list[Verdict]] = {}
    by_norm: dict[str, list[Verdict]] = {}
    for verdict in site.verdicts:
        by_area.setdefault(verdict.neighbourhood, []).append(verdict)
        by_norm.setdefault(verdict.norm, []).append(verdict)
    _ = site.words.gettext
    for identifier, verdicts in by_area.items():
        area = site.calendar.neighbourhoods[identifier]
        heading = _("What is missing in {place}").format(place=area.name)
        more = Link(addresses.neighbourhood(identifier), _("Activities in {place}").format(place=area.name))
        yield explained(site, addresses.gaps_of_neighbourhood(identifier), heading, "", verdicts, (more,))
    for identifier, verdicts in by_norm.items():
        norm = site.calendar.norms[identifier]
        lead = _("This is a norm that the municipality set. Per neighbourhood you see how it stands.")
        more = Link(f"{addresses.GAPS_METHOD}#{identifier}", _("What this norm asks exactly"))
        yield explained(site, addresses.gaps_of_norm(identifier), norm.title, lead, verdicts, (more,))
