"""What a municipality has towards one prevention goal, explained for each age band."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from buurtkalender.domain.coverage.prevention import PreventionCell
from buurtkalender.domain.model import Norm
from buurtkalender.site import addresses
from buurtkalender.site.gaps.prevention import goal_name
from buurtkalender.site.gaps.section import framed, link_to
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link
from buurtkalender.site.tree import Output
from buurtkalender.words.grammar import capital
from buurtkalender.words.prevention import band_name, prevention_people, prevention_sentence
from buurtkalender.words.verdicts import fact_name, near_miss_sentence, verdict_name


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
    above = Link(addresses.GAPS_PREVENTION, _("Prevention"))
    frame = msgspec.structs.replace(frame, crumbs=(*frame.crumbs, above))
    view = GoalView(
        name,
        tuple(_band(site, cell) for cell in cells),
        Link(addresses.goal(goal), goal_name(site, goal)),
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
        people=prevention_people(cell, site.translator),
        norm=_norm(site, calendar.norms.get(cell.norm or "")),
        counted=tuple(_offer(site, one.activity, _part(site, one.share)) for one in verdict.counted if one.certain),
        questions=tuple(_offer(site, one.activity, _question(site, one.facts)) for one in cell.questions),
        near_misses=tuple(
            Link(addresses.activity(near.activity), near_miss_sentence(near, calendar, site.translator))
            for near in verdict.near_misses
            if near.activity not in told
        ),
        elsewhere=tuple(_offer(site, one, _where(site, one)) for one in cell.elsewhere),
    )


def _norm(site: Site, norm: Norm | None) -> Link | None:
    if norm is None:
        return None
    shown = any(verdict.norm == norm.id for verdict in site.verdicts)
    return Link(addresses.gaps_of_norm(norm.id) if shown else "", norm.title)


def _part(site: Site, share: float) -> str:
    return "" if share > 0.999 else site.words.gettext("for {n}% of these ages").format(n=round(100 * share))


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
