"""The prevention matrix: goals against age bands, a table for each municipality, and every recognised programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from buurtkalender.domain.coverage.people import group_without_ages, people_of, wanted
from buurtkalender.domain.coverage.prevention import PREVENTION_WEEKS, PreventionCell
from buurtkalender.domain.coverage.reach import of_municipality
from buurtkalender.domain.coverage.units import UNITS
from buurtkalender.domain.coverage.verdicts import FALLS_SHORT, VERDICT_KINDS, CountedActivity, VerdictKind
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar
from buurtkalender.domain.values import AgeBand, AtLeast, Norm, Within
from buurtkalender.site import addresses
from buurtkalender.site.gaps.section import framed, link_to
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output
from buurtkalender.site.render import PageLink
from buurtkalender.words.catalogues import N_, Translator, capital
from buurtkalender.words.norms import about, age_ranges, rounded_down
from buurtkalender.words.values import words_of
from buurtkalender.words.verdicts import (
    VERDICT_MEANING,
    counted_in,
    fact_name,
    from_to,
    near_miss_sentence,
    verdict_meanings,
    verdict_name,
    verdict_sentence,
)


class PreventionMark(msgspec.Struct, frozen=True):
    """A cell of a table: a class to colour it by, its word, what it counts, and where it is explained."""

    kind: str
    word: str
    notes: tuple[str, ...]
    url: str


class PreventionTable(msgspec.Struct, frozen=True):
    """A table with goals for its rows; ``title`` is the municipality, or empty where these are the columns."""

    title: str
    columns: tuple[PageLink, ...]
    rows: tuple[tuple[PageLink, tuple[PreventionMark, ...]], ...]


class Run(msgspec.Struct, frozen=True):
    """An activity that is a programme: whose, where and towards what; what is known of its effect, as written."""

    link: PageLink
    places: str
    goals: str
    evidence: str
    source: str


class ProgrammeView(msgspec.Struct, frozen=True):
    """A recognised programme with the activities that are it."""

    name: str
    runs: tuple[Run, ...]


class PreventionView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``prevention.html`` shows."""

    legend: tuple[tuple[str, str, int, str], ...]
    compared: PreventionTable | None
    tables: tuple[PreventionTable, ...]
    programmes: tuple[ProgrammeView, ...]
    weeks: int = PREVENTION_WEEKS


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


def _table(site: Site, cells: Sequence[PreventionCell]) -> PreventionTable:
    town = cells[0].municipality
    bands = list(dict.fromkeys(cell.band for cell in cells))
    rows: dict[str, list[PreventionMark]] = {}
    for cell in cells:
        rows.setdefault(cell.goal, []).append(_shown(site, cell))
    return PreventionTable(
        site.calendar.municipalities[town].name,
        tuple(PageLink("", capital(band_name(band, site.calendar, site.translator))) for band in bands),
        tuple(
            (PageLink(addresses.prevention(town, goal), goal_name(site, goal)), tuple(some))
            for goal, some in rows.items()
        ),
    )


def _shown(site: Site, cell: PreventionCell) -> PreventionMark:
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
    return PreventionMark(verdict.verdict, verdict_name(verdict, site.translator), tuple(notes), url)


def _compared(site: Site, cells: Sequence[PreventionCell], towns: Sequence[str]) -> PreventionTable:
    """Return goals against municipalities: the worst that there is, and for how many age bands it falls short."""
    words = site.words
    rows: dict[str, list[PreventionMark]] = {}
    for goal in dict.fromkeys(cell.goal for cell in cells):
        for town in towns:
            some = [cell for cell in cells if (cell.goal, cell.municipality) == (goal, town)]
            worst = min(some, key=lambda cell: VERDICT_KINDS.index(cell.verdict.verdict)).verdict
            short = sum(cell.verdict.verdict in FALLS_SHORT for cell in some)
            note = words.gettext("{n} of {all} age groups").format(n=short, all=len(some)) if short else ""
            word = verdict_name(worst, site.translator)
            url = addresses.prevention(town, goal)
            rows.setdefault(goal, []).append(PreventionMark(worst.verdict, word, (note,) if note else (), url))
    names = site.calendar.municipalities
    return PreventionTable(
        "",
        tuple(PageLink("", names[town].name) for town in towns),
        tuple((PageLink("", goal_name(site, goal)), tuple(some)) for goal, some in rows.items()),
    )


