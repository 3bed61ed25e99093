"""Getting the calendar on a phone: every link, address and QR code that is offered is right."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import segno
from lxml import etree, html

from expand import below
from projects import Project

GOOGLE = "https://calendar.google.com/calendar/r?cid="
OUTLOOK = re.compile(r"https://outlook\.(live|office)\.com/calendar/0/addfromweb\?url=([^&]+)&name=([^&]+)")


@cache
def tree_of(path: Path) -> Any:
    return html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


@pytest.fixture(scope="session")
def url(site: Project) -> str:
    """The address of the site."""
    return re.findall(r"(?m)^SITEURL = ['\"]([^'\"]+)", site.settings.read_text())[-1]


def page(site: Project, path: str) -> Any:
    """A page of the site."""
    return tree_of(site.output / path.lstrip("/") / "index.html")


_TO_A_LIST = "a[starts-with(@href, 'webcal:') and contains(@href, '/kalender.ics')]"


def offers(site: Project) -> Iterator[tuple[str, Any]]:
    """Yield every part of a page that offers a subscription, with the path of what it offers.

    That is the page itself; of the second page of a long list, and of the one about subscribing, what is above it.
    """
    for path, file in below(site.output, "index.html"):
        for part in tree_of(file).xpath(f"//*[@id='abonneren'] | //p[{_TO_A_LIST}][not(@class='ways')]"):
            first = path if (file.parent / "kalender.ics").is_file() else path.rstrip("/").rpartition("/")[0] + "/"
            yield first, part


def offered(site: Project) -> list[str]:
    """The addresses of the lists that the page about subscribing sends people to."""
    links = page(site, "/abonneren/").xpath("//main//details//a/@href")
    return ["/" if link.startswith("/abonneren/") else link.partition("#")[0] for link in links if "#abonneren" in link]


# --- links ------------------------------------------------------------------------------------------


def test_every_offer_leads_apple_google_and_outlook_to_one_and_the_same_feed(site: Project, url: str) -> None:
    host = urlsplit(url).netloc
    seen = 0
    for path, part in offers(site):
        links = part.xpath(".//a/@href")
        assert f"webcal://{host}{path}kalender.ics" in links, path
        assert not [link for link in links if link.startswith("webcals:")]
        (google,) = [link for link in links if link.startswith("https://calendar.google.com")]
        assert google.startswith(GOOGLE)
        assert unquote(google.removeprefix(GOOGLE)) == f"webcal://{host}{path}kalender.ics"
        assert "/" not in google.removeprefix(GOOGLE), "the address in it has to be encoded, whole"
        outlook = [link for link in links if "addfromweb" in link]
        assert outlook, path
        for link in outlook:
            assert OUTLOOK.fullmatch(link), link
            assert parse_qs(urlsplit(link).query)["url"] == [f"{url}{path}kalender.ics"]
            assert "%25" not in link, "encoded twice"
        assert (site.output / path.lstrip("/") / "kalender.ics").is_file()
        seen += 1
    assert seen > 60


def test_outlook_of_people_and_of_their_work_are_two_addresses(site: Project) -> None:
    links = page(site, "/themas/ontmoeten/").xpath("//*[@id='abonneren']//a/@href")
    assert [match[1] for link in links if (match := OUTLOOK.fullmatch(link))] == ["live", "office"]
    names = {parse_qs(urlsplit(link).query)["name"][0] for link in links if OUTLOOK.fullmatch(link)}
    assert names == {"Ontmoeten"}


def test_the_address_can_be_selected_and_copied_without_javascript(site: Project, url: str) -> None:
    for path, part in offers(site):
        if part.tag == "section":
            (field,) = part.xpath(".//label/input")
            assert (field.get("value"), field.get("readonly")) == (f"{url}{path}kalender.ics", "readonly"), path


def test_a_list_explains_and_the_explanation_leads_to_the_lists(site: Project) -> None:
    for path, part in offers(site):
        assert "/abonneren/#apparaat" in part.xpath(".//a/@href"), path
    assert {"/", "/themas/ontmoeten/", "/gratis/", "/rolstoel/"} <= set(offered(site))
    assert {f"/buurten/{name}/" for name in _names(site, "buurten")} <= set(offered(site))
    for path in offered(site):
        where = "/abonneren/" if path == "/" else path
        assert page(site, where).xpath("//section[@id='abonneren']"), path


def _names(site: Project, folder: str) -> list[str]:
    return [path.name for path in (site.output / folder).iterdir() if path.is_dir()]


# --- explanation ------------------------------------------------------------------------------------


def test_every_device_has_at_most_five_steps(site: Project) -> None:
    devices = page(site, "/abonneren/").xpath("//section[@id='apparaat']/details")
    named = " ".join(device.findtext("summary") for device in devices)
    assert len(devices) == 7
    for name in ("iPhone", "Mac", "Android", "Google", "Outlook", "Windows", "Thunderbird"):
        assert name in named
    for device in devices:
        assert 3 <= len(device.findall("ol/li")) <= 5, device.findtext("summary")


def test_the_page_says_what_people_worry_about(site: Project) -> None:
    told = page(site, "/abonneren/").text_content()
    for word in ("Abonneren:", "Importeren:", "AFGELAST", "Hoe stop ik", "gratis", "één keer per dag", "F-Droid"):
        assert word in told
    for name in ("rss.xml", "atom.xml", "feed.json", "week.xml"):
        assert name in told


def test_the_page_is_small(site: Project) -> None:
    whole = [
        site.output / path
        for path in ("abonneren/index.html", "theme/css/site.css", "theme/lists.css", "theme/pages.css")
    ]
    assert sum(len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in whole) <= 14_000
    assert sum(1 for _ in page(site, "/abonneren/").iter()) <= 1_400


# --- QR codes ---------------------------------------------------------------------------------------


def modules(octets: bytes) -> list[list[int]]:
    """The modules of a QR code, read from its picture."""
    picture = etree.fromstring(octets)
    size = int(picture.get("viewBox").split()[-1])
    found = [[0] * (size - 8) for _ in range(size - 8)]
    for left, line, length in re.findall(r"M(\d+) (\d+)h(\d+)", picture[1].get("d")):
        for at in range(int(left), int(left) + int(length)):
            found[int(line) - 4][at - 4] = 1
    return found


def test_every_qr_code_holds_the_page_that_tells_how_to_subscribe(site: Project, url: str) -> None:
    """Compared with what the same library makes of the address: one that nobody can read would pass, but is no risk."""
    found = dict(below(site.output, "qr.svg"))
    for path, file in found.items():
        address = f"{url}/abonneren/#abonneren" if path == "/" else f"{url}{path}#abonneren"
        expected = segno.make(address, error="l", micro=False, mask=4)
        assert modules(file.read_bytes()) == [list(row) for row in expected.matrix], path


def test_every_offered_list_venue_and_organisation_has_a_qr_code_that_loads_when_it_is_asked_for(
    site: Project,
) -> None:
    found = dict(below(site.output, "qr.svg"))
    places = {f"/{kind}/{name}/" for kind in ("locaties", "organisaties") for name in _names(site, kind)}
    assert found.keys() == {*offered(site), *places, *(f"/gemeenten/{name}/" for name in _names(site, "gemeenten"))}
    for path in found:
        (image,) = page(site, "/abonneren/" if path == "/" else path).xpath("//details/img")
        assert (image.get("src"), image.get("loading")) == (f"{path}qr.svg", "lazy")
    for _path, file in below(site.output, "index.html"):
        assert b"<svg xmlns" not in file.read_bytes()
