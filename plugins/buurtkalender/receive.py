"""The commands `receive` and `submissions`: here the site and what comes in for it are brought together.

Neither of them knows the other. What the receiver has to know of the site is told to it here, as values and functions.
"""

from __future__ import annotations

import os
import resource
import secrets
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from datetime import date, datetime
from functools import partial

import uvicorn

from buurtkalender.clock import monotonic
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.values import Occurrence
from buurtkalender.reading.storage import write
from buurtkalender.site import addresses
from buurtkalender.site.settings import Settings
from buurtkalender.submissions.receiving.app import Receiver, counted
from buurtkalender.submissions.receiving.doorway import LEAVING, Connection, doorway
from buurtkalender.submissions.receiving.filled import FormPages, fetch
from buurtkalender.submissions.receiving.forge import Requests
from buurtkalender.submissions.receiving.guard import LinkSettings, Proof, link, links
from buurtkalender.submissions.receiving.health import Health
from buurtkalender.submissions.receiving.intake import HERE, Intake
from buurtkalender.submissions.receiving.keeping import Keeping
from buurtkalender.submissions.receiving.log import Log, LogLine, LogStep, Submission, alone
from buurtkalender.submissions.receiving.pages import Invited, Pages, Saying
from buurtkalender.submissions.receiving.repository import Calendars, Clone
from buurtkalender.submissions.receiving.settings import (
    PublishedSite,
    ReceiverError,
    SettingsFile,
    secret_of,
    server_of,
    token_of,
)
from buurtkalender.submissions.receiving.worker import HandoverWays, Worker
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.dates import FAR, dated, numeric
from buurtkalender.words.patterns import sentence
from buurtkalender.words.values import Words, words_of

Clock = Callable[[], datetime]
Between = Callable[[str], None]

TOKEN = "BUURTKALENDER_FORGE_TOKEN"  # noqa: S105 - the name of a variable
FORMS = {
    "new": addresses.SUBMIT_NEW,
    "change": addresses.SUBMIT_CHANGE,
    "cancel": addresses.SUBMIT_CANCEL,
    "confirm": addresses.SUBMIT_CONFIRM,
    "stop": addresses.SUBMIT_STOP,
}
STYLESHEETS = ("/theme/css/site.css", "/theme/form.css")
COUNTING = 60.0
SWITCH = 0.001
"""Seconds after which who computes lets others: who answers is one of many threads, and has little to do each time."""


def _no_step(step: str) -> None:
    """Do nothing between two steps."""


def site_of(settings: Settings, texts: Translator) -> PublishedSite:
    """Return what the receiver has to know of the site. Raises ReceiverError where no address for forms is set."""
    if not settings.submission_url:
        text = N_("Set SUBMISSION_URL in pelican.conf.py: the address at which people reach the receiver, https://…")
        raise ReceiverError(texts.gettext(text))
    fresh = secrets.token_hex(4)  # some hosts let browsers keep these for ever: after a start they are asked for anew
    return PublishedSite(
        name=settings.name,
        url=settings.url,
        submission_url=settings.submission_url,
        language=settings.language,
        email=settings.email or "",
        calendar_id=settings.calendar_id,
        anchor=settings.anchor,
        public_holidays=settings.public_holidays,
        content=settings.content,
        forms={action: addresses.absolute(settings.url, path) for action, path in FORMS.items()},
        stylesheets=tuple(f"{addresses.absolute(settings.url, path)}?{fresh}" for path in STYLESHEETS),
        icon=addresses.absolute(settings.url, "/theme/icon.svg"),
    )


