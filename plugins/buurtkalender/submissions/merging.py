"""What somebody changed in a form is brought into the newest file: only the differences, and nothing else of it moves.

Three states of the file meet: the one that the form was filled from (*base*), the newest (*now*), and what was sent
(*mine*). They are compared question by question. What only one side changed is as that side has it; what both changed
in different ways stays as it is now, and is told. A date that either side called off is off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from buurtkalender.domain.model import Calendar
from buurtkalender.form.answers import Answers, Flat, activity_in, rows, the
from buurtkalender.form.questions import TOLD, question_of
from buurtkalender.form.writing import ACTIVITY_FILE, write_file
from buurtkalender.reading.fields_times import ISO_DATE
from buurtkalender.reading.fields_when import PATTERNS, WEEKDAYS
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.patterns import line_of
from buurtkalender.words.values import on_one_line, words_of


class FileVersions(Protocol):
    """What a calendar's files held before."""

    def named(self, digest: str) -> str | None:
        """Return the text that has this digest (``reading.content.blob_name``); None where it cannot be found."""

    def earlier(self, path: str) -> Iterable[str]:
        """Return what a file below the content folder held; nothing where its whole history is not known."""


class BothChanged(NamedTuple):
    """A question that both sides answered anew, otherwise: what the file has ``now``, and what was sent.

    The file keeps the first, but where it stands ``by_form``. An ``entry`` says of which entry of a list it is.
    """

    name: str
    now: Flat
    mine: Flat
    entry: Flat = {}
    by_form: bool = False


class Merged(NamedTuple):
    """What the file has to hold, and what both changed."""

    answers: Flat
    both: tuple[BothChanged, ...]


GONE = "changes.gone"
"""The name of what was said of a date that the new days do not have."""

_STOPPED = "status.since"

CALLED_OFF = frozenset({"cancelled", "postponed"})
"""What says that a date is not held then."""

_LISTS: dict[str, Callable[[Flat], object]] = {
    "when": lambda row: (row.get("kind"), *(row.get(pattern) for pattern in PATTERNS)),
    "changes": lambda row: (row.get("date"), row.get("at")),
    "volunteers": lambda row: row.get("role"),
    "links": lambda row: row.get("url"),
    "cost": lambda row: row.get("for"),
}
"""The lists of entries, and by what each entry is known, wherever it stands."""

_SETS = frozenset(
    {"themes", "goals", "audiences", "languages", "partners", "serves", "skills", "weekly", "dates", "skip"}
)
_PAIRS = frozenset({"skip_days"})
_HEADS = {"signup": "signup", "referral": "referral", "contact": "contact.name", "programme": "programme.name"}
"""Groups of questions, and the one of each without which the others mean something else."""

_WHOLE = frozenset({"cost", "programme"})
"""Groups of questions that are one answer together: an amount, per what, and what is in it."""


def unit_of(name: str) -> str:
    """Return the name of what is compared as one: all of a place, all of a price, all entries of a list."""
    first = name.partition(".")[0]
    if first in {"venue", "room", "location"}:
        return "venue"
    if name.startswith("families.childcare"):
        return "families.childcare"
    return first if first in _LISTS or first in _HEADS or first in _WHOLE else name


def merged(base: Answers, now: Answers, mine: Answers) -> Merged:
    """Return ``now`` with what ``mine`` changed of ``base``. All three are as ``answers_of_activity`` gives them."""
    sides = [_units(answers) for answers in (base, now, mine)]
    both: list[BothChanged] = []
    found: Flat = {}
    for unit in dict.fromkeys(name for side in (sides[1], sides[2], sides[0]) for name in side):
        base_of, now_of, mine_of = (side.get(unit, {}) for side in sides)
        found |= _unit(unit, base_of, now_of, mine_of, both)
    return Merged(found, tuple(both))


def guessed(
    now: Answers, mine: Answers, before: Sequence[Answers], *, strict: bool
) -> tuple[Flat, tuple[BothChanged, ...]]:
    """Return what a form may have started from, of which it is not known; and what stays as it is now by this guess.

    What the file said in one of its earlier versions, nobody changed in the form: it is only old. All else was changed
    there; and where that would be a guess (``strict``, without an earlier version) nothing was. What came into
    ``changes`` is never taken out.
    """
    has, wants, past = _units(now), _units(mine), [_units(one) for one in before]
    found: Flat = {}
    old: list[BothChanged] = []
    for unit in dict.fromkeys((*has, *wants)):
        is_now, sent = has.get(unit, {}), wants.get(unit, {})
        stays = (strict and not before) or any(one.get(unit, {}) == sent for one in past)
        found |= sent if stays else is_now
        if stays and sent != is_now and unit not in {"confirmed", "changes"}:
            old.append(BothChanged(_HEADS.get(unit, unit), is_now, sent))
    seen = [row for one in (now, *before) for row in entries_of("changes", one)]
    rest = {name: values for name, values in found.items() if not name.startswith("changes.")}
    kept = [row for row in entries_of("changes", mine) if row in seen or (strict and not before)]
    rest |= {f"changes.{n}.{key}": values for n, row in enumerate(kept) for key, values in row.items()}
    return rest, tuple(old)


