"""Where something is taken in: answers are checked, kept in the log, and given a number; and how much is taken."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from starlette.requests import Request

from buurtkalender.clock import monotonic
from buurtkalender.domain.model import Calendar
from buurtkalender.form.answers import the, tidy
from buurtkalender.reading.storage import write
from buurtkalender.submissions.form import Submitted, draft
from buurtkalender.submissions.receiving.guard import SignedLink
from buurtkalender.submissions.receiving.log import By, Log, LogLine, Submission, answers_digest
from buurtkalender.submissions.receiving.repository import Calendars
from buurtkalender.submissions.receiving.settings import Limits, PublishedSite
from buurtkalender.words.catalogues import N_, Translator

T = TypeVar("T")

HERE = ZoneInfo("Europe/Amsterdam")
PROMISED_DAYS = 120
"""For so long a name is kept for a new activity that editors have not decided about."""

OWN_NAMES = frozenset({"altcha", "homepage", "link"})
"""What the receiver's own fields are called: none of them is an answer."""


class Accepted(NamedTuple):
    """What became of answers: what they come to, and the submission; None where there are faults."""

    draft: Submitted
    submission: Submission | None


class Intake:
    """Takes submissions in, one after the other. ``clock`` gives the time, with its zone."""

    def __init__(self, log: Log, calendars: Calendars, texts: Translator, clock: Callable[[], datetime]) -> None:
        self._log = log
        self._calendars = calendars
        self._texts = texts
        self._clock = clock
        self._one = threading.Lock()

    def today(self) -> date:
        """Return the day it is in the Netherlands."""
        return self._clock().astimezone(HERE).date()

    def calendar(self) -> Calendar:
        """Return the calendar as it is known now."""
        return self._calendars.known.calendar

    def known(self, raw: Mapping[str, Iterable[str]]) -> Submission | None:
        """Return the submission that the same answers made today; None where there is none."""
        found = self._log.by_digest.get(answers_digest(answers_in(raw, self.calendar()), str(self.today())))
        known = self._log.find(found) if found else None
        return None if known is None or "rejected" in known.steps else known

    def take(self, raw: Mapping[str, Iterable[str]], by: By) -> Accepted:
        """Check answers and keep them. The same ones once more on one day are the same submission.

        Raises OSError when they cannot be kept: then nobody may be told that they are.
        """
        answers = answers_in(raw, self.calendar())
        now = self._clock()
        day = now.astimezone(HERE).date()
        with self._one:
            found = self.made_of(answers, day, promised(self._log.all, now))
            if found.faults:
                return Accepted(found, None)
            if known := self.known(raw):
                return Accepted(found, known)
            line = LogLine(
                id=self._log.new_id(f"{day:%y%m%d}"),
                at=now,
                step="accepted",
                answers=answers,
                by=by,
                action=found.action,
                activity=found.activity,
                subject=found.subject,
                digest=answers_digest(answers, str(day)),
            )
            self._log.add(line)
            return Accepted(found, self._log.submissions[line.id])

    def made_of(self, answers: Mapping[str, Iterable[str]], day: date, taken: Iterable[str]) -> Submitted:
        """Return what answers come to in the calendar as it is known now."""
        return draft(self.calendar(), answers, day, self._texts, taken)


def answers_in(raw: Mapping[str, Iterable[str]], calendar: Calendar) -> dict[str, list[str]]:
    """Return the answers in what was sent, tidied.

    Where no script ran, somebody typed the title of an activity: of the organisation that is chosen beside it, it is
    found by that.
    """
    found = {name: list(values) for name, values in tidy(raw).items() if name not in OWN_NAMES}
    typed, organisation = the(tidy(found), "activity"), the(tidy(found), "organisation")
    if typed and typed not in calendar.activities:
        wanted = " ".join(typed.split()).casefold()
        own = (one for one in calendar.activities.values() if one.organisation == organisation)
        same = [one.id for one in own if one.title.casefold() == wanted]
        if len(same) == 1:
            found["activity"] = same
    return found


def promised(submissions: Iterable[Submission], now: datetime, before: str = "") -> Iterator[str]:
    """Yield the addresses of new activities that came in and may still come into the calendar.

    ``submissions`` are in the order in which they came; only those ``before`` this one count.
    """
    since = now - timedelta(days=PROMISED_DAYS)
    for one in submissions:
        if one.id == before:
            return
        if one.action == "new" and one.activity and one.at > since and "rejected" not in one.steps:
            yield one.activity


