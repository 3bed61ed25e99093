"""What is asked about an organisation and about a venue, in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from buurtkalender.domain.model import Calendar
from buurtkalender.form import parsers
from buurtkalender.form.answers import Flat
from buurtkalender.form.asking import StepMaker, first_text
from buurtkalender.form.asking_when import shown_period, when_answers, when_steps
from buurtkalender.form.choices import ChoiceOption, IncompleteError, RefusedError, comparable
from buurtkalender.form.conversation import QuestionStep, Values, several
from buurtkalender.reading.records import ORGANISATION_KINDS
from buurtkalender.reading.records_places import VENUE_KINDS
from buurtkalender.reading.suggest import identifier_like
from buurtkalender.words.catalogues import N_

# --- addresses -------------------------------------------------------------------------------------------
# Where something is, as people write it: an address as on an envelope, a point as maps copy it.

_POSTCODE = re.compile(r"\b([1-9]\d{3})\s?([A-Za-z]{2})\b")


def address(text: str, cities: tuple[str, ...] = ()) -> dict[str, str]:
    """Return ``street``, ``postcode`` and ``city`` of an address as people write it, on one line or on several.

    ``cities`` are towns of the calendar: with one of them at the end, a postcode may lack. Raises IncompleteError where
    the number, the postcode or the town lacks.
    """
    joined = " ".join(part.strip() for part in re.split(r"[,\n]", text) if part.strip())
    match = _POSTCODE.search(joined)
    if match is None:
        return _without_postcode(joined, cities)
    street, city = joined[: match.start()].strip(" ,"), joined[match.end() :].strip(" ,")
    if not street and city and re.search(r"\d", city):  # 3961 AB 12 is no street
        raise RefusedError(N_("Write the street with its number first, then the postcode and the town."))
    _check_street(street)
    postcode = f"{match[1]} {match[2].upper()}"
    if not city:
        raise IncompleteError(N_("In which town is that?"))
    return {"street": street, "postcode": postcode, "city": _known_city(city, cities)}


def _without_postcode(text: str, cities: tuple[str, ...]) -> dict[str, str]:
    for city in cities:
        if text.casefold().endswith(f" {city.casefold()}"):
            street = text[: -len(city)].strip()
            _check_street(street)
            return {"street": street, "city": city}
    _check_street(text)
    raise IncompleteError(N_("What is the postcode, and what is the town?"))


def _check_street(street: str) -> None:
    if not re.search(r"[^\W\d]", street):
        raise RefusedError(N_("Write the street with its number first, then the postcode and the town."))
    if not re.search(r"\d", street):
        raise RefusedError(N_("The number of the house lacks. Write for instance Kerkstraat 12, 1234 AB Ons Dorp."))


def _known_city(city: str, cities: tuple[str, ...]) -> str:
    """Return a town as the calendar writes it, where only one begins like this: Wijk is Wijk bij Duurstede."""
    plain = comparable(city)
    found = [one for one in cities if plain and comparable(one).startswith(plain)]
    return found[0] if len(found) == 1 else city


def point(text: str) -> tuple[str, str]:
    """Return latitude and longitude of "51.97, 5.34", also as maps copy them."""
    numbers = re.findall(r"\d{1,2}[.,]\d+", text)
    if len(numbers) != 2:
        raise RefusedError(
            N_("“{text}” is no place on the map. Write two numbers, such as 51.9744, 5.3458."), text=text
        )
    lat, lon = (number.replace(",", ".") for number in numbers)
    return (lat, lon) if float(lat) > float(lon) else (lon, lat)


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
    "volunteers": N_("Volunteers wanted"),
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


OF_A_ROLE = ("hours", "skills", "training", "until")
"""What is asked about work for a volunteer, besides what it is."""


def entry_steps(
    asking: StepMaker, values: Values, name: str, first: str, rest: tuple[str, ...]
) -> Iterator[QuestionStep]:
    """Ask for entry after entry of a list of mappings, until the first question is left out."""
    number = 0
    while True:
        key = f"{name}.{number}"
        yield asking.text(f"{key}.{first}", lambda text: text.strip())
        if not asking.got(values, f"{key}.{first}"):
            return
        for one in rest:
            if one == "contact.phone":
                yield asking.reach(f"{key}.{one}", ("phone", "email"))
            elif one == "skills":
                yield list_step(asking, f"{key}.{one}")
            else:
                yield asking.text(f"{key}.{one}", required=one == "url")
        number += 1


# --- organisations ------------------------------------------------------------------------------


def organisation_steps(asking: StepMaker, values: Values, name: str = "") -> Iterator[QuestionStep]:
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
    if "volunteers" in chosen:
        yield from entry_steps(asking, values, "volunteers", "role", OF_A_ROLE)


def _feed(asking: StepMaker) -> Iterator[QuestionStep]:
    calendar = asking.calendar
    yield asking.text("feeds.0.url")
    yield asking.one("feeds.0.venue", [ChoiceOption(one.id, one.name) for one in calendar.venues.values()])
    yield asking.some("feeds.0.themes", asking.terms(calendar.themes.values()))
    yield asking.some("feeds.0.audiences", asking.terms(calendar.audiences.values()))


# --- venues -------------------------------------------------------------------------------------


def venue_steps(asking: StepMaker, values: Values, name: str = "") -> Iterator[QuestionStep]:
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


def _more_of_venue(asking: StepMaker, values: Values) -> Iterator[QuestionStep]:
    yield more_step(asking, _MORE_OF_VENUE)
    chosen = asking.got(values, "more") or ()
    if "website" in chosen:
        yield asking.text("website")
    rooms: list[ChoiceOption] = []
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


def venue_answers(asking: StepMaker, values: Values) -> Flat:
    """Return the answers of a venue's file."""
    answers = asking.answers(values)
    for option, row in zip(_rooms(asking, values), range(len(answers)), strict=False):
        answers[f"rooms.{row}.id"] = (option.value,)
    answers |= when_answers(asking, values, "opening_hours")
    return answers | when_answers(asking, values, "available")


