"""The patterns of ``when`` on one line, for who imports them or answers a question about them.

It is shorter than the sentence on a page, and :mod:`buurtkalender.form.when_line` understands it: who changes an answer
changes this line.
"""

from __future__ import annotations

from datetime import date

from buurtkalender.domain.model import ByAppointment, Dates, Monthly, Pattern, Weekly
from buurtkalender.words.catalogues import Translator
from buurtkalender.words.patterns import every_weeks
from buurtkalender.words.values import Words, words_of

_MOST_NAMED = 4


def line_of(pattern: Pattern, texts: Translator, *, timed: bool = True, most: int = _MOST_NAMED) -> str:
    """``elke dinsdag 10:00-12:00, vanaf 1 sep. 2026``, in the language of ``texts``.

    Not ``timed`` leaves the time out; of more than ``most`` loose dates only the first are named.
    """
    words, _ = words_of(texts), texts.gettext
    if isinstance(pattern, ByAppointment):
        return _("without a fixed time")
    time = f" {pattern.time.written if pattern.time else words.all_day}" if timed else ""
    if isinstance(pattern, Dates):
        named = ", ".join(_day(one, words) for one in pattern.dates[:most])
        more = len(pattern.dates) - most
        if more > 0:
            named += f" {words.and_more(more)}"
        return named + time
    parts = [(_weekly(pattern, words) if isinstance(pattern, Weekly) else _monthly(pattern, words)) + time]
    if pattern.first:
        parts.append(_("starting {day}").format(day=_day(pattern.first, words)))
    if pattern.last:
        parts.append(_("up to {day}").format(day=_day(pattern.last, words)))
    if pattern.skip.days:
        n = len(pattern.skip.days)
        parts.append(texts.ngettext("without {n} date", "without {n} dates", n).format(n=n))
    return ", ".join(parts)


def _weekly(pattern: Weekly, words: Words) -> str:
    days = ", ".join(words.weekdays[day] for day in pattern.days)
    if pattern.every == 1:
        return words.gettext("each {days}").format(days=days)
    return every_weeks(words, pattern.every, days)


def _monthly(pattern: Monthly, words: Words) -> str:
    nths = [f"{words.ordinal(nth, day)} {words.weekdays[day]}" for nth, day in pattern.weekdays]
    days = ", ".join([*nths, *(str(day) for day in pattern.days)])
    if pattern.every == 1:
        return words.gettext("every month on: {days}").format(days=days)
    return words.gettext("every {n} months on: {days}").format(n=pattern.every, days=days)


def _day(when: date, words: Words) -> str:
    return f"{words.short_date(when)} {when.year}"