def _units(answers: Answers) -> dict[str, Flat]:
    found: dict[str, Flat] = {}
    for name, values in answers.items():
        if name.partition(".")[0] in ACTIVITY_FILE:
            found.setdefault(unit_of(name), {})[name] = tuple(values)
    return found


def _unit(unit: str, base: Flat, now: Flat, mine: Flat, both: list[BothChanged]) -> Flat:
    """Return one unit: whoever alone changed it decides."""
    if now == base or mine in (now, base):
        return mine if now == base else now
    if unit in _LISTS and (unit != "cost" or all(side.get("cost") == ("prices",) for side in (base, now, mine))):
        rest = {} if unit != "cost" else {"cost": ("prices",)}
        return rest | _joined(unit, entries_of(unit, base), entries_of(unit, now), entries_of(unit, mine), both)
    head = _HEADS.get(unit)
    if head and unit not in _WHOLE and base.get(head) == now.get(head) == mine.get(head):
        return _fields_of((base, now, mine), str, lambda name, *two: both.append(BothChanged(name, *two)))
    if unit in _SETS and (made := _set_of(unit, base, now, mine)):
        return made
    stops = unit == "status" and unit not in now  # whoever said that it stops may know what the other does not
    both.append(BothChanged(_HEADS.get(unit, unit), now, mine, by_form=stops))
    return mine if stops else now


def _set_of(name: str, base: Flat, now: Flat, mine: Flat) -> Flat:
    """Return a list in which the order says nothing: without what either took out, with what either put in."""
    was, has, wants = (_members(name, side.get(name, ())) for side in (base, now, mine))
    kept = [one for one in has if one in wants or one not in was]
    kept += [one for one in wants if one not in has and one not in was]
    if name.endswith("weekly"):
        kept.sort(key=lambda one: list(WEEKDAYS).index(one[0]) if one[0] in WEEKDAYS else 0)
    elif name.endswith(("dates", "skip_days")):
        kept.sort()
    return {name: tuple(text for one in kept for text in one)} if kept else {}


def _members(name: str, values: Sequence[str]) -> list[tuple[str, ...]]:
    step = 2 if name.rpartition(".")[2] in _PAIRS else 1
    return [tuple(values[n : n + step]) for n in range(0, len(values), step)]


def _fields_of(
    sides: tuple[Flat, Flat, Flat], by: Callable[[str], str], told: Callable[[str, Flat, Flat], None]
) -> Flat:
    """Return the fields of one group or entry, compared ``by`` unit: each as whoever alone changed it has it."""
    found: Flat = {}
    for name in dict.fromkeys(by(one) for side in (sides[1], sides[2], sides[0]) for one in side):
        was, has, wants = ({key: texts for key, texts in side.items() if by(key) == name} for side in sides)
        if has == was or wants in (has, was):
            found |= wants if has == was else has
        elif name.rpartition(".")[2] in _SETS | _PAIRS and (made := _set_of(name, was, has, wants)):
            found |= made
        else:
            found |= has
            told(name, has, wants)
    return found


# --- entries ---------------------------------------------------------------------------------------------
# Lists of entries. An entry is known by what it is (a change by its date and time), not by its number.


def entries_of(name: str, answers: Answers) -> list[Flat]:
    """Return the entries of a list, each with its fields by their own names."""
    starts = [f"{name}.{row}." for row in rows(answers, name)]
    return [
        {key.removeprefix(start): tuple(texts) for key, texts in answers.items() if key.startswith(start)}
        for start in starts
    ]


