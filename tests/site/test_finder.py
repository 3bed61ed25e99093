"""What the finder's script is given: constants that stand nowhere else, and what comes on the card."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html
from msgspec.structs import replace

from buurtkalender.domain.values import Measure
from buurtkalender.site import addresses
from buurtkalender.site.model import Site
from buurtkalender.site.pages.finder import EACH, More, more
from buurtkalender.site.pages.finder_texts import Points
from every_page import every_page, made

COFFEE = "welzijn-zandmeer/koffieochtend"
MakeSite = Callable[..., Site]
BUDDY = "welzijn-zandmeer/maatje"


@pytest.fixture(scope="module")
def known(town: Site) -> dict[str, More]:
    return more(town)


def said(page: str) -> dict[str, Any]:
    """What the page gives to its script."""
    root = html.document_fromstring(page)
    given: dict[str, Any] = json.loads(root.get_element_by_id("finder").get("data-say"))
    return given


def test_a_card_tells_where_how_to_get_there_and_whether_one_can_walk_in(known: dict[str, More]) -> None:
    coffee = known[COFFEE]
    assert coffee.where[0] == "Dorpshuis Zandmeer, Grote zaal"
    assert re.search(r"\d{4} [A-Z]{2} Zandmeer$", coffee.where[1])
    assert coffee.transport == "De belbus stopt voor de deur."
    assert coffee.walkin == "Ja. Je kunt komen en gaan wanneer je wilt."
    assert coffee.facts == {"companion": True}
    assert coffee.placed
    assert not coffee.appointment


def test_a_card_never_sends_somebody_to_a_date_that_is_off_or_to_the_usual_place_when_it_is_elsewhere(
    known: dict[str, More],
) -> None:
    dates = {start: different for start, _, _, different in known[COFFEE].dates}
    assert "2026-11-24T10:00" not in dates  # the hostess is ill
    assert dates["2026-12-02T10:00"] == ""  # moved to a Wednesday
    assert dates["2026-12-08T11:00"] == ""
    assert dates["2026-12-15T10:00"].startswith("Op een andere plek: Bibliotheek")


def test_an_appointment_has_no_dates_and_names_who_may_refer(known: dict[str, More]) -> None:
    buddy = known[BUDDY]
    assert buddy.appointment
    assert not buddy.placed
    assert buddy.dates == ()
    assert buddy.referral == "Er is een verwijzing nodig, van huisarts of sociaal team."


def test_of_every_time_in_the_week_the_first_dates_are_told(known: dict[str, More]) -> None:
    coming = known["welzijn-zandmeer/eettafel"].dates
    assert [start[:10] for start, *_ in coming] == sorted(start[:10] for start, *_ in coming)
    assert len(coming) == 2 * EACH  # Mondays and Thursdays


def test_who_is_fetched_is_fetched_from_every_neighbourhood_of_the_area(make_a_site: MakeSite, town: Site) -> None:
    calendar = town.calendar
    coffee = replace(calendar.activities[COFFEE], serves=("bosrade", "molenwijk"))
    site = make_a_site(replace(calendar, activities={COFFEE: coffee}))
    areas = {area.id for area in calendar.neighbourhoods.values() if area.municipality == "bosrade"}
    assert {*more(site)[COFFEE].fetches} == areas | {"molenwijk"}
    assert len(areas) > 1


def test_distance_is_measured_as_the_municipality_measures_gaps(make_a_site: MakeSite, town: Site) -> None:
    calendar = replace(town.calendar, measure=replace(Measure(), walking_kmh=3.0, detour=1.5))
    site = make_a_site(calendar)
    page = next(one for one in every_page(site) if one.path == addresses.FINDER)
    rules = said(made(page).decode())["rules"]
    assert (rules["walkingKmh"], rules["detour"]) == (3.0, 1.5)
    assert rules["centres"].keys() == {area.id for area in calendar.neighbourhoods.values() if area.centre}


def test_every_number_of_the_ranking_is_explained_on_the_page(pages: dict[str, str]) -> None:
    page = pages[addresses.FINDER]
    points = Points()
    root = html.document_fromstring(page)
    told = " ".join(root.xpath("//section[@class='answer']//details//li/text()"))
    for name in Points.__struct_fields__:
        assert re.search(rf"\b{getattr(points, name)}\b", told), name
    assert said(page)["rules"]["points"]["walkMost"] == points.walk_most


def test_a_card_leads_to_where_the_site_stands_also_below_a_folder(make_a_site: MakeSite, town: Site) -> None:
    site = make_a_site(town.calendar, url="https://zandmeer.example/kalender")
    page = next(one for one in every_page(site) if one.path == addresses.FINDER)
    assert said(made(page).decode())["origin"] == "https://zandmeer.example"  # an address in the index has the folder


def test_what_is_asked_are_the_words_of_the_calendar(town: Site, pages: dict[str, str]) -> None:
    root = html.document_fromstring(pages[addresses.FINDER])
    offered = lambda name: root.xpath(f"//*[@name='{name}']/@value | //select[@name='{name}']/option/@value")  # noqa: E731
    calendar = town.calendar
    assert offered("thema") == [*calendar.themes]
    assert offered("taal") == [*calendar.languages]
    assert offered("groep") == [term.id for term in calendar.audiences.values() if term.ages is None]
    assert {*offered("buurt")} - {""} == {
        one.id for one in calendar.neighbourhoods.values() if one.kind != "industrial"
    }


def test_without_a_script_every_neighbourhood_leads_to_its_lists_with_how_much_is_in_them(
    town: Site, pages: dict[str, str]
) -> None:
    root = html.document_fromstring(pages[addresses.FINDER])
    links = root.xpath("//section[@class='ahead']//details//a")
    found = {link.get("href"): link.text_content().split()[-1] for link in links}
    pairs = town.selection.nonempty("neighbourhood", "audience")
    numbers = {
        f"/buurten/{area}/doelgroepen/{audience}/": len(town.listed(("neighbourhood", area), ("audience", audience)))
        for (_, area), (_, audience) in pairs
    }
    assert found == {path: str(number) for path, number in numbers.items() if number}


def test_and_to_its_programme_on_paper_where_there_is_one(make_a_site: MakeSite, town: Site) -> None:
    site = make_a_site(town.calendar, papers=True)
    root = html.document_fromstring(
        made(next(one for one in every_page(site) if one.path == addresses.FINDER)).decode()
    )
    links = root.xpath("//section[@class='ahead']//details//a/@href")
    assert "/buurten/molenwijk/deze-week.pdf" in links
