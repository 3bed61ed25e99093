"""What a calendar or a sheet comes to, row by row, and the files that it makes.

Nothing that is there is ever written over. The same import a second time finds its own files, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.recurrence import MOST_DATES, MOST_DAYS, days_of, planned_days
from buurtkalender.domain.values import ByAppointment, Change, Dates, Pattern
from buurtkalender.submissions.http import FetchLimits, Loaded, load_source
from buurtkalender.submissions.importing.content_lines import MOST_CALENDAR_BYTES, components
from buurtkalender.submissions.importing.drafting import (
    ActivityDraft,
    Defaults,
    Drafter,
    public_facts,
)
from buurtkalender.submissions.importing.ical import OF_ITS_CALENDAR, VEvent
from buurtkalender.submissions.importing.joining import Of, Proposal, joined_events, name_and_place
from buurtkalender.submissions.importing.marks import without_guesses
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.patterns import start_of
from buurtkalender.submissions.importing.private import masked
from buurtkalender.submissions.importing.promises import ImportWindow, besides
from buurtkalender.submissions.importing.report import (
    ALL,
    DIFFERENT,
    NEW,
    SAME,
    Certainty,
    ImportedActivity,
    ImportPart,
    ReportItem,
    SourcePlace,
    Yes,
    lines_of,
    told_once,
)
from buurtkalender.submissions.importing.rows import rows_of
from buurtkalender.submissions.importing.versions import events
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.patterns import line_of
from buurtkalender.words.values import CannotReadError, Message


class CalendarImport(NamedTuple):
    """What an import comes to: the lines that tell it, and the new files. ``wrong``: a person has to look.

    ``parts`` is the same for each calendar or sheet by itself, with the source, to see them side by side.
    """

    report: tuple[str, ...]
    files: dict[Path, bytes]
    wrong: bool
    parts: tuple[ImportPart, ...] = ()


def window_of(today: date) -> ImportWindow:
    """Return which dates are taken over: those to come; of rules without an end, up to the end of the next year."""
    return ImportWindow(today, date(today.year + 1, 12, 31))


def checked_defaults(calendar: Calendar, defaults: Defaults) -> None:
    """Raise CannotReadError when somebody names what the calendar does not know."""
    kinds: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        (
            N_("There is no organisation {name}; choose one of: {names}."),
            [defaults.organisation],
            calendar.organisations,
        ),
        (N_("There is no venue {name}; choose one of: {names}."), [defaults.venue or ""], calendar.venues),
        (N_("There is no theme {name}; choose one of: {names}."), defaults.themes, calendar.themes),
        (N_("There is no audience {name}; choose one of: {names}."), defaults.audiences, calendar.audiences),
    )
    for text, given, known in kinds:
        for name in given:
            if name and name not in known:
                raise CannotReadError(text, name=name, names=", ".join(sorted(known)))


def import_ics(  # noqa: PLR0913, PLR0917 - where from, for whom, and into what
    source: str,
    defaults: Defaults,
    calendar: Calendar,
    content: Path,
    today: date,
    texts: Translator,
    reach: FetchLimits,
    yes: Yes = frozenset(),
) -> CalendarImport:
    """Work out what a calendar comes to, without writing anything; ``yes`` is what a person said yes to.

    Raises CannotReadError when it cannot be read.
    """
    read = load_source(source, reach, MOST_CALENDAR_BYTES)
    places = PlaceMatcher(calendar)
    part = ImportPart(read.name, octets=read.octets)

    def take(yes: Yes) -> CalendarImport:
        found = events(components(read.octets, read.name), today, yes)
        if not found.events and not found.items:
            raise CannotReadError(N_("{file} holds no events."), file=read.name)
        made, items = proposals(found.events, window_of(today), places, yes)
        told = [*found.items, *items]
        return taken_over(made, told, defaults, calendar, content, today, texts, places, yes, part)

    return _answered(take, yes, texts)


def import_sheet(  # noqa: PLR0913, PLR0917 - where from, for whom, and into what
    source: str,
    defaults: Defaults,
    calendar: Calendar,
    content: Path,
    today: date,
    texts: Translator,
    reach: FetchLimits,
    yes: Yes = frozenset(),
) -> CalendarImport:
    """Work out what a sheet comes to, without writing anything; ``yes`` is what a person said yes to.

    Raises CannotReadError when it cannot be read.
    """
    from buurtkalender.submissions.importing.sheets import MOST_SHEET_BYTES as MOST
    from buurtkalender.submissions.importing.sheets import tables

    read: Loaded = load_source(source, reach, MOST)
    places = PlaceMatcher(calendar)
    public = public_facts(calendar)
    found = [(table, masked(table.name, public)) for table in tables(read)]
    named = (
        table._replace(name=name if name == table.name else f"{n} {name}") for n, (table, name) in enumerate(found, 1)
    )
    part = ImportPart(read.name, tables=tuple(named))

    def take(yes: Yes) -> CalendarImport:
        made, items = rows_of(part.tables, calendar, places, defaults.organisation, today, yes)
        return taken_over(made, items, defaults, calendar, content, today, texts, places, yes, part)

    return _answered(take, yes, texts)


def _answered(take: Callable[[Yes], CalendarImport], yes: Yes, texts: Translator) -> CalendarImport:
    """Take over with what a person said yes to, and tell of each question that they did.

    A yes may lead to another question. Raises CannotReadError for a key that no question has.
    """
    known: dict[str, ReportItem] = {}
    said: Yes = frozenset()
    while True:
        found = take(said)
        asked = {item.key: item for part in found.parts for item in part.told if item.kind is Certainty.ASKED}
        known |= asked
        more = (asked.keys() if ALL in yes else asked.keys() & yes) - said
        if not more:
            break
        said |= more
    if unknown := sorted(yes - known.keys() - {ALL}):
        if not known:
            raise CannotReadError(N_("There is no question with the key {key}: there are none."), key=unknown[0])
        text = N_("There is no question with the key {key}; there are: {keys}.")
        raise CannotReadError(text, key=unknown[0], keys=", ".join(sorted(known)))
    if said:
        answers = [_answer(item) for key, item in known.items() if key in said]
        parts = tuple(part.answered(answers) for part in found.parts)
        found = found._replace(report=tuple(lines_of(parts[0].taken, parts[0].items, texts)), parts=parts)
    return found._replace(parts=(found.parts[0]._replace(if_yes=lambda keys: take(said | keys).parts[0].taken),))


def _answer(asked: ReportItem) -> ReportItem:
    """Return a question as one that has its yes."""
    place = SourcePlace(0) if asked.message.text == OF_ITS_CALENDAR else asked.place
    return asked._replace(kind=Certainty.ANSWERED, place=place, source="")


def taken_over(  # noqa: PLR0913, PLR0917 - proposals, and all that they are held against
    made: Iterable[Proposal],
    items: list[ReportItem],
    defaults: Defaults,
    calendar: Calendar,
    content: Path,
    today: date,
    texts: Translator,
    places: PlaceMatcher,
    yes: Yes = frozenset(),
    part: ImportPart | None = None,
) -> CalendarImport:
    """Draft the proposals, and hold them against the files that are there."""
    desk = Drafter(calendar, places, window_of(today), texts, yes)
    taken: list[ImportedActivity] = []
    files: dict[Path, bytes] = {}
    for proposal in made:
        draft = desk.draft(proposal, defaults)
        if draft.activity is None:
            items += [item._replace(source=draft.proposal.source) for item in draft.items]
            continue
        path = content / "activities" / f"{draft.activity.id}.yaml"
        state = state_of(path, draft.text)
        if state == NEW:
            files[path] = draft.text.encode()
        taken.append(imported_activity(draft, state, texts))
    if not taken:
        items.insert(0, ReportItem(Certainty.CHECK, SourcePlace(0), Message(N_("nothing could be taken over"))))
    told = (part or ImportPart(""))._replace(taken=tuple(taken), items=tuple(desk.safe(items)))
    wrong = any(one.state == DIFFERENT for one in taken) or not taken or told.asks
    return CalendarImport(tuple(lines_of(taken, told.items, texts)), files, wrong, (told,))


def state_of(path: Path, text: str) -> str:
    """Return how a file that would be written compares to what is there; marks of guesses may have gone from that."""
    try:
        there = path.read_bytes()
    except FileNotFoundError:
        return DIFFERENT if path.is_symlink() else NEW
    except OSError:
        return DIFFERENT
    return SAME if without_guesses(there) == without_guesses(text.encode()) else DIFFERENT


def imported_activity(draft: ActivityDraft, state: str, texts: Translator) -> ImportedActivity:
    """Return what to tell of a draft."""
    activity = draft.activity
    if activity is None:
        raise ValueError(draft.proposal.title)
    when = tuple(line_of(one, texts) for one in activity.when)
    of = frozenset(one.uid for one in draft.proposal.of if one.uid)
    path = f"activities/{activity.id}.yaml"
    return ImportedActivity(path, activity.title, when, state, draft.proposal.at, draft.items, activity, draft.text, of)


# --- proposals -------------------------------------------------------------------------------------------
# What the events of a calendar become, in no more than one file can hold. Many programs know no rules, or divide a
# series that was changed halfway: activities of one name and place are brought together where one file may say all of
# it, and what is more than a file holds is divided over several.

MOST_ACTIVITIES = 500
"""How many activities one file may become: no organisation has more, and somebody has to look at each."""

MOST_ENTRIES = 40
"""How many entries of ``when`` one file gets; the format has 50."""

MOST_WEIGHT = 30_000
"""Characters of dates and changes in one file; the format has 64 KiB for all of it."""

MOST_JOINED = 20
"""How many entries of ``when`` are brought together in one file."""
_MOST_TRIED = 20

_FEW_DATES = 100


def proposals(
    events: Sequence[VEvent], window: ImportWindow, places: PlaceMatcher, yes: Yes = frozenset()
) -> tuple[list[Proposal], list[ReportItem]]:
    """Return what these events may become, in the order of the file, and what is to be told of the others.

    ``yes`` is what a person said yes to.
    """
    made, items = joined_events(events, window, places, yes)
    found = sorted(
        (part for one in _merged(made, window, places) for part in divided(one)), key=lambda one: one.at.number
    )
    for one in found[MOST_ACTIVITIES:]:
        told = Message(N_("there are more than {most} activities: divide the file"), {"most": MOST_ACTIVITIES})
        items.append(ReportItem(Certainty.DROPPED, one.at, told))
    return found[:MOST_ACTIVITIES], items


def _merged(found: Iterable[Proposal], window: ImportWindow, places: PlaceMatcher) -> list[Proposal]:
    """Join proposals of one name and place: a series that was changed halfway is two in many programs."""
    by_name: dict[tuple[str, str], list[Proposal]] = {}
    for one in found:
        known = by_name.setdefault(name_and_place(one.title, one.where, one.point, places), [])
        for n, other in enumerate(known[:_MOST_TRIED]):
            if one.given != other.given or len(other.when) + len(one.when) > MOST_JOINED:
                continue
            left, twice = one.when, 0
            if (one.text, one.when, one.changes) == (other.text, other.when, other.changes):
                left, twice = (), len(one.when)
            elif one.text == other.text and not one.changes:
                left, twice = besides(other.when, other.changes, one.when)
            if twice:
                told = ReportItem(Certainty.CHECK, one.at, Message(_THERE_TWICE, {"n": twice}))
                one = one._replace(when=left, items=(*one.items, told))  # noqa: PLW2901
            if not _overlapping(other.when, left, window.since, window.last):
                known[n] = _together(other, one)
                break
            one = one._replace(items=(*one.items, ReportItem(Certainty.CHECK, one.at, _BESIDE)))  # noqa: PLW2901
        else:
            known.append(one)
    return [one for group in by_name.values() for one in group]


_THERE_TWICE = N_("{n} of its dates are in its calendar twice: once is enough")
_BESIDE = Message(N_("another activity of this name is at the same time"))


def _together(one: Proposal, other: Proposal) -> Proposal:
    first, second = sorted((one, other), key=lambda each: each.at.number)
    number = len({each.uid for each in (*one.of, *other.of)})
    told = Message(N_("{n} events of this name became one activity"), {"n": number})
    items = [item for item in (*first.items, *second.items) if item.message.text != told.text]
    if first.text != second.text:
        text = N_("its events have different texts: that of line {line} was taken")
        items.append(ReportItem(Certainty.CHECK, first.at, Message(text, {"line": first.at.number})))
    if number > 1:
        items.insert(0, ReportItem(Certainty.GUESSED, first.at, told))
    return first._replace(
        when=(*first.when, *second.when),
        changes=(*first.changes, *second.changes),
        items=tuple(told_once(items)),
        of=(*first.of, *second.of),
    )


def _overlapping(one: Sequence[Pattern], others: Sequence[Pattern], since: date, last: date) -> bool:
    """Whether two lists of patterns give the same start on the same day, which one file may not say."""

    def starts(patterns: Sequence[Pattern]) -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        first, final = since.toordinal() - MOST_DAYS, last.toordinal() + MOST_DAYS
        for pattern in patterns:
            if not isinstance(pattern, ByAppointment):
                begin = pattern.dates[0] if isinstance(pattern, Dates) else pattern.first
                found |= {(day, start_of(pattern.time)) for day in days_of(pattern, begin or since, first, final)}
        return found

    return not starts(one).isdisjoint(starts(others))


def divided(proposal: Proposal) -> list[Proposal]:
    """Return a proposal in as many as files can hold it: so many entries, changes and characters a file."""
    if len(proposal.when) <= MOST_ENTRIES and _weight(proposal.when, proposal.changes) <= MOST_WEIGHT:
        return [proposal]
    parts: list[tuple[list[Pattern], list[Change]]] = [([], [])]
    left = list(proposal.changes)
    pieces: list[Pattern] = []
    for one in proposal.when:
        if isinstance(one, Dates) and len(one.dates) > _FEW_DATES:
            pieces += [replace(one, dates=one.dates[n : n + _FEW_DATES]) for n in range(0, len(one.dates), _FEW_DATES)]
        else:
            pieces.append(one)
    for piece in pieces:
        own = [one for one in left if not isinstance(piece, ByAppointment) and one.at == start_of(piece.time)]
        own = [one for one in own if planned_days(piece, one.day, one.day, one.day)]
        left = [one for one in left if one not in own]
        when, changes = parts[-1]
        full = len(when) == MOST_ENTRIES or _weight([*when, piece], [*changes, *own]) > MOST_WEIGHT
        if when and full:
            parts.append(([piece], own))
        else:
            when.append(piece)
            changes += own
    told = ReportItem(
        Certainty.CHECK, proposal.at, Message(N_("it has more dates than a file holds: {n} files"), {"n": len(parts)})
    )
    guesses = tuple(item for item in proposal.items if item.kind is Certainty.GUESSED)  # stand in each file
    return [
        proposal._replace(
            when=tuple(when),
            changes=tuple(changes),
            items=(*(guesses if n else proposal.items), told),
            of=_of_part(proposal.of, when, n),
        )
        for n, (when, changes) in enumerate(parts)
    ]


def _of_part(of: tuple[Of, ...], when: Sequence[Pattern], number: int) -> tuple[Of, ...]:
    """Return of which events one of several files of a proposal is made."""
    days = {(day, start_of(one.time)) for one in when if isinstance(one, Dates) for day in one.dates}
    first = min((day for day, _ in days), default=None)
    own = [one for one in of if one.day and ((one.day, start_of(one.span)) in days or not number)]
    return (*own, *(one if not number else Of(one.uid, first) for one in of if not one.day))


def _weight(when: Iterable[Pattern], changes: Sequence[Change]) -> int:
    """Return about how many characters these take in a file; too many, when there are more changes than it may hold."""
    if len(changes) > MOST_DATES:
        return MOST_WEIGHT + 1
    dates = sum(len(one.dates) for one in when if isinstance(one, Dates))
    return 14 * dates + sum(100 + len(one.note or "") for one in changes)
