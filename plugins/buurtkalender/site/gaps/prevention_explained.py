"""What a municipality has towards one prevention goal, explained for each age band."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from buurtkalender.domain.coverage.prevention import Cell
from buurtkalender.domain.model import Norm
from buurtkalender.site import addresses
from buurtkalender.site.gaps import words as words_of_gaps
from buurtkalender.site.gaps.prevention import band_name, goal_name, not_for
from buurtkalender.site.gaps.section import BAD, framed, link_to
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import Output, digest, digest_of
from buurtkalender.site.render import Link
from buurtkalender.words.catalogues import N_
from buurtkalender.words.grammar import capital

_MEANING = {
    "gap": N_("There is too little."),
    "data-gap": N_("Nobody knows whether there is enough. Ask the organisations."),
    "fragile": N_("There is enough, but not everything was confirmed lately."),
    "covered": N_("There is enough for everybody of these ages."),
}


class Offer(msgspec.Struct, frozen=True):
    """An activity with its organisation; if it is a recognised programme what is known of its effect, as written."""

    link: Link
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
    norm: Link | None
    counted: tuple[Offer, ...]
    questions: tuple[Offer, ...]
    near_misses: tuple[Link, ...]
    elsewhere: tuple[Offer, ...]


class GoalView(msgspec.Struct, frozen=True):
    """What ``prevention_of.html`` shows."""

    municipality: str
    bands: tuple[Band, ...]
    more: Link
    several: bool


def prevention_pages(site: Site) -> Iterator[Output]:
    """Yield a page for each municipality and goal."""
    groups: dict[tuple[str, str], list[Cell]] = {}
    for cell in site.prevention:
        groups.setdefault((cell.municipality, cell.goal), []).append(cell)
    for (town, goal), cells in groups.items():
        yield _page(site, town, goal, cells)


def _page(site: Site, town: str, goal: str, cells: Sequence[Cell]) -> Output:
    _ = site.words.gettext
    name = site.calendar.municipalities[town].name
    heading = _("{goal}: what there is in {place}").format(goal=goal_name(site, goal), place=name)
    frame = framed(site, addresses.prevention(town, goal), heading)
    above = Link(addresses.GAPS_PREVENTION, _("Prevention"))
    frame = msgspec.structs.replace(frame, crumbs=(*frame.crumbs, above))
    view = GoalView(
        name,
        tuple(_band(site, cell) for cell in cells),
        Link(addresses.goal(goal), goal_name(site, goal)),
        len(site.calendar.municipalities) > 1,
    )
    key = digest(site.shell_digest, digest_of(frame, view))
    return Output(frame.path, key, lambda: site.renderer.render("prevention_of.html", frame, view))


def _band(site: Site, cell: Cell) -> Band:
    verdict, calendar = cell.verdict, site.calendar
    told = {one.activity for one in verdict.counted} | set(cell.elsewhere)
    return Band(
        id=cell.band.id,
        title=capital(band_name(site.words, site.calendar, cell.band)),
        kind=verdict.verdict,
        word=words_of_gaps.name(verdict, site.translator),
        sentence=_sentence(site, cell),
        people=_people(site, cell),
        norm=_norm(site, calendar.norms.get(cell.norm or "")),
        counted=tuple(_offer(site, one.activity, _part(site, one.share)) for one in verdict.counted if one.certain),
        questions=tuple(_offer(site, one.activity, _question(site, one.facts)) for one in cell.questions),
        near_misses=tuple(
            Link(addresses.activity(near.activity), words_of_gaps.near_miss_sentence(near, calendar, site.translator))
            for near in verdict.near_misses
            if near.activity not in told
        ),
        elsewhere=tuple(_offer(site, one, _where(site, one)) for one in cell.elsewhere),
    )


def _sentence(site: Site, cell: Cell) -> str:
    """Say what a verdict means, with its sum: of offers that is one over all ages, so it is told where some lack."""
    verdict = cell.verdict
    _ = site.words.gettext
    if verdict.unit != "offers" or verdict.verdict == "too-few-residents":
        return words_of_gaps.sentence(verdict, site.calendar, site.translator)
    parts = [_(_MEANING[verdict.verdict]) if verdict.upper else _("There is nothing for these ages.")]
    if verdict.verdict in BAD and cell.without and verdict.lower:
        parts.append(f"{capital(not_for(site, cell))}.")
    if verdict.lower < verdict.required and verdict.upper:
        lower, upper = (site.words.rounded_down(number) for number in (verdict.lower, verdict.upper))
        much = lower if lower == upper else _("{lower} to {upper}").format(lower=lower, upper=upper)
        text = _("On average there is {much} for each of these ages; there should be {required}.")
        parts.append(text.format(much=much, required=site.words.rounded_down(verdict.required)))
    return " ".join(parts)


def _people(site: Site, cell: Cell) -> str:
    number = cell.verdict.residents
    if number is None:
        return site.words.gettext("How many people these are is not known.")
    text = site.words.ngettext("{n} person of this age lives here.", "{n} people of these ages live here.", number)
    return text.format(n=number)


def _norm(site: Site, norm: Norm | None) -> Link | None:
    if norm is None:
        return None
    shown = any(verdict.norm == norm.id for verdict in site.verdicts)
    return Link(addresses.gaps_of_norm(norm.id) if shown else "", norm.title)


def _part(site: Site, share: float) -> str:
    return "" if share > 0.999 else site.words.gettext("for {n}% of these ages").format(n=round(100 * share))


def _question(site: Site, facts: Sequence[str]) -> str:
    names = [words_of_gaps.fact_name(fact, site.calendar, site.translator) for fact in facts]
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
