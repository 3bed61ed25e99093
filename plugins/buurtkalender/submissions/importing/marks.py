"""What is written beside and between what an import makes: marks of guesses, ledgers of feeds, and what waits.

What was guessed stands in the file too, above the key that it is about, until somebody looked at it. In Dutch, as all
content is, whoever runs the command.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from buurtkalender.reading.fields_contact import SECRET
from buurtkalender.reading.records_calendar import MOST_QUESTIONS, Question
from buurtkalender.reading.suggest import in_flow
from buurtkalender.reading.yaml import MOST_FILE_BYTES
from buurtkalender.submissions.http import is_address
from buurtkalender.submissions.importing.recognising import (
    MARKED_PRIVATE,
    ImportedFeed,
    ImportedFile,
    event_id,
    likeness,
)
from buurtkalender.submissions.importing.report import Certainty, ReportItem
from buurtkalender.submissions.importing.versions import Events
from buurtkalender.words.catalogues import N_, translator
from buurtkalender.words.values import CannotReadError, on_one_line

MOST_LEDGER_BYTES = 16 * 1024 * 1024

_BEGIN = "# geraden: "
_MARK = N_("guessed: {text}. Is it right? Then take this line out.")
_MARKED = re.compile(rb"^# geraden: .*\n?", re.MULTILINE)


def guesses_of(items: Iterable[ReportItem]) -> dict[str, str]:
    """Return what is to stand above the keys of a file, by key: all that was guessed of one on one line."""
    texts = translator("nl")
    told: dict[str, dict[str, None]] = {}
    for item in items:
        if item.kind is Certainty.GUESSED:
            told.setdefault(item.about, {})[on_one_line(item.message.shown(texts))] = None
    return {key: texts.gettext(_MARK).format(text="; ".join(guesses)) for key, guesses in told.items()}


def without_guesses(octets: bytes) -> bytes:
    """Return a file without these lines: whoever takes out those that are right changes nothing else by it."""
    return _MARKED.sub(b"", octets)


def file_digest(octets: bytes) -> str:
    """Return the digest of a file, whatever was done with the marks of guesses in it."""
    return sha256(without_guesses(octets)).hexdigest()


def with_marks(text: str, before: str) -> str:
    """Return a file with the marks of guesses above the keys above which they stood before."""
    marks = {key.partition(":")[0]: mark for mark, key in pairwise(before.splitlines()) if mark.startswith(_BEGIN)}
    rows = text.splitlines(keepends=True)
    return "".join(f"{marks[key]}\n{row}" if (key := row.partition(":")[0]) in marks else row for row in rows)


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


ALL_ADDRESSES = "BUURTKALENDER_FEEDS"
"""An environment variable with many addresses, a row each: ``BUURTKALENDER_FEED_KOFFIE=https://…``.

