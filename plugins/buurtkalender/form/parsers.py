"""What people write becomes what the format wants: days, telephone numbers, web addresses, amounts, ages.

Each function takes a text and returns one, or raises :class:`RefusedError` with what to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from buurtkalender.domain.values import Dates, Days, Monthly, Pattern, TimeSpan, Weekly
from buurtkalender.form.choices import RefusedError, comparable
from buurtkalender.form.when_grammar import read
from buurtkalender.form.when_series import TWO_WAYS, MeantDays, NotUnderstoodError
from buurtkalender.form.when_tokens import LONGEST, Item, WrittenDay, around, day_or_none, monday_of
from buurtkalender.reading.suggest import NUMBERS
from buurtkalender.words.catalogues import N_
from buurtkalender.words.dates import numeric

_IN_DAYS = {
    "nu": 0, "gisteren": -1, "yesterday": -1,
    "eergisteren": -2,
}  # fmt: skip
_WHOLE_DAY = TimeSpan(0, 24 * 60)
_SHORT = re.compile(r"(\d{1,2})[-. ](\d{1,2})\.?")
_RANGE = re.compile(r"\s*(?:\bt/m\b|\btot en met\b|\btot\b|\bto\b|\bthrough\b|\buntil\b| - | – |/(?=\d{4}-))\s*")
_MONTHLESS = re.compile(r"(?:van\s+)?(\d{1,2})")
_NOT_ON = re.compile(r"^(?:(?:ook )?(?:niet|behalve|not|except)\s+)?(?:(?:in|op|on|tijdens|during)\s+)?", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d][\d ().\-/]*")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_MAIL_MARKS = (" (at) ", "(at)", " apenstaartje ", " @ ", "[at]")
_FREE = frozenset({"gratis", "niets", "niks", "free", "geen", "geen kosten", "kosteloos", "nul", "0", "nothing"})
_EUROS = re.compile(
    r"(?:€|eur(?:o'?s?)?)?\s*(\d{1,5})(?:\s*(?:€|euro'?s?|eur)\s*(?:en\s+)?(\d{1,2})?(?:\s*cent)?|[.,](\d{1,2}|-{1,2}))?"
    r"\s*(?:€|euro'?s?|eur)?,?-*"
)
_NOTE = re.compile(r"\s*[,;(]\s*(?=[^\d\W])|\s+(?=(?:inclusief|incl|including)\b)")
_BETWEEN_PRICES = re.compile(r",\s+|,(?![\d-])|[;\n]|\s+en\s+(?=[^\W\d])|\s/\s", re.IGNORECASE)
_SUM = r"\d{1,4}(?:[.,](?:\d{2}|-{1,2}))?"
_PRICE = rf"(?:(?:€|eur)\s*{_SUM}|{_SUM}(?:\s*(?:€|euro|eur))?|gratis|free)"
_WHO_FIRST = re.compile(rf"(?P<who>.{{2,60}}?)\s*[:=]?\s+(?P<amount>{_PRICE})", re.IGNORECASE)
_AMOUNT_FIRST = re.compile(rf"(?P<amount>{_PRICE})\s+(?:voor\s+|for\s+)?(?P<who>[^\d€].{{1,59}})", re.IGNORECASE)
_PEOPLE = re.compile(
    r"\b(?:volwassen|kind(?:eren)?\b|jongeren|jeugd|student|(?:niet-?)?leden|ouder|senioren|65|baby|peuter|gezin|paren|"
    r"stellen|mantelzorger|inwoner|buurtbewoner|vrijwilliger|begeleider|minima|(?:met|zonder|houders?)\b.*pas|pashouder|"
    r"adult|child|member|senior|famil|resident|non-member)",
    re.IGNORECASE,
)
_HALF_AN_AGE = re.compile(
    r"(?:\b(?:tot|t/m|vanaf|van|onder|boven|to|from|under|over)|\d\s*-)\s*$", re.IGNORECASE
)  # an amount behind these may as well be an age
_THEN_CLOCK = re.compile(
    r",?\s+(?:(?:om|at|tot|vanaf|from|until)\s+)?(\d{1,2})(?:[:.u](\d{2})(?:\s*(?:uur|u))?|\s*(?:uur|u|o'clock))$"
)
_PER = re.compile(r"(.+?)\s*(?:\bper\b|\bp\.|/|\ba\b)\s*([^\W\d][\w ]*)", re.IGNORECASE)
_THEN_WORDS = re.compile(r"(.*?\d.*?)\s+(?:voor\s+|for\s+)?((?!euro|eur|cent)[^\W\d]{3}[^\d]*)", re.IGNORECASE)
_GIFTS = ("vrijwillige bijdrage", "vrije gift", "vrije bijdrage", "een gift", "donatie", "voluntary", "a donation")
_BETWEEN_WAYS = re.compile(r"[,;]|\s+(?:of|en|or|and)\s+", re.IGNORECASE)
_WAY = re.compile(
    r"^(?:(?:via|per|bel(?:len)?|e-?mail|mail(?:en)?|tel(?:efoon)?|telefoonnummer|phone|call|naar|to|at)[.:]?\s+)+",
    re.IGNORECASE,
)
_NAMED_NUMBER = re.compile(r"([^\d@+(]{3,}?)\s+((?:\+|\()?\d.*)")
EVERYBODY = frozenset({"iedereen", "alle", "allemaal", "alle leeftijden", "everyone", "everybody", "all", "all ages"})
_NUMBERS = {"een tientje": "10", "tientje": "10"} | {word: str(number) for word, number in NUMBERS.items()}
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})\b")
_CENTS = re.compile(r"(\d{1,2})\s*cent")
_AGES = (
    re.compile(r"(?:van\s+|from\s+)?(\d{1,3})\s*(?:-|–|t/m|tot en met|tot|to|until)\s*(\d{1,3})"
               r"(?:\s*(?:jaar|jr|years?))?"),
    re.compile(r"(?:vanaf|boven(?: de)?|from|over)?\s*(\d{1,3})\s*(?:\+|-?\s?plus(?:sers?)?|"
               r"(?:jaar|jr|years?)?\.?\s*(?:en ouder|of ouder|en hoger|and (?:older|over|up)))"),
    re.compile(r"(?:vanaf|boven de|from)\s+(\d{1,3})(?:\s*(?:jaar|jr|years?))?"),
    re.compile(r"(?:tot en met|t/m|up to)\s*(\d{1,3})(?:\s*(?:jaar|jr|years?))?"),
)  # fmt: skip
_AHEAD = re.compile(
    r"(?:minstens\s+|uiterlijk\s+)?(\d{1,3}|een)\s*(dag|dagen|day|days|uur|uren|hours?|week|weken|weeks?)\b.*"
)


def near_day(told: int | tuple[str, int], today: date) -> date:
    """Return the day of "morgen", "volgende week dinsdag" or "komende dinsdag"."""
    if isinstance(told, int):
        return today + timedelta(days=told)
    which, weekday = told
    if which == "week":
        return monday_of(today) + timedelta(days=7 + weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def dated_item(item: Item, today: date) -> Item:
    """Return a day that is told from today as its date."""
    if item.kind != "near":
        return item
    day = near_day(item.value, today)
    return item._replace(kind="dates", value=[WrittenDay(day.day, day.month, day.year, None, item.text)])


def runs_of_weeks(begin: date, end: date, parity: int) -> Iterator[Days]:
    """Yield the days from each first to each last week that is even or odd (ISO 8601): every other week in these.

    After a year of 53 weeks they begin anew.
    """
    weeks = [monday_of(begin) + timedelta(days=7 * n) for n in range((end - monday_of(begin)).days // 7 + 1)]
    weeks = [one for one in weeks if one.isocalendar().week % 2 == parity]
    starts = [one for n, one in enumerate(weeks) if not n or one - weeks[n - 1] != timedelta(days=14)]
    for start, after in zip(starts, [*starts[1:], None], strict=True):
        last = (
            min(max(one for one in weeks if one < after) + timedelta(days=14), after) - timedelta(days=1)
            if after
            else end
        )
        yield Days(max(start, begin), last)


def twice_a_day(patterns: Sequence[Pattern]) -> Iterator[tuple[date, TimeSpan, TimeSpan]]:
    """Yield each date that is a day of a series too, with its time and the other of the series.

    Raises NotUnderstoodError where a day of the month is one of the week too: "elke di 10-12, 1e di 14-16".
    """
    for one in patterns:
        for other in patterns:
            weekly = (
                set(other.days) if isinstance(other, Weekly) and other.time != getattr(one, "time", None) else set()
            )
            if isinstance(one, Monthly) and weekly & {day for _, day in one.weekdays}:
                raise NotUnderstoodError(TWO_WAYS)
            if isinstance(one, Dates) and isinstance(other, Weekly | Monthly) and one.time != other.time:
                days = {nth[1] for nth in other.weekdays} if isinstance(other, Monthly) else {*other.days}
                held = [day for day in one.dates if not days or day.weekday() in days]
                for day in held:
                    off = any(day in free for free in other.skip.days)
                    if (other.first or day) <= day <= (other.last or day) and not off:
                        yield day, one.time or _WHOLE_DAY, other.time or _WHOLE_DAY


def day_of(text: str, today: date) -> date | None:
    """Return the one date that a cell holds, whatever time stands beside it; None when it holds none, or not surely."""
    if len(text) > LONGEST:
        return None
    items, left = read(text, today)
    points = [point for item in items if item.kind == "dates" for point in item.value]
    if left or len(points) != 1 or any(item.kind not in {"dates", "start"} for item in items):
        return None
    try:
        return MeantDays(today, None, None, None).dates(points)[0]
    except (NotUnderstoodError, OverflowError, ValueError):
        return None


def day(text: str, today: date, *, past: bool = False, near: bool = False) -> date:
    """Return the day that a text names. Without a year it is the next one to come.

    With ``past`` it is the last one that was, with ``near`` whichever of these is nearer: a series that goes on "from
    1 September" began last September, when it is October now.
    """
    words = " ".join(text.casefold().split())
    if words in _IN_DAYS:
        return today + timedelta(days=_IN_DAYS[words])
    items, left = read(words, today)
    item = items[0] if len(items) == 1 and not left else None
    if item and item.kind == "near":
        return near_day(item.value, today)
    if item and item.kind == "days" and len(item.value[0]) == 1:
        ahead = (item.value[0][0] - today.weekday()) % 7
        return today + timedelta(days=ahead - 7 if past and ahead else ahead)
    point = item.value[0] if item and item.kind == "dates" and len(item.value) == 1 else _short(words)
    found = _day(point, today, past=past, near=near) if point else None
    if point is None or found is None:
        raise RefusedError(N_("“{text}” is no day. Write for instance 30-11-2026, 30 November or today."), text=text)
    if point.weekday not in {None, found.weekday()}:
        raise RefusedError(
            N_("{day} is another day of the week. Write only the date, or the right day."), day=numeric(found)
        )
    return found


def _day(point: WrittenDay, today: date, *, past: bool, near: bool) -> date | None:
    if point.year:
        return day_or_none(point.year, point.month, point.day)
    days = around(point.day, point.month, today)
    if point.name or point.about or not days:
        return None
    if near:
        return min(days, key=lambda one: abs((one - today).days))
    return days[-1] if past and days[0] > today else days[0]


def _short(text: str) -> WrittenDay | None:
    """Return the day of 30 11 or 30.11."""
    match = _SHORT.fullmatch(text)
    return WrittenDay(int(match[1]), int(match[2]), None, None, text) if match else None


def period(text: str, today: date) -> tuple[date, date]:
    """Return the first and the last day of "24 december", "20 december t/m 3 januari" or "juli"."""
    text = _NOT_ON.sub("", text.strip())
    items, left = read(text, today)
    if len(items) == 1 and not left and items[0].kind == "months" and len(items[0].value) == 1:
        begin, end = items[0].value[0]
        if begin.month == end.month:
            return _month(begin.month, begin.year, today)
    first, *rest = _RANGE.split(text, maxsplit=1)
    if not rest:
        only = day(first, today)
        return only, only
    last = day(rest[0], today)
    if bare := _MONTHLESS.fullmatch(first.strip()):  # 20 t/m 24 december
        try:
            begin = last.replace(day=int(bare[1]))
        except ValueError:
            raise RefusedError(
                N_("“{text}” is no day. Write for instance 30-11-2026, 30 November or today."), text=first
            ) from None
    else:
        begin = day(first.strip().removeprefix("van ").removeprefix("from "), today)
    if last < begin and not re.search(r"\d{4}", rest[0]):
        last = day(rest[0], begin)
    if last < begin:
        raise RefusedError(N_("The last day comes before the first one. Write the first day first."))
    return begin, last


def _month(month: int, year: int | None, today: date) -> tuple[date, date]:
    """Return the first and the last day of a month; without a year of the one that goes on or is next."""
    first = date(year or today.year + (month < today.month), month, 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def phone(text: str) -> str:
    """Return a telephone number: what people put around it goes, its digits and how they are grouped stay."""
    found = re.sub(
        r"^(?:tel(?:efoon)?(?:nummer)?|phone|mobiel|bel)\b\s*[.:]*\s*", "", text.strip(), flags=re.IGNORECASE
    )
    found = found.replace("–", "-").replace("‑", "-")
    if found.startswith("0031"):
        found = f"+31{found[4:]}"
    found = (
        found.replace("(0)", "")
        if found.startswith("+")
        else found.removeprefix("(").replace(")", "", 1)
        if found.startswith("(")
        else found
    )
    found = " ".join(found.split())
    digits = sum(map(str.isdigit, found))
    whole = digits == 10 or not found.startswith("0") or found.startswith(("0800", "0900", "0906", "088"))
    if _PHONE.fullmatch(found) and 3 <= digits <= 15 and whole:
        return found
    raise RefusedError(N_("“{text}” is no telephone number. Write all digits, such as 0123-456 789."), text=text)


def email(text: str) -> str:
    """Return an e-mail address."""
    found = text.strip().removeprefix("mailto:")
    for mark in _MAIL_MARKS:
        found = found.replace(mark, "@")
    return found


def web(text: str) -> str:
    """Return a web address that begins with ``https://``."""
    found = text.strip()
    if found.lower().startswith("http://"):
        found = f"https://{found[7:]}"
    if not _SCHEME.match(found) and "." in found and " " not in found and "@" not in found:
        found = f"https://{found.lstrip('/')}"
    return found


