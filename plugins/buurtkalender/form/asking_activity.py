"""What is asked about an activity: what everybody has to know first, then what somebody wants to add."""

from __future__ import annotations

import re
from collections.abc import Iterator

from buurtkalender.domain.facts import plain_facts
from buurtkalender.domain.model import Cost
from buurtkalender.form import parsers
from buurtkalender.form.answers import Flat
from buurtkalender.form.asking import NEW, Asking, first_text, going_on
from buurtkalender.form.asking_more import more_steps
from buurtkalender.form.asking_places import (
    address_step,
    known_at,
    organisation_steps,
    point_step,
    venue_steps,
)
from buurtkalender.form.asking_when import when_answers, when_steps
from buurtkalender.form.choices import Option, RefusedError, plain
from buurtkalender.form.steps import Step, Values, yes_no
from buurtkalender.words.catalogues import N_
from buurtkalender.words.facts import FACT_WORDS

ELSEWHERE, ONLINE, HOMES = "_elsewhere", "_online", "_homes"


def activity_steps(asking: Asking, values: Values) -> Iterator[Step]:
    """Yield the steps about an activity, and about the organisation and the venue that are new with it."""
    yield from _whose(asking, values)
    yield asking.text("title", required=True)
    yield asking.text("summary")
    yield from when_steps(asking, values, "when", required=True)
    yield from _where(asking, values)
    yield asking.some("themes", asking.terms(asking.calendar.themes.values()), required=True)
    yield _audiences(asking)
    yield _ages(asking)
    yield _cost(asking)
    yield from _signup(asking, values)
    yield from (asking.fact(fact.field) for fact in plain_facts() if not FACT_WORDS[fact.key].more)
    yield from _contact(asking, values)
    yield asking.text("confirmed")
    where = first_text(asking.got(values, "venue") or {}, "venue")
    yield from more_steps(asking, values, {ONLINE: "online", HOMES: "serves"}.get(where, ""))


def activity_answers(asking: Asking, values: Values) -> Flat:
    """Return the answers of an activity's file."""
    found = {
        name: texts
        for name, texts in asking.answers(values).items()
        if not name.startswith("_") and name.partition(".")[0] != "organisation"
    }
    if first_text(asking.got(values, "venue") or {}, "venue").startswith("_"):
        found.pop("venue", None)
    partners = tuple(one for one in found.get("partners", ()) if one)
    return found | ({"partners": partners} if partners else {}) | when_answers(asking, values, "when")


def new_organisation(asking: Asking) -> Asking:
    """Return what asks about an organisation that is new with an activity."""
    return Asking("organisation", asking.calendar, asking.texts, asking.today, "organisation:")


def new_venue(asking: Asking) -> Asking:
    """Return what asks about a venue that is new with an activity."""
    return Asking("venue", asking.calendar, asking.texts, asking.today, "venue:")


# --- whose, and where ---------------------------------------------------------------------------


def _whose(asking: Asking, values: Values) -> Iterator[Step]:
    _ = asking.texts.gettext
    named = sorted(asking.calendar.organisations.values(), key=lambda one: one.name.casefold())
    yield asking.one("organisation", [Option(one.id, one.name) for one in named], new=True, required=True)
    name = new_name(asking, values, "organisation")
    if name:
        label = _(N_("{name} is not in the calendar yet. Shall we put it in?")).format(name=name)
        yield going_on(
            "organisation.new", label, asking.texts, N_("Then go one question back with <, and choose another.")
        )
        if values.get("organisation.new"):
            yield from organisation_steps(new_organisation(asking), values, name)


def _where(asking: Asking, values: Values) -> Iterator[Step]:
    _ = asking.texts.gettext
    named = sorted(asking.calendar.venues.values(), key=lambda one: one.name.casefold())
    options = [
        *(Option(one.id, one.name) for one in named),
        Option(ELSEWHERE, _("It is at another place"), ("ergens anders", "elsewhere", "buiten")),
        Option(ONLINE, _("It is online"), ("online",)),
        Option(HOMES, _("It comes to people’s homes, or people are fetched"), ("thuis", "bij mensen thuis", "at home")),
    ]
    yield asking.one("venue", options, new=True, required=True)
    chosen = first_text(asking.got(values, "venue") or {}, "venue")
    name = new_name(asking, values, "venue")
    if name:
        label = _(N_("{name} is not in the calendar yet. Shall we put it in as a place where more happens?")).format(
            name=name
        )
        yield yes_no("venue.new", label, asking.texts)
        if values.get("venue.new"):
            yield from venue_steps(new_venue(asking), values, name)
        elif values.get("venue.new") is False:
            yield from _elsewhere(asking, values, name)
    elif chosen == ELSEWHERE:
        yield from _elsewhere(asking, values, "")
    elif chosen == ONLINE:
        yield asking.text("online", required=True)
    elif chosen == HOMES:
        yield asking.some("serves", asking.areas(whole=True), required=True)
    elif chosen in asking.calendar.venues and asking.calendar.venues[chosen].rooms:
        yield asking.one("room", [Option(room.id, room.name) for room in asking.calendar.venues[chosen].rooms])


