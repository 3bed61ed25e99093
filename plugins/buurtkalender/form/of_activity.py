"""An activity becomes the answers that would make it: for a form that starts from what is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from buurtkalender.domain.facts import FactGroup, plain_facts
from buurtkalender.domain.model import Activity, Cost, Families
from buurtkalender.domain.values import (
    ByAppointment,
    Change,
    Contact,
    Dates,
    Location,
    Pattern,
    Skip,
    TimeSpan,
    Weekly,
    hh_mm,
)
from buurtkalender.form.answers import Answers, Flat, activity_in
from buurtkalender.form.writing import ACTIVITY_FILE, with_comments, write_file
from buurtkalender.reading.fields_times import ALL_DAY
from buurtkalender.reading.fields_when import ORDINALS, WEEKDAYS
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import Items, MappingNode

_DAY_NAMES = tuple(WEEKDAYS)
_NTH = {number: word for word, number in ORDINALS.items()}


def answers_of_activity(activity: Activity) -> Flat:
    """Return the answers of which this activity would be the outcome: :func:`writing.write_file` then gives it back."""
    put = _Collected()
    put.text("title", activity.title)
    put.text("summary", activity.summary)
    put.text("description", activity.description)
    if activity.host:
        put.text("host.name", activity.host.name)
    put.texts("partners", activity.partners)
    if activity.venue:
        put.text("venue", f"{activity.venue}/{activity.room}" if activity.room else activity.venue)
    put.location("location", activity.location)
    put.text("online", activity.online)
    for name in ("serves", "themes", "goals", "audiences"):
        put.texts(name, getattr(activity, name))
    if activity.ages:
        highest = activity.ages.highest
        put.texts("ages", (str(activity.ages.lowest), "" if highest is None else str(highest)))
    put.texts("languages", activity.languages)
    for n, pattern in enumerate(activity.when):
        put.pattern(f"when.{n}", pattern)
    for n, change in enumerate(activity.changes):
        put.change(f"changes.{n}", change)
    _facts(put, activity)
    _people(put, activity)
    return put.found


def pattern_answers(name: str, pattern: Pattern) -> Flat:
    """Return the answers of one entry of a ``when`` list, below ``name``."""
    put = _Collected()
    put.pattern(name, pattern)
    return put.found


def _euros(cents: int) -> str:
    euros, rest = divmod(cents, 100)
    return f"{euros}.{rest:02}" if rest else str(euros)


def _facts(put: _Collected, activity: Activity) -> None:
    put.facts("signup", activity)
    put.cost(activity.cost)
    put.signup(activity)
    put.text("capacity", activity.capacity)
    put.fact("full", activity.full)
    put.facts("welcome", activity)
    put.families(activity.families)
    if activity.referral:
        put.text("referral", "yes" if activity.referral.required else "no" if activity.referral.by else "none")
        put.text("referral.by", activity.referral.by)
    put.text("transport", activity.transport)
    for facility, fact in activity.access.items():
        put.text(f"access.{facility}", {True: "yes", False: "no", None: "unknown"}[fact])


def _people(put: _Collected, activity: Activity) -> None:
    for n, role in enumerate(activity.volunteers):
        put.text(f"volunteers.{n}.role", role.role)
        put.each(f"volunteers.{n}", role, ("hours", "training", "until"))
        put.texts(f"volunteers.{n}.skills", role.skills)
        put.contact(f"volunteers.{n}.contact", role.contact)
    if activity.programme:
        put.each("programme", activity.programme, ("name", "evidence", "source"))
    put.contact("contact", activity.contact)
    if activity.image:
        put.each("image", activity.image, ("file", "alt", "by"))
    for n, link in enumerate(activity.links):
        put.each(f"links.{n}", link, ("title", "url"))
    put.text("confirmed", activity.confirmed)
    if activity.status.value != "active":
        put.text("status", activity.status.value)
    put.texts("formerly", activity.formerly)


class _Collected:
    """The answers of one activity while they are collected."""

    def __init__(self) -> None:
        self.found: Flat = {}

    def texts(self, name: str, values: Iterable[object]) -> None:
        texts = tuple(map(str, values))
        if texts:
            self.found[name] = texts

    def text(self, name: str, value: object) -> None:
        if value is not None:
            self.found[name] = (str(value),)

    def each(self, name: str, value: object, keys: Iterable[str]) -> None:
        for key in keys:
            self.text(f"{name}.{key}", getattr(value, key))

    def facts(self, group: FactGroup, activity: Activity) -> None:
        for one in plain_facts(group):
            self.fact(one.field, one.of(activity))

    def fact(self, name: str, fact: bool | None) -> None:  # noqa: FBT001 - a fact is a bool or nothing
        if fact is not None:
            self.text(name, "yes" if fact else "no")

    def contact(self, name: str, contact: Contact | None) -> None:
        if contact:
            self.each(name, contact, ("name", "phone", "email", "url"))

    def location(self, name: str, location: Location | None) -> None:
        if location:
            self.each(name, location, ("name", "street", "postcode", "city", "neighbourhood"))
            if location.point:
                self.texts(f"{name}.point", (location.point.lat, location.point.lon))

    def time(self, name: str, span: TimeSpan | None) -> None:
        self.texts(name, (ALL_DAY,) if span is None else (hh_mm(span.start), hh_mm(span.end)))

    def cost(self, cost: Cost | None) -> None:
        if cost is None:
            return
        if cost.prices:
            self.text("cost", "prices")
            for n, price in enumerate(cost.prices):
                self.text(f"cost.{n}.for", price.who)
                self.text(f"cost.{n}.amount", _euros(price.cents))
                self.each(f"cost.{n}", price, ("per", "note"))
            return
        self.text("cost", "paid" if cost.cents else "free")
        if cost.cents:
            self.text("cost.amount", _euros(cost.cents))
        self.each("cost", cost, ("per", "note"))
        self.fact("cost.pass", cost.discount_pass)

    def signup(self, activity: Activity) -> None:
        signup = activity.signup
        if signup is None:
            return
        how = any((signup.phone, signup.email, signup.url, signup.before, signup.opens, signup.until))
        self.text("signup", "yes" if signup.required else "no" if how else "none")
        self.each("signup", signup, ("phone", "email", "url"))
        if signup.before is not None:
            whole = not signup.before % timedelta(days=1)
            length = signup.before.days if whole else int(signup.before / timedelta(hours=1))
            self.texts("signup.before", (length, "days" if whole else "hours"))
        self.moment("signup.opens", signup.opens)
        self.moment("signup.until", signup.until, end=True)

    def moment(self, name: str, moment: datetime | None, *, end: bool = False) -> None:
        """Put a day, or a day and a time; as an ``end`` the midnight after a day is that day."""
        if moment is None:
            return
        midnight = (moment.hour, moment.minute) == (0, 0)
        day = (moment - timedelta(days=1) if end and midnight else moment).date()
        self.texts(name, (day,) if midnight else (day, f"{moment:%H:%M}"))

    def families(self, families: Families | None) -> None:
        if families is None:
            return
        self.fact("families.children_welcome", families.children_welcome)
        if care := families.childcare:
            self.fact("families.childcare", care.offered)
            if care.cents is not None:
                self.text("families.childcare.amount", _euros(care.cents))
            self.text("families.childcare.note", care.note)
        self.fact("families.siblings", families.siblings)

    def pattern(self, name: str, pattern: Pattern) -> None:
        if isinstance(pattern, ByAppointment):
            self.text(f"{name}.kind", "by_appointment")
            self.text(f"{name}.note", pattern.note)
            return
        if isinstance(pattern, Dates):
            self.text(f"{name}.kind", "dates")
            self.texts(f"{name}.dates", pattern.dates)
            self.time(f"{name}.time", pattern.time)
            return
        if isinstance(pattern, Weekly):
            self.text(f"{name}.kind", "weekly")
            self.texts(f"{name}.weekly", (_DAY_NAMES[day] for day in pattern.days))
        else:
            self.text(f"{name}.kind", "monthly")
            pairs = (piece for nth, day in pattern.weekdays for piece in (_NTH[nth], _DAY_NAMES[day]))
            self.texts(f"{name}.monthly", (*pairs, *pattern.days))
        self.time(f"{name}.time", pattern.time)
        if pattern.every > 1:
            self.text(f"{name}.every", pattern.every)
        self.text(f"{name}.from", pattern.first)
        self.text(f"{name}.until", pattern.last)
        self.skip(name, pattern.skip)

    def skip(self, name: str, skip: Skip) -> None:
        kinds = {
            "school-holidays": skip.school_holidays,
            "public-holidays": skip.public_holidays,
            "venue-closures": skip.venue_closures,
        }
        self.texts(f"{name}.skip", (kind for kind, said in kinds.items() if said))
        days = ((one.first, "" if one.first == one.last else one.last) for one in skip.days)
        self.texts(f"{name}.skip_days", (piece for pair in days for piece in pair))

    def change(self, name: str, change: Change) -> None:
        self.text(f"{name}.date", change.day)
        if change.at is not None:
            self.text(f"{name}.at", hh_mm(change.at))
        for key in ("cancelled", "postponed", "tentative"):
            reason = getattr(change, key)
            self.text(f"{name}.{key}", "true" if reason == "" else reason)
        if change.on:
            self.text(f"{name}.on", "true")
        self.fact(f"{name}.full", change.full)
        if change.time:
            self.time(f"{name}.time", change.time)
        self.each(name, change, ("moved_to", "venue", "room"))
        self.location(f"{name}.location", change.location)
        self.text(f"{name}.note", change.note)


# --- files -----------------------------------------------------------------------------------------------
# A file that somebody wrote by hand, changed with its comments kept.


def rewritten(text: str, before: Answers, after: Answers) -> str:
    """Return the file ``text``, which says ``before``, so that it says ``after``.

    Lines of which nothing is different stay as somebody wrote them, with all comments; so does the order of the keys.
    Where that cannot be, it is written anew.
    """
    plain = write_file(after)
    mapping = parse(text.encode(), FileNotes(""))
    if mapping is None:
        return plain
    end = "\r\n" if text.count("\r\n") == text.count("\n") else "\n"
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    try:
        made = _mapping_lines(lines, 0, mapping, _by_key(write_file(before)), _by_key(plain), list(ACTIVITY_FILE))
    except _OtherwiseError:
        return plain
    new = end.join([*made, ""])
    return new if activity_in(new, "a/a") == activity_in(plain, "a/a") else plain


class _OtherwiseError(Exception):
    """A part of a file is not written a key, or an entry, a line."""


def _by_key(text: str) -> dict[str, list[str]]:
    """Return the lines of each key of a mapping as we write it."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.rstrip("\n").split("\n"):
        if line[:1] not in {"", " "}:
            lines = found[line.partition(":")[0]] = []
        lines.append(line)
    return found