def ways(text: str) -> list[tuple[str, str]]:
    """Return how somebody is reached: pairs of ``phone``, ``email``, ``url`` or ``name`` with its value.

    "0343-555 010 of mail info@x.example" are two; words before a number are the name of whom to ask for.
    """
    found = []
    for part in filter(None, map(str.strip, _BETWEEN_WAYS.split(text))):
        bare = _WAY.sub("", part)
        if "@" in bare or "(at)" in bare.lower():
            found.append(("email", email(bare)))
        elif re.search(r"[a-z]\.[a-z]", bare, re.IGNORECASE):
            found.append(("url", web(bare)))
        elif match := _NAMED_NUMBER.fullmatch(bare):
            found += [("name", match[1].strip(" :")), ("phone", phone(match[2]))]
        else:
            found.append(("phone", phone(bare)))
    return found


def price(text: str) -> tuple[str, str, str]:
    """Return the amount (:func:`euros`), for what it is paid, and what else is said: "2,50 per keer, met koffie"."""
    if comparable(text).startswith(_GIFTS):
        suggestion = f"gratis, {text.strip()}"
        raise RefusedError(N_("Is there no fixed price? Then press Enter for “{text}”."), suggestion, text=suggestion)
    text = re.sub(r"\bp\.?\s?p\.?(?!\w)", "per persoon", text)
    first, *rest = _NOTE.split(text.strip().rstrip(")"), maxsplit=1)
    note = rest[0] if rest else ""
    if match := _PER.fullmatch(first):
        return euros(match[1]), match[2].strip(), note
    try:
        return euros(first), "", note
    except RefusedError:
        match = _THEN_WORDS.fullmatch(first)
        if match is None or note:
            raise
        return euros(match[1]), "", match[2]


