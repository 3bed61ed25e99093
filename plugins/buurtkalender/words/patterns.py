"""The patterns of ``when`` in words: as sentences, and on one line that can be read back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from buurtkalender.domain.model import Activity
from buurtkalender.domain.selection import MANY_DAYS, Daily
from buurtkalender.domain.values import ByAppointment, Dates, Monthly, Pattern, Skip, Weekly
from buurtkalender.words.catalogues import Translator, capital
from buurtkalender.words.dates import ONE_DAY
from buurtkalender.words.values import Words, words_of


def sentence(words: Words, pattern: Pattern) -> str:
    """``Elke dinsdag, 10.00 tot 12.00 uur.`` Complete, with from, until and when it is not."""
    _ = words.gettext
    if isinstance(pattern, ByAppointment):
        return words.own(capital(pattern.note)) if pattern.note else _("By appointment: there is no fixed time.")
    if isinstance(pattern, Dates):
        return f"{words.capital(_loose(words, pattern.dates))}{words.comma}{words.span(pattern.time)}."
    parts = [words.capital(timed(words, pattern))]
    if pattern.first or pattern.last:
        parts.append(words.period(*(words.date(day) if day else "" for day in (pattern.first, pattern.last))))
    text = words.comma.join(parts) + "."
    if exceptions := skipped(words, pattern.skip):
        text = f"{text} {exceptions}"
    return text


def brief(words: Words, pattern: Pattern) -> str:
    """``Elke dinsdag, 10.00 tot 12.00 uur.`` Without from, until and when it is not; loose dates are only told of."""
    _ = words.gettext
    if isinstance(pattern, ByAppointment):
        return sentence(words, pattern)
    if isinstance(pattern, Dates):
        days = _("once") if len(pattern.dates) == 1 else _("on separate days")
        return f"{words.capital(days)}{words.comma}{words.span(pattern.time)}."
    return words.capital(timed(words, pattern)) + "."


def rule(words: Words, pattern: Weekly | Monthly) -> str:
    """``elke dinsdag``, ``elke eerste dinsdag van de maand``: on which days, without the time."""
    return weekly(words, pattern) if isinstance(pattern, Weekly) else monthly(words, pattern)


def timed(words: Words, pattern: Weekly | Monthly) -> str:
    """``elke dinsdag, 10.00 tot 12.00 uur``."""
    return f"{rule(words, pattern)}{words.comma}{words.span(pattern.time)}"


def weekly(words: Words, pattern: Weekly) -> str:
    """``elke dinsdag``, ``elke dag``, ``om de week op dinsdag``, ``elke 3 weken op dinsdag``."""
    _ = words.gettext
    days = pattern.days
    if pattern.every == 1:
        return each_week(words, days)
    if len(days) == 7:
        names = _("day")
    elif days == WORKING_DAYS:
        names = _("working day")
    else:
        names = words.all_of(words.weekdays[day] for day in days)
    if pattern.every == 2:
        return _("every other week on {days}").format(days=names)
    return every_weeks(words, pattern.every, names)


WORKING_DAYS = (0, 1, 2, 3, 4)


def each_week(words: Words, days: tuple[int, ...]) -> str:
    """``elke dinsdag``, ``elke dag``, ``elke werkdag``, ``van maandag t/m donderdag``, of weekdays in order."""
    _ = words.gettext
    if len(days) == 7:
        return _("every day")
    if days == WORKING_DAYS:
        return _("every working day")
    if len(days) >= MANY_DAYS and days[-1] - days[0] == len(days) - 1:
        return _("every week, {first} to {last}").format(first=words.weekdays[days[0]], last=words.weekdays[days[-1]])
    return _("every {days}").format(days=words.all_of(words.weekdays[day] for day in days))


def nearly_every_day(
    words: Words, activity: Activity, on: Daily, days: tuple[date, date], without: Sequence[date]
) -> tuple[str, str, str]:
    """``elke werkdag``, ``9.00 tot 12.00 uur`` and what more there is to say, of what is on nearly every day.

    It holds for a list of these ``days``, in which it is never planned on those ``without``. The time is empty where it
    differs: what more there is to say is every series then.
    """
    patterns = [pattern for n in on.patterns if isinstance(pattern := activity.when[n], Weekly)]
    time = words.span(patterns[0].time) if len({pattern.time for pattern in patterns}) == 1 else ""
    more = [] if time else [brief(words, pattern) for pattern in patterns]
    begins = min(pattern.first or days[0] for pattern in patterns)
    ends = max(pattern.last or days[1] for pattern in patterns)
    if begins > days[0] or ends < days[1]:
        shown = (words.day(begins) if begins > days[0] else "", words.day(ends) if ends < days[1] else "")
        more.append(words.capital(words.period(*shown)) + ".")
    if without:
        more.append(words.capital(words.not_on(_runs(words, without))) + ".")
    return each_week(words, on.weekdays), time, " ".join(more)


def _runs(words: Words, days: Sequence[date]) -> list[str]:
    """Days in order, as words: those that follow on each other, three or more, as the first and the last."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == ONE_DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [
        text
        for run in runs
        for text in (
            [words.through(words.day(run[0]), words.day(run[-1]))] if len(run) > 2 else [words.day(one) for one in run]
        )
    ]


