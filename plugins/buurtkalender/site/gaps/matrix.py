"""The first page of the gaps: every neighbourhood against every norm, and what helps most people."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from buurtkalender.domain.coverage.verdicts import FALLS_SHORT, VERDICT_KINDS, Verdict
from buurtkalender.feeds.formats import RSS
from buurtkalender.site import addresses, area_map
from buurtkalender.site.gaps.history import since_then
from buurtkalender.site.gaps.notes import wrong
from buurtkalender.site.gaps.section import links_of_priorities
from buurtkalender.site.gaps.urgent import Urgent, most_urgent, urgent
from buurtkalender.site.model import Site
from buurtkalender.site.render import Frame, Link, feed_links
from buurtkalender.site.tree import Output
from buurtkalender.words.remedies import priorities_heading
from buurtkalender.words.verdicts import short_sum, verdict_kind_name, verdict_meanings, verdict_name


class Cell(msgspec.Struct, frozen=True):
    """One verdict in the matrix: a class to colour it by, its word, its sum, and where it is explained.

    ``working`` says that somebody works on it.
    """

    kind: str
    word: str
    number: str
    url: str
    working: str


class Row(msgspec.Struct, frozen=True):
    """A neighbourhood in the matrix, with a cell for each norm (None where the norm does not hold)."""

    area: Link
    cells: tuple[Cell | None, ...]


class Table(msgspec.Struct, frozen=True):
    """The neighbourhoods of one municipality against its norms. ``name`` is empty when it is the only one."""

    name: str
    norms: tuple[Link, ...]
    rows: tuple[Row, ...]


class MatrixView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``gaps.html`` shows."""

    urgent: tuple[Urgent, ...]
    tables: tuple[Table, ...]
    counts: tuple[tuple[str, str, int, str], ...]
    since: str
    map: Markup
    helping: str
    priorities: tuple[Link, ...]
    wrong: Link


def matrix(site: Site) -> Output:
    """Return the first page, with a table for each municipality and its most pressing neighbourhood first."""
    words, calendar = site.words, site.calendar
    _ = words.gettext
    by_area: dict[str, dict[str, Verdict]] = {}
    for verdict in site.verdicts:
        by_area.setdefault(verdict.neighbourhood, {})[verdict.norm] = verdict
    kinds = [verdict.verdict for verdict in site.verdicts]
    explained = verdict_meanings(site.translator)
    named = {one.verdict: verdict_kind_name(one.verdict, site.translator) for one in site.verdicts}
    counts = tuple((kind, named[kind], kinds.count(kind), explained[kind]) for kind in VERDICT_KINDS if kind in named)
    cells = []
    for area, found in by_area.items():
        number = sum(one.verdict in FALLS_SHORT for one in found.values())
        kind = min((one.verdict for one in found.values()), key=VERDICT_KINDS.index)
        word = words.ngettext("{n} norm not met", "{n} norms not met", number).format(n=number)
        cells.append(
            area_map.Area(calendar.neighbourhoods[area], addresses.gaps_of_neighbourhood(area), number, kind, word)
        )
    view = MatrixView(
        urgent=tuple(urgent(one, site) for one in most_urgent(site.verdicts, site)),
        tables=_tables(site, by_area),
        counts=counts,
        since=since_then(site),
        map=area_map.draw(
            cells, _("Map with the number of norms that each neighbourhood does not meet."), calendar.municipalities
        ),
        helping=priorities_heading(len(site.priorities), site.translator),
        priorities=links_of_priorities(site),
        wrong=wrong(site),
    )
    heading = _("What is missing, per neighbourhood")
    frame = Frame(
        path=addresses.GAPS,
        heading=heading,
        description=_("Where the offer of activities falls short of what the municipality wants, and why."),
        section=addresses.GAPS,
        feeds=feed_links(words, addresses.GAPS, heading, [RSS]),
    )
    return site.page("gaps.html", frame, view)


def _tables(site: Site, by_area: dict[str, dict[str, Verdict]]) -> tuple[Table, ...]:
    calendar = site.calendar
    towns: dict[str, list[str]] = {town: [] for town in calendar.municipalities}
    for area in by_area:
        towns.setdefault(calendar.neighbourhoods[area].municipality, []).append(area)
    towns = {town: areas for town, areas in towns.items() if areas}
    found = []
    for town, areas in towns.items():
        norms = [norm for norm in calendar.norms if any(norm in by_area[area] for area in areas)]
        worst = sorted(areas, key=lambda area: (-sum(one.severity for one in by_area[area].values()), area))
        rows = tuple(
            Row(
                Link(addresses.gaps_of_neighbourhood(area), calendar.neighbourhoods[area].name),
                tuple(_cell(site, by_area[area].get(norm)) for norm in norms),
            )
            for area in worst
        )
        name = calendar.municipalities[town].name if len(towns) > 1 else ""
        links = tuple(Link(addresses.gaps_of_norm(norm), calendar.norms[norm].title) for norm in norms)
        found.append(Table(name, links, rows))
    return tuple(found)


def _cell(site: Site, verdict: Verdict | None) -> Cell | None:
    if verdict is None:
        return None
    number = "" if verdict.verdict == "too-few-residents" else short_sum(verdict, site.translator)
    url = f"{addresses.gaps_of_neighbourhood(verdict.neighbourhood)}#{verdict.norm}"
    working = site.calendar.picked_up_at(verdict.norm, verdict.neighbourhood) and verdict.verdict in FALLS_SHORT
    said = site.words.gettext("picked up") if working else ""
    return Cell(verdict.verdict, verdict_name(verdict, site.translator), number, url, said)