def named_prices(text: str) -> list[tuple[str, str]]:
    """Return who pays what: "volwassenen 5, kinderen tot 12 jaar gratis" are pairs of a name and an amount.

    Nothing where any part is something else than people with an amount: it is taken for prices only when that is sure.
    """
    parts = [part.strip() for part in _BETWEEN_PRICES.split(text.strip().rstrip(".")) if part.strip()]
    found = []
    for part in parts if len(parts) > 1 else ():
        after, before = _WHO_FIRST.fullmatch(part), _AMOUNT_FIRST.fullmatch(part)
        match = after or before
        if match is None or not _PEOPLE.search(match["who"]) or _HALF_AN_AGE.search(match["who"]):
            return []
        try:
            found.append((match["who"].strip(" :="), euros(match["amount"].rstrip(" :="))))
        except RefusedError:
            return []
    return found


def moment(text: str, today: date) -> tuple[str, ...]:
    """Return a day, and a time where one is told: "14 december 17:00", "1-12-2026 om 9 uur"."""
    words = " ".join(text.casefold().split())
    match = _THEN_CLOCK.search(words)
    found = str(day(words[: match.start()] if match else words, today))
    if match is None:
        return (found,)
    hours, minutes = int(match[1]), int(match[2] or 0)
    if hours > 23 or minutes > 59:
        raise RefusedError(N_("“{text}” is no time. Write for instance 9:00."), text=match[0].strip())
    return found, f"{hours:02}:{minutes:02}"