def _mapping_lines(  # noqa: PLR0913, PLR0917 - what was written, and what it should say
    lines: list[str],
    first: int,
    mapping: MappingNode,
    before: dict[str, list[str]],
    after: dict[str, list[str]],
    order: list[str],
) -> list[str]:
    """Return the lines of a mapping that has a key a line; ``first`` is the number of the first line, from 0."""
    indent = mapping.column - 1
    starts = [place.line - 1 - first for place, _ in mapping.entries.values()]
    if starts != sorted(set(starts)) or {place.column for place, _ in mapping.entries.values()} != {indent + 1}:
        raise _OtherwiseError
    blocks = dict(zip(mapping.entries, _blocks(lines, starts, indent), strict=True))
    made: dict[str, list[str]] = {}
    for key, block in blocks.items():
        start = first + starts[list(blocks).index(key)]
        new = [" " * indent + line if line else line for line in after.get(key, [])]
        if before.get(key) == after.get(key):
            made[key] = block
        elif new and (entries := _entries(block, start, mapping.entries[key][1], before.get(key), after[key])):
            made[key] = entries
        else:
            made[key] = with_comments(new, block, indent)
    for key in order:
        if key in after and key not in made:
            names = list(made)
            known = [names.index(one) for one in order[: order.index(key)] if one in made]
            names.insert(max(known) + 1 if known else 0, key)
            made[key] = [" " * indent + line if line else line for line in after[key]]
            made = {name: made[name] for name in names}
    return [*lines[: starts[0]], *(line for block in made.values() for line in block)]


