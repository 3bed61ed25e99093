"""The grammar of days and times: what people write becomes tokens, and tokens become what they say.

``RULES`` is every way in which words and numbers stand together, each with an example. What no rule uses, and is none
of the words that say nothing (``IDLE_WORDS``), is left over: then nothing of the text is understood. What the parts
mean together, and on which days, :mod:`.when_text` works out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from buurtkalender.form.when_rules import MOST_LISTED, DateRules, TimeRules
from buurtkalender.form.when_tokens import Item, WrittenDay, can_be_long
from buurtkalender.reading.suggest import IDLE_WORDS


class _Parser(DateRules, TimeRules):
    """Reads a text by the rules in :data:`RULES`."""

    def __init__(self, text: str, today: date) -> None:
        super().__init__(text, today)
        self.items: list[Item] = []
        self.taken: list[tuple[int, int]] = []
        self.left: list[str] = []

    def parse(self) -> None:
        while self.at < len(self.tokens):
            begin = self.at
            for rule, _example in RULES:
                item = self.tried(partial(rule, self))
                if item is not None:
                    before = item.after or (self.tokens[begin - 1].kind if begin else "")
                    apart = item.apart or self.before(begin)
                    item = item._replace(text=self.text(begin), after=before, apart=apart)
                    self.items.append(self.without_own_day(item) if item.kind == "range" else item)
                    self.taken.append((begin, self.at))
                    break
            else:
                one = self.tokens[self.at]
                times = {"start", "span"} if self.kind(1) in {"clock", "span", "number", "spoken"} else {"start"}
                ended = one.kind == "dash" and self.items and self.items[-1].kind in times  # 22.00 - 1 januari 1.00
                if ended or not (one.kind in IDLE_WORDS or one.kind in {"dash", "break"} or one.text in _SILENT_ALONE):
                    self.left.append(one.text)
                self.at += 1

    def before(self, begin: int) -> str:
        """Return "and" or "break" where a comma, "en" or a bracket stands before a token and idle words."""
        ahead = (one.kind for one in reversed(self.tokens[:begin]) if one.kind not in _UNTOLD)
        return next((kind if kind in {"and", "break"} else "" for kind in ahead), "")

    # --- months and weeks ---

    def months(self) -> Item | None:
        """Months of the year: in december, sept t/m juni, juli en augustus."""
        found: list[tuple[WrittenDay, WrittenDay]] = []
        self.skip("of", "between")
        while month := self.tried(self.month):
            begin = self.at
            to = self.take("through", "dash", "till")
            end = self.tried(self.month) if to else None
            if end is None:
                self.at, end = begin, month
            begin = self.at
            found.append((WrittenDay(1, *month, None, ""), WrittenDay(0, *end, None, to.kind if to else "")))
            if not (self.take("and") and self.kind() == "month"):
                self.at = begin
                break
        return Item("months", found, "") if found else None

    def season(self) -> Item | None:
        one = self.take("season")
        return Item("season", one.value, "") if one else None

    def weeks(self) -> Item | None:
        """Weeks by number: week 3, 7 en 11; week 3 t/m 11."""
        if (
            not self.take("unit", text="week")
            and not self.take("unit", text="weken")
            and not self.take("unit", text="wk")
        ):
            return None
        if pair := self.take("numbers"):
            return Item("week range", pair.value, "")
        numbers: list[int] = []
        while len(numbers) < MOST_LISTED and (number := self.take("number")):
            numbers.append(number.value)
            begin = self.at
            if (
                len(numbers) == 1
                and self.take("through", "dash", "till")
                and (self.take("unit") or True)
                and (end := self.take("number"))
            ):
                return Item("week range", (numbers[0], end.value), "")
            self.at = begin
            if not (
                self.take("and") and (self.take("unit") or True) and self.kind() == "number" and self.kind(1) != "hour"
            ):
                self.at = begin
                break
        return Item("weeks", numbers, "") if numbers else None

    def school(self) -> Item | None:
        """School holidays, all or by name; the value is their names, and whether "in" stands before them."""
        before = next((one.kind for one in reversed(self.tokens[: self.at]) if one.kind not in {"idle", "each"}), "")
        names: list[str] = []
        end = self.at
        while one := self.take("holiday"):
            names.append(one.value)
            end = self.at
            self.skip("dash", "and")
        self.at = end
        if names:
            return Item("school", (tuple(names), before in {"in", "only"}), "")
        return Item("school", ((), before in {"in", "only"}), "") if self.take("school") else None

    def public(self) -> Item | None:
        return Item("public", None, "") if self.take("public") else None

    def target(self) -> Item | None:
        """Days that something is not held on, or is held on too."""
        self.skip("on", "in", "of", "idle", "each")
        begin = self.at
        for rule in _TARGETS:
            found = self.tried(partial(rule, self))
            if found is not None:
                return found._replace(text=self.text(begin))
        return None

    def targets(self) -> list[Item]:
        """Targets with "en" between them; behind a comma only more of the same kind."""
        found: list[Item] = []
        while len(found) < MOST_LISTED:
            begin = self.at
            comma = bool(found) and self.kind() == "and" and self.tokens[self.at].text == ","
            if found and not self.skip("and"):
                break
            item = self.tried(self.target)
            before = found[-1].kind if found and item else ""
            other = item is not None and before not in {"", item.kind} and not {before, item.kind} <= _DATED
            if item is None or (other and (comma or item.kind == "days")):
                self.at = begin
                break
            found.append(item)
        return found

    def behind(self) -> Item | None:
        """Take back the targets just before: "22 en 29 december gesloten"; in brackets only what stands in these.

        Without brackets "1 december, 8 december niet" may be one day off or two.
        """
        found: list[Item] = []
        begin = self.at - 1
        enclosed = False
        while self.items and self.items[-1].kind in _TARGET_KINDS:
            between = self.tokens[self.taken[-1][1] : begin]
            enclosed = bool(found) and any(one.kind == "break" for one in between)
            if enclosed or any(one.kind not in IDLE_WORDS and one.kind != "break" for one in between):
                break
            if found and "days" in {found[-1].kind, self.items[-1].kind} and found[-1].kind != self.items[-1].kind:
                break
            found.append(self.items.pop())
            begin, _ = self.taken.pop()
        if not found:
            return None
        loose = sum(len(one.value) for one in found if one.kind == "dates") > 1 and not enclosed
        bracket = any(one.kind == "break" for one in self.tokens[max(begin - 1, 0) : begin])
        after = "break" if bracket else found[-1].after
        found[-1] = self.without_own_day(found[-1])
        return Item("behind" if loose and not bracket else "except", found, "", after, self.before(begin))

    def without_own_day(self, item: Item) -> Item:
        """Make the weekday before dates a day of its own: "vr & zo (11 april niet)", "za, 4 januari t/m 30 maart"."""
        long = item.kind == "range" and item.value[1].weekday is None and can_be_long(*item.value)
        if item.kind != "dates" and not long:
            return item
        first = item.value[0]
        days = [one for one in self.items if one.kind == "days"]
        listed = bool(days) and self.items[-1] is days[-1] and item.after == "and"
        if first.weekday is None or not (first.apart or listed):
            return item
        if not any(first.weekday in one.value[0] for one in days):
            each = item.after == "each"
            self.items.append(Item("days", ((first.weekday,), each, ""), first.text, item.after))
            self.taken.append((self.at - 1, self.at))
        return item._replace(value=[one._replace(weekday=None) for one in item.value])

    def exception(self) -> Item | None:
        """Days it is not held: behalve 29 december, gesloten in de schoolvakanties; also with these before it."""
        lead = self.take("not")
        if lead is None:
            return None
        begin = self.at
        if lead.text in _CLOSED and self.kind() == "day" and self.items and self.items[-1].kind == "days":
            return self.behind()  # ma gesloten, di t/m zo 10-17
        shut = self.kind() == "break" and self.tokens[begin].text in ")]"
        self.skip("break", "not")
        found = [] if shut else self.targets()
        dates = self.taken[-1:] and self.taken[-1][1] == begin - 1 and self.items[-1].kind == "dates"
        if found and found[0].kind == "days" and dates:
            return None  # 11 januari niet maandag
        if found:
            if self.items and self.items[-1].kind == "school" and self.items[-1].value[0] and found[0].kind == "dates":
                self.items.pop()  # kerstvakantie gesloten 23 en 30 december
                self.taken.pop()
            return Item("except", found, "")
        self.at = begin
        return self.behind()

    def also(self) -> Item | None:
        if not self.take("also"):
            return None
        begin = self.at
        found = self.targets()
        if any(one.kind not in _FREE for one in found):
            self.at = begin
            return Item("also", [], "")
        free = found or [one for one in (self.behind() or Item("", [], "")).value if one.kind in _FREE]
        return Item("also", free, "")

    # --- how often ---

    def every(self) -> Item | None:  # noqa: PLR0911 - each way of saying it by itself
        """How often: om de week, elke 2 weken, eens in de drie weken, 1x per 14 dagen, tweewekelijks, maandelijks."""
        if self.take("monthly"):
            return Item("every", ("months", 1), "")
        if one := self.take("every"):
            return Item("every", one.value, "")
        begin, number = self.at, self.take("number", "spoken")
        self.take("dash")
        if number and (rhythm := self.take("rhythm", "every")):
            return self.often(rhythm.value if rhythm.kind == "rhythm" else "weeks", number.value)
        if number and number.value == 7 and self.take("unit") and self.take("per", "in"):
            self.skip("idle")
            return Item("days", (tuple(range(7)), True, ""), "") if self.take("unit") else None
        self.at = begin
        skipping, each = self.take("skipping") is not None, self.take("each")
        if each and (part := self.take("part")):
            return Item("days", (tuple(range(7)), True, part.value), "")
        if not skipping and not each and not self.once():
            return None
        number = self.take("number", "spoken")
        other = self.take("other") is not None or (number is None and skipping)
        unit = self.take("unit")
        if unit is None:
            return None
        return self.often(unit.value[0], (number.value if number else 2 if other else 1) * unit.value[1])

    def once(self) -> bool:
        if one := self.take("number", "spoken"):
            if one.value != 1 or not (self.take("times") or self.kind() == "per"):
                return False
        elif not self.take("once"):
            return False
        taken = self.take("per", "in") is not None
        self.skip("idle")
        return taken

    def often(self, unit: str, number: float) -> Item | None:
        if unit == "days":
            if number == 1:
                return Item("days", (tuple(range(7)), True, ""), "")
            if number % 7:
                return None
            unit, number = "weeks", number // 7
        if not 1 <= number <= 52 or number != int(number):
            return None
        return Item("every", (unit, int(number)), "")

    def parity(self) -> Item | None:
        self.skip("each")
        found: set[int] = set()
        while one := self.take("parity"):
            found.add(one.value)
            self.skip("and", "idle")
        unit = self.take("unit") if found else None
        return Item("parity", found, "") if unit and unit.value[0] == "weeks" else None

    def nths(self) -> Item | None:
        """The nth weekday of the month: 1e en 3e donderdag, laatste vrijdag van de maand."""
        each = self.at > 0 and self.tokens[self.at - 1].kind == "each"
        found: list[int] = []
        while len(found) < MOST_LISTED and (one := self.take("nth", "ordinal")):
            found.append(one.value)
            self.skip("and")
            self.skip("idle", "on")
        day = self.take("day") if found else None
        if day is None or not all(n == -1 or 1 <= n <= 5 for n in found):
            return None
        whole = self.take("of month") is not None
        value = (tuple((n, day.value[0]) for n in found), each and not whole and found == [2], day.value[1], whole)
        return Item("nths", value, "")

    def month_days(self) -> Item | None:
        """Days of the month by number: de 15e van elke maand, elke maand op: 1, 15."""
        monthly = bool(self.items) and self.items[-1].kind == "every" and self.items[-1].value[0] == "months"
        found: list[int] = []
        while len(found) < MOST_LISTED and (one := self.take("ordinal", "number")):
            found.append(one.value)
            self.skip("and")
            self.skip("idle", "on")
        whole = self.take("of month") is not None
        bare = monthly and self.kind() not in {"hour", "month", "dash", "till", "unit", "am", "pm"}
        if not found or not (whole or bare) or not all(1 <= day <= 31 for day in found):
            return None
        return Item("month days", tuple(sorted(set(found))), "")

    def days(self) -> Item | None:
        """Weekdays: di en do, ma t/m vr, maandag- en woensdagavond, werkdagen, het weekend."""
        series = self.at > 0 and self.tokens[self.at - 1].kind == "each"
        found: list[int] = []
        part = ""
        if chain := self.tried(self.chain):
            return chain
        daily = False
        while one := self.take("day", "daily"):
            if one.kind == "daily":
                found += one.value
                series = daily = True
            else:
                day, own, plural = one.value
                part, series = own or part, series or plural
                begin = self.at
                end = self.take("through", "dash", "till") and self.take("day")
                if end:
                    last, own, _ = end.value
                    found += [(day + n) % 7 for n in range((last - day) % 7 + 1)]
                    part = own or part
                else:
                    self.at = begin
                    found.append(day)
            begin = self.at
            self.take("dash")
            self.skip("and")
            self.skip("idle", "on")
            if self.kind() not in {"day", "daily"} or self.dated():
                self.at = begin
                break
        if not found or (daily and len(set(found)) < len(found)):  # dagelijks, dinsdag
            return None
        return Item("days", (tuple(sorted(set(found))), series or len(set(found)) > 1, part), "")

    def dated(self) -> bool:
        """Whether a date begins here: the weekday of "di en za 5 december" is no weekday by itself."""
        begin = self.at
        found = self.tried(self.period) or self.tried(self.dates)
        self.at = begin
        return found is not None


_SILENT_ALONE = frozenset({"een", "inloop", "dag", "maand", "maanden"})
"""Words that rules know, and that say nothing where none uses them."""

_UNTOLD = frozenset(IDLE_WORDS) - {"and"}
_CLOSED = frozenset({"gesloten", "dicht", "closed"})
_FREE = frozenset({"school", "public"})
_DATED = frozenset({"dates", "range"})
_TARGET_KINDS = frozenset({"dates", "range", "months", "season", "weeks", "week range", "school", "public", "days"})
_TARGETS = (
    _Parser.period, _Parser.dates, _Parser.weeks, _Parser.school, _Parser.public, _Parser.months, _Parser.season,
    _Parser.days,
)  # fmt: skip

RULES: tuple[tuple[Callable[[_Parser], Item | None], str], ...] = (
    (_Parser.alone, "'s avonds"),
    (_Parser.exception, "behalve 29 december"),
    (_Parser.also, "ook in de schoolvakanties"),
    (_Parser.parity, "oneven weken"),
    (_Parser.every, "eens in de twee weken"),
    (_Parser.count, "10 lessen"),
    (_Parser.weeks, "week 3, 7 en 11"),
    (_Parser.period, "van 5 januari t/m 30 maart"),
    (_Parser.dates, "4, 11 en 18 december 2026"),
    (_Parser.near_day, "volgende week dinsdag"),
    (_Parser.bound, "vanaf 7 januari"),
    (_Parser.nths, "1e en 3e donderdag van de maand"),
    (_Parser.month_days, "de 15e van elke maand"),
    (_Parser.days, "ma t/m vr"),
    (_Parser.months, "sept t/m juni"),
    (_Parser.season, "wintermaanden"),
    (_Parser.school, "kerstvakantie"),
    (_Parser.public, "feestdagen"),
    (_Parser.span, "van half acht tot ca. 21.30 uur"),
    (_Parser.either, "van 9 tot 10.30 of van 11 tot 12.30"),
    (_Parser.opening, "zaal open 19.30"),
    (_Parser.duration, "anderhalf uur"),
    (_Parser.begins, "aanvang 20.00 uur"),
    (_Parser.finishes, "einde 22.00 uur"),
)
"""What is understood, in the order in which it is tried; each with an example."""


def read(text: str, today: date) -> tuple[list[Item], list[str]]:
    """Return what a text says, part by part, and the words that no rule used."""
    parser = _Parser(text, today)
    parser.parse()
    return parser.items, parser.left
