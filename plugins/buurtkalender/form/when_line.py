"""The answer to "when is it?", on one line, as people write it: "elke dinsdag half elf tot 12", "30 nov 19.30-21.00".

Times are made exact first (:mod:`buurtkalender.form.clocks`), then the line is read as a sheet's column would be
(:mod:`buurtkalender.form.when_text`). A sheet has a person who looks at what was guessed; here the person is asked.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.model import ByAppointment, Dates, Monthly, Pattern, Weekly
from buurtkalender.form.choices import RefusedError
from buurtkalender.form.clocks import plainly, span_of
from buurtkalender.form.parsers import day
from buurtkalender.form.when_text import NotUnderstoodError, Understood, when_of
from buurtkalender.form.when_words import APPOINTMENT, DAY, MONTH
from buurtkalender.words.catalogues import N_

_CLOCK = r"~?\d{1,2}(?:[:.u]\d{2})?\s*(?:uur|u\b|h\b)?\s*(?:am\b|pm\b)?"
_TO = r"\s*(?:-|tot en met|tot|t/m|to|until)\s*"
_NO_DATE = rf"(?!\d|[/.-]\d|\s*(?:{MONTH})\b|\s*e\b)"
_SPAN = re.compile(rf"(?:\b(?:van|from)\s+)?(?<![\d/.:~-]){_CLOCK}{_TO}{_CLOCK}{_NO_DATE}")
_AT = re.compile(
    r"(?:\b(?:vanaf|om|from|at)\s+)?(?<![\d/.:~-])(?:~\d\d:\d\d|\d{1,2}[:.]\d\d|\d{1,2}\s*(?:uur|u\b|am\b|pm\b))"
    r"(?:\s*(?:uur|u\b|am\b|pm\b))?(?![\d/-]|\.\d)"
)
_EXACT = re.compile(r"\d\d:\d\d(?:-\d\d:\d\d)?")
_ALL_DAY = re.compile(r"\b(?:de )?hele dag\b|\ball[- ]day\b|\bthe whole day\b")
_PART_OF_DAY = (("avond", "'s avonds"), ("evening", "'s avonds"), ("middag", "'s middags"),
                ("afternoon", "'s middags"), ("ochtend", "'s ochtends"), ("morning", "'s ochtends"),
                ("s morgens", "'s ochtends"))  # fmt: skip
_NEAR_DAY = re.compile(
    rf"\b(?:vandaag|overmorgen|(?<!'s )morgen(?!s)|today|tomorrow|"
    rf"(?:volgende week|next week|aanstaande|a\.s\.|komende|this coming|next)\s+{DAY}(?![a-z])|"
    rf"{DAY}\s+(?:volgende week|next week))(?![a-z])"
)
_DAY_MONTH = re.compile(r"(?<![\d/.:-])(\d{1,2})-(0?[1-9]|1[0-2])(?![\d/.:-])(?=\s+\S*\d)")
_ANY_DAY = re.compile(rf"\b(?:{DAY}|{MONTH})(?![a-z])|\d{{4}}")
_NUMBERS = re.compile(r"^\s*(\d{1,2}(?:\s*(?:,|en|and|&)\s*\d{1,2})*)(?=\s+(?:\d\d:\d\d|(?:de )?hele dag|all[- ]day))")
_NAMES = (
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "januari", "februari", "maart", "april", "juni", "juli", "augustus",
    "september", "oktober", "november", "december",
)  # fmt: skip
_DATE = rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}-\d{{1,2}}-\d{{2,4}}|\d{{1,2}}\s+(?:{MONTH})(?![a-z])(?:\s+\d{{4}})?)"
_FIRST = re.compile(rf"\b(?:vanaf|v\.a\.|met ingang van|van|from|starting|starts)\s+({_DATE})")
_LAST = re.compile(rf"(?<!\d)\s*,?\s*\b(?:t/m|tot en met|tot|until|up to|through)\s+({_DATE})")
_OFTEN = re.compile(
    r"\b(?:elke|iedere|om de|eens (?:in de|per)|every)\s+(\d{1,2})\s+(weken|weeks|maanden|months)(?: op:?| on:?)?"
)
_MONTH_ON = re.compile(r"\b(?:elke maand|every month)(?: op:?| on:?)?\s")
_BEFORE_ALL = date(1, 1, 1)
"""Stands for a first day that is still to be asked."""


class When(NamedTuple):
    """What a line says: patterns, and what has to be asked still.

    ``start`` is when it starts, where no end is told; ``timeless`` whether no time is told at all; ``startless``
    whether the first day lacks from which weeks are counted. ``note`` is what else a line about appointments says.
    """

    patterns: tuple[Pattern, ...]
    start: str = ""
    timeless: bool = False
    startless: bool = False
    note: str = ""


def when_line(text: str, today: date) -> When:
    """Return what a line says. Raises RefusedError for what is not understood, with what to write."""
    plain = plainly(text)
    if match := APPOINTMENT.search(plain):
        rest = " ".join(f"{text[: match.start()]} {text[match.end() :]}".split()).strip(" ,.;:")
        return When((ByAppointment(),), note=rest if len(rest) > 3 else "")
    plain = _NEAR_DAY.sub(lambda found: f" {day(found[0], today)} ", plain)
    if not _ANY_DAY.search(plain):
        plain = _DAY_MONTH.sub(r"\1/\2", plain, count=1)
    plain, first = _taken(_FIRST, plain, today, near=True)
    plain, last = _taken(_LAST, plain, first or today)
    plain, every, of = _how_often(plain)
    plain = _MONTH_ON.sub("", plain)
    plain, start, timed = _exact(plain, text)
    plain = _NUMBERS.sub(_of_the_month, plain)
    marked = plain if timed else f"{plain} hele dag"
    found = _read(marked, text, today, first, last, every if of == "weeks" else 1)
    patterns = tuple(_settled(one, first, last, every, of) for one in found.patterns)
    startless = any(isinstance(one, Weekly | Monthly) and one.every > 1 and one.first is None for one in patterns)
    return When(patterns, start, timeless=not timed, startless=startless)


def _taken(pattern: re.Pattern[str], plain: str, today: date, *, near: bool = False) -> tuple[str, date | None]:
    """Take out a first or a last day."""
    match = pattern.search(plain)
    if match is None:
        return plain, None
    return f"{plain[: match.start()]} {plain[match.end() :]}", day(match[1], today, near=near)


def _how_often(plain: str) -> tuple[str, int, str]:
    """Take out "elke 5 weken" and "elke 2 maanden", of which a sheet's column knows only some."""
    match = _OFTEN.search(plain)
    if match is None:
        return plain, 1, ""
    kept = f"{plain[: match.start()]} {plain[match.end() :]}"
    return kept, int(match[1]), "weeks" if match[2].startswith("we") else "months"


