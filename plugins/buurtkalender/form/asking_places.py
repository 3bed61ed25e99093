"""What is asked about an organisation and about a venue, in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from buurtkalender.domain.model import Calendar
from buurtkalender.form import addresses, parsers
from buurtkalender.form.answers import Flat
from buurtkalender.form.asking import Asking, first_text
from buurtkalender.form.asking_when import shown_period, when_answers, when_steps
from buurtkalender.form.choices import Option, plain
from buurtkalender.form.steps import Step, Values, several
from buurtkalender.reading.fields import identifier_like
from buurtkalender.reading.records import ORGANISATION_KINDS
from buurtkalender.reading.records_places import VENUE_KINDS
from buurtkalender.words.catalogues import N_

ORGANISATION_LABELS = {
    "welfare": N_("Welfare"), "church": N_("Church or faith"), "sports": N_("Sports"), "school": N_("School"),
    "care": N_("Care"), "culture": N_("Culture"), "residents": N_("Residents"), "library": N_("Library"),
    "volunteers": N_("Volunteers"), "municipality": N_("Municipality"), "other": N_("Something else"),
}  # fmt: skip
VENUE_LABELS = {
    "community-centre": N_("Community centre"), "school": N_("School"), "sports": N_("Sports hall or field"),
    "church": N_("Church"), "library": N_("Library"), "care": N_("Care home or practice"), "shop": N_("Shop or café"),
    "outdoor": N_("Outdoors"), "other": N_("Something else"),
}  # fmt: skip
_ALSO = {
    "community-centre": ("buurthuis", "dorpshuis", "wijkcentrum"), "welfare": ("welzijn",),
    "church": ("kerk", "moskee"),
    "sports": ("sportvereniging", "sporthal", "gymzaal"), "library": ("bieb",), "residents": ("bewonersgroep", "buren"),
    "volunteers": ("vrijwilligersorganisatie",), "care": ("zorg", "verpleeghuis", "huisarts"),
    "shop": ("winkel", "cafe"),
    "outdoor": ("buiten", "park", "plein"), "other": ("anders", "overig"),
}  # fmt: skip
_MORE_OF_ORGANISATION = {
    "description": N_("Who they are and what they do"),
    "maintainers": N_("Accounts that may change its files"),
    "feeds": N_("A calendar that it keeps elsewhere"),
}
_MORE_OF_VENUE = {
    "website": N_("Web site"),
    "rooms": N_("Rooms"),
    "access": N_("What else there is"),
    "opening_hours": N_("Opening hours"),
    "available": N_("When others may use it"),
    "closed": N_("Days on which it is closed"),
    "booking": N_("Booking a room"),
    "transport": N_("How to get there"),
    "description": N_("What it is like there"),
}


# --- organisations ------------------------------------------------------------------------------


def organisation_steps(asking: Asking, values: Values, name: str = "") -> Iterator[Step]:
    """Yield the steps about an organisation; ``name`` is what somebody called it already."""
    yield asking.text("name", required=True, default=name)
    yield asking.one("kind", _kinds(asking, ORGANISATION_KINDS, ORGANISATION_LABELS), required=True)
    yield asking.text("summary")
    yield asking.text("phone")
    yield asking.text("email")
    yield asking.text("website")
    yield asking.text("confirmed")
    yield more_step(asking, _MORE_OF_ORGANISATION)
    chosen = asking.got(values, "more") or ()
    if "description" in chosen:
        yield asking.text("description")
    if "maintainers" in chosen:
        yield list_step(asking, "maintainers")
    if "feeds" in chosen:
        yield from _feed(asking)


def _feed(asking: Asking) -> Iterator[Step]:
    calendar = asking.calendar
    yield asking.text("feeds.0.url")
    yield asking.one("feeds.0.venue", [Option(one.id, one.name) for one in calendar.venues.values()])
    yield asking.some("feeds.0.themes", asking.terms(calendar.themes.values()))
    yield asking.some("feeds.0.audiences", asking.terms(calendar.audiences.values()))


# --- venues -------------------------------------------------------------------------------------


def venue_steps(asking: Asking, values: Values, name: str = "") -> Iterator[Step]:
    """Yield the steps about a venue; ``name`` is what somebody called it already."""
    yield asking.text("name", required=True, default=name)
    yield asking.one("kind", _kinds(asking, VENUE_KINDS, VENUE_LABELS), required=True)
    yield address_step(asking, "address", required=True)
    answers = asking.answers(values)
    near = known_at(asking.calendar, answers, "address")
    yield asking.one("neighbourhood", asking.areas(), required=True, default=near.get("neighbourhood", ""))
    yield point_step(asking, "point", near.get("point", ""))
    wheelchair = "wheelchair" in asking.calendar.facilities
    if wheelchair:
        yield asking.fact("access.wheelchair")
    yield asking.reach("phone", ("phone", "email"))
    if "email" not in answers:
        yield asking.text("email")
    yield from _more_of_venue(asking, values)


def _more_of_venue(asking: Asking, values: Values) -> Iterator[Step]:
    yield more_step(asking, _MORE_OF_VENUE)
    chosen = asking.got(values, "more") or ()
    if "website" in chosen:
        yield asking.text("website")
    rooms: list[Option] = []
    if "rooms" in chosen:
        rooms = _rooms(asking, values)
        yield from _room_steps(asking, values)
    if "access" in chosen:
        yield from access_steps(asking, without=("wheelchair",))
    if "opening_hours" in chosen:
        yield from when_steps(asking, values, "opening_hours")
    if "available" in chosen:
        yield from when_steps(asking, values, "available", rooms=rooms)
    if "closed" in chosen:
        yield _closed(asking)
    if "booking" in chosen:
        yield asking.reach("booking.phone")
        yield asking.text("booking.cost")
    for name in ("transport", "description"):
        if name in chosen:
            yield asking.text(name)


def venue_answers(asking: Asking, values: Values) -> Flat:
    """Return the answers of a venue's file."""
    answers = asking.answers(values)
    for option, row in zip(_rooms(asking, values), range(len(answers)), strict=False):
        answers[f"rooms.{row}.id"] = (option.value,)
    answers |= when_answers(asking, values, "opening_hours")
    return answers | when_answers(asking, values, "available")


