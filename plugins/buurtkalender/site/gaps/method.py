"""How is counted, for coordinators and the press: the norms, the rules, an example, and what the numbers do not say.

Every number on the page comes from where it is used: the measure, the norms, this very calendar.
"""

from __future__ import annotations

from statistics import median

import msgspec

from buurtkalender.domain.coverage.reach import limit
from buurtkalender.domain.coverage.sessions import FIVE, NOON, WHOLE_DAY_HOURS
from buurtkalender.domain.coverage.verdicts import VERDICT_KINDS, Verdict
from buurtkalender.domain.model import Within
from buurtkalender.site import addresses
from buurtkalender.site.gaps.section import framed
from buurtkalender.site.gaps.urgent import worst
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link
from buurtkalender.site.tree import Output
from buurtkalender.words.norms import Answers, norm_answers, number_of, rounded_down
from buurtkalender.words.verdicts import (
    SEVERITIES,
    severity_sum,
    severity_word,
    verdict_kind_name,
    verdict_meanings,
    verdict_sentence,
)

WALK = 15.0
"""For how many minutes' walk the page reckons out how far that is, if no norm asks for a walk."""


class NormInWords(msgspec.Struct, frozen=True):
    """A norm with everything that it asks."""

    id: str
    title: Link
    answers: Answers


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


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A gap of this calendar, reckoned out."""

    where: Link
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
    example: Example | None
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
                Link(addresses.gaps_of_norm(norm.id) if norm.id in _judged(site) else "", norm.title),
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


def _example(site: Site) -> Example | None:
    """Reckon out the gap that shows most of the sum: with some of what is asked, and not the same in every week."""
    some = [one for one in worst(site.verdicts) if one.weeks and one.residents]
    chosen = min(some, key=_shows_little, default=None)
    if chosen is None:
        return None
    calendar, translator = site.calendar, site.translator
    row = [week.lower for week in chosen.weeks]
    return Example(
        where=Link(
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
