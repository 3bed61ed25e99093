"""Places as others write them, held against the venues of the calendar.

A wrong place sends people to the wrong door. So a venue is taken only when its address, its name, or all but a letter
of its name is there, when no other venue comes near, and when nothing in the text speaks against it. Whatever is less
sure stays what was written, with the venue as a question in the report.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from buurtkalender.domain.model import Calendar, Venue
from buurtkalender.domain.values import Location, Point
from buurtkalender.reading.fields_contact import LATITUDES, LONGITUDES

TAKEN, SUGGESTED = 92, 75
"""How alike names are, of 100, to be taken for the same and to be asked about."""

CLEARLY = 6
_SHORTENED = 3
_LETTERS = re.compile(r"\b[A-Za-z]{3,6}\b(?![.@/-])")
LONGEST = 500
_POSTCODE = re.compile(r"\b([1-9]\d{3})\s?([A-Za-z]{2})\b")
_STREET = re.compile(r"^(?=.*[A-Za-z])([^\d,]{3,60}?)\s+(\d{1,4}\s?[A-Za-z]?(?:\s?[-/]\s?\d{0,3}[A-Za-z]?)?)$")
_PARTS = re.compile(r"\s*(?:[,;|\n()\[\]]|\s[-–—/@]\s)\s*")
_LEAD = re.compile(r"^(?:locatie|plaats|adres|waar|in|bij|te)\s*:?\s+", re.IGNORECASE)
_COUNTRY = re.compile(r"^(?:nederland|the netherlands|netherlands|nl|holland|utrecht \(provincie\))$", re.IGNORECASE)
_HALL = re.compile(r"\b(?:zaal|ruimte|lokaal|kamer|hal|veld|baan|etage|verdieping|gymzaal|room)$", re.IGNORECASE)
_NEAR_BY = re.compile(
    r"\b(?:achter|naast|tegenover|voor de deur|parkeerplaats|parkeerterrein|verzamelen|vertrek|buiten|rondom|omgeving|"
    r"hoek|vanaf|startpunt|niet|of|nabij|bij de|opposite|behind)\b",
    re.IGNORECASE,
)
_SHORT = {
    "str": "straat", "ln": "laan", "pln": "plein", "bieb": "bibliotheek", "bibl": "bibliotheek", "bs": "basisschool",
    "obs": "basisschool", "cbs": "basisschool", "rkbs": "basisschool", "t": "het", "buurth": "buurthuis",
    "dorpsh": "dorpshuis", "gymz": "gymzaal", "sporth": "sporthal", "st": "sint", "ontm": "ontmoetingscentrum",
    "kerkel": "kerkelijk",
}  # fmt: skip
_LITTLE = frozenset({"de", "het", "een", "in", "te", "van", "aan", "den", "der", "the", "en", "voor"})


ONLINE, NOWHERE = "online", "nowhere"
_LINK_IN = re.compile(r"https://[^\s<>\"\\]+\.[^\s<>\"\\]*[^\s<>\"\\.,;)]")
_ONLINE_WORDS_TEXT = (
    "online via zoom teams ms microsoft google meet webex jitsi skype whatsapp internet digitaal digitale "
    "bijeenkomst webinar livestream live stream videobellen videocall call vergadering meeting link link: op met in "
    "een of en"
)
_ONLINE_WORDS = frozenset(_ONLINE_WORDS_TEXT.split())
_ONLINE_SURELY_TEXT = (
    "online zoom teams meet webex jitsi skype internet digitaal digitale webinar livestream videobellen videocall"
)
_ONLINE_SURELY = frozenset(_ONLINE_SURELY_TEXT.split())
_NO_PLACE = re.compile(
    r"(?:(?:locatie|plaats|plek|adres|waar)\s)?(?:(?:wordt |is |volgt )?(?:nader|nog|"
    r"later)?\s?(?:te bepalen|niet bekend|onbekend|"
    r"bekend|bekend gemaakt|bekendgemaakt|volgt|volgt nog)|n ?(?:t|het) ?b|n ?n ?b|n ?v ?(?:t|het)|t ?b ?[acd]|"
    r"to be (?:announced|decided|confirmed)|"
    r"zie (?:de )?(?:omschrijving|beschrijving|toelichting|website|site|onder|tekst|link|flyer|folder|"
    r"programma|agenda|mail)|"
    r"(?:op )?(?:diverse|verschillende|meerdere|wisselende|allerlei|divers|wisselend|"
    r"various)(?: (?:locaties?|plaatsen|plekken|adressen|"
    r"locations|places))?|overal|in overleg|op afspraak|geen|onbekend|unknown|locatie|adres|hier|"
    r"(?:bij (?:u|jou|je|mensen|de mensen) )?thuis|"
    r"aan huis|bij (?:u|jou|je))"
)


Part = tuple[str, str, list[str]]
"""A name in plain words, without blanks, and the numbers in it."""


class MatchedPlace(NamedTuple):
    """Where something is held, as far as it is known, and how sure that is.

    ``suggested`` is a venue that may be meant, by its identifier; ``left`` is what was said besides the venue that was
    taken, such as a room that it does not have. ``vague`` is set where a text names no place at all: that it is online
    (``ONLINE``), or that nobody knows yet (``NOWHERE``).
    """

    venue: str | None = None
    room: str | None = None
    location: Location | None = None
    online: str | None = None
    suggested: str | None = None
    exact: bool = True
    left: str = ""
    vague: str = ""


class PlaceMatcher:
    """The venues of a calendar, ready to be looked up. What is asked twice is worked out once."""

    def __init__(self, calendar: Calendar) -> None:
        self._venues = calendar.venues
        names = {one.id: comparable_name(one.name) for one in calendar.venues.values()}
        self._names = {one: name for one, name in names.items() if name}
        self._plain = {one: _part(name) for one, name in self._names.items()}
        self._streets: dict[str, list[str]] = {}
        self._cities = {comparable_name(one.address.city or "") for one in calendar.venues.values()} - {""}
        self._city_words = {word for city in self._cities for word in city.split()}
        towns = {one.address.city or "" for one in calendar.venues.values()}
        self._initials = _initials(towns | {one.name for one in calendar.municipalities.values()})
        for one in calendar.venues.values():
            for key in _address_keys(one):
                self._streets.setdefault(key, []).append(one.id)
        self.find = lru_cache(maxsize=10_000)(self._find)

    def _find(self, text: str, point: Point | None = None) -> MatchedPlace:
        """Return where a text says that something is held; an empty text says nothing."""
        text = _LETTERS.sub(
            lambda word: self._initials.get(word[0].casefold(), word[0]), " ".join(text[:LONGEST].split())
        )
        if not text:
            return MatchedPlace()
        link = _LINK_IN.search(text)
        vague = _vague(text.replace(link[0], " ") if link else text)
        if link and vague in {ONLINE, NOWHERE}:
            return MatchedPlace(online=link[0])
        if vague:
            return MatchedPlace(location=Location(name=text[:200]), vague=vague)
        divided = _PARTS.split(_POSTCODE.sub(r", \g<0> ", text))
        parts = [_LEAD.sub("", part) for part in divided if part and not _COUNTRY.fullmatch(part)]
        by_address = self._by_address(text, parts)
        by_name, likeness = self._by_name(text, parts)
        doubtful = _NEAR_BY.search(text) is not None
        found = self._decided(by_address, by_name, likeness, text)
        if found is None or doubtful:
            guess = found or self._likely(text, parts)
            return MatchedPlace(location=_location(text, parts, point), suggested=guess)
        room, left = self._room(found, parts)
        exact = likeness >= 100 or found in by_address
        return MatchedPlace(venue=found, room=room, exact=exact, left=left)

    def _decided(self, by_address: list[str], by_name: list[str], likeness: float, text: str) -> str | None:
        """Return the one venue that address and name agree on, None when they do not."""
        if by_address and by_name:
            both = [one for one in by_name if one in by_address]
            return both[0] if len(both) == 1 else None
        if len(by_name) > 1 and likeness >= 100 and (here := [one for one in by_name if self._in_its_town(one, text)]):
            by_name = here
        if len(by_address) == 1:
            return by_address[0] if self._could_be(by_address[0], text) else None
        if len(by_name) == 1 and likeness >= TAKEN:
            venue = self._venues[by_name[0]]
            return venue.id if not _speaks_against(venue, text, self._cities) else None
        return None

    def _in_its_town(self, venue: str, text: str) -> bool:
        city = comparable_name(self._venues[venue].address.city or "")
        named = _trimmed(comparable_name(text), self._names.get(venue, ""))
        return bool(city) and f" {city} " in f" {named} "

    def _could_be(self, venue: str, text: str) -> bool:
        """Whether a text with the address of a venue names that venue too, or no house of another name at all."""
        other = comparable_name(_POSTCODE.sub(" ", text))
        kinds = {word for name in self._names.values() for word in name.split()[:1]} - _LITTLE
        named = set(other.split()) & kinds
        return not named or bool(named & set(self._names.get(venue, "").split()))

    def _by_address(self, text: str, parts: list[str]) -> list[str]:
        found: list[str] = []
        postcode = _POSTCODE.search(text)
        for part in parts:
            match = _street(_POSTCODE.sub("", part))
            if match is None:
                continue
            number = "".join(match[2].split()).lower()
            keys = [f"{comparable_name(match[1])} {number}"]
            if postcode:
                keys.insert(0, f"{postcode[1]}{postcode[2].upper()} {number}")
            for key in keys:
                found += [one for one in self._streets.get(key, []) if one not in found]
        if postcode:
            return [one for one in found if _digits(self._venues[one]) in {"", f"{postcode[1]}{postcode[2].upper()}"}]
        return found

    def _by_name(self, text: str, parts: list[str]) -> tuple[list[str], float]:
        """Return the venues whose name is there, the most alike first, and how alike that is."""
        whole = comparable_name(text)
        inside = [one for one, name in self._names.items() if _is_in(name, whole)]
        if inside:
            longest = max(len(self._names[one]) for one in inside)
            best = [one for one in inside if len(self._names[one]) == longest]
            others = [one for one in inside if not _is_in(self._names[one], self._names[best[0]])]
            return (best, 100.0) if not others else ([*best, *others], 100.0)
        told = [_part(part) for part in parts]
        scores = sorted(((self._alike(one, told), one) for one in self._names), reverse=True)
        if not scores or scores[0][0] < TAKEN:
            return [], 0.0
        if len(scores) > 1 and scores[0][0] - scores[1][0] < CLEARLY:
            return [], 0.0
        return [scores[0][1]], min(scores[0][0], 99.0)

    def _alike(self, venue: str, parts: Iterable[Part]) -> float:
        """How alike a name and any part of a text are; another number in it makes it another place."""
        name, plain, numbers = self._plain[venue]
        best = 0.0
        for other, other_plain, other_numbers in parts:
            if other_numbers == numbers:
                best = max(best, fuzz.ratio(name, other), fuzz.ratio(plain, other_plain))
        return best

    def _likely(self, text: str, parts: list[str]) -> str | None:
        """Return a venue to ask about."""
        whole = comparable_name(text)
        told = [_part(part) for part in parts]
        scores = []
        for one, name in self._names.items():
            own = set(name.split()) - _LITTLE
            shared = (own - self._city_words or own) & set(whole.split())
            score = max(self._alike(one, told), fuzz.token_set_ratio(name, whole) if shared else 0)
            scores.append((score, one))
        best = max(scores, default=(0, ""), key=lambda score: (score[0], score[1]))
        return best[1] if best[0] >= SUGGESTED else None

    def _room(self, venue: str, parts: list[str]) -> tuple[str | None, str]:
        """Return the room of a venue that is named, and else what may be one."""
        known = self._venues[venue]
        rooms = {comparable_name(room.name): room.id for room in known.rooms} | {
            comparable_name(room.id): room.id for room in known.rooms
        }
        left = []
        name, city = self._names.get(venue, ""), comparable_name(known.address.city or "")
        street = comparable_name(known.address.street or "")
        for part in parts:
            other = comparable_name(_POSTCODE.sub("", part))
            if not other or other in {name, city, street} or fuzz.ratio(other, name) >= TAKEN:
                continue
            other = _trimmed(_trimmed(other, name), city)
            short = " ".join(word for word in other.split() if word not in _LITTLE)
            for written, room in rooms.items() if short else ():
                plain = " ".join(word for word in written.split() if word not in _LITTLE)
                if short == plain or (_numbers(short) == _numbers(plain) and fuzz.ratio(short, plain) >= TAKEN):
                    return room, ""
            is_place = _street(part) or other in self._cities or _POSTCODE.search(part)
            if not is_place and set(short.split()) - set(name.split()):
                left.append(part)
        return None, ", ".join(left)


def _street(part: str) -> re.Match[str] | None:
    """Return a street and its number; a hall and its number look the same."""
    match = _STREET.match(part.strip())
    return None if match is None or _HALL.search(match[1]) else match


def _named(city: str) -> str:
    """Return the name of a town, which addresses often have in capitals."""
    return city[:80].title() if city.isupper() else city[:80]


def _trimmed(text: str, name: str) -> str:
    return " ".join(f" {text} ".replace(f" {name} ", " ").split()) if name else text


@lru_cache(maxsize=5_000)
def comparable_name(text: str) -> str:
    """Return a name without case, accents, signs and the usual abbreviations, so that spellings become one.

    Letters of every script stay: names in other scripts differ where they differ. A text without any letter or digit
    is empty, and an empty name is nobody's: who compares has to look at that.
    """
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    plain = re.sub(r"(?<=[a-z]{3})str\.", "straat", plain.replace("'", " "))
    found = _BETWEEN.sub(" ", unicodedata.normalize("NFC", plain)).split()
    return " ".join(_SHORT.get(word, word) for word in found)


_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
"""Signs that people leave out: accents, the vowels of Hebrew and Arabic, and what lengthens an Arabic word."""
_BETWEEN = re.compile("[^\\w\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f]+|_+")
"""What stands between words. The vowels of Indian and Thai scripts are no letters to ``\\w``, and are part of words."""


def _initials(towns: Iterable[str]) -> dict[str, str]:
    """Return the towns whose names people shorten to the first letters: those of three words or more."""
    found: dict[str, set[str]] = {}
    for town in towns:
        parts = town.split()
        if len(parts) >= _SHORTENED:
            found.setdefault("".join(part[0] for part in parts).casefold(), set()).add(town)
    return {short: names.pop() for short, names in found.items() if len(names) == 1}


def _is_in(name: str, text: str) -> bool:
    """Whether all of a name stands in a text, in whole words; one word alone has to be a long one."""
    return bool(name) and f" {name} " in f" {text} " and (" " in name or len(name) >= 7 or name == text)


def _part(text: str) -> Part:
    plain = comparable_name(text)
    return plain, plain.replace(" ", ""), _numbers(plain)


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _address_keys(venue: Venue) -> list[str]:
    match = _STREET.match(venue.address.street or "")
    if match is None:
        return []
    number = "".join(match[2].split()).lower()
    keys = [f"{comparable_name(match[1])} {number}"]
    if digits := _digits(venue):
        keys.append(f"{digits} {number}")
    return keys


def _digits(venue: Venue) -> str:
    return "".join((venue.address.postcode or "").split()).upper()


def _speaks_against(venue: Venue, text: str, cities: set[str]) -> bool:
    """Whether an address in a text is another than the venue's."""
    postcode = _POSTCODE.search(text)
    if postcode and _digits(venue) and f"{postcode[1]}{postcode[2].upper()}" != _digits(venue):
        return True
    plain, own = comparable_name(text), comparable_name(venue.address.city or "")
    named = comparable_name(venue.name)
    rest = f" {_trimmed(plain, named)} "
    if any(f" {city} " in rest for city in cities - {own}) and f" {own} " not in rest:
        return True
    street = comparable_name(re.sub(r"\d.*", "", venue.address.street or ""))
    house = _numbers(venue.address.street or "")
    for part in _PARTS.split(text):
        match = _street(_POSTCODE.sub("", part))
        if match is None or not street:
            continue
        other = comparable_name(match[1])
        if fuzz.ratio(other, street) < 85:
            return other not in named and not _is_in(other, named)
        if house and _numbers(match[2])[:1] != house[:1]:
            return True
    return False


