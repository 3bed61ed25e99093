"""Week by week: a cell for each week that a norm looks at, and which holidays make the holes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import msgspec

from buurtkalender.domain.coverage.verdicts import Verdict, Week
from buurtkalender.site.gaps.words import names_of_weeks
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.grammar import capital
from buurtkalender.words.values import words_of

_KINDS = {True: "covered", None: "data-gap", False: "gap"}
_WORDS = {True: N_("enough"), None: N_("perhaps"), False: N_("too little")}


class WeekCell(msgspec.Struct, frozen=True):
    """One week or month: a class to colour it by, when it is, how much there is, and whether that is enough."""

    kind: str
    when: str
    much: str
    word: str


class Strip(msgspec.Struct, frozen=True):
    """All weeks of a verdict; ``summary`` counts those that hold, ``holes`` are sentences about the others.

    Where every week holds there are no cells but one ``row``: a norm has a page with dozens of neighbourhoods.
    """

    summary: str
    row: str
    cells: tuple[WeekCell, ...]
    holes: tuple[str, ...]


def strip(verdict: Verdict, translator: Translator) -> Strip | None:
    """Return the weeks of a verdict; None where it has none, or where nobody says whether there is enough."""
    if not verdict.weeks or verdict.verdict == "too-few-residents":
        return None
    words = words_of(translator)
    held, every = sum(week.holds is True for week in verdict.weeks), len(verdict.weeks)
    text = (
        words.ngettext("Enough in {held} of {n} month", "Enough in {held} of {n} months", every)
        if verdict.per == "month"
        else words.ngettext("Enough in {held} of {n} week", "Enough in {held} of {n} weeks", every)
    )
    summary = text.format(held=held, n=every)
    cells = tuple(_cell(week, verdict, translator) for week in verdict.weeks)
    if held == every:
        return Strip(summary, " · ".join(f"{cell.when}: {cell.much}" for cell in cells), (), ())
    return Strip(summary, "", cells, tuple(_holes(verdict, translator)))


def _cell(week: Week, verdict: Verdict, translator: Translator) -> WeekCell:
    _ = translator.gettext
    words = words_of(translator)
    lower, upper = words.rounded_down(week.lower), words.rounded_down(week.upper)
    much = lower if lower == upper else _("{lower} to {upper}").format(lower=lower, upper=upper)
    word = _(_WORDS[week.holds])
    if week.holds is False and week.missing and week.lower >= verdict.required:
        word = _("at other times")
    return WeekCell(_KINDS[week.holds], names_of_weeks([week.first], verdict.per, translator), much, word)


def _holes(verdict: Verdict, translator: Translator) -> Iterator[str]:
    """Yield the holes with their holidays: ``Week 52 en 53: Kerstvakantie.``."""
    words = words_of(translator)
    for why, some in groupby(verdict.weeks, key=lambda week: week.why):
        if why:
            when = names_of_weeks([week.first for week in some], verdict.per, translator)
            yield f"{capital(when)}: {words.all_of(why)}."
