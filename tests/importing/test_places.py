"""Places as people write them: the same door in many spellings, and no other door by mistake."""

from __future__ import annotations

from functools import cache

import pytest
from msgspec.structs import replace

from buurtkalender.domain.model import Address, Calendar
from buurtkalender.reading.content import read_content
from buurtkalender.submissions.importing.matching import PlaceMatcher
from importing.taking import calendar, event, took
from projects import DEMO
from town import ANCHOR, CALENDAR_ID

WHEN = "DTSTART;TZID=Europe/Amsterdam:20261201T100000", "DURATION:PT2H"


@cache
def places() -> PlaceMatcher:
    """The venues of the demo, of which many are called alike."""
    demo: Calendar = read_content(DEMO, calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar
    return PlaceMatcher(demo)


@pytest.mark.parametrize(
    "text",
    [
        "Dorpshuis De Heul",
        "dorpshuis de heul",
        "DORPSHUIS DE HEUL",
        "Dorpshuis de Heul, Wijk bij Duurstede",
        "Dorpshuis De Heul, Heulsingel 14, 3961 HA Wijk bij Duurstede",
        "Dorpshuis De Heul, Heulsingel 14, 3961 HA Wijk bij Duurstede, Nederland",
        "Dorpshuis De Heul\nHeulsingel 14\n3961HA Wijk bij Duurstede",
        "Dorpshuis De Heul (Heulsingel 14)",
        "Dorpshuis De Heul - Heulsingel 14",
        "Dorpshuis De Heul | Heulsingel 14 | Wijk bij Duurstede",
        "Dorpshuis De Heul; Wijk bij Duurstede",
        "Dorpshuis 'De Heul'",
        "Dorpshuis “De Heul”",
        "Dorpshuis de Heul.",
        "Locatie: Dorpshuis De Heul",
        "in Dorpshuis De Heul",
        "Dorpshuis De Heul te Wijk bij Duurstede",
        "Wijk bij Duurstede, Dorpshuis De Heul",
        "Dorps huis De Heul",
        "Dorpshuis DeHeul",
        "Dorpshuis-De-Heul",
        "dorpshuis  de   heul",
        "Dorpshuis de Héul",
        "Dorphuis De Heul",
        "Dorpshuis De Heull",
        "Dorpshuis de Huel",
        "Dorpsh. De Heul",
        "Heulsingel 14",
        "Heulsingel 14, Wijk bij Duurstede",
        "Heulsingel 14, 3961 HA",
        "heulsingel 14, 3961ha wijk bij duurstede",
        "3961 HA, Heulsingel 14",
        "Heulsingel 14 3961 HA Wijk bij Duurstede",
        "Dorpshuis, Heulsingel 14, Wijk bij Duurstede",
        "Dorpshuis De Heul, Grote zaal",
        "Dorpshuis De Heul (grote zaal)",
        "Dorpshuis De Heul - huiskamer",
        "Dorpshuis De Heul/keuken",
        "De keuken, Dorpshuis De Heul",
        "Dorpshuis De Heul, Heulsingel 14, WBD",
        "Dorpshuis De Heul @ Wijk bij Duurstede",
    ],
)
def test_forty_ways_to_write_one_venue(text: str) -> None:
    found = places().find(text)
    assert found.venue == "dorpshuis-de-heul", found
    assert found.left == ""


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("Dorpshuis De Heul, Grote zaal", "grote-zaal"),
        ("Dorpshuis De Heul (de grote zaal)", "grote-zaal"),
        ("Grote Zaal - Dorpshuis De Heul", "grote-zaal"),
        ("Dorpshuis De Heul, huiskamer", "huiskamer"),
        ("Dorpshuis De Heul, keuken, Heulsingel 14", "keuken"),
        ("Dorpshuis De Heul", None),
    ],
)
def test_a_room_is_taken_with_its_venue(text: str, room: str | None) -> None:
    assert places().find(text).room == room


def test_a_room_that_is_not_there_is_told() -> None:
    found = places().find("Dorpshuis De Heul, bovenzaal")
    assert (found.venue, found.room, found.left) == ("dorpshuis-de-heul", None, "bovenzaal")


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("Dorpshuis", True),
        ("De Heul", True),
        ("Heul", True),
        ("Achter Dorpshuis De Heul", True),
        ("Parkeerplaats Dorpshuis De Heul", True),
        ("Verzamelen bij Dorpshuis De Heul", True),
        ("tegenover het Dorpshuis De Heul", True),
        ("Dorpshuis De Heul, Dorpsbrink 4, 3945 AB Cothen", True),
        ("Dorpshuis De Heul, Cothen", True),
        ("Dorpshuis De Heul of Dorpshuis Cothen", True),
        ("Dorpshuis Driebergen", True),
        ("Dorpshuis De Hoek", True),
        ("Heulsingel 41", False),
        ("Wilgenpad", False),
        ("Sportpark Mariënhoeve", False),
        ("nader te bepalen", False),
    ],
)
def test_what_is_less_sure_is_never_taken(text: str, suggested: bool) -> None:  # noqa: FBT001
    found = places().find(text)
    assert found.venue is None, found
    assert found.location is not None
    if not suggested:
        assert found.suggested is None, found
    elif found.suggested is not None:
        assert found.suggested in {"dorpshuis-de-heul", "dorpshuis-cothen-gebouw", "dorpshuis-langbroek"}


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("Dorpshuis Cothen", "dorpshuis-cothen-gebouw"),
        ("Dorpshuis Langbroek, Weteringplein 1", "dorpshuis-langbroek"),
        ("Gymzaal De Wilg", "gymzaal-de-wilg"),
        ("Wilgenpad 3", "gymzaal-de-wilg"),
        ("Wilgenpad 1", "basisschool-de-wilg-gebouw"),
        ("Basisschool De Wilg", "basisschool-de-wilg-gebouw"),
        ("bs De Wilg", "basisschool-de-wilg-gebouw"),
        ("Grote Kerk", "grote-kerk"),
    ],
)
def test_venues_that_are_called_alike_are_kept_apart(text: str, venue: str) -> None:
    assert places().find(text).venue == venue