def _vague(text: str) -> str:
    """Return whether a text names no place: ``ONLINE``, ``NOWHERE``, or empty for one that does."""
    plain = comparable_name(text)
    words = plain.split()
    if not set(words) - _ONLINE_WORDS and set(words) & _ONLINE_SURELY:
        return ONLINE
    return NOWHERE if not plain or _NO_PLACE.fullmatch(plain) else ""


def _location(text: str, parts: list[str], point: Point | None) -> Location:
    """Return a place of its own, with what can be read of its address."""
    street = city = postcode = None
    names = []
    for part in parts:
        found = _POSTCODE.search(part)
        if found and postcode is None:
            postcode = f"{found[1]} {found[2].upper()}"
            rest = part[found.end() :].strip(" ,")
            before = part[: found.start()].strip(" ,")
            city = _named(rest) or city
            if before:
                names.append(before)
        elif street is None and _street(part):
            street = part
        elif street is not None and city is None:
            city = _named(part)
        else:
            names.append(part)
    if street is None and (found_street := next(filter(_street, names), None)):
        street = found_street
        names.remove(found_street)
    name = ", ".join(names) or street or text
    return Location(name=name[:200], street=street[:200] if street else None, postcode=postcode, city=city, point=point)


def point_written(geo: str) -> Point | None:
    """Return the point that ``52.1;5.3`` tells (RFC 5545, 3.8.1.6); None where that is none, or not in this country."""
    lat, _, lon = geo.partition(";")
    try:
        point = Point(round(float(lat), 6), round(float(lon), 6))
    except ValueError:
        return None
    here = LATITUDES[0] <= point.lat <= LATITUDES[1] and LONGITUDES[0] <= point.lon <= LONGITUDES[1]
    return point if here else None


class PublicFacts(NamedTuple):
    """What a calendar publishes itself: numbers as they are dialled, mail addresses, domains, streets, names."""

    phones: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