def _blocks(lines: list[str], starts: list[int], indent: int) -> Iterator[list[str]]:
    """Yield the lines of each part. Comments right above a part, as far to the left as it, belong to that part."""
    begins = []
    for n, start in enumerate(starts):
        begin, least = start, starts[n - 1] + 1 if n else start
        while begin > least and _above(lines[begin - 1], indent):
            begin -= 1
        begins.append(begin)
    for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
        yield lines[begin:end]


def _above(line: str, indent: int) -> bool:
    return not line.strip() or (line.lstrip(" ").startswith("#") and len(line) - len(line.lstrip(" ")) <= indent)


def _entries(
    block: list[str], first: int, node: object, before: list[str] | None, after: list[str]
) -> list[str] | None:
    """Return the lines of a list with an entry on each line; None where it is written otherwise."""
    if not isinstance(node, Items) or before is None or not node.items:
        return None
    was, now = _rows_of(before), _rows_of(after)
    starts = [item.line - 1 - first + _leading(block) for item in node.items]
    dashes = [block[start][: item.column - 1] for start, item in zip(starts, node.items, strict=True)]
    if (
        len(was) != len(starts)
        or not now
        or starts != sorted(set(starts))
        or any(dash.strip() != "-" or dash != dashes[0] for dash in dashes)
    ):
        return None
    dash = dashes[0].index("-")
    rows = list(_blocks(block, starts, dash))
    made = block[: len(block) - sum(map(len, rows))]
    for what, low, high, new_low, new_high in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        for n in range(max(high - low, new_high - new_low)):
            old = rows[low + n] if low + n < high else []
            if what == "equal":
                made += old
                continue
            new = now[new_low + n] if new_low + n < new_high else ()
            made += _row_lines(old, dashes[0], node.items[low + n] if old else None, was[low + n] if old else (), new)
    return made


