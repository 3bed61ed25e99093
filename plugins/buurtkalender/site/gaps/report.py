"""What `buurtkalender gaps` prints: every verdict that is not enough, with what helps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buurtkalender.domain.coverage.evaluation import summary, worst_first
from buurtkalender.domain.coverage.prevention import PreventionCell
from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.remedies.advice import Advice
from buurtkalender.words.catalogues import Translator
from buurtkalender.words.grammar import capital
from buurtkalender.words.norms import picked_up_sentences
from buurtkalender.words.prevention import band_name
from buurtkalender.words.remedies import priorities_heading, priority_sentence, remedy_sentence
from buurtkalender.words.values import words_of
from buurtkalender.words.verdicts import (
    near_miss_sentence,
    severity_sum,
    severity_word,
    verdict_kind_name,
    verdict_name,
    verdict_sentence,
)


def report(advice: Advice, calendar: Calendar, translator: Translator, cells: Iterable[PreventionCell] = ()) -> str:
    """Return all verdicts as text for a terminal.

    How many there are of each; then what is not enough, the worst first, with the first thing that helps; then
    the edits that help most people; and last, of ``cells``, the prevention goals that fall short.
    """
    _ = translator.gettext
    if not advice.verdicts:
        return _("There are no norms yet: see content/calendar/norms.yaml.")
    counts = summary(advice.verdicts).items()
    lines = [" · ".join(f"{verdict_kind_name(kind, translator)}: {n}" for kind, n in counts if n)]
    for verdict in worst_first(advice.verdicts):
        if verdict.verdict not in {"covered", "too-few-residents"}:
            lines += ["", *_told(verdict, calendar, translator)]
    if advice.priorities:
        lines += ["", f"{priorities_heading(len(advice.priorities), translator)}:"]
        for number, priority in enumerate(advice.priorities, start=1):
            lines.append(f"{number:2}. {priority_sentence(priority, calendar, translator)}")
    prevention = [*_prevention(cells, calendar, translator)]
    if prevention:
        lines += ["", _("Prevention goals that fall short, per municipality:"), *prevention]
    return "\n".join(lines)


def _prevention(cells: Iterable[PreventionCell], calendar: Calendar, translator: Translator) -> Iterator[str]:
    said = words_of(translator)
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for cell in cells:
        if cell.verdict.verdict not in {"covered", "too-few-residents"}:
            kinds = found.setdefault((cell.municipality, cell.goal), {})
            word = verdict_name(cell.verdict, translator)
            kinds.setdefault(word, []).append(band_name(cell.band, calendar, translator))
    for (town, goal), kinds in found.items():
        told = "; ".join(f"{word}: {', '.join(bands)}" for word, bands in kinds.items())
        yield f"- {calendar.municipalities[town].name}, {said.label(calendar.goals[goal])}: {told}"


def _told(verdict: Verdict, calendar: Calendar, translator: Translator) -> Iterator[str]:
    _ = translator.gettext
    home, norm = calendar.neighbourhoods[verdict.neighbourhood], calendar.norms[verdict.norm]
    yield f"{home.name} · {norm.title}"
    yield f"  {capital(verdict_name(verdict, translator))}. {verdict_sentence(verdict, calendar, translator)}"
    if total := severity_sum(verdict, calendar, translator):
        yield f"  {_('Severity')}: {severity_word(verdict, translator)} ({total})"
    for line in picked_up_sentences(verdict.norm, verdict.neighbourhood, calendar, translator):
        yield f"  {line}"
    if verdict.near_misses:
        yield f"  {_('Nearly counted')}:"
        for miss in verdict.near_misses:
            yield f"  - {near_miss_sentence(miss, calendar, translator)}"
    if verdict.remedies:
        yield f"  {_('What helps')}: {remedy_sentence(verdict.remedies[0], calendar, translator)}"
