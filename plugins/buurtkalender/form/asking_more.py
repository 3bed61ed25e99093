"""What somebody may want to tell about an activity besides what everybody has to know."""

from __future__ import annotations

from collections.abc import Iterator

from buurtkalender.domain.facts import plain_facts
from buurtkalender.form.asking import Asking, first_text
from buurtkalender.form.asking_places import access_steps, more_step, whole_number
from buurtkalender.form.asking_when import period_steps
from buurtkalender.form.choices import Option
from buurtkalender.form.steps import Step, Values
from buurtkalender.words.catalogues import N_
from buurtkalender.words.facts import FACT_WORDS

_MORE = {
    "description": N_("The whole story"),
    "period": N_("The first and the last day"),
    "online": N_("Taking part online"),
    "serves": N_("It comes to people’s homes, or people are fetched"),
    "cost.pass": N_("A discount pass"),
    "contact.name": N_("The name of whom people can ask for"),
    **{fact.field: FACT_WORDS[fact.key].more for fact in plain_facts() if FACT_WORDS[fact.key].more},
    "capacity": N_("How many people can take part"),
    "access": N_("What is there for people with a disability"),
    "transport": N_("How to get there"),
    "languages": N_("Languages"),
    "partners": N_("Another organisation that takes part"),
    "links": N_("Links"),
    "volunteers": N_("Volunteers wanted"),
    "goals": N_("Goals"),
    "referral": N_("Being referred"),
    "programme": N_("A recognised programme"),
}


def more_steps(asking: Asking, values: Values, there: str) -> Iterator[Step]:
    """Yield the steps about what somebody wants to tell besides; ``there`` is what was told of the place already."""
    names = {name: label for name, label in _MORE.items() if name != there}
    yield more_step(asking, names)
    chosen = asking.got(values, "more") or ()
    if "description" in chosen:
        yield asking.text("description")
    if "period" in chosen:
        yield from period_steps(asking, values)
    if "online" in chosen:
        yield asking.text("online")
    if "serves" in chosen:
        yield asking.some("serves", asking.areas(whole=True))
    yield from _more_facts(asking, values, chosen)
    yield from _more_people(asking, values, chosen)


def _more_facts(asking: Asking, values: Values, chosen: tuple[str, ...]) -> Iterator[Step]:
    for name in ("cost.pass", *(fact.field for fact in plain_facts())):
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
        yield asking.some("partners", [Option(one.id, one.name) for one in named if one.id != own])


def _more_people(asking: Asking, values: Values, chosen: tuple[str, ...]) -> Iterator[Step]:
    if "links" in chosen:
        yield from _rows(asking, values, "links", "title", ("url",))
    if "volunteers" in chosen:
        yield from _rows(asking, values, "volunteers", "role", ("hours", "contact.phone"))
    if "goals" in chosen:
        yield asking.some("goals", asking.terms(asking.calendar.goals.values()))
    if "referral" in chosen:
        yield from _referral(asking, values)
    if "programme" in chosen:
        for key in ("name", "evidence", "source"):
            yield asking.text(f"programme.{key}")


def _rows(asking: Asking, values: Values, name: str, first: str, rest: tuple[str, ...]) -> Iterator[Step]:
    """Ask for entry after entry of a list of mappings, until the first question is left out."""
    number = 0
    while True:
        key = f"{name}.{number}"
        yield asking.text(f"{key}.{first}", lambda text: text.strip())
        if not asking.got(values, f"{key}.{first}"):
            return
        for one in rest:
            way = one == "contact.phone"
            yield (
                asking.reach(f"{key}.{one}", ("phone", "email"))
                if way
                else asking.text(f"{key}.{one}", required=one == "url")
            )
        number += 1


def _referral(asking: Asking, values: Values) -> Iterator[Step]:
    _ = asking.texts.gettext
    options = (
        Option("none", _(N_("No")), ("nee", "no")),
        Option("no", _(N_("It is possible, but not needed")), ("mag", "kan")),
        Option("yes", _(N_("Yes")), ("ja", "yes")),
    )
    yield asking.one("referral", options)
    if first_text(asking.got(values, "referral") or {}, "referral") in {"yes", "no"}:
        yield asking.text("referral.by")
