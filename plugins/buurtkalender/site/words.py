"""Days, times, prices and ages, as people say them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from buurtkalender.domain.model import Ages, Cost, Days, Occurrence, Term, TimeSpan
from buurtkalender.reading.catalogues import Translator

DAY = timedelta(days=1)
Date = date
"""The type, where the method of that name stands in its way."""

NO_BREAK = "\N{NO-BREAK SPACE}"


def capital(text: str) -> str:
    """Return the text with a capital first letter, and the rest as it was."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Return a label for use inside a sentence; a label that starts with two capitals is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def tel(phone: str) -> str:
    """Return the ``tel:`` link of a Dutch phone number as people write it, in international form (RFC 3966)."""
    digits = "".join(character for character in phone if character.isdigit())
    if phone.lstrip().startswith("+"):
        return f"tel:+{digits}"
    if digits.startswith("00"):
        return f"tel:+{digits[2:]}"
    return f"tel:+31{digits[1:]}" if digits.startswith("0") and len(digits) == 10 else f"tel:{digits}"


def _territory(language: str) -> str:
    """``nl_NL``: the language as it is written where most people speak it (CLDR's likely subtags)."""
    from babel.core import get_global

    found = str(get_global("likely_subtags").get(language, language)).split("_")
    return f"{language}_{found[-1]}" if len(found) > 1 else language


