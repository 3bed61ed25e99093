"""Names that some systems cannot hold, and signs that nobody sees: refused or mended, with a message."""

from __future__ import annotations

from pathlib import Path

import pytest

from buurtkalender.form.answers import tidy
from buurtkalender.reading.files import scan
from buurtkalender.reading.suggest import free_name, identifier_like
from buurtkalender.submissions.fixing import mend
from buurtkalender.submissions.fixing_values import all_there, judge_of
from buurtkalender.submissions.form import draft
from buurtkalender.words.catalogues import translator
from form.test_answers import Script, script
from reading.folders import read_folder, told, town_copy
from town import TODAY, TOWN, town

__all__ = ["script"]

DEVICES = ["con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9"]
SOUP = "title: {title}\nvenue: dorpshuis\nthemes: [ontmoeten]\nwhen:\n  - {{weekly: tuesday, time: 12:00-13:00}}\n"
PLACE = "activities/welzijn-zandmeer/soep.yaml"
OFTEN = "\u200b\u2060\u00ad\u2064"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0646\u0645"


@pytest.mark.parametrize("name", DEVICES)
def test_a_file_or_folder_that_windows_cannot_hold_is_refused_with_another_name(name: str, tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    (content / f"venues/{name}.yaml").write_text("name: x\n")
    (content / f"activities/{name}").mkdir()
    (content / f"activities/welzijn-zandmeer/{name.upper()}.yaml").write_text("title: x\n")
    found = read_folder(content)
    assert told(found) == {
        (f"content/venues/{name}.yaml", 1, "device-name"),
        (f"content/activities/{name}", 1, "device-name"),
        (f"content/activities/welzijn-zandmeer/{name.upper()}.yaml", 1, "device-name"),
    }
    assert f"`{name}-1" in found.problems[0].text(translator("nl"))


def test_nor_is_an_identifier_that_becomes_a_folder_of_the_site(tmp_path: Path) -> None:
    words = (
        (TOWN / "content/calendar/vocabulary.yaml")
        .read_text()
        .replace("themes:\n", "themes:\n  - {id: nul, label: Nul}\n", 1)
    )
    content = town_copy(
        tmp_path,
        **{
            "calendar/vocabulary.yaml": words,
            PLACE: f"{SOUP.format(title='Soep')}formerly: [aux/soep, welzijn-zandmeer/con, welzijn-zandmeer/contact]\n",
        },
    )
    (content / "venues/nul.jpg").write_bytes(b"")
    bibliotheek = content / "venues/bibliotheek.yaml"
    bibliotheek.write_text(bibliotheek.read_text() + "image: {file: nul.jpg, alt: De zaal, by: Ons}\n")
    codes = [
        (one.path.removeprefix("content/"), one.code, one.params.get("value")) for one in read_folder(content).problems
    ]
    assert ("calendar/vocabulary.yaml", "device-name", "nul") in codes
    assert [value for path, code, value in codes if code == "bad-address"] == ["aux/soep", "welzijn-zandmeer/con"]
    assert ("venues/bibliotheek.yaml", "device-name", "nul.jpg") in codes


@pytest.mark.parametrize(("title", "name"), [("Con", "con-1"), ("NUL!", "nul-1"), ("Contact", "contact")])
def test_a_name_that_is_made_of_a_title_is_none_of_these(title: str, name: str, script: Script) -> None:
    assert identifier_like(title) == name
    assert free_name(title, set().__contains__) == script("freeName", title, []) == name


# --- signs that nobody sees -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sign",
    ["\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\u180e", "\u034f", "\u2064", "\u3164"],
    ids=lambda sign: f"U+{ord(sign):04X}",
)
def test_a_sign_that_nobody_sees_is_left_out_of_a_title_and_told(sign: str, tmp_path: Path, script: Script) -> None:
    content = town_copy(tmp_path, **{PLACE: SOUP.format(title=f"So{sign}ep")})
    found = read_folder(content)
    assert told(found) == {(f"content/{PLACE}", 1, "unseen-sign")}
    assert f"U+{ord(sign):04X}" in found.problems[0].text(translator("nl"))
    assert found.calendar.activities["welzijn-zandmeer/soep"].title == "Soep"
    assert tidy({"title": [f"So{sign}ep"]}) == {"title": ("Soep",)}
    if sign in OFTEN:  # what is rare the script leaves to the reader: a phone has to fetch little
        assert script("tidy", {"title": [f"So{sign}ep"]}) == {"title": ["Soep"]}


def test_fix_takes_it_out_of_the_file() -> None:
    judge = judge_of(
        "activities", f"content/{PLACE}", "welzijn-zandmeer/soep", town(), all_there(town(), scan(TOWN / "content"))
    )
    found = mend(SOUP.format(title="So\u200bep voor iedereen").encode(), PLACE, judge, town())
    assert b"title: Soep voor iedereen\n" in found.data


@pytest.mark.parametrize("word", [FAMILY, PERSIAN, "\u0915\u094d\u200d\u0937", "\U0001f3f3\ufe0f\u200d\U0001f308"])
def test_a_joiner_stays_where_it_makes_another_letter_or_picture(word: str, tmp_path: Path, script: Script) -> None:
    found = read_folder(town_copy(tmp_path, **{PLACE: SOUP.format(title=f"Soep {word}")}))
    assert "unseen-sign" not in {one.code for one in found.problems}
    assert found.calendar.activities["welzijn-zandmeer/soep"].title == f"Soep {word}"
    assert tidy({"title": [word]}) == {"title": (word,)}
    assert script("tidy", {"title": [word]}) == {"title": [word]}


@pytest.mark.parametrize("title", ["\u200b", "\u200e\u200f", "\u200b \u2060", "\u00ad"])
def test_a_title_in_which_there_is_nothing_to_see_is_refused(title: str, tmp_path: Path) -> None:
    found = read_folder(town_copy(tmp_path, **{PLACE: SOUP.format(title=f'"{title}"')}))
    assert (f"content/{PLACE}", 1, "hidden-character") in told(found)
    assert f"content/{PLACE}" in found.left_out


def test_what_differs_only_by_these_is_the_same(tmp_path: Path) -> None:
    soup = SOUP.format(title="Soep").replace("[ontmoeten]", "[ontmoeten, ont\u200bmoeten]")
    found = read_folder(
        town_copy(tmp_path, **{PLACE: f"{soup}volunteers:\n  - {{role: kok, skills: [koken, ko\u00adken]}}\n"})
    )
    by_code = {one.code: one for one in found.problems}
    assert by_code["unknown-theme"].params["suggestion"] == "ontmoeten"
    assert by_code["told-twice"].line == 7


def test_a_story_may_hold_what_was_pasted_into_it(tmp_path: Path) -> None:
    text = SOUP.format(title="Soep") + "description: Lang\u00adza\u00adme soep\u200b.\n"
    assert not read_folder(town_copy(tmp_path, **{PLACE: text})).problems


def test_what_was_pasted_into_the_form_comes_in_without_them() -> None:
    sent = {"title": ["So\u200bep\ufeff"], "organisation": ["welzijn\u2060-zandmeer"], "themes": ["ontmoeten\u200c"]}
    more = {"action": ["new"], "when.0.weekly": ["tuesday"], "when.0.time": ["12:00", "13:00"], "venue": ["dorpshuis"]}
    found = draft(town(), {**sent, **more, "consent": ["yes"]}, TODAY, translator("nl"))
    assert found.faults == ()
    assert found.made
    assert found.made.title == "Soep"
