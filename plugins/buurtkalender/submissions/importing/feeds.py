"""The feeds that are taken over every night.

What this never does: write over what a person changed, delete a file, cancel something at the first time that it is
missing, or believe a feed that lost most of its events until a person says that it did. What a night cannot do stays as
it was, and is told.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from buurtkalender.domain.model import Calendar, FeedSource, Organisation
from buurtkalender.reading.content import read_waiting
from buurtkalender.reading.fields_contact import SECRET
from buurtkalender.reading.problems import Problem
from buurtkalender.reading.records_calendar import Question
from buurtkalender.reading.storage import write_all
from buurtkalender.submissions.http import FetchLimits, Loaded, Validators, load_source
from buurtkalender.submissions.importing.content_lines import MOST_CALENDAR_BYTES, components
from buurtkalender.submissions.importing.importer import CalendarImport
from buurtkalender.submissions.importing.marks import (
    ImportLedger,
    address_named,
    feed_key,
    in_public,
    intended,
    ledger_octets,
    program_digest,
    read_ledger,
    recovered,
    taken_up,
    waiting_octets,
)
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.one_feed import OneFeed
from buurtkalender.submissions.importing.recognising import ImportedFeed, key_of_loss
from buurtkalender.submissions.importing.report import (
    CANCELLED,
    CHANGED,
    KEPT,
    NEW,
    SAME,
    Certainty,
    ImportedActivity,
    ImportPart,
    ReportItem,
    SourcePlace,
    Yes,
    lines_of,
    question_key,
)
from buurtkalender.submissions.importing.versions import events
from buurtkalender.words.catalogues import N_, Translator, translator
from buurtkalender.words.values import CannotReadError, Message

FOLDER = "feeds"
KEPT_FOR = timedelta(days=31)
"""For how long an answer is kept when its question is not asked any more: an event may come back."""

# --- a night ---------------------------------------------------------------------------------------------


class Night(NamedTuple):
    """What a night comes to: its report with the files to write, and the ledgers with what waits."""

    done: CalendarImport
    ledgers: dict[Path, bytes]


AT_ONCE = 6
"""So many calendars are asked for at a time, as a browser asks a site, and so many are held until it is their turn.

