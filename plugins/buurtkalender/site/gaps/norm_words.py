"""A norm in words, with everything that it asks: on the page of the method, and beside the form to start something."""

from __future__ import annotations

from collections.abc import Iterable

from buurtkalender.domain.coverage.units import unit_of
from buurtkalender.domain.model import Calendar, Norm
from buurtkalender.site.gaps.words import DAYPARTS, number_of
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.grammar import capital, small
from buurtkalender.words.norms import UNIT_WORDS
from buurtkalender.words.values import Words, words_of

_CONDITIONS = {
    "free": N_("free"),
    "no-signup": N_("without signing up"),
    "drop-in": N_("walk in at any moment"),
    "come-alone": N_("somebody welcomes people who come alone"),
    "companion": N_("somebody can come along the first time"),
    "no-referral": N_("without a referral"),
    "wheelchair": N_("accessible with a wheelchair"),
}

Answers = tuple[tuple[str, str], ...]
"""Questions, each with its answer."""


def described(norm: Norm, calendar: Calendar, translator: Translator) -> Answers:
    """Return everything that a norm asks: what, for whom, how much, how near, and on which terms."""
    _ = translator.gettext
    words = words_of(translator)
    found = [
        (_("What"), about(norm, calendar, translator)),
        (_("For whom"), people(norm, calendar, translator)),
        (_("How much"), amount(norm, translator)),
        (_("How near"), nearness(norm, translator)),
        (_("On which terms"), conditions(norm, calendar, translator)),
        (_("At which times"), dayparts(norm, translator)),
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


def about(norm: Norm, calendar: Calendar, translator: Translator) -> str:
    """``ontmoeten of spel``: the themes of which any will do, and the goal."""
    words = words_of(translator)
    themes = [small(words.label(calendar.themes[one])) for one in norm.themes if one in calendar.themes]
    parts = [any_of(words, themes)] if themes else []
    if norm.goal in calendar.goals:
        parts.append(small(words.label(calendar.goals[norm.goal or ""])))
    return ", ".join(parts)


def people(norm: Norm, calendar: Calendar, translator: Translator) -> str:
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


def amount(norm: Norm, translator: Translator) -> str:
    """``minstens 2 keer per week``."""
    text = translator.gettext(UNIT_WORDS[norm.at_least.unit].asked[norm.at_least.per])
    return text.format(n=number_of(norm.at_least.amount, translator))


def nearness(norm: Norm, translator: Translator) -> str:
    """``op hoogstens 15 minuten lopen``."""
    _ = translator.gettext
    within = norm.within
    if within.walk_minutes is not None:
        return _("at most {n} minutes' walk").format(n=number_of(within.walk_minutes, translator))
    if within.metres is not None:
        return _("at most {n} kilometres by road").format(n=number_of(within.metres / 1000, translator))
    return _("in the own neighbourhood") if within.area == "neighbourhood" else _("in the municipality")


def conditions(norm: Norm, calendar: Calendar, translator: Translator) -> str:
    """``gratis, zonder aanmelden``; empty when the norm asks nothing of the kind."""
    words = words_of(translator)
    found = []
    for name in norm.must:
        if name in _CONDITIONS:
            found.append(translator.gettext(_CONDITIONS[name]))
        else:
            term = calendar.facilities.get(name)
            found.append(small(words.label(term)) if term else name)
    return ", ".join(found)


def dayparts(norm: Norm, translator: Translator) -> str:
    """``op doordeweekse ochtenden en op doordeweekse middagen``; empty when any time will do."""
    return words_of(translator).all_of(translator.gettext(DAYPARTS.get(one, one)) for one in norm.dayparts)


def any_of(words: Words, parts: Iterable[str]) -> str:
    """``a, b of c``."""
    *first, last = list(parts) or [""]
    if not first:
        return last
    return words.gettext("{some} or {last}").format(some=", ".join(first), last=last)
