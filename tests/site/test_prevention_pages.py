"""The pages about prevention: what coordinators read, and where it leads them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from buurtkalender.domain.model import Programme
from buurtkalender.domain.values import Ages
from buurtkalender.site.model import Site
from every_page import every_page, made
from pages import page_of
from prevention_town import norm, offer, region

MakeSite = Callable[..., Site]

PREVENTION = "/hiaten/preventie/"
OOST = "/hiaten/preventie/oost/veerkracht/"
HOSTILE = 'Goed <script>alert("1")</script> & wel'


def shown(site: Site) -> dict[str, str]:
    """The pages about prevention and the first page of the gaps, by their address."""
    wanted = (page for page in every_page(site) if page.path.startswith("/hiaten/"))
    return {page.path: made(page).decode() for page in wanted}


def section(page: str, band: str) -> str:
    """What a page says of one age band."""
    found = re.search(rf'<section class="explained" id="{re.escape(band)}">.*?</section>', page, re.DOTALL)
    assert found, band
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[0]))


@pytest.fixture
def pages(make_a_site: MakeSite) -> dict[str, str]:
    """The pages of a region where each kind of cell is."""
    return shown(
        make_a_site(
            region(
                [
                    offer(
                        "welzijn/sterk",
                        ages=Ages(4, 7),
                        programme=Programme("Voorbeeldprogramma Sterk", HOSTILE, "https://sterk.example/bewijs"),
                    ),
                    offer("welzijn/tieners", ages=Ages(12, 17), confirmed=None),
                    offer("repair/cafe", ages=None),
                    offer("kerk/daar", serves=("west",), programme=Programme("voorbeeldprogramma sterk")),
                    offer("kerk/zonder-doel", goals=(), programme=Programme("Voorbeeldprogramma Los")),
                ],
                norm("twee", 2, ages=Ages(12, 17), municipalities=("oost",)),
            )
        )
    )


def test_every_cell_leads_to_its_explanation(pages: dict[str, str]) -> None:
    links = re.findall(r'<td class="verdict ([a-z-]+)"><a href="([^"]+)">', pages[PREVENTION])
    assert len(links) == 2 + 2 * 4  # goal against municipality, then goal against four age bands for each
    for kind, link in links:
        path, _, band = link.partition("#")
        assert path in pages
        if band:
            assert f'id="{band}"' in pages[path]
            start = pages[path].index(f'id="{band}"')
            assert f'class="verdict {kind}"' in pages[path][start : start + 300]


def test_the_table_has_a_word_and_a_number_beside_the_colour(pages: dict[str, str]) -> None:
    cell = re.search(rf'<td class="verdict ([a-z-]+)"><a href="{OOST}#4-11">(.*?)</a>', pages[PREVENTION])
    assert cell
    assert cell[1] == "data-gap"
    assert [text.strip() for text in re.split(r"<[^>]+>", cell[2]) if text.strip()] == [
        "niet genoeg bekend",
        "1 zeker, 1 misschien",
        "niet zeker voor 8 tot en met 11 jaar",
        "1 programma",
    ]


def test_an_explanation_tells_what_counts_what_to_ask_and_what_others_have(pages: dict[str, str]) -> None:
    text = section(pages[OOST], "4-11")
    assert "Niemand weet of er genoeg is." in text
    assert "Niet zeker voor 8 tot en met 11 jaar." in text
    assert "Er wonen hier ongeveer 320 mensen van deze leeftijd." in text
    assert "Sterk, welzijn, alleen voor 4 tot en met 7 jaar" in text
    assert "Cafe, repair, niet bekend: voor welke leeftijd het is" in text
    assert (
        "Wat andere gemeenten hebben (1) Vraag deze organisaties of zij het hier ook kunnen doen. Daar, kerk, West"
        in text
    )
    assert "Hoeveel mensen dit zijn, is niet bekend." in section(pages[OOST], "ouders")


def test_a_norm_of_the_municipality_is_named(pages: dict[str, str]) -> None:
    assert "De gemeente vraagt: Norm twee." in section(pages[OOST], "12-17")
    assert '<a href="/hiaten/normen/twee/">Norm twee</a>' in pages[OOST]
    assert "De gemeente vraagt" not in section(pages["/hiaten/preventie/west/veerkracht/"], "12-17")


def test_evidence_stands_as_it_was_written_and_cannot_break_the_page(pages: dict[str, str]) -> None:
    for path in (PREVENTION, OOST):
        assert "<script>alert" not in pages[path]
        assert f"“{HOSTILE}”" in page_of(pages[path].encode()).text
        assert 'href="https://sterk.example/bewijs"' in pages[path]


def test_all_programmes_are_listed_once_with_where_they_run(pages: dict[str, str]) -> None:
    text = re.sub(r"\s+", " ", page_of(pages[PREVENTION].encode()).text)
    assert "Erkende programma’s: 2" in text
    assert "Daar, kerk, West. Doel: Veerkracht. Over de werking is niets ingevuld." in text
    assert "Sterk, welzijn, Oost. Doel: Veerkracht. Over de werking:" in text
    assert "Zonder-Doel, kerk, Oost. Het doel is niet ingevuld, dus dit staat niet in de tabel." in text


def test_municipalities_are_compared_where_there_are_more(pages: dict[str, str], make_a_site: MakeSite) -> None:
    assert "De gemeenten naast elkaar" in pages[PREVENTION]
    assert f'<a href="{OOST}">niet genoeg bekend <span>3 van 4 leeftijdsgroepen</span></a>' in pages[PREVENTION]
    alone = shown(make_a_site(region(towns=("oost",))))
    assert "De gemeenten naast elkaar" not in alone[PREVENTION]
    assert "andere gemeente" not in alone[OOST]


def test_without_goals_the_page_says_what_it_takes(make_a_site: MakeSite) -> None:
    found = shown(make_a_site(region(goals={})))
    assert "Daarvoor zijn doelen in de woordenlijst nodig" in found[PREVENTION]


def test_the_first_page_of_the_gaps_leads_here(pages: dict[str, str]) -> None:
    assert f'<a href="{PREVENTION}">' in pages["/hiaten/"]
