"""What feeds say about an activity in words: plain text, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from buurtkalender.domain.model import Activity, Ages, Calendar, Contact, Cost, Occurrence, Point, Signup, Term
from buurtkalender.domain.places import DateFacts, Places
from buurtkalender.reading.markup import to_text
from buurtkalender.words.catalogues import translator

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


class Place(NamedTuple):
    """Where something is held: one line with the full address, and its point when that is known."""

    text: str
    point: Point | None = None


class Texts:
    """The words of one calendar in one language.

    Names of days and months are CLDR's. Unknown facts are left unsaid; only what somebody said is told.
    """

    def __init__(self, calendar: Calendar, language: str, places: Places | None = None) -> None:
        from babel import Locale

        names = Locale.parse(language)
        self._calendar = calendar
        self.places = places or Places(calendar)
        self._language = language
        self._translator = translator(language)
        self.gettext = self._translator.gettext
        self._days = [str(names.days["format"]["wide"][n]) for n in range(7)]
        self._short_days = [str(names.days["format"]["abbreviated"][n]).rstrip(".") for n in range(7)]
        self._months = [str(names.months["format"]["wide"][n]) for n in range(1, 13)]
        self._short_months = [str(names.months["format"]["abbreviated"][n]).rstrip(".") for n in range(1, 13)]
        self._clocks: dict[int, str] = {}
        self._facts: dict[str, str] = {}

    # --- times --------------------------------------------------------------------------------------

    def clock(self, moment: datetime) -> str:
        """``9.30``."""
        minutes = moment.hour * 60 + moment.minute
        text = self._clocks.get(minutes)
        if text is None:
            _ = self.gettext
            text = _("{hour}:{minutes}").format(hour=moment.hour, minutes=f"{moment.minute:02}")
            self._clocks[minutes] = text
        return text

    def day(self, when: date) -> str:
        """``dinsdag 1 december``."""
        _ = self.gettext
        weekday, month = self._days[when.weekday()], self._months[when.month - 1]
        return _("{weekday} {day} {month}").format(weekday=weekday, day=when.day, month=month)

    def short_moment(self, occurrence: Occurrence) -> str:
        """``Di 1 dec 10.00``, or without the time when it is all day."""
        when = occurrence.start
        weekday, month = self._short_days[when.weekday()], self._short_months[when.month - 1]
        _ = self.gettext
        day = _("{weekday} {day} {month}").format(weekday=weekday, day=when.day, month=month)
        day = day[:1].upper() + day[1:]
        return day if occurrence.all_day else f"{day} {self.clock(when)}"

    def moment(self, when: datetime, *, all_day: bool = False) -> str:
        """``dinsdag 1 december, 10.00 uur``."""
        day = self.day(when.date())
        if all_day:
            return day
        _ = self.gettext
        return _("{day}, {time}").format(day=day, time=self.clock(when))

    def lasting(self, length: timedelta) -> str:
        """``2 dagen`` or ``3 uur``."""
        days, hours = length.days, length.seconds // 3600
        ngettext = self._translator.ngettext
        if days and not hours:
            return ngettext("{n} day", "{n} days", days).format(n=days)
        hours += days * 24
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)

    # --- who and where ------------------------------------------------------------------------------

    def organiser_names(self, activity: Activity) -> tuple[str, ...]:
        """The names of the organisation and its partners."""
        known = self._calendar.organisations
        ids = (activity.organisation, *activity.partners)
        return tuple([known[one].name if one in known else one for one in ids])

    def organisers(self, activity: Activity) -> str:
        """The names of the organisation and its partners, with commas."""
        return ", ".join(self.organiser_names(activity))

    def place(self, activity: Activity, occurrence: Occurrence | None = None) -> Place | None:
        """Where the activity, or this one occurrence of it, is held; None when it has no place.

        The room stands behind the house in brackets, so that a map still finds the address.
        """
        there = self.places.at(activity, occurrence)
        venue, location, room = there.venue, there.location, there.room.name if there.room else there.where.room
        if venue is not None:
            name = f"{venue.name} ({room})" if room else venue.name
            address = venue.address
            return Place(_address(name, address.street, address.postcode, address.city), there.point)
        if there.where.venue is not None:
            return Place(there.where.venue)
        if location is not None:
            return Place(_address(location.name, location.street, location.postcode, location.city), there.point)
        return Place(activity.online) if activity.online else None

    def contact(self, activity: Activity) -> Contact | None:
        """Whom to ask: the activity's own contact, else the organisation's telephone number and e-mail address."""
        if activity.contact is not None:
            return activity.contact
        of = self._calendar.organisations.get(activity.organisation)
        return Contact(name=of.name, phone=of.phone, email=of.email) if of and (of.phone or of.email) else None

    def label(self, term: Term) -> str:
        """The word for a term of the vocabulary, in this language if it has one."""
        return term.label.get(self._language) or next(iter(term.label.values()), term.id)

    def themes(self, activity: Activity) -> list[str]:
        """The words for its themes."""
        return self._words(self._calendar.themes, activity.themes)

    def _words(self, terms: dict[str, Term], ids: Iterable[str]) -> list[str]:
        return [self.label(terms[one]) if one in terms else one for one in ids]

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
        """What is different this time, or empty: cancelled with its reason, another time or place, the note."""
        _ = self.gettext
        note = occurrence.note or ""
        if occurrence.cancelled:
            return _("Cancelled: {reason}").format(reason=note) if note else _("This time it is cancelled.")
        said = []
        if occurrence.moved_from is not None:
            all_day = getattr(activity.when[occurrence.pattern], "time", None) is None
            before = self.moment(occurrence.moved_from, all_day=all_day)
            said.append(_("Another time: this was planned on {moment}.").format(moment=before))
        said.append(self.elsewhere(activity, occurrence, access=access))
        return " ".join(filter(None, (*said, note)))

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
            self._for_whom(activity),
            self._cost(activity.cost),
            self.signup(activity.signup),
            _("You can walk in whenever you like.") if activity.drop_in else "",
            _("Do you come alone? Somebody will welcome you.") if activity.come_alone else "",
            _("The first time somebody can come along with you.") if activity.companion else "",
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
        ages = self.ages(activity.ages) if activity.ages else ""
        if not who and not ages:
            return ""
        _ = self.gettext
        text = _("{audience} ({ages})").format(audience=who, ages=ages) if who and ages else who or ages
        return _("For: {audience}").format(audience=text)

    def ages(self, ages: Ages) -> str:
        """``65 jaar en ouder``, ``13 tot en met 27 jaar``, ``tot en met 12 jaar``."""
        _ = self.gettext
        if ages.highest is None:
            return _("{lowest} years and older").format(lowest=ages.lowest)
        if ages.lowest == ages.highest:
            return _("{lowest} years old").format(lowest=ages.lowest)
        if ages.lowest == 0:
            return _("up to and including {highest} years").format(highest=ages.highest)
        return _("{lowest} up to and including {highest} years").format(lowest=ages.lowest, highest=ages.highest)

    def _cost(self, cost: Cost | None) -> str:
        if cost is None:
            return ""
        _ = self.gettext
        euros, cents = divmod(cost.cents, 100)
        if not cost.cents:
            text = _("free")
        elif cents:
            text = _("€{euros}.{cents}").format(euros=euros, cents=f"{cents:02}")
        else:
            text = _("€{euros}").format(euros=euros)
        if cost.cents and cost.per:
            text = _("{amount} per {unit}").format(amount=text, unit=cost.per)
        if cost.note:
            text = f"{text}, {cost.note}"
        if cost.discount_pass:
            less = _("You pay less with a discount pass")
            text = f"{text.rstrip('.')}. {less}"
        return _("Costs: {text}").format(text=text)

    def signup(self, signup: Signup | None) -> str:
        """Whether and how to sign up; empty when nobody said."""
        if signup is None:
            return ""
        _ = self.gettext
        if not signup.required:
            return _("You do not have to sign up.")
        ways = self._ways(Contact(phone=signup.phone, email=signup.email, url=signup.url))
        text = _("Sign up first: {ways}").format(ways=ways) if ways else _("You have to sign up first.")
        if signup.before:
            early = _("At the latest {time} ahead.").format(time=self.lasting(signup.before))
            text = f"{text.rstrip('.')}. {early}"
        return text

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
        ways = ", ".join(filter(None, (contact.name, self._ways(contact))))
        return _("Questions? {ways}").format(ways=ways)

    def _ways(self, contact: Contact) -> str:
        _ = self.gettext
        ways = [
            _("call {phone}").format(phone=contact.phone) if contact.phone else "",
            _("mail {email}").format(email=contact.email) if contact.email else "",
            contact.url or "",
        ]
        return ", ".join(filter(None, ways))


def beginning(text: str) -> str:
    """The first paragraph of a plain text; one that is long ends at a word, with an ellipsis."""
    paragraph = text.partition("\n\n")[0]
    if len(paragraph) <= BEGINNING:
        return paragraph
    words, _, _ = paragraph[:BEGINNING].rstrip().rpartition(" ")
    return (words or paragraph[:BEGINNING]).rstrip(" \n.,;:-") + "…"


def contact_line(contact: Contact) -> str:
    """Name, telephone number and addresses on one line, for a CONTACT property."""
    return ", ".join(filter(None, (contact.name, contact.phone, contact.email, contact.url)))


def _address(name: str, street: str | None, postcode: str | None, city: str | None) -> str:
    town = " ".join(filter(None, (postcode, city)))
    return ", ".join(filter(None, (name, street, town)))
