"""The neighbourhoods of a municipality as a new content file: from the list of CBS, or from names that a person types.

Nothing in it is invented. How many people there are and where the middle is are left out where no file says so; the
kind of a neighbourhood is guessed from its name, and the file says which to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from buurtkalender.form.writing import quoted
from buurtkalender.reading.fields import identifier_like
from buurtkalender.submissions.importing.kwb import Kwb
from buurtkalender.submissions.modelines import modeline
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.messages import plain

LONGEST = 60
"""Of an identifier, in characters."""

MANY = 100
"""Where so many people live, people live, whatever its name is."""

_INDUSTRIAL = re.compile(
    r"bedrijven|industrie|kantoren|business|science park|werklandschap|haventerrein|handelscentrum", re.IGNORECASE
)
_RURAL = re.compile(r"buitengebied|verspreide huizen|landelijk gebied|buitenaf\b", re.IGNORECASE)
_NUMBERED = re.compile(r"wijk \d{2,}\s+(?=\S)", re.IGNORECASE)
"""What CBS puts before the name of a district: "Wijk 02 Cothen"."""


class Area(NamedTuple):
    """A neighbourhood; ``people`` is how many there are in all, None where nobody says."""

    name: str
    code: str | None = None
    people: int | None = None
    residents: Mapping[str, int] = {}
    centre: tuple[float, float] | None = None

    @property
    def kind(self) -> str:
        """What its name suggests. Gaps are not counted where it is industrial, so nowhere where people live."""
        if self.people == 0 or ((self.people or 0) < MANY and _INDUSTRIAL.search(self.name)):
            return "industrial"
        return "rural" if _RURAL.search(self.name) else "residential"


class District(NamedTuple):
    """A district with its neighbourhoods."""

    name: str
    code: str | None
    areas: tuple[Area, ...]


class Town(NamedTuple):
    """A municipality: ``region`` is its school region, ``source`` where its numbers of residents are from."""

    name: str
    code: str | None
    region: str | None
    districts: tuple[District, ...]
    source: str | None = None

    @property
    def areas(self) -> tuple[Area, ...]:
        """All of its neighbourhoods."""
        return tuple(area for district in self.districts for area in district.areas)


def listed(kwb: Kwb, code: str, centres: Mapping[str, tuple[float, float]]) -> tuple[District, ...]:
    """Return the districts of the municipality with this code (GM0352) in the list of CBS.

    Of a neighbourhood whose numbers cannot be right the numbers are left out.
    """
    groups: dict[str, list[Area]] = {}
    for one in kwb.neighbourhoods.values():
        if one.code[2:6] == code[2:]:
            sound = one.code not in kwb.wrong
            residents = {band: n for band, n in one.bands.items() if n is not None} if sound else {}
            area = Area(plain(one.name), one.code, one.total if sound else None, residents, centres.get(one.code))
            groups.setdefault(f"WK{one.code[2:8]}", []).append(area)
    return tuple(
        District(_NUMBERED.sub("", plain(kwb.districts.get(key, key))), key, tuple(areas))
        for key, areas in groups.items()
    )


def typed(town: str, names: Iterable[str]) -> tuple[District, ...]:
    """Return one district, with the name of the municipality, of neighbourhoods that somebody typed."""
    return (District(town, None, tuple(Area(plain(name)) for name in names)),)


def file_name(town: Town) -> str:
    """Return the identifier of a municipality, by which its file is called: other than those of its neighbourhoods."""
    return next(_free([f"{identifier_like(town.name)}", f"gemeente-{identifier_like(town.name)}"], set(_ids(town))))


def text_of(town: Town, texts: Translator) -> str:
    """Return the file of a municipality."""
    return "\n".join([modeline(f"neighbourhoods/{file_name(town)}.yaml"), *_lines(town, texts)]) + "\n"


def _lines(town: Town, texts: Translator) -> Iterator[str]:
    _ = texts.gettext
    yield "# " + _(N_("The districts and neighbourhoods of the municipality. Change what is not right."))
    if any(area.kind != "residential" for area in town.areas):
        yield "# " + _(N_("`kind` was guessed from the name. Look at the lines that say so."))
    if any(area.centre is None for area in town.areas):
        yield "# " + _(N_("`centre` is missing: how far something is, is then not known. [latitude, longitude]"))
    yield f"name: {quoted(town.name)}"
    for key, value in (("code", town.code), ("school_region", town.region), ("population_source", town.source)):
        if value:
            yield f"{key}: {quoted(value)}"
    ids = _ids(town)
    taken = {*ids, file_name(town)}
    areas = iter(ids)
    yield "districts:"
    for district in town.districts:
        base = identifier_like(district.name) or (district.code or "").lower()
        key = next(_free([base, f"wijk-{base}"], taken))
        taken.add(key)
        yield f"  - id: {key}"
        yield f"    name: {quoted(district.name)}"
        if district.code:
            yield f"    code: {district.code}"
        yield "    neighbourhoods:"
        for area in district.areas:
            yield from (f"      {line}" for line in _entry(next(areas), area, texts))


def _entry(key: str, area: Area, texts: Translator) -> Iterator[str]:
    yield f"- id: {key}"
    yield f"  name: {quoted(area.name)}"
    if area.code:
        yield f"  code: {area.code}"
    yield f"  kind: {area.kind}" + ("" if area.kind == "residential" else f"  # {texts.gettext(_GUESSED)}")
    if area.centre:
        yield f"  centre: [{area.centre[0]}, {area.centre[1]}]"
    if area.residents:
        yield "  residents: {" + ", ".join(f'"{band}": {n}' for band, n in area.residents.items()) + "}"


_GUESSED = N_("guessed: is it right?")


def _ids(town: Town) -> list[str]:
    """Return an identifier for each neighbourhood; of two with one name the district tells which is which."""
    names = [identifier_like(area.name) for area in town.areas]
    found: dict[str, None] = {}
    for district in town.districts:
        for area in district.areas:
            base = identifier_like(area.name) or (area.code or "buurt").lower()
            choices = [base] if names.count(base) < 2 else []
            found[next(_free([*choices, identifier_like(f"{base}-{district.name}"), base], found))] = None
    return list(found)


def _free(choices: list[str], taken: Iterable[str]) -> Iterator[str]:
    """Yield which of these is not taken yet, and then the last of them with a number behind it."""
    there = set(taken)
    yield from (choice for choice in choices if choice and choice not in there)
    last = choices[-1]
    yield from (key for n in range(2, 10_000) if (key := f"{last[: LONGEST - 5]}-{n}") not in there)
