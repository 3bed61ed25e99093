"""What the tests of the import have in common: calendars of a few lines, taken over for the town."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.model import Activity
from buurtkalender.domain.recurrence import Window as Days
from buurtkalender.domain.recurrence import days_off, occurrences_of
from buurtkalender.submissions.importing.content_lines import components
from buurtkalender.submissions.importing.drafting import ActivityDraft, Defaults, Drafter
from buurtkalender.submissions.importing.importer import proposals, window_of
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.report import ReportItem, Yes
from buurtkalender.submissions.importing.versions import events
from buurtkalender.words.catalogues import translator
from town import TODAY, town

CALENDARS = Path(__file__).parent / "calendars"
ENGLISH = translator("en")
DEFAULTS = Defaults("welzijn-zandmeer", "dorpshuis", ("ontmoeten",))


class Took(NamedTuple):
    """What came of it, and what was told of it, in English."""

    drafts: list[ActivityDraft]
    items: list[ReportItem]

    @property
    def activities(self) -> list[Activity]:
        """The activities."""
        return [one.activity for one in self.drafts if one.activity]

    @property
    def one(self) -> Activity:
        """The only activity."""
        (found,) = self.activities
        return found

    @property
    def told(self) -> list[str]:
        """Everything that was told, with how sure it is."""
        return [f"{item.kind}: {item.message.shown(ENGLISH)}" for item in self.items]

    def tells(self, text: str) -> bool:
        """Whether this was told."""
        return any(text in one for one in self.told)

    def dates(self, first: date = TODAY, last: date = date(2027, 11, 23)) -> list[str]:
        """When its only activity is held: ``2026-12-01 10:00-12:00``, with a ``!`` when that is cancelled."""
        calendar = town()
        window = Days(first, last)
        found = occurrences_of(calendar, self.one, window, days_off(calendar, window))
        return [
            f"{one.start:%Y-%m-%d}"
            + ("" if one.all_day else f" {one.start:%H:%M}-{one.end:%H:%M}")
            + "!" * one.cancelled
            for one in found
        ]


def calendar(*lines: str, zones: str = "") -> bytes:
    """A calendar with these lines of events."""
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *([zones] if zones else []), *lines, "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n").encode()


def event(*lines: str, uid: str = "een@agenda.example", title: str = "Koffie", where: str = "") -> str:
    """An event with these lines."""
    more = [f"LOCATION:{where}"] if where else []
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *more, *lines, "END:VEVENT"])


def took(octets: bytes, defaults: Defaults = DEFAULTS, today: date = TODAY, yes: Yes = frozenset()) -> Took:
    """Take over a calendar for the town; ``yes`` is what a person said yes to."""
    found = events(components(octets, "agenda.ics"), yes=yes)
    places = PlaceMatcher(town())
    made, items = proposals(found.events, window_of(today), places, yes)
    desk = Drafter(town(), places, window_of(today), ENGLISH, yes)
    drafts = [desk.draft(one, defaults) for one in made]
    return Took(drafts, [*found.items, *items, *(item for draft in drafts for item in draft.items)])


def program(name: str) -> bytes:
    """A calendar as a program writes it."""
    return (CALENDARS / f"{name}.ics").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
