"""What happens with data, and who can use the calendar: told alike in every language, with the site's own words."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from runpy import run_path

import pytest

from buurtkalender.reading.catalogues import translator
from buurtkalender.site import addresses, editorial
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


@cache
def written(language: str, slug: str) -> str:
    """Return the text of a page of the demo in a language; "" where there is none."""
    pages = editorial.read(DEMO, language, named=language != DUTCH)
    return next((page.text for page in pages if page.slug == slug), "")


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


@pytest.mark.parametrize("slug", LEGAL)
@pytest.mark.parametrize("language", OTHERS)
def test_it_says_as_much_in_every_language(language: str, slug: str) -> None:
    assert shape(written(language, slug)) == shape(written(DUTCH, slug))


@pytest.mark.parametrize("slug", LEGAL)
@pytest.mark.parametrize("language", OTHERS)
def test_it_leads_to_the_same_pages_and_people_in_every_language(language: str, slug: str) -> None:
    ours, theirs = (Counter(to for _text, to in _LINK.findall(written(one, slug))) for one in (language, DUTCH))
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
        mail = run_path(str(DEMO / "settings.py"))["CONTACT_EMAIL"]
        assert mails == [(mail, f"mailto:{mail}")]


@pytest.mark.parametrize("language", [DUTCH, *OTHERS])
def test_every_page_leads_to_them_in_its_own_language(language: str, output: Path) -> None:
    prefix = "" if language == DUTCH else f"/{language}"
    home = (output / prefix[1:] / "index.html").read_text(encoding="utf-8")
    for slug in LEGAL:
        title = next(p.title for p in editorial.read(DEMO, language, named=bool(prefix)) if p.slug == slug)
        assert f'<a href="{prefix}/{slug}/">{title}</a>' in home
