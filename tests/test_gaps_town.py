"""The gaps of the fictional town, worked out by hand: the municipality reads what somebody with paper finds.

Most cases are in Bosrade, whose neighbourhoods and venues lie on one line from south to north. The story of each is in
the table of `fixtures/town/README.md`. Today is Tuesday 24 November 2026. A norm of twelve weeks looks at those from
Monday 30 November (week 49) to Sunday 21 February (week 7); 31 December and 1 January are closed for everybody.

Nothing here asks the package what to expect: the sums are written out. What came of it is read where others read it:
in the published data, on the page of the neighbourhood, and in what the command says.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from functools import cache
from math import cos, hypot, radians
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import html

from expand import rows
from projects import Project
from town import TODAY

Row = dict[str, Any]

DETOUR = 1.3
DEGREE = 111_195 * DETOUR
"""Metres on foot to one degree further north: 6,371 km x 2 x pi / 360, and nobody walks in a straight line."""

MINUTE = 4_000 / 60
"""Metres that somebody walks in a minute, at 4 km an hour."""

MONDAYS = [date(2026, 11, 30) + timedelta(weeks=week) for week in range(12)]


class Case(NamedTuple):
    """What is published of one norm in one neighbourhood: the row of data, and what the page says."""

    row: Row
    said: list[str]
    counted: list[str]
    misses: list[str]
    helps: list[str]

    @property
    def verdict(self) -> tuple[str, float, float, float]:
        """The verdict with its sum: what is certain, what there may be, and how severe it is."""
        return self.row["verdict"], self.row["lower"], self.row["upper"], self.row["severity"]

    def remedy(self, kind: str) -> Row:
        """The first remedy of a kind."""
        found: Row = next(one for one in self.row["remedies"] if one["kind"] == kind)
        return found


def case(town: Project, norm: str, area: str) -> Case:
    """Return what is published of a norm in a neighbourhood."""
    row = of(rows(town.output, "coverage"), norm, area)
    (section,) = page(town.output, area).xpath(f"//section[@id='{norm}']")
    after = {name: section.xpath(f"{path}/li") for name, path in LISTS.items()}
    return Case(row, texts(section.xpath("p")), *(texts(after[name]) for name in LISTS))


LISTS = {
    "counted": "details[starts-with(summary, 'Wat meetelde')]/ul",
    "misses": "p[starts-with(., 'Wat net niet')]/following-sibling::ul[1]",
    "helps": "h3[contains(., 'Wat helpt')]/following-sibling::ul[1]",
}
"""Where the page lists what counted, what nearly did, and what helps."""


def of(found: list[Row], norm: str, area: str) -> Row:
    (row,) = (one for one in found if (one["norm"], one["neighbourhood"]) == (norm, area))
    return row


def texts(elements: list[Any]) -> list[str]:
    return [" ".join(one.text_content().split()) for one in elements]


@cache
def page(output: Path, area: str) -> Any:
    return html.fromstring((output / "hiaten" / "buurten" / area / "index.html").read_bytes().decode())


@cache
def told(town: Project) -> str:
    """Return what the command says."""
    return town.run("gaps", "--today", TODAY.isoformat()).out


def lines(remedy: Row) -> list[str]:
    """Return what a remedy changes in the content: ``venues/x.yaml access.wheelchair: yes``."""
    return [f"{one['file']} {one['field']}: {one['value']}" for one in remedy["fields"]]


def promise(remedy: Row) -> tuple[str, str, int]:
    """Return what becomes of the verdict, and for how many people there is then enough."""
    return remedy["before"], remedy["after"], remedy["residents"]


def amounts(found: Case) -> dict[str, tuple[float, bool]]:
    """Return how much each activity counts for on average, and whether that is certain."""
    return {one["activity"]: (one["amount"], one["certain"]) for one in found.row["counted"]}


def rest(*gone: str) -> list[str]:
    """Return the first days of the twelve weeks but for these, as the data write them."""
    return [str(monday) for monday in MONDAYS if str(monday) not in gone]


# --- which norm is for whom ---------------------------------------------------------------------------------


def test_each_municipality_has_its_own_norms_and_one_is_for_both(town: Project) -> None:
    zandmeer = {"oude-dorp", "duinrand", "molenwijk", "polder"}
    bosrade = {"beekzijde", "kapelbuurt", "veenrand", "heideveld"}
    homes: dict[str, set[str]] = {}
    for row in rows(town.output, "coverage"):
        homes.setdefault(row["norm"], set()).add(row["neighbourhood"])
    assert homes["inloop-65plus"] == homes["jeugd-beweegt"] == homes["hulp-bij-opvoeden"] == zandmeer
    assert homes["muziek-75plus"] == homes["spelen-hele-jaar"] == homes["bezoek-75plus"] == bosrade
    assert homes["samen-eten"] == zandmeer | bosrade


@pytest.mark.parametrize("area", ["havenkwartier", "bedrijvenpark"])
def test_industrial_areas_are_left_out(town: Project, area: str) -> None:
    assert area not in {row["neighbourhood"] for row in rows(town.output, "coverage")}
    assert not (town.output / "hiaten" / "buurten" / area).exists()
    name = {"havenkwartier": "Havenkwartier", "bedrijvenpark": "Bedrijvenpark"}[area]
    assert name not in told(town)


def test_every_verdict_occurs(town: Project) -> None:
    assert {row["verdict"] for row in rows(town.output, "coverage")} == {
        *("gap", "data-gap", "fragile", "seasonal", "covered", "too-few-residents")
    }


# --- gaps ---------------------------------------------------------------------------------------------------


def test_nothing_at_all_is_a_gap_for_everybody_weighed_by_need(town: Project) -> None:
    # 300 + 1000 + 150 + 100 people x need 1.5 x all that is asked
    found = case(town, "samen-eten", "kapelbuurt")
    assert found.verdict == ("gap", 0, 0, 1550 * 1.5)
    assert found.said[:3] == [
        "hiaat",
        "0 van 1 keer per week. Er is te weinig.",
        "Hoe ernstig: groot (1550 inwoners × behoefte 1,5 × tekort 100% = 2325)",
    ]
    assert found.row["poor_weeks"] == rest()
    assert "Kapelbuurt · Elke week samen eten in de eigen buurt\n  Hiaat. 0 van 1 keer per week." in told(town)


def test_what_is_in_another_town_did_not_nearly_count(town: Project) -> None:
    assert 0.3 * DEGREE > 40_000  # metres from Bosrade to the eettafel of Zandmeer
    assert case(town, "samen-eten", "kapelbuurt").misses == []


def test_what_admits_half_of_the_ages_leaves_the_others_with_nothing(town: Project) -> None:
    # 75-84 are 10 of the 21 years of 75+ (75-95): of 100 people 48; the choir has 11 of 12 Thursdays
    found = case(town, "muziek-75plus", "kapelbuurt")
    assert found.verdict == ("gap", 0, 0, 48 * 1.5)
    assert amounts(found) == {"harmonie-bosrade/koor-85plus": (round(11 / 12, 4), True)}
    assert found.said[1:3] == [
        (
            "Genoeg voor 85 jaar en ouder, te weinig voor 75 tot en met 84 jaar: 0 van 1 keer per week. "
            "Voor hen is er helemaal niets."
        ),
        "Hoe ernstig: flink (ongeveer 48 inwoners (75 tot en met 84 jaar) × behoefte 1,5 × tekort 100% = 72)",
    ]
    assert found.counted == ["Koor voor 85-plussers: 0,92, alleen voor 85 jaar en ouder"]


def test_a_minute_too_far_is_a_near_miss_with_its_minutes_and_the_limit(town: Project) -> None:
    metres = (52.310 - 52.303) * DEGREE
    assert (round(metres), round(metres / MINUTE, 1)) == (1012, 15.2)  # over 15, so it is never told to be 15
    assert case(town, "muziek-75plus", "kapelbuurt").misses == [
        "Zangmiddag: dinsdag 14.00 uur, 16 minuten lopen, de grens is 15. Ook nog: toegang met een rolstoel."
    ]


def test_near_misses_come_nearest_first(town: Project) -> None:
    school, house = (52.330 - 52.310) * DEGREE / MINUTE, (52.330 - 52.303) * DEGREE / MINUTE
    assert (round(school), round(house)) == (43, 59)
    found = case(town, "muziek-75plus", "veenrand")
    assert found.verdict == ("gap", 0, 0, 60 * 2)
    assert found.misses == [
        "Koor voor 85-plussers: donderdag 15.30 uur, 43 minuten lopen, de grens is 15.",
        "Zangmiddag: dinsdag 14.00 uur, 59 minuten lopen, de grens is 15. Ook nog: toegang met een rolstoel.",
    ]


def test_a_way_that_is_not_due_north_is_as_long_as_somebody_measures(town: Project) -> None:
    # From the centre of Molenwijk (52.0100, 5.0000) to the dorpshuis and to the sporthal (52.0000, 5.0110)
    to_dorpshuis = (52.0100 - 52.0005) * DEGREE
    to_sporthal = hypot(52.0100 - 52.0000, 0.0110 * cos(radians(52.005))) * DEGREE
    assert (round(to_dorpshuis), round(to_dorpshuis / MINUTE), round(to_sporthal)) == (1373, 21, 1746)
    assert "21 minuten lopen, de grens is 15" in case(town, "inloop-65plus", "molenwijk").misses[0]
    assert "1746 meter ver, de grens is 1000" in case(town, "jeugd-beweegt", "molenwijk").misses[0]


# --- hours, and what stands in the way ----------------------------------------------------------------------


def test_an_hour_and_a_half_of_two_hours_is_a_gap_of_a_quarter(town: Project) -> None:
    # Wednesdays from 10:00 to 11:30
    found = case(town, "taal-twee-uur", "kapelbuurt")
    assert found.verdict[:3] == ("gap", 1.5, 1.5)
    assert found.row["severity"] == 60 * 1.5 * 0.25  # newcomers
    assert found.said[1] == "1,5 van 2 uur per week. Er is te weinig."
    assert found.counted == ["Taaltafel: 1,5"]


def test_what_it_costs_and_that_it_is_only_online_are_told(town: Project) -> None:
    assert case(town, "taal-twee-uur", "beekzijde").misses == [
        "Taalles: maandag 19.00 uur, het kost € 2,50.",
        "Praten op het scherm: donderdag 20.00 uur, alleen online.",
    ]


def test_a_lesson_that_becomes_free_helps_the_whole_municipality(town: Project) -> None:
    # 1.5 + 1 hours are more than 2; of two organisations
    found = case(town, "taal-twee-uur", "beekzijde")
    waived = found.remedy("waive")
    assert lines(waived) == ["activities/school-de-linde/taalles.yaml cost: free"]
    assert promise(waived) == ("gap", "covered", 40)
    assert {one["neighbourhood"]: one["residents"] for one in waived["elsewhere"]} == {
        "kapelbuurt": 60,
        "veenrand": 0,  # nobody counted newcomers
        "heideveld": 0,  # nor anybody
    }
    assert found.helps[0].startswith(
        "Maak dit gratis: Taalles, van Basisschool De Linde. Nu kost het € 2,50. "
        "Dan is er genoeg voor 40 inwoners. Ook in Kapelbuurt, Veenrand en Heideveld."
    )
    priorities = told(town).partition("Tien dingen die de meeste mensen helpen:\n")[2].splitlines()
    assert not any("Taalles" in one for one in priorities[:10])  # it helps 100 newcomers, and not 2,995 residents


# --- data gaps ----------------------------------------------------------------------------------------------


def test_one_fact_about_a_building_closes_a_data_gap(town: Project) -> None:
    # Beekzijde to the Brinkhuis is 0.003 degree: 434 m, 6.5 of 15 minutes. Is there a ramp?
    assert round(0.003 * DEGREE / MINUTE, 1) == 6.5
    found = case(town, "muziek-75plus", "beekzijde")
    assert found.verdict == ("data-gap", 0, 1, 80)
    assert found.said[1] == (
        "0 zeker, misschien 1, van 1 keer per week. Niemand weet of er genoeg is. Vraag het aan de organisaties."
    )
    assert found.misses[0] == "Zangmiddag: dinsdag 14.00 uur, niet bekend: toegang met een rolstoel."
    asked = found.remedy("fill-in")
    assert lines(asked) == ["venues/brinkhuis.yaml access.wheelchair: yes"]
    assert promise(asked) == ("data-gap", "covered", 80)
    assert found.helps[0].startswith(
        "Vraag het bij Het Brinkhuis: kun je er met een rolstoel naar binnen? Zo ja: dan is er genoeg voor 80 inwoners."
    )


def test_a_cancelled_date_takes_one_week_of_twelve(town: Project) -> None:
    # Tuesdays from 1 December to 16 February without 8 December. Afterwards 11 of 12 weeks: 92%, at least 90% asked
    found = case(town, "muziek-75plus", "beekzijde")
    assert amounts(found) == {"harmonie-bosrade/zangmiddag": (round(11 / 12, 4), False)}
    assert found.counted == ["Zangmiddag: 0,92, niet zeker"]


def test_at_an_unknown_place_it_may_be_near_to_everybody(town: Project) -> None:
    # One certain evening a week, and on Fridays an afternoon nobody knows where
    found = case(town, "twee-keer-creatief", "kapelbuurt")
    assert found.verdict == ("data-gap", 1, 2, 1550 * 1.5 * 0.5)
    assert amounts(found) == {
        "school-de-linde/naaien": (1, True),
        "zorgkring-bosrade/breien": (round(11 / 12, 4), False),  # not on Friday 1 January
    }
    asked = found.remedy("fill-in")
    assert lines(asked) == ["activities/zorgkring-bosrade/breien.yaml location.neighbourhood: kapelbuurt"]
    assert promise(asked) == ("data-gap", "covered", 1550)
    assert "Samen breien: is het in Kapelbuurt? Zo ja: dan is er genoeg voor 1550 inwoners." in found.helps[0]


def test_too_many_metres_are_told_to_the_metre(town: Project) -> None:
    brinkhuis, school = (52.310 - 52.303) * DEGREE, (52.310 - 52.300) * DEGREE
    assert (round(brinkhuis), round(school)) == (1012, 1446)
    assert case(town, "twee-keer-creatief", "kapelbuurt").misses[0] == (
        "Open atelier: maandag 13.30 uur, 1012 meter ver, de grens is 1000."
    )
    assert case(town, "twee-keer-creatief", "beekzijde").misses[0] == (
        "Naaiavond: woensdag 19.30 uur, 1446 meter ver, de grens is 1000."
    )


def test_what_is_only_for_newcomers_may_or_may_not_be_for_older_people(town: Project) -> None:
    # Certain is the coffee on Tuesdays: 11 of 12 weeks, for on 29 December it is 829 m x 1.3 away
    found = case(town, "inloop-65plus", "oude-dorp")
    beach = hypot(0.0010, 0.0120 * cos(radians(52.0005))) * DEGREE
    assert round(beach) == 1078 > 15 * MINUTE
    assert found.verdict[:2] == ("data-gap", 1)
    assert found.row["severity"] == 400 * 0.5
    assert amounts(found)["welzijn-zandmeer/koffieochtend"] == (round(11 / 12, 4), True)
    assert amounts(found)["welzijn-zandmeer/formulieren-inloop"] == (round(11 / 12, 4), False)  # mornings only
    assert "Inloop hulp bij formulieren: woensdag 9.30 uur, niet bekend: voor wie het is." in found.misses


def test_a_fact_may_lead_from_a_data_gap_to_something_fragile(town: Project) -> None:
    # Confirmed on 1 August, 115 days ago: believed for 0.7. Of 200 children of 0-14 a third is 0-4.
    found = case(town, "hulp-bij-opvoeden", "oude-dorp")
    assert (TODAY - date(2026, 8, 1)).days == 115
    assert found.verdict == ("data-gap", 0, 1, round(200 * 5 / 15))
    asked = found.remedy("fill-in")
    assert lines(asked) == ["activities/welzijn-zandmeer/opvoedhulp.yaml referral: none"]
    assert promise(asked) == ("data-gap", "fragile", 0)
    assert asked["severity"] == pytest.approx(67 * 0.3, abs=0.1)


# --- fragile ------------------------------------------------------------------------------------------------


def test_one_confirmation_makes_something_fragile_certain(town: Project) -> None:
    # Fridays, confirmed 296 days ago: 1 x 0.4 is less than 1. 9 of the 15 years of 0-14 are 4-12: 180 of 300
    found = case(town, "spelen-hele-jaar", "kapelbuurt")
    assert (TODAY - date(2026, 2, 1)).days == 296
    assert found.verdict == ("fragile", 1, 1, 180 * 1.5 * 0.6)
    assert found.row["confidence"] == 0.4
    assert found.said[1] == "1 van 1 keer per week. Er is genoeg, maar niet alles is kortgeleden bevestigd."
    confirmed = found.remedy("confirm")
    assert lines(confirmed) == ["activities/school-de-linde/speelclub.yaml confirmed: 2026-11-24"]
    assert promise(confirmed) == ("fragile", "covered", 180)
    assert found.helps[0].startswith("Vraag Basisschool De Linde om dit te bevestigen: Speelclub.")


def test_two_afternoons_of_one_organisation_hang_on_it(town: Project) -> None:
    # Mondays and Thursdays, all confirmed; 31 December is closed
    found = case(town, "twee-keer-creatief", "beekzijde")
    assert found.verdict == ("fragile", 2, 3, 0)
    assert (found.row["confidence"], found.row["hangs_on"]) == (1, "huis-van-bosrade")
    assert amounts(found)["huis-van-bosrade/atelier"] == (round(23 / 12, 4), True)
    assert found.said[1].endswith("Alles hangt af van één organisatie: Huis van Bosrade.")
    second = found.remedy("start")
    assert second["organisation"] == "school-de-linde"
    assert promise(second) == ("fragile", "covered", 950)


def test_what_was_never_confirmed_is_believed_for_four_tenths(town: Project) -> None:
    found = case(town, "samen-eten", "molenwijk")
    assert found.verdict == ("fragile", 1, 1, 1500 * 1.5 * 0.6)
    assert promise(found.remedy("confirm")) == ("fragile", "covered", 1500)


# --- seasonal -----------------------------------------------------------------------------------------------

NOORD = {
    "Kerstvakantie": ["2026-12-23", "2026-12-30"],
    "Voorjaarsvakantie": ["2027-02-24"],
    "Meivakantie": ["2027-04-28"],
    "Zomervakantie": ["2027-07-14", "2027-07-21", "2027-07-28", "2027-08-04", "2027-08-11", "2027-08-18"],
}
"""The Wednesdays in the school holidays of region noord, from 30 November for forty weeks."""


def of_weeks(wednesdays: dict[str, list[str]]) -> list[str]:
    """Return the Mondays of these weeks, two days earlier."""
    return [str(date.fromisoformat(day) - timedelta(2)) for days in wednesdays.values() for day in days]


def test_the_holes_of_christmas_and_summer_are_named(town: Project) -> None:
    # 10 of 40 weeks without: 75% of the weeks is less than 90%. 9 of the 15 years of 0-14 are 4-12: 90 of 150
    found = case(town, "spelen-hele-jaar", "beekzijde")
    assert found.verdict == ("seasonal", 1, 1, 90 * 10 / 40)
    assert found.row["weeks_met"] == 30 / 40
    assert found.row["poor_weeks"] == of_weeks(NOORD)
    assert found.said[1] == (
        "1 van 1 keer per week. Meestal is er genoeg, maar niet in week 52, 53, 8, 17, 28, 29, 30, 31, 32 en 33."
    )
    assert found.counted == ["Spelinstuif: 0,75"]


def test_going_on_in_the_school_holidays_fills_the_holes(town: Project) -> None:
    found = case(town, "spelen-hele-jaar", "beekzijde")
    longer = found.remedy("holidays")
    assert lines(longer) == ["activities/scouting-bosrade/spelinstuif.yaml when.0.skip: []"]
    assert promise(longer) == ("seasonal", "covered", 90)
    assert found.helps[0].startswith("Ga door in de schoolvakanties: Spelinstuif, van Scouting Bosrade.")


def test_school_holidays_are_those_of_the_region(town: Project, tmp_path: Path) -> None:
    # In region midden the summer begins a week later: the Wednesdays from 21 July to 25 August
    moved = changed(town, tmp_path, "neighbourhoods/bosrade.yaml", "school_region: noord", "school_region: midden")
    summer = ["2027-07-21", "2027-07-28", "2027-08-04", "2027-08-11", "2027-08-18", "2027-08-25"]
    row = of(moved, "spelen-hele-jaar", "beekzijde")
    assert row["poor_weeks"] == of_weeks(NOORD | {"Zomervakantie": summer})


def test_a_month_without_is_named(town: Project) -> None:
    # The last Thursdays: 31 December (closed), 28 January, 25 February
    found = case(town, "ruilen-elke-maand", "kapelbuurt")
    assert found.verdict == ("seasonal", 1, 1, 1550 * 1.5 / 3)
    assert found.row["poor_weeks"] == ["2026-12-01"]
    assert found.said[:3] == [
        "niet elke maand",
        "1 van 1 keer per maand. Meestal is er genoeg, maar niet in december 2026.",
        "Hoe ernstig: groot (1550 inwoners × behoefte 1,5 × tekort 33,33% = 775)",
    ]
    assert found.counted == ["Ruilavond: 0,67"]


# --- covered ------------------------------------------------------------------------------------------------


def test_once_a_month_and_confirmed_ninety_days_ago_is_enough(town: Project) -> None:
    # First Saturdays: 5 December, 2 January, 6 February
    found = case(town, "ruilen-elke-maand", "beekzijde")
    assert (TODAY - date(2026, 8, 26)).days == 90
    assert found.verdict == ("covered", 1, 1, 0)
    assert (found.row["confidence"], found.row["weeks_met"], found.row["remedies"]) == (1, 1, [])
    assert found.said == ["genoeg", "1 van 1 keer per maand. Er is genoeg."]


def test_hours_a_month_are_those_of_an_ordinary_month(town: Project) -> None:
    # Fridays of two hours until midnight and on, not in school holidays: 4, 11 and 18 December; 8, 15, 22, 29 January.
    # The tournament lasts four hours, on 19 December. December has 3 x 2 + 4 = 10, January 4 x 2 = 8.
    found = case(town, "jeugd-beweegt", "oude-dorp")
    assert found.verdict == ("covered", (10 + 8) / 2, (10 + 8) / 2, 0)
    assert amounts(found) == {"sv-zandmeer/zaalvoetbal": (7, True), "sv-zandmeer/toernooi": (2, True)}
    # 13 and 14 are 2 of 15 years; 15-24 whole; 25, 26 and 27 are 3 of 20
    assert found.row["residents"] == round(200 * 2 / 15 + 150 + 300 * 3 / 20)


def test_ages_and_odd_weeks_are_counted_apart(town: Project) -> None:
    # Twice a week, but for 28 December (house closed) and 31 December (all closed); coffee is for 65+ alone, in
    # Oude Dorp in 11 of 12 weeks; a fifth Sunday on 31 January
    found = case(town, "samen-eten", "oude-dorp")
    assert found.verdict == ("covered", 2, 2, 0)
    assert amounts(found) == {
        "welzijn-zandmeer/eettafel": (round(22 / 12, 4), True),
        "welzijn-zandmeer/koffieochtend": (round(11 / 12, 4), True),
        "kerk-aan-de-duinen/vijfde-zondag": (round(1 / 12, 4), True),
    }
    assert found.row["poor_weeks"] == ["2026-12-28"]


# --- too few ------------------------------------------------------------------------------------------------


def test_under_fifty_people_of_these_ages_there_is_no_verdict(town: Project) -> None:
    # 4-12 are 9 of the 15 years of 0-14: 45 of 75
    found = case(town, "spelen-hele-jaar", "veenrand")
    assert (found.row["verdict"], found.row["residents"], found.row["severity"]) == ("too-few-residents", 45, 0)
    assert found.said[:2] == [
        "te weinig inwoners",
        "Hier wonen te weinig mensen van deze leeftijd om er iets over te zeggen: 45.",
    ]
    assert found.helps == []


# --- by appointment -----------------------------------------------------------------------------------------


def test_a_visit_by_appointment_counts_where_it_comes(town: Project) -> None:
    for area, people in (("beekzijde", 80), ("kapelbuurt", 100)):
        found = case(town, "bezoek-75plus", area)
        assert found.verdict == ("covered", 1, 1, 0)
        assert (found.row["residents"], found.row["per"]) == (people, None)
        assert found.said[1] == "Aanbod zonder vaste tijd: 1 van 1. Er is genoeg."


def test_it_could_come_to_one_neighbourhood_more(town: Project) -> None:
    found = case(town, "bezoek-75plus", "veenrand")
    assert found.verdict == ("gap", 0, 0, 60 * 2)
    wider = found.remedy("widen")
    assert lines(wider) == ["activities/zorgkring-bosrade/bezoek.yaml serves: [beekzijde, kapelbuurt, veenrand]"]
    assert promise(wider) == ("gap", "covered", 60)
    assert found.helps[0].startswith("Bied dit ook aan in Veenrand: Bezoek aan huis bij rouw, van Zorgkring Bosrade.")


# --- dayparts and transport ---------------------------------------------------------------------------------


def test_enough_evenings_and_nothing_at_the_weekend_is_half_a_gap(town: Project) -> None:
    # One of two dayparts. 13 and 14 are 2 of 15 years, 15 to 27 are 13 of 50: 40 + 260 people
    found = case(town, "jongeren-cultuur", "kapelbuurt")
    assert 300 * 2 / 15 + 1000 * 13 / 50 == 300
    assert found.verdict == ("gap", 2, 2, 300 * 1.5 * 0.5)
    assert {one["id"]: one["lower"] for one in found.row["dayparts"]} == {"weekday-evening": 1, "weekend": 0}
    assert found.said[1] == (
        "2 van 2 keer per week. Dat is genoeg, maar niet op alle momenten die nodig zijn. "
        "Meestal is er niets in het weekend."
    )
    assert found.misses == ["Filmavond: dinsdag 19.30 uur, niet in het weekend."]
    matrix = html.fromstring((town.output / "hiaten" / "index.html").read_bytes().decode())
    (cell,) = matrix.xpath("//td//a[@href='/hiaten/buurten/kapelbuurt/#jongeren-cultuur']")
    assert "".join(cell.text_content().split()) == "hiaatmomenten:1van2"  # and not 2 of 2


def test_one_of_the_evenings_moved_to_saturday_is_enough_in_both_neighbourhoods(town: Project) -> None:
    found = case(town, "jongeren-cultuur", "kapelbuurt")
    moved = found.remedy("daypart")
    assert lines(moved) == [
        "activities/school-de-linde/filmavond.yaml when.0.weekly: saturday",
        "activities/school-de-linde/filmavond.yaml when.0.time: 10:00-12:00",
    ]
    assert promise(moved) == ("gap", "covered", 300)
    assert [(one["neighbourhood"], one["residents"]) for one in moved["elsewhere"]] == [
        ("veenrand", 88),
        ("heideveld", 0),  # nobody counted who lives there, nor knows how far it is: it may help
    ]


def test_where_people_are_fetched_from_the_way_does_not_matter(town: Project) -> None:
    assert round(0.020 * DEGREE / MINUTE) == 43  # minutes from Veenrand to the school, of 20 at most
    found = case(town, "jongeren-cultuur", "veenrand")
    assert found.verdict == ("gap", 2, 2, (75 * 2 / 15 + 300 * 13 / 50) * 2 * 0.5)
    assert found.counted == ["Filmavond: 1,92"]  # 23 times in 12 weeks: 31 December is closed


def test_two_minutes_too_far_is_mended_by_fetching_people(town: Project) -> None:
    assert round(0.010 * DEGREE / MINUTE, 1) == 21.7
    found = case(town, "jongeren-cultuur", "beekzijde")
    assert found.verdict == ("gap", 0, 0, 176)  # 150 x 2/15 + 600 x 13/50
    assert found.misses == ["Filmavond: dinsdag 19.30 uur, 22 minuten lopen, de grens is 20."]
    fetched = found.remedy("transport")
    assert lines(fetched) == ["activities/school-de-linde/filmavond.yaml serves: [veenrand, beekzijde]"]
    assert (promise(fetched), fetched["severity"]) == (("gap", "gap", 0), 176 / 2)  # there too the weekend is missing
    assert "Dan is er minder tekort: de ernst gaat van 176 naar 88." in found.helps[0]


# --- paused, ended, unknown ---------------------------------------------------------------------------------


def test_what_is_paused_could_begin_again(town: Project) -> None:
    found = case(town, "ruilen-elke-maand", "veenrand")
    assert found.verdict == ("gap", 0, 0, 495 * 2)
    assert "Fietsen maken: ligt nu stil." in found.misses
    again = found.remedy("resume")
    assert lines(again) == ["activities/scouting-bosrade/fietsenmaker.yaml status: active"]
    assert promise(again) == ("gap", "covered", 495)


def test_what_has_ended_is_not_even_a_near_miss(town: Project) -> None:
    # The Ruilkast is in Kapelbuurt itself, so it would come before the Repaircafé
    assert case(town, "ruilen-elke-maand", "kapelbuurt").misses == [
        "Repaircafé: zaterdag 10.00 uur, in Beekzijde.",
        "Fietsen maken: ligt nu stil. Ook nog: ergens anders.",
    ]


def test_where_nobody_counted_the_residents_there_is_a_verdict_and_no_severity(town: Project) -> None:
    for row in rows(town.output, "coverage"):
        if row["neighbourhood"] == "heideveld":
            assert (row["residents"], row["severity"]) == (None, 0)
            assert row["verdict"] in {"gap", "data-gap"}
    assert not any("Hoe ernstig" in text for text in case(town, "samen-eten", "heideveld").said)
    assert case(town, "jongeren-cultuur", "heideveld").helps[-1].count("Dan is er minder tekort. ") == 1


def test_without_a_centre_nobody_can_say_how_far_another_neighbourhood_is(town: Project) -> None:
    found = case(town, "muziek-75plus", "heideveld")
    assert (found.row["verdict"], found.row["lower"]) == ("data-gap", 0)
    assert not any(one["certain"] for one in found.row["counted"])
    assert found.misses[0] == "Koor voor 85-plussers: donderdag 15.30 uur, niet bekend: hoe ver het is."


# --- rooms, and who does this elsewhere ---------------------------------------------------------------------


def test_the_free_room_at_the_right_time_is_named(town: Project) -> None:
    # Zangmiddag is on Tuesdays from 14:00 to 16:00. Both rooms of the Dorpsschuur are shared then (13:00 to 17:00), but
    # in the hall is the stekjesruil (13:30 to 14:30). The barn holds 25, and 20 people come.
    found = case(town, "muziek-75plus", "veenrand")
    beside = found.remedy("venue")
    assert (beside["venue"], beside["room"]) == ("dorpsschuur", "stal")
    assert lines(beside)[4].endswith("when: [{weekly: tuesday, time: 14:00-16:00, skip: [venue-closures]}]")
    assert promise(beside) == ("gap", "covered", 60)
    assert found.helps[0].startswith(
        "Houd Zangmiddag, van Harmonie Bosrade, ook in Dorpsschuur Veenrand (stal): elke dinsdag, 14.00 tot 16.00 uur. "
        "De ruimte is dan vrij."
    )


def test_in_the_hall_something_new_starts_when_the_hall_is_free(town: Project) -> None:
    found = case(town, "muziek-75plus", "veenrand")
    new = found.remedy("start")
    assert (new["venue"], new["room"], new["organisation"]) == ("dorpsschuur", "zaal", "harmonie-bosrade")
    assert any(
        line.endswith("when: [{weekly: tuesday, time: 14:30-16:30, skip: [venue-closures]}]") for line in lines(new)
    )
    assert "Harmonie Bosrade doet dit al op een andere plek: Zangmiddag." in found.helps[-1]


def test_without_the_booking_the_hall_is_free_and_with_another_no_room_is(town: Project, tmp_path: Path) -> None:
    file = "activities/scouting-bosrade/stekjesruil.yaml"

    def rooms(old: str, new: str) -> list[tuple[str, str]]:
        row = of(changed(town, tmp_path / new[:9], file, old, new), "muziek-75plus", "veenrand")
        return [(one["kind"], one.get("room", "")) for one in row["remedies"]]

    assert rooms("time: 13:30-14:30", "time: 16:00-17:00") == [("venue", "zaal"), ("start", "zaal")]
    assert ("venue", "stal") not in rooms("room: zaal\n", "")  # in which room is not known: it may be the barn


def test_a_step_that_is_not_enough_says_what_it_leads_to(town: Project) -> None:
    # Of two a week none is near; knitting may be. An afternoon in the hall makes one certain: half is missing then
    found = case(town, "twee-keer-creatief", "veenrand")
    assert found.verdict == ("gap", 0, 1, 495 * 2)
    new = found.remedy("start")
    assert promise(new) == ("gap", "data-gap", 0)
    assert new["severity"] == 495 * 2 * 0.5


# --- every number -------------------------------------------------------------------------------------------


def test_every_sum_of_a_severity_can_be_worked_out_from_its_own_numbers(town: Project) -> None:
    known = 0
    for row in rows(town.output, "coverage"):
        for text in case(town, row["norm"], row["neighbourhood"]).said:
            if text.startswith("Hoe ernstig"):
                sum_of = re.sub(r" \([^)]*\)", "", text.partition("(")[2]).removesuffix(")")
                parts, result = re.sub(r"[^\d.×=]", "", sum_of.replace(",", ".")).split("=")
                people, need, share = (float(part) for part in parts.split("×"))
                assert people * need * share / 100 == pytest.approx(float(result), abs=0.1 + people * need * 5e-5)
                assert float(result) == row["severity"]
                assert people == int(people)
                known += 1
    assert known > 25


def test_what_counted_on_a_page_leads_to_the_activity_with_the_number_of_the_data(town: Project) -> None:
    known = 0
    for row in rows(town.output, "coverage"):
        (section,) = page(town.output, row["neighbourhood"]).xpath(f"//section[@id='{row['norm']}']")
        shown = {
            one.xpath("a/@href")[0]: one.text_content().rpartition(": ")[2].split(", ")[0]
            for one in section.xpath(f"{LISTS['counted']}/li")
        }
        expected = {
            f"/activiteiten/{one['activity']}/": f"{round(one['amount'], 2):g}".replace(".", ",")
            for one in row["counted"]
        }
        assert shown == expected, row
        known += len(shown)
    assert known > 30


def changed(town: Project, folder: Path, file: str, old: str, new: str) -> list[Row]:
    """Return what the command says in data after a text in one content file became another."""
    made = town.copy(folder / "changed")
    path = made.content / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    done = made.run("gaps", "--today", TODAY.isoformat(), "--format", "json")
    assert done.code == 0, done.said
    found: list[Row] = json.loads(done.out)
    return found
