"""What happens to an activity that is there: a date is off, it is still right, it stops."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from buurtkalender.form.answers import Answers, Flat, pattern_of, rows, the


def with_cancelled(answers: Answers, dates: Iterable[str], reason: str) -> Flat:
    """Return the answers of an activity with these dates off: ``2026-12-01``, or ``2026-12-01T10:00`` for one time.

    What was different on such a date makes place: it does not take place, so nothing else is different.
    """
    off = [(day, at) for day, _, at in (text.partition("T") for text in dates)]
    kept = [row for row in _changes(answers) if (the(row, "date"), the(row, "at")) not in off]
    for day, at in off:
        kept.append({"date": (day,), **({"at": (at,)} if at else {}), "cancelled": (reason or "true",)})
    rest = {name: values for name, values in answers.items() if not name.startswith("changes.")}
    return rest | {f"changes.{n}.{key}": values for n, row in enumerate(kept) for key, values in row.items()}


def _changes(answers: Answers) -> list[Flat]:
    found = []
    for row in rows(answers, "changes"):
        start = f"changes.{row}."
        found.append({name.removeprefix(start): values for name, values in answers.items() if name.startswith(start)})
    return found


def with_confirmed(answers: Answers, today: date) -> Flat:
    """Return the answers of an activity that its organisation says is right today."""
    return {**answers, "confirmed": (str(today),)}


def with_stopped(answers: Answers, status: str, until: str, today: date) -> Flat:
    """Return the answers of an activity that stops: for good (``ended``) or for a while (``paused``).

    With a last day that is still to come, its series end on that day, and what only begins later is gone. Where nothing
    would be left, it stops now.
    """
    ends = _until(answers, until) if until > str(today) else {}
    return ends if rows(ends, "when") else {**answers, "status": (status or "ended",)}


def _until(answers: Answers, until: str) -> Flat:
    """Return the answers with no planned day after ``until``; what is by appointment has no days."""
    found = dict(answers)
    for row in rows(answers, "when"):
        name = f"when.{row}"
        pattern = pattern_of(answers, name)
        dates = tuple(day for day in answers.get(f"{name}.dates", ()) if day <= until)
        late = not dates if pattern == "dates" else the(answers, f"{name}.from") > until
        if late:
            found = {key: values for key, values in found.items() if not key.startswith(f"{name}.")}
        elif pattern == "dates":
            found[f"{name}.dates"] = dates
        elif pattern != "by_appointment":
            last = the(answers, f"{name}.until")
            found[f"{name}.until"] = (min(last, until) if last else until,)
    return found
