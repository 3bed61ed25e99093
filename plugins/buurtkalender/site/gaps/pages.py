"""All pages for coordinators; the first of them, and the one about how is counted."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

import msgspec
from markupsafe import Markup

from buurtkalender.domain.coverage.reach import limit
from buurtkalender.domain.coverage.sessions import FIVE, NOON, WHOLE_DAY_HOURS
from buurtkalender.domain.coverage.verdicts import FALLS_SHORT, VERDICT_KINDS, Verdict
from buurtkalender.domain.values import Within
from buurtkalender.feeds.formats import RSS
from buurtkalender.site import addresses, area_map
from buurtkalender.site.gaps.data import quality_page, wrong
from buurtkalender.site.gaps.explained import explained_page
from buurtkalender.site.gaps.history import history_page, since_then
from buurtkalender.site.gaps.meeting import meeting
from buurtkalender.site.gaps.prevention import prevention_matrix, prevention_pages
from buurtkalender.site.gaps.section import Urgent, framed, links_of_priorities, most_urgent, urgent, worst
from buurtkalender.site.gaps.todo import todo_pages
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output
from buurtkalender.site.render import Frame, PageLink, feed_links
from buurtkalender.words.norms import (
    SEVERITIES,
    StartAnswers,
    norm_answers,
    number_of,
    rounded_down,
    severity_sum,
    severity_word,
)
from buurtkalender.words.remedies import priorities_heading
from buurtkalender.words.verdicts import (
    sum_of_least,
    verdict_kind_name,
    verdict_meanings,
    verdict_name,
    verdict_sentence,
)

# --- matrix ----------------------------------------------------------------------------------------------
# The first page of the gaps: every neighbourhood against every norm, and what helps most people.


class MatrixCell(msgspec.Struct, frozen=True):
    """One verdict in the matrix: a class to colour it by, its word, its sum, and where it is explained.

    ``working`` says that somebody works on it.
    """

    kind: str
    word: str
    number: str
    url: str
    working: str


class MatrixRow(msgspec.Struct, frozen=True):
    """A neighbourhood in the matrix, with a cell for each norm (None where the norm does not hold)."""

    area: PageLink
    cells: tuple[MatrixCell | None, ...]


class MatrixTable(msgspec.Struct, frozen=True):
    """The neighbourhoods of one municipality against its norms. ``name`` is empty when it is the only one."""

    name: str
    norms: tuple[PageLink, ...]
    rows: tuple[MatrixRow, ...]


class MatrixView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``gaps.html`` shows."""

    urgent: tuple[Urgent, ...]
    tables: tuple[MatrixTable, ...]
    counts: tuple[tuple[str, str, int, str], ...]
    since: str
    map: Markup
    helping: str
    priorities: tuple[PageLink, ...]
    wrong: PageLink


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
            area_map.MapArea(calendar.neighbourhoods[area], addresses.gaps_of_neighbourhood(area), number, kind, word)
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


def _tables(site: Site, by_area: dict[str, dict[str, Verdict]]) -> tuple[MatrixTable, ...]:
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
            MatrixRow(
                PageLink(addresses.gaps_of_neighbourhood(area), calendar.neighbourhoods[area].name),
                tuple(_cell(site, by_area[area].get(norm)) for norm in norms),
            )
            for area in worst
        )
        name = calendar.municipalities[town].name if len(towns) > 1 else ""
        links = tuple(PageLink(addresses.gaps_of_norm(norm), calendar.norms[norm].title) for norm in norms)
        found.append(MatrixTable(name, links, rows))
    return tuple(found)


def _cell(site: Site, verdict: Verdict | None) -> MatrixCell | None:
    if verdict is None:
        return None
    number = "" if verdict.verdict == "too-few-residents" else sum_of_least(verdict, site.translator)
    url = f"{addresses.gaps_of_neighbourhood(verdict.neighbourhood)}#{verdict.norm}"
    working = site.calendar.picked_up_at(verdict.norm, verdict.neighbourhood) and verdict.verdict in FALLS_SHORT
    said = site.words.gettext("picked up") if working else ""
    return MatrixCell(verdict.verdict, verdict_name(verdict, site.translator), number, url, said)


# --- method ----------------------------------------------------------------------------------------------
# How is counted, for coordinators and the press: the norms, the rules, an example, and what the numbers do not say.
#
# Every number on the page comes from where it is used: the measure, the norms, this very calendar.

WALK = 15.0
"""For how many minutes' walk the page reckons out how far that is, if no norm asks for a walk."""


class NormInWords(msgspec.Struct, frozen=True):
    """A norm with everything that it asks."""

    id: str
    title: PageLink
    answers: StartAnswers


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules count with, as the language writes it."""

    kmh: str
    detour: str
    minutes: str
    metres: int
    straight: int
    believed: tuple[tuple[int, int], ...]
    unbelieved: int
    few: int
    noon: int
    five: int
    whole_day: str
    large: str
    considerable: str


class WorkedExample(msgspec.Struct, frozen=True, kw_only=True):
    """A gap of this calendar, reckoned out."""

    where: PageLink
    norm: str
    row: str
    sorted_row: str
    middle: str
    sentence: str
    severity: str
    word: str


class MethodView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``gaps_method.html`` shows."""

    norms: tuple[NormInWords, ...]
    numbers: Numbers
    example: WorkedExample | None
    meanings: tuple[tuple[str, str, str], ...]
    populations: tuple[tuple[str, str], ...]
    holidays: str