Of ``n`` calendars that never answer a night so takes at most ``n / AT_ONCE`` times the patience with one.
"""


def import_feeds(  # noqa: PLR0913, PLR0917 - what there is, where it stands, and how far we may go
    calendar: Calendar,
    content: Path,
    today: date,
    texts: Translator,
    reach: FetchLimits,
    problems: Iterable[Problem] = (),
) -> Night:
    """Work out what all feeds come to, without writing anything. What goes wrong is told, and stays as it was.

    ``problems`` are those of the content: of a file of an organisation they may be why a calendar is not followed.
    """
    night = _Night(calendar, content, today, texts, reach)
    for one in problems:
        if one.is_error and one.path.startswith(f"{content.name}/organisations/"):
            said = {"file": f"{one.path}:{one.line}:{one.column}", "text": one.text(texts)}
            night.done.tell(Message(N_("{file}: {text}"), said))
    following = [one for one in calendar.organisations.values() if one.feeds]
    night.all_of(following)
    done = night.done
    if not following:
        done.items.append(ReportItem(Certainty.CHECK, SourcePlace(0), Message(_NO_FEEDS)))
    report = (*done.lines, *([""] if done.lines else []), *lines_of(done.taken, done.items, texts))
    parts = (*done.parts, ImportPart("", items=tuple(one for one in done.items if not one.place.number)))
    return Night(CalendarImport(report, done.files, done.wrong, parts), done.books)


class _Outcome:
    """What comes of a feed, of an organisation, or of a whole night: it counts when all of it went well."""

    def __init__(self) -> None:
        self.taken: list[ImportedActivity] = []
        self.items: list[ReportItem] = []
        self.lines: list[str] = []
        self.files: dict[Path, bytes] = {}
        self.parts: list[ImportPart] = []
        self.books: dict[Path, bytes] = {}
        self.wrong = False

    def tell(self, told: Message) -> None:
        """Tell what went wrong."""
        self.items.append(ReportItem(Certainty.CHECK, SourcePlace(0), told))
        self.wrong = True

    def add(self, other: _Outcome) -> None:
        """Let what came of another one count as well."""
        self.taken += other.taken
        self.items += other.items
        self.lines += other.lines
        self.files |= other.files
        self.parts += other.parts
        self.books |= other.books
        self.wrong |= other.wrong


class _Followed(NamedTuple):
    """An organisation, the ledger of its feeds, and what of them waits, as it was before this night."""

    organisation: Organisation
    path: Path
    feeds: dict[str, ImportedFeed]
    before: tuple[Question, ...]


def _in_turn(jobs: Iterable[Callable[[], Loaded]]) -> Iterator[Callable[[], Loaded]]:
    """Do these a few at a time, and yield in turn what gives the outcome of each, or raises what it raised."""
    waiting = iter(jobs)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        ahead = deque(pool.submit(job) for job in islice(waiting, AT_ONCE))
        while ahead:
            yield ahead.popleft().result
            ahead.extend(pool.submit(job) for job in islice(waiting, 1))


class _Night:
    """All feeds of one night, and what comes of them: ``done``."""

    def __init__(self, calendar: Calendar, content: Path, today: date, texts: Translator, reach: FetchLimits) -> None:
        self.done = _Outcome()
        self._calendar, self._places = calendar, PlaceMatcher(calendar)
        self._content, self._today, self._texts, self._reach = content, today, texts, reach

    def all_of(self, organisations: Iterable[Organisation]) -> None:
        """Read all feeds of these organisations. What goes wrong with one keeps no other from its turn."""
        found = [one for organisation in organisations if (one := self._followed(organisation))]
        jobs = [partial(self._load, one, feed) for one in found for feed in one.organisation.feeds]
        loaded = _in_turn(jobs)
        for one in found:
            outcome, its = _Outcome(), islice(loaded, len(one.organisation.feeds))
            try:
                self._organisation(one, its, outcome)
            except Exception as error:  # noqa: BLE001 - it is told, and the others go on
                self.done.tell(_of(one.organisation, _unforeseen(error), self._texts))
            else:
                self.done.add(outcome)
            deque(its, maxlen=0)  # what it did not come to

    def _followed(self, organisation: Organisation) -> _Followed | None:
        """Return what is known of an organisation's feeds; None, and told, where that is broken."""
        path = self._content / FOLDER / f"{organisation.id}.json"
        try:
            feeds = recovered(path, read_ledger(path).feeds, self._content / "activities" / organisation.id)
            before, problems = read_waiting(path.with_suffix(".yaml"), self._content)
        except CannotReadError as error:
            self.done.tell(error.message)
        except Exception as error:  # noqa: BLE001 - likewise
            self.done.tell(_of(organisation, _unforeseen(error), self._texts))
        else:
            if not problems:
                return _Followed(organisation, path, feeds, before)
            one = problems[0]
            text = N_("{place}: {reason} Until then the calendars of this organisation stay as they are.")
            place = f"{one.path}:{one.line}:{one.column}"
            self.done.tell(Message(text, {"place": place, "reason": one.text(self._texts)}))
        return None

    def _load(self, one: _Followed, feed: FeedSource) -> Loaded:
        """Return what stands at the address of a feed. Raises CannotReadError."""
        key = feed_key(feed.url)
        version = self._version(key, one.feeds.get(key, ImportedFeed()), self._asked(feed, _yes(one.before)))
        return load_source(address_named(feed.url), self._reach, MOST_CALENDAR_BYTES, version)

    def _organisation(self, one: _Followed, loaded: Iterable[Callable[[], Loaded]], outcome: _Outcome) -> None:
        """Take over all feeds of an organisation; ``loaded`` gives what stands at the address of each."""
        now: dict[str, Question] = {}
        for feed, read in zip(one.organisation.feeds, loaded, strict=True):
            known = one.feeds.get(feed_key(feed.url), ImportedFeed())
            try:
                now |= self._feed(one, feed, read(), outcome)
            except CannotReadError as error:
                self._not_read(one.organisation, feed, error.message, outcome)
            except Exception as error:  # noqa: BLE001 - likewise
                told = _unforeseen(error)
                with suppress(CannotReadError):  # an address that nobody gave
                    what = f"{told.words['error']}".replace(address_named(feed.url), _label(feed))
                    told = Message(told.text, {"error": what})
                self._not_read(one.organisation, feed, told, outcome)
            else:
                continue
            now |= {each.key: each for each in one.before if each.key in known.questions}
        self._remember(one, now, outcome)

    def _not_read(self, organisation: Organisation, feed: FeedSource, told: Message, outcome: _Outcome) -> None:
        """Tell why a feed cannot be read, without its address: no feed may stop those of others."""
        named = {name: _label(feed) if name in {"address", "file"} else word for name, word in told.words.items()}
        outcome.tell(_of(organisation, Message(told.text, named), self._texts))
        outcome.lines.append(f"{organisation.id} ({_label(feed)}): {self._texts.gettext(_STAYS)}")

    def _feed(self, all_: _Followed, feed: FeedSource, read: Loaded, outcome: _Outcome) -> dict[str, Question]:
        """Take over one feed, and return what of it waits for an answer. Raises CannotReadError; then all stays."""
        organisation, _, feeds, before = all_
        key, yes = feed_key(feed.url), _yes(before)
        known, left = feeds.get(key, ImportedFeed()), None
        asked = self._asked(feed, yes)
        if read.same:
            outcome.lines.append(f"{organisation.id} ({_label(feed)}): {self._texts.gettext(_SAME)}")
            return {one.key: one for one in before if one.key in known.questions}
        parts = components(read.octets, read.name)
        found = events(parts, self._today, yes)
        if not known.files:
            left = taken_up(feeds, {feed_key(one.url) for one in organisation.feeds}, found)
            known = feeds[left] if left else known
        others = {name for other, made in feeds.items() if other not in {key, left} for name in made.files}
        one = OneFeed(
            organisation, feed, known, others, self._calendar, self._places, self._content, self._today, self._texts,
            read.name, yes,
        )  # fmt: skip
        files = one.night(found, events(parts, self._today) if yes else found)
        if files is None:
            made, waits = _not_believed(known, one, _label(feed), before)
            told = Message(_NOT_BELIEVED, {**one.lost_words, "waiting": organisation.id})
            self._not_read(organisation, feed, told, outcome)
            feeds[left or key] = made
            return waits
        waits, away = _questions(one, known, before, self._today)
        version = (*read.validators, asked) if any(read.validators) else ("", "", "")
        if (files, one.renewed, left) == (known.files, known.renewed, None) and asked == known.asked:
            version = known.etag, known.modified, known.asked  # a version of its own each night is no news
        done = _Outcome()
        done.files = one.files
        placed = tuple(item for item in one.items if item.place.number)
        done.parts = [ImportPart(organisation.name, tuple(one.taken), placed, read.octets)]
        done.taken = [each._replace(items=tuple(in_public(each.items))) for each in one.taken]
        done.items = [
            each._replace(message=_of(organisation, each.message, self._texts)) for each in in_public(one.items)
        ]
        done.lines = [f"{organisation.id} ({_label(feed)}): {self._counted(one, waits)}"]
        made = ImportedFeed(files, *version, one.renewed, tuple(sorted(waits)), away=away)
        outcome.add(done)  # from here on nothing can go wrong any more: all of it counts, or nothing
        feeds.pop(left or "", None)
        feeds[key] = made
        return waits

    def _asked(self, feed: FeedSource, yes: Yes) -> str:
        """Return a digest of how a feed is read: when that changes, its last version has to be read again."""
        calendar = self._calendar
        parts = (
            program_digest(), f"{self._today:%Y-%m}", sorted(yes), feed.venue, feed.themes, feed.audiences,
            calendar.venues, calendar.themes, calendar.audiences, calendar.anchor,
        )  # fmt: skip
        digest = sha256(msgspec.json.encode([repr(part) for part in parts])).hexdigest()
        return f"{digest[:12]} {question_key(address_named(feed.url))}"

    def _version(self, key: str, known: ImportedFeed, asked: str) -> Validators:
        """Return the version to ask after; none where it has to be read again, whether or not it is the same.

        That is so when it would be read in another way, when something is looked for a second time, and once a week,
        for servers that say the same for ever.
        """
        waits = known.lost or any(
            seen.missing and not seen.gone for file in known.files.values() for seen in file.events.values()
        )
        weekly = (self._today.toordinal() - int(question_key(key), 16)) % 7 == 0
        return Validators() if waits or weekly or asked != known.asked else Validators(known.etag, known.modified)

    def _counted(self, one: OneFeed, waits: Mapping[str, Question]) -> str:
        """Return what a night did with a feed, in numbers."""
        counts = {**one.counts, "waits": sum(each.publish is None for each in waits.values())}
        texts = {
            NEW: N_("{n} new"), CHANGED: N_("{n} changed"), CANCELLED: N_("{n} cancelled"), SAME: N_("{n} the same"),
            KEPT: N_("{n} left alone"), "missing": N_("{n} missing for the first time"),
            "later": N_("{n} after its last date"), "waits": N_("{n} to answer"),
        }  # fmt: skip
        parts = [self._texts.gettext(text).format(n=counts[name]) for name, text in texts.items() if counts.get(name)]
        return ", ".join(parts) or self._texts.gettext(N_("nothing to come"))

    def _remember(self, one: _Followed, now: dict[str, Question], outcome: _Outcome) -> None:
        """Put aside the ledger and what waits, where they changed."""
        path, octets = one.path, ledger_octets(ImportLedger(one.feeds))
        if one.feeds and (not path.exists() or path.read_bytes() != octets or intended(path).exists()):
            outcome.books[path] = octets
        if {each.key: each for each in one.before} != now:
            outcome.books = {path.with_suffix(".yaml"): waiting_octets(now.values()), **outcome.books}
        if waiting := sum(each.publish is None for each in now.values()):
            file = f"{self._content.name}/{FOLDER}/{path.stem}.yaml"
            told = Message(N_("{file}: {n} to answer with yes or no"), {"file": file, "n": waiting})
            outcome.items.append(ReportItem(Certainty.CHECK, SourcePlace(0), told))


