"""Prevention: what is on offer towards each goal, for people of each age band, in each municipality.

The same engine as for neighbourhoods, with norms of its own: at least one offer in the municipality. A norm of the
municipality takes its place (:func:`_own`). What an offer is, and whom it is for, :mod:`candidates` and :mod:`people`
say: a norm of prevention (:class:`PreventionNorm`) is stricter about ages, and counts what has dates too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import ClassVar, NamedTuple

from msgspec.structs import asdict, replace

from buurtkalender.domain.coverage.evaluation import verdicts
from buurtkalender.domain.coverage.people import admits, ranges, wanted
from buurtkalender.domain.coverage.reach import metres_between, of_municipality
from buurtkalender.domain.coverage.survey import Survey
from buurtkalender.domain.coverage.tally import Reached
from buurtkalender.domain.coverage.verdicts import FALLS_SHORT, Verdict
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import AgeBand, Ages, AtLeast, Norm, Occurrence, Value, Within

PREVENTION_WEEKS = 26
"""How far ahead an offer with dates may be: somebody who is referred now can start within half a year."""

REGION = 30_000
"""How many metres of the way the next municipality may be away for its organisations to be asked to come here too."""

AGE_BANDS = (
    AgeBand(Ages(0, 3)),
    AgeBand(Ages(4, 11)),
    AgeBand(Ages(12, 17)),
    AgeBand(Ages(18, 22)),
    AgeBand(audience="ouders"),
    AgeBand(Ages(23, 64)),
    AgeBand(Ages(65)),
)
"""The age bands of a calendar that names none; no year is in two of them."""


class PreventionNorm(Norm, frozen=True):
    """What the prevention matrix asks of a municipality; it stands in no file.

    Offers are all that is on offer, with dates too; each age is looked at by itself; and for children counts only
    what says that it is for them.
    """

    prevention: ClassVar[bool] = True


class OpenQuestion(Value, frozen=True, omit_defaults=False):
    """What has to be known of an activity before it counts: facts as in :class:`NearMiss`, so also "ages", "place"."""

    activity: str
    facts: tuple[str, ...]


class PreventionCell(Value, frozen=True, omit_defaults=False):
    """What holds for one goal and age band in one municipality.

    ``verdict`` is as everywhere, but that its neighbourhood is the municipality; its residents are not known for an
    audience that has no ages. ``norm`` is the norm that the municipality set for it, None for at least one offer.
    ``without`` are the ages of the band for whom nothing is certain. ``questions`` are what nobody knows of what may
    count. ``elsewhere`` are the activities that count for the same goal and band in another municipality of the
    region and not in this one, where something falls short.
    """

    goal: str
    band: AgeBand
    municipality: str
    norm: str | None
    verdict: Verdict
    without: tuple[Ages, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    elsewhere: tuple[str, ...] = ()


def age_bands(calendar: Calendar) -> tuple[AgeBand, ...]:
    """Return the age bands that the calendar names, else the usual ones, as far as it has the words."""
    usual = (band for band in AGE_BANDS if band.audience is None or band.audience in calendar.audiences)
    return calendar.age_bands or tuple(usual)


def prevention_cells(calendar: Calendar, occurrences: Sequence[Occurrence], today: date) -> tuple[PreventionCell, ...]:
    """Return a cell for each municipality, goal and age band, in the order in which the calendar has them.

    ``occurrences`` are as in :func:`evaluation.evaluate`, for half a year at least.
    """
    asked = {one.norm.id: one for one in _asked(calendar)}
    some = replace(
        calendar,
        activities={key: one for key, one in calendar.activities.items() if one.goals},
        norms={key: one.norm for key, one in asked.items()},
    )
    scopes = [of_municipality(calendar, one) for one in calendar.municipalities.values()]
    survey = Survey(some, occurrences, today, scopes)
    found = []
    for verdict in verdicts(survey):
        goal, band, own, norm = asked[verdict.norm]
        asks = _questions(survey.counts[norm.id].reached(verdict.neighbourhood))
        found.append(
            PreventionCell(goal, band, verdict.neighbourhood, own, verdict, _without(calendar, norm, verdict), asks)
        )
    goals, bands = list(calendar.goals), list(age_bands(calendar))
    municipalities = list(calendar.municipalities)
    found.sort(key=lambda one: (municipalities.index(one.municipality), goals.index(one.goal), bands.index(one.band)))
    return tuple(_with_elsewhere(calendar, found))


class _Asked(NamedTuple):
    goal: str
    band: AgeBand
    own: str | None
    norm: Norm


def _asked(calendar: Calendar) -> Iterator[_Asked]:
    """Yield what is asked for each goal and band: the same of all municipalities that set no norm of their own."""
    for goal in calendar.goals:
        for band in age_bands(calendar):
            usual = Norm("", "", AtLeast(1.0, "offers"), Within(area="municipality"), goal=goal, weeks=PREVENTION_WEEKS)
            municipalities: dict[str | None, list[str]] = {}
            for municipality in calendar.municipalities:
                own = _own(calendar, goal, band, municipality)
                municipalities.setdefault(own.id if own else None, []).append(municipality)
            for number, (key, some) in enumerate(municipalities.items()):
                asked = asdict(calendar.norms[key] if key else usual) | {
                    "id": f"{goal} {band.id} {number}",
                    "ages": band.ages,
                    "audience": band.audience,
                    "municipalities": tuple(some),
                }
                yield _Asked(goal, band, key, PreventionNorm(**asked))


def _own(calendar: Calendar, goal: str, band: AgeBand, municipality: str) -> Norm | None:
    """Return the norm of a municipality for a goal that holds for all of a band: the one most made for it.

    A norm that asks for something nearby is about neighbourhoods and says nothing of the municipality as a whole.
    """
    fit = [
        norm
        for norm in calendar.norms.values()
        if norm.goal == goal
        and norm.within.area == "municipality"
        and (not norm.municipalities or municipality in norm.municipalities)
        and _holds_for(calendar, norm, band)
    ]
    return min(fit, key=lambda norm: (not norm.municipalities, wanted(calendar, norm).bit_count()), default=None)


def _holds_for(calendar: Calendar, norm: Norm, band: AgeBand) -> bool:
    def without_ages(audience: str | None) -> bool:
        term = calendar.audiences.get(audience or "")
        return term is not None and term.ages is None

    if norm.audience is not None and without_ages(norm.audience):
        return norm.ages is None and norm.audience == band.audience
    if without_ages(band.audience):
        return norm.ages is None and norm.audience is None
    people = wanted(calendar, replace(norm, ages=band.ages, audience=band.audience))
    return not people & ~wanted(calendar, norm)


def _questions(there: Reached) -> tuple[OpenQuestion, ...]:
    facts: dict[str, dict[str, None]] = {}
    for place in there.near:
        for one in place.maybe:
            facts.setdefault(one.activity.id, {}).update((each.params["fact"], None) for each in one.failures)
    for place in there.maybe:
        for one in (*place.certain, *place.maybe):
            known = facts.setdefault(one.activity.id, {"place": None})
            known.update((each.params["fact"], None) for each in one.failures)
    return tuple(OpenQuestion(key, tuple(names)) for key, names in sorted(facts.items()))


def _without(calendar: Calendar, norm: Norm, verdict: Verdict) -> tuple[Ages, ...]:
    people = left = wanted(calendar, norm)
    for one in verdict.counted:
        if one.certain:
            left &= ~admits(calendar, norm, calendar.activities[one.activity], people)
    return ranges(left)


def _with_elsewhere(calendar: Calendar, cells: Iterable[PreventionCell]) -> Iterator[PreventionCell]:
    """Yield the cells with what counts for the same in other municipalities nearby, where something falls short."""
    every = list(cells)
    known: dict[tuple[str, AgeBand], dict[str, dict[str, None]]] = {}
    for cell in every:
        names = (one.activity for one in cell.verdict.counted)
        known.setdefault((cell.goal, cell.band), {})[cell.municipality] = dict.fromkeys(names)
    near = {
        town: [other for other in calendar.municipalities if _is_near(calendar, town, other)]
        for town in calendar.municipalities
    }
    for cell in every:
        here = {one.activity for one in cell.verdict.counted}
        towns = known[cell.goal, cell.band]
        others = {name for town in near[cell.municipality] for name in towns.get(town, ()) if name not in here}
        yield replace(cell, elsewhere=tuple(sorted(others))) if cell.verdict.verdict in FALLS_SHORT else cell


def _is_near(calendar: Calendar, town: str, other: str) -> bool:
    """Tell whether organisations of one municipality may come to another; they may where nobody knows how far it is."""
    ours, theirs = (
        [area.centre for area in calendar.neighbourhoods.values() if area.municipality == one and area.centre]
        for one in (town, other)
    )
    ways = [metres_between(one, two) * calendar.measure.detour for one in ours for two in theirs]
    return min(ways, default=0.0) <= REGION