def method(site: Site) -> Output:
    """Return the page."""
    calendar, translator = site.calendar, site.translator
    _ = translator.gettext
    said = verdict_meanings(site.translator)
    view = MethodView(
        norms=tuple(
            NormInWords(
                norm.id,
                PageLink(addresses.gaps_of_norm(norm.id) if norm.id in _judged(site) else "", norm.title),
                norm_answers(norm, calendar, translator),
            )
            for norm in calendar.norms.values()
        ),
        numbers=_numbers(site),
        example=_example(site),
        meanings=tuple((kind, verdict_kind_name(kind, translator), said[kind]) for kind in VERDICT_KINDS),
        populations=tuple(
            (one.name, one.population_source) for one in calendar.municipalities.values() if one.population_source
        ),
        holidays=site.words.all_of(dict.fromkeys(one.source for one in calendar.school_holidays if one.source)),
    )
    frame = framed(
        site,
        addresses.GAPS_METHOD,
        _("How we count what is missing"),
        _("What a norm is, how we count, what each verdict means, and what these numbers do not say."),
    )
    return site.page("gaps_method.html", frame, view)


def _judged(site: Site) -> frozenset[str]:
    return frozenset(verdict.norm for verdict in site.verdicts)


def _numbers(site: Site) -> Numbers:
    translator = site.translator
    measure = site.calendar.measure
    walks = (norm.within.walk_minutes for norm in site.calendar.norms.values() if norm.within.walk_minutes)
    minutes = next(walks, WALK)
    metres = limit(Within(walk_minutes=minutes), measure) or 0.0
    large, considerable = (least for least, _ in SEVERITIES if least)
    return Numbers(
        kmh=number_of(measure.walking_kmh, translator),
        detour=number_of(measure.detour, translator),
        minutes=number_of(minutes, translator),
        metres=round(metres),
        straight=round(metres / measure.detour),
        believed=tuple((days, round(100 * weight)) for days, weight in measure.confidence),
        unbelieved=round(100 * measure.unconfirmed),
        few=measure.few_residents,
        noon=NOON,
        five=FIVE,
        whole_day=number_of(WHOLE_DAY_HOURS, translator),
        large=number_of(large, translator),
        considerable=number_of(considerable, translator),
    )


def _example(site: Site) -> WorkedExample | None:
    """Reckon out the gap that shows most of the sum: with some of what is asked, and not the same in every week."""
    some = [one for one in worst(site.verdicts) if one.weeks and one.residents]
    chosen = min(some, key=_shows_little, default=None)
    if chosen is None:
        return None
    calendar, translator = site.calendar, site.translator
    row = [week.lower for week in chosen.weeks]
    return WorkedExample(
        where=PageLink(
            f"{addresses.gaps_of_neighbourhood(chosen.neighbourhood)}#{chosen.norm}",
            calendar.neighbourhoods[chosen.neighbourhood].name,
        ),
        norm=calendar.norms[chosen.norm].title,
        row=_row(row, site),
        sorted_row=_row(sorted(row), site),
        middle=rounded_down(median(row), site.translator),
        sentence=verdict_sentence(chosen, calendar, translator),
        severity=severity_sum(chosen, calendar, translator),
        word=severity_word(chosen, translator),
    )


def _shows_little(verdict: Verdict) -> tuple[bool, bool, bool]:
    """Order examples, of verdicts in the order of severity: False comes first."""
    some = 0 < verdict.lower < verdict.required
    return bool(verdict.dayparts), not some, len({week.lower for week in verdict.weeks}) == 1


def _row(numbers: list[float], site: Site) -> str:
    return " · ".join(rounded_down(number, site.translator) for number in numbers)


def gap_pages(site: Site) -> Iterator[Output]:
    """Yield the matrix, the pages about all of it, and a page for each neighbourhood and norm."""
    yield matrix(site)
    yield meeting(site)
    yield history_page(site)
    yield from todo_pages(site)
    yield quality_page(site)
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
        more = PageLink(addresses.neighbourhood(identifier), _("Activities in {place}").format(place=area.name))
        yield explained_page(site, addresses.gaps_of_neighbourhood(identifier), heading, "", verdicts, (more,))
    for identifier, verdicts in by_norm.items():
        norm = site.calendar.norms[identifier]
        lead = _("This is a norm that the municipality set. Per neighbourhood you see how it stands.")
        more = PageLink(f"{addresses.GAPS_METHOD}#{identifier}", _("What this norm asks exactly"))
        yield explained_page(site, addresses.gaps_of_norm(identifier), norm.title, lead, verdicts, (more,))