def _leading(block: list[str]) -> int:
    return next(n for n, line in enumerate(block) if not _above(line, len(line)))


def _rows_of(lines: list[str]) -> list[tuple[str, ...]]:
    """Return the entries of a list as we write it, each without what stands before it on its lines."""
    found: list[list[str]] = []
    for line in lines[1:]:
        if line.startswith("  - "):
            found.append([])
        found[-1].append(line[4:])
    return list(map(tuple, found))


def _row_lines(old: list[str], dash: str, node: object, before: tuple[str, ...], after: tuple[str, ...]) -> list[str]:
    """Return the lines of one entry."""
    if old and after and isinstance(node, MappingNode) and not after[0].startswith("{"):
        lead = _leading(old)
        inside = [*old[:lead], " " * len(dash) + old[lead][len(dash) :], *old[lead + 1 :]]
        try:
            was, now = (_by_key("\n".join(one)) for one in (before, after))
            made = _mapping_lines(inside, node.line - 1 - lead, node, was, now, list(now))
            at = _leading(made)
            return [*made[:at], dash + made[at][len(dash) :], *made[at + 1 :]]
        except _OtherwiseError:
            pass
    new = [(" " * len(dash) if n else dash) + line if line else line for n, line in enumerate(after)]
    return with_comments(new, old, dash.index("-"))
