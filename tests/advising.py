"""Asking what helps in a calendar of a test, and saying it in a line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from buurtkalender.domain.coverage.evaluation import evaluate
from buurtkalender.domain.coverage.sessions import last_day_counted
from buurtkalender.domain.coverage.verdicts import Edit, EditKind, Effect, Priority, Remedy, Verdict
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.remedies.advice import Advice, advise
from buurtkalender.domain.remedies.edits import applied
from buurtkalender.domain.values import Occurrence
from town import TODAY

Found = dict[tuple[str, str], Verdict]
"""Verdicts by norm and neighbourhood."""


def coming(calendar: Calendar, today: date) -> list[Occurrence]:
    """Return everything that is planned as far as the norms look."""
    return occurrences(calendar, Window(today, last_day_counted(calendar.norms.values(), today)))


def advice(calendar: Calendar, today: date = TODAY) -> Advice:
    """Return the verdicts of a calendar with what helps."""
    return advise(calendar, coming(calendar, today), today)


def anew(calendar: Calendar, today: date = TODAY) -> Found:
    """Evaluate everything, from the dates on, by norm and neighbourhood."""
    found = evaluate(calendar, coming(calendar, today), today)
    return {(one.norm, one.neighbourhood): one for one in found}


def remedies(calendar: Calendar, kind: EditKind | None = None) -> list[Remedy]:
    """Return the remedies of the first verdict; or only those of a kind."""
    return [one for one in advice(calendar).verdicts[0].remedies if kind in {None, one.edit.kind}]


def told(remedy: Remedy | Priority) -> str:
    """Say an edit: ``fill-in activities/kerk/soep.yaml cost: free``."""
    lines = ", ".join(f"{line.field}: {line.value}" for line in remedy.lines)
    return f"{remedy.edit.kind} {remedy.lines[0].file} {lines}"


def said(calendar: Calendar, kind: EditKind | None = None) -> list[str]:
    """Say all remedies of the first verdict; or only those of a kind."""
    return [told(one) for one in remedies(calendar, kind)]


def promised(effect: Effect, found: Found) -> None:
    """Check that a verdict is what was promised of it."""
    verdict = found[effect.norm, effect.neighbourhood]
    assert (verdict.verdict, verdict.severity) == (effect.after, effect.severity), effect
    assert effect.residents <= ((verdict.residents or 0) if verdict.verdict == "covered" else 0)


def kept(calendar: Calendar, edit: Edit, effects: Iterable[Effect], before: Found | None = None) -> Found:
    """Check that an edit does in its calendar what was promised, and nothing worse anywhere; return what it gives.

    ``before`` are the verdicts of the calendar, where they are known already.
    """
    after = anew(applied(calendar, edit))
    as_promised(edit, effects, before or anew(calendar), after)
    return after


def as_promised(edit: Edit, effects: Iterable[Effect], before: Found, after: Found) -> None:
    """Check that between before and after an edit just that became better which was promised, and nothing worse."""
    some = list(effects)
    for effect in some:
        assert before[effect.norm, effect.neighbourhood].verdict == effect.before
        promised(effect, after)
    for spot in before:
        assert not worse(after[spot], before[spot]), (edit, spot)
    better = {spot for spot in before if worse(before[spot], after[spot])}
    assert better == {(one.norm, one.neighbourhood) for one in some}, edit
    for effect in some:
        if effect.after == "covered":  # for the ages that had not enough before
            assert effect.residents == without(before[effect.norm, effect.neighbourhood])


ORDER = ("gap", "data-gap", "fragile", "seasonal", "covered", "too-few-residents")


def worse(one: Verdict, other: Verdict) -> bool:
    """Tell whether one verdict is worse than another: by kind, then by what falls short."""
    return (ORDER.index(one.verdict), -_short(one)) < (ORDER.index(other.verdict), -_short(other))


def without(verdict: Verdict) -> int:
    """Return how many people have not enough."""
    if not verdict.ages:
        return verdict.residents or 0
    return round(sum(one.residents or 0 for one in verdict.ages if one.verdict != "covered"))


def _short(verdict: Verdict) -> float:
    """Return the share that falls short; severity does not tell it where nobody counted the residents.

    Where they did, it is that of all for whom the verdict holds, whatever their ages.
    """
    if verdict.residents:
        return verdict.severity
    much = verdict.lower * (verdict.confidence if verdict.verdict == "fragile" else 1)
    absent = [part.lower < 0.5 for part in verdict.dayparts] if verdict.verdict in {"gap", "data-gap"} else []
    if verdict.verdict == "too-few-residents":
        return 0
    if verdict.verdict == "seasonal":
        return round(1 - verdict.weeks_met, 3)
    return round(max(0, 1 - much / verdict.required, sum(absent) / len(absent) if absent else 0), 3)
