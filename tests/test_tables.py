"""The tables of the coordinator, as they stand beside the pages."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from expand import rows
from projects import Project, town_project

NAMES = {
    "data/hiaten.csv": "Hiaten",
    "data/te-doen.csv": "Te doen",
    "data/plaatsuren.csv": "Plaatsuren",
    "data/preventie.csv": "Preventie",
}


def table(site: Project, path: str) -> list[dict[str, str]]:
    """The rows of a table, by heading."""
    text = (site.output / path).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def workbook(site: Project) -> Any:
    """The workbook."""
    return openpyxl.load_workbook(site.output / "data/hiaten.xlsx")


def test_the_workbook_has_every_table_and_explains_each_of_its_columns(site: Project) -> None:
    found = workbook(site)
    assert found.sheetnames == [*NAMES.values(), "Uitleg"]
    explained = {(row[0], row[1]) for row in found["Uitleg"].iter_rows(min_row=2, values_only=True) if row[2]}
    for path, name in NAMES.items():
        headings = [cell.value for cell in found[name][1]]
        (first, *_rest) = csv.reader(io.StringIO((site.output / path).read_text("utf-8-sig")), delimiter=";")
        assert headings == first
        assert len(set(headings)) == len(headings)
        assert {(name, heading) for heading in headings} <= explained
        assert found[name].max_row == len(table(site, path)) + 1
    assert ("Hiaten", "Oordeel: niet genoeg bekend") in explained


def test_the_gaps_are_those_of_the_machines_table_in_words(site: Project) -> None:
    machines, people = rows(site.output, "coverage"), table(site, "data/hiaten.csv")
    assert len(machines) == len(people)
    pages = {(row["neighbourhood"], row["norm"]): row for row in machines}
    for row in people:
        where, _, norm = row["Lees meer"].partition("#")
        other = pages[where.split("/")[-2], norm]
        assert float(row["Ernst"].replace(",", ".")) == pytest.approx(other["severity"], abs=0.006)
        assert row["Inwoners van deze leeftijd"] == str(other["residents"] if other["residents"] is not None else "")
        assert bool(row["Wat helpt"]) == bool(other["remedies"])
        assert bool(row["Opgepakt door"]) == bool(other["picked_up"])
        assert bool(row["Wie je belt"]) <= bool(row["Wat helpt"])


def test_the_worst_stands_first(site: Project) -> None:
    order = ["hiaat", "niet genoeg bekend", "kwetsbaar", "niet elke week", "niet elke maand", "genoeg"]
    found = [row["Oordeel"] for row in table(site, "data/hiaten.csv")]
    assert found[0] in order[:4]
    assert found[-1] not in order[:5]


@pytest.mark.parametrize("path", NAMES)
def test_nobody_meets_a_code_or_an_identifier(path: str, site: Project) -> None:
    """But in the columns for who edits files."""
    codes = re.compile(
        r"data-gap|fill-in|sessions|too-few|weekday|True|None|\{\w+\}|^[a-z]+(-[a-z0-9]+)+$|/[a-z-]+\.yaml"
    )
    for row in table(site, path):
        for heading, value in row.items():
            if heading not in {"In het bestand", "Bestand", "Lees meer", "Formulier", "E-mail"}:
                assert not codes.search(value), (heading, value)


def test_a_row_says_everything_that_a_coordinator_asks(town: Project) -> None:
    (row,) = (
        row
        for row in table(town, "data/hiaten.csv")
        if (row["Buurt"], row["Norm"]) == ("Duinrand", "Elke week samen eten in de eigen buurt")
    )
    assert (row["Gemeente"], row["Oordeel"], row["Zeker"], row["Nodig"]) == ("Zandmeer", "hiaat", "0", "1")
    assert (row["Geteld in"], row["Geteld vanaf"]) == ("keer per week", "30-11-2026")
    assert (row["Opgepakt door"], row["Sinds"], row["Verwacht"]) == (
        "Welzijn Zandmeer, Kerk aan de Duinen",
        "03-11-2026",
        "01-02-2027",
    )
    assert row["Opmerking"] == "De keuken van de kerk wordt opgeknapt."


def test_in_the_workbook_the_same_are_numbers_and_days(town: Project) -> None:
    sheet = workbook(town)["Hiaten"]
    headings = [cell.value for cell in sheet[1]]
    kinds = {
        heading: {type(row[column].value).__name__ for row in sheet.iter_rows(min_row=2)} - {"NoneType"}
        for column, heading in enumerate(headings)
    }
    assert kinds["Inwoners van deze leeftijd"] == {"int"}
    assert kinds["Ernst"] | kinds["Zeker"] | kinds["Weken met genoeg"] <= {"int", "float"}
    assert kinds["Geteld vanaf"] | kinds["Sinds"] | kinds["Verwacht"] == {"datetime"}


def test_whom_to_call_stands_behind_what_there_is_to_do(demo: Project) -> None:
    found = table(demo, "data/te-doen.csv")
    assert len(found) == len(rows(demo.output, "todo"))
    assert {row["Soort"] for row in found} <= {"Bevestigen", "Invullen", "Verlengen", "Herstellen"}
    assert sum(bool(re.fullmatch(r"0343-555 0\d\d", row["Telefoon"])) for row in found) > len(found) / 2
    assert any(
        row["Formulier"].startswith("https://buurtkalender.example/aanmelden/wijzigen/?wijzig=") for row in found
    )


@pytest.mark.parametrize(
    ("page", "own", "machines"),
    [
        ("hiaten", "hiaten", "coverage"),
        ("hiaten/te-doen", "te-doen", "todo"),
        ("hiaten/gegevens", "te-doen", "todo"),
        ("hiaten/preventie", "preventie", "prevention"),
        ("hiaten/normen/inloop-65plus", "plaatsuren", "capacity"),
    ],
)
def test_the_pages_offer_the_table_for_people_before_that_for_programs(
    page: str, own: str, machines: str, town: Project
) -> None:
    links = re.findall(r'href="(/data/[^"]+)"', (town.output / page / "index.html").read_text())
    assert links[-4:] == ["/data/hiaten.xlsx", f"/data/{own}.csv", f"/data/{machines}.csv", f"/data/{machines}.json"]


def test_the_page_about_data_names_them_all(town: Project) -> None:
    text = (town.output / "data/index.html").read_text()
    for path in ("data/hiaten.xlsx", *NAMES):
        assert f'href="/{path}"' in text


def test_they_are_made_again_when_what_they_say_changes_and_only_then(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    assert made.build().code == 0
    paths = [made.output / path for path in ("data/hiaten.xlsx", *NAMES)]
    before = [(path.stat().st_ino, path.read_bytes()) for path in paths]
    page = made.content / "pages/over.md"
    page.write_text(page.read_text() + "\nNog een zin.\n")
    assert made.build().code == 0
    assert [(path.stat().st_ino, path.read_bytes()) for path in paths] == before
    file = made.content / "organisations/sv-zandmeer.yaml"
    file.write_text(file.read_text().replace("name: SV Zandmeer", "name: Sportclub Zandmeer"))
    assert made.build().code == 0
    assert all("Sportclub Zandmeer" in path.read_text("utf-8-sig") for path in paths[1:3])
    assert any("Sportclub Zandmeer" in str(row) for row in workbook(made)["Hiaten"].iter_rows(values_only=True))


def test_another_version_of_the_library_makes_the_workbook_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a site that was built before would differ from one that is built anew."""
    made = town_project(tmp_path / "town")
    page = made.content / "pages/over.md"
    file = made.output / "data/hiaten.xlsx"
    assert made.build().code == 0
    monkeypatch.setattr("buurtkalender.site.gaps.workbook.as_xlsx", lambda *_: b"of another version")
    page.write_text(page.read_text() + "\nNog een zin.\n")
    assert made.build().code == 0
    assert file.read_bytes() != b"of another version"
    monkeypatch.setattr("buurtkalender.site.gaps.workbook.version", lambda _: "another")
    page.write_text(page.read_text() + "\nEn nog een.\n")
    assert made.build().code == 0
    assert file.read_bytes() == b"of another version"


def test_a_calendar_without_norms_has_empty_tables(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    (made.content / "calendar/norms.yaml").write_text("norms: []\n")
    (made.content / "calendar/picked-up.yaml").unlink()
    assert made.build().code == 0
    assert table(made, "data/hiaten.csv") == []
    assert workbook(made)["Hiaten"].max_row == 1
