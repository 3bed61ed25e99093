"""The page of a norm shows the place-hours per resident, apart from the verdicts and with what they leave out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import html
from msgspec.structs import replace

from buurtkalender.domain.model import Calendar, Neighbourhood
from buurtkalender.domain.values import Norm, Within
from buurtkalender.site import addresses
from buurtkalender.site.gaps.explained import SOURCE
from buurtkalender.site.model import Site
from every_page import every_page, made
from quarter import at, norm, offer, quarter

PAGE = addresses.gaps_of_norm("inloop")
COFFEE = offer("welzijn/koffie", capacity=20)
SOUP = offer("kerk/soep")


def quarters(*activities: object, asked: Norm | None = None, **people: int | None) -> Calendar:
    """Make a town with these neighbourhoods in one place, and so many people of 65+ in each."""
    homes = [
        Neighbourhood(name, name.title(), "wijk", "stad", centre=at(0), residents={} if n is None else {"65+": n})
        for name, n in people.items()
    ]
    far = Neighbourhood("ver", "Ver", "wijk", "stad", centre=at(9000), residents={"65+": 100})
    made = quarter(activities, asked or norm(1), houses=())  # type: ignore[arg-type]
    return replace(made, neighbourhoods={one.id: one for one in (*homes, far)})


def table(site: Site) -> list[list[str]]:
    """The table of place-hours, row by row; nothing when there is none."""
    (page,) = [page for page in every_page(site) if page.path == PAGE]
    root = html.document_fromstring(made(page).decode())
    rows = root.xpath("//section[@id='plaatsuren']//tr")
    return [[cell.text_content() for cell in row] for row in rows]


def section(site: Site) -> str:
    """All that the part about place-hours says."""
    (page,) = [page for page in every_page(site) if page.path == PAGE]
    (found,) = html.document_fromstring(made(page).decode()).xpath("//section[@id='plaatsuren']")
    return " ".join(found.text_content().split())


def test_each_neighbourhood_has_a_row_the_one_with_the_least_room_first(make_a_site: Callable[..., Site]) -> None:
    site = make_a_site(quarters(COFFEE, SOUP, thuis=300, zuid=700))
    assert table(site) == [
        ["Buurt", "Voor 100 inwoners", "Plaatsen bekend"],
        ["Ver", "0", "geen"],
        ["Thuis", "4,0", "1 van 2"],
        ["Zuid", "4,0", "1 van 2"],
    ]
    assert "Plaatsuren in een gewone week" in section(site)


def test_what_nobody_knows_is_told_in_words(make_a_site: Callable[..., Site]) -> None:
    assert table(make_a_site(quarters(SOUP, thuis=300)))[2] == ["Thuis", "niet bekend", "0 van 1"]
    some = make_a_site(quarters(COFFEE, thuis=300, nieuw=None))
    assert table(some)[2:] == [["Nieuw", "hoogstens 13,3", "1 van 1"], ["Thuis", "hoogstens 13,3", "1 van 1"]]
    assert "Van 1 buurt weten we niet hoeveel mensen er wonen." in section(some)
    assert "weten we niet hoeveel mensen er wonen" not in section(make_a_site(quarters(COFFEE, thuis=300)))


def test_very_little_is_not_nothing(make_a_site: Callable[..., Site]) -> None:
    assert table(make_a_site(quarters(replace(COFFEE, capacity=1), thuis=9000)))[2][1] == "minder dan 0,1"


def test_a_norm_per_month_says_so(make_a_site: Callable[..., Site]) -> None:
    site = make_a_site(quarters(COFFEE, asked=norm(2, "hours", "month"), thuis=300))
    assert "Plaatsuren in een gewone maand" in section(site)


def test_it_says_what_it_is_what_it_leaves_out_and_where_it_comes_from(make_a_site: Callable[..., Site]) -> None:
    site = make_a_site(quarters(COFFEE, thuis=300))
    said = section(site)
    for sentence in (
        "Een plaatsuur is plaats voor één persoon",
        "Dit staat los van de norm",
        "Let op: we tellen alleen",
    ):
        assert sentence in said
    (page,) = [page for page in every_page(site) if page.path == PAGE]
    for address in (SOURCE, "/data/capacity.csv", "/data/capacity.json"):
        assert f'href="{address}"' in made(page).decode()


@pytest.mark.parametrize(
    "asked", [norm(1, within=Within(area="neighbourhood")), norm(1, "offers", None)], ids=["area", "offers"]
)
def test_where_it_cannot_be_worked_out_the_page_says_nothing_of_it(
    asked: Norm, make_a_site: Callable[..., Site]
) -> None:
    assert table(make_a_site(quarters(COFFEE, asked=asked, thuis=300))) == []


def test_pages_of_neighbourhoods_do_not_have_it(make_a_site: Callable[..., Site]) -> None:
    site = make_a_site(quarters(COFFEE, thuis=300))
    pages = {page.path: made(page).decode() for page in every_page(site)}
    assert 'id="plaatsuren"' in pages[PAGE]
    assert 'id="plaatsuren"' not in pages[addresses.gaps_of_neighbourhood("thuis")]


def test_another_capacity_makes_another_page(make_a_site: Callable[..., Site]) -> None:
    keys = [
        {page.path: page.key for page in every_page(make_a_site(quarters(replace(COFFEE, capacity=n), thuis=300)))}[
            PAGE
        ]
        for n in (20, 20, 21)
    ]
    assert keys[0] == keys[1] != keys[2]


def test_the_town_of_the_tests_has_it_for_walks_and_distances(town: Site) -> None:
    near = {norm.id for norm in town.calendar.norms.values() if norm.within.area is None}
    assert {one.norm for one in town.catchments} == near > {"inloop-65plus", "jeugd-beweegt"}