class Words:
    """The words of one language. Names of days and months are CLDR's, the sentences the catalogue's."""

    def __init__(self, translator: Translator, language: str) -> None:
        from babel import Locale

        locale = Locale.parse(language)
        self.translator = translator
        self.language = language
        self.locale = _territory(language)
        self.right_to_left = locale.text_direction == "rtl"
        self.gettext: Callable[[str], str] = translator.gettext
        self.ngettext: Callable[[str, str, int], str] = translator.ngettext
        names = locale.days["format"]
        self.weekdays = [str(names["wide"][n]) for n in range(7)]
        self.weekdays_short = [str(names["abbreviated"][n]).rstrip(".") for n in range(7)]
        names = locale.months["format"]
        self.months = [str(names["wide"][n]) for n in range(1, 13)]
        self.months_short = [str(names["abbreviated"][n]).rstrip(".") for n in range(1, 13)]
        _ = self.gettext
        self._day = _("{weekday} {day} {month}")
        self._clock = _("{hour}:{minutes}")
        self._times = _("{start} to {end}")
        self._days: dict[Date, str] = {}
        self._clocks: dict[int, str] = {}

    # --- days ---------------------------------------------------------------------------------------

    def day(self, when: Date) -> str:
        """``dinsdag 24 november``."""
        text = self._days.get(when)
        if text is None:
            weekday, month = self.weekdays[when.weekday()], self.months[when.month - 1]
            text = self._days[when] = self._day.format(weekday=weekday, day=when.day, month=month)
        return text

    def whole_day(self, when: Date) -> str:
        """``dinsdag 24 november 2026``."""
        return f"{self.day(when)} {when.year}"

    def short_day(self, when: Date) -> str:
        """``di 24``: for where the month stands beside it."""
        return f"{self.weekdays_short[when.weekday()]} {when.day}"

    def short_date(self, when: Date) -> str:
        """``24 nov``."""
        return f"{when.day} {self.months_short[when.month - 1]}"

    def date(self, when: Date) -> str:
        """``24 november 2026``."""
        return f"{when.day} {self.months[when.month - 1]} {when.year}"

    def month(self, when: Date) -> str:
        """``november 2026``."""
        return f"{self.months[when.month - 1]} {when.year}"

    def week(self, monday: Date) -> str:
        """``week 48, 23 tot en met 29 november 2026``."""
        sunday = monday + 6 * DAY
        first = str(monday.day)
        if monday.month != sunday.month:
            first = f"{monday.day} {self.months[monday.month - 1]}"
        if monday.year != sunday.year:
            first = self.date(monday)
        _ = self.gettext
        return _("week {number}, {first} up to and including {last}").format(
            number=monday.isocalendar().week, first=first, last=self.date(sunday)
        )

    def days(self, days: Days) -> str:
        """``24 december 2026`` or ``20 december 2026 tot en met 3 januari 2027``."""
        if days.first == days.last:
            return self.date(days.first)
        _ = self.gettext
        return _("{first} up to and including {last}").format(first=self.date(days.first), last=self.date(days.last))

    def near_day(self, when: Date, today: Date) -> str | None:
        """``vandaag`` or ``morgen``, or None for any other day."""
        _ = self.gettext
        return {0: _("today"), 1: _("tomorrow")}.get((when - today).days)

    # --- times --------------------------------------------------------------------------------------

    def clock(self, minutes: int) -> str:
        """``9.30``, of minutes after midnight, on this day or the next."""
        text = self._clocks.get(minutes)
        if text is None:
            hour, rest = divmod(minutes % 1440, 60)
            text = self._clocks[minutes] = self._clock.format(hour=hour, minutes=f"{rest:02}")
        return text

    def times(self, start: int, end: int) -> str:
        """``10.00 tot 12.00 uur``, of minutes after midnight."""
        return self._times.format(start=self.clock(start), end=self.clock(end))

    def span(self, span: TimeSpan | None) -> str:
        """``10.00 tot 12.00 uur`` or ``de hele dag``."""
        return self.gettext("all day") if span is None else self.times(span.start, span.end)

    def time_of(self, occurrence: Occurrence) -> str:
        """``10.00 tot 12.00 uur`` or ``de hele dag``."""
        if occurrence.all_day:
            return self.gettext("all day")
        start, end = occurrence.start, occurrence.end
        return self.times(start.hour * 60 + start.minute, end.hour * 60 + end.minute)

    def when(self, occurrence: Occurrence) -> str:
        """``dinsdag 24 november, 10.00 tot 12.00 uur``."""
        return f"{self.day(occurrence.day)}, {self.time_of(occurrence)}"

    def moment(self, moment: datetime, *, all_day: bool = False) -> str:
        """``dinsdag 24 november, 10.00 uur``."""
        day = self.day(moment.date())
        if all_day:
            return day
        _ = self.gettext
        return _("{day}, {time}").format(day=day, time=self.clock(moment.hour * 60 + moment.minute))

    def lasting(self, length: timedelta) -> str:
        """``2 dagen`` or ``3 uur``."""
        days, hours = length.days, length.seconds // 3600
        if days and not hours:
            return self.ngettext("{n} day", "{n} days", days).format(n=days)
        hours += days * 24
        return self.ngettext("{n} hour", "{n} hours", hours).format(n=hours)

    # --- facts --------------------------------------------------------------------------------------

    def amount(self, cents: int) -> str:
        """``€ 2,50``; whole euros without cents."""
        euros, rest = divmod(cents, 100)
        _ = self.gettext
        if not rest:
            return _("€{euros}").format(euros=euros)
        return _("€{euros}.{cents}").format(euros=euros, cents=f"{rest:02}")

    def price(self, cost: Cost) -> str:
        """``gratis``, or ``€ 2,50 per keer``: what fits on a card."""
        _ = self.gettext
        if not cost.cents:
            return _("free")
        text = self.amount(cost.cents)
        return _("{amount} per {unit}").format(amount=text, unit=cost.per) if cost.per else text

    def whole_price(self, cost: Cost) -> str:
        """Say ``€ 2,50 per keer, inclusief koffie. Korting met een stadspas.``."""
        _ = self.gettext
        text = capital(self.price(cost))
        if cost.note:
            text = f"{text}, {cost.note.rstrip('.')}"
        if cost.discount_pass:
            text = f"{text}. {_('You pay less with a discount pass')}"
        return text + "."

    def ages(self, ages: Ages) -> str:
        """``65 jaar en ouder``, ``13 tot en met 27 jaar``, ``tot en met 12 jaar``."""
        _ = self.gettext
        if ages.highest is None:
            return _("{lowest} years and older").format(lowest=ages.lowest)
        if ages.lowest == ages.highest:
            return _("{lowest} years old").format(lowest=ages.lowest)
        if ages.lowest == 0:
            return _("up to and including {highest} years").format(highest=ages.highest)
        return _("{lowest} up to and including {highest} years").format(lowest=ages.lowest, highest=ages.highest)

    def label(self, term: Term) -> str:
        """The word for a term of the vocabulary, in this language if it has one."""
        return term.label.get(self.language) or next(iter(term.label.values()), term.id)

    def all_of(self, parts: Iterable[str]) -> str:
        """``a, b en c``."""
        *first, last = list(parts) or [""]
        if not first:
            return last
        _ = self.gettext
        return _("{some} and {last}").format(some=", ".join(first), last=last)

    def yes_no(self, fact: bool | None) -> str:  # noqa: FBT001 - a fact is a bool or nothing
        """``ja``, ``nee`` or ``niet bekend``."""
        _ = self.gettext
        if fact is None:
            return _("not known")
        return _("yes") if fact else _("no")

    def activities(self, number: int) -> str:
        """``3 activiteiten``."""
        return self.ngettext("{n} activity", "{n} activities", number).format(n=number)

    def about(self, title: str) -> str:
        """Return what search engines say of a list with this title."""
        return self.gettext("{title}: what is on, when, where and what it costs.").format(title=title)
