"""What a calendar or a sheet comes to, row by row, and the files that it makes.

Nothing that is there is ever written over. The same import a second time finds its own files, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.submissions.http import FetchLimits, Loaded, load_source
from buurtkalender.submissions.importing.content_lines import MOST_CALENDAR_BYTES, components
from buurtkalender.submissions.importing.drafting import ActivityDraft, Defaults, Drafter
from buurtkalender.submissions.importing.joining import Proposal, proposals
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.planning import ImportWindow
from buurtkalender.submissions.importing.report import (
    DIFFERENT,
    NEW,
    SAME,
    Certainty,
    ImportedActivity,
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
    """What an import comes to: the lines that tell it, and the new files. ``wrong``: a person has to look."""

    report: tuple[str, ...]
    files: dict[Path, bytes]
    wrong: bool


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
    found = events(components(read.octets, read.name), today, yes)
    if not found.events and not found.items:
        raise CannotReadError(N_("{file} holds no events."), file=read.name)
    places = PlaceMatcher(calendar)
    made, items = proposals(found.events, window_of(today), places)
    return taken_over(made, [*found.items, *items], defaults, calendar, content, today, texts, places, yes)


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
    made, items = rows_of(tables(read), calendar, places, defaults.organisation, today, yes)
    return taken_over(made, items, defaults, calendar, content, today, texts, places, yes)


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
) -> CalendarImport:
    """Draft the proposals, and hold them against the files that are there."""
    desk = Drafter(calendar, places, window_of(today), texts, yes)
    taken: list[ImportedActivity] = []
    files: dict[Path, bytes] = {}
    for proposal in made:
        draft = desk.draft(proposal, defaults)
        if draft.activity is None:
            items += [item._replace(source=proposal.source) for item in draft.items]
            continue
        path = content / "activities" / f"{draft.activity.id}.yaml"
        state = state_of(path, draft.text)
        if state == NEW:
            files[path] = draft.text.encode()
        taken.append(imported_activity(draft, state, texts))
    wrong = any(one.state == DIFFERENT for one in taken) or not taken
    if not taken:
        items.insert(0, ReportItem(Certainty.CHECK, SourcePlace(0), Message(N_("nothing could be taken over"))))
    return CalendarImport(tuple(lines_of(taken, items, texts)), files, wrong)


def state_of(path: Path, text: str) -> str:
    """Return how a file that would be written compares to what is there."""
    try:
        return SAME if path.read_bytes() == text.encode() else DIFFERENT
    except FileNotFoundError:
        return DIFFERENT if path.is_symlink() else NEW
    except OSError:
        return DIFFERENT


def imported_activity(draft: ActivityDraft, state: str, texts: Translator) -> ImportedActivity:
    """Return what to tell of a draft."""
    activity = draft.activity
    if activity is None:
        raise ValueError(draft.proposal.title)
    when = tuple(line_of(one, texts) for one in activity.when)
    return ImportedActivity(
        f"activities/{activity.id}.yaml", activity.title, when, state, draft.proposal.at, draft.items
    )
