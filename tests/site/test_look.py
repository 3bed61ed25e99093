"""A municipality's own colours, in a file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.axe import ratio
from buurtkalender.site.settings import SettingsError
from buurtkalender.site.theme import PAIRS, contrast, own_tokens
from projects import ROOT, Project, town_project

USUAL = (ROOT / "theme/static/css/tokens.css").read_text()


@pytest.fixture
def made(tmp_path: Path) -> Project:
    made = town_project(tmp_path / "town")
    made.set(TOKENS="content/look.css")
    return made


def look(made: Project, css: str) -> str:
    (made.content / "look.css").write_text(css)
    done = made.build()
    assert done.code == 0, done.said
    return (made.output / "theme/css/site.css").read_text()


def test_its_own_colours_come_after_the_usual_ones(made: Project) -> None:
    css = look(made, ":root { --band: #003366; /* our blue */ --link: #00508c }")
    own = css.split("@layer tokens{")[-1]
    assert own.startswith(":root{--band:#003366;--link:#00508c}@media (prefers-color-scheme:dark)")
    assert "--link:#93d5c8" in own  # in the dark all is as usual
    assert "--band:#8f3218" in css


def test_another_look_makes_every_page_anew_and_nothing_else_does(made: Project) -> None:
    look(made, ":root { --band: #003366 }")
    assert " 0 bestanden gemaakt" in made.build().out
    before = (made.output / "index.html").read_bytes()
    look(made, ":root { --band: #004466 }")
    assert (made.output / "index.html").read_bytes() != before


@pytest.mark.parametrize(
    ("css", "said"),
    [
        (":root { --link: #8a8a8a }", "light: --link #8a8a8a on --paper #faf4e8 has a contrast of 3.2"),
        ("@media (prefers-color-scheme: dark) { :root { --soft: #555 } }", "dark: --soft #555 on --paper #1a1614"),
        (":root { --ink: black }", "--ink: black is no colour such as #17564f"),
        (":root { --band: #aabbcc } /* --band: #000 */", "--on-band #fff7ea on --band #aabbcc"),
        ("@import 'https://fonts.example/x.css';", "it may not ask for other files"),
        (":root { --paper: #fff url(https://a.example/x.png) }", "it may not ask for other files"),
    ],
)
def test_what_nobody_can_read_or_comes_from_elsewhere_is_refused(made: Project, css: str, said: str) -> None:
    (made.content / "look.css").write_text(css)
    done = made.build()
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.said


def test_a_file_that_is_not_there_is_told(made: Project) -> None:
    done = made.build()
    assert (done.code, "look.css cannot be read" in done.err) == (2, True)


def test_the_usual_colours_can_all_be_read(tmp_path: Path) -> None:
    own = tmp_path / "usual.css"
    own.write_text(USUAL.replace("@layer tokens, base, layout, parts, print;", ""))
    assert own_tokens(own, USUAL)
    with pytest.raises(SettingsError):
        own_tokens(tmp_path, USUAL)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(ratio((0x76, 0x76, 0x76), (255, 255, 255)))
    assert len(PAIRS) == len(set(PAIRS)) > 8
