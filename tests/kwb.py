"""Small files such as CBS publishes: key figures per neighbourhood, with the real names of the columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

COLUMNS = (
    "gwb_code_10", "gwb_code_8", "regio", "gm_naam", "recs", "gwb_code", "ind_wbz", "a_inw", "a_man", "a_vrouw",
    "a_00_14", "a_15_24", "a_25_44", "a_45_64", "a_65_oo", "a_ongeh",
)  # fmt: skip
BANDS = ("a_00_14", "a_15_24", "a_25_44", "a_45_64", "a_65_oo")

Cell = str | int | float | None
KwbRow = dict[str, Cell]


def area(code: str, name: str, *bands: Cell, kind: str = "Buurt", total: Cell = None, **more: Cell) -> KwbRow:
    """Make a row; the total is that of the bands unless it is given."""
    known = [band for band in bands if isinstance(band, (int, float))]
    whole = sum(known) if len(known) == len(BANDS) else "."
    row: KwbRow = {"gwb_code": code, "regio": name, "recs": kind, "a_inw": whole if total is None else total}
    return row | dict(zip(BANDS, bands, strict=False)) | more


TOWN: dict[str, KwbRow] = {
    "BU99990001": area("BU99990001", "Oude Dorp", 210, 150, 305, 350, 415),
    "BU99990002": area("BU99990002", "Duinrand", 500, 300, 600, 400, 100),
    "BU99990003": area("BU99990003", "Molenwijk", 300, 250, 400, 305, 250),
    "BU99990101": area("BU99990101", "De Polder", 30, 20, 40, 60, 45),
    "BU99990102": area("BU99990102", "Havenkwartier", 0, 5, 10, 5, 0),
}
"""What CBS says of the fictional town: some of its numbers are others than those in its file."""

AROUND: tuple[KwbRow, ...] = (
    area("NL00", "Nederland", 2800000, 2200000, 4700000, 4600000, 3700000, kind="Land"),
    area("GM9999", "Zandmeer", 1040, 725, 1355, 1120, 810, kind="Gemeente"),
    area("WK999900", "Zandmeer Dorp", 1010, 700, 1305, 1055, 765, kind="Wijk"),
    area("WK999901", "Zandmeer Buiten", 30, 25, 50, 65, 45, kind="Wijk"),
    area("BU00140000", "Binnenstad-Noord", 275, 1745, 2120, 770, 390, gm_naam="Groningen"),
)
"""What else stands in the file."""


def kwb(
    path: Path,
    rows: Iterable[Mapping[str, Cell]] | None = None,
    columns: Iterable[str] = COLUMNS,
    above: int = 0,
) -> Path:
    """Write a file of these rows, with the country and other places around them; return where it is."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "KWB2024"
    names = list(columns)
    for _ in range(above):
        sheet.append(["Kerncijfers wijken en buurten"])
    sheet.append(names)
    for row in (*AROUND, *(TOWN.values() if rows is None else rows)):
        known = {name.strip().lower(): value for name, value in row.items()}
        sheet.append([known.get(name.strip().lower(), ".") for name in names])
    book.save(path)
    return path


PARTS = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
IN_PLACE = re.compile(r't="inlineStr"><is>(<t.*?</t>|<t/>|<t [^>]*/>)</is>', re.DOTALL)


def parts(path: Path, **changed: str | bytes) -> Path:
    """Write a copy of a file beside it, with another sheet or with strings; return where it is."""
    with ZipFile(path) as file:
        every: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}
    every |= {PARTS[key]: value for key, value in changed.items()}
    if "strings" in changed:
        types = every["[Content_Types].xml"]
        assert isinstance(types, bytes)
        one = f'<Override PartName="/{PARTS["strings"]}" ContentType="{STRINGS}"/></Types>'
        every["[Content_Types].xml"] = types.replace(b"</Types>", one.encode())
    made = path.with_name(f"changed-{path.name}")
    with ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name, value in every.items():
            new.writestr(name, value)
    return made


def with_shared_strings(path: Path) -> Path:
    """Write a copy as Excel writes it: openpyxl puts texts in the cells, Excel all together in a part of their own."""
    texts: list[str] = []

    def number(found: re.Match[str]) -> str:
        texts.append(found[1])
        return f't="s"><v>{len(texts) - 1}</v>'

    with ZipFile(path) as file:
        sheet = IN_PLACE.sub(number, file.read(PARTS["sheet"]).decode())
    every = "".join(f"<si>{text}</si>" for text in texts)
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return parts(path, sheet=sheet, strings=f'<sst xmlns="{namespace}">{every}</sst>')
