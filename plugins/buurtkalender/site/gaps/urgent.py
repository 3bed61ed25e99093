"""The gaps that weigh most, in words: where, what is missing, for whom, why, and what to do with whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from buurtkalender.domain.coverage.verdicts import FALLS_SHORT, Edit, Remedy, Verdict
from buurtkalender.site import addresses
from buurtkalender.site.gaps.contacts import Call, whom_to_call
from buurtkalender.site.gaps.section import link_of_edit
from buurtkalender.site.gaps.starting import Beginning, beginning
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link
from buurtkalender.words.remedies import remedy_sentence
from buurtkalender.words.verdicts import (
    near_miss_sentence,
    severity_sentence,
    verdict_name,
    verdict_people,
    verdict_sentence,
)

MOST = 3
"""How many there are to decide on."""

WAYS = 2
"""How many ways out are named for each: the cheapest, and the cheapest of another kind."""


class ToDo(msgspec.Struct, frozen=True):
    """Something to do, as a sentence (the note of the link), and whom to call about it."""

    link: Link
    calls: tuple[Call, ...]


class Urgent(msgspec.Struct, frozen=True, kw_only=True):
    """One of the gaps that weigh most."""

    norm: Link
    area: Link
    kind: str
    word: str
    people: str
    sentence: str
    severity: str
    near_miss: Link | None
    ways: tuple[ToDo, ...]
    beginning: Beginning


def most_urgent(verdicts: Iterable[Verdict], site: Site) -> list[Verdict]:
    """Return the worst that nobody works on yet: there somebody still has to decide."""
    return unclaimed(verdicts, site)[:MOST]


def unclaimed(verdicts: Iterable[Verdict], site: Site) -> list[Verdict]:
    """Return what falls short and nobody works on, the most severe first."""
    return [one for one in worst(verdicts) if not site.calendar.picked_up_at(one.norm, one.neighbourhood)]


def worst(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return what falls short, the most severe first."""
    some = [one for one in verdicts if one.verdict in FALLS_SHORT and one.severity > 0]
    return sorted(some, key=lambda one: (-one.severity, one.neighbourhood, one.norm))


def urgent(verdict: Verdict, site: Site) -> Urgent:
    """Put one of them into words."""
    calendar, translator = site.calendar, site.translator
    home = verdict.neighbourhood
    where = addresses.gaps_of_neighbourhood(home)
    return Urgent(
        norm=Link(f"{where}#{verdict.norm}", calendar.norms[verdict.norm].title),
        area=Link(where, calendar.neighbourhoods[home].name),
        kind=verdict.verdict,
        word=verdict_name(verdict, translator),
        people=verdict_people(verdict, translator),
        sentence=verdict_sentence(verdict, calendar, translator),
        severity=severity_sentence(verdict, calendar, translator),
        near_miss=_near_miss(verdict, site),
        ways=tuple(to_do(one.edit, remedy_sentence(one, calendar, translator), home, site) for one in ways(verdict)),
        beginning=beginning(verdict, calendar, translator),
    )


def _near_miss(verdict: Verdict, site: Site) -> Link | None:
    """Return what comes nearest to counting, where more has to count."""
    near = next(iter(verdict.near_misses), None) if verdict.verdict in {"gap", "data-gap"} else None
    if near is None:
        return None
    return Link(addresses.activity(near.activity), near_miss_sentence(near, site.calendar, site.translator))


def ways(verdict: Verdict) -> list[Remedy]:
    """Return the cheapest remedy of each of the cheapest kinds."""
    kinds = {one.edit.kind: one for one in reversed(verdict.remedies)}
    return sorted(kinds.values(), key=lambda one: one.cost)[:WAYS]


def to_do(edit: Edit, sentence: str, home: str, site: Site) -> ToDo:
    """Return an edit as something to do in a neighbourhood."""
    return ToDo(link_of_edit(site, sentence, edit, home), whom_to_call(edit, site.calendar))


def phone_calls(verdicts: Iterable[Verdict], site: Site, but: frozenset[Edit]) -> Iterator[tuple[Remedy, Verdict]]:
    """Yield what only takes a call, each once: to ask what nobody told, or to have confirmed what is there.

    Without the edits that are told already, and without what somebody works on.
    """
    known = set(but)
    for verdict in unclaimed(verdicts, site):
        for one in verdict.remedies if verdict.verdict in {"data-gap", "fragile"} else ():
            if one.edit.kind in {"fill-in", "confirm"} and one.edit not in known:
                known.add(one.edit)
                yield one, verdict