def _joined(list_: str, base: list[Flat], now: list[Flat], mine: list[Flat], both: list[BothChanged]) -> Flat:
    """Return the entries of a list, by the names of answers: those of now in their order, then the new ones of mine."""
    known = _LISTS[list_]
    strict = list_ == "changes"
    in_now, new_now = _counterparts(base, now, known, strict=strict)
    in_mine, new_mine = _counterparts(base, mine, known, strict=strict)
    triples = {id(one): (was, one, in_mine[n]) for n, was in enumerate(base) if (one := in_now[n]) is not None}
    of_both, _ = _counterparts(new_now, new_mine, known, strict=True)
    for one, other in zip(new_now, of_both, strict=True):
        triples[id(one)] = ({}, one, other if other is not None else one) if other is not None else (one, one, one)
    taken = {id(one) for one in of_both if one is not None}
    found = [_entry_of(list_, *triples[id(one)], both) for one in now]
    gone = [(was, None, in_mine[n]) for n, was in enumerate(base) if in_now[n] is None and in_mine[n] is not None]
    found += [_entry_of(list_, *one, both) for one in gone]
    found += [one for one in new_mine if id(one) not in taken]
    kept = [one for one in found if one]
    return {f"{list_}.{n}.{key}": texts for n, one in enumerate(kept) for key, texts in one.items()}


def _counterparts(
    base: list[Flat], side: list[Flat], known: Callable[[Flat], object], *, strict: bool
) -> tuple[list[Flat | None], list[Flat]]:
    """Return what became of each entry of the base on a side, None where it is gone; and what is new there.

    The same entry first, then one that is known by the same, then (where not ``strict``) whatever is left, in order.
    """
    found: list[Flat | None] = [None] * len(base)
    left = list(side)
    passes: list[Callable[[Flat, Flat], bool]] = [lambda one, other: one == other]
    passes.append(lambda one, other: known(one) == known(other))
    if not strict:
        passes.append(lambda _one, _other: True)
    for fits in passes:
        for n, was in enumerate(base):
            if found[n] is None and (one := next((each for each in left if fits(was, each)), None)) is not None:
                found[n] = one
                left = [each for each in left if each is not one]
    return found, left


def _entry_of(list_: str, base: Flat, now: Flat | None, mine: Flat | None, both: list[BothChanged]) -> Flat:
    """Return what becomes of one entry; nothing where it goes."""
    if now == base or mine in (now, base):
        return (mine if now == base else now) or {}
    one, other = now or {}, mine or {}
    stops = list_ == "changes" and _off(other) and not _off(one)  # nobody comes for nothing
    if stops or not one or not other or _is_another(list_, base, one, other):
        name = {"volunteers": "volunteers.0.role", "links": "links.0.title"}.get(list_, f"{list_}.0")
        both.append(BothChanged(name, one, other, by_form=stops))
        return other if stops else one
    entry = {key: texts for key, texts in one.items() if key == "date"}

    def also(name: str, has: Flat, wants: Flat) -> None:
        both.append(BothChanged(f"{list_}.0.{name}", has, wants, entry))

    return _fields_of((base, one, other), unit_of, also)


def _off(entry: Flat) -> bool:
    return bool(CALLED_OFF & entry.keys())


def _is_another(list_: str, base: Flat, now: Flat, mine: Flat) -> bool:
    """Whether an entry became such another one, on either side, that its fields do not go together any more."""
    if list_ == "when":
        return not base.get("kind") == now.get("kind") == mine.get("kind")
    if list_ == "changes":
        alone = {*CALLED_OFF, "tentative", "on"}
        return any(alone & side.keys() for side in (base, now, mine))
    return not _LISTS[list_](base) == _LISTS[list_](now) == _LISTS[list_](mine)


def gone_of(base: Answers, before: Answers, after: Answers, today: date) -> Iterator[BothChanged]:
    """Yield what was said of dates to come that are not there ``after`` the days are others, unlike ``before``.

    What came in since the ``base`` the person does not know of; the rest is so ``by_form``.
    """
    left = [_without_time(row) for row in entries_of("changes", after)]
    known = entries_of("changes", base)
    for row in entries_of("changes", before):
        if _without_time(row) not in left and the(row, "date") >= str(today):
            yield BothChanged(GONE, row, {}, by_form=row in known)


def _without_time(entry: Flat) -> Flat:
    return {key: texts for key, texts in entry.items() if key != "at"}


def stopped_since(base: Answers, now: Answers) -> tuple[BothChanged, ...]:
    """Return that an activity stopped, of which a form knew that it went on."""
    status = now.get("status", ())
    return (BothChanged(_STOPPED, {"status": status}, {}),) if status not in {(), base.get("status", ())} else ()


# --- words -----------------------------------------------------------------------------------------------
# What both changed, told to who sent it and to the editors.

_ENDS = {
    "now": N_("{question} In the calendar now: {now}. In the form: {mine}. The calendar stays as it is now."),
    "form": N_("{question} In the calendar now: {now}. In the form: {mine}. The form comes into the calendar."),
    _STOPPED: N_("The calendar says meanwhile that it stops. {question} {now}. That stays so. Is it wrong? Tell us."),
}
"""What becomes of it, by the name of the question or by whose answer stands."""

