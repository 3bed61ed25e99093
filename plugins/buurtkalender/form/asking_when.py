"""Asking when something is: a line, and then only what that line left open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from buurtkalender.domain.model import ByAppointment, Days, Monthly, Pattern, Skip, TimeSpan, Weekly
from buurtkalender.form import parsers
from buurtkalender.form.answers import Flat
from buurtkalender.form.asking import Asking, first_text
from buurtkalender.form.choices import IncompleteError, Option, RefusedError, labels_of, one_of
from buurtkalender.form.clocks import span_of
from buurtkalender.form.of_activity import pattern_answers
from buurtkalender.form.steps import Step, Values
from buurtkalender.form.when_line import When, when_line
from buurtkalender.reading.fields_times import ALL_DAY
from buurtkalender.words.catalogues import N_
from buurtkalender.words.dates import numeric
from buurtkalender.words.lines import line_of

_SKIPS = (
    ("school-holidays", N_("In the school holidays"), ("schoolvakanties", "vakanties", "school holidays", "holidays")),
    ("public-holidays", N_("On public holidays"), ("feestdagen", "public holidays")),
    ("venue-closures", N_("When the building is closed"), ("gebouw dicht", "gesloten", "dicht", "closed")),
)
_EVERY_DATE = 400


def when_steps(
    asking: Asking, values: Values, name: str, *, required: bool = False, rooms: Sequence[Option] = ()
) -> Iterator[Step]:
    """Yield the steps of a list of times: entry after entry, until one is left out."""
    number = 0
    while True:
        key = f"{name}.{number}"
        yield _line(asking, key, f"{name}.{'more' if number else 'line'}", required=required and not number)
        given: When | None = asking.got(values, f"{key}.line")
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


def period_steps(asking: Asking, values: Values) -> Iterator[Step]:
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


def when_answers(asking: Asking, values: Values, name: str) -> Flat:
    """Return the answers that the entries of a list of times become."""
    found: Flat = {}
    row = 0
    for number in range(_entries(asking, values, name)):
        key = f"{name}.{number}"
        given: When = asking.got(values, f"{key}.line")
        for pattern in given.patterns:
            found |= pattern_answers(f"{name}.{row}", _whole(asking, values, key, given, pattern))
            if room := first_text(asking.got(values, f"{key}.room") or {}, "available.room"):
                found[f"{name}.{row}.room"] = (room,)
            row += 1
    return found


def _entries(asking: Asking, values: Values, name: str) -> int:
    number = 0
    while asking.got(values, f"{name}.{number}.line") is not None:
        number += 1
    return number


def _whole(asking: Asking, values: Values, key: str, given: When, pattern: Pattern) -> Pattern:
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


def _line(asking: Asking, key: str, question: str, *, required: bool) -> Step:
    def written(value: When) -> str:
        timed = not (value.timeless or value.start)
        said = [line_of(one, asking.texts, timed=timed, most=_EVERY_DATE) for one in value.patterns]
        return " + ".join(said) + (f" {value.start}" if value.start else "")

    def reading(text: str) -> When:
        parts = [when_line(part, asking.today) for part in re.split(r"\s\+\s", text)]
        return parts[0]._replace(patterns=tuple(one for part in parts for one in part.patterns))

    step = asking.step(question, reading, written, required=required)
    return step._replace(key=f"{asking.prefix}{key}.line")


def _time(asking: Asking, key: str, start: str) -> Step:
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


def _first(asking: Asking, key: str) -> Step:
    step = asking.step(
        "when.*.from",
        lambda text: parsers.day(text, asking.today, near=True),
        numeric,
        required=True,
    )
    hint = asking.texts.gettext(N_("The weeks are counted from there. Such as: 1 September 2026."))
    return step._replace(key=f"{asking.prefix}{key}.from", hint=hint)


def _skip(asking: Asking, key: str, given: When) -> Step:
    _ = asking.texts.gettext
    options = tuple(Option(word, _(label), also) for word, label, also in _SKIPS)

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


def shown_period(asking: Asking, first: date, last: date) -> str:
    """Return a day, or a first and a last one, as people write them."""
    if first == last:
        return numeric(first)
    return asking.texts.gettext(N_("{first} to {last}")).format(first=numeric(first), last=numeric(last))
