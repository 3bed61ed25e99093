"""Days and times, as people say them. Names of days and months are CLDR's, the sentences the catalogue's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.values import Days, Occurrence, Status, TimeSpan
from buurtkalender.words.catalogues import N_, Grammar, Translator

ONE_DAY = timedelta(days=1)
FAR = timedelta(days=300)
"""How far ahead a day is not told without its year."""

Date = date
"""The type, where the method of that name stands in its way."""


def numeric(day: date) -> str:
    """``24-11-2026``: as people in the Netherlands type a date."""
    return f"{day:%d-%m-%Y}"


HOLIDAY_NAMES = {
    "new-year": N_("New Year's Day"),
    "good-friday": N_("Good Friday"),
    "easter-sunday": N_("Easter Sunday"),
    "easter-monday": N_("Easter Monday"),
    "kings-day": N_("King's Day"),
    "liberation-day": N_("Liberation Day"),
    "ascension-day": N_("Ascension Day"),
    "whit-sunday": N_("Whit Sunday"),
    "whit-monday": N_("Whit Monday"),
    "christmas-day": N_("Christmas Day"),
    "second-christmas-day": N_("Second Christmas Day"),
}
"""What each of :data:`buurtkalender.domain.holidays.PUBLIC_HOLIDAYS` is called."""


FEW = 3
"""Of how many public holidays the name is told on the page of an activity, which has to stay small."""


def names_of_days(language: str) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return what the days of the week are called, from Monday, and each month in all forms that people type."""
    from babel import Locale

    cldr = Locale.parse(language)
    forms = [cldr.months[form][wide] for form in ("format", "stand-alone") for wide in ("wide", "abbreviated")]
    months = [tuple(dict.fromkeys(str(form[n]).rstrip(".") for form in forms)) for n in range(1, 13)]
    return [str(cldr.days["stand-alone"]["wide"][n]) for n in range(7)], months


