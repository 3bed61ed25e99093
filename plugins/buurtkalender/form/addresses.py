"""Where something is, as people write it: an address as on an envelope, a point as maps copy it."""

from __future__ import annotations

import re

from buurtkalender.form.choices import IncompleteError, RefusedError, plain
from buurtkalender.words.catalogues import N_

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
    found = [one for one in cities if plain(one).startswith(plain(city))]
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