class ReceiverParts:
    """All parts of a receiver, put together. ``between`` is called after each step of the work, with its name."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that it is put together of
        self,
        settings: Settings,
        file: SettingsFile,
        texts: Translator,
        clock: Clock,
        between: Between = _no_step,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        site = site_of(settings, texts)
        token = token_of(file.forge, os.environ.get(TOKEN, ""))
        if file.mail and not (file.mail.to or site.email):
            raise ReceiverError("receiver.toml: [mail] needs `to`, because the site has no CONTACT_EMAIL.")
        git, calendars = _calendars(site, file, token, between)
        server = server_of(file.mail) if file.mail else None
        ways = HandoverWays(
            git=git,
            remote=bool(file.repository and file.repository.remote),
            branch=file.repository.branch if file.repository else "",
            requests=Requests(file.forge, token) if file.forge else None,
            mail=file.mail,
            server=server,
            secrets=(token, server.password if server else ""),
        )
        log = log_of(file)
        desk = Intake(log, calendars, texts, clock, file.keep_days)
        signed = link_settings(settings, file)
        words = words_of(texts)
        self.file = file
        self.log = log
        self.worker = Worker(site, log, desk, calendars, ways, texts, clock, seconds, between)
        self.door = doorway(site, file.limits, file.proxies, file.allowed_origins, monotonic)
        self._between = between
        self.app = Receiver(
            site,
            self.door,
            desk,
            Proof(file.proof_cost, monotonic),
            Pages(site, texts),
            FormPages(fetch, monotonic),
            signed,
            Invited(site, signed, texts, Saying(partial(_when, words), partial(facts, words), partial(_page_of, site))),
            texts,
            self._taken,
            Health(log, calendars, lambda: self.worker.died, texts, clock).troubles,
        ).app()

    def _taken(self) -> None:
        self._between("accepted")
        self.worker.wake()


def _when(words: Words, one: Occurrence, there: DateFacts, today: date) -> str:
    return dated(words, one, there, year=one.day >= today + FAR)


def facts(words: Words, activity: Activity, calendar: Calendar) -> tuple[str, ...]:
    """Return what an organisation has to look at before it says that all is right: when, and where."""
    venue = calendar.venues.get(activity.venue or "")
    place = venue.name if venue else activity.location.name if activity.location else ""
    return tuple(filter(None, (*(sentence(words, pattern) for pattern in activity.when), place)))


def _page_of(site: PublishedSite, activity: str) -> str:
    return addresses.absolute(site.url, addresses.activity(activity))


def _calendars(site: PublishedSite, file: SettingsFile, token: str, between: Between) -> tuple[Clone | None, Calendars]:
    git = Clone(file.repository, token, between) if file.repository else None
    if git is None and not site.content.is_dir():
        raise ReceiverError(f"{site.content}: there is no such folder, and receiver.toml has no [repository].")
    return git, Calendars(git, site.content, site.calendar_id, site.anchor, site.public_holidays)


def log_of(file: SettingsFile) -> Log:
    """Return the log, which knows how far the receiver of these settings brings what came in."""
    ends: set[LogStep] = {"mailed"} if file.mail else set()
    if file.repository:
        ends.add("asked" if file.forge else "pushed" if file.repository.remote else "committed")
    return Log(file.log, ends)


def link_settings(settings: Settings, file: SettingsFile) -> LinkSettings:
    """Return what links are made with."""
    return LinkSettings(secret_of(file), settings.submission_url or "", file.link_days)


def confirming(settings: Settings, file: SettingsFile, today: date, texts: Translator) -> Callable[[str, str], str]:
    """Return what makes the link with which an organisation confirms an activity: for mails that ask whether it holds.

    Raises ReceiverError where the site has no receiver.
    """
    site_of(settings, texts)
    made = link_settings(settings, file)
    return lambda organisation, activity: link(made, organisation, activity, "confirm", today)


def receive(
    settings: Settings, file: SettingsFile, texts: Translator, clock: Clock, between: Between = _no_step
) -> None:
    """Take in what people hand in, until the process is told to stop (SIGTERM, SIGINT).

    Raises ReceiverError where it cannot start.
    """
    with ExitStack() as to_close:
        to_close.enter_context(alone(file.log))
        house = ReceiverParts(settings, file, texts, clock, between)
        server = _server(house)
        sys.setswitchinterval(SWITCH)
        house.worker.start()
        to_close.callback(house.worker.stop)
        stopped = threading.Event()
        threading.Thread(target=_count, args=(house, stopped), daemon=True).start()
        to_close.callback(stopped.set)
        told = texts.gettext(N_("Taking in what is sent to {url} (listening at {where}). Stop with Ctrl+C."))
        print(told.format(url=settings.submission_url, where=f"{file.host}:{file.port}"), flush=True)  # noqa: T201
        for line in unread(house.log, texts):
            print(line, flush=True)  # noqa: T201
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # else that ends the process before it is tidy
        with suppress(KeyboardInterrupt):
            server.run()


FILES = 4096
"""A connection is an open file; most systems let a process have 1,024, and more if it asks."""


def _server(house: ReceiverParts) -> uvicorn.Server:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    ours = type("OurConnection", (Connection,), {"proxies": house.door.proxies})
    return uvicorn.Server(
        uvicorn.Config(
            house.app,
            host=house.file.host,
            port=house.file.port,
            workers=1,  # what is known of addresses and used proofs is in the memory of one process
            access_log=False,  # it would keep addresses
            log_level="error",  # a request that is no HTTP is nobody's mistake here
            proxy_headers=False,  # the doorway reads them, from proxies that the operator named
            server_header=False,
            lifespan="off",
            http=ours,  # and no limit_concurrency: it answers a bare 503 to whoever comes after the idle ones
            ws="none",
            backlog=1024,  # so many wait to be taken, and are taken in one go
            h11_max_incomplete_event_size=16_384,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=int(LEAVING) + 2,
        )
    )


def _count(house: ReceiverParts, stopped: threading.Event) -> None:
    """Keep the counts where the operator can look at them."""
    told = ""
    while not stopped.wait(COUNTING):
        now = counted(house.door.counts)
        if now != told:
            with suppress(OSError):  # a disk that is full has room again one day
                write(house.file.log / "counts.json", f"{now}\n".encode(), durable=False)
                told = now


# --- submissions ------------------------------------------------------------------------------------


def answer(
    options: Namespace, settings: Settings, file: SettingsFile, texts: Translator, now: datetime
) -> Iterable[str]:
    """Return the lines that `buurtkalender submissions` says. Raises ReceiverError if it cannot."""
    if options.what == "list":
        return listed(file, texts, now)
    if options.what == "show":
        return shown(file, options.id, texts, now)
    if options.what == "links":
        return printed_links(settings, file, options.organisation, now.astimezone(HERE).date(), texts)
    return [decide(file, options.id, options.what == "release", now, texts)]


def listed(file: SettingsFile, texts: Translator, now: datetime) -> Iterator[str]:
    """Yield a line for each submission, the newest last: its number, when, how it stands, and what it is.

    At its end is told which lines of the log cannot be read.
    """
    log = log_of(file)
    keeping = _keeping(log, file, now)
    for one in log.every():
        how = state(one, texts)
        if keeping.to_warn(one):
            how = texts.gettext(N_("{state} until {day}")).format(state=how, day=numeric(keeping.goes_on(one)))
        yield f"{one.id}  {one.at.astimezone(HERE):%Y-%m-%d %H:%M}  {how}  {_plain(one.subject)}"
    yield from unread(log, texts)


def unread(log: Log, texts: Translator) -> Iterator[str]:
    """Yield a sentence for each line of the log that cannot be read, and what to do."""
    for one in log.unread:
        text = N_(
            "{file}, line {number}: this cannot be read, so something that came in may be missing. Put the file back "
            "from a backup, or take that line out; then start the receiver anew."
        )
        yield texts.gettext(text).format(file=log.folder / one.file, number=one.number)


def _keeping(log: Log, file: SettingsFile, now: datetime) -> Keeping:
    return Keeping(log, lambda: now, lambda: now.astimezone(HERE).date(), file.keep_days)


def shown(file: SettingsFile, identifier: str, texts: Translator, now: datetime) -> Iterator[str]:
    """Yield the lines that tell all of a submission. Raises ReceiverError where there is none of that number."""
    log = log_of(file)
    one = _known(log, identifier, texts)
    answers = log.answers(identifier)
    yield f"{one.id}  {one.at.astimezone(HERE):%Y-%m-%d %H:%M}  {state(one, texts)}"
    yield _plain(one.subject)
    for step, line in one.steps.items():
        more = " ".join(filter(None, (line.commit, line.url, line.reason)))
        yield f"  {line.at.astimezone(HERE):%Y-%m-%d %H:%M}  {step}  {_plain(more)}".rstrip()
    if one.failed and one.failures:
        yield f"  {one.failed.at.astimezone(HERE):%Y-%m-%d %H:%M}  {one.failed.step}  {_plain(one.failed.reason)}"
    yield from _keeping(log, file, now).why_it_waits(one, answers, texts)
    for name, values in answers.items():
        for value in values:
            yield f"{_plain(name)}: " + "\n    ".join(map(_plain, value.split("\n")))


def decide(file: SettingsFile, identifier: str, release: bool, now: datetime, texts: Translator) -> str:  # noqa: FBT001 - or not
    """Release or reject a submission that waits, and return what to say. Raises ReceiverError if it does not."""
    log = log_of(file)
    one = _known(log, identifier, texts)
    if not one.waits:
        text = N_("{id} does not wait for anybody: {state}.")
        raise ReceiverError(texts.gettext(text).format(id=identifier, state=state(one, texts)))
    log.add(LogLine(id=identifier, at=now, step="released" if release else "rejected"))
    said = (
        N_("{id} is released: the receiver makes its branch within seconds.")
        if release
        else N_("{id} is rejected: nothing is made of it.")
    )
    return texts.gettext(said).format(id=identifier)


def printed_links(
    settings: Settings, file: SettingsFile, organisation: str, today: date, texts: Translator
) -> Iterator[str]:
    """Yield the links of an organisation as lines. Raises ReceiverError where the calendar does not know it."""
    site = site_of(settings, texts)
    _, calendars = _calendars(site, file, token_of(file.forge, os.environ.get(TOKEN, "")), _no_step)
    calendar = calendars.known.calendar
    if organisation not in calendar.organisations:
        text = N_("There is no organisation {name} in the calendar.")
        raise ReceiverError(texts.gettext(text).format(name=organisation))
    words = {"confirm": N_("Still right"), "change": N_("Change"), "cancel": N_("A date is off")}
    for activity, made in links(link_settings(settings, file), calendar, organisation, today):
        yield activity.title
        for action, url in made.items():
            yield f"  {texts.gettext(words[action])}: {url}"


def state(one: Submission, texts: Translator) -> str:
    """Return how a submission stands, in a word or a few."""
    _ = texts.gettext
    known = {
        "rejected": _(N_("rejected")),
        "told": _(N_("for the editors to read")),
        "same": _(N_("the calendar says so already")),
        "asked": _(N_("pull request opened")),
        "pushed": _(N_("branch pushed")),
        "committed": _(N_("branch made")),
    }
    found = next((text for step, text in known.items() if step in one.steps), "")
    if found:
        return found
    if one.waits and one.held:
        return _(N_("waits for release: something looks private"))
    return _(N_("waits for release")) if one.waits else _(N_("kept"))


def _known(log: Log, identifier: str, texts: Translator) -> Submission:
    found = log.find(identifier)
    if found is None:
        text = N_("There is no submission {id}. See: buurtkalender submissions list")
        raise ReceiverError(texts.gettext(text).format(id=identifier))
    return found


def _plain(text: str) -> str:
    """Return a text that cannot command a terminal: what others wrote is shown on one."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