@pytest.mark.parametrize("name", ["Zaal 1", "Zaal 2"])
def test_rooms_with_numbers_are_kept_apart(name: str) -> None:
    found = places().find(f"Sporthal De Lekhal ({name})")
    assert found.room is not None
    assert found.room.endswith(name[-1])


def test_an_address_of_its_own_is_taken_apart() -> None:
    location = places().find("Wijngaard Wijkersloot, Dijkweg 8, 3961 ZZ WIJK BIJ DUURSTEDE").location
    assert location is not None
    assert (location.name, location.street, location.postcode, location.city) == (
        "Wijngaard Wijkersloot",
        "Dijkweg 8",
        "3961 ZZ",
        "Wijk Bij Duurstede",
    )


def test_an_address_of_a_page_is_online() -> None:
    assert places().find("https://meedoen.example/zaal").online == "https://meedoen.example/zaal"


def test_nothing_is_nowhere() -> None:
    found = places().find("")
    assert (found.venue, found.location, found.suggested) == (None, None, None)


# --- what is no place ------------------------------------------------------------------------------------

NO_PLACES = [
    "n.t.b.", "NTB", "nader te bepalen", "nog niet bekend", "Locatie volgt", "wordt nog bekend gemaakt", "onbekend",
    "-", "?", "zie omschrijving", "Zie website", "zie de flyer", "diverse locaties", "Verschillende plekken",
    "wisselend", "tba", "n.v.t.", "in overleg", "bij u thuis", "aan huis", "overal", "adres volgt",
]  # fmt: skip
ONLINE_PLACES = [
    "Online",
    "online via Zoom",
    "Zoom",
    "Microsoft Teams",
    "MS Teams-vergadering",
    "Google Meet",
    "webinar",
]


@pytest.mark.parametrize(
    ("text", "vague"), [(one, "nowhere") for one in NO_PLACES] + [(one, "online") for one in ONLINE_PLACES]
)
def test_what_is_no_place_is_no_venue_and_no_question_about_one(text: str, vague: str) -> None:
    found = places().find(text)
    assert (found.venue, found.suggested, found.vague) == (None, None, vague)


@pytest.mark.parametrize(
    "text",
    [
        "Teamhal",
        "De Zoom",
        "Zoomweg 4, Cothen",
        "Onbekende Soldaatplein",
        "Huis in Overleg",
        "Geenstraat 4",
        "Het Webinarhuis",
    ],
)
def test_a_place_that_is_only_called_like_that_is_a_place(text: str) -> None:
    found = places().find(text)
    assert found.vague == ""
    assert found.location is not None


@pytest.mark.parametrize("where", NO_PLACES)
def test_what_is_no_place_is_not_held_where_it_is_when_nothing_is_said(where: str) -> None:
    found = took(calendar(event(*WHEN, where=where)))
    assert found.activities == []
    assert any("which is none" in one or "somebody's home" in one for one in found.told), found.told


def test_what_is_online_has_a_link_or_is_left_out_with_that_reason() -> None:
    without = took(calendar(event(*WHEN, where="Online")))
    assert without.activities == []
    assert without.tells("dropped: it is online, and no link tells where")
    found = took(calendar(event(*WHEN, "URL:https://webinar.example/slapen", where="Online")))
    assert (found.one.online, found.one.venue) == ("https://webinar.example/slapen", None)
    assert found.tells("guessed: its place is “Online”: the link that it tells was taken for where")
    assert (
        took(calendar(event(*WHEN, where="Online: https://webinar.example/x"))).one.online
        == "https://webinar.example/x"
    )


def test_nothing_said_is_where_the_import_says() -> None:
    assert took(calendar(event(*WHEN))).one.venue == "dorpshuis"


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("Dorpshuis De Heul, Heulsingel 14", "dorpshuis-de-heul"),
        ("Dorpshuis De Heul, Heulsingel 14a", "dorpshuis-de-heul"),
        ("Dorpshuis De Heul, Heulsingel 41", None),
        ("Dorpshuis De Heul, Heulsingel 140", None),
        ("Heulsingel 14a", None),
    ],
)
def test_another_number_in_the_street_is_another_house(text: str, venue: str | None) -> None:
    assert places().find(text).venue == venue


def test_of_two_venues_of_one_name_the_town_says_which_and_without_it_none_is_taken() -> None:
    told = read_content(DEMO, calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar
    one = told.venues["dorpshuis-de-heul"]
    other = replace(one, id="elders", address=Address("Dorpsbrink 4", "3945 AB", "Cothen"))
    twice = PlaceMatcher(replace(told, venues={**told.venues, "elders": other}))
    assert twice.find("Dorpshuis De Heul").venue is None
    assert twice.find("Dorpshuis De Heul, Cothen").venue == "elders"
    assert twice.find("Dorpshuis De Heul, Wijk bij Duurstede").venue == "dorpshuis-de-heul"
    assert twice.find("Dorpshuis De Heul, Dorpsbrink 4").venue == "elders"
