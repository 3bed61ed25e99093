"""What messengers show of a link: title, sentence and picture (Open Graph)."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import html
from PIL import Image

from buurtkalender.site.paper.papers import PictureText, draw
from buurtkalender.site.paper.sheet import Colours
from projects import Project

SITE = "https://zandmeer.example"
COFFEE = "activiteiten/welzijn-zandmeer/koffieochtend/"


class Card(NamedTuple):
    """What a messenger reads in a page's head."""

    listed: bool
    canonical: str
    says: dict[str, str]


def cards(output: Path) -> dict[str, Card]:
    """What every page says to messengers, by its address."""
    found = {}
    for path in output.rglob("*.html"):
        octets = path.read_bytes()
        root = html.document_fromstring(octets, parser=html.HTMLParser(encoding="utf-8"))
        says = {
            meta.get("property") or meta.get("name"): meta.get("content")
            for meta in root.iterfind("head/meta")
            if (meta.get("property") or meta.get("name") or "").startswith(("og:", "twitter:"))
        }
        listed = b'name="robots"' not in octets and b'http-equiv="refresh"' not in octets
        found[f"/{path.relative_to(output).as_posix()}".removesuffix("index.html")] = Card(
            listed, root.find("head/link[@rel='canonical']").get("href"), says
        )
    return found


def picture(octets: bytes) -> Image.Image:
    """Take a picture apart."""
    made = Image.open(BytesIO(octets))
    made.load()
    return made


def test_every_page_that_people_share_says_what_it_is_and_has_a_picture(printed: Project) -> None:
    for path, card in cards(printed.output).items():
        if not card.listed:
            assert not card.says, path
            continue
        assert card.says["og:title"], path
        assert card.says["og:url"] == card.canonical
        assert card.says["og:locale"] == "nl_NL"
        assert card.says["og:site_name"] == "Buurtkalender Zandmeer"
        assert card.says["twitter:card"] == "summary_large_image"
        image = card.says["og:image"]
        assert image.startswith(f"{SITE}/"), path
        assert (printed.output / image.removeprefix(f"{SITE}/")).is_file(), path


def test_an_activity_a_neighbourhood_and_a_theme_have_pictures_of_their_own(printed: Project) -> None:
    found = cards(printed.output)
    for path in (f"/{COFFEE}", "/buurten/oude-dorp/", "/themas/ontmoeten/", "/"):
        assert found[path].says["og:image"] == f"{SITE}{path}plaatje.png"
    assert found["/vandaag/"].says["og:image"] == f"{SITE}/plaatje.png"


def test_a_card_of_an_activity_tells_what_it_is(printed: Project) -> None:
    says = cards(printed.output)[f"/{COFFEE}"].says
    assert says["og:title"] == says["og:image:alt"] == "Koffieochtend in het dorpshuis"
    assert says["og:description"] == "Samen koffie drinken. Iedereen is welkom, ook als je alleen komt."


def test_pictures_are_as_large_as_messengers_ask_for_and_small_to_fetch(printed: Project) -> None:
    paths = list(printed.output.rglob("plaatje.png"))
    assert len(paths) > 40
    for path in paths:
        octets = path.read_bytes()
        made = picture(octets)
        assert (made.format, made.size) == ("PNG", (1200, 630))
        assert len(octets) < 30_000, path
        assert not made.info.keys() - {"transparency", "gamma"}, path


def test_pictures_have_the_colours_of_the_site() -> None:
    colours = Colours(paper="#ffffff", ink="#000000", band="#003366", on_band="#ffffff")
    made = picture(draw(PictureText("Zandmeer", "Koffie", ("Elke dinsdag",), colours))).convert("RGB")
    assert made.getpixel((5, 5)) == (0, 0x33, 0x66)
    assert made.getpixel((5, 620)) == (255, 255, 255)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "🧘",
        "Вечір для українців",
        "أمسية للقاء في الحي",
        "中文课",
        "a" * 300,
        "Samen eten, praten en lachen in de grote zaal van het dorpshuis " * 4,
    ],
)
def test_whatever_a_title_is_written_in_there_is_a_picture(title: str) -> None:
    lines = ("Elke dinsdag, " * 30, "Dorpshuis", "Gratis")
    made = picture(draw(PictureText("Buurtkalender Zandmeer " * 5, title, lines, Colours())))
    right = made.convert("RGB").crop((1160, 130, 1200, 630))
    assert made.size == (1200, 630)
    assert right.getcolors() == [(40 * 500, (0xFA, 0xF4, 0xE8))], "nothing is written over the edge"


def test_without_the_setting_there_is_no_picture_but_a_title_there_is(town: Project) -> None:
    assert not list(town.output.rglob("plaatje.png"))
    says = cards(town.output)[f"/{COFFEE}"].says
    assert says["og:title"] == "Koffieochtend in het dorpshuis"
    assert "og:image" not in says
