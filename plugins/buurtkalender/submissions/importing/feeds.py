"""The feeds that are taken over every night.

What this never does: write over what a person changed, delete a file, cancel something at the first time that it is
missing, or believe a feed that lost most of its events until a person says that it did. What a night cannot do stays as
it was, and is told.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from buurtkalender.domain.model import Calendar, FeedSource, Organisation
from buurtkalender.reading.content import read_waiting
from buurtkalender.reading.fields_contact import SECRET
from buurtkalender.reading.records_calendar import Question
from buurtkalender.reading.storage import write_all
from buurtkalender.reading.suggest import in_flow
from buurtkalender.submissions.http import FetchLimits, Validators, address_named, load_source
from buurtkalender.submissions.importing.content_lines import MOST_CALENDAR_BYTES, components
from buurtkalender.submissions.importing.importer import CalendarImport
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.one_feed import OneFeed
from buurtkalender.submissions.importing.recognising import (
    MARKED_PRIVATE,
    ImportedFeed,
    ImportedFile,
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
    ImportPart,
    ReportItem,
    SourcePlace,
    Yes,
    lines_of,
    question_key,
)
from buurtkalender.submissions.importing.versions import Events, events
from buurtkalender.words.catalogues import N_, Translator, translator
from buurtkalender.words.values import CannotReadError, Message

FOLDER = "feeds"
MOST_LEDGER_BYTES = 16 * 1024 * 1024
KEPT_FOR = timedelta(days=31)
"""For how long an answer is kept when its question is not asked any more: an event may come back."""

# --- ledger ----------------------------------------------------------------------------------------------
# What the feeds of an organisation were made into, kept between nights: ``content/feeds/<organisation>.json``.
#
# It lies beside the content, so that it is in git with the files that it is about, and a night that fails takes
# nothing back. It holds no more than is needed, and nothing that is not public: events and addresses are digests.


class ImportLedger(msgspec.Struct, frozen=True):
    """What was made of each feed, by :func:`feed_key`."""

    feeds: dict[str, ImportedFeed] = {}
    version: int = 2


class _FirstLedger(msgspec.Struct, frozen=True):
    """How ledgers were before: by address, and events by their UID."""

    feeds: dict[str, dict[str, ImportedFile]]


def feed_key(url: str) -> str:
    """Return by what a feed is known: the variable that holds its address, or its host with a digest of the rest."""
    if SECRET.fullmatch(url):
        return url
    return f"{urlsplit(url).hostname} {sha256(url.encode()).hexdigest()[:12]}"


def read_ledger(path: Path) -> ImportLedger:
    """Read a ledger, an empty one where there is none. Raises CannotReadError for one that is broken."""
    try:
        octets = path.read_bytes()[:MOST_LEDGER_BYTES]
    except FileNotFoundError:
        return ImportLedger()
    except OSError as error:
        raise CannotReadError(N_("{file}: {reason}"), file=path.name, reason=error.strerror or error) from None
    try:
        if msgspec.json.decode(octets)["version"] == 1:
            first = msgspec.json.decode(octets, type=_FirstLedger)
            return ImportLedger({feed_key(url): ImportedFeed(_upgraded(made)) for url, made in first.feeds.items()})
        return msgspec.json.decode(octets, type=ImportLedger)
    except (ValueError, LookupError, TypeError, msgspec.MsgspecError):
        text = N_(
            "{file} in content/feeds is broken: take it back from git. Until then its calendars stay as they are."
        )
        raise CannotReadError(text, file=path.name) from None


def _upgraded(made: Mapping[str, ImportedFile]) -> dict[str, ImportedFile]:
    def key(old: str) -> str:
        uid, blank, day = old.partition(" ")
        return f"{event_id(uid)}{blank}{day}"

    return {
        name: replace(one, events={key(old): seen for old, seen in one.events.items()}) for name, one in made.items()
    }


def _octets_of(ledger: ImportLedger) -> bytes:
    """Return the bytes of a ledger: the same for the same content, a line a fact, so that git shows what changed."""
    return (json.dumps(msgspec.to_builtins(ledger), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


# --- what waits ------------------------------------------------------------------------------------------
# ``content/feeds/<organisation>.yaml``: what is not written until a person says yes, and what they answered.

_HEAD = """\
# Wat uit de agenda's van deze organisatie wacht op een antwoord. Gemaakt door `buurtkalender import feeds`.
# Vul achter `publish` in: yes (klopt, en mag openbaar) of no (niet). De volgende nacht wordt het gedaan.
"""


def _waiting_octets(questions: Iterable[Question]) -> bytes:
    answers = {True: "yes", False: "no", None: "unknown"}
    rows = [
        f"  - key: {one.key}\n    activity: {in_flow(one.activity)}\n    about: {in_flow(one.about)}\n"
        f"    publish: {answers[one.publish]}\n"
        for one in sorted(questions, key=lambda one: (one.activity, one.about, one.key))
    ]
    return (_HEAD + ("waiting:\n" + "".join(rows) if rows else "waiting: []\n")).encode()


# --- a night ---------------------------------------------------------------------------------------------


class Night(NamedTuple):
    """What a night comes to: its report with the files to write, and the ledgers with what waits."""

    done: CalendarImport
    ledgers: dict[Path, bytes]


def import_feeds(calendar: Calendar, content: Path, today: date, texts: Translator, reach: FetchLimits) -> Night:
    """Work out what all feeds come to, without writing anything. What goes wrong is told, and stays as it was."""
    done = _Night(calendar, content, today, texts, reach)
    for organisation in calendar.organisations.values():
        if organisation.feeds:
            try:
                done.organisation(organisation)
            except CannotReadError as error:
                done.tell(error.message)
    if not any(one.feeds for one in calendar.organisations.values()):
        done.items.append(ReportItem(Certainty.CHECK, SourcePlace(0), Message(_NO_FEEDS)))
    report = (*done.lines, *([""] if done.lines else []), *lines_of(done.taken, done.items, texts))
    parts = (*done.parts, ImportPart("", items=tuple(one for one in done.items if not one.place.number)))
    return Night(CalendarImport(report, done.files, done.wrong, parts), done.books)


class _Night:
    """All feeds of one night, and what comes of them."""

    def __init__(self, calendar: Calendar, content: Path, today: date, texts: Translator, reach: FetchLimits) -> None:
        self.taken: list[ImportedActivity] = []
        self.items: list[ReportItem] = []
        self.lines: list[str] = []
        self.files: dict[Path, bytes] = {}
        self.parts: list[ImportPart] = []
        self.books: dict[Path, bytes] = {}
        self.wrong = False
        self._calendar, self._places = calendar, PlaceMatcher(calendar)
        self._content, self._today, self._texts, self._reach = content, today, texts, reach

    def tell(self, told: Message) -> None:
        """Tell what went wrong."""
        self.items.append(ReportItem(Certainty.CHECK, SourcePlace(0), told))
        self.wrong = True

    def organisation(self, organisation: Organisation) -> None:
        """Read all feeds of an organisation. Raises CannotReadError when what was written about them is broken."""
        path = self._content / FOLDER / f"{organisation.id}.json"
        feeds = dict(read_ledger(path).feeds)
        before, problems = read_waiting(path.with_suffix(".yaml"), self._content)
        if problems:
            one = problems[0]
            text = N_("{place}: {reason} Until then the calendars of this organisation stay as they are.")
            raise CannotReadError(text, place=f"{one.path}:{one.line}:{one.column}", reason=one.text(self._texts))
        now: dict[str, Question] = {}
        for feed in organisation.feeds:
            known = feeds.get(feed_key(feed.url), ImportedFeed())
            try:
                now |= self._feed(organisation, feed, feeds, before)
            except CannotReadError as error:
                self._not_read(organisation, feed, error.message)
            except Exception as error:
                if os.environ.get("BUURTKALENDER_DEBUG"):
                    raise
                what = str(error)
                with suppress(CannotReadError):  # an address that nobody gave
                    what = what.replace(address_named(feed.url), _label(feed))
                self._not_read(organisation, feed, Message(_UNFORESEEN, {"error": f"{type(error).__name__}: {what}"}))
            else:
                continue
            now |= {one.key: one for one in before if one.key in known.questions}
        self._remember(path, feeds, before, now)

    def _not_read(self, organisation: Organisation, feed: FeedSource, told: Message) -> None:
        """Tell why a feed cannot be read, without its address: no feed may stop those of others."""
        named = {name: _label(feed) if name in {"address", "file"} else word for name, word in told.words.items()}
        self.tell(_of(organisation, Message(told.text, named), self._texts))
        self.lines.append(f"{organisation.id} ({_label(feed)}): {self._texts.gettext(_STAYS)}")

    def _feed(
        self, organisation: Organisation, feed: FeedSource, feeds: dict[str, ImportedFeed], before: tuple[Question, ...]
    ) -> dict[str, Question]:
        """Take over one feed, and return what of it waits for an answer. Raises CannotReadError; then all stays."""
        key, yes = feed_key(feed.url), frozenset(one.key for one in before if one.publish)
        known, left = feeds.get(key, ImportedFeed()), None
        asked = self._asked(feed, yes)
        read = load_source(address_named(feed.url), self._reach, MOST_CALENDAR_BYTES, self._version(key, known, asked))
        if read.same:
            self.lines.append(f"{organisation.id} ({_label(feed)}): {self._texts.gettext(_SAME)}")
            return {one.key: one for one in before if one.key in known.questions}
        parts = components(read.octets, read.name)
        found = events(parts, self._today, yes)
        if not known.files:
            left = _taken_up(feeds, {feed_key(one.url) for one in organisation.feeds}, found)
            known = feeds[left] if left else known
        others = {name for other, made in feeds.items() if other not in {key, left} for name in made.files}
        one = OneFeed(
            organisation, feed, known, others, self._calendar, self._places, self._content, self._today, self._texts,
            read.name, yes,
        )  # fmt: skip
        files = one.night(found, events(parts, self._today) if yes else found)
        if files is None:
            feeds[left or key], waits = _not_believed(known, one, _label(feed), before)
            self._not_read(organisation, feed, Message(_NOT_BELIEVED, {**one.lost_words, "waiting": organisation.id}))
            return waits
        waits, away = _questions(one, known, before, self._today)
        version = (*read.validators, asked) if any(read.validators) else ("", "", "")
        if (files, one.renewed, left) == (known.files, known.renewed, None) and asked == known.asked:
            version = known.etag, known.modified, known.asked  # a version of its own each night is no news
        feeds.pop(left or "", None)
        feeds[key] = ImportedFeed(files, *version, one.renewed, tuple(sorted(waits)), away=away)
        self.files |= one.files
        placed = tuple(item for item in one.items if item.place.number)
        self.parts.append(ImportPart(organisation.name, tuple(one.taken), placed, read.octets))
        self.taken += [each._replace(items=tuple(_in_public(each.items))) for each in one.taken]
        self.items += [
            each._replace(message=_of(organisation, each.message, self._texts)) for each in _in_public(one.items)
        ]
        self.lines.append(f"{organisation.id} ({_label(feed)}): {self._counted(one, waits)}")
        return waits

    def _asked(self, feed: FeedSource, yes: Yes) -> str:
        """Return a digest of how a feed is read: when that changes, its last version has to be read again."""
        calendar = self._calendar
        parts = (
            _program(), f"{self._today:%Y-%m}", sorted(yes), feed.venue, feed.themes, feed.audiences, calendar.venues,
            calendar.themes, calendar.audiences, calendar.anchor,
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

    def _remember(
        self, path: Path, feeds: dict[str, ImportedFeed], before: tuple[Question, ...], now: dict[str, Question]
    ) -> None:
        """Put aside the ledger and what waits, where they changed."""
        octets = _octets_of(ImportLedger(feeds))
        if feeds and (not path.exists() or path.read_bytes() != octets):
            self.books[path] = octets
        if {one.key: one for one in before} != now:
            self.books[path.with_suffix(".yaml")] = _waiting_octets(now.values())
        if waiting := sum(one.publish is None for one in now.values()):
            file = f"{self._content.name}/{FOLDER}/{path.stem}.yaml"
            told = Message(N_("{file}: {n} to answer with yes or no"), {"file": file, "n": waiting})
            self.items.append(ReportItem(Certainty.CHECK, SourcePlace(0), told))


@cache
def _program() -> str:
    """Return a digest of the program that imports: another one may read the same in another way."""
    return sha256(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))).hexdigest()


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


def _taken_up(feeds: Mapping[str, ImportedFeed], current: set[str], found: Events) -> str | None:
    """Return the key under which this calendar was known, of an address that is no longer there."""
    ids = {event_id(one.uid) for one in found.events if one.uid}
    titles = {likeness(one.title) for one in found.events}
    for key, made in feeds.items():
        known = {each.partition(" ")[0] for entry in made.files.values() for each in entry.events}
        named = {entry.title for entry in made.files.values()} - {""}
        if key not in current and (known & ids or (named and len(named & titles) * 2 > len(named))):
            return key
    return None


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


def _in_public(items: Iterable[ReportItem]) -> list[ReportItem]:
    """Return what may stand in a log that everybody reads: no UID, and no title of what is private."""
    return [
        each._replace(
            place=each.place._replace(uid="", name="" if each.message.text == MARKED_PRIVATE else each.place.name),
            key="",
        )
        for each in items
    ]


def _of(organisation: Organisation, told: Message, texts: Translator) -> Message:
    return Message(N_("{organisation}: {text}"), {"organisation": organisation.id, "text": told.shown(texts)})


def save(night: Night) -> None:
    """Write the files, and then the ledgers that tell of them. Each is there whole, or as it was."""
    write_all({**night.done.files, **night.ledgers})