def _rooms(asking: StepMaker, values: Values) -> list[ChoiceOption]:
    """Return the rooms that were named, with an identifier each."""
    found: list[ChoiceOption] = []
    while name := first_text(asking.got(values, f"rooms.{len(found)}.name") or {}, f"rooms.{len(found)}.name"):
        taken = {room.value for room in found}
        wanted = identifier_like(name) or "ruimte"
        free = next(one for n in range(1, 101) if (one := wanted if n == 1 else f"{wanted[:56]}-{n}") not in taken)
        found.append(ChoiceOption(free, name))
    return found


def _room_steps(asking: StepMaker, values: Values) -> Iterator[QuestionStep]:
    for number in range(len(_rooms(asking, values)) + 1):
        key = f"rooms.{number}"
        yield asking.text(f"{key}.name", lambda text: text.strip())
        if asking.got(values, f"{key}.name"):
            yield asking.text(f"{key}.capacity", whole_number)
            yield list_step(asking, f"{key}.facilities")


def _closed(asking: StepMaker) -> QuestionStep:
    def reading(text: str) -> Flat:
        parts = filter(None, map(str.strip, re.split(r",|\ben\b|\band\b", text)))
        periods = [parsers.period(part, asking.today) for part in parts]
        return {"closed": tuple(str(first) if first == last else f"{first}/{last}" for first, last in periods)}

    def written(value: Flat) -> str:
        periods = [parsers.period(text, asking.today) for text in value.get("closed", ())]
        return ", ".join(shown_period(asking, first, last) for first, last in periods)

    return asking.step("closed", reading, written)


# --- steps that several kinds of file have ------------------------------------------------------


def more_step(asking: StepMaker, names: Mapping[str, str]) -> QuestionStep:
    """Ask which of these somebody wants to tell besides; its value is their names. ``names`` has a label for each."""
    _ = asking.texts.gettext
    options = tuple(ChoiceOption(name, _(label)) for name, label in names.items())
    hint = _(N_("Write the numbers, or press Enter when that is all."))
    return several(f"{asking.prefix}more", _(N_("Do you want to tell more?")), options, hint=hint)


def list_step(asking: StepMaker, name: str) -> QuestionStep:
    """Ask for several texts with commas between them."""

    def reading(text: str) -> Flat:
        return asking.checked({name: tuple(part for part in map(str.strip, text.split(",")) if part)})

    return asking.step(name, reading, lambda value: ", ".join(value.get(name, ())))


def whole_number(text: str) -> str:
    """Return the number in "20" or "ongeveer 20 mensen"."""
    numbers = re.findall(r"\d+", text.replace(".", ""))
    return numbers[0] if len(numbers) == 1 else text.strip()


def address_step(asking: StepMaker, name: str, **more: bool) -> QuestionStep:
    """Ask for an address, which becomes street, postcode and town below ``name``."""
    cities = tuple(dict.fromkeys(one.address.city for one in asking.calendar.venues.values() if one.address.city))

    def reading(text: str) -> Flat:
        found = address(text, cities)
        return asking.checked({f"{name}.{key}": (value,) for key, value in found.items()})

    def written(value: Flat) -> str:
        street, postcode, city = (first_text(value, f"{name}.{key}") for key in ("street", "postcode", "city"))
        return f"{street}, {postcode} {city}" if postcode else f"{street} {city}"

    question = "address" if asking.kind == "venue" else "location.address"
    return asking.step(question, reading, written, **more)


def point_step(asking: StepMaker, name: str, default: str) -> QuestionStep:
    """Ask where it is on the map; ``default`` is the point of something else at the same address."""
    hint = N_("Something else in the calendar is at this address.") if default else ""
    return asking.step(
        name,
        lambda text: asking.checked({name: point(text)}),
        lambda value: ", ".join(value.get(name, ())),
        default=default,
        hint=hint,
    )


def access_steps(asking: StepMaker, *, without: tuple[str, ...] = ()) -> Iterator[QuestionStep]:
    """Ask which facilities there are, and which there are certainly not."""
    terms = [term for term in asking.calendar.facilities.values() if term.id not in without]
    for name, fact in (("access", "yes"), ("access.no", "no")):
        step = asking.some(name, asking.terms(terms), as_="_")

        def reading(text: str, step: QuestionStep = step, fact: str = fact) -> Flat:
            return {f"access.{term}": (fact,) for term in step.parse(text)["_"]}

        def written(value: Flat, step: QuestionStep = step) -> str:
            return step.written({"_": tuple(key.removeprefix("access.") for key in value)})

        yield step._replace(parse=reading, written=written)


def known_at(calendar: Calendar, answers: Flat, name: str) -> dict[str, str]:
    """Return the neighbourhood (its name) and the point of what the calendar knows at the address that was given."""
    street = comparable(first_text(answers, f"{name}.street"))
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
        if point and street and comparable(address.street or "") == street:
            found.setdefault("point", f"{point.lat}, {point.lon}")
    return found


def _kinds(asking: StepMaker, kinds: tuple[str, ...], labels: dict[str, str]) -> list[ChoiceOption]:
    return [ChoiceOption(kind, asking.texts.gettext(labels[kind]), _ALSO.get(kind, ())) for kind in kinds]
