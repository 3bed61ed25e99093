"""What could mend a problem: edits to try, each of them something that the writer can only have meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from buurtkalender.domain.model import Calendar, Term
from buurtkalender.reading.problems import Problem
from buurtkalender.reading.schema import words
from buurtkalender.reading.typed import LONGEST
from buurtkalender.reading.yaml import Mapping, Scalar
from buurtkalender.submissions.mending import meant
from buurtkalender.submissions.mending.line_edits import OF_LINES, OF_VALUES, Attempts
from buurtkalender.submissions.mending.text import instead, scalar_at


def attempts(problem: Problem, text: str, root: Mapping | None, calendar: Calendar) -> Attempts:
    """Return what to try against a problem; nothing where it is not known what was meant."""
    if problem.code in OF_LINES:
        return OF_LINES[problem.code](problem, text)
    node = scalar_at(root, problem.line, problem.column)
    if node is None:
        return ()
    if problem.code in OF_VALUES:
        return OF_VALUES[problem.code](node, text)
    made = (instead(text, node, word) for word in _words(problem, node, calendar))
    return tuple(edit for edit in made if edit is not None)


def _words(problem: Problem, node: Scalar, calendar: Calendar) -> Iterable[str]:
    """Yield what may have been meant by the text at the place of the problem."""
    suggestion, text = problem.params.get("suggestion", ""), node.value
    if len(text) > LONGEST:
        return
    if problem.code in meant.AS_SUGGESTED:
        if suggestion and not suggestion.endswith("…") and meant.AS_SUGGESTED[problem.code](text):
            yield suggestion
        return
    if problem.code == "bad-date" and suggestion and not meant.SHORT_YEAR.search(text):
        # In a range only one half is wrong; the suggestion is that half, with the day first.
        yield from _date(text, problem.params.get("value", ""), suggestion)
    if problem.code in meant.SURELY:
        sure = meant.SURELY[problem.code](text)
        if sure is not None:
            yield sure
        return
    if problem.code.startswith("unknown-"):
        if suggestion and (meant.word(text, suggestion) or _called(problem.code, suggestion, text, calendar)):
            yield suggestion
        else:
            yield from meant.slips(text, _known(problem.code, calendar))


def _date(text: str, wrong: str, right: str) -> Iterable[str]:
    if text.strip() == wrong:
        yield right
    elif wrong and text.count(wrong) == 1:
        yield text.replace(wrong, right)


def _called(code: str, identifier: str, text: str, calendar: Calendar) -> bool:
    """Whether what has this identifier is called exactly so."""
    kind = code.removeprefix("unknown-")
    one = getattr(calendar, "neighbourhoods" if kind == "area" else f"{kind}s", {}).get(identifier)
    names = one.label.values() if isinstance(one, Term) else [getattr(one, "name", "")]
    return text.strip().casefold() in map(str.casefold, names)


def _known(code: str, calendar: Calendar) -> Collection[str]:
    """Return the words from which to choose; which of them fit in that place, the reader tells."""
    kind = code.removeprefix("unknown-")
    if kind in {"value", "skip", "key"}:
        return _format_words()
    if kind == "area":
        return [*calendar.municipalities, *calendar.neighbourhoods]
    if kind == "fact":
        return calendar.facilities
    if kind == "room":
        return {room.id for venue in calendar.venues.values() for room in venue.rooms}
    plural = {"municipality": "municipalities", "facility": "facilities"}.get(kind, f"{kind}s")
    return tuple(getattr(calendar, plural, ()))


@cache
def _format_words() -> frozenset[str]:
    """All keys and fixed words of the format."""
    return frozenset().union(*words())
