"""Lists as organisations keep them: what a cell does not say is in no file, and what it says of days is not lost."""

from __future__ import annotations

import pytest

from buurtkalender.submissions.importing import rows
from importing.taking import Took
from importing.test_sheets import row, took

HEAD = "Activiteit;Dag;Tijd;Locatie"
KOFFIE = "Koffie;di;10-12u;Dorpshuis Zandmeer"


def text_of(found: Took) -> str:
    """The only file that came of it."""
    (draft,) = (one for one in found.drafts if one.activity)
    return draft.text


def when_of(found: Took) -> list[str]:
    """The lines about when it is, of the only file."""
    lines = text_of(found).partition("when:\n")[2].splitlines()
    return [one.strip(" -") for one in lines if one.startswith(" ")]


def asked(found: Took) -> list[str]:
    """The questions that wait for a yes."""
    return [one for one in found.told if one.startswith("asked")]


# --- rows of a CSV -------------------------------------------------------------------------------------------


def test_a_row_with_a_cell_too_many_is_left_out_for_its_cells_may_stand_in_other_columns() -> None:
    found = took(f"{HEAD};Kosten\nKoffie;di;10-12u;Dorpshuis; Zandmeer;2,50\n{KOFFIE};gratis\n".encode())
    assert len(found.activities) == 1
    assert found.tells("dropped: it has more cells than there are columns")


def test_empty_cells_behind_the_columns_are_none() -> None:
    assert len(took(f"{HEAD}\n{KOFFIE};;;\n".encode()).activities) == 1


def test_a_row_with_a_cell_too_few_is_told() -> None:
    found = took(f"{HEAD};Kosten\n{KOFFIE}\n".encode())
    assert found.one.cost is None
    assert found.tells("check: it has fewer cells than there are columns")


@pytest.mark.parametrize("delimiter", ["|", "~", "^"])
def test_a_line_above_may_tell_of_any_delimiter(delimiter: str) -> None:
    octets = f"sep={delimiter}\n{HEAD}\n{KOFFIE}\n".replace(";", delimiter).encode()
    assert took(octets).one.venue == "dorpshuis"


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [("46357", "0,4166667", "0,5"), ("46357,4166667", "10:00", "12:00"), ("1-12-2026", "1000", "12")],
)
def test_decimals_with_a_comma_are_parts_of_a_day(day: str, start: str, end: str) -> None:
    found = took(f"Wat;Datum;Van;Tot;Waar\nLezing;{day};{start};{end};Het Brinkhuis\n".encode())
    assert when_of(found) == ["dates: [2026-12-01]", "time: 10:00-12:00"]


# --- columns about when it is --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("1-12-2026 10:00", "1-12-2026 12:00"),
        ("2026-12-01 10:00:00", "2026-12-01 12:00:00"),
        ("1-12-2026 10:00", "12:00"),
    ],
)
def test_a_day_and_a_time_in_one_cell_are_both_read(start: str, end: str) -> None:
    found = took(f"Wat;Begin;Eind;Waar\nLezing;{start};{end};Het Brinkhuis\n".encode())
    assert when_of(found) == ["dates: [2026-12-01]", "time: 10:00-12:00"]


def test_days_that_stand_in_columns_for_times_are_days() -> None:
    found = took(b"Wat;Dag;Van;Tot;Tijd;Waar\nYoga;di;1-12-2026;22-12-2026;19.30-20.30;Het Brinkhuis\n")
    assert when_of(found) == ["weekly: tuesday", "time: 19:30-20:30", "from: 2026-12-01", "until: 2026-12-22"]


def test_times_that_stand_in_columns_for_days_are_times() -> None:
    found = took(b"Wat;Dag;Vanaf;T/m;Waar\nYoga;di;19:30;20:30;Het Brinkhuis\n")
    assert when_of(found) == ["weekly: tuesday", "time: 19:30-20:30"]


