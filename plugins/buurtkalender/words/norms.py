"""A norm in words: what it asks, in which unit, for how many people, how serious that is, and who works on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from buurtkalender.domain.coverage.people import (
    counted_bands,
    group_without_ages,
    headcount,
    ranges,
    residents,
    wanted,
    years_of,
)
from buurtkalender.domain.coverage.units import unit_of
from buurtkalender.domain.coverage.verdicts import FALLS_SHORT, Effect, Verdict
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import Ages, Norm, PickedUp
from buurtkalender.words.catalogues import N_, Translator, capital, small
from buurtkalender.words.facts import FACT_WORDS
from buurtkalender.words.values import Words, words_of


class UnitWords(NamedTuple):
    """What is said of a unit (:mod:`buurtkalender.domain.coverage.units`), by its periods; None is without one.

    ``field`` explains it in the format; ``asked`` is the amount that a norm asks; ``there`` what there is of it; and
    ``counted`` what a number beside it counts.
    """

    field: str
    asked: dict[str | None, str]
    there: dict[str | None, str]
    counted: dict[str | None, str]


UNIT_WORDS = {
    "sessions": UnitWords(
        N_("How many times."),
        {"week": N_("at least {n} times a week"), "month": N_("at least {n} times a month")},
        {"week": N_("{much} of {required} times a week"), "month": N_("{much} of {required} times a month")},
        {"week": N_("times a week"), "month": N_("times a month")},
    ),
    "hours": UnitWords(
        N_("How many hours."),
        {"week": N_("at least {n} hours a week"), "month": N_("at least {n} hours a month")},
        {"week": N_("{much} of {required} hours a week"), "month": N_("{much} of {required} hours a month")},
        {"week": N_("hours a week"), "month": N_("hours a month")},
    ),
    "offers": UnitWords(
        N_("How many offers, with or without a fixed time."),
        {None: N_("at least {n} offers without a fixed time, such as a buddy or a home visit")},
        {None: N_("offers without a fixed time: {much} of {required}")},
        {None: N_("offers without a fixed time")},
    ),
}
"""The words of each unit."""
DAYPART_WORDS = {
    "weekday-morning": N_("on weekday mornings"),
    "weekday-afternoon": N_("on weekday afternoons"),
    "weekday-evening": N_("on weekday evenings"),
    "weekend-morning": N_("on weekend mornings"),
    "weekend-afternoon": N_("on weekend afternoons"),
    "weekend-evening": N_("on weekend evenings"),
    "weekday": N_("on weekdays"),
    "weekend": N_("at the weekend"),
    "morning": N_("in the morning"),
    "afternoon": N_("in the afternoon"),
    "evening": N_("in the evening"),
}

SEVERITIES = ((200.0, N_("large")), (50.0, N_("considerable")), (0.0, N_("small")))

StartAnswers = tuple[tuple[str, str], ...]
"""Questions, each with its answer."""


def norm_answers(norm: Norm, calendar: Calendar, translator: Translator) -> StartAnswers:
    """Return everything that a norm asks: what, for whom, how much, how near, and on which terms."""
    _ = translator.gettext
    words = words_of(translator)
    meant = [_("only what is meant for them")] if norm.aimed else []
    found = [
        (_("What"), norm_subject(norm, calendar, translator)),
        (_("For whom"), ", ".join([norm_people(norm, calendar, translator), *meant])),
        (_("How much"), norm_amount(norm, translator)),
        (_("How near"), norm_nearness(norm, translator)),
        (_("On which terms"), norm_conditions(norm, calendar, translator)),
        (_("At which times"), norm_dayparts(norm, translator)),
    ]
    if unit_of(norm).timed:
        share = _("in at least {share}% of the weeks, {weeks} weeks ahead")
        if norm.at_least.per == "month":
            share = _("in at least {share}% of the months, {weeks} weeks ahead")
        found.append(
            (_("How often"), share.format(share=number_of(100 * norm.every_week, translator), weeks=norm.weeks))
        )
    if norm.municipalities:
        names = (calendar.municipalities[one].name for one in norm.municipalities if one in calendar.municipalities)
        found.append((_("Only in"), words.all_of(names)))
    return tuple((question, capital(answer)) for question, answer in found if answer)


def norm_subject(norm: Norm, calendar: Calendar, translator: Translator) -> str:
    """``ontmoeten of spel``: the themes of which any will do, and the goal."""
    words = words_of(translator)
    themes = [small(words.label(calendar.themes[one])) for one in norm.themes if one in calendar.themes]
    parts = [any_of(words, themes)] if themes else []
    if norm.goal in calendar.goals:
        parts.append(small(words.label(calendar.goals[norm.goal or ""])))
    return ", ".join(parts)


def norm_people(norm: Norm, calendar: Calendar, translator: Translator) -> str:
    """``ouderen, 65 jaar en ouder``."""
    words = words_of(translator)
    parts = []
    term = calendar.audiences.get(norm.audience or "")
    if term is not None:
        parts.append(small(words.label(term)))
    ages = norm.ages or (term.ages if term else None)
    if ages is not None:
        parts.append(words.ages(ages))
    return ", ".join(parts) or translator.gettext("everybody")


def norm_amount(norm: Norm, translator: Translator) -> str:
    """``minstens 2 keer per week``."""
    text = translator.gettext(UNIT_WORDS[norm.at_least.unit].asked[norm.at_least.per])
    return text.format(n=number_of(norm.at_least.amount, translator))


def norm_nearness(norm: Norm, translator: Translator) -> str:
    """``op hoogstens 15 minuten lopen``."""
    _ = translator.gettext
    within = norm.within
    if within.walk_minutes is not None:
        return _("at most {n} minutes' walk").format(n=number_of(within.walk_minutes, translator))
    if within.metres is not None:
        return _("at most {n} kilometres by road").format(n=number_of(within.metres / 1000, translator))
    return _("in the own neighbourhood") if within.area == "neighbourhood" else _("in the municipality")


def norm_conditions(norm: Norm, calendar: Calendar, translator: Translator) -> str:
    """``gratis, zonder aanmelden``; empty when the norm asks nothing of the kind."""
    words = words_of(translator)
    found = []
    for name in norm.must:
        if name in FACT_WORDS:
            found.append(translator.gettext(FACT_WORDS[name].condition))
        else:
            term = calendar.facilities.get(name)
            found.append(small(words.label(term)) if term else name)
    return ", ".join(found)


def norm_dayparts(norm: Norm, translator: Translator) -> str:
    """``op doordeweekse ochtenden en op doordeweekse middagen``; empty when any time will do."""
    return words_of(translator).all_of(translator.gettext(DAYPART_WORDS.get(one, one)) for one in norm.dayparts)


def any_of(words: Words, parts: Iterable[str]) -> str:
    """``a, b of c``."""
    *first, last = list(parts) or [""]
    if not first:
        return last
    return words.gettext("{some} or {last}").format(some=", ".join(first), last=last)


def picked_up_sentences(norm: str, neighbourhood: str, calendar: Calendar, translator: Translator) -> tuple[str, ...]:
    """Return who picked up a norm in a neighbourhood, a sentence each."""
    return tuple(picked_up_sentence(one, calendar, translator) for one in calendar.picked_up_at(norm, neighbourhood))


def picked_up_sentence(one: PickedUp, calendar: Calendar, translator: Translator) -> str:
    """``Opgepakt door Taalhuis Wijk, sinds 3 november 2026. Verwacht op 1 februari 2027. Het Taalhuis zoekt …``."""
    _ = translator.gettext
    words = words_of(translator)
    known = calendar.organisations
    who = words.all_of(known[name].name if name in known else name for name in one.organisations)
    parts = [_("Picked up by {who}, since {day}.").format(who=who, day=words.date(one.since))]
    if one.expected is not None:
        parts.append(_("Expected on {day}.").format(day=words.date(one.expected)))
    if one.note:
        parts.append(one.note)
    return " ".join(parts)


def number_of(number: float, translator: Translator) -> str:
    """Return a number with at most two decimals, as the language writes it."""
    return words_of(translator).number(number)


def rounded_down(number: float, translator: Translator) -> str:
    """Return an amount with at most one decimal; rounded down, so that nothing looks like enough that is not."""
    return words_of(translator).rounded_down(number)


# --- people ----------------------------------------------------------------------------------------------
# For how many people something is missing, and how serious that is.


def age_ranges(some: Iterable[Ages], translator: Translator) -> str:
    """``4 tot en met 7 jaar en 12 jaar en ouder``."""
    words = words_of(translator)
    return words.all_of(words.ages(ages) for ages in some)


def severity_word(verdict: Verdict, translator: Translator) -> str:
    """Return how serious it is, for beside the number: ``groot`` from 200, ``flink`` from 50, ``klein`` or ``geen``.

    Where nobody knows how many people it is about, nobody knows how serious it is.
    """
    if verdict.residents is None and verdict.verdict in FALLS_SHORT:
        return translator.pgettext("severity", "not known")
    for least, word in SEVERITIES:
        if verdict.severity > 0 and verdict.severity >= least:
            return translator.pgettext("severity", word)
    return translator.pgettext("severity", "none")


def concerned_by(verdict: Verdict, calendar: Calendar) -> tuple[int | None, int]:
    """Return how many people a verdict is about and their ages, as years; 0 where these are all of the norm's."""
    ages = years_of(ages for one in verdict.ages if one.verdict == verdict.verdict for ages in one.ages)
    area, norm = calendar.neighbourhoods.get(verdict.neighbourhood), calendar.norms.get(verdict.norm)
    if all(one.verdict == verdict.verdict for one in verdict.ages) or area is None or norm is None:
        return verdict.residents, 0
    return residents(area, ages, group_without_ages(calendar, norm)), ages


