"""A proposal becomes the text of an activity file that `check` has nothing against, or a reason why not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.lifecycle import next_held
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import Window as Days
from buurtkalender.domain.recurrence import days_off, occurrences_of
from buurtkalender.domain.values import Location, TitledLink
from buurtkalender.form.answers import check_answers
from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.form.writing import write_file
from buurtkalender.reading.fields_contact import URL
from buurtkalender.reading.markup import to_text
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.yaml import Scalar
from buurtkalender.submissions.form import free_name
from buurtkalender.submissions.importing import facts
from buurtkalender.submissions.importing.extents import tidy_changes
from buurtkalender.submissions.importing.joining import Proposal
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.planning import PAST, ImportWindow
from buurtkalender.submissions.importing.report import Certainty, ReportItem, Yes
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.values import HIDDEN, Message

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
        self._calendar = calendar
        self._places = places
        self._window = window
        self._texts = texts
        self._used: dict[str, set[str]] = {}
        self._off = days_off(calendar, Days(window.since, window.last))

    def draft(self, proposal: Proposal, defaults: Defaults, name: str = "") -> ActivityDraft:
        """Return the activity of a proposal, in a file of this ``name`` or else one from its title."""
        items: list[ReportItem] = list(proposal.items)

        def tell(kind: Certainty, text: str, /, field: str = "", **words: object) -> None:
            items.append(ReportItem(kind, proposal.at, Message(text, words), field=field))

        def nothing() -> ActivityDraft:
            return ActivityDraft(proposal, None, "", tuple(item for item in items if item.kind is Certainty.DROPPED))

        organisation = proposal.organisation or defaults.organisation
        values: dict[str, Any] = {"title": self._title(proposal, tell), **_texts(proposal.text)}
        values |= self._where(proposal, defaults, tell)
        values |= self._guessed(proposal, defaults, tell)
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
        if people := list(dict.fromkeys(facts.people(to_text(proposal.text))))[:3]:
            tell(Certainty.CHECK, N_("its text names {people}: may everybody read that?"), people=", ".join(people))
        name = name or self._name(organisation, activity.title)
        activity = replace(activity, id=f"{organisation}/{name}")
        return self._checked(proposal, activity, items)

    def _checked(self, proposal: Proposal, activity: Activity, items: list[ReportItem]) -> ActivityDraft:
        """Read the file as `check` does; of one that it refuses, tell what it says."""
        answers = answers_of_activity(activity)
        text = write_file(answers)
        checked = check_answers(self._calendar, activity.id, text, answers)
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
        name = free_name(title, used | self._former(organisation))
        used.add(name)
        return name

    def _former(self, organisation: str) -> set[str]:
        start = f"{organisation}/"
        every = (old for one in self._calendar.activities.values() for old in one.formerly)
        return {old.removeprefix(start) for old in every if old.startswith(start)}

    def _title(self, proposal: Proposal, tell: Any) -> str:
        title = " ".join(HIDDEN.sub("", proposal.title).split())
        if len(title) <= LONGEST_TITLE:
            return title
        tell(
            Certainty.GUESSED,
            N_("its title was longer than {most} characters and was cut"),
            field="title",
            most=LONGEST_TITLE,
        )
        return title[: LONGEST_TITLE - 1].rstrip() + "…"

    def _where(self, proposal: Proposal, defaults: Defaults, tell: Any) -> dict[str, Any]:
        """Return where it is, and tell how sure that is."""
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
        if found.online:
            return {"online": found.online}
        if found.location is None:
            if defaults.venue and not proposal.given.get("serves"):
                return {"venue": defaults.venue}
            return {}
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

    def _guessed(self, proposal: Proposal, defaults: Defaults, tell: Any) -> dict[str, Any]:
        """Return what words seem to say, as far as nobody told it."""
        calendar, given = self._calendar, proposal.given
        told = to_text(proposal.text)
        found: dict[str, Any] = {}
        if "themes" not in given and (themes := facts.named_themes(calendar, proposal.categories)):
            found["themes"] = themes
        elif defaults.themes:
            found["themes"] = defaults.themes
        elif "themes" not in given and (themes := facts.themes(calendar, proposal.title, proposal.categories, told)):
            found["themes"] = themes
            tell(Certainty.GUESSED, N_("what it is about: {themes}"), field="themes", themes=", ".join(themes))
        if defaults.audiences:
            found["audiences"] = defaults.audiences
        elif "audiences" not in given and (audiences := facts.audiences(calendar, proposal.title, proposal.categories)):
            found["audiences"] = audiences
            tell(
                Certainty.GUESSED, N_("for whom it is: {audiences}"), field="audiences", audiences=", ".join(audiences)
            )
        if "ages" not in given and (ages := facts.ages(proposal.title)):
            found["ages"] = ages
            text = f"{ages.lowest}+" if ages.highest is None else f"{ages.lowest}-{ages.highest}"
            tell(Certainty.GUESSED, N_("for which ages: {ages}"), field="ages", ages=text)
        every = f"{proposal.title}. {told}"
        if "cost" not in given:
            found |= self._cost(every, tell)
        if "signup" not in given and (signup := facts.signup(every)):
            found["signup"] = signup
            text = N_("people have to sign up") if signup.required else N_("people do not have to sign up")
            tell(Certainty.GUESSED, text, field="signup")
        if "drop_in" not in given and facts.walk_in(every):
            found["drop_in"] = True
            tell(Certainty.GUESSED, N_("people can walk in whenever they like"), field="drop_in")
        return found

    @staticmethod
    def _cost(every: str, tell: Any) -> dict[str, Any]:
        cost = facts.cost(every)
        if cost is None:
            if facts.amounts(every):
                tell(Certainty.CHECK, N_("its text names money in more than one way: write its `cost` yourself"))
            return {}
        if cost.cents:
            tell(Certainty.GUESSED, N_("what it costs: {amount}"), field="cost", amount=cost)
        else:
            tell(Certainty.GUESSED, N_("it is free"), field="cost")
        return {"cost": cost}


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
    return replace(location, **{key: HIDDEN.sub("", text).strip() or None for key, text in texts.items() if text})