def test_how_often_from_a_date_on_is_on_the_day_of_that_date() -> None:
    found = took(b"Wat;Frequentie;Startdatum;Tijd;Waar\nYoga;wekelijks;1-12-2026;19.30-20.30;Het Brinkhuis\n")
    assert when_of(found) == ["weekly: tuesday", "time: 19:30-20:30", "from: 2026-12-01"]


@pytest.mark.parametrize("names", ["Startdatum;Einddatum", "Datum;Einddatum"])
def test_a_first_and_a_last_day_without_a_day_of_the_week_are_never_one_date(names: str) -> None:
    found = took(f"Wat;{names};Tijd;Waar\nKamp;1-12-2026;4-12-2026;10-12u;Het Brinkhuis\n".encode())
    days = "dates: [2026-12-01, 2026-12-02, 2026-12-03, 2026-12-04]"
    assert not found.activities or when_of(found) == [days, "time: 10:00-12:00"]
    assert found.told or found.activities


def test_columns_that_contradict_each_other_are_not_chosen_from() -> None:
    found = took(b"Wat;Dag;Tijd;Aanvang;Waar\nYoga;di;19.30-20.30;14.00;Het Brinkhuis\n")
    assert not found.activities
    assert found.tells("dropped: it tells its days or times twice, and not the same")


@pytest.mark.parametrize("said", ["nee", "gesloten", "Gaat niet door", "vervalt"])
def test_a_column_may_say_that_it_stops_in_the_school_holidays(said: str) -> None:
    assert "skip: [school-holidays]" in when_of(row(**{"In schoolvakanties?": said}))


@pytest.mark.parametrize("said", ["ja", "gaat door", ""])
def test_a_column_may_say_that_it_goes_on_in_the_school_holidays(said: str) -> None:
    assert when_of(row(**{"In schoolvakanties?": said})) == ["weekly: tuesday", "time: 10:00-12:00"]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("Periode", "zie de folder"),
        ("Einddatum", "ongeveer pasen"),
        ("Behalve", "soms"),
        ("Schoolvakanties", "wisselend"),
    ],
)
def test_what_a_column_says_of_the_days_and_is_not_understood_stops_the_row(column: str, said: str) -> None:
    found = row(**{column: said})
    assert not found.activities
    assert found.told


def test_the_year_has_a_column_of_its_own() -> None:
    found = took(b"Wat;Datum;Jaar;Tijd;Waar\nLezing;5 februari;2027;10-12u;Het Brinkhuis\n")
    assert when_of(found) == ["dates: [2027-02-05]", "time: 10:00-12:00"]


@pytest.mark.parametrize(
    ("listed", "days"),
    [
        ("Een;12/1/2026;10:00-12:00|Twee;12/13/2026;10:00-12:00", ["2026-12-01", "2026-12-13"]),
        ("Een;12/01/26;10:00:00 AM|Twee;12/08/26;07:30:00 PM", ["2026-12-01", "2026-12-08"]),
    ],
)
def test_dates_of_an_american_program_wait_for_a_yes(listed: str, days: list[str]) -> None:
    octets = "\n".join(["Wat;Datum;Tijd;Waar", *(f"{one};Het Brinkhuis" for one in listed.split("|"))]).encode()
    found = took(octets)
    assert not found.activities
    assert len(asked(found)) == 2
    assert "month first" in asked(found)[0]
    again = took(octets, yes=frozenset({"all"}))
    assert [str(one.when[0].dates[0]) for one in again.activities] == days  # type: ignore[union-attr]


def test_dates_with_a_day_above_twelve_first_are_dutch() -> None:
    found = took(b"Wat;Datum;Tijd;Waar\nEen;13/2/2027;10-12u;Het Brinkhuis\nTwee;12/1/2027;10-12u;Het Brinkhuis\n")
    assert [str(one.when[0].dates[0]) for one in found.activities] == ["2027-02-13", "2027-01-12"]  # type: ignore[union-attr]


