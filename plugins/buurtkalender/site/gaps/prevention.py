"""The prevention matrix: goals against age bands, a table for each municipality, and every recognised programme."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from buurtkalender.domain.coverage.prevention import WEEKS, PreventionCell
from buurtkalender.domain.coverage.verdicts import FALLS_SHORT, VERDICT_KINDS
from buurtkalender.domain.model import Activity, ActivityStatus
from buurtkalender.site import addresses
from buurtkalender.site.gaps.section import framed, link_to
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link
from buurtkalender.site.tree import Output
from buurtkalender.words.grammar import capital
from buurtkalender.words.prevention import band_name, not_for, prevention_meanings
from buurtkalender.words.verdicts import verdict_name


class Shown(msgspec.Struct, frozen=True):
    """A cell of a table: a class to colour it by, its word, what it counts, and where it is explained."""

    kind: str
    word: str
    notes: tuple[str, ...]
    url: str


class Table(msgspec.Struct, frozen=True):
    """A table with goals for its rows; ``title`` is the municipality, or empty where these are the columns."""

    title: str
    columns: tuple[Link, ...]
    rows: tuple[tuple[Link, tuple[Shown, ...]], ...]


class Run(msgspec.Struct, frozen=True):
    """An activity that is a programme: whose, where and towards what; what is known of its effect, as written."""

    link: Link
    places: str
    goals: str
    evidence: str
    source: str


class Programme(msgspec.Struct, frozen=True):
    """A recognised programme with the activities that are it."""

    name: str
    runs: tuple[Run, ...]


class PreventionView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``prevention.html`` shows."""

    legend: tuple[tuple[str, str, int, str], ...]
    compared: Table | None
    tables: tuple[Table, ...]
    programmes: tuple[Programme, ...]
    weeks: int = WEEKS


def prevention_matrix(site: Site) -> Output:
    """Return the page with all tables."""
    _ = site.words.gettext
    cells = site.prevention
    towns = list(dict.fromkeys(cell.municipality for cell in cells))
    view = PreventionView(
        legend=_legend(site, cells),
        compared=_compared(site, cells, towns) if len(towns) > 1 else None,
        tables=tuple(_table(site, [cell for cell in cells if cell.municipality == town]) for town in towns),
        programmes=programmes(site),
    )
    frame = framed(
        site,
        addresses.GAPS_PREVENTION,
        _("Prevention: what there is, and for whom"),
        _("What is on offer towards each prevention goal, for which ages, and what is known of its effect."),
    )
    return site.page("prevention.html", frame, view)


def goal_name(site: Site, goal: str) -> str:
    """Return how people call a goal."""
    return site.words.label(site.calendar.goals[goal])


def recognised(site: Site, cell: PreventionCell) -> int:
    """Return how many of the activities that count for certain are a recognised programme."""
    activities = site.calendar.activities
    return sum(one.certain and activities[one.activity].programme is not None for one in cell.verdict.counted)


def _legend(site: Site, cells: Sequence[PreventionCell]) -> tuple[tuple[str, str, int, str], ...]:
    kinds = [cell.verdict.verdict for cell in cells]
    meaning = prevention_meanings(site.translator)
    names = {cell.verdict.verdict: verdict_name(cell.verdict, site.translator) for cell in cells}
    return tuple((kind, names[kind], kinds.count(kind), meaning[kind]) for kind in VERDICT_KINDS if kind in names)


def _table(site: Site, cells: Sequence[PreventionCell]) -> Table:
    town = cells[0].municipality
    bands = list(dict.fromkeys(cell.band for cell in cells))
    rows: dict[str, list[Shown]] = {}
    for cell in cells:
        rows.setdefault(cell.goal, []).append(_shown(site, cell))
    return Table(
        site.calendar.municipalities[town].name,
        tuple(Link("", capital(band_name(band, site.calendar, site.translator))) for band in bands),
        tuple(
            (Link(addresses.prevention(town, goal), goal_name(site, goal)), tuple(some)) for goal, some in rows.items()
        ),
    )


def _shown(site: Site, cell: PreventionCell) -> Shown:
    words, verdict = site.words, cell.verdict
    _ = words.gettext
    certain = sum(one.certain for one in verdict.counted)
    number = words.activities(certain)
    if maybe := len(verdict.counted) - certain:
        number = _("{n} certain, {maybe} perhaps").format(n=certain, maybe=maybe)
    notes = [number]
    if certain and cell.without and verdict.verdict in FALLS_SHORT:
        notes.append(not_for(cell, site.translator))
    if known := recognised(site, cell):
        notes.append(words.ngettext("{n} programme", "{n} programmes", known).format(n=known))
    url = f"{addresses.prevention(cell.municipality, cell.goal)}#{cell.band.id}"
    return Shown(verdict.verdict, verdict_name(verdict, site.translator), tuple(notes), url)


def _compared(site: Site, cells: Sequence[PreventionCell], towns: Sequence[str]) -> Table:
    """Return goals against municipalities: the worst that there is, and for how many age bands it falls short."""
    words = site.words
    rows: dict[str, list[Shown]] = {}
    for goal in dict.fromkeys(cell.goal for cell in cells):
        for town in towns:
            some = [cell for cell in cells if (cell.goal, cell.municipality) == (goal, town)]
            worst = min(some, key=lambda cell: VERDICT_KINDS.index(cell.verdict.verdict)).verdict
            short = sum(cell.verdict.verdict in FALLS_SHORT for cell in some)
            note = words.gettext("{n} of {all} age groups").format(n=short, all=len(some)) if short else ""
            word = verdict_name(worst, site.translator)
            url = addresses.prevention(town, goal)
            rows.setdefault(goal, []).append(Shown(worst.verdict, word, (note,) if note else (), url))
    names = site.calendar.municipalities
    return Table(
        "",
        tuple(Link("", names[town].name) for town in towns),
        tuple((Link("", goal_name(site, goal)), tuple(some)) for goal, some in rows.items()),
    )


def programmes(site: Site) -> tuple[Programme, ...]:
    """Return every recognised programme, by name, with the activities that are it."""
    found: dict[str, list[Activity]] = {}
    for activity in site.calendar.activities.values():
        if activity.programme is not None and activity.status is not ActivityStatus.ENDED:
            found.setdefault(activity.programme.name.strip().casefold(), []).append(activity)
    return tuple(
        Programme(
            some[0].programme.name if some[0].programme else "",
            tuple(_run(site, one) for one in sorted(some, key=lambda one: one.id)),
        )
        for _, some in sorted(found.items())
    )


def _run(site: Site, activity: Activity) -> Run:
    words, calendar = site.words, site.calendar
    facets = site.selection.facets_of(activity.id)
    places = sorted(calendar.municipalities[name].name for kind, name in facets if kind == "municipality")
    goals = [goal_name(site, goal) for goal in activity.goals if goal in calendar.goals]
    programme = activity.programme
    return Run(
        link_to(site, activity.id),
        words.all_of(places),
        words.all_of(goals),
        (programme and programme.evidence) or "",
        (programme and programme.source) or "",
    )
