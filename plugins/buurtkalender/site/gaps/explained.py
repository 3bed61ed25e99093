"""The verdicts of one neighbourhood or norm, each with its whole sum and what helps."""

from __future__ import annotations

import msgspec

from buurtkalender.domain.coverage.verdicts import FALLS_SHORT, Verdict
from buurtkalender.feeds.formats import NEWS
from buurtkalender.site import addresses
from buurtkalender.site.gaps.capacity import CapacityView, capacity_of
from buurtkalender.site.gaps.section import framed, link_of_edit, link_to
from buurtkalender.site.gaps.starting import Beginning, beginning
from buurtkalender.site.gaps.weeks import Strip, strip
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link, feed_links
from buurtkalender.site.tree import Output
from buurtkalender.words.norms import picked_up_sentences
from buurtkalender.words.remedies import remedy_sentence
from buurtkalender.words.verdicts import (
    counted_amount,
    near_miss_sentence,
    severity_sentence,
    verdict_name,
    verdict_sentence,
)


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict with its whole sum."""

    id: str
    title: Link
    kind: str
    word: str
    sentence: str
    severity: str
    picked_up: tuple[str, ...]
    weeks: Strip | None
    counted: tuple[Link, ...]
    near_misses: tuple[Link, ...]
    remedies: tuple[Link, ...]
    beginning: Beginning | None


class GapsView(msgspec.Struct, frozen=True):
    """What ``gaps_of.html`` shows: the verdicts of a neighbourhood or a norm, the worst first."""

    lead: str
    verdicts: tuple[Explained, ...]
    more: tuple[Link, ...]
    capacity: CapacityView | None = None


def explained(  # noqa: PLR0913, PLR0917
    site: Site, path: str, heading: str, lead: str, verdicts: list[Verdict], more: tuple[Link, ...]
) -> Output:
    """Return the page of these verdicts, the worst first."""
    verdicts = sorted(
        verdicts, key=lambda one: (-one.severity, one.verdict not in FALLS_SHORT, one.neighbourhood, one.norm)
    )
    by_norm = path.startswith(addresses.gaps_of_norm("")[:-1])
    feeds = () if by_norm else tuple(one for one in NEWS if one.everywhere)
    frame = framed(site, path, heading, feeds=feed_links(site.words, path, heading, feeds))
    mentioned = {one.activity for verdict in verdicts for one in verdict.counted}
    mentioned |= {one.activity for verdict in verdicts for one in verdict.near_misses}
    named = [link_to(site, name) for name in sorted(mentioned)]
    people = {one.id: one.name for one in site.calendar.organisations.values()}
    helping = [(_helping(site, verdict), _beginning(site, verdict)) for verdict in verdicts]
    working = site.calendar.picked_up
    room = capacity_of(site, verdicts[0].norm) if by_norm else None
    made_from = (lead, verdicts, more, named, people, site.calendar.norms, helping, working, room)

    def view() -> GapsView:
        return GapsView(lead, tuple(_explain(site, verdict, by_norm=by_norm) for verdict in verdicts), more, room)

    return site.page("gaps_of.html", frame, view, *made_from)


def _helping(site: Site, verdict: Verdict) -> tuple[Link, ...]:
    """Return the remedies of a verdict as sentences, each with where to read more; two pages show them."""
    known = site.kept.setdefault("remedies", {})
    spot = verdict.norm, verdict.neighbourhood
    if spot not in known:
        known[spot] = tuple(
            link_of_edit(site, remedy_sentence(one, site.calendar, site.translator), one.edit, verdict.neighbourhood)
            for one in verdict.remedies
        )
    found: tuple[Link, ...] = known[spot]
    return found


def _beginning(site: Site, verdict: Verdict) -> Beginning | None:
    """Return how to start what a verdict misses; two pages show it."""
    if verdict.verdict not in FALLS_SHORT:
        return None
    known = site.kept.setdefault("beginnings", {})
    spot = verdict.norm, verdict.neighbourhood
    if spot not in known:
        known[spot] = beginning(verdict, site.calendar, site.translator)
    found: Beginning = known[spot]
    return found


def _explain(site: Site, verdict: Verdict, *, by_norm: bool) -> Explained:
    words, calendar = site.words, site.calendar
    _ = words.gettext
    area = calendar.neighbourhoods[verdict.neighbourhood]
    if by_norm:
        title = Link(addresses.gaps_of_neighbourhood(area.id), area.name)
    else:
        title = Link(addresses.gaps_of_norm(verdict.norm), calendar.norms[verdict.norm].title)
    counted = []
    for one in sorted(verdict.counted, key=lambda one: (-one.amount, one.activity)):
        activity = calendar.activities[one.activity]
        counted.append(Link(addresses.activity(activity.id), activity.title, counted_amount(one, site.translator)))
    return Explained(
        id=verdict.neighbourhood if by_norm else verdict.norm,
        title=title,
        kind=verdict.verdict,
        word=verdict_name(verdict, site.translator),
        sentence=verdict_sentence(verdict, calendar, site.translator),
        severity=severity_sentence(verdict, calendar, site.translator),
        picked_up=picked_up_sentences(verdict.norm, verdict.neighbourhood, calendar, site.translator),
        weeks=strip(verdict, site.translator),
        counted=tuple(counted),
        near_misses=tuple(
            Link(addresses.activity(near.activity), near_miss_sentence(near, calendar, site.translator))
            for near in verdict.near_misses
        ),
        remedies=_helping(site, verdict),
        beginning=_beginning(site, verdict),
    )