def link_answers(
    found: SignedLink, fields: Mapping[str, Sequence[str]], *, whole: bool = False
) -> dict[str, list[str]]:
    """Return the answers that pressing the button gives: what the page asks, and nothing that it does not ask.

    ``whole``: it is the form to change an activity, which asks everything.
    """
    asked = {"confirm": (), "change": ("message",), "cancel": ("changes.date", "changes.what", "changes.cancelled")}[
        found.action
    ]
    given = {name: list(values) for name, values in fields.items() if whole or name in (*asked, "filled_from")}
    return {**given, "action": [found.action], "activity": [found.activity], "organisation": [found.organisation]}


# --- limits ----------------------------------------------------------------------------------------------
# How much is taken in an hour. What is known of an address is kept in memory only, and not the address itself.

MOST_KNOWN = 5_000
"""How many addresses are told apart at once; beyond that the one that was quiet longest is forgotten."""

HOUR = 3600.0

Who = tuple[bytes, ...]
"""Digests of who asks: of their own address, and of the network that it is in."""

ALL: Who = (b"",)
SHARES = (1.0, 0.25)
"""What is charged for one to an address, and to its network: that may take four times as much."""


class Limit:
    """So many an hour of each, with as many at once as half of that: a bucket that fills again while nobody takes.

    ``clock`` gives seconds that never go back.
    """

    def __init__(self, hourly: int, clock: Callable[[], float]) -> None:
        self._room = max(hourly / 2, 1.0)
        self._rate = hourly / HOUR
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._one = threading.Lock()

    def allows(self, who: Who = ALL, spare: float = 0.0) -> bool:
        """Whether one more is taken; if so, it counts. ``spare`` is the part of the room that has to stay free."""
        with self._one:
            now = self._clock()
            left = {one: self._left(one, now) for one in who}
            shares = dict(zip(who, SHARES, strict=False))
            taken = all(left[one] - shares[one] >= spare * self._room for one in who)
            for one in who:
                self._known[one] = (left[one] - shares[one] if taken else left[one]), now
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
            return taken

    def give_back(self, who: Who = ALL) -> None:
        """Do as if one less was taken."""
        with self._one:
            now = self._clock()
            for one, share in zip(who, SHARES, strict=False):
                self._known[one] = min(self._room, self._left(one, now) + share), now

    def seconds(self) -> int:
        """Return after how long there is room again, at most."""
        return max(1, round(1 / self._rate))

    def _left(self, one: bytes, now: float) -> float:
        left, since = self._known.pop(one, (self._room, now))
        return min(self._room, left + (now - since) * self._rate)


