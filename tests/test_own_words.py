"""A municipality's own site says nothing of the demo that it was copied from, and does not hide what it still lacks."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from runpy import run_path
from zipfile import ZipFile

import pytest
import yaml

from buurtkalender.words.catalogues import LOCALE, translator
from hamlet import hamlet_project
from pages import page_of
from pdfs import pdf_of
from projects import DEMO, ROOT, SETTINGS, Project

LANGUAGES = run_path(str(SETTINGS))["LANGUAGES"]
OWN = {
    "DEMO": False,
    "SITENAME": "Zandmeer doet mee",
    "SITEURL": "https://kalender.zandmeer.test",
    "CONTACT_EMAIL": "redactie@zandmeer.test",
    "CALENDAR_ID": "kalender.zandmeer.test",
    "REPOSITORY": "https://git.zandmeer.test/kalender",
}
"""What a municipality says in its settings: nothing of it is the example's."""

NOT_FINISHED = "This page is not finished yet: something still has to be filled in."

OF_THE_DEMO = (
    *("demo", "demonstratie", "demonstration", "verzonnen", "invented", "демонстрац", "вигадан", "تجريبي", "مخترع"),
    *("gösterimdir", "uydurma", "pokazowa", "zmyślon", "buurtkalender.example", "[invullen", "[fill in", "{{", "<!--"),
)
"""How the demo speaks of itself in each language; and what no reader of a page is meant to see."""


LONG = 6
"""How many letters make a name that does not come about by chance where words run into each other."""


def filled_in(pages: Path) -> None:
    """Fill in what pages ask of a municipality."""
    for file in pages.glob("*.md"):
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"\[invullen: [^\]]*\]", "https://zandmeer.test/", text), encoding="utf-8")


def own_site(folder: Path, **settings: object) -> Project:
    """Make the hamlet the way a municipality makes its own site: with the pages of the demo, and its own settings."""
    made = hamlet_project(folder, **(OWN | settings))
    shutil.rmtree(made.content / "pages")
    shutil.copytree(DEMO / "pages", made.content / "pages")
    for file in (made.content / "neighbourhoods").glob("*.yaml"):  # its own word for its numbers, on one page
        file.write_text(file.read_text(encoding="utf-8").replace("Verzonnen aantallen", "Aantallen"), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Such a site in every language, with everything filled in, and with sheets."""
    made = own_site(tmp_path_factory.mktemp("own") / "hamlet", LANGUAGES=LANGUAGES, PAPERS=True)
    filled_in(made.content / "pages")
    done = made.build()
    assert (done.code, done.err) == (0, "")
    return made


@pytest.fixture(scope="module")
def unfinished(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Such a site in two languages of which nobody filled in anything yet."""
    made = own_site(tmp_path_factory.mktemp("unfinished") / "hamlet", LANGUAGES=("nl", "uk"))
    assert made.build().code == 0
    return made


def names_in_the_demo() -> Iterator[str]:
    """Yield what organisations, venues and areas of the demo are called."""
    for folder in ("organisations", "venues", "neighbourhoods"):
        for file in sorted((DEMO / folder).glob("*.yaml")):
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
            yield content["name"]
            for district in content.get("districts", ()):
                yield district["name"]
                yield from (area["name"] for area in district["neighbourhoods"])


def texts(made: Project) -> Iterator[tuple[str, str]]:
    """Yield every file that people or programs read, with what it says."""
    for path, octets in made.tree().items():
        if path.endswith(".pdf"):
            yield path, pdf_of(octets).letters
        elif path.endswith(".xlsx"):
            with ZipFile(BytesIO(octets)) as book:
                yield path, "\n".join(book.read(part).decode("utf-8") for part in book.namelist())
        elif not path.endswith((".png", ".webp", ".jpg")) and not path.startswith(("theme/", ".buurtkalender")):
            text = octets.decode("utf-8").replace("\r\n ", "")
            yield path, unescape(re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL) if path.endswith(".svg") else text)


def named(text: str, names: Iterable[str], *, inside: bool) -> list[str]:
    """Those of the names, all in small letters, that a text says: ``inside`` its words too, else where one begins.

    Each is looked for by itself: over all that is published, one expression for a hundred names takes forty times as
    long.
    """
    small = text.lower()
    return [name for name in names if name in small and (inside or re.search(rf"(?<!\w){re.escape(name)}", small))]