def test_rows_that_each_name_a_date_of_one_activity_are_one_with_all_of_its_dates() -> None:
    every = ["Film;1-12-2026;20-22u;Het Brinkhuis", "Koor;1-12-2026;19-20u;Het Brinkhuis",
             "Film;8-12-2026;20-22u;Het Brinkhuis", "Film;15-12-2026;14-16u;Het Brinkhuis"]  # fmt: skip
    film, choir = took("\n".join(["Wat;Datum;Tijd;Waar", *every]).encode()).drafts
    assert film.text.partition("when:\n")[2] == (
        "  - dates: [2026-12-01, 2026-12-08]\n    time: 20:00-22:00\n  - dates: [2026-12-15]\n    time: 14:00-16:00\n"
    )
    assert choir.activity


@pytest.mark.parametrize("other", ["Dorpshuis Zandmeer;5", "Het Brinkhuis;6"])
def test_rows_of_one_title_that_differ_in_more_than_the_date_are_two(other: str) -> None:
    found = took(
        f"Wat;Datum;Tijd;Waar;Kosten\nFilm;1-12-2026;20-22u;Het Brinkhuis;5\nFilm;8-12-2026;20-22u;{other}\n".encode()
    )
    assert len(found.activities) == 2


def test_more_dates_than_one_file_may_hold_are_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_DATES", 2)
    every = [f"Film;{day}-12-2026;20-22u;Het Brinkhuis" for day in range(1, 6)]
    found = took("\n".join(["Wat;Datum;Tijd;Waar", *every]).encode())
    assert [sum(len(one.dates) for one in film.when) for film in found.activities] == [2, 2, 1]  # type: ignore[union-attr]


# --- remarks that are dates ----------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["Bijzonderheden", "Omschrijving", "Samenvatting", "Opmerkingen"])
def test_a_remark_that_limits_the_dates_is_a_date(column: str) -> None:
    found = row(**{column: "Gezellig samen. Niet in de schoolvakanties."})
    assert "skip: [school-holidays]" in when_of(found)
    assert "Gezellig samen." in text_of(found)


@pytest.mark.parametrize(
    "remark",
    [
        "Vervalt als het hard waait in december",
        "Start zodra er genoeg deelnemers zijn, hopelijk in januari.",
        "In de kerstvakantie alleen als de sleutel er is",
        "Alleen op de eerste dinsdag na pasen",
        "De laatste keer is waarschijnlijk eind maart, als de zaal er dan nog is",
        "In juli en augustus zien we elkaar in het park",
        "Elke eerste dinsdag met een spreker",
    ],
)
def test_a_remark_about_dates_that_is_not_understood_waits_for_a_yes(remark: str) -> None:
    found = row(Bijzonderheden=remark)
    assert not found.activities
    assert len(asked(found)) == 1
    assert "are its dates right without that?" in asked(found)[0]


def test_a_yes_writes_the_row_as_it_stands_with_the_remark_in_its_text() -> None:
    remark = "Start zodra er genoeg deelnemers zijn, hopelijk in januari"
    found = row(Bijzonderheden=remark)
    (key,) = {item.key for item in found.items if item.key}
    again = row(frozenset({key}), Bijzonderheden=remark)
    assert when_of(again) == ["weekly: tuesday", "time: 10:00-12:00"]
    assert remark in text_of(again)


@pytest.mark.parametrize(
    "remark",
    [
        "Neem een vest mee.",
        "Aanmelden kan tot 1 december.",
        "Deur open vanaf 9.30 uur.",
        "Voor kinderen vanaf 4 jaar.",
        "Start met een kopje koffie.",
        "Niet geschikt voor beginners.",
        "De eerste keer is gratis.",
        "Betalen kan niet contant, ook niet in januari.",
        "Wij doen dit al sinds 2015",
        "Je hoeft niet elke week te komen.",
        "Niet getreurd, ook in de regen is het gezellig",
        "tot " * 900,
    ],
)
def test_other_remarks_stay_text(remark: str) -> None:
    found = row(Bijzonderheden=remark)
    assert when_of(found) == ["weekly: tuesday", "time: 10:00-12:00"]
    assert remark.strip(". ") in text_of(found)


