"""Answers that people could give, as Hypothesis makes them up: the whole format, in the words of Zandmeer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from buurtkalender.domain.model import Calendar
from buurtkalender.form.answers import tidy
from buurtkalender.reading.fields_when import ORDINALS, WEEKDAYS
from town import town

Answers = dict[str, tuple[str, ...]]

PHONES = st.sampled_from(["0343-555 010", "+31 343 555 010", "112"])
EMAILS = st.sampled_from(["info@zand.example", "a.b+c@zand.example"])
URLS = st.sampled_from(["https://zand.example/", "https://zand.example/a?b=c,d#e", "https://zand.example/#x"])
FACTS = st.sampled_from(["yes", "no"])
TRICKY = st.sampled_from(
    [
        "yes",
        "null",
        "12",
        "- a",
        "a: b",
        "a #b",
        "[x]",
        "{y",
        "&a",
        "*b",
        "!c",
        "%d",
        "@e",
        "`f",
        "'g",
        '"h',
        "\\",
        "a:",
        "?",
        "> x",
        "koffie, thee",
        "Café 't Hoekje",
        "€ 2",
        "3-4",
        "10:00",
        "é",
        "👋 dag",
        "a\xa0b",
        "<b>",
        "a,b",
        "true",
        "nee",
        "#",
        "a#b",
        ": a",
        "~",
    ]
)


def tidied(text: str) -> str:
    """The text as the form hands it on."""
    return next(iter(tidy({"x": [text]}).get("x", ("",))))


def folded(text: str) -> str:
    """The text as the reader keeps it on one line."""
    return " ".join(text.split())


LINES = st.one_of(TRICKY, st.text(max_size=40)).map(lambda text: folded(tidied(text))).filter(bool)
PARAGRAPHS = st.lists(st.one_of(st.just(""), TRICKY, st.text(max_size=30)), min_size=1, max_size=5)
PROSE = PARAGRAPHS.map("\n".join).map(tidied).filter(bool)
CLOCKS = st.integers(0, 24 * 60 - 1).map(lambda n: f"{n // 60:02}:{n % 60:02}")
TIMES = st.one_of(st.just(("all-day",)), st.tuples(CLOCKS, CLOCKS).filter(lambda two: two[0] != two[1]))
AHEAD = st.sampled_from([("2", "days"), ("1", "days"), ("36", "hours")])
DAYS = st.integers(0, 700).map(lambda n: date(2026, 1, 5) + timedelta(days=n))

AMOUNTS = st.sampled_from(["0", "2.50", "10"])
MOMENTS = st.one_of(
    DAYS.map(lambda one: (str(one),)), st.tuples(DAYS.map(str), CLOCKS.filter(lambda clock: clock != "00:00"))
)


class Filling:
    """Answers while they are made up."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.found: Answers = {}

    def put(self, name: str, values: st.SearchStrategy[Any], *, always: bool = False) -> str:
        """Answer a question, or not; return what was answered."""
        if not always and not self.draw(st.booleans()):
            return ""
        value = self.draw(values)
        self.found[name] = value if isinstance(value, tuple) else (str(value),)
        return self.found[name][0]

    def some(self, name: str, of: Iterable[str], *, always: bool = False) -> None:
        """Choose a few of these."""
        self.put(
            name, st.lists(st.sampled_from(sorted(of)), min_size=1, max_size=4, unique=True).map(tuple), always=always
        )

    def each(self, name: str, /, **values: st.SearchStrategy[Any]) -> None:
        """Answer some of what belongs to a name."""
        for key, given in values.items():
            self.put(f"{name}.{key}", given)


@st.composite
def whole(draw: st.DrawFn) -> Answers:
    """Answers of which the reader finds nothing to say in the fictional town, in the order and pieces of the form."""
    fill, calendar = Filling(draw), town()
    fill.put("title", LINES, always=True)
    fill.put("summary", LINES)
    fill.put("description", PROSE)
    fill.put("host.name", LINES)
    fill.some("partners", calendar.organisations)
    _where(fill, calendar)
    fill.some("themes", calendar.themes, always=True)
    fill.some("goals", calendar.goals)
    fill.some("audiences", calendar.audiences)
    lowest = draw(st.integers(0, 120))
    highest = st.one_of(st.just(""), st.integers(lowest, 120).map(str))
    fill.put("ages", highest.map(lambda n: (str(lowest), n)))
    fill.some("languages", calendar.languages)
    fill.found.update(draw(pattern("when.0")))
    _facts(fill)
    fill.each("access", **dict.fromkeys(calendar.facilities, FACTS))
    for row in range(draw(st.integers(0, 2))):
        fill.found[f"volunteers.{row}.role"] = (f"{draw(LINES)} {row}",)  # nothing is in a list twice
        fill.each(f"volunteers.{row}", hours=LINES, training=LINES, until=DAYS)
        fill.put(f"volunteers.{row}.skills", st.lists(LINES, min_size=1, max_size=3, unique=True).map(tuple))
        fill.each(f"volunteers.{row}.contact", phone=PHONES)
    if fill.put("programme.name", LINES):
        fill.each("programme", evidence=LINES, source=URLS)
    fill.each("contact", name=LINES, phone=PHONES, email=EMAILS, url=URLS)
    for row in range(draw(st.integers(0, 2))):
        fill.found[f"links.{row}.title"] = (f"{draw(LINES)} {row}",)
        fill.put(f"links.{row}.url", URLS, always=True)
    fill.put("confirmed", DAYS)
    return fill.found


