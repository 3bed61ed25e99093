"""The key figures per neighbourhood of Statistics Netherlands: CBS, Kerncijfers wijken en buurten, kwb-YYYY.xlsx.

Columns go by their names alone: CBS adds, moves and renames them, and a guess would put people in the wrong place.
Figures are rounded to five; a dot stands for what is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from buurtkalender.submissions.importing.xlsx import Row, sheets
from buurtkalender.words.catalogues import N_
from buurtkalender.words.messages import CannotReadError, Message

BANDS = {"a_00_14": "0-14", "a_15_24": "15-24", "a_25_44": "25-44", "a_45_64": "45-64", "a_65_oo": "65+"}
"""The columns of the age bands, and these bands in our own words."""

COLUMNS = ("gwb_code", "regio", "recs", "a_inw", *BANDS)
HEAD = 20
"""The names of the columns stand somewhere in the first rows."""

NAMED = 40
ROUNDING = 2.5
MOST_PEOPLE = 1_000_000
_UNKNOWN = frozenset({"", ".", "x"})
_WHOLE = re.compile(r"([0-9]{1,7})(\.0)?")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


class Figures(NamedTuple):
    """A neighbourhood in the file: how many people in all and per band, None where the file does not say."""

    code: str
    name: str
    row: int
    total: int | None
    bands: dict[str, int | None]


class Kwb(NamedTuple):
    """What the file says of some municipalities: neighbourhoods (BU…) and the names of districts (WK…) by code.

    ``wrong`` are the problems with the rows of a neighbourhood, by code. ``municipalities`` are those (0352) of which
    the file has any neighbourhood; ``names`` what they are called, by their code (GM0352).
    """

    neighbourhoods: dict[str, Figures]
    districts: dict[str, str]
    wrong: dict[str, list[Message]]
    municipalities: frozenset[str]
    names: dict[str, str]


def year_of(path: Path) -> int | None:
    """Return the year in the name of a file such as kwb-2024.xlsx; None when there is none, or more than one."""
    found = set(_YEAR.findall(path.stem))
    return int(found.pop()) if len(found) == 1 else None


def source(year: int) -> str:
    """Return what stands under numbers that come from the file of a year."""
    return f"CBS, Kerncijfers wijken en buurten {year}"


def read_kwb(path: Path, municipalities: Iterable[str] | None = None) -> Kwb:
    """Read what the file says of these municipalities, by the four digits of their code; of all when None.

    Raises CannotReadError when it cannot be read, or has not the columns that are needed.
    """
    wanted = None if municipalities is None else frozenset(municipalities)
    names: list[str] = []
    for sheet in sheets(path):
        rows = sheet.rows()
        seen, at = _header(rows)
        names = names or seen
        if at:
            sheet.wanted = frozenset(at.values())
            return _read(rows, at, wanted)
    raise CannotReadError(
        N_("{file} has no column {missing}. It has: {found}. Is it the file kwb-….xlsx with the key figures of CBS?"),
        file=path.name,
        missing="gwb_code",
        found=_listed(names),
    )


def _header(rows: Iterator[Row]) -> tuple[list[str], dict[str, int]]:
    """Find the row with the names of the columns, and return where each that is needed stands; nothing without one."""
    first: list[str] = []
    for n, (_, cells) in enumerate(rows, 1):
        names = {column: " ".join(text.split()).lower() for column, text in cells.items()}
        first = first or list(names.values())
        if "gwb_code" in names.values():
            return first, _places(names)
        if n == HEAD:
            break
    return first, {}


def _places(names: dict[int, str]) -> dict[str, int]:
    found = list(names.values())
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        raise CannotReadError(
            N_("The file has no column {missing}. It has: {found}. Only these names will do: {names}."),
            missing=", ".join(missing),
            found=_listed(found),
            names=", ".join(COLUMNS),
        )
    twice = [name for name in COLUMNS if found.count(name) > 1]
    if twice:
        raise CannotReadError(N_("The file has this column more than once: {names}."), names=", ".join(twice))
    return {name: column for column, name in names.items() if name in COLUMNS}


def _listed(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "") if names else "–"


def _read(rows: Iterator[Row], at: dict[str, int], wanted: frozenset[str] | None) -> Kwb:
    found = Kwb({}, {}, {}, frozenset(), {})
    met = set()
    for number, cells in rows:
        code = cells.get(at["gwb_code"], "").strip().upper()
        kind = cells.get(at["recs"], "").strip().lower()
        if wanted is not None and code[2:6] not in wanted:
            continue
        name = " ".join(cells.get(at["regio"], "").split())
        if kind == "gemeente" and code.startswith("GM"):
            found.names[code] = name
        elif kind == "wijk" and code.startswith("WK"):
            found.districts[code] = name
        elif kind == "buurt" and code.startswith("BU"):
            met.add(code[2:6])
            wrong: list[Message] = []
            if code in found.neighbourhoods:
                first = found.neighbourhoods[code].row
                wrong.append(Message(N_("rows {first} and {row} both have it."), {"first": first, "row": number}))
            total = _people("a_inw", cells, at, number, wrong)
            bands = {band: _people(column, cells, at, number, wrong) for column, band in BANDS.items()}
            figures = found.neighbourhoods[code] = Figures(code, name, number, total, bands)
            if not wrong:
                wrong += _sum(figures)
            if wrong:
                found.wrong.setdefault(code, []).extend(wrong)
    return found._replace(municipalities=frozenset(met))


def _people(column: str, cells: dict[int, str], at: dict[str, int], row: int, wrong: list[Message]) -> int | None:
    """Return a number of people, None where the file does not say; what else stands there is wrong."""
    text = cells.get(at[column], "").strip()
    if text.lower() in _UNKNOWN:
        return None
    whole = _WHOLE.fullmatch(text)
    if whole and int(whole[1]) <= MOST_PEOPLE:
        return int(whole[1])
    wrong.append(
        Message(
            N_("row {row}, column {column}: “{value}” is not a number of people."),
            {"row": row, "column": column, "value": text},
        )
    )
    return None


def _sum(figures: Figures) -> list[Message]:
    """Hold the bands against the total: each of these numbers may be rounded by two and a half."""
    known = [people for people in figures.bands.values() if people is not None]
    if figures.total is None or not known:
        return []
    over = sum(known) - figures.total
    most = ROUNDING * (len(known) + 1)
    if over > most or (len(known) == len(BANDS) and -over > most):
        words = {"row": figures.row, "sum": sum(known), "total": figures.total}
        return [Message(N_("row {row}: the ages add up to {sum}, but a_inw says {total}. That is no rounding."), words)]
    return []
