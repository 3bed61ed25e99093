"""The page of a dry run of an import can be used by everybody: it is a file of its own, in no site."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser.axe import AXE, RULES
from browser.window import Scheme
from buurtkalender.submissions.importing.page import import_page
from buurtkalender.submissions.importing.report import ImportPart
from buurtkalender.submissions.importing.sheets import SheetTable
from buurtkalender.words.catalogues import translator
from patience import PATIENCE
from projects import run, town_project
from town import TODAY, town

LIST = """Activiteit;Dag;Tijd;Locatie;Kosten;Voor wie;Aanmelden;Contactpersoon;Samenwerkingsverbandaanduiding
Koffie drinken;elke di;10-12u;Dorpshuis Zandmeer;gratis;ouderen;nee;Iemand Anders;X
Samen koken;do;17-19u;Dorpshuis Zandmeer;€ 2,50 per keer, met een kopje koffie;65+;ja, via info@welzijn.example;;
Breien;soms;;Dorpshuis Zandmeer;;;;;
Meervoudigepersoonlijkheidsstoornissenlotgenotenbijeenkomst;wo;10-12u;Onbekende Plek 12;;;;;
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the page of a list with a row of each kind lies."""
    made = town_project(tmp_path_factory.mktemp("import") / "town")
    file, page = made.folder / "lijst.csv", made.folder / "page.html"
    file.write_text(LIST)
    arguments = ("--organisation", "welzijn-zandmeer", "--settings", str(made.settings), "--today", str(TODAY))
    done = run("import", "sheet", str(file), *arguments, "--dry-run", "--page", str(page))
    assert done.code == 0, done.said
    return Path(page).as_uri()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")])
def test_everybody_can_read_it_in_every_window(browser: Browser, address: str, width: int, scheme: Scheme) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        troubles: list[str] = []
        page.on("console", lambda said: troubles.append(said.text))
        page.on("request", lambda asked: troubles.extend([asked.url] if asked.url != address else []))
        page.add_init_script(path=AXE)
        page.goto(address)
        assert _findings(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert troubles == []


def test_all_of_it_is_reached_by_keyboard(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        links = page.locator("a, summary").count()
        reached = []
        for _ in range(links):
            page.keyboard.press("Tab")
            reached.append(page.locator(":focus").inner_text())
        assert "" not in reached
        assert reached[0] == "Naar de inhoud"


def test_what_is_folded_is_printed_all_the_same(browser: Browser, tmp_path: Path) -> None:
    rows = [(n, [f"Koffie {n}", "di"]) for n in range(2, 152)]
    part = ImportPart("lijst.csv", tables=(SheetTable("", [(1, ["Activiteit", "Dag"]), *rows]),))
    file = tmp_path / "page.html"
    file.write_bytes(import_page([part], town(), TODAY, translator("nl"), []))
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(file.as_uri())
        last = page.locator("article").last
        assert not last.is_visible()
        page.emulate_media(media="print")
        assert last.is_visible()


FINDINGS = """async (rules) => {
    const all = new CSSStyleSheet();
    all.replaceSync('.row { content-visibility: visible !important }');  // else only what is near is looked at
    document.adoptedStyleSheets = [all];
    const { violations } = await axe.run(document, { runOnly: rules, preload: false });
    return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
}"""


def _findings(page: Page) -> list[object]:
    found: list[object] = page.evaluate(FINDINGS, RULES)
    return found