A workflow is given each secret by its name. With this one a calendar more needs no other workflow.
"""


def address_named(url: str) -> str:
    """Return an address; one that is secret is only named, and stands in the environment. Raises CannotReadError."""
    if not SECRET.fullmatch(url):
        return url
    name = url.partition(":")[2]
    rows = dict(row.strip().partition("=")[::2] for row in os.environ.get(ALL_ADDRESSES, "").splitlines())
    found = (os.environ.get(name) or rows.get(name, "")).strip()
    if not found:
        raise CannotReadError(N_("the environment does not have {name}, with the address of a calendar"), name=name)
    if not is_address(found):
        raise CannotReadError(N_("what {name} holds is no address that begins with https://"), name=name)
    return found


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


@cache
def program_digest() -> str:
    """Return a digest of the program that imports: another one may read the same in another way."""
    return sha256(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))).hexdigest()


def intended(path: Path) -> Path:
    """Return where a ledger stands until all files that it tells of are there. What has such a name is no content."""
    return path.with_name(f".{path.name}~")


def recovered(path: Path, before: Mapping[str, ImportedFeed], folder: Path) -> dict[str, ImportedFeed]:
    """Return what was made of each feed, after a night that ended halfway.

    Its ledger was put ready before the first file. A file in ``folder`` that is as that says was made in that night;
    any other is as it was before, and one that is not there was never made. All of it is fetched anew.
    """
    try:
        meant = read_ledger(intended(path)).feeds
    except CannotReadError:
        meant = {}
    if not meant:
        return dict(before)
    known = {name: entry for one in before.values() for name, entry in one.files.items()}
    found: dict[str, ImportedFeed] = {}
    for key, one in meant.items():
        there = {
            name: entry if _is_there(folder / f"{name}.yaml", entry.digest) else known[name]
            for name, entry in one.files.items()
            if name in known or _is_there(folder / f"{name}.yaml", entry.digest)
        }
        found[key] = replace(before.get(key, one), files=there, etag="", modified="")
    return found


def _is_there(path: Path, digest: str) -> bool:
    try:
        return not path.is_symlink() and file_digest(path.read_bytes()) == digest
    except OSError:
        return False


def _upgraded(made: Mapping[str, ImportedFile]) -> dict[str, ImportedFile]:
    def key(old: str) -> str:
        uid, blank, day = old.partition(" ")
        return f"{event_id(uid)}{blank}{day}"

    return {
        name: replace(one, events={key(old): seen for old, seen in one.events.items()}) for name, one in made.items()
    }


def ledger_octets(ledger: ImportLedger) -> bytes:
    """Return the bytes of a ledger: the same for the same content, a line a fact, so that git shows what changed."""
    return (json.dumps(msgspec.to_builtins(ledger), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def taken_up(feeds: Mapping[str, ImportedFeed], current: set[str], found: Events) -> str | None:
    """Return the key under which this calendar was known, of an address that is no longer there."""
    ids = {event_id(one.uid) for one in found.events if one.uid}
    titles = {likeness(one.title) for one in found.events}
    for key, made in feeds.items():
        known = {each.partition(" ")[0] for entry in made.files.values() for each in entry.events}
        named = {entry.title for entry in made.files.values()} - {""}
        if key not in current and (known & ids or (named and len(named & titles) * 2 > len(named))):
            return key
    return None


# --- what waits ------------------------------------------------------------------------------------------
# ``content/feeds/<organisation>.yaml``: what is not written until a person says yes, and what they answered.

_HEAD = """\
# Wat uit de agenda's van deze organisatie wacht op een antwoord. Gemaakt door `buurtkalender import feeds`.
# Vul achter `publish` in: yes (klopt, en mag openbaar) of no (niet). De volgende nacht wordt het gedaan.
"""


_MORE = "# En nog meer: die vragen komen hier zodra er van deze een antwoord hebben.\n"


def waiting_octets(questions: Iterable[Question]) -> bytes:
    """Return the bytes of a file with questions, each with its answer where it has one.

    A file is no larger than can be read again: what was answered stands in it first, and questions that do not fit are
    asked once others are answered.
    """
    answers = {True: "yes", False: "no", None: "unknown"}
    every = sorted(questions, key=lambda one: (one.activity, one.about, one.key))
    rows = {
        one.key: f"  - key: {one.key}\n    activity: {in_flow(one.activity)}\n    about: {in_flow(one.about)}\n"
        f"    publish: {answers[one.publish]}\n"
        for one in every
    }
    room = MOST_FILE_BYTES - len(_HEAD.encode()) - len(_MORE.encode()) - len("waiting: []\n")
    fit: set[str] = set()
    for one in sorted(every, key=lambda one: one.publish is None)[:MOST_QUESTIONS]:
        room -= len(rows[one.key].encode())
        if room < 0:
            break
        fit.add(one.key)
    found = "".join(row for key, row in rows.items() if key in fit)
    more = _MORE if len(fit) < len(rows) else ""
    return (_HEAD + more + (f"waiting:\n{found}" if found else "waiting: []\n")).encode()


def in_public(items: Iterable[ReportItem]) -> list[ReportItem]:
    """Return what may stand in a log that everybody reads: no UID, and no title of what is private."""
    return [
        each._replace(
            place=each.place._replace(uid="", name="" if each.message.text == MARKED_PRIVATE else each.place.name),
            key="",
        )
        for each in items
    ]
