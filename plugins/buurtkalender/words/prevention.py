"""What there is towards a goal of prevention, in words: for whom, whether it is enough, and what each verdict means."""

from __future__ import annotations

from buurtkalender.domain.coverage.people import group_without_ages, people_of, wanted
from buurtkalender.domain.coverage.prevention import PreventionCell
from buurtkalender.domain.coverage.reach import of_municipality
from buurtkalender.domain.coverage.units import UNITS
from buurtkalender.domain.coverage.verdicts import FALLS_SHORT, VerdictKind
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import AgeBand, AtLeast, Norm, Within
from buurtkalender.words.catalogues import N_, Translator, capital
from buurtkalender.words.norms import about, rounded_down
from buurtkalender.words.values import words_of
from buurtkalender.words.verdicts import VERDICT_MEANING, counted_in, from_to, verdict_meanings, verdict_sentence

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
