"""While `buurtkalender serve` runs, a page that is open shows what changes by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from being_served import FEW_PAGES, FILE, PAGE, Serving, change, serving
from hamlet import hamlet_project
from patience import PATIENCE

NEW = "/activiteiten/sv-zandmeer/dansen/"
PANEL = "section[role=alert]"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Serving]:
    """The hamlet in two languages, served."""
    made = hamlet_project(tmp_path / "hamlet", LANGUAGES=("nl", "en"), **FEW_PAGES)
    made.share_templates()
    with serving(made) as one:
        one.until_it_says("volgt elke verandering")
        yield one


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may wait for as long as a busy machine takes."""
    with browser.new_context(service_workers="block") as context:
        context.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        yield context.new_page()


def open_at(page: Page, served: Serving, path: str) -> None:
    """Open a page, and wait until it follows what changes."""
    with page.expect_websocket():
        page.goto(f"http://127.0.0.1:{served.port}{path}")


@pytest.mark.parametrize("path", [PAGE, f"/en{PAGE}", "/organisaties/sv-zandmeer/"])
def test_a_page_that_is_open_shows_a_new_title_by_itself(path: str, served: Serving, page: Page) -> None:
    open_at(page, served, path)
    change(served.made.content / FILE, "Gymmen voor", "Turnen voor")
    expect(page.get_by_text("Turnen voor 65-plussers").first).to_be_attached()


def test_it_shows_one_change_after_another(served: Serving, page: Page) -> None:
    open_at(page, served, PAGE)
    for old, new in (("Gymmen", "Turnen"), ("Turnen", "Springen"), ("Springen", "Gymmen")):
        change(served.made.content / FILE, f"{old} voor", f"{new} voor")
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"{new} voor")


def test_an_address_where_nothing_was_shows_a_new_file(served: Serving, page: Page) -> None:
    open_at(page, served, NEW)
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze pagina is er niet")
    text = (served.made.content / FILE).read_text()
    (served.made.content / "activities/sv-zandmeer/dansen.yaml").write_text(text.replace("Gymmen voor", "Dansen voor"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dansen voor")


def test_a_mistake_is_shown_with_its_place_and_what_to_write_until_it_is_mended(served: Serving, page: Page) -> None:
    file = served.made.content / FILE
    right = file.read_text()
    open_at(page, served, PAGE)
    file.write_text(right.replace("themes: [", "themes: [geen-thema, "))
    panel = page.locator(PANEL)
    expect(panel).to_contain_text("Dit klopt nog niet")
    expect(panel).to_contain_text(f"content/{FILE}:")
    expect(panel).to_contain_text("geen-thema")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gymmen voor")  # the page stays, with its mistake
    file.write_text(right)
    expect(panel).to_have_count(0)


def test_a_template_with_a_mistake_is_told_in_the_page_too(served: Serving, page: Page) -> None:
    template = served.made.folder / "theme/templates/activity.html"
    right = template.read_text()
    open_at(page, served, PAGE)
    template.write_text("{% if %}")
    expect(page.locator(PANEL)).to_contain_text("Dit klopt nog niet")
    template.write_text(right)
    expect(page.locator(PANEL)).to_have_count(0)


def test_what_somebody_is_writing_in_a_page_stays(served: Serving, page: Page) -> None:
    open_at(page, served, "/zoeken/")
    field = page.locator("input[type=search]").first
    field.fill("koffie")
    change(served.made.settings, "Buurtkalender Zandmeer", "Kalender Zandmeer")
    served.until_page("Kalender Zandmeer", "/zoeken/")
    expect(field).to_have_value("koffie")
    expect(page).to_have_title(page.title())


def test_a_page_shows_no_more_than_what_it_showed_before_and_no_script_of_its_own_is_barred(
    served: Serving, page: Page
) -> None:
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.on("pageerror", lambda one: said.append(str(one)))
    open_at(page, served, PAGE)
    assert said == []
