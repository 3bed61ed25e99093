"""The receiver as an ASGI application: its addresses, and what is answered there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from msgspec import structs
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from buurtkalender.submissions.form import Fault
from buurtkalender.submissions.receiving.filled import PageAdditions, filled_form
from buurtkalender.submissions.receiving.guard import (
    Callers,
    Came,
    IncomingError,
    Limit,
    LinkSettings,
    Proof,
    caller,
    comes_from,
    opened,
    read_request,
    refused,
)
from buurtkalender.submissions.receiving.intake import Intake, answers_in
from buurtkalender.submissions.receiving.log import By
from buurtkalender.submissions.receiving.pages import Invited, Pages, Reply, link_answers
from buurtkalender.submissions.receiving.repository import Forms
from buurtkalender.submissions.receiving.settings import Limits, PublishedSite
from buurtkalender.words.catalogues import N_, Translator

TRAP = "homepage"
"""A field that no person sees; whoever fills it in is a program."""


@dataclass
class Doorway:
    """What stands between the network and the desk. ``counts`` are of answers by kind: all that is known of spam."""

    limits: Limits
    proxies: frozenset[str]
    origins: frozenset[str]
    address: Limit
    everybody: Limit
    review: Limit
    challenges: Limit
    callers: Callers = field(default_factory=Callers)
    counts: Counter[str] = field(default_factory=Counter)

    def who(self, request: Request) -> bytes:
        """Return a digest of who asks."""
        peer = request.client.host if request.client else ""
        forwarded = ", ".join(request.headers.getlist("x-forwarded-for"))
        return self.callers.digest(caller(peer, forwarded, self.proxies))


def doorway(
    site: PublishedSite, limits: Limits, proxies: Sequence[str], origins: Sequence[str], seconds: Callable[[], float]
) -> Doorway:
    """Return a doorway with all its limits; ``seconds`` is a clock that never goes back."""
    return Doorway(
        limits=limits,
        proxies=frozenset(proxies),
        origins=frozenset([*site.origins, *origins]),
        address=Limit(limits.address, seconds),
        everybody=Limit(limits.everybody, seconds),
        review=Limit(limits.review, seconds),
        challenges=Limit(limits.challenges, seconds),
    )


class Receiver:
    """Answers requests. ``taken`` is called when something new was kept."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that it answers with
        self,
        site: PublishedSite,
        door: Doorway,
        desk: Intake,
        proof: Proof,
        pages: Pages,
        forms: Forms,
        links: LinkSettings,
        invited: Invited,
        texts: Translator,
        taken: Callable[[], None],
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

    async def nothing(self, request: Request, _error: Exception) -> Response:
        """Tell that there is nothing here."""
        return self._answer(request, self._pages.nothing_here())

    async def broken(self, request: Request, _error: Exception) -> Response:
        """Tell that it is our fault."""
        return self._answer(request, self._pages.broken())

    async def health(self, _request: Request) -> Response:
        """Tell a program that watches that we are there."""
        return PlainTextResponse("ok\n")

    async def challenge(self, request: Request) -> Response:
        """Hand out a challenge."""
        who = self._door.who(request)
        if not self._door.challenges.allows(who):
            return self._answer(request, self._pages.too_much(self._door.challenges.seconds()))
        return self._open_to_the_form(request, JSONResponse(self._proof.challenge()))

    async def receive(self, request: Request, came: Came) -> Response:
        """Take in what a form sends."""
        if came.one(TRAP):
            self._door.counts["trap"] += 1
            return self._answer(request, self._pages.accepted(self._made_up(), review=False))
        if known := self._desk.known(came.fields):  # the button was pressed twice, or our answer was lost
            return self._answer(request, self._pages.accepted(known.id, review=known.waits))
        by: By = "review"
        if token := came.one("link"):
            why = self._why_not(token, came)
            if why:
                return self._answer(request, self._pages.no_link(why))
            by = "link"
        else:
            verdict = self._proof.judge(came.one("altcha"))
            if verdict in {"expired", "wrong"}:
                return self._answer(request, self._pages.expired())
            by = "proof" if verdict == "right" else "review"
        if by == "review" and not self._door.review.allows():
            return self._answer(request, self._pages.too_much(self._door.review.seconds()))
        return await self._kept(request, came, by)

    async def look(self, request: Request) -> Response:
        """Show what a link is about."""
        token = request.path_params["token"]
        if not self._door.challenges.allows(self._door.who(request)):
            return self._answer(request, self._pages.too_much(self._door.challenges.seconds()))
        return await run_in_threadpool(self._shown, request, token, {}, ())

    async def press(self, request: Request, came: Came) -> Response:
        """Do what a link is about."""
        token = request.path_params["token"]
        found = opened(self._links, token)
        why = refused(found, self._desk.calendar(), self._desk.today())
        if why or found is None:
            return self._answer(request, self._pages.no_link(why))
        answers = link_answers(found, came.fields)
        taken = await run_in_threadpool(self._desk.take, answers, "link")
        if taken.submission is None:
            return await run_in_threadpool(self._shown, request, token, answers, taken.draft.faults)
        self._door.counts["accepted"] += 1
        self._taken()
        both = taken.draft.both_changed
        return self._answer(request, self._pages.accepted(taken.submission.id, review=False, both=both))

    # --- how it is answered ---------------------------------------------------------------------------

    def _guarded(
        self, handle: Callable[[Request, Came], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return a handler of what was sent, which is only asked for what came from our pages, and not too often."""

        async def guarded(request: Request) -> Response:
            door = self._door
            if not comes_from(request.headers, door.origins):
                door.counts["elsewhere"] += 1
                return self._answer(request, self._pages.refused(self._(_ELSEWHERE)))
            for limit, who in ((door.address, door.who(request)), (door.everybody, b"")):
                if not limit.allows(who):
                    door.counts["too-much"] += 1
                    return await self._too_much(request, limit)
            try:
                came = await read_request(request, door.limits)
            except IncomingError as error:
                door.counts["unreadable"] += 1
                return self._answer(request, self._pages.refused(self._(_UNREADABLE), error.status))
            try:
                return await handle(request, came)
            except OSError:
                door.counts["broken"] += 1
                told = self._pages.broken()
                if _wants_json(request):
                    return self._answer(request, told)
                return await run_in_threadpool(self._back, request, came, told)

        return guarded

    async def _kept(self, request: Request, came: Came, by: By) -> Response:
        taken = await run_in_threadpool(self._desk.take, came.fields, by)
        if taken.submission is not None:
            self._door.counts["accepted" if taken.submission.by != "review" else "review"] += 1
            self._taken()
            one, both = taken.submission, taken.draft.both_changed
            accepted = self._pages.accepted(one.id, review=one.waits, both=both)
            return self._answer(request, accepted)
        self._door.counts["faults"] += 1
        told = self._pages.wrong(taken.draft.faults, self._site.forms.get(taken.draft.action, ""))
        if _wants_json(request):
            return self._answer(request, told)
        return await run_in_threadpool(self._again, request, came, taken.draft.action, told)

    async def _too_much(self, request: Request, limit: Limit) -> Response:
        told = self._pages.too_much(limit.seconds())
        if _wants_json(request):
            return self._answer(request, told)
        try:
            came = await read_request(request, self._door.limits)
        except IncomingError:
            return self._answer(request, told)
        return self._answer(request, told, self._typed(request, came, told))

    def _back(self, request: Request, came: Came, told: Reply) -> Response:
        """Return what somebody typed, as nothing came of it: in the form, or else to read and to send once more."""
        action = came.one("action")
        known = request.url.path == "/" and action in self._site.forms
        if known and self._forms.page(self._site.forms[action]):
            fault = Fault("", " ".join(told.text))
            with suppress(OSError):
                return self._again(request, came, action, structs.replace(told, faults=(fault,)))
        return self._answer(request, told, self._typed(request, came, told))

    def _typed(self, request: Request, came: Came, told: Reply) -> bytes:
        kept = {name: values for name, values in came.fields.items() if name not in {"altcha", TRAP}}
        path = request.url.path
        target = self._site.submission_url if path == "/" else f"{self._site.own}{path}"
        return self._pages.html(told, answers=kept, again=target)

    def _again(self, request: Request, came: Came, action: str, told: Reply) -> Response:
        """Return the form filled in again; where it cannot be had, the answers and a way back."""
        url = self._site.forms[action]
        page = self._forms.page(url)
        answers = answers_in(came.fields, self._desk.calendar())
        if page is None:
            return self._answer(request, told, self._pages.html(told, answers=answers))
        said = PageAdditions(self._(N_("Mistake: {title}")), told.title)
        typed = {**came.fields, "activity": came.fields.get("activity", [])}
        typed = {name: values for name, values in typed.items() if name not in {"altcha", TRAP, "link"}}
        return self._answer(request, told, filled_form(page, url, typed, told.faults, said).encode())

    def _shown(
        self, request: Request, token: str, answers: Mapping[str, Sequence[str]], faults: tuple[Any, ...]
    ) -> Response:
        calendar, today = self._desk.calendar(), self._desk.today()
        found = opened(self._links, token)
        why = refused(found, calendar, today)
        if why or found is None:
            return self._answer(request, self._pages.no_link(why))
        told, asked = self._invited.page(found, token, calendar, today, answers, faults)
        return self._answer(request, told, self._pages.html(told, asked))

    def _why_not(self, token: str, came: Came) -> str:
        """Return why a link does not allow what was sent with it."""
        found = opened(self._links, token)
        why = refused(found, self._desk.calendar(), self._desk.today())
        if why or found is None:
            return why
        return "" if (came.one("activity"), came.one("action")) == (found.activity, found.action) else "another"

    def _made_up(self) -> str:
        """Return a number as others get, for who is not to know that nothing is kept."""
        return f"{self._desk.today():%y%m%d}-{self._door.callers.digest(str(self._door.counts['trap'])).hex()[:5]}"

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
