"""One feed of one organisation, on one night: what it makes, brings up to date, leaves alone or cancels.

A feed is believed as far as its last date: what it does not tell after that is not known, and stays as it was. What it
does tell is believed at once. What it tells no more is looked for a second time, on a later day, before it is called
off. What cannot be read changes nothing of what was made of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from msgspec.structs import replace

from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, FeedSource, Organisation
from buurtkalender.domain.values import Change, Pattern, TimeSpan
from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.form.writing import write_file as written_activity
from buurtkalender.submissions.importing.drafting import ActivityDraft, Defaults, Drafter
from buurtkalender.submissions.importing.ical import OF_ITS_CALENDAR
from buurtkalender.submissions.importing.importer import imported_activity, proposals, window_of
from buurtkalender.submissions.importing.joining import Proposal
from buurtkalender.submissions.importing.marks import file_digest, with_marks
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.promises import (
    StartMoment,
    called_off,
    last_of,
    mean_the_same,
    moved_to,
    only_on,
    promised_by,
    starts_at,
    tidy_changes,
    told_moments,
    with_days,
    with_promised,
    with_starts,
)
from buurtkalender.submissions.importing.recognising import (
    Found,
    ImportedEvent,
    ImportedFeed,
    ImportedFile,
    Recogniser,
    event_id,
    key_of_loss,
    likeness,
)
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
    Yes,
)
from buurtkalender.submissions.importing.versions import Events
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.patterns import line_of
from buurtkalender.words.values import Message

SHOWN = timedelta(days=28)
"""For how long the dates of a series that is gone stay visible, as cancelled."""

REASON = "Dit staat niet meer in de agenda van de organisatie."
MARK = (
    "# Gemaakt uit de agenda van de organisatie ({host}) met `buurtkalender import feeds`.\n"
    "# Verander je dit bestand? Dan blijft het voortaan zoals jij het schrijft.\n"
)
"""How a generated file begins; content is Dutch, whoever runs the command."""

_STAYS, _OFF, _WAITS = "stays", "off", "waits"


class OneFeed:
    """One feed of one organisation, on one night. What a night comes to is in its public attributes."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that a feed is held against
        self,
        organisation: Organisation,
        feed: FeedSource,
        known: ImportedFeed,
        others: Iterable[str],
        calendar: Calendar,
        places: PlaceMatcher,
        content: Path,
        today: date,
        texts: Translator,
        host: str,
        yes: Yes = frozenset(),
    ) -> None:
        self.taken: list[ImportedActivity] = []
        self.items: list[ReportItem] = []
        self.files: dict[Path, bytes] = {}
        self.asked: dict[str, tuple[str, Message]] = {}
        self.counts = Counter[str]()
        self.renewed = known.renewed
        self.lost: tuple[str, ...] = ()
        self.lost_words: dict[str, object] = {}
        self._organisation, self._feed = organisation, feed
        self._known, self._before, self._sure = known.files, known.lost, set[str]()
        self._calendar = calendar
        self._places = places
        self._folder = content / "activities" / organisation.id
        self._today, self._texts, self._host = today, texts, host
        self._defaults = Defaults(organisation.id, feed.venue, feed.themes, feed.audiences)
        window = window_of(today)
        self._yes = yes
        self._desk = Drafter(calendar, places, window, texts, yes)
        self._asking = Drafter(calendar, places, window, texts) if yes else None
        there = {path.stem for path in self._folder.glob("*.yaml")} if self._folder.is_dir() else set()
        self._desk.reserve(organisation.id, {*others, *there, *self._known})
        self._known_by = Recogniser(
            organisation.id, self._known, [name for name, entry in self._known.items() if self._is_ours(name, entry)],
            calendar=calendar, places=places, today=today, renewed=known.renewed,
        )  # fmt: skip
        self._found: dict[str, dict[str, Found]] = {}

    def night(self, found: Events, unanswered: Events) -> dict[str, ImportedFile] | None:
        """Return what is to be remembered of it after this night; None where it is not believed.

        ``unanswered`` is what it is without a yes. What it lost is in ``lost``, and in ``lost_words`` how much that is.
        """
        window = window_of(self._today)
        made, items = proposals(found.events, window, self._places, self._yes)
        if self._yes:  # a question that has its yes has to stay known, or the yes would be forgotten
            self.ask((*unanswered.items, *proposals(unanswered.events, window, self._places)[1]))
        self._known_by.look(found, made, items)
        matched = self._known_by.matched(made)
        over = self._known_by.is_over
        by_name = {matched[n]: one for n, one in enumerate(made) if n in matched and not over(one)}
        if not self._believed(by_name):
            return None
        self.renewed = self._known_by.renewed_tonight(self._found)
        self.items += [*found.items, *items]
        self.ask(self.items)
        entries: dict[str, ImportedFile] = {}
        for n, proposal in enumerate(made):
            if n not in matched:
                entries |= self._new(proposal)
        for name, entry in self._known.items():
            entries[name] = self._again(name, entry, by_name.get(name))
        self.items = self._desk.safe(self.items)
        return entries

    def not_told(self) -> set[str]:
        """Return the files of which something is not told tonight and that were not called off."""
        waits = {Found.MISSING, Found.LATER, Found.UNREAD}
        return {name for name, found in self._found.items() if waits & set(found.values())}

    def _believed(self, made: Mapping[str, Proposal]) -> bool:
        """Find out what became of each event; return whether to believe that: not, when it lost most of them.

        Then it is asked, and a person may say so. That days go by is no other loss.
        """
        self._found = self._known_by.judged_all(made)
        lost, known, left = self._known_by.lost(self._found)
        before, coming = set(self._before), {f"{name} {key}" for name in self._found for key in self._found[name]}
        self._sure = before if key_of_loss(self._before) in self._yes else set()
        for name, found in self._found.items():
            found |= {
                key: Found.MISSING for key in found if f"{name} {key}" in self._sure and found[key] is Found.LATER
            }
        if lost <= self._sure:
            return True
        self.lost = self._before if lost == before & coming else tuple(sorted(lost))
        self.lost_words = {"known": known, "left": left, "host": self._host}
        return False

    # --- one file ---

    def _new(self, proposal: Proposal) -> dict[str, ImportedFile]:
        draft = self._drafted(proposal)
        if draft.activity is None:
            self.items += draft.items
            return {}
        octets = self._octets(draft.text)
        self.files[self._path(draft.activity.name)] = octets
        self._take(imported_activity(draft, NEW, self._texts))
        return {draft.activity.name: self._entry(proposal, file_digest(octets))}

    def _drafted(self, proposal: Proposal, name: str = "") -> ActivityDraft:
        """Draft a proposal; remember what of it waits for a yes, and what of it had one."""
        draft = self._desk.draft(proposal, self._defaults, name)
        asked = self._asking.draft(proposal, self._defaults, name or "x") if self._asking else draft
        known = name or (draft.activity.name if draft.activity else draft.proposal.at.name)
        day = min(self._known_by.told(proposal), default=(self._today, 0))[0]
        self.ask((*draft.items, *asked.items), known or f"{day}")
        return draft

    def ask(self, items: Iterable[ReportItem], activity: str = "") -> None:
        """Remember what waits for a yes, of which activity it is."""
        for item in self._desk.safe(items):
            if item.kind is Certainty.ASKED and item.key:
                whole = item.message.text == OF_ITS_CALENDAR
                self.asked[item.key] = "" if whole else activity or item.place.name, item.message

    def _again(self, name: str, entry: ImportedFile, proposal: Proposal | None) -> ImportedFile:
        """Bring a file up to date with what the feed tells, what it told before, and what it tells no more."""
        if proposal and all(event_id(one.uid) in self._known_by.tonight.unread for one in proposal.of):
            proposal = None
        if proposal is None and (entry.gone or not self._found[name]):
            return entry
        old = self._calendar.activities.get(f"{self._organisation.id}/{name}")
        marks, keep, cancel = self._weighed(name, entry, old, self._known_by.told(proposal) if proposal else set())
        self._tell_of(name, marks)
        if proposal is None:
            return self._alone(name, entry, old, marks, keep, cancel)
        when, changes = list(proposal.when), list(proposal.changes)
        if old is not None:
            said = self._said(old)
            anchor = self._calendar.anchor
            when, changes = with_promised(when, changes, old.when, said, keep, anchor, self._today)
            if {self._known_by.ident(one) for one in proposal.of} & self._known_by.tonight.half:
                changes += [one for one in said if one.day >= self._today]
        for (day, start), span in cancel.items():
            with_days(when, [day], span)
            changes.insert(0, Change(day, start, cancelled=REASON))
        draft = self._drafted(proposal._replace(when=tuple(when), changes=tuple(changes)), name)
        if draft.activity is None:
            self.items += draft.items
            return replace(entry, events={**entry.events, **marks})
        made = self._entry(proposal, self._written(name, entry, draft))
        return replace(made, events={**made.events, **marks})

    def _weighed(
        self, name: str, entry: ImportedFile, old: Activity | None, told: set[StartMoment]
    ) -> tuple[dict[str, ImportedEvent], set[StartMoment], dict[StartMoment, TimeSpan | None]]:
        """Return what to remember of events that are not there, the moments that stay, and those that are off."""
        marks: dict[str, ImportedEvent] = {}
        keep: set[StartMoment] = set()
        cancel: dict[StartMoment, TimeSpan | None] = {}
        series: set[str] = set()
        for key, found in self._found[name].items():
            seen = entry.events[key]
            again = seen.missing not in {None, self._today} or f"{name} {key}" in self._sure
            waits = found is Found.MISSING and not again
            off = (found is Found.MISSING and not waits) or found in {Found.SAID_OFF, Found.GONE}
            if found is not Found.THERE:
                marks[key] = replace(seen, gone=True) if off else replace(seen, missing=self._today) if waits else seen
            if seen.moment is None:
                stays = key in self._known_by.tonight.half or found not in {Found.THERE, Found.IN_PART}
                series.add(_OFF if off else _STAYS if stays else found)
            elif off and seen.moment not in told:
                cancel[seen.moment] = seen.time
            elif found is not Found.THERE:
                keep.add(seen.moment)
        if old is not None:
            loose = {one.moment for one in entry.events.values() if one.moment}
            for moment, span, verdict in self._of_series(old, told | loose, series):
                if verdict == _OFF:
                    cancel[moment] = span
                else:
                    keep.add(moment)
                if verdict == _WAITS:
                    marks[f" {moment[0]} {moment[1]}"] = ImportedEvent(moment[0], span, missing=self._today)
        return marks, keep, cancel

    def _of_series(
        self, old: Activity, apart: set[StartMoment], series: set[str]
    ) -> Iterator[tuple[StartMoment, TimeSpan | None, str]]:
        """Yield what becomes of each moment that a rule gave and that nothing gives tonight; not of those ``apart``.

        A rule that is there says itself which of its dates are not: those are just gone.
        """
        known, off_already = told_moments(old.when, old.changes, self._calendar.anchor, self._today)
        spans = {starts_at(one): getattr(one, "time", None) for one in old.when}
        ours = {one.day for one in old.changes if one.cancelled == REASON}
        for moment in sorted(known - apart):
            day, start = moment
            if moment in off_already and day in ours and series & {_OFF, Found.IN_PART}:
                yield moment, spans.get(start), _OFF
            elif _STAYS in series or (Found.IN_PART in series and day > self._known_by.tonight.last):
                yield moment, spans.get(start), _STAYS
            elif _OFF in series and day <= self._today + SHOWN:
                yield moment, spans.get(start), _OFF
            elif Found.IN_PART in series:
                yield moment, spans.get(start), _WAITS

    def _alone(  # noqa: PLR0913, PLR0917 - a file, and all that is known of it
        self,
        name: str,
        entry: ImportedFile,
        old: Activity | None,
        marks: dict[str, ImportedEvent],
        keep: set[StartMoment],
        cancel: dict[StartMoment, TimeSpan | None],
    ) -> ImportedFile:
        """Write what is left of an activity of which the feed tells nothing: its dates stay, or they are called off."""
        kept = replace(entry, events={**entry.events, **marks})
        if old is None or max(map(last_of, old.when)) < self._today:
            return kept
        when: list[Pattern] = []
        for pattern in old.when:
            days, start = promised_by(pattern, self._calendar.anchor, self._today), starts_at(pattern)
            stay = [day for day in days if (day, start) in keep or (day, start) in cancel]
            when += only_on(pattern, days, stay, self._today)
        changes = [Change(day, start, cancelled=REASON) for day, start in cancel]
        changes += [called_off(one, REASON) if moved_to(one) in cancel else one for one in self._said(old)]
        tidied = tidy_changes(when or old.when, changes, self._calendar.anchor)
        status = old.status if keep or cancel else ActivityStatus.ENDED
        gone = not keep
        left = replace(old, when=tuple(when) or old.when, changes=tidied, status=status)
        if mean_the_same(self._calendar, old, left, self._today) and not gone:
            return kept
        before = self._path(name).read_text(encoding="utf-8") if self._is_ours(name, entry) else ""
        octets = self._octets(with_marks(written_activity(answers_of_activity(left)), before))
        told = tuple(line_of(one, self._texts) for one in old.when)
        state = CANCELLED if gone else CHANGED
        one = ImportedActivity(f"activities/{old.id}.yaml", old.title, told, state, SourcePlace(0))
        digest = self._put(name, entry, octets, one)
        return replace(kept, digest=digest, gone=gone and digest != entry.digest)

    def _said(self, old: Activity) -> list[Change]:
        """Return what the calendar elsewhere said of dates, and not what we did."""
        return with_starts((one for one in old.changes if one.cancelled != REASON), old.when, self._calendar.anchor)

    def _tell_of(self, name: str, marks: Mapping[str, ImportedEvent]) -> None:
        """Tell what of a file is not there tonight."""
        missing = sum(one.missing == self._today and not one.gone for one in marks.values())
        unread = sum(one is Found.UNREAD for one in self._found[name].values())
        later = sum(one is Found.LATER for one in self._found[name].values())
        self.counts.update({"missing": missing, "later": later})
        if missing and missing == len(self._found[name]):
            self._tell(name, N_("it is missing for the first time: if it is tomorrow, it will be cancelled"))
        elif missing:
            text = N_("{n} of its dates are missing for the first time: if they are tomorrow, they will be cancelled")
            self._tell(name, text, n=missing)
        if unread:
            self._tell(name, N_("something of it cannot be read tonight: that stays as it was"))

    # --- writing ---

    def _written(self, name: str, entry: ImportedFile, draft: ActivityDraft) -> str:
        """Write a draft, unless it says the same as its file; return the digest of what is there."""
        told = imported_activity(draft, CHANGED, self._texts)
        known = self._calendar.activities.get(f"{self._organisation.id}/{name}")
        same = (
            known is not None
            and draft.activity is not None
            and mean_the_same(self._calendar, known, draft.activity, self._today)
        )
        if same and self._is_ours(name, entry):
            self._take(told._replace(state=SAME, items=()))
            return entry.digest
        return self._put(name, entry, self._octets(draft.text), told)

    def _is_ours(self, name: str, entry: ImportedFile) -> bool:
        """Whether a file is what was written last: else a person did something with it."""
        path = self._path(name)
        try:
            return not path.is_symlink() and file_digest(path.read_bytes()) == entry.digest
        except OSError:
            return False

    def _put(self, name: str, entry: ImportedFile, octets: bytes, told: ImportedActivity) -> str:
        """Write a file, unless it is a person's; return the digest of what we wrote last."""
        path = self._path(name)
        try:
            there = path.read_bytes()
        except OSError:
            self._tell(name, N_("somebody took this file away: it is not made again"))
            return entry.digest
        if there == octets:
            self._take(told._replace(state=SAME, items=()))
            return file_digest(octets)
        if not self._is_ours(name, entry):
            self._take(told._replace(state=KEPT))
            return entry.digest
        self.files[path] = octets
        self._take(told)
        return file_digest(octets)

    def _entry(self, proposal: Proposal, digest: str) -> ImportedFile:
        known = self._known_by
        return ImportedFile(
            digest, known.events_of(proposal), title=likeness(proposal.title), place=known.where(proposal)
        )

    def _octets(self, text: str) -> bytes:
        return (MARK.format(host=self._host) + text).encode()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.yaml"

    def _take(self, told: ImportedActivity) -> None:
        self.taken.append(told)
        self.counts[told.state] += 1

    def _tell(self, name: str, text: str, /, **words: object) -> None:
        told = Message(N_("{file}: {text}"), {"file": name, "text": Message(text, words).shown(self._texts)})
        self.items.append(ReportItem(Certainty.CHECK, SourcePlace(0), told))
