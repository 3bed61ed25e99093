"""The open data: what is promised to others, and nothing that changes from day to day."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from buurtkalender.domain.coverage.catchment import Catchment
from buurtkalender.domain.coverage.verdicts import (
    CountedActivity,
    Daypart,
    Edit,
    Effect,
    FieldEdit,
    NearMiss,
    Remedy,
    Verdict,
    VerdictWeek,
)
from buurtkalender.domain.model import Calendar, Cost, Programme, Referral, Role, Signup
from buurtkalender.domain.recurrence import occurrences
from buurtkalender.domain.values import (
    Ages,
    AtLeast,
    ByAppointment,
    Change,
    Contact,
    Dates,
    Days,
    Location,
    Monthly,
    Norm,
    PickedUp,
    Point,
    Skip,
    TimeSpan,
    TitledLink,
    Weekly,
    Within,
)
from buurtkalender.feeds import open_data
from buurtkalender.feeds.schemas import data_schemas
from feeds.world import MORNING, YEAR, activities_json, activity, calendar, day, feed, in_dorpshuis, values
from prevention_town import cells, offer, region
from prevention_town import norm as norm_of_region

CHILDREN = ("4-11", "oost")
TUESDAYS = Weekly((1,), MORNING)
FULL = in_dorpshuis(
    replace(TUESDAYS, skip=Skip(school_holidays=True, days=(Days(day("2026-12-01"), day("2026-12-02")),))),
    Monthly(((-1, 4),), (), TimeSpan(1200, 1500), first=day("2026-09-01"), last=day("2027-06-30")),
    Monthly((), (1, 15), None, every=2),
    Dates((day("2026-12-05"),), None),
    ByAppointment("Wij bellen je."),
    summary="Samen koffie drinken.",
    description="Elke **dinsdag**.",
    partners=("kerk",),
    ages=Ages(0, 12),
    cost=Cost(250, "keer"),
    signup=Signup(required=True, phone="0343-555 002", before=timedelta(days=2)),
    referral=Referral(required=False),
    access={"wheelchair": True, "toilet": None},
    volunteers=(Role("gastvrouw", "2 per week", Contact(email="post@zandmeer.example")),),
    programme=Programme("Samen"),
    links=(TitledLink("Meer", "https://zandmeer.example/meer"),),
    confirmed=day("2026-10-28"),
    drop_in=False,
    changes=(
        Change(day("2026-11-24"), cancelled="Ziek."),
        Change(day("2026-12-08"), moved_to=day("2026-12-09"), location=Location("Park", neighbourhood="molenwijk")),
        Change(day("2026-12-05"), moved_to=day("2026-12-06")),
    ),
)
BARE = activity(location=Location("Park", city="Zandmeer", point=Point(52.0, 5.0)), name="park")
TOWN = calendar(FULL, BARE)
VERDICT = Verdict(
    norm="inloop",
    neighbourhood="centrum",
    verdict="gap",
    lower=1 / 3,
    upper=1.0,
    required=2.0,
    unit="sessions",
    per="week",
    confidence=0.7,
    severity=123.456789,
    residents=420,
    weeks_met=0.5,
    poor_weeks=(date(2026, 12, 21), date(2026, 12, 28)),
    counted=(CountedActivity("welzijn/koffie", 1.0, certain=True, share=1.0),),
    near_misses=(NearMiss("welzijn/soos", "distance", {"minutes": "31", "limit": "15"}),),
    remedies=(
        Remedy(
            Edit("fill-in", venue="buurthuis", facts=("wheelchair",)),
            (FieldEdit("venues/buurthuis.yaml", "access.wheelchair", "yes"),),
            1,
            Effect("inloop", "centrum", "data-gap", "covered", 123.456789, 0.0, 420),
            (Effect("inloop", "haven", "gap", "gap", 80.0, 40.0, 0),),
        ),
    ),
    dayparts=(Daypart("weekday-morning", 0.0, 1.0),),
    weeks=(
        VerdictWeek(day("2026-11-30"), 1.0, 2.0, holds=None),
        VerdictWeek(day("2026-12-21"), 0.0, 0.0, holds=False, missing=("weekday-morning",), why=("Kerstvakantie",)),
    ),
)
WORKING = PickedUp("inloop", ("centrum", "haven"), ("kerk",), day("2026-11-03"), "De kerk zoekt gastvrouwen.")

REGION = region(
    [
        offer("welzijn/sterk", ages=Ages(4, 7), programme=Programme("Sterk", "=1+1", "https://sterk.example")),
        offer("repair/cafe", ages=None),
        offer("kerk/daar", serves=("west",)),
    ],
    norm_of_region("twee", 2, municipalities=("oost",)),
)
CELLS = list(cells(REGION).values())

CATCHMENT = Catchment(
    "inloop", "centrum", 1 / 15, "week", 420, ("welzijn/koffie",), ("kerk/soep", "kerk/zang"), ("haven",)
)
UNKNOWN = Catchment("inloop", "haven", None, "month", None)


def items(octets: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(octets)
    return found


def rows(of: Calendar) -> list[dict[str, Any]]:
    return items(b"".join(open_data.occurrences(of, occurrences(of, YEAR))))


DOCUMENTS = {
    "activities": activities_json,
    "occurrences": lambda town: b"".join(open_data.occurrences(town, occurrences(town, YEAR))),
    "venues": lambda town: open_data.venues(town, "https://zandmeer.example/{}".format),
    "organisations": lambda town: open_data.organisations(town, "https://zandmeer.example/{}".format),
    "coverage": lambda town: open_data.coverage_json(replace(town, picked_up=(WORKING,)), [VERDICT]),
    "prevention": lambda _town: open_data.prevention(REGION, CELLS),
    "capacity": lambda _town: open_data.capacity([CATCHMENT, UNKNOWN]),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_keeps_to_its_schema(name: str) -> None:
    schema = data_schemas()[name]
    Draft202012Validator.check_schema(schema)
    document = json.loads(DOCUMENTS[name](TOWN))
    assert document
    Draft202012Validator(schema).validate(document)
    document[0]["surprise"] = 1
    assert not Draft202012Validator(schema).is_valid(document)


def test_a_row_of_coverage_has_its_weeks_and_who_works_on_it() -> None:
    known = replace(TOWN, picked_up=(WORKING, replace(WORKING, neighbourhoods=("haven",))))
    (row,) = items(open_data.coverage_json(known, [VERDICT]))
    assert row["weeks"] == [
        {"first": "2026-11-30", "lower": 1.0, "upper": 2.0, "holds": None},
        {
            "first": "2026-12-21",
            "lower": 0.0,
            "upper": 0.0,
            "holds": False,
            "missing": ["weekday-morning"],
            "why": ["Kerstvakantie"],
        },
    ]
    assert row["picked_up"] == [
        {"organisations": ["kerk"], "since": "2026-11-03", "note": "De kerk zoekt gastvrouwen."}
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_empty_calendar_gives_an_empty_list(name: str) -> None:
    if name not in {"coverage", "prevention", "capacity"}:
        empty = Calendar("zandmeer.example", date(2026, 1, 5))
        assert json.loads(DOCUMENTS[name](empty)) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_an_array_with_a_row_a_line(name: str) -> None:
    octets = DOCUMENTS[name](TOWN)
    first, *lines, last = octets.decode().split("\n")[:-1]
    assert (first, last) == ("[", "]")
    assert [json.loads(line.rstrip(",")) for line in lines] == items(octets)


def test_many_rows_are_one_array_too(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rows(TOWN)
    monkeypatch.setattr(open_data, "CHUNK", 2)
    assert rows(TOWN) == whole


def test_a_row_an_occurrence_as_promised() -> None:
    promised = {"uid", "activity", "start", "end", "status", "venue", "neighbourhood", "organisation", "moved_from"}
    assert all(promised <= row.keys() for row in rows(TOWN))
    assert len(rows(TOWN)) == len(occurrences(TOWN, YEAR))


def test_a_cancelled_and_a_moved_occurrence_say_so() -> None:
    found = {row["start"]: row for row in rows(TOWN)}
    assert found["2026-11-24T10:00:00+01:00"]["status"] == "cancelled"
    assert found["2026-11-24T10:00:00+01:00"]["note"] == "Ziek."
    assert found["2026-12-09T10:00:00+01:00"] == {
        "uid": "welzijn.koffie@zandmeer.buurtkalender.example",
        "activity": "welzijn/koffie",
        "start": "2026-12-09T10:00:00+01:00",
        "end": "2026-12-09T12:00:00+01:00",
        "status": "confirmed",
        "venue": None,
        "neighbourhood": "molenwijk",
        "organisation": "welzijn",
        "moved_from": "2026-12-08T10:00:00+01:00",
        "location": "Park",
    }
    all_day = found["2026-12-06"]
    assert (all_day["end"], all_day["all_day"], all_day["moved_from"]) == ("2026-12-07", True, "2026-12-05")


def test_times_carry_their_offset_also_on_the_days_on_which_it_changes() -> None:
    sundays = activity(Weekly((6,), TimeSpan(90, 210)))
    found = {row["start"][:10]: (row["start"][11:], row["end"][11:]) for row in rows(calendar(sundays))}
    assert found["2026-10-18"] == ("01:30:00+02:00", "03:30:00+02:00")
    assert found["2026-10-25"] == ("01:30:00+02:00", "03:30:00+01:00")
    assert found["2026-11-01"] == ("01:30:00+01:00", "03:30:00+01:00")
    assert found["2027-03-28"] == ("01:30:00+01:00", "03:30:00+02:00")


def test_every_uid_is_one_of_the_feed() -> None:
    in_feed = {uid[1:] for uid in values(feed(TOWN), "UID")}
    assert {row["uid"] for row in rows(TOWN)} <= in_feed


def test_what_nobody_said_is_absent_and_no_is_there() -> None:
    full, bare = items(DOCUMENTS["activities"](TOWN))
    assert full["drop_in"] is False
    assert full["access"] == {"wheelchair": True}
    assert full["ages"] == {"lowest": 0, "highest": 12}
    assert "come_alone" not in full
    assert "drop_in" not in bare


def test_descriptions_are_plain_text() -> None:
    assert items(DOCUMENTS["activities"](TOWN))[0]["description"] == "Elke dinsdag."


def test_who_maintains_the_files_is_not_published() -> None:
    assert b"somebody" not in DOCUMENTS["organisations"](TOWN)


def test_the_sums_of_coverage_are_readable() -> None:
    (row,) = items(DOCUMENTS["coverage"](TOWN))
    assert row["lower"] == 0.3333
    assert row["severity"] == 123.4568
    assert row["near_misses"][0]["params"] == {"minutes": "31", "limit": "15"}
    assert row["remedies"] == [
        {
            "kind": "fill-in",
            "cost": 1,
            "fields": [{"file": "venues/buurthuis.yaml", "field": "access.wheelchair", "value": "yes"}],
            "venue": "buurthuis",
            "before": "data-gap",
            "after": "covered",
            "severity_before": 123.4568,
            "severity": 0,
            "residents": 420,
            "elsewhere": [
                {
                    "norm": "inloop",
                    "neighbourhood": "haven",
                    "before": "gap",
                    "after": "gap",
                    "severity_before": 80,
                    "severity": 40,
                    "residents": 0,
                }
            ],
        }
    ]


def test_a_row_of_prevention_tells_the_sum_the_programme_and_what_to_ask() -> None:
    row = next(one for one in items(DOCUMENTS["prevention"](TOWN)) if (one["band"], one["municipality"]) == CHILDREN)
    assert (row["goal"], row["ages"], row["norm"], row["residents"]) == (
        "veerkracht",
        {"lowest": 4, "highest": 11},
        "twee",
        320,
    )
    assert (row["verdict"], row["lower"], row["upper"], row["required"]) == ("gap", 0, 1, 2)
    assert row["counted"] == [
        {
            "activity": "welzijn/sterk",
            "certain": True,
            "share": 0.5,
            "ages": [{"lowest": 4, "highest": 7}],
            "programme": {"name": "Sterk", "evidence": "=1+1", "source": "https://sterk.example"},
        },
        {"activity": "repair/cafe", "certain": False, "share": 1},
    ]
    assert (row["without"], row["elsewhere"]) == ([{"lowest": 8, "highest": 11}], ["kerk/daar"])
    assert row["questions"] == [{"activity": "repair/cafe", "facts": ["ages"]}]


def test_prevention_opens_in_a_spreadsheet() -> None:
    octets = open_data.prevention_csv(REGION, CELLS, "nl")
    found = list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig"))))
    row = next(one for one in found if (one["band"], one["municipality"]) == CHILDREN)
    assert (row["goal_name"], row["municipality_name"], row["norm"]) == ("Veerkracht", "Oost", "twee")
    assert (row["lower"], row["certain"], row["uncertain"], row["without"]) == ("0.0", "1", "1", "8-11")
    assert (row["programmes"], row["questions"], row["elsewhere"]) == ("Sterk: =1+1", "repair/cafe", "kerk/daar")
    assert len(found) == len(CELLS)
    parents = next(one for one in found if (one["band"], one["municipality"]) == ("ouders", "west"))
    assert (parents["norm"], parents["residents"]) == ("", "")
    assert "Resilience" in open_data.prevention_csv(REGION, CELLS, "en").decode()


def test_the_name_of_a_programme_becomes_no_formula_either() -> None:
    calendar = region([offer("welzijn/sterk", programme=Programme("=HYPERLINK(1)"))])
    octets = open_data.prevention_csv(calendar, cells(calendar).values(), "nl")
    assert next(csv.DictReader(io.StringIO(octets.decode("utf-8-sig"))))["programmes"] == "'=HYPERLINK(1)"


def test_the_table_names_the_cheapest_remedy() -> None:
    octets = open_data.coverage_csv(TOWN, [VERDICT, replace(VERDICT, remedies=())])
    first, second = csv.DictReader(io.StringIO(octets.decode("utf-8-sig")))
    columns = ("remedy", "remedy_fields", "remedy_verdict", "remedy_residents")
    assert [first[name] for name in columns] == [
        "fill-in",
        "venues/buurthuis.yaml access.wheelchair: yes",
        "covered",
        "420",
    ]
    assert [second[name] for name in columns] == [""] * 4


def test_the_table_tells_who_works_on_it_and_since_when() -> None:
    spot = VERDICT.norm, (VERDICT.neighbourhood,)
    town = replace(
        TOWN,
        picked_up=(
            PickedUp(*spot, ("kerk", "welzijn"), date(2026, 11, 3)),
            PickedUp(*spot, ("welzijn",), date(2026, 10, 1)),
            PickedUp("something-else", (VERDICT.neighbourhood,), ("school",), date(2026, 9, 1)),
        ),
    )
    (row,) = csv.DictReader(io.StringIO(open_data.coverage_csv(town, [VERDICT]).decode("utf-8-sig")))
    assert (row["picked_up_by"], row["picked_up_since"]) == ("kerk welzijn", "2026-10-01")
    (row,) = csv.DictReader(io.StringIO(open_data.coverage_csv(TOWN, [VERDICT]).decode("utf-8-sig")))
    assert (row["picked_up_by"], row["picked_up_since"]) == ("", "")


def test_place_hours_are_readable_and_what_is_not_known_is_empty() -> None:
    first, second = items(DOCUMENTS["capacity"](TOWN))
    assert (first["place_hours"], first["counted"]) == (0.066667, ["welzijn/koffie"])
    assert (second["place_hours"], second["residents"]) == (None, None)
    octets = open_data.capacity_csv(replace_norm("=1+1"), [CATCHMENT, UNKNOWN])
    assert octets.startswith(b"\xef\xbb\xbfnorm,")
    one, other = csv.DictReader(io.StringIO(octets.decode("utf-8-sig")))
    assert (one["norm_title"], one["neighbourhood_name"], one["place_hours"]) == ("'=1+1", "Centrum", "0.066667")
    assert (one["counted"], one["without_capacity"]) == ("welzijn/koffie", "kerk/soep kerk/zang")
    assert (other["place_hours"], other["residents"], other["per"]) == ("", "", "month")


def norm(title: str) -> Norm:
    return Norm("inloop", title, AtLeast(2, "sessions", "week"), Within(walk_minutes=15))


def test_coverage_opens_in_a_spreadsheet() -> None:
    octets = open_data.coverage_csv(replace_norm("Inloop, dichtbij"), [VERDICT])
    (row,) = csv.DictReader(io.StringIO(octets.decode("utf-8-sig")))
    assert row["norm_title"] == "Inloop, dichtbij"
    assert row["neighbourhood_name"] == "Centrum"
    assert row["lower"] == "0.3333"
    assert row["poor_weeks"] == "2026-12-21 2026-12-28"
    assert octets.startswith(b"\xef\xbb\xbfnorm,")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_becomes_a_formula(start: str) -> None:
    octets = open_data.coverage_csv(replace_norm(f"{start}HYPERLINK(1)"), [VERDICT])
    (row,) = csv.DictReader(io.StringIO(octets.decode("utf-8-sig"), newline=""))
    assert row["norm_title"] == f"'{start}HYPERLINK(1)"


def test_a_telephone_number_and_a_number_stay_readable() -> None:
    assert open_data.cell("0343-555 001") == "0343-555 001"
    assert open_data.cell("+31 343 555 001") == "'+31 343 555 001"
    negative = open_data.coverage_csv(TOWN, [replace(VERDICT, severity=-1.5)])
    assert b",-1.5," in negative


def replace_norm(title: str) -> Calendar:
    return calendar(FULL, norms={"inloop": norm(title)})


def test_activities_come_in_a_fixed_order() -> None:
    one, other = (calendar(*order) for order in ((FULL, BARE), (BARE, FULL)))
    assert DOCUMENTS["activities"](one) == DOCUMENTS["activities"](other)
