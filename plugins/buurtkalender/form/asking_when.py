"""Asking when something is: the answer on one line, and then only what that line left open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.values import ByAppointment, Days, Monthly, Pattern, Skip, TimeSpan, Weekly, hh_mm
from buurtkalender.form import parsers
from buurtkalender.form.answers import Flat
from buurtkalender.form.asking import StepMaker, first_text
from buurtkalender.form.choices import ChoiceOption, IncompleteError, RefusedError, labels_of, one_of
from buurtkalender.form.conversation import QuestionStep, Values
from buurtkalender.form.of_activity import pattern_answers
from buurtkalender.form.when_series import EVERY_DAY, NO_FIRST_MONTH, NO_FIRST_WEEK, OTHER_WEEKDAY, NotUnderstoodError
from buurtkalender.form.when_text import EITHER_HALF, HOURS_OR_DATE, NO_END, NO_TIME, SAME_TIME, when_of
from buurtkalender.reading.fields_times import ALL_DAY
from buurtkalender.reading.suggest import WHEN_WORDS, simplified
from buurtkalender.words.catalogues import N_
from buurtkalender.words.dates import numeric
from buurtkalender.words.patterns import line_of
from buurtkalender.words.values import Message

# --- on one line ----------------------------------------------------------------------------------------
# The answer to "when is it?", on one line, as people write it: "elke dinsdag half elf tot 12", "30 nov 19.30-21.00".
#
# It is read as a sheet's column would be (:mod:`buurtkalender.form.when_text`). A sheet has a person who looks at what
# is asked; here the person is asked at once, and what was understood is shown with its year.

_NAMES = (
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "januari", "februari", "maart", "april", "juni", "juli", "augustus",
    "september", "oktober", "november", "december",
)  # fmt: skip
_LEAD = re.compile(r"^(?:tot|t/m|until|till|to)\s+", re.IGNORECASE)
_EACH_DAY = "dagelijks"
"""What a time without a day is read behind."""

_BEFORE_ALL = date(1, 1, 1)
"""Stands for a first day that is still to be asked."""


class WhenAnswer(NamedTuple):
    """What a line says: patterns, and what has to be asked still.

    ``start`` is when it starts, where no end is told; ``timeless`` whether no time is told at all; ``startless``
    whether the first day lacks from which weeks are counted. ``note`` is what else a line about appointments says.
    """

    patterns: tuple[Pattern, ...]
    start: str = ""
    timeless: bool = False
    startless: bool = False
    note: str = ""


def when_line(text: str, today: date) -> WhenAnswer:
    """Return what a line says. Raises RefusedError for what is not understood, with what to write."""
    line, first = text, None
    while True:
        try:
            found = when_of(line, today, first=first, near=True)
            if line is text and re.fullmatch(r"[\d ]+", found.left):  # 15 14:00-16:00
                found = when_of(f"elke maand op {text}", today, near=True)
            break
        except NotUnderstoodError as error:
            if error.message.text == NO_TIME and line is text:
                line = f"{text} hele dag"
            elif error.message.text in {NO_FIRST_WEEK, NO_FIRST_MONTH} and first is None:
                first = _BEFORE_ALL
            else:
                raise _refused(error, text) from None
    if found.left:
        raise RefusedError(
            N_("“{left}” is not understood. Write only the days and the times, such as: every Tuesday 10:00-12:00."),
            _spelled(text),
            left=found.left,
        )
    if isinstance(found.patterns[0], ByAppointment):
        rest = " ".join(_without_appointment(text).split()).strip(" ,.;:")
        return WhenAnswer((ByAppointment(),), note=rest if len(rest) > 3 else "")
    for told in found.asked:
        _ask(told, text)
    endless = any(told.text == NO_END for told in found.guessed)
    start = next((hh_mm(one.time.start) for one in found.patterns if endless and one.time), "")  # type: ignore[union-attr]
    patterns = tuple(
        replace(one, first=None) if getattr(one, "first", None) == _BEFORE_ALL else one for one in found.patterns
    )
    return WhenAnswer(patterns, start, timeless=line is not text, startless=first is not None)


def _without_appointment(text: str) -> str:
    """Return a text without the words that say that something is by appointment."""
    for phrase in sorted(WHEN_WORDS["appointment"].split(", "), key=len, reverse=True):
        at = text.casefold().find(phrase)
        if at >= 0:
            return f"{text[:at]} {text[at + len(phrase) :]}"
    return text


def _ask(told: Message, text: str) -> None:
    """Refuse what can be read in two ways, with the likelier line.

    What shows when the line is read back, such as a year, needs no question.
    """
    if told.text == EVERY_DAY:
        raise RefusedError(
            N_("Write the days of the week, or each date by itself: 1 December, 8 December 10:00-12:00.")
        )
    if told.text not in {EITHER_HALF, HOURS_OR_DATE, OTHER_WEEKDAY}:
        return
    words = {name: numeric(word.first) if isinstance(word, Days) else str(word) for name, word in told.words.items()}
    meant = words["near"] if told.text == OTHER_WEEKDAY else words["time"]
    raise RefusedError(told.text, simplified(text).replace(words["text"], meant, 1), **words)


def span_of(text: str, start: str = "") -> tuple[str, ...]:
    """Return start and end (``10:00``, ``12:00``), only the start where no end is told, or ``all-day``.

    ``start`` is what is known already: then one time is the end. Raises RefusedError for what is no time, and for what
    could be in the morning as well as in the evening.
    """
    try:
        found = when_of(f"{_EACH_DAY} {text}", _BEFORE_ALL)
    except NotUnderstoodError as error:
        if error.message.text == SAME_TIME:
            raise RefusedError(
                N_("It cannot begin and end at the same time. Write for instance 10:00-12:00.")
            ) from None
        found = None
    endless = found is not None and any(told.text == NO_END for told in found.guessed)
    if start and (found is None or found.left or endless):
        return span_of(f"{start} - {_LEAD.sub('', text)}")
    if found is None or found.left or len(found.patterns) != 1 or isinstance(found.patterns[0], ByAppointment):
        raise RefusedError(
            N_("“{text}” is no time. Write for instance 10:00-12:00, or: half past ten to twelve."), text=text
        )
    time = found.patterns[0].time
    if time is None:
        return (ALL_DAY,)
    shown = tuple(time.written.split("-"))[: 1 if endless else 2]
    if any(told.text == EITHER_HALF for told in found.asked):
        late = "-".join(shown)
        early = "-".join(hh_mm(minutes - 12 * 60) for minutes in (time.start, time.end)[: len(shown)])
        raise RefusedError(
            N_("Is “{text}” {late}? Then press Enter. Is it {early}? Then write that."),
            late,
            text=text,
            late=late,
            early=early,
        )
    return shown


def _refused(error: NotUnderstoodError, text: str) -> RefusedError:
    words = error.message.words
    if words and "text" in words:
        return RefusedError(N_("“{part}” is not right. Is it a day or a time that there is?"), part=words["text"])
    return RefusedError(
        N_("“{text}” does not say on which day. Write for instance: every Tuesday 10:00-12:00, or 30 November 19:30."),
        _spelled(text),
        text=text,
    )


def _spelled(text: str) -> str:
    """Return the line with the days and months spelled right; empty when there is nothing to spell."""
    from rapidfuzz import fuzz, process  # only a mistake pays for it

    found = text
    for word in re.findall(r"[^\W\d_]{4,}", text):
        near = process.extractOne(word.casefold(), _NAMES, scorer=fuzz.ratio, score_cutoff=75)
        if near and near[0] != word.casefold():
            found = found.replace(word, near[0])
    return found if found != text else ""


_SKIPS = (
    ("school-holidays", N_("In the school holidays"), ("schoolvakanties", "vakanties", "school holidays", "holidays")),
    ("public-holidays", N_("On public holidays"), ("feestdagen", "public holidays")),
    ("venue-closures", N_("When the building is closed"), ("gebouw dicht", "gesloten", "dicht", "closed")),
)


def when_steps(
    asking: StepMaker, values: Values, name: str, *, required: bool = False, rooms: Sequence[ChoiceOption] = ()
) -> Iterator[QuestionStep]:
    """Yield the steps of a list of times: entry after entry, until one is left out."""
    number = 0
    while True:
        key = f"{name}.{number}"
        yield _line(asking, key, f"{name}.{'more' if number else 'line'}", required=required and not number)
        given: WhenAnswer | None = asking.got(values, f"{key}.line")
        if given is None:
            return
        if given.timeless or given.start:
            yield _time(asking, key, given.start)
        if given.startless:
            yield _first(asking, key)
        if isinstance(given.patterns[0], ByAppointment):
            if name == "when":
                yield asking.text(f"{key}.note", default=given.note)
            return
        if name == "when" and any(isinstance(one, Weekly | Monthly) for one in given.patterns):
            yield _skip(asking, key, given)
        if rooms:
            yield asking.one("available.room", rooms)._replace(key=f"{asking.prefix}{key}.room")
        number += 1


def period_steps(asking: StepMaker, values: Values) -> Iterator[QuestionStep]:
    """Yield the steps that ask from when and until when a series goes on."""
    given = [one for n in range(_entries(asking, values, "when")) if (one := asking.got(values, f"when.{n}.line"))]
    if not any(isinstance(pattern, Weekly | Monthly) for one in given for pattern in one.patterns):
        return
    for end in ("from", "until"):
        yield asking.step(
            f"when.*.{end}",
            lambda text, end=end: parsers.day(text, asking.today, near=end == "from"),  # type: ignore[misc]
            numeric,
        )._replace(key=f"{asking.prefix}when.{end}")


def when_answers(asking: StepMaker, values: Values, name: str) -> Flat:
    """Return the answers that the entries of a list of times become."""
    found: Flat = {}
    row = 0
    for number in range(_entries(asking, values, name)):
        key = f"{name}.{number}"
        given: WhenAnswer = asking.got(values, f"{key}.line")
        for pattern in given.patterns:
            found |= pattern_answers(f"{name}.{row}", _whole(asking, values, key, given, pattern))
            if room := first_text(asking.got(values, f"{key}.room") or {}, "available.room"):
                found[f"{name}.{row}.room"] = (room,)
            row += 1
    return found


def _entries(asking: StepMaker, values: Values, name: str) -> int:
    number = 0
    while asking.got(values, f"{name}.{number}.line") is not None:
        number += 1
    return number


def _whole(asking: StepMaker, values: Values, key: str, given: WhenAnswer, pattern: Pattern) -> Pattern:
    """Return a pattern with what was asked after the line."""
    if isinstance(pattern, ByAppointment):
        note = first_text(asking.got(values, f"{key}.note") or {}, f"{key}.note")
        return ByAppointment(note or None)
    if (time := asking.got(values, f"{key}.time")) is not None and (given.timeless or given.start):
        pattern = replace(pattern, time=_span(time))
    if not isinstance(pattern, Weekly | Monthly):
        return pattern
    first = asking.got(values, f"{key}.from") if given.startless else None
    first = first or pattern.first or asking.got(values, "when.from")
    skip = asking.got(values, f"{key}.skip")
    return replace(
        pattern,
        first=first,
        last=pattern.last or asking.got(values, "when.until"),
        skip=pattern.skip if skip is None and pattern.skip == Skip() else skip or Skip(),
    )


def _span(times: tuple[str, ...]) -> TimeSpan | None:
    if times == (ALL_DAY,):
        return None
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in times)
    return TimeSpan(start, end if end > start else end + 24 * 60)


# --- one question each --------------------------------------------------------------------------


def _line(asking: StepMaker, key: str, question: str, *, required: bool) -> QuestionStep:
    def written(value: WhenAnswer) -> str:
        timed = not (value.timeless or value.start)
        said = [line_of(one, asking.texts, timed=timed, whole=True) for one in value.patterns]
        return " + ".join(said) + (f" {value.start}" if value.start else "")

    def reading(text: str) -> WhenAnswer:
        parts = [when_line(part, asking.today) for part in re.split(r"\s\+\s", text)]
        return parts[0]._replace(patterns=tuple(one for part in parts for one in part.patterns))

    step = asking.step(question, reading, written, required=required)
    return step._replace(key=f"{asking.prefix}{key}.line")


def _time(asking: StepMaker, key: str, start: str) -> QuestionStep:
    def reading(text: str) -> tuple[str, ...]:
        found = span_of(text, start)
        if len(found) == 1 and found != (ALL_DAY,):
            raise IncompleteError(N_("And when does it end?"))
        return found

    step = asking.step("when.*.time", _joining(reading), "-".join, required=True)
    label = (
        asking.texts.gettext(N_("It starts at {start}. When does it end?")).format(start=start) if start else step.label
    )
    return step._replace(key=f"{asking.prefix}{key}.time", label=label)


def _joining(reading: Any) -> Any:
    """Return a reading that takes "19:30, 21:00" as "19:30 - 21:00": that is how an answer in two parts comes."""
    return lambda text: reading(re.sub(r"\s*,\s*", " - ", text))


def _first(asking: StepMaker, key: str) -> QuestionStep:
    step = asking.step(
        "when.*.from",
        lambda text: parsers.day(text, asking.today, near=True),
        numeric,
        required=True,
    )
    hint = asking.texts.gettext(N_("The weeks are counted from there. Such as: 1 September 2026."))
    return step._replace(key=f"{asking.prefix}{key}.from", hint=hint)


def _skip(asking: StepMaker, key: str, given: WhenAnswer) -> QuestionStep:
    _ = asking.texts.gettext
    options = tuple(ChoiceOption(word, _(label), also) for word, label, also in _SKIPS)

    def reading(text: str) -> Skip:
        words, days = set(), []
        for part in filter(None, map(str.strip, re.split(r",|\ben\b|\band\b", text))):
            try:
                words.add(one_of(options)(part))
            except RefusedError as error:
                if error.suggestion:
                    raise
                days.append(Days(*parsers.period(part, asking.today)))
        school, public, closed = (word in words for word, _label, _also in _SKIPS)
        return Skip(school, public, closed, tuple(days))

    def written(value: Skip) -> str:
        facts = (value.school_holidays, value.public_holidays, value.venue_closures)
        named = [labels_of(options, [word]) for (word, _label, _also), said in zip(_SKIPS, facts, strict=True) if said]
        return ", ".join([*named, *(shown_period(asking, one.first, one.last) for one in value.days)])

    own = next((one.skip for one in given.patterns if isinstance(one, Weekly | Monthly)), Skip())
    step = asking.step("when.*.skip", reading, written, options=options, default=written(own))
    return step._replace(key=f"{asking.prefix}{key}.skip")


def shown_period(asking: StepMaker, first: date, last: date) -> str:
    """Return a day, or a first and a last one, as people write them."""
    if first == last:
        return numeric(first)
    return asking.texts.gettext(N_("{first} to {last}")).format(first=numeric(first), last=numeric(last))