def severity_sum(verdict: Verdict, calendar: Calendar, translator: Translator) -> str:
    """Return the sum of the severity: ``420 inwoners x behoefte 1 x tekort 50% = 210``; empty when there is none.

    The residents are those of the ages for which the verdict holds, named where that is not all of them. People are
    whole in it.
    """
    _ = translator.gettext
    area = calendar.neighbourhoods[verdict.neighbourhood]
    people, ages = concerned_by(verdict, calendar)
    weight = (people or 0) * area.need
    if not people or not weight or not verdict.severity:
        return ""
    text = _("{residents} residents × need {need} × shortfall {share}% = {severity}")
    if ages:
        text = _("{residents} residents ({ages}) × need {need} × shortfall {share}% = {severity}")
    return text.format(
        residents=about(people, translator, estimate=is_estimate(verdict, calendar, ages)),
        ages=age_ranges(ranges(ages), translator),
        need=number_of(area.need, translator),
        share=number_of(100 * verdict.severity / weight, translator),
        severity=number_of(verdict.severity, translator),
    )


def is_estimate(of: Verdict | Effect, calendar: Calendar, ages: int = 0) -> bool:
    """Tell whether a number of people is an estimate: those of a part of a band of ages. No ages are all of the norm's.

    What is said of a municipality as a whole adds up neighbourhoods, and says so itself.
    """
    norm, area = calendar.norms.get(of.norm), calendar.neighbourhoods.get(of.neighbourhood)
    if norm is None or area is None:
        return False
    known = headcount(counted_bands(area, group_without_ages(calendar, norm)))
    return known is not None and known.is_estimate(ages or wanted(calendar, norm))