_WHERE: Flat = {"title": ("x",), "themes": ("x",), "serves": ("x",)}
_WHEN: Flat = {"when.0.kind": ("by_appointment",)}
_DAYS = frozenset({"dates", "from", "until", "skip_days", "opens", "moved_to"})
_FREE = frozenset({"title", "summary", "description", "note", "name", "role", "hours", "training", "transport"})


def told(both: Iterable[BothChanged], calendar: Calendar, texts: Translator) -> Iterator[tuple[str, str]]:
    """Yield the name of each question, and a sentence with what is in the calendar now and what was sent."""
    found = list(both)
    if gone := [one for one in found if one.name == GONE]:
        dates = "; ".join(f"{_day(one.now, texts)}: {_said(one, one.now, calendar, texts)}" for one in gone)
        text = N_(
            "On the new days it is not there on these dates, so what was told of them goes: {dates}. "
            "Is another date off, or different? Then tell it too."
        )
        yield GONE, texts.gettext(text).format(dates=dates.rstrip("."))
    for one in found:
        if one.name == GONE:
            continue
        asked, question = question_of(one.name)
        label = texts.gettext(question.label) if question and question.label else ""
        if one.name.startswith("changes") and "date" in (entry := one.entry or one.now or one.mine):
            label = texts.gettext(N_("On {day}.")).format(day=_day(entry, texts))
        label += "." if label and label[-1] not in "?.!" else ""
        text = _ENDS[one.name if one.name in _ENDS else "form" if one.by_form else "now"]
        now, mine = (_said(one, side, calendar, texts) for side in (one.now, one.mine))
        name = "changes.date" if one.name.startswith("changes") else asked or one.name.partition(".")[0]
        yield name, texts.gettext(text).format(question=label, now=now, mine=mine).strip()


def _day(entry: Flat, texts: Translator) -> str:
    return words_of(texts).date(date.fromisoformat(the(entry, "date")))


def _said(one: BothChanged, side: Flat, calendar: Calendar, texts: Translator) -> str:
    """Return what was answered, in words and on one line."""
    words = words_of(texts)
    if not side:
        return texts.gettext(N_("nothing"))
    if one.name.startswith("when") and "kind" in side:
        made = activity_in(write_file({**_WHERE, **{f"when.0.{key}": given for key, given in side.items()}}), "x/x")
        if made:
            return "; ".join(line_of(pattern, texts, whole=True) for pattern in made.when)
    if one.name in {"cost", "ages"} and (made := activity_in(write_file({**_WHERE, **side, **_WHEN}), "x/x")):
        return words.cost(made.cost) if made.cost else words.ages(made.ages) if made.ages else ""
    said = []
    for name, given in side.items():
        key = name.rpartition(".")[2]
        if key in {"kind", "date", "at"} or (key == "cost" and given[0] == "prices"):
            continue
        what = TOLD["" if key == "cancelled" else key] if key in {*CALLED_OFF, "full", "on"} else ""
        parts = [texts.gettext(what) if what else "", *(_word(key, text, calendar, texts) for text in given)]
        facility = calendar.facilities.get(key) if name.startswith("access.") else None
        text = (" – " if key == "time" else ", ").join(filter(None, parts))
        said.append(f"{words.label(facility)}: {text}" if facility else text)
    return on_one_line(", ".join(filter(None, said)), 300)


def _word(key: str, text: str, calendar: Calendar, texts: Translator) -> str:
    """Return one value as people say it."""
    words, found = words_of(texts), text
    if key in {"themes", "goals", "audiences", "languages"} and (term := getattr(calendar, key).get(text)):
        found = words.label(term)
    elif key == "venue" and (venue := calendar.venues.get(text.partition("/")[0])):
        room = next((one.name for one in venue.rooms if one.id == text.partition("/")[2]), "")
        found = f"{venue.name}, {room}" if room else venue.name
    elif key == "partners" and (partner := calendar.organisations.get(text)):
        found = partner.name
    elif key == "serves" and (area := calendar.municipalities.get(text) or calendar.neighbourhoods.get(text)):
        found = area.name
    elif key in _DAYS and ISO_DATE.fullmatch(text):
        found = words.date(date.fromisoformat(text))
    elif key in {"weekly", "monthly"} and text in WEEKDAYS:
        found = words.weekdays[WEEKDAYS[text]]
    elif text in {"yes", "no", "none", "unknown"} and key not in _FREE:
        found = words.yes_no(None if text == "unknown" else text == "yes")
    elif key == "status":
        found = texts.gettext(N_("For good")) if text == "ended" else texts.gettext(N_("For a while"))
    elif text == "true" and key in {*CALLED_OFF, "on", "tentative"}:
        found = ""
    return str(found)