def _elsewhere(asking: Asking, values: Values, name: str) -> Iterator[Step]:
    yield asking.text("location.name", required=True, default=name)
    yield address_step(asking, "location")
    near = known_at(asking.calendar, asking.answers(values), "location")
    yield asking.one("location.neighbourhood", asking.areas(), default=near.get("neighbourhood", ""))
    if "point" in near:
        yield point_step(asking, "location.point", near["point"])


def new_name(asking: Asking, values: Values, name: str) -> str:
    """Return the name of an organisation or a venue that was typed and is in no list; empty where it is known."""
    return first_text(asking.got(values, name) or {}, f"{NEW}.{name}")


# --- the facts ----------------------------------------------------------------------------------


def _audiences(asking: Asking) -> Step:
    step = asking.some("audiences", asking.terms(asking.calendar.audiences.values()))
    return step._replace(parse=lambda text: {} if plain(text) in parsers.EVERYBODY else step.parse(text))


def _ages(asking: Asking) -> Step:
    def reading(text: str) -> Flat:
        lowest, highest = parsers.ages(text)
        return asking.checked({"ages": (lowest, highest)}) if lowest or highest else {}

    def written(value: Flat) -> str:
        lowest, highest = value.get("ages", ("", ""))
        return f"{lowest}-{highest}" if highest else f"{lowest}+" if lowest else ""

    return asking.step("ages", reading, written)


def _cost(asking: Asking) -> Step:
    def reading(text: str) -> Flat:
        amount, per, note = parsers.price(text)
        found: Flat = {"cost": ("free",)} if amount == "free" else {"cost": ("paid",), "cost.amount": (amount,)}
        return asking.checked(found | {f"cost.{key}": (said,) for key, said in (("per", per), ("note", note)) if said})

    def written(value: Flat) -> str:
        euros, _mark, cents = first_text(value, "cost.amount").partition(".")
        per, note = (first_text(value, f"cost.{key}") or None for key in ("per", "note"))
        return asking.words.cost(Cost(100 * int(euros or 0) + int(cents or 0), per, note))

    return asking.step("cost", reading, written)


def _signup(asking: Asking, values: Values) -> Iterator[Step]:
    _ = asking.texts.gettext
    options = (
        Option("none", _(N_("No, people can just come")), ("nee", "no", "niet", "geen", "none", "hoeft niet")),
        Option("no", _(N_("It is possible, but not needed")), ("mag", "kan", "liefst")),
        Option("yes", _(N_("Yes")), ("ja", "yes", "verplicht", "nodig")),
    )
    step = asking.one("signup", options)

    def reading(text: str) -> Flat:
        if plain(text).partition(" ")[0] in {"ja", "yes"}:
            text = "yes"
        try:
            return dict(step.parse(text))
        except RefusedError:
            if not re.search(r"\d{3}|@|\.[a-z]", text):
                raise
        ways = asking.ways(text, "signup.", ("phone", "email", "url"))
        return asking.checked({"signup": ("yes",), **ways})

    def written(value: Flat) -> str:
        ways = [texts[0] for name, texts in value.items() if name != "signup"]
        return ", ".join(ways) or step.written(value)

    yield step._replace(parse=reading, written=written)
    given = asking.got(values, "signup") or {}
    if first_text(given, "signup") in {"yes", "no"}:
        if len(given) == 1:
            yield asking.reach("signup.phone")
        yield _before(asking)


def _before(asking: Asking) -> Step:
    def written(value: Flat) -> str:
        number, unit = value["signup.before"]
        words = asking.words
        return words.number_of_days(int(number)) if unit == "days" else words.number_of_hours(int(number))

    return asking.step("signup.before", lambda text: asking.checked({"signup.before": parsers.ahead(text)}), written)


def _contact(asking: Asking, values: Values) -> Iterator[Step]:
    yield asking.reach("contact.phone", ("phone", "email", "name"))
    if "contact.email" not in (asking.got(values, "contact.phone") or {}):
        yield asking.text("contact.email")