def _where(fill: Filling, calendar: Calendar) -> None:
    rooms = [f"{venue.id}/{room.id}" for venue in calendar.venues.values() for room in venue.rooms]
    venue = fill.put("venue", st.sampled_from([*sorted(calendar.venues), *rooms]))
    if not venue and fill.put("location.name", LINES):
        fill.each("location", street=LINES, postcode=st.just("9999 AC"), city=LINES)
        fill.put("location.neighbourhood", st.sampled_from(sorted(calendar.neighbourhoods)))
    fill.put("online", URLS)
    nowhere = not {"venue", "location.name", "online"} & fill.found.keys()
    fill.some("serves", [*calendar.neighbourhoods, *calendar.municipalities], always=nowhere)


def _prices(fill: Filling) -> None:
    for row in range(fill.draw(st.integers(1, 3))):
        fill.found[f"cost.{row}.for"] = (f"{fill.draw(LINES)} {row}",)  # nobody has two prices
        fill.put(f"cost.{row}.amount", AMOUNTS, always=True)
        fill.each(f"cost.{row}", per=LINES, note=LINES)


def _facts(fill: Filling) -> None:
    fill.put("drop_in", FACTS)
    if cost := fill.put("cost", st.sampled_from(["free", "paid", "prices"])):
        if cost == "prices":
            _prices(fill)
            cost = ""
        if cost == "paid":
            fill.put("cost.amount", st.sampled_from(["2.50", "10", "0.05", "99999"]), always=True)
    if cost:
        fill.each("cost", per=LINES, note=LINES)
        fill.put("cost.pass", FACTS)
    if (signup := fill.put("signup", st.sampled_from(["none", "no", "yes"]))) not in {"", "none"}:
        fill.put("signup.phone", PHONES, always=signup == "no")
        fill.each("signup", email=EMAILS, url=URLS, before=AHEAD)
        fill.put("signup.opens", MOMENTS)
        fill.put("signup.until", MOMENTS.map(lambda pieces: (pieces[0].replace("202", "203"), *pieces[1:])))
    fill.put("capacity", st.integers(1, 500))
    fill.put("full", FACTS)
    fill.put("families.children_welcome", FACTS)
    if fill.put("families.childcare", FACTS) == "yes":
        fill.each("families.childcare", amount=AMOUNTS, note=LINES)
    fill.put("families.siblings", FACTS)
    fill.put("come_alone", FACTS)
    fill.put("companion", FACTS)
    if fill.put("referral", st.sampled_from(["none", "yes"])) == "yes":
        fill.put("referral.by", LINES)
    fill.put("transport", LINES)


@st.composite
def pattern(draw: st.DrawFn, name: str) -> Answers:
    """One entry of ``when``."""
    kind = draw(st.sampled_from(["weekly", "monthly", "dates", "by_appointment"]))
    found: Answers = {f"{name}.kind": (kind,)}
    if kind == "by_appointment":
        return found | ({f"{name}.note": (draw(LINES),)} if draw(st.booleans()) else {})
    if kind == "dates":
        days = draw(st.lists(DAYS, min_size=1, max_size=5, unique=True))
        return found | {f"{name}.dates": tuple(map(str, sorted(days))), f"{name}.time": draw(TIMES)}
    if kind == "weekly":
        chosen = draw(st.sets(st.integers(0, 6), min_size=1))
        found[f"{name}.weekly"] = tuple(day for n, day in enumerate(WEEKDAYS) if n in chosen)
    elif draw(st.booleans()):
        found[f"{name}.monthly"] = tuple(map(str, sorted(draw(st.sets(st.integers(1, 31), min_size=1, max_size=3)))))
    else:
        pairs = st.tuples(st.sampled_from(list(ORDINALS)), st.sampled_from(list(WEEKDAYS)))
        chosen_pairs = draw(st.lists(pairs, min_size=1, max_size=3, unique=True))
        found[f"{name}.monthly"] = tuple(piece for pair in chosen_pairs for piece in pair)
    found[f"{name}.time"] = draw(TIMES)
    first = draw(DAYS)
    every = draw(st.integers(1, 5))
    if every > 1:
        found[f"{name}.every"] = (str(every),)
    if every > 1 or draw(st.booleans()):
        found[f"{name}.from"] = (str(first),)
    if draw(st.booleans()):
        found[f"{name}.until"] = (str(first + timedelta(days=draw(st.integers(0, 400)))),)
    kinds = ("school-holidays", "public-holidays", "venue-closures")
    if skips := tuple(kind for kind in kinds if draw(st.booleans())):
        found[f"{name}.skip"] = skips
    if periods := sorted(draw(st.lists(st.tuples(DAYS, st.integers(0, 9)), max_size=2, unique_by=lambda one: one[0]))):
        ends = [(day, day + timedelta(days=length) if length else "") for day, length in periods]
        found[f"{name}.skip_days"] = tuple(str(piece) for pair in ends for piece in pair)
    return found
