"""The receiver as an ASGI application: its addresses, and what is answered there."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from traceback import format_tb
from typing import Any

from msgspec import structs
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from buurtkalender.submissions.form import Fault
from buurtkalender.submissions.receiving.doorway import CrowdedError, Doorway, Limit, Pool, Who
from buurtkalender.submissions.receiving.filled import FormPages, PageAdditions, filled_form
from buurtkalender.submissions.receiving.guard import (
    Came,
    IncomingError,
    LinkSettings,
    Proof,
    SignedLink,
    comes_from,
    is_link,
    opened,
    read_request,
    refused,
)
from buurtkalender.submissions.receiving.intake import Intake, link_answers
from buurtkalender.submissions.receiving.log import By, Submission
from buurtkalender.submissions.receiving.pages import Invited, Pages, Reply
from buurtkalender.submissions.receiving.settings import PublishedSite
from buurtkalender.words.catalogues import N_, Translator

_log = logging.getLogger(__name__)

BUSY_SECONDS = 10
"""After so many seconds who came when too much waited is asked to come again."""

TRAP = "homepage"
"""A field that no person sees; whoever fills it in is a program."""

HELD_BACK = frozenset({"altcha", TRAP, "link"})
"""What is never given back with what somebody typed: it is no answer."""

QUICK, MOST_QUICK = 8, 5_000
SLOW, MOST_WAITING = 2, 60
"""Threads for who showed that they are no spam, and for others; and how many of each may wait for them."""

WATCH_SECONDS = 3.0
"""So long the disk of the log may take before health says that it does not answer."""


class Receiver:
    """Answers requests. ``taken`` is called when something new was kept."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that it answers with
        self,
        site: PublishedSite,
        door: Doorway,
        desk: Intake,
        proof: Proof,
        pages: Pages,
        forms: FormPages,
        links: LinkSettings,
        invited: Invited,
        texts: Translator,
        taken: Callable[[], None],
        health: Callable[[], Sequence[str]],
    ) -> None:
        self._site = site
        self._door = door
        self._desk = desk
        self._proof = proof
        self._pages = pages
        self._forms = forms
        self._links = links
        self._invited = invited
        self._ = texts.gettext
        self._taken = taken
        self._health = health
        self._lost = 0  # not taken in since the log could not be written
        # Who showed that they are no spam never waits for those who did not.
        self._quick = Pool(QUICK, MOST_QUICK)
        self._slow = Pool(SLOW, MOST_WAITING)
        self._watch = Pool(1, MOST_QUICK)

    def app(self) -> ASGIApp:
        """Return the application."""
        routes = [
            Route("/", self.index, methods=["GET"]),
            Route("/", self._guarded(self.receive), methods=["POST"]),
            Route("/challenge", self.challenge, methods=["GET"]),
            Route("/health", self.health, methods=["GET"]),
            Route("/link/{token}", self.look, methods=["GET"]),
            Route("/link/{token}", self._guarded(self.press), methods=["POST"]),
        ]
        handlers: Mapping[Any, Any] = {404: self.nothing, 405: self.nothing, 500: self.broken}
        outer = Middleware(Around, prefix=self._site.prefix, headers=self._pages.headers)
        return Starlette(routes=routes, middleware=[outer], exception_handlers=handlers)

    # --- what is asked --------------------------------------------------------------------------------

    async def index(self, request: Request) -> Response:
        """Tell that this address is to send something to."""
        return self._answer(request, self._pages.nothing_here())

    async def nothing(self, request: Request, error: Exception) -> Response:
        """Tell that there is nothing here, or nothing that is done in that way."""
        told = self._pages.nothing_here(getattr(error, "status_code", 404))
        answer = self._answer(request, told)
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer

    async def broken(self, request: Request, _error: Exception) -> Response:
        """Tell that it is our fault."""
        return self._answer(request, self._pages.broken())

    async def health(self, _request: Request) -> Response:
        """Tell a program that watches whether all is well: ``ok``, or ``not ok`` and a sentence for each trouble."""
        try:
            async with asyncio.timeout(WATCH_SECONDS):
                troubles = await self._watch.do(self._health)
        except (TimeoutError, CrowdedError, OSError):
            troubles = [self._(N_("The disk of the log does not answer."))]
        if troubles:
            return PlainTextResponse(f"not ok: {' '.join(troubles)}\n", 503)
        return PlainTextResponse("ok\n")

    async def challenge(self, request: Request) -> Response:
        """Hand out a challenge."""
        if not self._door.challenges.allows(self._door.who(request)):
            return self._answer(request, self._pages.too_much(self._door.challenges.seconds()))
        return self._open_to_the_form(request, JSONResponse(self._proof.challenge()))

    async def receive(self, request: Request, came: Came) -> Response:
        """Take in what a form sends."""
        if came.one(TRAP):
            self._door.counts["trap"] += 1
            return self._answer(request, self._pages.accepted(self._made_up(), review=False))
        if token := came.one("link"):
            return await self._with_link(request, came, token)
        return await self._with_proof(request, came, came.one("altcha"))

    async def _with_proof(self, request: Request, came: Came, payload: str) -> Response:
        """Take in what came with a proof of work; without one an editor looks first; a wrong one is asked anew."""
        door = self._door
        verdict = self._proof.glance(payload)
        if verdict == "open":
            verdict = await self._quick.do(self._proof.judge, payload)
        who = door.who(request)
        if verdict == "right":
            return await self._kept(request, came, came.fields, "proof", who)
        if not door.forms.allows(who):
            return await self._back(request, came, self._too_much(door.forms))
        if verdict != "none":
            return await self._back(request, came, self._pages.expired(400 if verdict == "odd" else 409))
        if known := await self._slow.do(self._desk.known, came.fields):  # pressed twice, or our answer was lost
            return self._answer(request, self._accepted(known))
        return await self._kept(request, came, came.fields, "review", who)

    async def look(self, request: Request) -> Response:
        """Show what a link is about."""
        token = request.path_params["token"]
        if not self._door.challenges.allows(self._door.who(request)):
            return self._answer(request, self._too_much(self._door.challenges))
        found, why = self._opened(token)
        if why or found is None:
            return self._answer(request, self._pages.no_link(why))
        try:
            return self._answer(request, *await self._quick.do(self._link_page, found, token, None, {}))
        except CrowdedError:
            return self._answer(request, self._pages.too_much(BUSY_SECONDS, 503))

    async def press(self, request: Request, came: Came) -> Response:
        """Do what a link is about."""
        return await self._with_link(request, came, request.path_params["token"])

    async def _with_link(self, request: Request, came: Came, token: str) -> Response:
        """Do what a link is about: that one thing, with what its page asks for it and nothing else."""
        found, why = self._opened(token)
        form = "token" not in request.path_params
        if found and not why and form and (came.one("activity"), came.one("action")) != (found.activity, found.action):
            why = "another"
        if why or found is None:
            limit = self._door.forms
            allowed = limit.allows(self._door.who(request))
            return await self._back(request, came, self._pages.no_link(why) if allowed else self._too_much(limit))
        given = link_answers(found, came.fields, whole=form and found.action == "change")
        return await self._kept(request, came, given, "link", self._door.holder(token))

    async def _kept(
        self, request: Request, came: Came, given: Mapping[str, Sequence[str]], by: By, who: Who
    ) -> Response:
        """Keep answers that are right, and tell what is wrong in others: those cost nobody anything."""
        door, lane = self._door, self._slow if by == "review" else self._quick
        payload = came.one("altcha") if by == "proof" else ""
        if full := door.takes(by, who):
            self._proof.give_back(payload)
            return await self._back(request, came, self._too_much(full))
        kept = False
        try:
            taken = await lane.do(self._desk.take, given, by)
            kept = taken.submission is not None
        finally:
            if not kept:
                door.give_back(by, who)
                self._proof.give_back(payload)
        if taken.submission is None:
            door.counts["faults"] += 1
            told = self._pages.wrong(taken.draft.faults, self._site.forms.get(taken.draft.action, ""))
            return await self._back(request, came, told)
        door.counts["accepted" if by != "review" else "review"] += 1
        if self._lost:
            _log.warning("the log can be written again; not accepted meanwhile: %d", self._lost)
            self._lost = 0
        self._taken()
        return self._answer(request, self._accepted(taken.submission, taken.draft.both_changed))

    # --- how it is answered ---------------------------------------------------------------------------

    def _guarded(
        self, handle: Callable[[Request, Came], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return a handler of what was sent, which is only asked for what came from our pages and can be read.

        Whatever goes wrong, what somebody typed is in the answer.
        """

        async def guarded(request: Request) -> Response:
            door = self._door
            if not comes_from(request.headers, door.origins):
                door.counts["elsewhere"] += 1
                return self._answer(request, self._pages.refused(self._(_ELSEWHERE)))
            try:
                came = await read_request(request, door.limits)
            except IncomingError as error:
                door.counts["unreadable"] += 1
                why = _TOO_SLOW if error.status == HTTPStatus.REQUEST_TIMEOUT else _UNREADABLE
                return await self._back(request, error.came, self._pages.refused(self._(why), error.status))
            try:
                return await handle(request, came)
            except CrowdedError:
                door.counts["too-much"] += 1
                return self._answer(request, *self._plain(request, came, self._pages.too_much(BUSY_SECONDS, 503)))
            except Exception as error:  # noqa: BLE001 - whatever it is, nothing that somebody typed is lost
                door.counts["broken"] += 1
                self._journal(error)
                return await self._back(request, came, self._pages.broken())

        return guarded

    def _journal(self, error: Exception) -> None:
        """Tell the operator what was not taken in, and never its text: it may hold what was typed. A disk once."""
        if not isinstance(error, OSError):
            _log.error("could not be taken: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
        elif self._lost == 0:
            _log.error("the log cannot be written, so nothing is accepted: %s", error.strerror)
        self._lost += isinstance(error, OSError)

    def _accepted(self, one: Submission, both: tuple[Fault, ...] = ()) -> Reply:
        return self._pages.accepted(one.id, review=one.waits, private=bool(one.held), both=both)

    def _too_much(self, limit: Limit) -> Reply:
        self._door.counts["too-much"] += 1
        return self._pages.too_much(limit.seconds())

    async def _back(self, request: Request, came: Came, told: Reply) -> Response:
        """Return what somebody typed, as nothing came of it: in the form, or else to read and to send once more."""
        page: bytes | None = None
        if not _wants_json(request) and came.fields:
            with suppress(Exception):  # the answer is more than the form that it would have stood in
                page = await self._filled(request, came, told)
        if page is None:
            return self._answer(request, *self._plain(request, came, told))
        return self._answer(request, told, page)

    async def _filled(self, request: Request, came: Came, told: Reply) -> bytes | None:
        """Return the page on which somebody typed, with it; None where that cannot be had."""
        faults = told.faults or (Fault("", " ".join(told.text)),)
        if token := request.path_params.get("token", ""):
            found, why = self._opened(token)
            if why or found is None:
                return None
            told = structs.replace(told, faults=faults)
            return (await self._slow.do(self._link_page, found, token, told, link_answers(found, came.fields)))[1]
        url = self._site.forms.get(came.one("action"), "")
        page = await self._forms.page(url) if url else None
        if page is None:
            return None
        said = PageAdditions(self._(N_("Mistake: {title}")), told.title)
        typed = {"activity": [], **came.fields}
        typed = {name: values for name, values in typed.items() if name not in HELD_BACK}
        return (await self._slow.do(filled_form, page, url, typed, faults, said)).encode()

    def _plain(self, request: Request, came: Came, told: Reply) -> tuple[Reply, bytes]:
        """Return an answer with what somebody typed below it, and a button that sends it once more."""
        kept = {name: values for name, values in came.fields.items() if name not in HELD_BACK}
        path = request.url.path
        again = self._site.submission_url if path == "/" else f"{self._site.own}{path}"
        if told.state in {"faults", "no-link"} or not kept:  # the same once more would be as wrong
            again = ""
        return told, self._pages.html(told, answers=kept, again=again)

    def _opened(self, token: str) -> tuple[SignedLink | None, str]:
        """Return what a link says, and why it does nothing; "" where it does."""
        if not is_link(token):
            return None, "odd"
        found = opened(self._links, token)
        return found, refused(found, self._desk.calendar(), self._desk.today())

    def _link_page(
        self, found: SignedLink, token: str, told: Reply | None, answers: Mapping[str, Sequence[str]]
    ) -> tuple[Reply, bytes]:
        calendar, today = self._desk.calendar(), self._desk.today()
        shown, asked = self._invited.page(found, token, calendar, today, answers, told)
        return shown, self._pages.html(shown, asked)

    def _made_up(self) -> str:
        """Return a number as others get, for who is not to know that nothing is kept."""
        counted = self._door.callers.digest(str(self._door.counts["trap"]).encode())
        return f"{self._desk.today():%y%m%d}-{counted.hex()[:5]}"

    def _answer(self, request: Request, told: Reply, page: bytes | None = None) -> Response:
        headers = {"Retry-After": str(told.again_after)} if told.again_after else {}
        if _wants_json(request):
            answer = Response(self._pages.json(told), told.status, headers, "application/json")
        else:
            answer = Response(page or self._pages.html(told), told.status, headers, "text/html; charset=utf-8")
        return self._open_to_the_form(request, answer)

    def _open_to_the_form(self, request: Request, answer: Response) -> Response:
        """Let the script of our own pages read the answer, and nobody else's."""
        said = request.headers.get("origin", "").lower()
        answer.headers["Vary"] = "Origin, Accept"
        if said in self._door.origins:
            answer.headers["Access-Control-Allow-Origin"] = said
        return answer


_ELSEWHERE = N_("It did not come from a page of the calendar. Use the form on the site.")
_UNREADABLE = N_("It was larger than we take, or no form. Make the text shorter.")
_TOO_SLOW = N_("It came in too slowly, and we stopped waiting. Look whether all is still there, and send it once more.")


class Around:
    """Takes off the folder that the receiver stands in, and puts the same headers on every answer."""

    def __init__(self, app: ASGIApp, prefix: str, headers: Mapping[str, str]) -> None:
        self._app = app
        self._prefix = prefix
        self._headers = [(name.lower().encode(), text.encode()) for name, text in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if self._prefix and (path == self._prefix or path.startswith(f"{self._prefix}/")):
            path = path[len(self._prefix) :] or "/"
        await self._app({**scope, "path": path, "root_path": ""}, receive, partial(self._sent, send))

    async def _sent(self, send: Send, message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *self._headers]}
        await send(message)


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "") or request.url.path.endswith("/challenge")


def counted(counts: Counter[str]) -> str:
    """Return the counts as a line for the operator."""
    return json.dumps(dict(sorted(counts.items())))
