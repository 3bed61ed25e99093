"""`buurtkalender residents import`: the numbers of CBS come in, and nothing that a person wrote is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hamlet import hamlet_project
from kwb import BANDS, COLUMNS, TOWN, Cell, KwbRow, area, kwb, with_shared_strings
from projects import Done, Project, run, tree

FILE = "neighbourhoods/zandmeer.yaml"
SOURCE = "CBS, Kerncijfers wijken en buurten 2024"


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A hamlet."""
    return hamlet_project(tmp_path / "hamlet")


def figures(made: Project, *others: KwbRow, name: str = "kwb-2024.xlsx", without: str = "", **more: object) -> Path:
    """Write the file of CBS for the town, with other rows in the place of its own or beside them."""
    rows = TOWN | {str(row["gwb_code"]): row for row in others}
    return kwb(made.folder / name, [row for code, row in rows.items() if code != without], **more)  # type: ignore[arg-type]


def imported(made: Project, file: Path, *arguments: str) -> Done:
    return run("residents", "import", "--settings", str(made.settings), str(file), *arguments)


def text(made: Project) -> str:
    return (made.content / FILE).read_bytes().decode()


# --- what it does -------------------------------------------------------------------------------------


def test_the_numbers_and_their_source_change_and_nothing_else(made: Project) -> None:
    before, others = text(made), tree(made.content)
    done = imported(made, figures(made))
    assert (done.code, done.err) == (0, "")
    expected = before
    for old, new in (
        (
            "{0-14: 200, 15-24: 150, 25-44: 300, 45-64: 350, 65+: 400}",
            "{0-14: 210, 15-24: 150, 25-44: 305, 45-64: 350, 65+: 415}",
        ),
        (
            "{0-14: 300, 15-24: 250, 25-44: 400, 45-64: 300, 65+: 250}",
            "{0-14: 300, 15-24: 250, 25-44: 400, 45-64: 305, 65+: 250}",
        ),
        ("60, 65+: 40}   # too few", "60, 65+: 45}   # too few"),
        ("population_source: Verzonnen aantallen, voor de tests", f"population_source: {SOURCE}"),
    ):
        assert expected.count(old) == 1
        expected = expected.replace(old, new)
    assert text(made) == expected
    assert {path: octets for path, octets in tree(made.content).items() if path != FILE} == {
        path: octets for path, octets in others.items() if path != FILE
    }
    assert made.run("check").code == 0


def test_it_tells_what_changed_from_what_to_what(made: Project) -> None:
    assert imported(made, figures(made)).out.splitlines() == [
        "content/neighbourhoods/zandmeer.yaml",
        "  Oude Dorp (BU99990001): 0-14: 200 → 210, 25-44: 300 → 305, 65+: 400 → 415",
        "  Molenwijk (BU99990003): 45-64: 300 → 305",
        "  De Polder (BU99990101): 65+: 40 → 45",
        "  Bron: “Verzonnen aantallen, voor de tests” → “CBS, Kerncijfers wijken en buurten 2024”",
        "  2 buurten blijven zoals ze zijn.",
        "Bosrade: staat niet in het bestand, dus daar verandert niets.",
        f"Geschreven: {made.content / FILE}",
    ]


def test_a_dry_run_tells_the_same_and_writes_nothing(made: Project) -> None:
    before = tree(made.content)
    dry = imported(made, figures(made), "--dry-run")
    assert tree(made.content) == before
    wet = imported(made, figures(made))
    assert dry.code == wet.code == 0
    assert dry.out.splitlines()[:-1] == wet.out.splitlines()[:-1]
    assert dry.out.splitlines()[-1].endswith("zandmeer.yaml zou veranderen.")


def test_a_second_time_there_is_nothing_to_change(made: Project) -> None:
    imported(made, figures(made))
    before = text(made)
    done = imported(made, figures(made))
    assert (done.code, text(made)) == (0, before)
    assert done.out.splitlines()[-1] == "Er is niets te veranderen."


def test_the_site_counts_with_the_new_numbers(made: Project) -> None:
    imported(made, figures(made, area("BU99990001", "Oude Dorp", 200, 150, 300, 350, 845)))
    found = yaml.safe_load(made.run("gaps", "--today", "2026-11-24", "--format", "json").out)
    assert {one["residents"] for one in found if one["neighbourhood"] == "oude-dorp"} >= {845}


@pytest.mark.parametrize(
    ("name", "arguments", "year"),
    [
        ("kwb-2023.xlsx", (), 2023),
        ("KWB 2025 (1).xlsx", (), 2025),
        ("cijfers.xlsx", ("--year", "2022"), 2022),
        ("kwb-2024.xlsx", ("--year", "2022"), 2022),
    ],
)
def test_the_year_is_in_the_name_or_given(name: str, arguments: tuple[str, ...], year: int, made: Project) -> None:
    assert imported(made, figures(made, name=name), *arguments).code == 0
    assert f"population_source: CBS, Kerncijfers wijken en buurten {year}\n" in text(made)


