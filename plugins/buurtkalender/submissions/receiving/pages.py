"""What the receiver answers: pages in the site's look or JSON, and the page that a link opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from buurtkalender.domain.lifecycle import next_held
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.places import DateFacts, Places
from buurtkalender.domain.recurrence import Window, days_off, occurrences_of
from buurtkalender.domain.values import Occurrence
from buurtkalender.form.questions import TOLD, question_of
from buurtkalender.submissions.form import Fault, Submitted
from buurtkalender.submissions.merging import GONE
from buurtkalender.submissions.receiving.guard import Action, LinkSettings, SignedLink, link
from buurtkalender.submissions.receiving.settings import PublishedSite, origin
from buurtkalender.words.catalogues import N_, Translator


class Way(msgspec.Struct, frozen=True):
    """A way on: where to, and what it says."""

    url: str
    text: str


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is told. ``state`` is for programs; ``number`` is that of the submission; ``above`` the faults."""

    state: str
    status: int = 200
    title: str
    text: tuple[str, ...] = ()
    number: str = ""
    faults: tuple[Fault, ...] = ()
    above: str = ""
    ways: tuple[Way, ...] = ()
    again_after: int = 0


class Tick(msgspec.Struct, frozen=True):
    """Something to tick: what is sent, what it says, and whether it is ticked."""

    value: str
    text: str
    ticked: bool = False


class LinkQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What a link's page asks before anything happens: ``button`` is what is pressed, "" where nothing can be asked.

    ``dates``, what is ``told`` of them and the ``reason`` where it is about some; ``words`` where something changes.
    ``filled_from`` is the digest of the file that it shows.
    """

    action: str
    target: str
    activity: str
    url: str
    facts: tuple[str, ...]
    when: tuple[str, ...]
    button: str
    filled_from: str = ""
    dates: tuple[Tick, ...] = ()
    told: tuple[Tick, ...] = ()
    reason: str | None = None
    words: str | None = None


class Pages:
    """Makes answers, in the language of the site."""

    def __init__(self, site: PublishedSite, texts: Translator) -> None:
        self._site = site
        self._ = texts.gettext
        self._texts = texts
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

    def html(
        self,
        told: Reply,
        asked: LinkQuestion | None = None,
        answers: Mapping[str, Iterable[str]] | None = None,
        again: str = "",
    ) -> bytes:
        """Return a page. The ``answers`` can be read in it, and sent to the address ``again`` with a button."""
        given = {**(answers or {})}
        kept = [(name, value) for name, values in given.items() for value in values] if again else []
        if what := [self._(TOLD[one]) for one in given.get("changes.what", ()) if one in TOLD]:
            given["changes.what"] = what
        shown = [(self._label(name), ", ".join(filter(None, values))) for name, values in given.items()]
        return self._template.render(
            told=told,
            asked=asked,
            again=again,
            kept=kept,
            answers=[(label, text) for label, text in shown if label and text],
        ).encode()

    def json(self, told: Reply) -> bytes:
        """Return the same for the form's script."""
        found: dict[str, Any] = {"state": told.state, "title": told.title, "text": told.text, "number": told.number}
        found["faults"] = [{"name": fault.name, "text": fault.text} for fault in told.faults]
        return msgspec.json.encode(found)

    def _label(self, name: str) -> str:
        _, question = question_of(name)
        return self._(question.label) if question and question.label else ""

    # --- what there is to tell ------------------------------------------------------------------------

    def accepted(self, number: str, made: Submitted | None, *, review: bool, private: bool = False) -> Reply:
        """What came in is kept: ``made``, if anybody is to know. ``private``: so an editor has to ``review`` it."""
        _ = self._
        both = made.both_changed if made else ()
        if review and private:
            looked = _(
                N_(
                    "There is something in it that looks private, such as a telephone number or where somebody lives. "
                    "What is on the internet, everybody can read for ever. So somebody looks at it first."
                )
            )
        elif review:
            looked = _(N_("Your browser could not show us that you are not a robot. So somebody looks at it first."))
        elif made and made.stays and both:
            looked = _(N_("So nothing changes in the calendar by itself. The editors look at what you filled in."))
        elif made and made.stays:
            looked = _(N_("That is what the calendar says already, so nothing has to change."))
        elif made and not made.path:
            looked = _(N_("The editors read it. Where it is needed, they change the calendar."))
        elif any(fault.name != GONE for fault in both):
            looked = _(N_("The editors look at the rest now. It comes into the calendar, mostly within a few days."))
        else:
            looked = _(N_("The editors look at it now. Then it comes into the calendar, mostly within a few days."))
        return Reply(
            state="review" if review else "accepted",
            title=_(N_("Thank you. We have it.")),
            number=number,
            text=(
                *self._both(both),
                looked,
                _(N_("You need not do anything. Do you have a question about it? Then tell us the number.")),
            ),
            ways=self._home(),
        )

    def _both(self, both: tuple[Fault, ...]) -> tuple[str, ...]:
        """Say first that something in the calendar is different from the form: else nobody would know."""
        own = tuple(fault.text for fault in both if fault.name == GONE)
        since = tuple(fault.text for fault in both if fault.name != GONE)
        lead = self._(
            N_("In the calendar something differs already from what your form started with. The editors see it too:")
        )
        return (*((lead, *since) if since else ()), *own)

    def wrong(self, faults: tuple[Fault, ...], form: str) -> Reply:
        """Something in the answers is not right."""
        _ = self._
        told = _(N_("Nothing was sent yet. Go back with the button of your browser: your answers are still there."))
        return Reply(
            state="faults",
            status=422,
            title=_(N_("Something is not right yet")),
            text=(told,),
            faults=faults,
            ways=(Way(form, _(N_("Back to the form"))),) if form else (),
        )

    def refused(self, why: str, status: int = 403) -> Reply:
        """It is not taken, whatever is in it; ``why`` is told."""
        return Reply(
            state="refused",
            status=status,
            title=self._(N_("We could not take this")),
            text=(why, *self._by_mail()),
            ways=self._home(),
        )

    def too_much(self, seconds: int, status: int = 429) -> Reply:
        """More came in than is taken; after ``seconds`` there is room again."""
        _ = self._
        told = _(N_("More was sent than we can take at once. Wait a little, and send it once more. Nothing is lost."))
        return Reply(
            state="too-much",
            status=status,
            title=_(N_("It is too busy here now")),
            text=(told, self._later(seconds), *self._by_mail()),
            again_after=seconds,
        )

    def _later(self, seconds: int) -> str:
        minutes = max(1, -(-seconds // 60))
        said = self._texts.ngettext("Try it again in {n} minute.", "Try it again in {n} minutes.", minutes)
        return said.format(n=minutes)

    def expired(self, status: int = 409) -> Reply:
        """The proof of work is too old, was used, or is none."""
        _ = self._
        told = _(N_("It took too long, or it was sent already. Go back, and press the button once more."))
        return Reply(state="expired", status=status, title=_(N_("Please send it once more")), text=(told,))

    def broken(self) -> Reply:
        """It could not be kept."""
        _ = self._
        told = _(N_("Something went wrong on our side. We do not have what you sent. Go back, and try it again later."))
        return Reply(
            state="broken",
            status=503,
            title=_(N_("It did not work")),
            text=(told, self._later(300), *self._by_mail()),
            again_after=300,
        )

    def no_link(self, why: str) -> Reply:
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
        status = {"expired": 410, "odd": 400}.get(why, 403)
        return Reply(state="no-link", status=status, title=title, text=(told,), ways=ways)

    def nothing_here(self, status: int = 404) -> Reply:
        """Somebody looks at an address that is only there to send something to."""
        _ = self._
        told = _(N_("This is where the forms of the calendar are sent to. There is nothing to see here."))
        return Reply(
            state="nothing", status=status, title=_(N_("Nothing to see here")), text=(told,), ways=self._home()
        )

    def _home(self) -> tuple[Way, ...]:
        return (Way(f"{self._site.url}/", self._(N_("To the calendar"))),)

    def _by_mail(self) -> tuple[str, ...]:
        if not self._site.email:
            return ()
        return (self._(N_("Or mail it to {email}.")).format(email=self._site.email),)


# --- links ----------------------------------------------------------------------------------------------
# The page that a link opens: it says what it is about, and nothing happens before a button is pressed.
#
# Programs that look at mail follow every link in it. They press no buttons.

DAYS = 183
MOST_DATES = 16
SHOWN = 3

_TITLES: dict[Action, str] = {
    "confirm": N_("Is this still right?"),
    "change": N_("What is different?"),
    "cancel": N_("What about that date?"),
}
_BUTTONS: dict[Action, str] = {
    "confirm": N_("Yes, everything is still right"),
    "change": N_("Send what is different"),
    "cancel": N_("Tell it"),
}


class Saying(NamedTuple):
    """How things are said that the site says too: a date as seen from a day, what is known, the address of a page."""

    when: Callable[[Occurrence, DateFacts, date], str]
    facts: Callable[[Activity, Calendar], tuple[str, ...]]
    page: Callable[[str], str]


class Invited:
    """Makes these pages."""

    def __init__(self, site: PublishedSite, links: LinkSettings, texts: Translator, saying: Saying) -> None:
        self._site = site
        self._links = links
        self._ = texts.gettext
        self._say = saying

    def page(  # noqa: PLR0913, PLR0917 - what it shows
        self,
        found: SignedLink,
        token: str,
        calendar: Calendar,
        today: date,
        answers: Mapping[str, Sequence[str]],
        told: Reply | None = None,
    ) -> tuple[Reply, LinkQuestion]:
        """Return what a link that is good asks; with ``answers`` and what is ``told`` where nothing came of them."""
        _, activity = self._, calendar.activities[found.activity]
        coming = dates(calendar, activity, today)
        say = partial(self._said, Places(calendar), today)
        off = found.action == "cancel"
        chosen = answers.get("changes.date", ())
        what = next(iter(answers.get("changes.what", ())), "")
        asked = LinkQuestion(
            action=found.action,
            target=f"{self._site.own}/link/{token}",
            activity=activity.title,
            url=self._say.page(activity.id),
            facts=self._say.facts(activity, calendar),
            when=() if off else tuple(say(one) for _value, one in coming if not one.cancelled)[:SHOWN],
            button=_(_BUTTONS[found.action]) if coming or not off else "",
            filled_from=next(iter(answers.get("filled_from", ())), activity.source.digest),
            dates=tuple(Tick(value, say(one), value in chosen) for value, one in coming) if off else (),
            told=tuple(Tick(value, _(text), value == what) for value, text in TOLD.items()) if off else (),
            reason=next(iter(answers.get("changes.cancelled", ())), "") if off and coming else None,
            words=next(iter(answers.get("message", ())), "") if found.action == "change" else None,
        )
        shown = Reply(
            state="asked",
            title=_(_TITLES[found.action]),
            text=self._lead(found.action, has_dates=bool(coming)),
            faults=told.faults if told else (),
            above=told.title if told else "",
            ways=tuple(self._ways(found, token)),
        )
        return shown, asked

    def _said(self, places: Places, today: date, one: Occurrence) -> str:
        there = places.of(one)
        if there.held:
            return self._say.when(one, there, today)
        return self._(N_("{date} (is off now)")).format(date=self._say.when(one, places.usual(there.activity), today))

    def _lead(self, action: Action, *, has_dates: bool) -> tuple[str, ...]:
        if action == "confirm":
            return (self._(N_("Look at what is in the calendar. Nothing happens before you press the button.")),)
        if action == "cancel" and not has_dates:
            return (self._(N_("There are no dates to come in the calendar for this activity.")),)
        return (self._(N_("Nothing happens before you press the button.")),)

    def _ways(self, found: SignedLink, token: str) -> list[Way]:
        _ = self._
        if found.action == "change":
            form = f"{self._site.forms['change']}?wijzig={found.activity}#link={token}"
            return [Way(form, _(N_("I want to change it in the form myself")))]
        other: list[tuple[Action, str]] = [("change", _(N_("Something is different")))]
        if found.action == "confirm":
            other.append(("cancel", _(N_("One date is off"))))
        made = found.until - timedelta(days=self._links.days)
        return [Way(link(self._links, found.organisation, found.activity, do, made), text) for do, text in other]


def dates(calendar: Calendar, activity: Activity, today: date) -> list[tuple[str, Occurrence]]:
    """Return the dates to come by what a file knows each: the day, with the time if it needs one."""
    window = Window(today, today + timedelta(days=DAYS))
    off = days_off(calendar, window)
    coming = occurrences_of(calendar, activity, window, off)[:MOST_DATES]
    if not coming and (far := next_held(calendar, activity, window.last, off)):
        coming = [far]
    days = [one.planned.date() for one in coming]
    return [
        (f"{one.planned:%Y-%m-%dT%H:%M}" if days.count(one.planned.date()) > 1 else f"{one.planned:%Y-%m-%d}", one)
        for one in coming
    ]
