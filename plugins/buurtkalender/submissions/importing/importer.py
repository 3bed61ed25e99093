"""What a calendar or a sheet comes to, row by row, and the files that it makes.

Nothing that is there is ever written over. The same import a second time finds its own files, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.submissions.http import FetchLimits, Loaded, load_source
from buurtkalender.submissions.importing.content_lines import MOST_CALENDAR_BYTES, components
from buurtkalender.submissions.importing.dividing import proposals
from buurtkalender.submissions.importing.drafting import ActivityDraft, Defaults, Drafter, without_guesses
from buurtkalender.submissions.importing.joining import Proposal
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.planning import ImportWindow
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
    part = ImportPart(read.name, tables=tuple(tables(read)))

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
        answers = [known[key]._replace(kind=Certainty.ANSWERED, source="") for key in known if key in said]
        parts = tuple(part.answered(answers) for part in found.parts)
        found = found._replace(report=tuple(lines_of(parts[0].taken, parts[0].items, texts)), parts=parts)
    return found._replace(parts=(found.parts[0]._replace(if_yes=lambda keys: take(said | keys).parts[0].taken),))


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


def file_digest(octets: bytes) -> str:
    """Return the digest of a file, whatever was done with the marks of guesses in it."""
    return sha256(without_guesses(octets)).hexdigest()


def with_marks(text: str, before: str) -> str:
    """Return a file with the marks of guesses above the keys above which they stood before."""
    marks = {key.partition(":")[0]: mark for mark, key in pairwise(before.splitlines()) if mark.startswith(GUESSED)}
    rows = text.splitlines(keepends=True)
    return "".join(f"{marks[key]}\n{row}" if (key := row.partition(":")[0]) in marks else row for row in rows)


GUESSED = "# geraden: "
"""How a mark begins: content is Dutch, whoever runs the command."""
