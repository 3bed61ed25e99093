"""Days, times, prices and ages, as people say them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from markupsafe import Markup

from buurtkalender.domain.model import Ages, Cost, Days, Occurrence, Term, TimeSpan
from buurtkalender.site.foreign import UNITS, filled, joined, marked
from buurtkalender.words.catalogues import FIRST_STRONG, POP, Translator

DAY = timedelta(days=1)
Date = date
"""The type, where the method of that name stands in its way."""

FEMININE = {"pl": (2, 5, 6), "uk": (2, 4, 5, 6)}
"""The days of the week, from Monday, whose names are feminine: words that go with them have another form."""

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


def mail(address: str) -> Markup:
    """Return an e-mail address that a narrow screen breaks after its ``@`` and nowhere else, if it has to."""
    return Markup("@<wbr>").join(address.split("@"))


def _territory(language: str) -> str:
    """``nl_NL``: the language as it is written where most people speak it (CLDR's likely subtags)."""
    from babel.core import get_global

    found = str(get_global("likely_subtags").get(language, language)).split("_")
    return f"{language}_{found[-1]}" if len(found) > 1 else language


class Words:
    """The words of one language. Names of days and months are CLDR's, the sentences the catalogue's.

    ``written`` is the language that people wrote the content in; without it, the same.
    """

    def __init__(self, translator: Translator, language: str, written: str = "") -> None:
        from babel import Locale

        locale = Locale.parse(language)
        self.translator = translator
        self.language = language
        self.written = written or language
        self.foreign = self.written if self.written != language else ""
        self.locale = _territory(language)
        self.right_to_left = locale.text_direction == "rtl"
        self.gettext: Callable[[str], str] = translator.gettext
        self.ngettext: Callable[[str, str, int], str] = translator.ngettext
        self.written_in = str(Locale.parse(self.written).get_display_name(language))
        names = locale.days["format"]
        self.weekdays = [str(names["wide"][n]) for n in range(7)]
        self.weekdays_short = [str(names["abbreviated"][n]).rstrip(".") for n in range(7)]
        names = locale.months["format"]
        self.months = [str(names["wide"][n]) for n in range(1, 13)]
        self.months_alone = [str(locale.months["stand-alone"]["wide"][n]) for n in range(1, 13)]
        self.months_short = [str(names["abbreviated"][n]).rstrip(".") for n in range(1, 13)]
        _ = self.gettext
        self.comma = _(", ")
        self._day = _("{weekday} {day} {month}")
        self._whole_day = _("{weekday} {day} {month} {year}")
        self._clock = _("{hour}:{minutes}")
        self._times = _("{start} to {end}")
        self._days: dict[Date, str] = {}
        self._clocks: dict[int, str] = {}

    # --- what people wrote --------------------------------------------------------------------------

    def own(self, text: str) -> str:
        """Return what somebody wrote, for a page: with its language where the page is in another."""
        return marked(text, self.foreign) if self.foreign and text else text

    def phone(self, number: str) -> str:
        """Return a number where it stands among words: its groups stay in their order (Unicode TR9)."""
        return Markup('<bdi dir="ltr">{}</bdi>').format(number) if self.right_to_left and number else number

    def capital(self, text: str) -> str:
        """Return the text with a capital first letter; Turkish has two letters i."""
        if self.language == "tr" and text.startswith("i"):
            return "İ" + text[1:]
        return capital(text)

    def small(self, label: str) -> str:
        """Return a label for use inside a sentence."""
        if self.language == "tr" and label[:1] in "Iİ" and not label[1:2].isupper():
            return {"I": "ı", "İ": "i"}.get(label[:1], "") + label[1:]
        return small(label)

    def ordinal(self, number: int, weekday: int) -> str:
        """``eerste`` of the days of the month that are this day of the week; -1 is the last."""
        texts = self.translator
        if weekday in FEMININE.get(self.language, ()):
            return {
                1: texts.pgettext("feminine", "first"),
                2: texts.pgettext("feminine", "second"),
                3: texts.pgettext("feminine", "third"),
                4: texts.pgettext("feminine", "fourth"),
                5: texts.pgettext("feminine", "fifth"),
                -1: texts.pgettext("feminine", "last"),
            }[number]
        _ = self.gettext
        return {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), -1: _("last")}[number]

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
        weekday, month = self.weekdays[when.weekday()], self.months[when.month - 1]
        return self._whole_day.format(weekday=weekday, day=when.day, month=month, year=when.year)

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
        return f"{self.months_alone[when.month - 1]} {when.year}"

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
        return f"{self.day(occurrence.day)}{self.comma}{self.time_of(occurrence)}"

    def moment(self, moment: datetime, *, all_day: bool = False) -> str:
        """``dinsdag 24 november, 10.00 uur``."""
        day = self.day(moment.date())
        if all_day:
            return day
        _ = self.gettext
        return _("{day}, {time}").format(day=day, time=self.clock(moment.hour * 60 + moment.minute))

    def hour(self, moment: datetime) -> str:
        """``10.00 uur``."""
        text = self.translator.pgettext("a time by itself", "{time}")
        return text.format(time=self.clock(moment.hour * 60 + moment.minute))

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
        return filled(_("{amount} per {unit}"), amount=text, unit=self._unit(cost.per)) if cost.per else text

    def _unit(self, written: str) -> str:
        """Return what a price is for: in this language if we know it."""
        if not self.foreign:
            return written
        known = UNITS.get(written.casefold()) if self.foreign == "nl" else None
        return self.translator.pgettext("price per", known) if known else self.own(written)

    def whole_price(self, cost: Cost) -> str:
        """Say ``€ 2,50 per keer, inclusief koffie. Korting met een stadspas.``."""
        _ = self.gettext
        text = self.capital(self.price(cost))
        if cost.note:
            text = joined((text, self.own(cost.note.rstrip("."))), self.comma)
        if cost.discount_pass:
            text = joined((text, _("You pay less with a discount pass")), ". ")
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
        return (self.said_in(term.label) or ("", term.id))[1]

    def shown(self, term: Term) -> str:
        """The word for a term where it stands by itself: it says which language it is in if that is another."""
        return self.told(term.label) or term.id

    def within(self, term: Term) -> str:
        """The word for a term inside a sentence that may be HTML."""
        shown = self.shown(term)
        return shown if isinstance(shown, Markup) else self.small(shown)

    def told(self, texts: Mapping[str, str]) -> str:
        """Return a text that there is in several languages, where it stands by itself; "" when there is none."""
        language, text = self.said_in(texts) or (self.language, "")
        return text if language == self.language or not self.foreign else marked(text, language)

    def said_in(self, texts: Mapping[str, str]) -> tuple[str, str] | None:
        """Return a text with its language: this one, else English, which more newcomers read, else what there is."""
        for language in (self.language, *(("en",) if self.foreign else ())):
            if texts.get(language):
                return language, texts[language]
        return next(iter(texts.items()), None)

    def all_of(self, parts: Iterable[str]) -> str:
        """``a, b en c``."""
        *first, last = list(parts) or [""]
        if not first:
            return last
        _ = self.gettext
        if self.right_to_left:  # the last is isolated by its blank
            first = [joined((FIRST_STRONG, part, POP), "") for part in first]
        return filled(_("{some} and {last}"), some=joined(first, self.comma), last=last)

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