@pytest.mark.parametrize("name", ["cijfers.xlsx", "kwb-2023-2024.xlsx", "kwb-20240115.xlsx"])
def test_without_one_year_it_asks(name: str, made: Project) -> None:
    done = imported(made, figures(made, name=name))
    assert (done.code, "--year" in done.err) == (2, True)


def test_columns_go_by_name_whatever_their_place_and_capitals(made: Project) -> None:
    odd = [f" {name.upper()} " for name in reversed(COLUMNS)]
    assert imported(made, figures(made, columns=odd, above=3)).code == 0
    assert "65+: 415}" in text(made)


def test_spaces_small_letters_and_numbers_as_text_are_read(made: Project) -> None:
    row = area(" bu99990001  ", " Oude  Dorp ", "210", " 150 ", 305.0, "350.0", 415, kind="buurt    ", total="1430")
    done = imported(made, kwb(made.folder / "kwb-2024.xlsx", [row, *list(TOWN.values())[1:]]))
    assert "Oude Dorp (BU99990001): 0-14: 200 → 210, 25-44: 300 → 305, 65+: 400 → 415" in done.out


def test_a_file_that_excel_saved_is_read_the_same(made: Project) -> None:
    assert imported(made, with_shared_strings(figures(made))).code == 0
    assert "65+: 415}" in text(made)


# --- what is not known ---------------------------------------------------------------------------------


def test_what_cbs_does_not_tell_is_taken_away_and_told(made: Project) -> None:
    done = imported(made, figures(made, area("BU99990101", "De Polder", ".", 20, 40, ".", "x")))
    assert done.code == 0
    assert "residents: {15-24: 20, 25-44: 40}   # too few residents of 65+" in text(made)
    assert (
        "De Polder (BU99990101): het CBS zegt deze aantallen niet, dus die gaan weg: 0-14: 30, 45-64: 60, 65+: 40."
        in done.out
    )
    assert made.run("check").code == 0


def test_where_cbs_tells_nothing_no_number_is_left(made: Project) -> None:
    imported(made, figures(made, area("BU99990101", "De Polder", ".", ".", ".", ".", None)))
    assert "residents: {}   # too few" in text(made)
    assert made.run("check").code == 0


def test_what_comes_back_is_written_again(made: Project) -> None:
    imported(made, figures(made, area("BU99990101", "De Polder", ".", 20, 40, ".", ".")))
    done = imported(made, figures(made))
    assert 'residents: {"0-14": 30, 15-24: 20, 25-44: 40, "45-64": 60, "65+": 45}   # too few' in text(made)
    assert "De Polder (BU99990101): 0-14: – → 30, 45-64: – → 60, 65+: – → 45" in done.out


def test_nobody_is_a_number(made: Project) -> None:
    imported(made, figures(made, area("BU99990101", "De Polder", 0, 0, 0, 0, 0)))
    assert "{0-14: 0, 15-24: 0, 25-44: 0, 45-64: 0, 65+: 0}   # too few" in text(made)


# --- neighbourhoods that do not match ---------------------------------------------------------------------


def unchanged(made: Project, file: Path, *said: str, code: int = 1) -> None:
    """The command fails in words, and leaves everything as it was."""
    before = tree(made.content)
    done = imported(made, file)
    assert done.code == code, done.said
    assert tree(made.content) == before
    assert "Traceback" not in done.said
    assert done.out == ""
    for words in said:
        assert words in done.err
    if code == 1:
        assert done.err.endswith("Er is niets geschreven.\n")


def test_a_neighbourhood_that_is_not_in_the_file_stops_everything(made: Project) -> None:
    where = "content/neighbourhoods/zandmeer.yaml: Duinrand (BU99990002): deze code staat niet in het bestand."
    unchanged(made, figures(made, without="BU99990002"), where)


def test_a_district_is_not_taken_for_a_neighbourhood(made: Project) -> None:
    unchanged(made, figures(made, area("BU99990002", "Duinrand", 1, 2, 3, 4, 5, kind="Wijk")), "Duinrand (BU99990002)")


def test_a_neighbourhood_without_a_code_stays_as_it_is_and_is_told(made: Project) -> None:
    file = made.content / FILE
    file.write_text(text(made).replace("        code: BU99990002\n", ""))
    done = imported(made, figures(made, without="BU99990002"))
    assert (done.code, "Duinrand heeft geen `code`" in done.out) == (0, True)
    assert "{0-14: 500, 15-24: 300, 25-44: 600, 45-64: 400, 65+: 100}" in text(made)