@pytest.mark.parametrize(
    "cells",
    [
        {"Status": "Vervallen"},
        {"Stand van zaken": "geannuleerd!"},
        {"Opmerkingen": "Gaat niet door."},
        {"Doorgang": "onder voorbehoud"},
        {"Activiteit": "Koffie (AFGELAST)"},
        {"Activiteit": "Vervalt: koffie"},
    ],
)
def test_a_row_that_says_that_it_is_off_waits_for_a_yes_whatever_its_column(cells: dict[str, str]) -> None:
    found = row(**cells)
    assert not found.activities
    assert "is it held all the same?" in asked(found)[0]
    assert row(frozenset({"all"}), **cells).activities


@pytest.mark.parametrize("listed", ["{note}\n{head}\n{row}", "{head}\n{row}\n{note}", "{head}\n{note}\n{row}"])
def test_what_stands_by_itself_and_limits_the_dates_of_all_rows_is_asked_about_once(listed: str) -> None:
    octets = listed.format(note="Alles gesloten in de kerstvakantie", head=HEAD, row=KOFFIE).encode()
    found = took(octets)
    assert not found.activities
    assert [one.partition(":")[2] for one in asked(found)] == [
        " the list says “Alles gesloten in de kerstvakantie”: are the dates of its rows right without that?"
    ]
    assert len(took(octets, yes=frozenset({"all"})).activities) == 1


def test_a_title_may_limit_the_dates_too() -> None:
    found = took(b"Wat;Wanneer;Waar\nKoor (niet in de schoolvakanties);di 10-12;Het Brinkhuis\n")
    assert "skip: [school-holidays]" in when_of(found)


def test_a_remark_that_names_the_season_of_a_date_limits_nothing() -> None:
    found = took(b"Wat;Datum;Tijd;Waar;Info\nMarkt;12-12-2026;10-12;Het Brinkhuis;Markt in december\n")
    assert when_of(found) == ["dates: [2026-12-12]", "time: 10:00-12:00"]


# --- columns that nobody may see, and that nobody knows --------------------------------------------------------


@pytest.mark.parametrize("name", ["Opmerkingen intern", "Omschrijving (niet publiceren)", "BSN", "Telefoon privé"])
def test_what_is_internal_is_in_no_file_and_in_no_report(name: str) -> None:
    found = took(f"{HEAD};{name}\n{KOFFIE};Buurvrouw 0343-555 036\nRaadsel;ooit;;;Buurvrouw 0343-555 036\n".encode())
    everything = text_of(found) + "".join(found.told) + "".join(item.source for item in found.items)
    assert "Buurvrouw" not in everything
    assert "555" not in everything
    assert found.tells(f"dropped: the column “{name}” is not for everybody")


def test_a_column_without_a_name_is_used_nowhere_and_told() -> None:
    found = took(f"{HEAD};;Kosten\n{KOFFIE};geheimpje;2,50\n".encode())
    assert "geheimpje" not in text_of(found)
    assert found.tells("dropped: the column E, which has no name")


def test_a_name_beside_the_activity_is_not_its_title() -> None:
    found = took(b"Naam;Activiteit;Dag;Tijd;Waar\nIemand Anders;Yoga;di;10-12;Het Brinkhuis\n")
    assert found.one.title == "Yoga"
    assert "Anders" not in text_of(found)
    assert found.tells("dropped: the column “Naam” is not known")


def test_where_no_column_is_the_title_what_describes_it_is() -> None:
    found = took(b"Datum;Tijd;Omschrijving;Locatie\n1-12-2026;10-12u;Lezing;Het Brinkhuis\n")
    assert (found.one.title, found.one.summary, found.one.venue) == ("Lezing", None, "brinkhuis")