class DateWords(Grammar):
    """Days and times in one language. A build says a hundred thousand of them, so each day and time is made once.

    From ``years_from`` on a day is told with its year: without one people take it for the next day of that name.
    ``a_day``, ``a_clock`` and ``some_times`` have blanks that the scripts of pages fill in too.
    """

    def __init__(self, texts: Translator, written: str = "", years_from: Date = Date.max) -> None:
        super().__init__(texts, written)
        self.years_from = years_from
        days, months = self.cldr.days["format"], self.cldr.months["format"]
        self.weekdays = [str(days["wide"][n]) for n in range(7)]
        self.weekdays_short = [str(days["abbreviated"][n]).rstrip(".") for n in range(7)]
        self.months = [str(months["wide"][n]) for n in range(1, 13)]
        self.months_alone = [str(self.cldr.months["stand-alone"]["wide"][n]) for n in range(1, 13)]
        self.months_short = [str(months["abbreviated"][n]).rstrip(".") for n in range(1, 13)]
        _ = self.gettext
        self.a_day = _("{weekday} {day} {month}")
        self._whole_day = _("{weekday} {day} {month} {year}")
        self.a_clock = _("{hour}:{minutes}")
        self.some_times = _("{start} to {end}")
        self.all_day, self.today, self.tomorrow = _("all day"), _("today"), _("tomorrow")
        self._days: dict[Date, str] = {}
        self._clocks: dict[int, str] = {}

    # --- days ---------------------------------------------------------------------------------------

    def day(self, when: Date) -> str:
        """``dinsdag 24 november``; ``zaterdag 2 september 2028`` where that is far."""
        if when >= self.years_from:
            return self.whole_day(when)
        text = self._days.get(when)
        if text is None:
            weekday, month = self.weekdays[when.weekday()], self.months[when.month - 1]
            text = self._days[when] = self.a_day.format(weekday=weekday, day=when.day, month=month)
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

    def week(self, day: Date) -> str:
        """``week 48, 23 tot en met 29 november 2026``: the week of a day."""
        monday = day - day.weekday() * ONE_DAY
        sunday = monday + 6 * ONE_DAY
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
        first, last = self.date(days.first), self.date(days.last)
        return first if days.first == days.last else self.through(first, last)

    def weeks(self, day: Date, number: int) -> str:
        """``23 november tot en met 27 december 2026``: whole weeks, the first one that of a day."""
        monday = day - day.weekday() * ONE_DAY
        last = monday + (7 * number - 1) * ONE_DAY
        return self.through(self.date(monday).removesuffix(f" {last.year}"), self.date(last))

    def through(self, first: str, last: str) -> str:
        """``maandag tot en met vrijdag``, of days that are in words."""
        return self.gettext("{first} up to and including {last}").format(first=first, last=last)

    def period(self, first: str, last: str) -> str:
        """``van 1 september tot en met 29 juni``, of days in words; ``vanaf``, ``tot en met`` or "" without one."""
        _ = self.gettext
        if first and last:
            return _("from {first} up to and including {last}").format(first=first, last=last)
        if first:
            return _("from {first}").format(first=first)
        return _("up to and including {last}").format(last=last) if last else ""

    def not_on(self, days: Iterable[str]) -> str:
        """``niet op 24 december en 31 december``, of days in words."""
        return self.gettext("not on {days}").format(days=self.all_of(days))

    def named_days(self, days: Mapping[Date, str]) -> list[str]:
        """``vrijdag 25 december (eerste kerstdag)``, of public holidays by their day."""
        return [self._named(self.day(day), name) for day, name in days.items()]

    def short_named_days(self, days: Mapping[Date, str]) -> list[str]:
        """``25 dec (eerste kerstdag)``; of many only the days, as a page says already that they are public holidays."""
        few = len(days) <= FEW
        return [self._named(self.short_date(day), name) if few else self.short_date(day) for day, name in days.items()]

    def _named(self, day: str, name: str) -> str:
        return self.reasoned(day, self.gettext(HOLIDAY_NAMES[name]))

    def reasoned(self, day: str, reason: str) -> str:
        """``dinsdag 24 november (De gastvrouw is ziek)``, of a day in words."""
        return self.gettext("{day} ({reason})").format(day=day, reason=reason)

    def together(self, days: Sequence[Date]) -> str:
        """``zaterdag 28 en zondag 29 november``: the month once when it is the same."""
        last = days[-1]
        month = f" {self.months[last.month - 1]}"
        return self.all_of([*(self.day(day).removesuffix(month) for day in days[:-1]), self.day(last)])

    @property
    def weekday_parts(self) -> list[str]:
        """``{weekday}ochtend``, ``-middag`` and ``-avond``, with the blank that scripts fill in."""
        _ = self.gettext
        return [_("{weekday} morning"), _("{weekday} afternoon"), _("{weekday} evening")]

    # --- times --------------------------------------------------------------------------------------

    def clock(self, minutes: int) -> str:
        """``9.30``, of minutes after midnight, on this day or the next."""
        text = self._clocks.get(minutes)
        if text is None:
            hour, rest = divmod(minutes % 1440, 60)
            text = self._clocks[minutes] = self.a_clock.format(hour=hour, minutes=f"{rest:02}")
        return text

    def clock_of(self, moment: datetime) -> str:
        """``9.30``."""
        return self.clock(moment.hour * 60 + moment.minute)

    def times(self, start: int, end: int) -> str:
        """``10.00 tot 12.00 uur``, of minutes after midnight."""
        return self.some_times.format(start=self.clock(start), end=self.clock(end))

    def span(self, span: TimeSpan | None) -> str:
        """``10.00 tot 12.00 uur`` or ``de hele dag``."""
        return self.all_day if span is None else self.times(span.start, span.end)

    def time_of(self, occurrence: Occurrence) -> str:
        """``10.00 tot 12.00 uur`` or ``de hele dag``."""
        if occurrence.all_day:
            return self.all_day
        start, end = occurrence.start, occurrence.end
        return self.times(start.hour * 60 + start.minute, end.hour * 60 + end.minute)

    def when(self, occurrence: Occurrence, *, year: bool = False) -> str:
        """``dinsdag 24 november, 10.00 tot 12.00 uur``; the day with its ``year``."""
        day = self.whole_day(occurrence.day) if year else self.day(occurrence.day)
        return f"{day}{self.comma}{self.time_of(occurrence)}"

    def moment(self, moment: datetime, *, all_day: bool = False) -> str:
        """``dinsdag 24 november, 10.00 uur``."""
        day = self.day(moment.date())
        return day if all_day else self._at(day, moment)

    def exactly(self, moment: datetime) -> str:
        """``1 december 2026, 9.00 uur``: whenever that is read; only the day when it is midnight."""
        day = self.date(moment.date())
        return day if moment.time() == time() else self._at(day, moment)

    def _at(self, day: str, moment: datetime) -> str:
        return self.gettext("{day}, {time}").format(day=day, time=self.clock_of(moment))

    def short_when(self, occurrence: Occurrence, *, year: bool = False) -> str:
        """``Di 1 dec 10.00``, at the head of a line; ``Za 2 sep 2028 14.00`` with its ``year``."""
        start = occurrence.start
        weekday, month = self.weekdays_short[start.weekday()], self.months_short[start.month - 1]
        form = self._whole_day if year else self.a_day
        day = self.capital(form.format(weekday=weekday, day=start.day, month=month, year=start.year))
        return day if occurrence.all_day else f"{day} {self.clock_of(start)}"

    def hour(self, moment: datetime) -> str:
        """``10.00 uur``."""
        return self.translator.pgettext("a time by itself", "{time}").format(time=self.clock_of(moment))

    def weekday_time(self, weekday: str, clock: str) -> str:
        """``dinsdag 14.00 uur``."""
        return self.gettext("{weekday} {time}").format(weekday=weekday, time=clock)

    def lasting(self, length: timedelta) -> str:
        """``2 dagen`` or ``3 uur``."""
        days, hours = length.days, length.seconds // 3600
        return self.number_of_hours(24 * days + hours) if hours or not days else self.number_of_days(days)

    def number_of_days(self, n: int) -> str:
        """``2 dagen``."""
        return self.ngettext("{n} day", "{n} days", n).format(n=n)

    def number_of_hours(self, n: int) -> str:
        """``3 uur``."""
        return self.ngettext("{n} hour", "{n} hours", n).format(n=n)