def euros(text: str) -> str:
    """Return an amount as the format has it, ``2.50``, or ``free``."""
    words = " ".join(text.casefold().split()).rstrip(".")
    if words in _FREE or comparable(words) in _FREE:
        return "free"
    if match := _CENTS.fullmatch(words):
        return f"0.{int(match[1]):02}"
    words = _IN_WORDS.sub(lambda found: _NUMBERS[found[0]], words)
    match = _EUROS.fullmatch(words)
    if match is None:
        raise RefusedError(N_("“{text}” is no amount. Write for instance free, 2,50 or 3 euros."), text=text)
    cents = (match[2] or match[3] or "").strip("-")
    amount = int(match[1])
    if not amount and not int(cents or 0):
        return "free"
    return f"{amount}.{cents.ljust(2, '0') if match[3] else cents.rjust(2, '0')}" if cents else str(amount)


def ages(text: str) -> tuple[str, str]:
    """Return the lowest and the highest age; the highest is empty for "and older"."""
    words = " ".join(text.casefold().split())
    if words in EVERYBODY:
        return "", ""
    between, older, starting, below = (pattern.fullmatch(words) for pattern in _AGES)
    if between:
        return between[1], between[2]
    if found := older or starting:
        return found[1], ""
    if below:
        return "0", below[1]
    if alone := re.fullmatch(r"(\d{1,3})(?: jaar| years?)?", words):
        raise RefusedError(N_("Is it for {age} and older? Then press Enter."), f"{alone[1]}+", age=alone[1])
    raise RefusedError(N_("“{text}” are no ages. Write for instance 65+, from 65, or 13-27."), text=text)


def ahead(text: str) -> tuple[str, str]:
    """Return how long before: a number, and ``days`` or ``hours``."""
    match = _AHEAD.fullmatch(" ".join(text.casefold().split()))
    if match is None:
        raise RefusedError(N_("“{text}” is not understood. Write for instance 2 days, 24 hours or 1 week."), text=text)
    number = 1 if match[1] == "een" else int(match[1])
    if match[2].startswith("we"):
        return str(number * 7), "days"
    return str(number), "days" if match[2].startswith("da") else "hours"