def programmes(site: Site) -> tuple[ProgrammeView, ...]:
    """Return every recognised programme, by name, with the activities that are it."""
    found: dict[str, list[Activity]] = {}
    for activity in site.calendar.activities.values():
        if activity.programme is not None and activity.status is not ActivityStatus.ENDED:
            found.setdefault(activity.programme.name.strip().casefold(), []).append(activity)
    return tuple(
        ProgrammeView(
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


# --- explained ------------------------------------------------------------------------------------------
# What a municipality has towards one prevention goal, explained for each age band.


class Offer(msgspec.Struct, frozen=True):
    """An activity with its organisation; if it is a recognised programme what is known of its effect, as written."""

    link: PageLink
    note: str = ""
    programme: str = ""
    evidence: str = ""
    source: str = ""


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """An age band with what there is for it, what may be, what nearly counts and what others have."""

    id: str
    title: str
    kind: str
    word: str
    sentence: str
    people: str
    norm: PageLink | None
    counted: tuple[Offer, ...]
    questions: tuple[Offer, ...]
    near_misses: tuple[PageLink, ...]
    elsewhere: tuple[Offer, ...]


class GoalView(msgspec.Struct, frozen=True):
    """What ``prevention_of.html`` shows."""

    municipality: str
    bands: tuple[Band, ...]
    more: PageLink
    several: bool


def prevention_pages(site: Site) -> Iterator[Output]:
    """Yield a page for each municipality and goal."""
    groups: dict[tuple[str, str], list[PreventionCell]] = {}
    for cell in site.prevention:
        groups.setdefault((cell.municipality, cell.goal), []).append(cell)
    for (town, goal), cells in groups.items():
        yield _page(site, town, goal, cells)


def _page(site: Site, town: str, goal: str, cells: Sequence[PreventionCell]) -> Output:
    _ = site.words.gettext
    name = site.calendar.municipalities[town].name
    heading = _("{goal}: what there is in {place}").format(goal=goal_name(site, goal), place=name)
    frame = framed(site, addresses.prevention(town, goal), heading)
    above = PageLink(addresses.GAPS_PREVENTION, _("Prevention"))
    frame = msgspec.structs.replace(frame, crumbs=(*frame.crumbs, above))
    view = GoalView(
        name,
        tuple(_band(site, cell) for cell in cells),
        PageLink(addresses.goal(goal), goal_name(site, goal)),
        len(site.calendar.municipalities) > 1,
    )
    return site.page("prevention_of.html", frame, view)


def _band(site: Site, cell: PreventionCell) -> Band:
    verdict, calendar = cell.verdict, site.calendar
    told = {one.activity for one in verdict.counted} | set(cell.elsewhere)
    return Band(
        id=cell.band.id,
        title=capital(band_name(cell.band, site.calendar, site.translator)),
        kind=verdict.verdict,
        word=verdict_name(verdict, site.translator),
        sentence=prevention_sentence(cell, calendar, site.translator),
        people=prevention_people(cell, site.calendar, site.translator),
        norm=_norm(site, calendar.norms.get(cell.norm or "")),
        counted=tuple(_offer(site, one.activity, _part(site, one)) for one in verdict.counted if one.certain),
        questions=tuple(_offer(site, one.activity, _question(site, one.facts)) for one in cell.questions),
        near_misses=tuple(
            PageLink(addresses.activity(near.activity), near_miss_sentence(near, calendar, site.translator))
            for near in verdict.near_misses
            if near.activity not in told
        ),
        elsewhere=tuple(_offer(site, one, _where(site, one)) for one in cell.elsewhere),
    )


def _norm(site: Site, norm: Norm | None) -> PageLink | None:
    if norm is None:
        return None
    shown = any(verdict.norm == norm.id for verdict in site.verdicts)
    return PageLink(addresses.gaps_of_norm(norm.id) if shown else "", norm.title)


def _part(site: Site, one: CountedActivity) -> str:
    if not one.ages:
        return ""
    return site.words.gettext("only for {ages}").format(ages=age_ranges(one.ages, site.translator))


def _question(site: Site, facts: Sequence[str]) -> str:
    names = [fact_name(fact, site.calendar, site.translator) for fact in facts]
    return site.words.gettext("not known: {facts}").format(facts=site.words.all_of(names))


def _where(site: Site, activity: str) -> str:
    facets = site.selection.facets_of(activity)
    names = sorted(site.calendar.municipalities[name].name for kind, name in facets if kind == "municipality")
    return site.words.all_of(names)


def _offer(site: Site, identifier: str, note: str) -> Offer:
    programme = site.calendar.activities[identifier].programme
    link = link_to(site, identifier)
    if programme is None:
        return Offer(link, note)
    return Offer(link, note, programme.name, programme.evidence or "", programme.source or "")


# --- in words -----------------------------------------------------------------------------------------------
# What there is towards a goal of prevention, in words: for whom, whether it is enough, and what each verdict means.

_MEANING = VERDICT_MEANING | {"covered": N_("There is enough for everybody of these ages.")}


def band_name(band: AgeBand, calendar: Calendar, translator: Translator) -> str:
    """Return how people call an age band: ``4 tot en met 11 jaar``, ``Ouders``."""
    if band.ages is not None:
        return words_of(translator).ages(band.ages)
    term = calendar.audiences.get(band.audience or "")
    return words_of(translator).label(term) if term else band.id


def not_for(cell: PreventionCell, translator: Translator) -> str:
    """Say for which ages there is nothing, or nothing for certain where something was not told."""
    words, _ = words_of(translator), translator.gettext
    text = _("not certain for {ages}") if cell.questions else _("not for {ages}")
    return text.format(ages=words.all_of(words.ages(ages) for ages in cell.without))


def prevention_meanings(translator: Translator) -> dict[VerdictKind, str]:
    """Return what each verdict means for prevention, the most pressing first."""
    _ = translator.gettext
    return verdict_meanings(translator) | {
        "gap": _("For some or all of these ages there is nothing in this municipality."),
        "data-gap": _("There may be something, but not everything about it was filled in: ask the organisations."),
        "fragile": _("There is something, but nobody confirmed lately that it is still true."),
        "covered": _("There is something for everybody of these ages."),
    }


def prevention_sentence(cell: PreventionCell, calendar: Calendar, translator: Translator) -> str:
    """Say what a verdict means, with its sum: of offers only where more than one is asked."""
    verdict, _ = cell.verdict, translator.gettext
    if UNITS[verdict.unit].timed or verdict.verdict == "too-few-residents":
        return verdict_sentence(verdict, calendar, translator)
    parts = [_(_MEANING[verdict.verdict]) if verdict.upper else _("There is nothing for these ages.")]
    if verdict.verdict in FALLS_SHORT and cell.without and any(one.certain for one in verdict.counted):
        parts.append(f"{capital(not_for(cell, translator))}.")
    if verdict.lower < verdict.required and verdict.required > 1 and verdict.upper:
        text = _("For the ages that have least there is {much}; there should be {required}.")
        much = from_to(verdict.lower, verdict.upper, translator)
        parts.append(text.format(much=much, required=rounded_down(verdict.required, translator)))
    return " ".join(parts)


def prevention_counted_in(cell: PreventionCell, translator: Translator) -> str:
    """Return what the numbers of a verdict count: ``keer per week``, or offers."""
    if UNITS[cell.verdict.unit].timed:
        return counted_in(cell.verdict, translator)
    return translator.gettext("activities, for the ages that have least")


def prevention_people(cell: PreventionCell, calendar: Calendar, translator: Translator) -> str:
    """``420 mensen van deze leeftijd wonen hier.``, or that nobody knows."""
    number = cell.verdict.residents
    if number is None:
        return translator.gettext("How many people these are is not known.")
    text = translator.ngettext("{n} person of this age lives here.", "{n} people of these ages live here.", number)
    return text.format(n=about(number, translator, estimate=_is_estimate(cell, calendar)))


def _is_estimate(cell: PreventionCell, calendar: Calendar) -> bool:
    norm = Norm("", "", AtLeast(1.0, "offers"), Within(), audience=cell.band.audience, ages=cell.band.ages)
    scope = of_municipality(calendar, calendar.municipalities[cell.municipality])
    known = people_of(scope, group_without_ages(calendar, norm))
    return known is not None and known.is_estimate(wanted(calendar, norm))