def about(number: int, translator: Translator, *, estimate: bool) -> str:
    """``310``, or ``ongeveer 42`` of what is an estimate."""
    return translator.gettext("about {n}").format(n=number) if estimate and number else str(number)


def severity_sentence(verdict: Verdict, calendar: Calendar, translator: Translator) -> str:
    """``Ernst: groot (420 inwoners × …)``; empty when there is none."""
    _ = translator.gettext
    total = severity_sum(verdict, calendar, translator)
    if total:
        return _("How serious: {word} ({sum})").format(word=severity_word(verdict, translator), sum=total)
    if verdict.residents is not None or verdict.verdict not in FALLS_SHORT:
        return ""
    norm = calendar.norms.get(verdict.norm)
    group = calendar.audiences.get((norm and group_without_ages(calendar, norm)) or "")
    who = small(words_of(translator).label(group)) if group else _("people of these ages")
    return _("How many people live here of “{who}”, we do not know. So neither do we know how serious this is.").format(
        who=who
    )


def verdict_people(verdict: Verdict, calendar: Calendar, translator: Translator) -> str:
    """``Voor 310 mensen.``; empty when nobody counted them. Of ages that differ, those for whom the verdict holds."""
    number, ages = concerned_by(verdict, calendar)
    if number is None:
        return ""
    text = translator.ngettext("For {n} person.", "For {n} people.", number)
    return text.format(n=about(number, translator, estimate=is_estimate(verdict, calendar, ages)))