def test_nothing_that_is_published_speaks_of_the_demo(own: Project) -> None:
    names = {name.lower() for name in (*names_in_the_demo(), *OF_THE_DEMO)}
    assert "wijk bij duurstede" in names
    assert len(names) > 90
    squeezed = {re.sub(r"\s", "", name) for name in names}  # a sheet says its letters without the space between them
    long = {name for name in squeezed if len(name) >= LONG}
    found = []
    kinds = set()
    for path, text in texts(own):
        kind = path.rpartition(".")[2]
        kinds.add(kind)
        found += [(path, name) for name in named(text, long if kind == "pdf" else names, inside=kind == "pdf")]
    assert found == []
    assert kinds >= {"html", "ics", "xml", "json", "csv", "pdf", "svg", "txt", "xlsx"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_say_what_the_municipality_filled_in(language: str, own: Project) -> None:
    folder = own.output / ("" if language == "nl" else language)
    for slug, times in (("privacy", 5), ("toegankelijkheid", 3), ("over", 1)):
        html = (folder / slug / "index.html").read_text(encoding="utf-8")
        assert html.count("https://zandmeer.test/") >= times, slug
        assert translator(language).gettext(NOT_FINISHED) not in html
    assert "Zandmeer" in (folder / "over/index.html").read_text(encoding="utf-8").partition("<h1")[2]
    assert 'href="mailto:redactie@zandmeer.test"' in (folder / "privacy/index.html").read_text().partition("<h1")[2]


@pytest.mark.parametrize("language", ["nl", "uk"])
def test_a_page_with_blanks_says_that_it_is_not_finished_and_shows_none(language: str, unfinished: Project) -> None:
    folder = unfinished.output / ("" if language == "nl" else language)
    for slug in ("privacy", "toegankelijkheid", "over"):
        html = (folder / slug / "index.html").read_text(encoding="utf-8")
        assert translator(language).gettext(NOT_FINISHED) in html
        assert "invullen:" not in html
    page = page_of((folder / "privacy/index.html").read_bytes())
    assert {"nl": "Wie is verantwoordelijk", "uk": "Хто відповідає"}[language] not in page.text
    assert translator(language).gettext(NOT_FINISHED) not in (folder / "meedoen/index.html").read_text()


def test_every_blank_is_warned_of_once_at_its_place_and_keeps_nothing_back(unfinished: Project) -> None:
    done = unfinished.run("check")
    assert done.code == 0
    lines = (unfinished.content / "pages/privacy.md").read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith("Legal-Basis: "))
    place = f"content/pages/privacy.md:{line}:{len('Legal-Basis: ') + 1}: warning: "
    assert done.out.count(place) == 1
    blanks = sum(file.read_text().count("[invullen: ") for file in (unfinished.content / "pages").glob("*.md"))
    assert done.out.count("[page-blank]") == blanks
    assert unfinished.build("--strict").code == 0


def test_the_build_and_the_coordinators_page_tell_of_blanks_too(unfinished: Project) -> None:
    (unfinished.content / "pages/extra.md").write_text("Title: Extra\n\nBel [invullen: het nummer van de gemeente].\n")
    assert "content/pages/extra.md:3:5: warning: " in unfinished.build().err
    told = page_of((unfinished.output / "hiaten/gegevens/index.html").read_bytes()).text
    assert "het nummer van de gemeente" in told


def test_the_demo_says_on_every_page_in_every_language_what_it_is(tmp_path: Path) -> None:
    made = hamlet_project(tmp_path / "hamlet", LANGUAGES=LANGUAGES)
    assert made.build().code == 0
    silent = []
    for file in made.output.rglob("*.html"):
        html = file.read_text(encoding="utf-8")
        language = re.search(r'<html lang="(\w+)"', html)
        if language and translator(language[1]).gettext("This is a demonstration.") not in html:
            silent.append(file)
    assert silent == []


def test_an_empty_setting_that_pages_need_is_not_told_again_in_every_language(tmp_path: Path) -> None:
    made = own_site(tmp_path / "hamlet", CONTACT_EMAIL=None, LANGUAGES=LANGUAGES)
    told = [line for line in made.run("check").out.splitlines() if "[page-value-empty]" in line]
    assert [line.partition(":")[0] for line in told] == [
        "content/pages/privacy.md",
        "content/pages/toegankelijkheid.md",
    ]
    assert all("`CONTACT_EMAIL`" in line for line in told)


@pytest.mark.parametrize(
    ("name", "fields", "place"),
    [
        ("vandaag.md", "Title: Vandaag", "1:1"),
        ("contact.md", "Title: Contact\nSlug: Neem contact op", "2:7"),
        ("engels.md", "Title: English\nSlug: en", "2:7"),
    ],
)
def test_a_page_that_cannot_stand_where_it_wants_to_is_told(name: str, fields: str, place: str, tmp_path: Path) -> None:
    made = hamlet_project(tmp_path / "hamlet")
    (made.content / "pages" / name).write_text(f"{fields}\n\nTekst.\n", encoding="utf-8")
    done = made.run("check")
    assert done.code == 1
    assert f"content/pages/{name}:{place}: error: " in done.out
    assert "[page-address]" in done.out


# --- what people are asked ----------------------------------------------------------------------------


def test_no_hint_and_no_message_names_anything_of_the_demo() -> None:
    names = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in (*names_in_the_demo(), "0343", "3961")))
    files = [*LOCALE.rglob("*.po"), *ROOT.glob(".github/ISSUE_TEMPLATE/*.yml"), *ROOT.glob("schemas/*.json")]
    assert len(files) > 10
    found = {file.name: names.findall(file.read_text(encoding="utf-8")) for file in files}
    assert {name: some for name, some in found.items() if some} == {}


# --- settings that are still the example's ------------------------------------------------------------


def test_settings_that_are_still_those_of_the_example_are_warned_of_at_their_line(tmp_path: Path) -> None:
    made = own_site(tmp_path / "hamlet", SITENAME="Buurtkalender", SITEURL="https://buurtkalender.example")
    made.set(CONTACT_EMAIL="redactie@buurtkalender.example", CALENDAR_ID="buurtkalender.example")
    done = made.run("check")
    assert done.code == 0
    lines = made.settings.read_text(encoding="utf-8").splitlines()
    for name, code in (
        ("SITENAME", "example-name"),
        ("SITEURL", "example-address"),
        ("CONTACT_EMAIL", "example-email"),
        ("CALENDAR_ID", "example-calendar-id"),
    ):
        last = max(n for n, text in enumerate(lines, 1) if text.startswith(f"{name} = "))
        assert re.search(rf"(?m)^pelican\.conf\.py:{last}:{len(name) + 4}: warning: .* \[{code}\]$", done.out), code


def test_the_demo_may_have_the_settings_of_an_example(tmp_path: Path) -> None:
    made = hamlet_project(tmp_path / "hamlet", SITENAME="Buurtkalender", SITEURL="https://buurtkalender.example")
    assert "pelican.conf.py" not in made.run("check").out
