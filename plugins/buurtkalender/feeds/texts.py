"""What feeds say about an activity in words: plain text, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from buurtkalender.domain.facts import OWN_FACTS, plain_facts
from buurtkalender.domain.model import Activity, Calendar, Signup
from buurtkalender.domain.places import DateFacts, Places
from buurtkalender.domain.values import Contact, Occurrence, Point, Term
from buurtkalender.reading.markup import to_text
from buurtkalender.words.catalogues import translator
from buurtkalender.words.dates import off, remarks
from buurtkalender.words.facts import FACT_WORDS
from buurtkalender.words.values import address_line, ways, words_of

BEGINNING = 300
"""How many characters of a description events and items tell at most."""

_NEWLINES = re.compile("\r\n?|[\u0085\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text that no reader chokes on: newlines are LF, and no control characters, bidi overrides or half characters.

    The reader of content files refuses these already; feeds do not count on where their values come from.
    """
    if text.isprintable() or text.replace("\n", "").isprintable():  # the usual case, at the speed of C
        return text
    return _CONTROLS.sub("", _NEWLINES.sub("\n", text))


class PlaceLine(NamedTuple):
    """Where something is held: one line with the full address, and its point when that is known."""

    text: str
    point: Point | None = None


class Texts:
    """The words of one calendar in one language.

    Unknown facts are left unsaid; only what somebody said is told.
    """

    def __init__(self, calendar: Calendar, language: str, places: Places | None = None) -> None:
        self._calendar = calendar
        self.places = places or Places(calendar)
        self.words = words_of(translator(language))
        self.gettext = self.words.gettext
        self._facts: dict[str, str] = {}

    # --- who and where ------------------------------------------------------------------------------

    def organiser_names(self, activity: Activity) -> tuple[str, ...]:
        """The name of who does it, where no organisation does; those of the organisation and its partners."""
        known = self._calendar.organisations
        ids = (activity.organisation, *activity.partners)
        host = (activity.host.name,) if activity.host else ()
        return (*host, *[known[one].name if one in known else one for one in ids])

    def organisers(self, activity: Activity) -> str:
        """The names of the organisation and its partners, with commas; before them who does it."""
        if activity.host is None:
            return ", ".join(self.organiser_names(activity))
        return self.words.people(activity.host, self.organiser_names(activity)[1:])

    def place(self, activity: Activity, occurrence: Occurrence | None = None) -> PlaceLine | None:
        """Where the activity, or this one occurrence of it, is held; None when it has no place.

        The room stands behind the house in brackets, so that a map still finds the address.
        """
        there = self.places.at(activity, occurrence)
        venue, location, room = there.venue, there.location, there.room.name if there.room else there.where.room
        if venue is not None:
            name = f"{venue.name} ({room})" if room else venue.name
            return PlaceLine(address_line(venue.address, name), there.point)
        if there.where.venue is not None:
            return PlaceLine(there.where.venue)
        if location is not None:
            return PlaceLine(address_line(location, location.name), there.point)
        return PlaceLine(activity.online) if activity.online else None

    def contact(self, activity: Activity) -> Contact | None:
        """Whom to ask: the activity's own contact, else the organisation's telephone number and e-mail address."""
        if activity.contact is not None:
            return activity.contact
        of = self._calendar.organisations.get(activity.organisation)
        return Contact(name=of.name, phone=of.phone, email=of.email) if of and (of.phone or of.email) else None

    def themes(self, activity: Activity) -> list[str]:
        """The words for its themes."""
        return self._words(self._calendar.themes, activity.themes)

    def _words(self, terms: dict[str, Term], ids: Iterable[str]) -> list[str]:
        return [self.words.label(terms[one]) if one in terms else one for one in ids]

    # --- the whole story ----------------------------------------------------------------------------

    def plain(self, activity: Activity) -> str:
        """The whole description as plain text."""
        return to_text(activity.description) if activity.description else ""

    def story(self, activity: Activity) -> str:
        """What it is, in a few sentences: the summary, else how the description begins; empty when there is neither.

        Phones fetch this for every activity of a feed, and whoever wants the whole story follows the link.
        """
        summary = (activity.summary or "").strip()
        return summary or beginning(self.plain(activity))

    def change(self, activity: Activity, occurrence: Occurrence, *, access: bool = False) -> str:
        """What is different this time, or empty: off and why, not sure, full, another time or place, the note."""
        _ = self.gettext
        there = self.places.at(activity, occurrence)
        if not there.held:
            return off(self.words, there, alone=True)
        said = []
        if there.moved_from is not None:
            all_day = getattr(activity.when[occurrence.pattern], "time", None) is None
            before = self.words.moment(there.moved_from, all_day=all_day)
            said.append(_("Another time: this was planned on {moment}.").format(moment=before))
        said.append(self.elsewhere(activity, occurrence, access=access))
        return remarks(self.words, there, said)

    def elsewhere(self, activity: Activity, occurrence: Occurrence, *, access: bool = False) -> str:
        """Where it is this time, or empty where that is as usual; with its ``access`` if that is different."""
        _ = self.gettext
        there = self.places.at(activity, occurrence)
        place = None if there.usual else self.place(activity, occurrence)
        if place is None:
            return ""
        said = _("Another place this time: {place}.").format(place=place.text)
        return said if not access or there.as_usual("wheelchair") else f"{said} {self._wheelchair(there)}"

    def facts(self, activity: Activity, occurrence: Occurrence | None = None) -> str:
        """What people want to know before they come, a line a fact; of this occurrence when it is held elsewhere."""
        there = self.places.at(activity, occurrence)
        if not there.usual:
            return self._told(activity, there)
        facts = self._facts.get(activity.id)
        if facts is None:
            facts = self._facts[activity.id] = self._told(activity, there)
        return facts

    def _told(self, activity: Activity, there: DateFacts) -> str:
        _ = self.gettext
        transport = activity.transport if there.usual else there.transport
        said = [
            self.words.no_places if activity.full else "",
            self._for_whom(activity),
            _("Costs: {text}").format(text=self.words.cost(activity.cost)) if activity.cost else "",
            self.signup(activity.signup),
            *(_(FACT_WORDS[fact.key].feed) for fact in plain_facts() if fact.of(activity)),
            *self.families(activity),
            self.referral(activity),
            self._wheelchair(there),
            _("Getting there: {text}").format(text=transport) if transport else "",
            _("Online: {url}").format(url=activity.online) if activity.online else "",
            self._languages(activity),
            _("By: {names}").format(names=self.organisers(activity)),
            self._questions(activity),
        ]
        return "\n".join(line for line in said if line)

    def _for_whom(self, activity: Activity) -> str:
        who = ", ".join(self._words(self._calendar.audiences, activity.audiences))
        ages = self.words.ages(activity.ages) if activity.ages else ""
        if not who and not ages:
            return ""
        _ = self.gettext
        text = _("{audience} ({ages})").format(audience=who, ages=ages) if who and ages else who or ages
        return _("For: {audience}").format(audience=text)

    def signup(self, signup: Signup | None) -> str:
        """Whether and how to sign up; empty when nobody said."""
        if signup is None:
            return ""
        _ = self.gettext
        if not signup.required:
            return _("You do not have to sign up.")
        how = ways(self.words, Contact(phone=signup.phone, email=signup.email, url=signup.url))
        text = _("Sign up first: {ways}").format(ways=how) if how else _("You have to sign up first.")
        if signup.before:
            early = _("At the latest {time} ahead.").format(time=self.words.lasting(signup.before))
            text = f"{text.rstrip('.')}. {early}"
        times = self.words.signup_times(signup)
        return f"{text.rstrip('.')}. {times}" if times else text

    def families(self, activity: Activity) -> list[str]:
        """How it is for parents with children, a sentence a fact; of childcare with what it costs."""
        care = activity.families.childcare if activity.families else None
        told = {"childcare": self.words.childcare(care)} if care else {}
        held = [fact.key for fact in OWN_FACTS.values() if fact.nested and fact.of(activity)]
        return [f"{self.gettext(FACT_WORDS[key].feed)} {told.get(key, '')}".rstrip() for key in held]

    def referral(self, activity: Activity) -> str:
        """Whether somebody has to refer you; empty when nobody said."""
        if activity.referral is None:
            return ""
        _ = self.gettext
        if not activity.referral.required:
            return _("You need no referral.")
        if activity.referral.by:
            return _("You need a referral by: {names}").format(names=activity.referral.by)
        return _("You need a referral.")

    def _wheelchair(self, there: DateFacts) -> str:
        known = there.fact("wheelchair")
        _ = self.gettext
        if known is None:
            return "" if there.as_usual("wheelchair") else _("Wheelchair: not known") + "."
        return _("You can come in with a wheelchair.") if known else _("You cannot come in with a wheelchair.")

    def _languages(self, activity: Activity) -> str:
        if not activity.languages:
            return ""
        _ = self.gettext
        return _("Languages: {names}").format(
            names=", ".join(self._words(self._calendar.languages, activity.languages))
        )

    def _questions(self, activity: Activity) -> str:
        contact = self.contact(activity)
        if contact is None:
            return ""
        _ = self.gettext
        return _("Questions? {ways}").format(ways=", ".join(filter(None, (contact.name, ways(self.words, contact)))))


def beginning(text: str) -> str:
    """The first paragraph of a plain text; one that is long ends at a word, with an ellipsis."""
    paragraph = text.partition("\n\n")[0]
    if len(paragraph) <= BEGINNING:
        return paragraph
    words, _, _ = paragraph[:BEGINNING].rstrip().rpartition(" ")
    return (words or paragraph[:BEGINNING]).rstrip(" \n.,;:-") + "…"