def _of_the_month(match: re.Match[str]) -> str:
    """Return bare numbers before a time as days of the month."""
    return " ".join(f"{number}e van de maand" for number in re.findall(r"\d+", match[0]))


def _exact(plain: str, text: str) -> tuple[str, str, bool]:
    """Return the line with exact times, the start where no end is told, and whether it tells a time at all."""
    part = next((" " + words for word, words in _PART_OF_DAY if word in plain), "")
    found, start = plain, ""
    for pattern in (_SPAN, _AT):
        matches = list(pattern.finditer(plain))
        for match in matches:
            try:
                times = span_of(match[0].strip() + part)
            except RefusedError as error:
                raise _in_line(error, match[0], text, plain) from None
            found = found.replace(match[0], f" {'-'.join(times)} ", 1)
            if len(times) == 1:
                start = times[0]
        if matches:
            break
    return found, start, bool(_EXACT.search(found) or _ALL_DAY.search(found))


def _in_line(error: RefusedError, part: str, text: str, plain: str) -> RefusedError:
    """Return what is wrong with a time, with the whole line as what was probably meant."""
    if not error.suggestion:
        return error
    suggestion = " ".join(plain.replace(part, f" {error.suggestion} ", 1).replace("~", "").split())
    return RefusedError(error.text, suggestion, **{**error.words, "text": text})


def _read(  # noqa: PLR0913, PLR0917 - a line in pieces
    marked: str, text: str, today: date, first: date | None, last: date | None, every: int
) -> Understood:
    """Read a line with exact times; what is not understood of it is refused."""
    try:
        try:
            found = when_of(marked, today, first=first, last=last)
        except NotUnderstoodError as error:
            if "every" not in error.message.text and "once" not in error.message.text:
                raise
            found = when_of(marked, today, first=_BEFORE_ALL, last=last)
    except NotUnderstoodError as error:
        raise _refused(error, text) from None
    if found.left:
        raise RefusedError(
            N_("“{left}” is not understood. Write only the days and the times, such as: every Tuesday 10:00-12:00."),
            left=found.left,
        )
    if any(isinstance(one, Dates) for one in found.patterns) and (first or last or every > 1):
        raise RefusedError(
            N_("Write the days of the week, or each date by itself: 1 December, 8 December 10:00-12:00.")
        )
    return found


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


def _settled(pattern: Pattern, first: date | None, last: date | None, every: int, of: str) -> Pattern:
    """Return a pattern with what the line says of how often, and without a first day that only stood in for one."""
    if not isinstance(pattern, Weekly | Monthly):
        return pattern
    if pattern.first == _BEFORE_ALL:
        pattern = replace(pattern, first=None)
    if every > 1 and of == ("weeks" if isinstance(pattern, Weekly) else "months"):
        pattern = replace(pattern, every=every)
    return replace(pattern, first=pattern.first or first, last=pattern.last or last)
