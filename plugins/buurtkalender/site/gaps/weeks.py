"""Week by week: a cell for each week that a norm looks at, and which holidays make the holes."""

from __future__ import annotations

import msgspec

from buurtkalender.domain.coverage.verdicts import Verdict, VerdictWeek
from buurtkalender.words.catalogues import Translator
from buurtkalender.words.verdicts import from_to, holes, week_names, week_word, weeks_summary

_KINDS = {True: "covered", None: "data-gap", False: "gap"}


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
    summary = weeks_summary(verdict, translator)
    cells = tuple(_cell(week, verdict, translator) for week in verdict.weeks)
    if all(week.holds for week in verdict.weeks):
        return Strip(summary, " · ".join(f"{cell.when}: {cell.much}" for cell in cells), (), ())
    return Strip(summary, "", cells, tuple(holes(verdict, translator)))


def _cell(week: VerdictWeek, verdict: Verdict, translator: Translator) -> WeekCell:
    when = week_names([week.first], verdict.per, translator)
    much = from_to(week.lower, week.upper, translator)
    return WeekCell(_KINDS[week.holds], when, much, week_word(week, verdict, translator))
