"""The fields of an activity file and of an organisation file."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from typing import Any

import msgspec

from buurtkalender.domain.facts import FactGroup, plain_facts
from buurtkalender.domain.model import Activity, ActivityStatus, FeedSource, Host, Organisation, Programme, Role
from buurtkalender.domain.values import Contact, Location
from buurtkalender.reading.fields import (
    IDENTIFIER,
    Field,
    FieldKind,
    Flag,
    LineText,
    ListOf,
    Prose,
    Record,
    Reference,
    Schema,
    Whole,
    WordChoice,
    YesNo,
    places,
)
from buurtkalender.reading.fields_contact import (
    CONTACT,
    EMAIL,
    IMAGE,
    LINK,
    PHONE,
    PICTURE,
    URL,
    FeedAddress,
    PointField,
    Postcode,
)
from buurtkalender.reading.fields_facts import ACCESS, COST, FAMILIES, REFERRAL, SIGNUP, AgeRange
from buurtkalender.reading.fields_times import DAY
from buurtkalender.reading.fields_when import WhenField, change_field
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.suggest import english, in_flow
from buurtkalender.reading.yaml import Items, MappingNode, Scalar
from buurtkalender.words.facts import FACT_WORDS

_ADDRESS = re.compile(f"{IDENTIFIER.pattern.replace('$', '/')}/{IDENTIFIER.pattern}")
_ACCOUNT = re.compile(r"@?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62})")
PLACES = ("venue", "location", "online", "serves")


class FormerAddress(FieldKind):
    """An address that the activity had: ``organisation/name``."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        text = text.strip("/").removesuffix(".yaml")
        if not _ADDRESS.fullmatch(text):
            return notes(node, "bad-address", value=text)
        notes.refer("formerly", text, node)
        return text

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_ADDRESS.pattern}$"}


class Account(FieldKind):
    """The name of an account on the forge."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if _ACCOUNT.fullmatch(text):
            return text.removeprefix("@")
        return notes(node, "bad-account", value=text)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_ACCOUNT.pattern}$"}


LOCATION = Record(
    Location,
    Field("name", LineText(), "What people call the place.", required=True),
    Field("street", LineText(), "Street and number."),
    Field("postcode", Postcode(), "Postcode, 1234 AB."),
    Field("city", LineText(80), "Town or village."),
    Field("neighbourhood", Reference("neighbourhood"), "The neighbourhood it lies in."),
    Field("point", PointField(), "[latitude, longitude] in degrees."),
    of_text=lambda text: f"{{name: {in_flow(text)}}}",
)
ROLE = Record(
    Role,
    Field("role", LineText(), "What the volunteer does.", required=True),
    Field("hours", LineText(), "How much time it takes, in words."),
    Field("skills", ListOf(LineText(60), most=20), "What somebody should be good at, in a word or two each."),
    Field("training", LineText(300), "What they learn, or who shows them how, in words."),
    Field("until", DAY, "The last day on which somebody is looked for, inclusive."),
    Field("contact", CONTACT, "Whom to ask."),
    of_text=lambda text: f"{{role: {in_flow(text)}}}",
)
HOST = Record(
    Host,
    Field("name", LineText(120), "What they are called; only what may be published.", required=True),
    of_text=lambda text: f"{{name: {in_flow(text)}}}",
)
PROGRAMME = Record(
    Programme,
    Field("name", LineText(), "The programme's name.", required=True),
    Field("evidence", LineText(500), "What is known of its effect."),
    Field("source", URL, "Where that can be read, https."),
    of_text=lambda text: f"{{name: {in_flow(text)}}}",
)


def _check_activity(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:
    entries = node.entries
    if not any(place in entries for place in PLACES) and not any(english(key) in PLACES for key in entries):
        notes(node, "missing-place")
    if "venue" in entries and "location" in entries:
        notes(at["location"], "venue-and-location")
    venue, room = values.get("venue"), values.get("room")
    if room and "venue" not in entries:
        notes(at["room"], "room-without-venue", room=room)
    elif room and venue:
        notes.refer("room", f"{venue}/{room}", at["room"])
    changes = entries.get("changes")
    for item in changes[1].items if changes is not None and isinstance(changes[1], Items) else ():
        if isinstance(item, MappingNode) and "room" in item.entries:
            _check_changed_room(item, at.get("venue"), notes)


def _check_changed_room(change: MappingNode, usual: Scalar | None, notes: FileNotes) -> None:
    """Look a change's room up in the change's own venue, else in the activity's."""
    at = places(change)
    venue = at.get("venue", usual)
    if venue is None:
        notes(at["room"], "room-without-venue", room=at["room"].value)
    elif at["room"].value.strip() and venue.value.strip():
        notes.refer("room", f"{venue.value.strip()}/{at['room'].value.strip()}", at["room"])


def _yes_no(group: FactGroup) -> list[Field]:
    return [Field(fact.field, YesNo(), FACT_WORDS[fact.key].field) for fact in plain_facts(group)]