def test_another_name_for_the_same_code_is_told(made: Project) -> None:
    done = imported(made, figures(made, area("BU99990003", "Station", 300, 250, 400, 305, 250)))
    assert "Molenwijk (BU99990003): het CBS noemt dit “Station”. Is dat dezelfde buurt?" in done.out


def test_new_neighbourhoods_come_with_the_lines_to_add(made: Project) -> None:
    new = [
        area("BU99990103", "De Kom: 't Zand", 10, 10, 10, 10, "."),
        area("WK999902", "Zandmeer Noord", 20, 20, 20, 20, 20, kind="Wijk"),
        area("BU99990200", "Duinrand", 20, 20, 20, 20, 20),
    ]
    done = imported(made, figures(made, *new))
    assert done.code == 0
    assert "2 buurten in het bestand staan niet bij jullie." in done.out
    assert "onder de wijk Zandmeer Buiten (WK999901):" in done.out
    lines = done.out.splitlines()
    first = next(n for n, line in enumerate(lines) if line.endswith("(WK999901):")) + 1
    under, district = lines[first : first + 4], lines[first + 4 : -2]
    assert yaml.safe_load("\n".join(under)) == [
        {
            "id": "de-kom-t-zand",
            "name": "De Kom: 't Zand",
            "code": "BU99990103",
            "residents": {"0-14": 10, "15-24": 10, "25-44": 10, "45-64": 10},
        }
    ]
    (whole,) = yaml.safe_load("\n".join(district))
    assert (whole["id"], whole["name"], whole["code"]) == ("zandmeer-noord", "Zandmeer Noord", "WK999902")
    assert whole["neighbourhoods"][0]["id"] == "duinrand-2"  # there is a Duinrand already
    added = text(made).replace("      - id: polder\n", "\n".join([*under, "      - id: polder\n"]))
    (made.content / FILE).write_text(added.rstrip("\n") + "\n" + "\n".join(district) + "\n")
    assert made.run("check").code == 0
    assert imported(made, figures(made, *new)).out.splitlines()[-1] == "Er is niets te veranderen."


def test_a_name_from_the_file_does_nothing_to_a_terminal(made: Project) -> None:
    strange = area("BU99990103", "Kom\u202e\u009b31m\u2028x", 10, 10, 10, 10, 10)
    said = imported(made, figures(made, strange)).out
    assert "BU99990103" in said
    assert not {"\u202e", "\u009b", "\u2028", "\x1b"} & set(said)


def test_other_municipalities_of_the_calendar_are_left_alone_and_told(made: Project) -> None:
    other = made.content / "neighbourhoods/veld.yaml"
    other.write_text("name: Veld\ncode: GM9997\n")
    done = imported(made, figures(made))
    assert (done.code, other.read_text()) == (0, "name: Veld\ncode: GM9997\n")
    assert "Veld: staat niet in het bestand, dus daar verandert niets." in done.out


def test_several_municipalities_are_done_together_or_not_at_all(made: Project) -> None:
    veld = (
        "name: Veld\ncode: GM9997\ndistricts:\n  - id: veld\n    name: Veld\n    neighbourhoods:\n"
        "      - {id: akker, name: Akker, code: BU99970000}\n"
    )
    other = made.content / "neighbourhoods/veld.yaml"
    other.write_text(veld)
    akker = area("BU99970000", "Akker", 5, 10, 15, 20, 25)
    unchanged(made, figures(made, akker, without="BU99990003"), "Molenwijk")
    assert imported(made, figures(made, akker)).code == 0
    assert 'residents: {"0-14": 5, "15-24": 10, "25-44": 15, "45-64": 20, "65+": 25}}' in other.read_text()
    assert f"code: GM9997\npopulation_source: {SOURCE}\n" in other.read_text()
    assert "65+: 415}" in text(made)
    assert made.run("check").code == 0


def test_a_file_without_any_of_the_municipalities_cannot_be_used(made: Project) -> None:
    unchanged(made, kwb(made.folder / "kwb-2024.xlsx", []), "geen buurt van Bosrade, Zandmeer", code=2)


# --- figures that cannot be right -------------------------------------------------------------------------


@pytest.mark.parametrize("over", [-15, 0, 15])
def test_sums_may_differ_by_what_rounding_does(over: int, made: Project) -> None:
    row = area("BU99990101", "De Polder", 30, 20, 40, 60, 40, total=190 - over)
    assert imported(made, figures(made, row)).code == 0


