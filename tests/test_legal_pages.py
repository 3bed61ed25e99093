"""What happens with data, and who can use the calendar: told alike in every language, with the site's own words."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from runpy import run_path

import pytest

from buurtkalender.reading.pages import PageValue
from buurtkalender.site import addresses, editorial
from buurtkalender.words.catalogues import translator
from hamlet import hamlet_project
from projects import DEMO, SETTINGS

DUTCH, *OTHERS = run_path(str(SETTINGS))["LANGUAGES"]
LEGAL = ("privacy", "toegankelijkheid")

LINKED = {
    addresses.SEARCH: "Search",
    addresses.FINDER: "For professionals",
    addresses.SUBMIT: "Hand in an activity",
    addresses.SUBSCRIBE: "Subscribe",
    addresses.DATA: "Open data",
}
"""The pages that these texts lead to, and what the site calls them."""

BUTTONS = {"privacy": ("Near me", "Forget my neighbourhood"), "toegankelijkheid": ("Near me",)}
"""The buttons that they speak of."""

_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


MAIL = "redactie@zandmeer.example"


@cache
def written(language: str, slug: str, *, demo: bool = True) -> str:
    """Return the text of a page in a language: that of the demo, or that of a municipality which filled it all in."""
    given = {
        "SITENAME": "Zandmeer",
        "CONTACT_EMAIL": MAIL,
        "MUNICIPALITIES": "Zandmeer",
        "REPOSITORY": "https://z.example",
    }
    blanks = {name: f"{name}@zandmeer.example" for name in to_fill_in(slug)}
    known = [PageValue(name, text) for name, text in (given | blanks).items()]
    known.append(PageValue("DEMO", "DEMO" if demo else "", optional=True))
    pages = editorial.read(DEMO, language, known, named=language != DUTCH)
    page = next(page for page in pages if page.slug == slug)
    assert page.problems == ()
    return page.text


def to_fill_in(slug: str) -> list[str]:
    """Return what a municipality has to fill in at the top of a page."""
    head = (DEMO / "pages" / f"{slug}.md").read_text(encoding="utf-8").partition("\n\n")[0]
    return [name for name, _, value in (line.partition(": ") for line in head.splitlines()) if "[invullen: " in value]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hamlet in the languages of the demo, with its pages."""
    made = hamlet_project(tmp_path_factory.mktemp("legal") / "hamlet", LANGUAGES=(DUTCH, *OTHERS))
    shutil.copytree(DEMO / "pages", made.content / "pages", dirs_exist_ok=True)
    done = made.build()
    assert done.code == 0, done.said
    return made.output


def shape(text: str) -> list[str]:
    """Return what each line of a text is: a heading, a point, a step, a paragraph, or nothing."""
    return [re.match(r"(#+ |- |\d\. )?", line)[0] or "…"[: len(line)] for line in text.splitlines()]  # type: ignore[index]


@pytest.mark.parametrize("demo", [True, False], ids=["demo", "own"])
@pytest.mark.parametrize("slug", LEGAL)
@pytest.mark.parametrize("language", OTHERS)
def test_it_says_as_much_in_every_language(language: str, slug: str, *, demo: bool) -> None:
    assert shape(written(language, slug, demo=demo)) == shape(written(DUTCH, slug, demo=demo))


@pytest.mark.parametrize("demo", [True, False], ids=["demo", "own"])
@pytest.mark.parametrize("slug", LEGAL)
@pytest.mark.parametrize("language", OTHERS)
def test_it_leads_to_the_same_pages_and_people_in_every_language(language: str, slug: str, *, demo: bool) -> None:
    ours, theirs = (
        Counter(to for _text, to in _LINK.findall(written(one, slug, demo=demo))) for one in (language, DUTCH)
    )
    assert ours == theirs


@pytest.mark.parametrize("slug", LEGAL)
@pytest.mark.parametrize("language", [DUTCH, *OTHERS])
def test_pages_and_buttons_are_called_what_the_site_calls_them(language: str, slug: str) -> None:
    its, text = translator(language), written(language, slug)
    for said, to in _LINK.findall(text):
        assert said == its.gettext(LINKED[to]) if to in LINKED else not to.startswith("/"), (said, to)
    for button in BUTTONS[slug]:
        assert its.gettext(button) in text


@pytest.mark.parametrize("language", OTHERS)
def test_who_follows_a_link_to_a_page_in_dutch_was_told_so(language: str, output: Path) -> None:
    """Each of the three pages that there are in Dutch only is told of right after the link."""
    text = written(language, "privacy")
    said = [text[match.end() :].split(".")[1] for match in _LINK.finditer(text) if match[2] == addresses.SUBMIT]
    assert len(said) == 1
    assert text.count(said[0] + ".") == 3
    page = (output / language / "privacy" / "index.html").read_text(encoding="utf-8")
    assert page.partition("<main")[2].partition("</main>")[0].count('hreflang="nl"') == 3


@pytest.mark.parametrize("language", [DUTCH, *OTHERS])
def test_mail_goes_where_the_text_says(language: str) -> None:
    for slug in LEGAL:
        mails = [(said, to) for said, to in _LINK.findall(written(language, slug)) if "@" in said + to]
        assert mails == [(MAIL, f"mailto:{MAIL}")]


@pytest.mark.parametrize("slug", LEGAL)
@pytest.mark.parametrize("language", [DUTCH, *OTHERS])
def test_what_is_filled_in_once_stands_in_every_language(language: str, slug: str) -> None:
    text = written(language, slug, demo=False)
    assert len(to_fill_in(slug)) > 3
    for name in to_fill_in(slug):
        assert f"{name}@zandmeer.example" in text
        assert f"{name}@zandmeer.example" not in written(language, slug)


@pytest.mark.parametrize("language", [DUTCH, *OTHERS])
def test_every_page_leads_to_them_in_its_own_language(language: str, output: Path) -> None:
    prefix = "" if language == DUTCH else f"/{language}"
    home = (output / prefix[1:] / "index.html").read_text(encoding="utf-8")
    for slug in LEGAL:
        title = next(p.title for p in editorial.read(DEMO, language, (), named=bool(prefix)) if p.slug == slug)
        assert f'<a href="{prefix}/{slug}/">{title}</a>' in home