# --- facts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nothing", ["", "-", "…", "?", "—", "☕"])
def test_an_empty_cell_gives_no_fact_whatever_sign_stands_for_nothing(nothing: str) -> None:
    columns = (
        "Thema",
        "Doelgroep",
        "Taal",
        "Kosten",
        "Leeftijd",
        "Aanmelden",
        "Telefoon",
        "Rolstoel",
        "Website",
        "Zaal",
    )
    made = text_of(row(**dict.fromkeys(columns, nothing)))
    assert made == (
        "title: Koffie\nvenue: dorpshuis\nthemes: [ontmoeten]\nwhen:\n  - weekly: tuesday\n    time: 10:00-12:00\n"
    )


@pytest.mark.parametrize(
    ("column", "value"), [("Thema", "Gezondheidszorg"), ("Taal", "Fries"), ("Doelgroep", "Vogelaars")]
)
def test_a_word_that_the_calendar_does_not_know_is_told(column: str, value: str) -> None:
    found = row(**{column: value})
    assert found.tells(f"check: “{value}” in the column “{column}” is no word of the calendar")


def test_a_word_in_another_script_becomes_no_other_word() -> None:
    found = row(Thema="قهوة", Doelgroep="дети", Taal="ትግርኛ")
    assert (found.one.audiences, found.one.languages) == ((), ())
    assert found.tells("“قهوة” in the column “Thema” is no word of the calendar")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("55+", "ages: 55+"),
        ("vanaf 55", "ages: 55+"),
        ("12 jaar en ouder", "ages: 12+"),
        ("18 e.o.", "ages: 18+"),
        ("4 t/m 12", "ages: 4-12"),
        ("van 4 tot 12 jaar", "ages: 4-12"),
        ("0-4 jr", "ages: 0-4"),
    ],
)
def test_ages(text: str, line: str) -> None:
    assert line + "\n" in text_of(row(Leeftijd=text))


@pytest.mark.parametrize("text", ["2026-12-04", "jong", "12", "12-4", "tot 12"])
def test_ages_that_are_not_plain_are_told(text: str) -> None:
    found = row(Leeftijd=text)
    assert "ages" not in text_of(found)
    assert found.tells(f"check: “{text}” in the column “Leeftijd” was not understood")


@pytest.mark.parametrize(
    "text",
    ["10%", "gratis voor leden", "eerste keer gratis", "vanaf € 5", "ca. 5 euro", "2 groepen à 5 of 7 euro"],
)
def test_prices_that_hold_for_some_are_not_for_all(text: str) -> None:
    found = row(Kosten=text)
    assert found.one.cost is None
    assert found.tells(f"check: the price “{text}” was not understood")


@pytest.mark.parametrize(
    ("text", "people"), [("max. 12", 12), ("12 personen", 12), ("2 groepen van 8", None), ("8-12", None)]
)
def test_how_many_people_there_is_room_for(text: str, people: int | None) -> None:
    assert row(Capaciteit=text).one.capacity == people


@pytest.mark.parametrize("text", ["niet bekend", "n.v.t.", "onbekend", "volgt nog", "weet niet"])
def test_not_known_is_neither_yes_nor_no(text: str) -> None:
    assert row(Rolstoel=text).one.access == {}
    assert row(Aanmelden=text).one.signup is None


def test_a_second_telephone_number_in_a_cell_is_told() -> None:
    found = row(frozenset({"all"}), Telefoon="0343-555 037 / 0343-555 038")
    assert "contact: {phone: 0343-555 037}" in text_of(found)
    assert found.tells("in the column “Telefoon” was not understood")


def test_what_a_column_holds_decides_what_it_is() -> None:
    found = took(b"Wat;Wanneer;Dag;Plaats\nKoffie;10-12u;dinsdag;Dorpshuis Zandmeer\n")
    assert when_of(found) == ["weekly: tuesday", "time: 10:00-12:00"]
    assert found.one.venue == "dorpshuis"
    found = took(b"Wat;Dag;Datum;Waar\nKoffie;1-12-2026;10-12u;Het Brinkhuis\n")
    assert when_of(found) == ["dates: [2026-12-01]", "time: 10:00-12:00"]
