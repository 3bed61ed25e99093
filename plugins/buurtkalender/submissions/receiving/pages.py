"""What the receiver answers: a page in the site's look, or the same as JSON for the script of the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from buurtkalender.form.questions import question_of
from buurtkalender.submissions.form import Fault
from buurtkalender.submissions.receiving.settings import Site, origin
from buurtkalender.words.catalogues import N_, Translator


class Way(msgspec.Struct, frozen=True):
    """A way on: where to, and what it says."""

    url: str
    text: str


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is told. ``state`` is for programs; ``number`` is that of the submission."""

    state: str
    status: int = 200
    title: str
    text: tuple[str, ...] = ()
    number: str = ""
    faults: tuple[Fault, ...] = ()
    ways: tuple[Way, ...] = ()
    again_after: int = 0


class Choice(msgspec.Struct, frozen=True):
    """Something to tick: what is sent, what it says, and whether it is ticked."""

    value: str
    text: str
    ticked: bool = False


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a link's page asks before anything happens: ``button`` is what is pressed, "" where nothing can be asked.

    ``dates`` and ``reason`` where a date is off; ``words`` where something changes.
    """

    action: str
    target: str
    activity: str
    url: str
    facts: tuple[str, ...]
    when: tuple[str, ...]
    button: str
    dates: tuple[Choice, ...] = ()
    reason: str | None = None
    words: str | None = None


class Pages:
    """Makes answers, in the language of the site."""

    def __init__(self, site: Site, texts: Translator) -> None:
        self._site = site
        self._ = texts.gettext
        environment = Environment(
            loader=PackageLoader(__package__ or "", "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        environment.globals.update(_=texts.gettext, site=site)
        self._template = environment.get_template("answer.html")
        there = origin(site.url)
        own = origin(site.submission_url)
        sources = " ".join(dict.fromkeys((there, own)))
        self.headers = {
            "Content-Security-Policy": (
                f"default-src 'none'; style-src {sources}; img-src {sources} data:; form-action 'self' {own}; "
                "base-uri 'none'; frame-ancestors 'none'"
            ),
            # With no-referrer a browser would not say either which page a form of ours comes from.
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
            "X-Robots-Tag": "noindex, nofollow",
            "Cache-Control": "no-store",
        }

    def html(self, told: Told, asked: Asked | None = None, answers: Mapping[str, Iterable[str]] | None = None) -> bytes:
        """Return a page."""
        shown = [(self._label(name), ", ".join(filter(None, values))) for name, values in (answers or {}).items()]
        return self._template.render(
            told=told, asked=asked, answers=[(label, text) for label, text in shown if label and text]
        ).encode()

    def json(self, told: Told) -> bytes:
        """Return the same for the form's script."""
        found: dict[str, Any] = {"state": told.state, "title": told.title, "text": told.text, "number": told.number}
        found["faults"] = [{"name": fault.name, "text": fault.text} for fault in told.faults]
        return msgspec.json.encode(found)

    def _label(self, name: str) -> str:
        _, question = question_of(name)
        return self._(question.label) if question and question.label else ""

    # --- what there is to tell ------------------------------------------------------------------------

    def accepted(self, number: str, *, review: bool) -> Told:
        """What came in is kept."""
        _ = self._
        looked = (
            _(N_("Your browser could not show us that you are not a robot. So somebody looks at it first."))
            if review
            else _(N_("The editors look at it now. Then it comes into the calendar, mostly within a few days."))
        )
        return Told(
            state="review" if review else "accepted",
            title=_(N_("Thank you. We have it.")),
            number=number,
            text=(looked, _(N_("You need not do anything. Do you have a question about it? Then tell us the number."))),
            ways=self._home(),
        )

    def wrong(self, faults: tuple[Fault, ...], form: str) -> Told:
        """Something in the answers is not right."""
        _ = self._
        told = _(N_("Nothing was sent yet. Go back with the button of your browser: your answers are still there."))
        ways = (Way(form, _(N_("Back to the form"))),) if form else ()
        return Told(
            state="faults",
            status=422,
            title=_(N_("Something is not right yet")),
            text=(told,),
            faults=faults,
            ways=ways,
        )

    def refused(self, why: str, status: int = 403) -> Told:
        """It is not taken, whatever is in it; ``why`` is told."""
        return Told(
            state="refused",
            status=status,
            title=self._(N_("We could not take this")),
            text=(why, *self._by_mail()),
            ways=self._home(),
        )

    def too_much(self, seconds: int) -> Told:
        """More came in than is taken."""
        _ = self._
        told = _(N_("More was sent than we can take at once. Wait a little, and send it once more. Nothing is lost."))
        return Told(
            state="too-much",
            status=429,
            title=_(N_("It is too busy here now")),
            text=(told, *self._by_mail()),
            again_after=seconds,
        )

    def expired(self) -> Told:
        """The proof of work is too old, or was used."""
        _ = self._
        told = _(N_("It took too long, or it was sent already. Go back, and press the button once more."))
        return Told(state="expired", status=409, title=_(N_("Please send it once more")), text=(told,))

    def broken(self) -> Told:
        """It could not be kept."""
        _ = self._
        told = _(N_("Something went wrong on our side. We do not have what you sent. Go back, and try it again later."))
        return Told(
            state="broken", status=503, title=_(N_("It did not work")), text=(told, *self._by_mail()), again_after=300
        )

    def no_link(self, why: str) -> Told:
        """A link does nothing (any more)."""
        _ = self._
        said = {
            "expired": (
                _(N_("This link is too old")),
                _(N_("It worked for some weeks only, so that nobody else can use it later.")),
            ),
            "another": (
                _(N_("This link is not for this activity")),
                _(N_("The activity is now of another organisation, or is not in the calendar any more.")),
            ),
        }
        title, told = said.get(
            why,
            (
                _(N_("This link is not right")),
                _(N_("Part of it may be missing. Press it once more in your mail, or copy all of it.")),
            ),
        )
        ways = (Way(self._site.forms["change"], _(N_("Tell it with the form"))),)
        return Told(state="no-link", status=410 if why == "expired" else 403, title=title, text=(told,), ways=ways)

    def nothing_here(self) -> Told:
        """Somebody looks at an address that is only there to send something to."""
        _ = self._
        told = _(N_("This is where the forms of the calendar are sent to. There is nothing to see here."))
        return Told(state="nothing", status=404, title=_(N_("Nothing to see here")), text=(told,), ways=self._home())

    def _home(self) -> tuple[Way, ...]:
        return (Way(f"{self._site.url}/", self._(N_("To the calendar"))),)

    def _by_mail(self) -> tuple[str, ...]:
        if not self._site.email:
            return ()
        return (self._(N_("Or mail it to {email}.")).format(email=self._site.email),)
