"""One feed of one organisation, on one night: what it makes, brings up to date, leaves alone or cancels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec.structs import replace

from buurtkalender.domain.lifecycle import next_held
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, FeedSource, Organisation
from buurtkalender.domain.recurrence import Window as Days
from buurtkalender.domain.recurrence import days_off, occurrences_of
from buurtkalender.domain.values import Change, Dates, Monthly, Pattern, TimeSpan, Value, Weekly
from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.form.writing import write_file as written_activity
from buurtkalender.submissions.http import FetchLimits, load_source
from buurtkalender.submissions.importing.content_lines import MOST_CALENDAR_BYTES, components
from buurtkalender.submissions.importing.drafting import ActivityDraft, Defaults, Drafter
from buurtkalender.submissions.importing.extents import tidy_changes
from buurtkalender.submissions.importing.ical import VEvent, events
from buurtkalender.submissions.importing.importer import imported_activity, proposals, window_of, with_cancelled
from buurtkalender.submissions.importing.joining import Proposal
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.patterns import planned_of
from buurtkalender.submissions.importing.report import (
    CANCELLED,
    CHANGED,
    KEPT,
    NEW,
    SAME,
    Certainty,
    ImportedActivity,
    ReportItem,
    SourcePlace,
)
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.patterns import line_of
from buurtkalender.words.values import CannotReadError, Message

# --- ledger ----------------------------------------------------------------------------------------------
# What the feeds of an organisation were made into, kept between nights: ``content/feeds/<organisation>.json``.
#
# It lies beside the content, so that it is in git with the files that it is about, and a night that fails takes
# nothing back. It holds no more than is needed: of which events a file was made, the digest of what was written, and
# since when an event is missing.

FOLDER = "feeds"
MOST_LEDGER_BYTES = 4 * 1024 * 1024


class ImportedEvent(Value, frozen=True):
    """An event of a file. ``day`` is None for a series; ``missing`` is the first day on which it was not there.

    ``gone`` is whether that was seen a second time, and so the date was cancelled.
    """

    day: date | None = None
    time: TimeSpan | None = None
    missing: date | None = None
    gone: bool = False


class ImportedFile(Value, frozen=True):
    """A file that was made: the digest of its bytes, and its events by UID and day."""

    digest: str
    events: dict[str, ImportedEvent] = {}
    gone: bool = False


class ImportLedger(msgspec.Struct, frozen=True):
    """What was made of each feed (by its address): the files by their name."""

    feeds: dict[str, dict[str, ImportedFile]] = {}
    version: int = 1


def key_of(uid: str, day: date | None) -> str:
    """Return the key of an event, or of one day of one that goes on for days."""
    return f"{uid} {day}" if day else uid


def file_digest(octets: bytes) -> str:
    """Return the digest of a file."""
    return sha256(octets).hexdigest()


def path_of(content: Path, organisation: str) -> Path:
    """Return where the ledger of an organisation lies."""
    return content / FOLDER / f"{organisation}.json"


def read(path: Path) -> ImportLedger:
    """Read a ledger, an empty one where there is none. Raises CannotReadError for one that is broken."""
    try:
        octets = path.read_bytes()
    except FileNotFoundError:
        return ImportLedger()
    except OSError as error:
        raise CannotReadError(N_("{file}: {reason}"), file=path.name, reason=error.strerror or error) from None
    try:
        return msgspec.json.decode(octets[:MOST_LEDGER_BYTES], type=ImportLedger)
    except (ValueError, msgspec.MsgspecError):
        text = N_(
            "{file} in content/feeds is broken: take it back from git. Until then its calendars stay as they are."
        )
        raise CannotReadError(text, file=path.name) from None


def written(ledger: ImportLedger) -> bytes:
    """Return the bytes of a ledger: the same for the same content, a line a fact, so that git shows what changed."""
    plain = msgspec.to_builtins(ledger)
    return (json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


FEWEST = 4
"""From so many events on, a feed that has less than half of them left is not believed."""

SHOWN = timedelta(days=28)
"""For how long the dates of a series that is gone stay visible, as cancelled."""

REASON = "Dit staat niet meer in de agenda van de organisatie."
MARK = (
    "# Gemaakt uit de agenda van de organisatie ({host}) met `buurtkalender import feeds`.\n"
    "# Verander je dit bestand? Dan blijft het voortaan zoals jij het schrijft.\n"
)
"""How a generated file begins; content is Dutch, whoever runs the command."""


class OneFeed:
    """One feed of one organisation, on one night."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that a feed is held against
        self,
        organisation: Organisation,
        feed: FeedSource,
        feeds: dict[str, dict[str, ImportedFile]],
        calendar: Calendar,
        places: PlaceMatcher,
        content: Path,
        today: date,
        texts: Translator,
    ) -> None:
        self.taken: list[ImportedActivity] = []
        self.items: list[ReportItem] = []
        self.files: dict[Path, bytes] = {}
        self._organisation = organisation
        self._feed = feed
        self._known = feeds.get(feed.url, {})
        current = {one.url for one in organisation.feeds}
        self._left = {url: made for url, made in feeds.items() if url not in current}
        self.moved_from: str | None = None
        self._calendar = calendar
        self._places = places
        self._folder = content / "activities" / organisation.id
        self._today = today
        self._texts = texts
        self._host = ""
        self._desk = Drafter(calendar, places, window_of(today), texts)
        self._defaults = Defaults(organisation.id, feed.venue, feed.themes, feed.audiences)
        others = {name for url, made in feeds.items() if url != feed.url for name in made}
        there = {path.stem for path in self._folder.glob("*.yaml")} if self._folder.is_dir() else set()
        self._desk.reserve(organisation.id, {*others, *there, *self._known})

    def night(self, reach: FetchLimits) -> dict[str, ImportedFile]:
        """Return what is to be remembered of it after this night. Raises CannotReadError when it cannot be read."""
        read = load_source(self._feed.url, reach, MOST_CALENDAR_BYTES)
        self._host = read.name
        found = events(components(read.octets, read.name))
        uids = {one.uid for one in found.events if one.uid and not (one.cancelled and one.rule)}
        self._take_up(uids)
        self._believe(uids, found.events)
        made, items = proposals(found.events, window_of(self._today), self._places)
        self.items += [*found.items, *items]
        entries: dict[str, ImportedFile] = {}
        matched = self._matched(made)
        for proposal in made:
            name = matched.get(proposal.of)
            if name is None:
                entries |= self._new(proposal)
            else:
                entries[name] = self._again(name, proposal, uids)
        for name, entry in self._known.items():
            if name not in entries:
                entries[name] = self._vanished(name, entry, uids)
        return entries

    def _take_up(self, uids: set[str]) -> None:
        """Go on with what was made of an address that is no longer there, when this is the same calendar."""
        for url, made in self._left.items():
            known = {key.partition(" ")[0] for entry in made.values() for key in entry.events}
            if not self._known and known & uids:
                self._known, self.moved_from = made, url

    def _believe(self, uids: set[str], there: Sequence[VEvent]) -> None:
        """Raise CannotReadError for a feed that lost most of its events: something is wrong with it, not with them."""
        known = {
            key.partition(" ")[0]
            for entry in self._known.values()
            for key, seen in entry.events.items()
            if not seen.gone and not entry.gone and (seen.day is None or seen.day >= self._today)
        }
        left = len({uid for uid in known if uid.partition(" ")[0] in {one.partition(" ")[0] for one in uids}})
        if known and (not there or (len(known) >= FEWEST and left * 2 < len(known))):
            text = N_(
                "of {known} events only {left} are left in its calendar ({host}): all stays as it was. Look at it."
            )
            raise CannotReadError(text, known=len(known), left=left, host=self._host)

    def _matched(self, made: Iterable[Proposal]) -> dict[object, str]:
        """Return the file that each proposal was before: the one with which it has most events in common."""
        shared = []
        for n, proposal in enumerate(made):
            own = {one.uid for one in proposal.of if one.uid}
            for name, entry in self._known.items():
                common = len(own & {key.partition(" ")[0] for key in entry.events})
                if common:
                    shared.append((-common, n, name, proposal.of))
        found: dict[object, str] = {}
        for _, _, name, of in sorted(shared, key=lambda one: one[:3]):
            if of not in found and name not in found.values():
                found[of] = name
        return found

    # --- one file ---

    def _new(self, proposal: Proposal) -> dict[str, ImportedFile]:
        draft = self._desk.draft(proposal, self._defaults)
        if draft.activity is None:
            self.items += draft.items
            return {}
        octets = self._octets(draft.text)
        self.files[self._path(draft.activity.name)] = octets
        self.taken.append(imported_activity(draft, NEW, self._texts))
        return {draft.activity.name: ImportedFile(file_digest(octets), self._seen(proposal))}

    def _again(self, name: str, proposal: Proposal, uids: set[str]) -> ImportedFile:
        """Bring a file up to date, unless a person did, or something of it is missing for the first time."""
        entry = self._known[name]
        missing = {
            key: seen
            for key, seen in entry.events.items()
            if key.partition(" ")[0] not in uids and (seen.day is None or seen.day >= self._today)
        }
        first_time = {
            key: seen for key, seen in missing.items() if seen.missing in {None, self._today} and not seen.gone
        }
        if first_time:
            self._tell(
                name, N_("{n} of its dates are missing for the first time: the file waits a night"), n=len(first_time)
            )
            waiting = {key: replace(seen, missing=self._today) for key, seen in first_time.items()}
            return replace(entry, events={**entry.events, **self._seen(proposal), **missing, **waiting})
        gone = {key: replace(seen, gone=True) for key, seen in missing.items()}
        for seen in gone.values():
            if seen.day is not None:
                proposal = with_cancelled(proposal, seen.day, seen.time, REASON)
        draft = self._desk.draft(proposal, self._defaults, name)
        if draft.activity is None:
            self.items += draft.items
            return entry
        return replace(self._written(name, entry, draft), events={**self._seen(proposal), **gone}, gone=False)

    def _vanished(self, name: str, entry: ImportedFile, uids: set[str]) -> ImportedFile:
        """Cancel what is gone for the second time; what is over stays as it is."""
        coming = {key: seen for key, seen in entry.events.items() if seen.day is None or seen.day >= self._today}
        missing = {key for key in coming if key.partition(" ")[0] not in uids}
        if entry.gone or not coming or missing != coming.keys():
            return entry
        first_time = any(seen.missing in {None, self._today} for seen in coming.values())
        activity = self._calendar.activities.get(f"{self._organisation.id}/{name}")
        if first_time or activity is None:
            self._tell(name, N_("it is missing for the first time: if it is tomorrow, it will be cancelled"))
            waiting = {key: replace(seen, missing=seen.missing or self._today) for key, seen in coming.items()}
            return replace(entry, events={**entry.events, **waiting})
        octets = self._octets(written_activity(answers_of_activity(self._cancelled(activity))))
        when = tuple(line_of(one, self._texts) for one in activity.when)
        told = ImportedActivity(f"activities/{activity.id}.yaml", activity.title, when, CANCELLED, SourcePlace(0))
        made = self._put(name, entry, octets, told)
        return made if made is entry else replace(made, gone=True)

    def _cancelled(self, activity: Activity) -> Activity:
        """Return an activity of which the coming dates are cancelled; of a series those of the next weeks, its last."""
        when: list[Pattern] = []
        changes = [one for one in activity.changes if max(one.day, one.moved_to or one.day) < self._today]
        status = ActivityStatus.ENDED
        for pattern in activity.when:
            days = self._shown(pattern)
            if isinstance(pattern, Weekly | Monthly) and (pattern.last is None or pattern.last >= self._today):
                last = max(days, default=self._today)
                pattern = replace(pattern, last=max(last, pattern.first or last))  # noqa: PLW2901
            span = getattr(pattern, "time", None)
            changes += [Change(day, span.start if span else 0, cancelled=REASON) for day in days]
            status = ActivityStatus.ACTIVE if days else status
            when.append(pattern)
        tidied = tidy_changes(when, changes, self._calendar.anchor)
        return replace(activity, when=tuple(when), changes=tidied, status=status)

    def _shown(self, pattern: Pattern) -> list[date]:
        if isinstance(pattern, Dates):
            return [day for day in pattern.dates if day >= self._today]
        if not isinstance(pattern, Weekly | Monthly):
            return []
        near = [self._today + timedelta(days=n) for n in range(SHOWN.days + 1)]
        return [day for day in planned_of(pattern, near) if not any(day in off for off in pattern.skip.days)]

    # --- writing ---

    def _written(self, name: str, entry: ImportedFile, draft: ActivityDraft) -> ImportedFile:
        octets = self._octets(draft.text)
        told = imported_activity(draft, CHANGED, self._texts)
        known = self._calendar.activities.get(f"{self._organisation.id}/{name}")
        if known is not None and draft.activity is not None and self._means_the_same(known, draft.activity):
            path = self._path(name)
            if path.is_file() and file_digest(path.read_bytes()) == entry.digest:
                self.taken.append(told._replace(state=SAME, items=()))
                return entry
        return self._put(name, entry, octets, told)

    def _put(self, name: str, entry: ImportedFile, octets: bytes, told: ImportedActivity) -> ImportedFile:
        """Write a file, unless it is no longer what was written last: then a person did something with it."""
        path = self._path(name)
        try:
            there = path.read_bytes()
        except OSError:
            self._tell(name, N_("somebody took this file away: it is not made again"))
            return entry
        if there == octets:
            self.taken.append(told._replace(state=SAME, items=()))
            return replace(entry, digest=file_digest(octets))
        if path.is_symlink() or file_digest(there) != entry.digest:
            self.taken.append(told._replace(state=KEPT))
            return entry
        self.files[path] = octets
        self.taken.append(told)
        return replace(entry, digest=file_digest(octets))

    def _means_the_same(self, one: Activity, other: Activity) -> bool:
        """Whether two activities differ in nothing but dates that are over: those need no new file."""
        bare = [replace(each, when=(), changes=(), source=one.source) for each in (one, other)]
        days = Days(self._today, self._today + timedelta(days=730))
        off = days_off(self._calendar, days)
        dates = [
            [
                (each.start, each.end, each.status, each.venue, each.room, each.location, each.note, each.moved_from)
                for each in occurrences_of(self._calendar, activity, days, off)
            ]
            for activity in (one, other)
        ]
        later = [next_held(self._calendar, activity, days.last, off) for activity in (one, other)]
        far = [each and (each.start, each.end) for each in later]
        return bare[0] == bare[1] and dates[0] == dates[1] and far[0] == far[1]

    def _seen(self, proposal: Proposal) -> dict[str, ImportedEvent]:
        recent = self._today - timedelta(days=31)
        return {
            key_of(one.uid, one.day): ImportedEvent(one.day, one.span)
            for one in proposal.of
            if one.uid and (one.day is None or one.day >= recent)
        }

    def _octets(self, text: str) -> bytes:
        return (MARK.format(host=self._host) + text).encode()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.yaml"

    def _tell(self, name: str, text: str, /, **words: object) -> None:
        told = Message(
            _FILE, {"file": f"{self._organisation.id}/{name}", "text": Message(text, words).shown(self._texts)}
        )
        self.items.append(ReportItem(Certainty.CHECK, SourcePlace(0), told))


_FILE = N_("{file}: {text}")