def every_weeks(words: Words, n: int, days: str) -> str:
    """``elke 3 weken op dinsdag``, of days in words."""
    return words.ngettext("every {n} week on {days}", "every {n} weeks on {days}", n).format(n=n, days=days)


def monthly(words: Words, pattern: Monthly) -> str:
    """``elke eerste dinsdag van de maand``, ``elke maand op de 15e``."""
    _ = words.gettext
    if pattern.weekdays:
        which = _("{ordinal} {weekday}")
        names = words.all_of(
            which.format(ordinal=words.ordinal(n, day), weekday=words.weekdays[day]) for n, day in pattern.weekdays
        )
        if pattern.every == 1:
            return _("every {days} of the month").format(days=names)
        return _months(words, pattern.every, names)
    names = words.all_of(_ordinal(words, day) for day in pattern.days)
    if pattern.every == 1:
        return _("every month on the {days}").format(days=names)
    return _months(words, pattern.every, names)


def _months(words: Words, every: int, days: str) -> str:
    text = words.ngettext("every {n} month on the {days}", "every {n} months on the {days}", every)
    return text.format(n=every, days=days)


def skipped(words: Words, skip: Skip) -> str:
    """``Niet in de schoolvakanties en niet op feestdagen.``, or nothing."""
    parts = _days_off(words, skip)
    return words.capital(words.all_of(parts)) + "." if parts else ""


def _days_off(words: Words, skip: Skip) -> list[str]:
    _ = words.gettext
    parts = []
    if skip.school_holidays:
        parts.append(_("not in the school holidays"))
    if skip.public_holidays:
        parts.append(_("not on public holidays"))
    if skip.venue_closures:
        parts.append(_("not when the venue is closed"))
    if skip.days:
        parts.append(words.not_on(words.days(days) for days in skip.days))
    return parts


def _loose(words: Words, dates: tuple[date, ...]) -> str:
    """The dates, or how many there are: a page lists them all below."""
    _ = words.gettext
    if len(dates) <= 3:
        return _("on {days}").format(days=words.all_of(words.whole_day(day) for day in dates))
    return _("on {n} days, from {first} up to and including {last}").format(
        n=len(dates), first=words.date(dates[0]), last=words.date(dates[-1])
    )


def _ordinal(words: Words, number: int) -> str:
    _ = words.gettext
    if number % 100 not in (11, 12, 13):
        forms = {1: _("{n}st"), 2: _("{n}nd"), 3: _("{n}rd")}
        return forms.get(number % 10, _("{n}th")).format(n=number)
    return _("{n}th").format(n=number)


# --- lines ----------------------------------------------------------------------------------------------
# The patterns of ``when`` on one line, for who imports them or answers a question about them.
#
# It is shorter than the sentence on a page, and :mod:`buurtkalender.form.asking_when` understands it: who changes an
# answer changes this line.

_MOST_NAMED = 4


def line_of(pattern: Pattern, texts: Translator, *, timed: bool = True, whole: bool = False) -> str:
    """``elke dinsdag 10:00-12:00, vanaf 1 sep. 2026``, in the language of ``texts``.

    Not ``timed`` leaves the time out. The ``whole`` line names each date and each day off, so that it can be read back;
    otherwise only the first of many dates are named, and single days off are counted.
    """
    words, _ = words_of(texts), texts.gettext
    if isinstance(pattern, ByAppointment):
        return _("without a fixed time")
    time = f" {pattern.time.written if pattern.time else words.all_day}" if timed else ""
    if isinstance(pattern, Dates):
        named = ", ".join(_day(one, words) for one in pattern.dates[: None if whole else _MOST_NAMED])
        more = len(pattern.dates) - _MOST_NAMED
        if more > 0 and not whole:
            named += f" {words.and_more(more)}"
        return named + time
    parts = [(_weekly(pattern, words) if isinstance(pattern, Weekly) else _monthly(pattern, words)) + time]
    if pattern.first:
        parts.append(_("starting {day}").format(day=_day(pattern.first, words)))
    if pattern.last:
        parts.append(_("up to {day}").format(day=_day(pattern.last, words)))
    named_off = replace(pattern.skip, venue_closures=False, days=pattern.skip.days if whole else ())
    parts += _days_off(words, named_off)
    if pattern.skip.days and not whole:
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