def _rooms(asking: Asking, values: Values) -> list[Option]:
    """Return the rooms that were named, with an identifier each."""
    found: list[Option] = []
    while name := first_text(asking.got(values, f"rooms.{len(found)}.name") or {}, f"rooms.{len(found)}.name"):
        taken = {room.value for room in found}
        wanted = identifier_like(name) or "ruimte"
        free = next(one for n in range(1, 101) if (one := wanted if n == 1 else f"{wanted[:56]}-{n}") not in taken)
        found.append(Option(free, name))
    return found


def _room_steps(asking: Asking, values: Values) -> Iterator[Step]:
    for number in range(len(_rooms(asking, values)) + 1):
        key = f"rooms.{number}"
        yield asking.text(f"{key}.name", lambda text: text.strip())
        if asking.got(values, f"{key}.name"):
            yield asking.text(f"{key}.capacity", whole_number)
            yield list_step(asking, f"{key}.facilities")


def _closed(asking: Asking) -> Step:
    def reading(text: str) -> Flat:
        parts = filter(None, map(str.strip, re.split(r",|\ben\b|\band\b", text)))
        periods = [parsers.period(part, asking.today) for part in parts]
        return {"closed": tuple(str(first) if first == last else f"{first}/{last}" for first, last in periods)}

    def written(value: Flat) -> str:
        periods = [parsers.period(text, asking.today) for text in value.get("closed", ())]
        return ", ".join(shown_period(asking, first, last) for first, last in periods)

    return asking.step("closed", reading, written)


# --- steps that several kinds of file have ------------------------------------------------------


