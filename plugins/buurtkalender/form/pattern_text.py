"""The patterns of ``when`` in a few words, for who imports them or answers a question about them."""

from __future__ import annotations

from datetime import date, timedelta

from babel import Locale
from babel.dates import format_date

from buurtkalender.domain.model import ByAppointment, Dates, Monthly, Pattern, TimeSpan, Weekly
from buurtkalender.words.catalogues import N_, Translator

_MONDAY = date(2026, 11, 23)
_NTHS = {
    1: N_("first {day}"),
    2: N_("second {day}"),
    3: N_("third {day}"),
    4: N_("fourth {day}"),
    5: N_("fifth {day}"),
    -1: N_("last {day}"),
}
_MOST_NAMED = 4


def text_of(pattern: Pattern, texts: Translator, *, timed: bool = True, most: int = _MOST_NAMED) -> str:
    """``elke dinsdag 10:00-12:00 vanaf 1 sep. 2026``, in the language of ``texts``.

    Not ``timed`` leaves the time out; of more than ``most`` loose dates only the first are named.
    """
    _ = texts.gettext
    if isinstance(pattern, ByAppointment):
        return _(N_("without a fixed time"))
    if isinstance(pattern, Dates):
        named = ", ".join(_day(one, texts) for one in pattern.dates[:most])
        more = len(pattern.dates) - most
        if more > 0:
            named += " " + texts.ngettext("and {n} more", "and {n} more", more).format(n=more)
        return f"{named} {_time(pattern.time, texts)}" if timed else named
    days = _weekly(pattern, texts) if isinstance(pattern, Weekly) else _monthly(pattern, texts)
    parts = [f"{days} {_time(pattern.time, texts)}" if timed else days]
    if pattern.first:
        parts.append(_(N_("starting {day}")).format(day=_day(pattern.first, texts)))
    if pattern.last:
        parts.append(_(N_("up to {day}")).format(day=_day(pattern.last, texts)))
    if pattern.skip.days:
        n = len(pattern.skip.days)
        parts.append(texts.ngettext("without {n} date", "without {n} dates", n).format(n=n))
    return ", ".join(parts)


def _weekly(pattern: Weekly, texts: Translator) -> str:
    days = ", ".join(_weekday(day, texts) for day in pattern.days)
    if pattern.every == 1:
        return texts.gettext(N_("each {days}")).format(days=days)
    return texts.ngettext("every {n} week on {days}", "every {n} weeks on {days}", pattern.every).format(
        n=pattern.every, days=days
    )


def _monthly(pattern: Monthly, texts: Translator) -> str:
    nths = [texts.gettext(_NTHS[nth]).format(day=_weekday(day, texts)) for nth, day in pattern.weekdays]
    days = ", ".join([*nths, *(str(day) for day in pattern.days)])
    if pattern.every == 1:
        return texts.gettext(N_("every month on: {days}")).format(days=days)
    return texts.gettext(N_("every {n} months on: {days}")).format(n=pattern.every, days=days)


def _weekday(number: int, texts: Translator) -> str:
    return format_date(_MONDAY + timedelta(days=number), "EEEE", locale=_locale(texts))


def _day(when: date, texts: Translator) -> str:
    return format_date(when, "d MMM y", locale=_locale(texts))


def _locale(texts: Translator) -> Locale:
    return Locale(texts.gettext(N_("language of dates: en")).rpartition(" ")[2])


def _time(span: TimeSpan | None, texts: Translator) -> str:
    if span is None:
        return texts.gettext(N_("the whole day"))
    end = span.end % (24 * 60)
    return f"{span.start // 60:02}:{span.start % 60:02}-{end // 60:02}:{end % 60:02}"
