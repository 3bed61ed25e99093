"""A proposal becomes the text of an activity file that `check` has nothing against, or a reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.lifecycle import next_held
from buurtkalender.domain.model import Activity, Calendar, Organisation, Venue
from buurtkalender.domain.recurrence import Window as Days
from buurtkalender.domain.recurrence import days_off, occurrences_of
from buurtkalender.domain.values import Location, TitledLink
from buurtkalender.form.answers import check_answers, known_references
from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.form.writing import write_file
from buurtkalender.reading.fields_contact import URL
from buurtkalender.reading.markup import to_text
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.suggest import free_name
from buurtkalender.reading.yaml import Scalar
from buurtkalender.submissions.importing import facts, private, spotting
from buurtkalender.submissions.importing.joining import Proposal
from buurtkalender.submissions.importing.marks import guesses_of
from buurtkalender.submissions.importing.matching import (
    ONLINE,
    MatchedPlace,
    PlaceMatcher,
    PublicFacts,
    comparable_name,
)
from buurtkalender.submissions.importing.planning import PAST
from buurtkalender.submissions.importing.promises import ImportWindow, is_at_odd_hour, tidy_changes
from buurtkalender.submissions.importing.report import Certainty, ReportItem, Yes, says_yes
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.values import Message, seen

LONGEST_TITLE = 120
LONGEST_SUMMARY = 200
MORE = "Meer lezen"


class Defaults(NamedTuple):
    """What a calendar or sheet does not say of its events: of whom it is, and where, what and for whom they are."""

    organisation: str
    venue: str | None = None
    themes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()


class ActivityDraft(NamedTuple):
    """An activity with the text of its file, or None with the reason among the items."""

    proposal: Proposal
    activity: Activity | None
    text: str
    items: tuple[ReportItem, ...]


class Drafter:
    """Drafts activities for one calendar."""

    def __init__(  # what is drafted, and all that it is held against
        self,
        calendar: Calendar,
        places: PlaceMatcher,
        window: ImportWindow,
        texts: Translator,
        yes: Yes = frozenset(),
    ) -> None:
        self._yes = yes
        self._public = public_facts(calendar)
        self._calendar = calendar
        self._places = places
        self._window = window
        self._texts = texts
        self._used: dict[str, set[str]] = {}
        self._known = known_references(calendar)
        self._off = days_off(calendar, Days(window.since, window.last))

    def draft(self, proposal: Proposal, defaults: Defaults, name: str = "") -> ActivityDraft:
        """Return the activity of a proposal, in a file of this ``name`` or else one from its title.

        What is private in it is left out, and so are its traces in what is told: who reads that may be anybody.
        """
        word = spotting.not_for_everybody(proposal.title, proposal.categories, proposal.text)
        if word and not says_yes(self._yes, (thing := private.internal(proposal.title, word)).key):
            at = proposal.at._replace(name="", uid="")
            told = ReportItem(Certainty.ASKED, at, thing.asked, key=thing.key)
            return ActivityDraft(proposal._replace(at=at, source=""), None, "", (told,))
        screen = private.PrivacyScreen(proposal, self._public, self._yes)
        made = self._drafted(screen.proposal, screen, defaults, name)
        waiting = tuple(screen.items.values())
        source = proposal.source or f"{proposal.title}\n{proposal.text}\n{proposal.where}"
        return made._replace(items=(*waiting, *self.safe(made.items, source)))

    def safe(self, items: Iterable[ReportItem], source: str = "") -> list[ReportItem]:
        """Return items without what is private: a report may be read by anybody, as the log of a night is.

        ``source`` is what they are about, where they do not say that themselves.
        """
        secret = private.words_of_private(source, self._public)
        return [self._safe(item, secret | private.words_of_private(item.source, self._public)) for item in items]

    def _safe(self, item: ReportItem, secret: frozenset[str]) -> ReportItem:
        hidden = bool(spotting.not_for_everybody(item.place.name, (), ""))
        uid, name = private.masked_uid(item.place.uid, self._public), private.masked(item.place.name, self._public)
        words = {
            key: private.masked_words(word, secret, self._public) if isinstance(word, str) and key != "uid" else word
            for key, word in item.message.words.items()
        }
        if "uid" in words:
            words["uid"] = private.masked_uid(str(words["uid"]), self._public)
        return item._replace(
            place=item.place._replace(name="" if hidden else name, uid="" if hidden else uid),
            message=Message(item.message.text, words),
            source="" if hidden else private.masked(item.source, self._public),
        )

    def _drafted(
        self, proposal: Proposal, screen: private.PrivacyScreen, defaults: Defaults, name: str
    ) -> ActivityDraft:
        items = self.safe(proposal.items)

        def tell(kind: Certainty, text: str, /, field: str = "", **words: object) -> None:
            items.append(ReportItem(kind, proposal.at, Message(text, words), field=field))

        def nothing() -> ActivityDraft:
            return ActivityDraft(
                proposal, None, "", tuple(item for item in items if item.kind in {Certainty.DROPPED, Certainty.ASKED})
            )

        if screen.waits:
            return nothing()
        organisation = proposal.organisation or defaults.organisation
        values: dict[str, Any] = {"title": self._title(proposal, tell), **_texts(proposal.text)}
        place = self._where(proposal, screen, defaults, tell)
        if place is None:
            return nothing()
        values |= place
        values |= self._guessed(proposal, screen, defaults, tell)
        values |= _links(proposal.url, tell)
        values |= proposal.given
        if not values.get("themes"):
            tell(Certainty.DROPPED, N_("it is not clear what it is about: give a theme with --theme"))
            return nothing()
        if not any(values.get(key) for key in ("venue", "location", "online", "serves")):
            tell(Certainty.DROPPED, N_("it does not say where: give a venue with --venue"))
            return nothing()
        changes = tidy_changes(proposal.when, proposal.changes, self._calendar.anchor)
        activity = Activity(id=f"{organisation}/x", when=proposal.when, changes=changes, **values)
        coming = occurrences_of(self._calendar, activity, Days(self._window.since, self._window.last), self._off)
        far = coming or next_held(self._calendar, activity, self._window.last, self._off)
        if not far and not activity.by_appointment:
            tell(Certainty.DROPPED, PAST, since=self._window.since)
            return nothing()
        for one in coming:
            if is_at_odd_hour(activity, one):
                tell(Certainty.CHECK, _CLOCK_CHANGES, day=one.day, times=f"{one.start:%H:%M}-{one.end:%H:%M}")
        name = name or self._name(organisation, screen.bare_title or activity.title)
        activity = replace(activity, id=f"{organisation}/{name}")
        return self._checked(proposal, activity, items)

    def _checked(self, proposal: Proposal, activity: Activity, items: list[ReportItem]) -> ActivityDraft:
        """Read the file as `check` does; of one that it refuses, tell what it says."""
        answers = answers_of_activity(activity)
        text = write_file(answers, remarks=guesses_of(self.safe(items)))
        checked = check_answers(self._calendar, activity.id, text, answers, self._known)
        wrong = [problem for _, problem in checked.problems if problem.is_error]
        if wrong or checked.activity is None:
            self._used.get(activity.organisation, set()).discard(activity.name)
            reason = wrong[0].text(self._texts) if wrong else ""
            told = Message(N_("it cannot be written as it is: {reason}"), {"reason": reason})
            return ActivityDraft(proposal, None, "", (ReportItem(Certainty.DROPPED, proposal.at, told),))
        return ActivityDraft(proposal, checked.activity, text, tuple(items))

    def reserve(self, organisation: str, names: Iterable[str]) -> None:
        """Keep these names of files free."""
        self._used.setdefault(organisation, set()).update(names)

    def _name(self, organisation: str, title: str) -> str:
        """Return a name that no other file of this import has, nor any activity had before."""
        used = self._used.setdefault(organisation, set())
        name = free_name(title, (used | self._former(organisation)).__contains__)
        used.add(name)
        return name

    def _former(self, organisation: str) -> set[str]:
        start = f"{organisation}/"
        every = (old for one in self._calendar.activities.values() for old in one.formerly)
        return {old.removeprefix(start) for old in every if old.startswith(start)}

    def _title(self, proposal: Proposal, tell: Any) -> str:
        title = " ".join(seen(proposal.title).split())
        if len(title) <= LONGEST_TITLE:
            return title
        tell(
            Certainty.GUESSED,
            N_("its title was longer than {most} characters and was cut"),
            field="title",
            most=LONGEST_TITLE,
        )
        return title[: LONGEST_TITLE - 1].rstrip() + "…"

    def _where(
        self, proposal: Proposal, screen: private.PrivacyScreen, defaults: Defaults, tell: Any
    ) -> dict[str, Any] | None:
        """Return where it is, and tell how sure that is; None where what is told is no place."""
        if {"venue", "location", "online"} & proposal.given.keys():
            return {}
        found = self._places.find(proposal.where, proposal.point)
        if found.venue:
            if not found.exact:
                tell(
                    Certainty.GUESSED,
                    N_("“{text}” was taken for the venue {venue}"),
                    field="venue",
                    text=proposal.where,
                    venue=found.venue,
                )
            if found.left:
                text = N_("“{text}” is not a room of {venue} that the calendar knows")
                tell(Certainty.CHECK, text, text=found.left, venue=found.venue)
            return {"venue": found.venue, **({"room": found.room} if found.room else {})}
        if found.vague:
            return self._vague(found, proposal, screen, tell)
        if found.location is None:
            usual = defaults.venue and not found.online and not proposal.given.get("serves")
            return {"online": found.online} if found.online else {"venue": defaults.venue} if usual else {}
        if found.suggested:
            text = N_("“{text}” is no venue of the calendar. Is it {venue}? Then write `venue: {venue}`")
            tell(Certainty.CHECK, text, text=proposal.where, venue=found.suggested)
        else:
            tell(
                Certainty.CHECK,
                N_("“{text}” is no venue of the calendar: it was kept as a place of its own"),
                text=proposal.where,
            )
        return {"location": _clean(found.location)}

    @staticmethod
    def _vague(
        found: MatchedPlace, proposal: Proposal, screen: private.PrivacyScreen, tell: Any
    ) -> dict[str, Any] | None:
        """Return the address of what is online without an address in its place; what is nowhere is left out.

        What it says when nothing is said does not hold here: something was said, and it is no place.
        """
        if found.vague == ONLINE:
            link = private.joining_link(f"{proposal.text} {proposal.url}") or proposal.url.strip()
            if screen.joins:
                return None
            if URL.read(Scalar(link, 1, 1), FileNotes("")) is not None:
                text = N_("its place is “{text}”: the link that it tells was taken for where")
                tell(Certainty.GUESSED, text, field="online", text=proposal.where)
                return {"online": link}
            tell(Certainty.DROPPED, N_("it is online, and no link tells where: write that yourself"))
            return None
        tell(Certainty.DROPPED, N_("its place is “{text}”, which is none: give it one"), text=proposal.where)
        return None

    def _guessed(
        self, proposal: Proposal, screen: private.PrivacyScreen, defaults: Defaults, tell: Any
    ) -> dict[str, Any]:
        """Return what words seem to say, as far as nobody told it."""
        calendar, given = self._calendar, proposal.given
        told = to_text(proposal.text)
        found: dict[str, Any] = {}
        if "themes" not in given and (themes := facts.named_themes(calendar, proposal.categories)):
            found["themes"] = themes
        elif defaults.themes:
            found["themes"] = defaults.themes
        elif "themes" not in given and (guess := facts.themes(calendar, proposal.title, proposal.categories, told)):
            found["themes"] = guess.value
            text = N_("what it is about: {themes}, by the word “{word}”")
            tell(Certainty.GUESSED, text, field="themes", themes=", ".join(guess.value), word=guess.word)
        if "audiences" in given:
            pass
        elif defaults.audiences:
            found["audiences"] = defaults.audiences
        elif guess := facts.audiences(calendar, proposal.title, proposal.categories):
            found["audiences"] = guess.value
            text = N_("for whom it is: {audiences}, by the word “{word}”")
            tell(Certainty.GUESSED, text, field="audiences", audiences=", ".join(guess.value), word=guess.word)
        return found | self._more_guessed(proposal, screen, told, tell)

    def _more_guessed(self, proposal: Proposal, screen: private.PrivacyScreen, told: str, tell: Any) -> dict[str, Any]:
        """Return what words seem to say of ages, money and the way in."""
        given = proposal.given
        found: dict[str, Any] = {}
        if "ages" not in given and (guess := facts.ages_said(proposal.title)):
            found["ages"] = ages = guess.value
            shown = f"{ages.lowest}+" if ages.highest is None else f"{ages.lowest}-{ages.highest}"
            tell(
                Certainty.GUESSED, N_("for which ages: {ages}, by “{word}”"), field="ages", ages=shown, word=guess.word
            )
        every = f"{proposal.title}. {told}"
        if "cost" not in given:
            found |= self._cost(every, tell)
        if "signup" not in given and (guess := facts.signup_said(screen.every)):
            found["signup"] = screen.reached(guess.value, "signup")
            text = N_("people have to sign up, by “{word}”")
            if not guess.value.required:
                text = N_("people do not have to sign up, by “{word}”")
            tell(Certainty.GUESSED, text, field="signup", word=guess.word)
        if "drop_in" not in given and (guess := facts.walk_in_said(every)):
            found["drop_in"] = True
            tell(
                Certainty.GUESSED,
                N_("people can walk in whenever they like, by “{word}”"),
                field="drop_in",
                word=guess.word,
            )
        return found

    @staticmethod
    def _cost(every: str, tell: Any) -> dict[str, Any]:
        guess = facts.cost_said(every)
        if guess is None:
            if facts.amounts(every):
                tell(Certainty.CHECK, N_("its text names money, but not just one price: write its `cost` yourself"))
            return {}
        text = N_("what it costs: {amount}, by “{word}”") if guess.value.cents else N_("it is free, by “{word}”")
        tell(Certainty.GUESSED, text, field="cost", amount=guess.value, word=guess.word)
        return {"cost": guess.value}


_CLOCK_CHANGES = N_("in the night of {day} the clock changes: by the clock it is at {times} then. Is that right?")


def _texts(text: str) -> dict[str, str]:
    """Return a short text as the summary of lists, a longer one as the description."""
    plain = to_text(text)
    if not plain:
        return {}
    if len(plain) <= LONGEST_SUMMARY and "\n" not in plain and "](" not in text:
        return {"summary": plain}
    return {"description": text}


def _links(url: str, tell: Any) -> dict[str, Any]:
    """Return the page about it; one without https is tried with it."""
    address = url.strip()
    if address.lower().startswith("http://"):
        address = f"https://{address[7:]}"
    if not address or URL.read(Scalar(address, 1, 1), FileNotes("")) is None:
        return {}
    if address != url.strip():
        tell(Certainty.GUESSED, N_("its link begins with http: it became https"), field="links")
    return {"links": (TitledLink(MORE, address),)}


def _clean(location: Location) -> Location:
    texts = {key: getattr(location, key) for key in ("name", "street", "postcode", "city")}
    return replace(location, **{key: seen(text).strip() or None for key, text in texts.items() if text})


def public_facts(calendar: Calendar) -> PublicFacts:
    """Return what a calendar has published: of organisations and venues, and how to reach people of activities.

    What came out of a calendar elsewhere is not counted: a yes that was said there is for that alone.
    """
    phones, mails, domains, streets, names = (set[str]() for _ in range(5))
    publishers: list[Organisation | Venue] = [*calendar.organisations.values(), *calendar.venues.values()]
    for one in publishers:
        booking = one.booking if isinstance(one, Venue) else None
        phones |= {spotting.dialled(each) for each in (one.phone, booking.phone if booking else None) if each}
        written = {each.casefold() for each in (one.email, booking.email if booking else None) if each}
        mails |= written
        domains |= {each.partition("@")[2] for each in written}
        site = re.match(r"https://(?:www\.)?([^/:?#]+)", (one.website or "").casefold())
        domains |= {site[1]} if site else set()
        names.add(comparable_name(one.name))
    followed = {one.id for one in calendar.organisations.values() if one.feeds}
    for activity in calendar.activities.values():
        if activity.organisation in followed:
            continue
        for span in _ways_to_reach(activity):
            phones |= {span.value} if span.kind == "phone" else set()
            mails |= {span.value} if span.kind == "email" else set()
    for venue in calendar.venues.values():
        streets.add(comparable_name(venue.address.street or ""))
        names.add(comparable_name(venue.address.city or ""))
    names |= {comparable_name(one.name) for one in calendar.neighbourhoods.values()}
    names |= {comparable_name(one.name) for one in calendar.municipalities.values()}
    return PublicFacts(frozenset(phones), frozenset(mails), frozenset(domains), frozenset(streets), frozenset(names))


def _ways_to_reach(activity: Activity) -> tuple[spotting.PrivateSpan, ...]:
    told = [each for way in (activity.contact, activity.signup) if way for each in (way.phone, way.email) if each]
    return spotting.spans_of(" \n ".join([*told, activity.transport or ""]), PublicFacts())