def more_step(asking: Asking, names: Mapping[str, str]) -> Step:
    """Ask which of these somebody wants to tell besides; its value is their names. ``names`` has a label for each."""
    _ = asking.texts.gettext
    options = tuple(Option(name, _(label)) for name, label in names.items())
    hint = _(N_("Write the numbers, or press Enter when that is all."))
    return several(f"{asking.prefix}more", _(N_("Do you want to tell more?")), options, hint=hint)


def list_step(asking: Asking, name: str) -> Step:
    """Ask for several texts with commas between them."""

    def reading(text: str) -> Flat:
        return asking.checked({name: tuple(part for part in map(str.strip, text.split(",")) if part)})

    return asking.step(name, reading, lambda value: ", ".join(value.get(name, ())))


def whole_number(text: str) -> str:
    """Return the number in "20" or "ongeveer 20 mensen"."""
    numbers = re.findall(r"\d+", text.replace(".", ""))
    return numbers[0] if len(numbers) == 1 else text.strip()


def address_step(asking: Asking, name: str, **more: bool) -> Step:
    """Ask for an address, which becomes street, postcode and town below ``name``."""
    cities = tuple(dict.fromkeys(one.address.city for one in asking.calendar.venues.values() if one.address.city))

    def reading(text: str) -> Flat:
        found = addresses.address(text, cities)
        return asking.checked({f"{name}.{key}": (value,) for key, value in found.items()})

    def written(value: Flat) -> str:
        street, postcode, city = (first_text(value, f"{name}.{key}") for key in ("street", "postcode", "city"))
        return f"{street}, {postcode} {city}" if postcode else f"{street} {city}"

    question = "address" if asking.kind == "venue" else "location.address"
    return asking.step(question, reading, written, **more)


def point_step(asking: Asking, name: str, default: str) -> Step:
    """Ask where it is on the map; ``default`` is the point of something else at the same address."""
    hint = N_("Something else in the calendar is at this address.") if default else ""
    return asking.step(
        name,
        lambda text: asking.checked({name: addresses.point(text)}),
        lambda value: ", ".join(value.get(name, ())),
        default=default,
        hint=hint,
    )


def access_steps(asking: Asking, *, without: tuple[str, ...] = ()) -> Iterator[Step]:
    """Ask which facilities there are, and which there are certainly not."""
    terms = [term for term in asking.calendar.facilities.values() if term.id not in without]
    for name, fact in (("access", "yes"), ("access.no", "no")):
        step = asking.some(name, asking.terms(terms), as_="_")

        def reading(text: str, step: Step = step, fact: str = fact) -> Flat:
            return {f"access.{term}": (fact,) for term in step.parse(text)["_"]}

        def written(value: Flat, step: Step = step) -> str:
            return step.written({"_": tuple(key.removeprefix("access.") for key in value)})

        yield step._replace(parse=reading, written=written)


def known_at(calendar: Calendar, answers: Flat, name: str) -> dict[str, str]:
    """Return the neighbourhood (its name) and the point of what the calendar knows at the address that was given."""
    street = plain(first_text(answers, f"{name}.street"))
    code = first_text(answers, f"{name}.postcode")
    places = [(one.address, one.neighbourhood, one.point) for one in calendar.venues.values()]
    places += [(one.location, one.location.neighbourhood, one.location.point)  # type: ignore[misc]
               for one in calendar.activities.values() if one.location]  # fmt: skip
    found: dict[str, str] = {}
    for address, area, point in places:
        if not code or address.postcode != code:
            continue
        if area in calendar.neighbourhoods:
            found.setdefault("neighbourhood", calendar.neighbourhoods[area].name)
        if point and street and plain(address.street or "") == street:
            found.setdefault("point", f"{point.lat}, {point.lon}")
    return found


def _kinds(asking: Asking, kinds: tuple[str, ...], labels: dict[str, str]) -> list[Option]:
    return [Option(kind, asking.texts.gettext(labels[kind]), _ALSO.get(kind, ())) for kind in kinds]