ACTIVITY = Record(
    Activity,
    Field("title", LineText(120), "What it is called, in a few words.", required=True),
    Field("summary", LineText(300), "One or two plain sentences for lists."),
    Field("description", Prose(10_000), "The whole story, in Markdown."),
    Field(
        "host", HOST, "Who does it where no organisation does; the organisation whose folder it is vouches for them."
    ),
    Field("partners", ListOf(Reference("organisation")), "Organisations that take part, besides the folder's own."),
    Field("venue", Reference("venue"), "Where: the name of a file in content/venues."),
    Field("room", LineText(60), "A room of that venue."),
    Field("location", LOCATION, "Where, when it is none of the venues."),
    Field("online", URL, "Where to take part online, https."),
    Field(
        "serves",
        ListOf(Reference("area")),
        "Neighbourhoods or municipalities it reaches without a place of its own, or fetches people from (`transport`).",
    ),
    Field("themes", ListOf(Reference("theme")), "What it is about; from the vocabulary.", required=True),
    Field("goals", ListOf(Reference("goal")), "Prevention goals; from the vocabulary."),
    Field("audiences", ListOf(Reference("audience")), "For whom; from the vocabulary. Leave it out for everyone."),
    Field("ages", AgeRange(), "65+ or 13-27. Leave it out for everyone."),
    Field("languages", ListOf(Reference("language")), "Languages that are spoken; from the vocabulary."),
    Field("when", ListOf(WhenField(), most=50, unique=False), "When: one entry or more.", required=True),
    Field("changes", ListOf(change_field(LOCATION), unique=False), "What is different on one date."),
    *_yes_no("signup"),
    Field("cost", COST, "free, or euros such as 2.50, or more precisely."),
    Field("signup", SIGNUP, "none, or how to sign up."),
    Field("capacity", Whole(1, 100_000), "How many people can take part."),
    Field("full", YesNo(), "Whether all places of all dates are taken."),
    *_yes_no("welcome"),
    Field("families", FAMILIES, "How it is for parents with children."),
    Field("referral", REFERRAL, "none, or who has to refer you."),
    Field("transport", LineText(300), "How to get there or be fetched."),
    Field("access", ACCESS, "Facilities: yes, no or unknown. Comes before what the venue says."),
    Field("volunteers", ListOf(ROLE, most=20), "Work that volunteers can do."),
    Field("programme", PROGRAMME, "The recognised prevention programme that it is."),
    Field("contact", CONTACT, "Whom to ask; only what may be published."),
    Field("image", IMAGE, "A picture with its text."),
    Field("links", ListOf(LINK, most=20), "Links: https, mailto or tel."),
    Field("confirmed", DAY, "When the organisation last said that this is still true."),
    Field("status", WordChoice({str(s): s for s in ActivityStatus}), "active, paused or ended."),
    Field("formerly", ListOf(FormerAddress(), most=20), "Earlier addresses, oldest first."),
    check=_check_activity,
)

ORGANISATION_KINDS = (
    "welfare", "church", "sports", "school", "care", "culture", "residents", "library", "volunteers", "municipality",
    "other",
)  # fmt: skip
FEED = Record(
    FeedSource,
    Field(
        "url",
        FeedAddress(),
        "The address of the iCal calendar, https. A secret one stands in a variable: env:BUURTKALENDER_FEED_KOFFIE.",
        required=True,
    ),
    Field("venue", Reference("venue"), "Where its events are when they do not say so."),
    Field("themes", ListOf(Reference("theme")), "What its events are about."),
    Field("theme", Reference("theme"), "What its events are about.", attribute="one_theme"),
    Field("audiences", ListOf(Reference("audience")), "For whom its events are."),
    Field("audience", Reference("audience"), "For whom its events are.", attribute="one_audience"),
    check=lambda values, *_: _one_or_many(values),
)


def _one_or_many(values: dict[str, Any]) -> None:
    for one, many in (("one_theme", "themes"), ("one_audience", "audiences")):
        if one in values:
            values[many] = (*values.get(many, ()), values.pop(one))


def _asked_of_its_own(values: dict[str, Any]) -> None:
    """Let people ask the organisation itself about a role that says nobody else."""
    own = Contact(phone=values.get("phone"), email=values.get("email"))
    if own == Contact():
        own = Contact(url=values.get("website"))
    if "volunteers" in values and own != Contact():
        values["volunteers"] = tuple(
            role if role.contact else msgspec.structs.replace(role, contact=own) for role in values["volunteers"]
        )


ORGANISATION = Record(
    Organisation,
    Field("name", LineText(120), "The organisation's name.", required=True),
    Field("kind", WordChoice(ORGANISATION_KINDS), "What kind of organisation it is.", required=True),
    Field("summary", LineText(300), "One or two plain sentences."),
    Field("description", Prose(10_000), "Who they are, in Markdown."),
    Field("website", URL, "Web site, https."),
    Field("phone", PHONE, "Telephone number."),
    Field("email", EMAIL, "E-mail address."),
    Field("logo", PICTURE, "A picture in the same folder as this file."),
    Field("maintainers", ListOf(Account()), "Accounts that may change its files."),
    Field("feeds", ListOf(FEED, most=20), "Calendars kept elsewhere, to import from."),
    Field("volunteers", ListOf(ROLE, most=20), "Work for volunteers that belongs to none of its activities."),
    Field(
        "trusted",
        Flag(),
        "That it may cancel and confirm by signed links without an editor. The receiver does not act on it yet.",
    ),
    Field("confirmed", DAY, "When the organisation last said that this is still true."),
    check=lambda values, *_: _asked_of_its_own(values),
)