class Callers:
    """Tells callers apart without knowing who they are: by digests that only this process can make."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def digests(self, address: str) -> Who:
        """Return digests of a caller: of the house (an address of IPv4, a /64 of IPv6), and of the network (/24, /48).

        Whoever rents a network has all addresses in it; a house with IPv6 has a /64, and often a /56 or a /48.
        """
        try:
            found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
        except ValueError:
            return (self.digest(address.encode()),)
        if isinstance(found, IPv6Address):
            found = found.ipv4_mapped or found
        house, network = (8, 6) if isinstance(found, IPv6Address) else (4, 3)
        return self.digest(found.packed[:house]), self.digest(found.packed[:network])

    def digest(self, octets: bytes) -> bytes:
        """Return a digest."""
        return blake2b(octets, key=self._key, digest_size=12).digest()


def caller(peer: str, forwarded: str, proxies: frozenset[str]) -> str:
    """Return who asks: the peer, or whom a proxy of ours says that it asks for.

    ``forwarded`` is X-Forwarded-For, of which anybody can write the beginning: it is read from its end, and only as
    long as it was our own proxies that wrote.
    """
    if peer not in proxies:
        return peer
    for one in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if one not in proxies:
            return one
    return peer


# What counts for all together is charged once a proof of work was found right. What comes without one costs its sender.

LINK_PRESSES = 30
FAIR = 8
"""An eighth of what is kept without a proof in an hour is for one network, before half of the room is free."""


@dataclass
class Doorway:
    """What stands between the network and the desk. ``counts`` are of answers by kind: all that is known of spam."""

    limits: Limits
    proxies: frozenset[str]
    origins: frozenset[str]
    forms: Limit
    address: Limit
    everybody: Limit
    networks: Limit
    review: Limit
    challenges: Limit
    links: Limit
    callers: Callers = field(default_factory=Callers)
    counts: Counter[str] = field(default_factory=Counter)

    def who(self, request: Request) -> Who:
        """Return digests of who asks."""
        peer = request.client.host if request.client else ""
        forwarded = ", ".join(request.headers.getlist("x-forwarded-for"))
        return self.callers.digests(caller(peer, forwarded, self.proxies))

    def holder(self, token: str) -> Who:
        """Return a digest of who has a link: what comes with it is charged to nobody else."""
        return (self.callers.digest(token.encode()),)

    def takes(self, by: By, who: Who) -> Limit | None:
        """Charge for what is about to be kept; return the limit that does not allow it, None where all do."""
        charged = self._charged(by, who)
        spare = 0.5 if by == "review" and not self.networks.allows(who[-1:]) else 0.0
        for n, (limit, whose) in enumerate(charged):
            if not limit.allows(whose, spare if limit is self.review else 0.0):
                for before, whom in charged[:n]:
                    before.give_back(whom)
                return limit
        return None

    def give_back(self, by: By, who: Who) -> None:
        """Do as if nothing was kept, for nothing was."""
        for limit, whose in self._charged(by, who):
            limit.give_back(whose)

    def _charged(self, by: By, who: Who) -> list[tuple[Limit, Who]]:
        if by == "link":
            return [(self.links, who)]
        return [(self.address, who), (self.everybody if by == "proof" else self.review, ALL)]


def doorway(
    site: PublishedSite, limits: Limits, proxies: Sequence[str], origins: Sequence[str], seconds: Callable[[], float]
) -> Doorway:
    """Return a doorway with all its limits; ``seconds`` is a clock that never goes back."""
    return Doorway(
        limits=limits,
        proxies=frozenset(proxies),
        origins=frozenset([*site.origins, *origins]),
        forms=Limit(max(limits.forms, limits.address), seconds),  # whatever is kept was sent
        address=Limit(limits.address, seconds),
        everybody=Limit(limits.everybody, seconds),
        networks=Limit(max(limits.review // FAIR, 1), seconds),
        review=Limit(limits.review, seconds),
        challenges=Limit(limits.challenges, seconds),
        links=Limit(LINK_PRESSES, seconds),
    )


# Who showed that they are no spam never waits for those who did not.


class BusyError(Exception):
    """More is waiting than can be done soon."""


class Pool:
    """Threads of their own for some work, so that other work never waits for it."""

    def __init__(self, threads: int, most: int) -> None:
        self._pool = ThreadPoolExecutor(threads)
        self._most = most
        self._waiting = 0

    async def do(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do something when it is its turn. Raises BusyError where too much waits already."""
        if self._waiting >= self._most:
            raise BusyError
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self._waiting -= 1


# --- health -----------------------------------------------------------------------------------------------

HEALTH_SECONDS = 5.0
LEAST_FREE = 20_000_000
"""Bytes that have to be free for the log, or a fiftieth of a small disk."""
FAILING = timedelta(days=1)
STALE = 6 * 3600.0


@dataclass
class Health:
    """Tells what an operator has to look at, in sentences that say nothing of anybody who sent something."""

    log: Log
    calendars: Calendars
    died: Callable[[], bool]
    texts: Translator
    clock: Callable[[], datetime]
    _known: tuple[float, list[str]] = (-HEALTH_SECONDS, [])
    _one: threading.Lock = field(default_factory=threading.Lock)

    def troubles(self) -> list[str]:
        """Return a sentence for each trouble; what was found some seconds ago still holds."""
        with self._one:
            if monotonic() - self._known[0] >= HEALTH_SECONDS:
                self._known = monotonic(), [*self._found()]
            return self._known[1]

    def _found(self) -> Iterator[str]:
        _ = self.texts.gettext
        if not self._room():
            yield _(N_("The folder of the log is full or cannot be written: nothing is accepted."))
        if self.died():
            yield _(N_("What came in is not brought on any more: start the receiver anew."))
        before = self.clock() - FAILING
        if failing := sum(bool(one.failures) and one.at < before for one in self.log.unfinished):
            text = self.texts.ngettext(
                "{n} submission of more than a day ago could not be brought on.",
                "{n} submissions of more than a day ago could not be brought on.",
                failing,
            )
            yield text.format(n=failing)
        if monotonic() - self.calendars.refreshed > STALE:
            yield _(N_("The newest calendar could not be had for hours."))

    def _room(self) -> bool:
        """Whether the log can be written to: a disk may have room and no more names, or be of somebody else."""
        try:
            disk = shutil.disk_usage(self.log.folder)
            write(self.log.folder / "health", b"Written to see whether anything can be.\n")
        except OSError:
            return False
        return disk.free >= min(LEAST_FREE, disk.total // 50)