# --- what becomes of a date -----------------------------------------------------------------------------
# Whether it takes place, whether that is sure, whether there is room: all that shows a date says it in these words.

_HEADS = {
    Status.CANCELLED: N_("CANCELLED: {title}"),
    Status.POSTPONED: N_("POSTPONED: {title}"),
    Status.TENTATIVE: N_("NOT CERTAIN: {title}"),
}
_SHORT = {
    Status.CANCELLED: N_("does not take place"),
    Status.POSTPONED: N_("postponed"),
    Status.TENTATIVE: N_("not certain"),
}


def head_of_cancelled(translator: Translator) -> str:
    """``AFGELAST``: what stands before a title in an agenda, where nothing else can say that a date is off."""
    return translator.gettext(_HEADS[Status.CANCELLED]).partition(":")[0]


def titled(words: Grammar, there: DateFacts) -> str:
    """``AFGELAST: Koffieochtend``, where nothing but a title can say it: in an agenda, at the head of an item."""
    head = _HEADS.get(there.status) or (N_("FULL: {title}") if there.full else "{title}")
    return words.gettext(head).format(title=there.activity.title)


def in_short(words: Grammar, there: DateFacts) -> str:
    """``gaat niet door``, ``onder voorbehoud`` or ``vol``, behind a day in a row; "" for what is simply on."""
    if there.status is Status.CONFIRMED and not there.full:  # nearly always
        return ""
    short = [words.gettext(_SHORT[there.status])] if there.status in _SHORT else []
    if there.full:
        short.append(words.gettext("full"))
    return words.comma.join(short)


def dated(words: DateWords, occurrence: Occurrence, there: DateFacts, *, year: bool = False) -> str:
    """``dinsdag 24 november, 10.00 tot 12.00 uur (onder voorbehoud)``; with its ``year`` where that is wanted."""
    short, when = in_short(words, there), words.when(occurrence, year=year)
    return f"{when} ({short})" if short else when


def off(words: Grammar, there: DateFacts, *, alone: bool = False) -> str:
    """``Gaat niet door. De gastvrouw is ziek.``, or that a new date follows; "" for what takes place.

    ``alone`` is for where the date itself is not struck through: ``Afgelast: De gastvrouw is ziek.``
    """
    if there.held:
        return ""
    _ = words.gettext
    reason = (there.note or "").strip()
    if there.status is Status.POSTPONED:
        said = words.filled(_("Postponed: {reason}"), reason=words.own(ended(reason))) if reason else _("Postponed.")
        return words.joined((said, _("A new date follows.")))
    if alone:
        said = _("Cancelled: {reason}") if reason else _("This time it is cancelled.")
        return words.filled(said, reason=words.own(reason))
    return words.joined(filter(None, (_("Does not take place."), words.own(reason))))


def remarks(words: Grammar, there: DateFacts, different: Iterable[str] = ()) -> str:
    """Say what people have to know of a date that takes place: whether that is sure, room, what is different, the note.

    ``different`` are sentences about time and place, which stand in between.
    """
    full = words.gettext("Full") + "." if there.full else ""
    told = "" if there.tentative and not there.closed else (there.note or "").strip()
    return words.joined(filter(None, (unsure(words, there), full, *different, words.own(told))))


def unsure(words: Grammar, there: DateFacts) -> str:
    """``Let op: het gebouw is dan dicht, vraag het na: 0343-555 010.``, or why else it is not sure; "" for what is."""
    if not there.tentative:
        return ""
    _ = words.gettext
    ask = words.phone(there.phone) if there.phone else there.ask
    if there.closed:
        if not ask:
            return _("Mind this: the building is closed then, so ask first.")
        return words.filled(_("Mind this: the building is closed then, so ask first: {phone}."), phone=ask)
    reason = (there.note or "").strip()
    said = words.filled(_("Not certain yet: {reason}"), reason=words.own(ended(reason))) if reason else ""
    asked = words.filled(_("Ask first: {phone}."), phone=ask) if ask else _("Ask first.")
    return words.joined((said or _("Not certain yet."), asked))


def ended(text: str) -> str:
    """Return what somebody wrote as a whole sentence, which another one can follow; marked up if it was."""
    return text if not text or text.endswith((".", "!", "?", "…")) else text + "."
