"""What is asked about an activity: what everybody has to know first, then what somebody wants to add."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from buurtkalender.domain.facts import plain_facts
from buurtkalender.domain.model import Cost
from buurtkalender.form import parsers
from buurtkalender.form.answers import Flat, rows
from buurtkalender.form.asking import NEW_ENTRY, StepMaker, first_text, going_on
from buurtkalender.form.asking_places import (
    OF_A_ROLE,
    access_steps,
    address_step,
    entry_steps,
    known_at,
    more_step,
    organisation_steps,
    point_step,
    venue_steps,
    whole_number,
)
from buurtkalender.form.asking_when import period_steps, when_answers, when_steps
from buurtkalender.form.choices import ChoiceOption, RefusedError, comparable
from buurtkalender.form.conversation import QuestionStep, Values, yes_no
from buurtkalender.words.catalogues import N_
from buurtkalender.words.dates import numeric
from buurtkalender.words.facts import FACT_WORDS

# --- more -----------------------------------------------------------------------------------------------
# What somebody may want to tell about an activity besides what everybody has to know.

_MORE = {
    "description": N_("The whole story"),
    "period": N_("The first and the last day"),
    "online": N_("Taking part online"),
    "serves": N_("It comes to people’s homes, or people are fetched"),
    "cost.pass": N_("A discount pass"),
    "signup.until": N_("From when and until when people can sign up"),
    "contact.name": N_("The name of whom people can ask for"),
    **{fact.field: FACT_WORDS[fact.key].more for fact in plain_facts() if FACT_WORDS[fact.key].more},
    "capacity": N_("How many people can take part"),
    "full": N_("All places are taken"),
    "families": N_("Coming with children"),
    "access": N_("What is there for people with a disability"),
    "transport": N_("How to get there"),
    "languages": N_("Languages"),
    "partners": N_("Another organisation that takes part"),
    "links": N_("Links"),
    "volunteers": N_("Volunteers wanted"),
    "goals": N_("Goals"),
    "referral": N_("Being referred"),
    "programme": N_("A recognised programme"),
    "host.name": N_("Others do it than an organisation"),
}


def more_steps(asking: StepMaker, values: Values, there: str) -> Iterator[QuestionStep]:
    """Yield the steps about what somebody wants to tell besides; ``there`` is what was told of the place already."""
    names = {name: label for name, label in _MORE.items() if name != there}
    yield more_step(asking, names)
    chosen = asking.got(values, "more") or ()
    for name in ("host.name", "description"):
        if name in chosen:
            yield asking.text(name)
    if "period" in chosen:
        yield from period_steps(asking, values)
    if "online" in chosen:
        yield asking.text("online")
    if "serves" in chosen:
        yield asking.some("serves", asking.areas(whole=True))
    yield from _more_facts(asking, values, chosen)
    if "families" in chosen:
        yield from _families(asking, values)
    yield from _more_people(asking, values, chosen)


def _more_facts(asking: StepMaker, values: Values, chosen: tuple[str, ...]) -> Iterator[QuestionStep]:
    for name in ("signup.opens", "signup.until") if "signup.until" in chosen else ():
        yield _moment(asking, name)
    for name in ("cost.pass", "full", *(fact.field for fact in plain_facts())):
        if name in chosen:
            yield asking.fact(name)
    for name in ("contact.name", "transport"):
        if name in chosen:
            yield asking.text(name)
    if "capacity" in chosen:
        yield asking.text("capacity", whole_number)
    if "access" in chosen:
        yield from access_steps(asking)
    if "languages" in chosen:
        yield asking.some("languages", asking.terms(asking.calendar.languages.values()))
    if "partners" in chosen:
        own = first_text(asking.got(values, "organisation") or {}, "organisation")
        named = sorted(asking.calendar.organisations.values(), key=lambda one: one.name.casefold())
        yield asking.some("partners", [ChoiceOption(one.id, one.name) for one in named if one.id != own])


def _more_people(asking: StepMaker, values: Values, chosen: tuple[str, ...]) -> Iterator[QuestionStep]:
    if "links" in chosen:
        yield from entry_steps(asking, values, "links", "title", ("url",))
    if "volunteers" in chosen:
        yield from entry_steps(asking, values, "volunteers", "role", (*OF_A_ROLE, "contact.phone"))
    if "goals" in chosen:
        yield asking.some("goals", asking.terms(asking.calendar.goals.values()))
    if "referral" in chosen:
        yield from _referral(asking, values)
    if "programme" in chosen:
        for key in ("name", "evidence", "source"):
            yield asking.text(f"programme.{key}")


def _referral(asking: StepMaker, values: Values) -> Iterator[QuestionStep]:
    _ = asking.texts.gettext
    options = (
        ChoiceOption("none", _(N_("No")), ("nee", "no")),
        ChoiceOption("no", _(N_("It is possible, but not needed")), ("mag", "kan")),
        ChoiceOption("yes", _(N_("Yes")), ("ja", "yes")),
    )
    yield asking.one("referral", options)
    if first_text(asking.got(values, "referral") or {}, "referral") in {"yes", "no"}:
        yield asking.text("referral.by")


ELSEWHERE, ONLINE, HOMES = "_elsewhere", "_online", "_homes"


def activity_steps(asking: StepMaker, values: Values) -> Iterator[QuestionStep]:
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


def activity_answers(asking: StepMaker, values: Values) -> Flat:
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


def new_organisation(asking: StepMaker) -> StepMaker:
    """Return what asks about an organisation that is new with an activity."""
    return StepMaker("organisation", asking.calendar, asking.texts, asking.today, "organisation:")


def new_venue(asking: StepMaker) -> StepMaker:
    """Return what asks about a venue that is new with an activity."""
    return StepMaker("venue", asking.calendar, asking.texts, asking.today, "venue:")


# --- whose, and where ---------------------------------------------------------------------------


def _whose(asking: StepMaker, values: Values) -> Iterator[QuestionStep]:
    _ = asking.texts.gettext
    named = sorted(asking.calendar.organisations.values(), key=lambda one: one.name.casefold())
    yield asking.one("organisation", [ChoiceOption(one.id, one.name) for one in named], new=True, required=True)
    name = new_name(asking, values, "organisation")
    if name:
        label = _(N_("{name} is not in the calendar yet. Shall we put it in?")).format(name=name)
        yield going_on(
            "organisation.new", label, asking.texts, N_("Then go one question back with <, and choose another.")
        )
        if values.get("organisation.new"):
            yield from organisation_steps(new_organisation(asking), values, name)


def _where(asking: StepMaker, values: Values) -> Iterator[QuestionStep]:
    _ = asking.texts.gettext
    named = sorted(asking.calendar.venues.values(), key=lambda one: one.name.casefold())
    options = [
        *(ChoiceOption(one.id, one.name) for one in named),
        ChoiceOption(ELSEWHERE, _("It is at another place"), ("ergens anders", "elsewhere", "buiten")),
        ChoiceOption(ONLINE, _("It is online"), ("online",)),
        ChoiceOption(
            HOMES, _("It comes to people’s homes, or people are fetched"), ("thuis", "bij mensen thuis", "at home")
        ),
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
        yield asking.one("room", [ChoiceOption(room.id, room.name) for room in asking.calendar.venues[chosen].rooms])


def _elsewhere(asking: StepMaker, values: Values, name: str) -> Iterator[QuestionStep]:
    yield asking.text("location.name", required=True, default=name)
    yield address_step(asking, "location")
    near = known_at(asking.calendar, asking.answers(values), "location")
    yield asking.one("location.neighbourhood", asking.areas(), default=near.get("neighbourhood", ""))
    if "point" in near:
        yield point_step(asking, "location.point", near["point"])


def new_name(asking: StepMaker, values: Values, name: str) -> str:
    """Return the name of an organisation or a venue that was typed and is in no list; empty where it is known."""
    return first_text(asking.got(values, name) or {}, f"{NEW_ENTRY}.{name}")


# --- the facts ----------------------------------------------------------------------------------


def _audiences(asking: StepMaker) -> QuestionStep:
    step = asking.some("audiences", asking.terms(asking.calendar.audiences.values()))
    return step._replace(parse=lambda text: {} if comparable(text) in parsers.EVERYBODY else step.parse(text))


def _ages(asking: StepMaker) -> QuestionStep:
    def reading(text: str) -> Flat:
        lowest, highest = parsers.ages(text)
        return asking.checked({"ages": (lowest, highest)}) if lowest or highest else {}

    def written(value: Flat) -> str:
        lowest, highest = value.get("ages", ("", ""))
        return f"{lowest}-{highest}" if highest else f"{lowest}+" if lowest else ""

    return asking.step("ages", reading, written)


def _moment(asking: StepMaker, name: str) -> QuestionStep:
    """Ask for a day, with a time if there is one."""

    def written(value: Flat) -> str:
        day, *clock = value[name]
        return " ".join([numeric(date.fromisoformat(day)), *clock])

    return asking.step(name, lambda text: asking.checked({name: parsers.moment(text, asking.today)}), written)


def _families(asking: StepMaker, values: Values) -> Iterator[QuestionStep]:
    care = "families.childcare"
    for name in ("families.children_welcome", "families.siblings", care):
        yield asking.fact(name)
    if first_text(asking.got(values, care) or {}, care) == "yes":
        yield asking.text(f"{care}.amount", parsers.euros)
        yield asking.text(f"{care}.note")


def _cost(asking: StepMaker) -> QuestionStep:
    def reading(text: str) -> Flat:
        if named := parsers.named_prices(text):
            found: Flat = {"cost": ("prices",)}
            for n, (who, euros) in enumerate(named):
                found |= {f"cost.{n}.for": (who,), f"cost.{n}.amount": (euros,)}
            return asking.checked(found)
        amount, per, note = parsers.price(text)
        found = {"cost": ("free",)} if amount == "free" else {"cost": ("paid",), "cost.amount": (amount,)}
        return asking.checked(found | {f"cost.{key}": (said,) for key, said in (("per", per), ("note", note)) if said})

    def written(value: Flat) -> str:
        if first_text(value, "cost") == "prices":
            pairs = [[first_text(value, f"cost.{n}.{key}") for key in ("for", "amount")] for n in rows(value, "cost")]
            return ", ".join(" ".join(pair) for pair in pairs)
        euros, _mark, cents = first_text(value, "cost.amount").partition(".")
        per, note = (first_text(value, f"cost.{key}") or None for key in ("per", "note"))
        return asking.words.cost(Cost(100 * int(euros or 0) + int(cents or 0), per, note))

    return asking.step("cost", reading, written)


def _signup(asking: StepMaker, values: Values) -> Iterator[QuestionStep]:
    _ = asking.texts.gettext
    options = (
        ChoiceOption("none", _(N_("No, people can just come")), ("nee", "no", "niet", "geen", "none", "hoeft niet")),
        ChoiceOption("no", _(N_("It is possible, but not needed")), ("mag", "kan", "liefst")),
        ChoiceOption("yes", _(N_("Yes")), ("ja", "yes", "verplicht", "nodig")),
    )
    step = asking.one("signup", options)

    def reading(text: str) -> Flat:
        if comparable(text).partition(" ")[0] in {"ja", "yes"}:
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


def _before(asking: StepMaker) -> QuestionStep:
    def written(value: Flat) -> str:
        number, unit = value["signup.before"]
        words = asking.words
        return words.number_of_days(int(number)) if unit == "days" else words.number_of_hours(int(number))

    return asking.step("signup.before", lambda text: asking.checked({"signup.before": parsers.ahead(text)}), written)


def _contact(asking: StepMaker, values: Values) -> Iterator[QuestionStep]:
    yield asking.reach("contact.phone", ("phone", "email", "name"))
    if "contact.email" not in (asking.got(values, "contact.phone") or {}):
        yield asking.text("contact.email")