def _yes(before: Iterable[Question]) -> Yes:
    """Return the keys of what has its yes."""
    return frozenset(one.key for one in before if one.publish)


def _unforeseen(error: Exception) -> Message:
    """Return what to tell of an error that nobody foresaw; who looks for it gets it as it is."""
    if os.environ.get("BUURTKALENDER_DEBUG"):
        raise error
    return Message(_UNFORESEEN, {"error": f"{type(error).__name__}: {error}"})


_SAME = N_("the same as it was (304)")
_NO_FEEDS = N_("no organisation has `feeds` in its file")
_STAYS = N_("all stays as it was")
_NOT_BELIEVED = N_(
    "of {known} events only {left} are left in its calendar ({host}): all stays as it was. Look at it, and answer "
    "in content/feeds/{waiting}.yaml whether that is right."
)
_IS_IT = N_(
    "of {known} events only {left} are left in the calendar: is that right? If it is, the others are shown as cancelled"
)
_UNFORESEEN = N_("something went wrong that we did not foresee: {error}. Set BUURTKALENDER_DEBUG=1 to see where.")


def _label(feed: FeedSource) -> str:
    """Return how people know a feed in what everybody may read: never its address."""
    return feed.url if SECRET.fullmatch(feed.url) else urlsplit(feed.url).hostname or ""


