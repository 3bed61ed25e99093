"""The map of the neighbourhoods: names where there is room for them, and everybody can still use it without."""

from __future__ import annotations

import re

import pytest

from buurtkalender.domain.model import Municipality, Neighbourhood
from buurtkalender.domain.values import Point
from buurtkalender.site.area_map import MapArea, draw

TOWN = {"plaats": Municipality("plaats", "Plaats")}
CENTRES = (Point(52.00, 5.30), Point(52.03, 5.36), Point(51.98, 5.36))


def drawn(*names: str, centres: tuple[Point, ...] = CENTRES) -> str:
    """Return the map of neighbourhoods with these names, the first in the west."""
    areas = [
        MapArea(Neighbourhood(f"n{n}", name, "wijk", "plaats", centre=centre), f"/n{n}/", n + 10, "")
        for n, (name, centre) in enumerate(zip(names, centres, strict=True))
    ]
    return draw(areas, "Kaart", TOWN)


def lines(drawing: str) -> list[list[str]]:
    """Return the lines of each name that is drawn."""
    return [
        re.findall(r"<tspan[^>]*>([^<]*)", name) for name in re.findall(r'<text class="name">(.*?)</text>', drawing)
    ]


def test_a_name_stands_in_its_area_below_the_number() -> None:
    assert lines(drawn("Dorp", "Heul", "Engk")) == [["Dorp"], ["Heul"], ["Engk"]]


def test_a_long_name_takes_several_lines_and_one_that_does_not_fit_is_left_to_the_list() -> None:
    drawing = drawn("Buitengebied ten zuiden van het kanaal", "Heul", "Rotterdamsedwarsstraatbuurtvoorstad")
    assert lines(drawing) == [["Buitengebied ten", "zuiden van het kanaal"], ["Heul"]]
    assert 'aria-label="Rotterdamsedwarsstraatbuurtvoorstad: 12"' in drawing


def test_no_name_leaves_its_area_when_areas_lie_close_together() -> None:
    near = ((0, 0), (0.002, 0), (-0.002, 0), (0, 0.003), (0, -0.003))
    centres = (*CENTRES, *(Point(52.005 + north, 5.33 + east) for north, east in near))
    drawing = drawn("Dorp", "Heul", "Engk", "Middenin", "Boven", "Onder", "Rechts", "Links", centres=centres)
    assert ["Middenin"] not in lines(drawing)
    assert ["Heul"] in lines(drawing)


def test_a_sign_between_words_does_not_stand_alone() -> None:
    assert lines(drawn("Broekwegkwartier Langshaven & Parkhavenkwartier", "Heul", "Engk"))[0] == [
        "Broekwegkwartier",
        "Langshaven &amp;",
        "Parkhavenkwartier",
    ]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "&", "-- --"])
def test_whatever_somebody_calls_an_area_it_stays_text(name: str) -> None:
    drawing = drawn(name, "Heul", "Engk")
    assert "<script" not in drawing
    assert drawing.count("<a ") == 3