@pytest.mark.parametrize("over", [-20, 20])
def test_sums_that_differ_more_are_told(over: int, made: Project) -> None:
    row = area("BU99990101", "De Polder", 30, 20, 40, 60, 40, total=190 - over)
    unchanged(made, figures(made, row), f"de leeftijden samen zijn 190, maar in a_inw staat {190 - over}", "rij 10")


def test_known_ages_of_more_people_than_there_are_are_told(made: Project) -> None:
    unchanged(
        made, figures(made, area("BU99990101", "De Polder", 300, ".", ".", ".", ".", total=190)), "samen zijn 300"
    )
    assert imported(made, figures(made, area("BU99990101", "De Polder", 30, ".", ".", ".", ".", total=190))).code == 0


@pytest.mark.parametrize("value", [-5, 12.5, "veel", "1.000", "1_000", "=1+1", "٣", 1_000_005, "#N/A"])
def test_what_is_no_number_of_people_is_told_with_its_place(value: Cell, made: Project) -> None:
    row = area("BU99990101", "De Polder", 30, 20, value, 60, 40)
    unchanged(made, figures(made, row), "De Polder (BU99990101): rij 10, kolom a_25_44: “")


def test_a_code_that_stands_there_twice_is_told(made: Project) -> None:
    rows = [*TOWN.values(), area("BU99990101", "De Polder", 1, 2, 3, 4, 5)]
    unchanged(made, kwb(made.folder / "kwb-2024.xlsx", rows), "deze code staat in rij 10 en in rij 12.")


def test_mistakes_in_other_places_are_no_concern_of_ours(made: Project) -> None:
    assert imported(made, figures(made, area("BU00140001", "Elders", "veel", 1, 2, 3, 4, total=900))).code == 0


def test_all_that_is_wrong_is_told_at_once(made: Project) -> None:
    wrong = area("BU99990001", "Oude Dorp", "veel", 1, 2, 3, -4)
    unchanged(made, figures(made, wrong, without="BU99990003"), "a_00_14", "a_65_oo", "Molenwijk")


@pytest.mark.parametrize("missing", ["gwb_code", "regio", "recs", "a_inw", *BANDS])
def test_a_column_that_is_missing_or_renamed_is_named(missing: str, made: Project) -> None:
    columns = [f"{name}_nieuw" if name == missing else name for name in COLUMNS]
    unchanged(made, figures(made, columns=columns), missing, f"{missing}_nieuw", code=2)


def test_a_column_that_is_there_twice_is_told(made: Project) -> None:
    unchanged(made, figures(made, columns=[*COLUMNS, "A_INW"]), "meer dan één keer: a_inw", code=2)


# --- the file that a person wrote -----------------------------------------------------------------------


def test_ages_that_cbs_does_not_have_are_not_thrown_away(made: Project) -> None:
    (made.content / FILE).write_text(text(made).replace("65+: 400}", "65-74: 250, 75+: 150}"))
    unchanged(made, figures(made), "Oude Dorp (BU99990001)", "leeftijden die het CBS niet heeft: 65-74, 75+")


def test_a_comment_among_the_numbers_is_not_thrown_away(made: Project) -> None:
    noted = "{0-14: 200, # geteld door de school\n          15-24: 150, 25-44: 300}"
    old = "{0-14: 200, 15-24: 150, 25-44: 300, 45-64: 350, 65+: 400}"
    (made.content / FILE).write_text(text(made).replace(old, noted))
    unchanged(made, figures(made), "Oude Dorp (BU99990001): tussen de aantallen op regel 18 staat een opmerking")
    whole = noted.replace("300}", "300, 45-64: 350, 65+: 400}")
    (made.content / FILE).write_text(text(made).replace(noted, whole))
    assert imported(made, figures(made)).code == 0
    assert "{0-14: 210, # geteld door de school\n          15-24: 150, 25-44: 305" in text(made)


@pytest.mark.parametrize("more", ["veld: x\n", "veld: [\n"], ids=["an unknown key", "no YAML"])
def test_a_file_that_is_wrong_already_is_told_first(more: str, made: Project) -> None:
    (made.content / FILE).write_text(text(made) + more)
    unchanged(made, figures(made), "content/neighbourhoods/zandmeer.yaml:")


def test_a_file_that_cannot_be_written_stays_whole(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = tree(made.content)
    monkeypatch.setattr(Path, "replace", fail)
    done = imported(made, figures(made))
    assert (done.code, tree(made.content)) == (2, before)
    assert "No space left on device" in done.err
    assert "Traceback" not in done.err


def test_who_may_read_and_write_the_file_stays_the_same(made: Project) -> None:
    (made.content / FILE).chmod(0o640)
    imported(made, figures(made))
    assert (made.content / FILE).stat().st_mode & 0o777 == 0o640