def _questions(
    one: OneFeed, known: ImportedFeed, before: tuple[Question, ...], today: date
) -> tuple[dict[str, Question], dict[str, date]]:
    """Return what of a feed waits for an answer, with the answers that were given, also to what it lacks tonight.

    What was answered is kept for a month longer, and since when it is not asked any more is returned as well.
    """
    dutch, unseen = translator("nl"), one.not_told()
    given = {each.key: each for each in before if each.key in known.questions and each.key != key_of_loss(known.lost)}
    away = {key: known.away.get(key, today) for key, each in given.items() if each.publish is not None}
    away = {key: day for key, day in away.items() if key not in one.asked and today - day <= KEPT_FOR}
    answers = {each.key: each.publish for each in before}
    waits = {each.key: each for each in before if each.activity in unseen or each.key in away} | {
        key: Question(key, activity, message.shown(dutch), answers.get(key))
        for key, (activity, message) in one.asked.items()
    }
    return waits, away


def _not_believed(
    known: ImportedFeed, one: OneFeed, label: str, before: tuple[Question, ...]
) -> tuple[ImportedFeed, dict[str, Question]]:
    """Return a feed as it was, and what of it waits: also whether what it lost is gone indeed."""
    key = key_of_loss(one.lost)
    asked = Question(key, label, Message(_IS_IT, one.lost_words).shown(translator("nl")))
    others = set(known.questions) - {key_of_loss(known.lost)}
    waits = {key: asked} | {each.key: each for each in before if each.key in {key, *others}}
    return replace(known, lost=one.lost, questions=tuple(sorted(waits))), waits


def _of(organisation: Organisation, told: Message, texts: Translator) -> Message:
    return Message(N_("{organisation}: {text}"), {"organisation": organisation.id, "text": told.shown(texts)})


def save(night: Night) -> None:
    """Write the files and then what tells of them, each whole. Of who is killed, the next night finds out how far."""
    ready = {intended(path): octets for path, octets in night.ledgers.items() if path.suffix == ".json"}
    write_all(ready)
    write_all({**night.done.files, **night.ledgers})
    for path in ready:
        path.unlink()
