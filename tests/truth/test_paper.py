"""Sheets tell all of it: the longest word decides the size, and who writes letters without a typeface is told."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from struct import unpack_from

import pytest
from PIL import ImageDraw

from buurtkalender.site.paper.papers import WIDTH, PictureText, draw
from buurtkalender.site.paper.sheet import LEFT_OUT, Colours, printable, typefaces
from buurtkalender.words.values import PICTURES, unprinted
from hamlet import hamlet_project
from long_words import LINK, MAIL, WORDS, activities
from pdfs import boxes_of, overprinted, pdf_of
from projects import Project, built_once, demo_project

ETHIOPIC = "ቡን"
WEEKLY = "venue: sporthal\nthemes: [bewegen]\nwhen: [{weekly: tuesday, time: '20:00-21:00'}]\n"
FULL = "Heel veel te vertellen over één activiteit die elke dag anders is, en dat past niet op één flyer"
ODD = {
    "tigrinya": f"title: {ETHIOPIC} – koffie met Eritrese vrouwen\n{WEEKLY}",
    "chinees": f"title: 中文课 学习 in de buurt\nsummary: Met thee ☕ en {ETHIOPIC}.\n{WEEKLY}",
    "onbekend": f"title: Thee \u0378 met taart\n{WEEKLY}",
    "lang": f"title: Nabestaandenpensioenvoorlichting\n{WEEKLY}",
    "langst": f"title: {max(WORDS, key=len).capitalize()}\n{WEEKLY}",
    "mail": f"title: Mail ons\ncontact: {{name: {WORDS[0]}, email: {MAIL}}}\n{WEEKLY}",
    "hulplijn": "title: Hulplijn\nvenue: dorpshuis\nroom: kleine-zaal\nthemes: [ontmoeten]\nwhen:\n"
    "  - {weekly: [monday, tuesday, wednesday, thursday, friday], time: 9:00-12:00}\n"
    "changes: [{date: 2026-11-26, cancelled: De telefoon is stuk.}]\n",
    "vol": f"title: {FULL}\nsummary: {'Kom gerust eens kijken hoe het gaat. ' * 8}\n"
    "venue: sporthal\nthemes: [bewegen]\n"
    "changes: [{date: 2026-11-24, at: '8:00', cancelled: De trainer is ziek.}]\nwhen:\n"
    + "".join(f"  - {{weekly: [tuesday, saturday], time: '{hour}:00-{hour + 1}:15'}}\n" for hour in range(8, 23))
    + "".join(f"  - {{monthly: first friday, time: '{hour}:00-{hour + 1}:15'}}\n" for hour in range(8, 23)),
}
"""Activities that are hard to print, by their names."""


@pytest.fixture(scope="module")
def odd(shared_folder: Path) -> Project:
    """A hamlet with these."""
    return built_once(shared_folder / "odd", _odd_project)


def _odd_project(folder: Path) -> Project:
    made = hamlet_project(folder, PAPERS=True, PAST_DAYS=1, PAGES_AHEAD_DAYS=1)
    for name, text in ODD.items():
        (made.content / f"activities/sv-zandmeer/{name}.yaml").write_text(text, "utf-8")
    return made


def _flyer(project: Project, name: str) -> bytes:
    return (project.output / f"activiteiten/{name}/flyer.pdf").read_bytes()


# --- long words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", ["flyer", "deze-week", "deze-week-groot", "volgende-week", "deze-maand"])
def test_long_words_are_neither_cut_nor_overprinted_on_any_sheet(sheet: str, wordy: Project) -> None:
    found = {path: overprinted(path.read_bytes()) for path in wordy.output.rglob(f"{sheet}.pdf")}
    assert len(found) >= 7
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_every_long_word_stands_whole_in_the_title_of_a_flyer(wordy: Project) -> None:
    for number, found in enumerate(activities()):
        flyer = pdf_of(_flyer(wordy, f"welzijn-zandmeer/lang-{number}"))
        assert re.sub(r"\s", "", found["title"]) in flyer.letters.replace("\u00ad", "")
        assert flyer.pages == 1


@pytest.mark.thorough
def test_no_sheet_of_the_demo_cuts_its_title_or_prints_over_something(tmp_path: Path) -> None:
    demo = demo_project(tmp_path / "demo", PAPERS=True)
    assert demo.build().code == 0
    found = {path: overprinted(path.read_bytes()) for path in demo.output.rglob("*.pdf")}
    assert len(found) > 400
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_a_word_is_divided_only_where_the_letters_would_be_no_larger_than_the_text(odd: Project) -> None:
    whole, divided = (boxes_of(_flyer(odd, f"sv-zandmeer/{name}")) for name in ("lang", "langst"))
    assert whole[0].text == "Nabestaandenpensioenvoorlichting"
    assert "".join(one.text.strip("\u00ad") for one in divided[:3]).startswith(max(WORDS, key=len).capitalize())
    for every in (whole, divided):
        (text,) = (one for one in every if one.text.startswith("Elke dinsdag"))
        assert every[0].top - every[0].bottom > 1.1 * (text.top - text.bottom)


def test_a_flyer_without_room_for_all_says_where_the_rest_is_and_leaves_out_no_change(odd: Project) -> None:
    full, short = (pdf_of(_flyer(odd, f"sv-zandmeer/{name}")) for name in ("vol", "lang"))
    assert full.pages == 1
    assert full.says(FULL)
    assert full.says("Er staat meer over op zandmeer.example/activiteiten/sv-zandmeer/vol.")
    assert full.says("De trainer is ziek.")
    assert not short.says("Er staat meer over op")


def test_a_mail_address_wider_than_its_frame_is_divided_and_a_short_one_can_be_copied(odd: Project) -> None:
    flyer = _flyer(odd, "sv-zandmeer/mail")
    assert overprinted(flyer) == []
    assert MAIL in pdf_of(flyer).letters.replace("\u200b", "")
    assert "redactie@zandmeer.example" in pdf_of(flyer).letters


def test_no_address_gets_a_hyphen_that_is_not_part_of_it(wordy: Project) -> None:
    for path in wordy.output.rglob("flyer.pdf"):
        if "lang-" in str(path):
            said = pdf_of(path.read_bytes()).letters.replace("\u200b", "")
            assert LINK in said, path
            assert MAIL in said, path


def test_a_picture_of_a_link_tells_its_title_and_each_line_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[str, float]] = []
    monkeypatch.setattr(
        ImageDraw.ImageDraw,
        "text",
        lambda _, at, text, _fill, font, *__: written.append((text, at[0] + font.getlength(text))),
    )
    for word, other in zip(WORDS, reversed(WORDS), strict=True):
        written.clear()
        lines = ("Elke dinsdag.", f"In de {other} bij {word}")
        draw(PictureText(f"Kalender van {other} {word}", f"{word} en {other}", lines, Colours()))
        told = "".join(text.replace("-", "").replace(" ", "") for text, _ in written)
        assert f"{word}en{other}" in told
        assert (f"Inde{other}bij{word}" in told) == ("Inde" in told)
        assert max(wide for _, wide in written) <= WIDTH


def test_a_price_is_never_parted_from_its_sign(wordy: Project) -> None:
    for path in wordy.output.rglob("flyer.pdf"):
        for one, other in pairwise(boxes_of(path.read_bytes())):
            assert not one.text.rstrip().endswith("€") or one.bottom == pytest.approx(other.bottom, abs=1), path


# --- letters without a typeface -----------------------------------------------------------------------


def test_every_sheet_can_be_read_aloud_whatever_letters_there_are(odd: Project) -> None:
    sheets = {path: pdf_of(path.read_bytes()) for path in odd.output.rglob("*.pdf")}
    showing = [sheet for sheet in sheets.values() if sheet.says("– koffie met Eritrese vrouwen")]
    assert len(showing) >= 10
    assert [path for path, sheet in sheets.items() if not sheet.accessible] == []


def test_a_word_without_a_typeface_is_left_out_in_sight_and_the_sheet_says_where_it_is(odd: Project) -> None:
    told = "[…]: deze letters kunnen we niet afdrukken. Op de pagina staan ze wel."
    first = pdf_of(_flyer(odd, "sv-zandmeer/tigrinya"))
    assert first.says("[…] – koffie met Eritrese vrouwen")
    assert first.title.startswith("[…] – koffie met Eritrese vrouwen")
    second = pdf_of(_flyer(odd, "sv-zandmeer/chinees"))
    assert second.says("[…] in de buurt")
    assert second.says("Met thee en […].")
    assert first.says(told)
    assert second.says(told)
    assert not pdf_of(_flyer(odd, "sv-zandmeer/lang")).says("[…]")


def test_a_letter_that_unicode_does_not_know_yet_spoils_no_sheet(odd: Project) -> None:
    sheet = pdf_of(_flyer(odd, "sv-zandmeer/onbekend"))
    assert sheet.accessible
    assert sheet.says("Thee […] met taart")


def test_check_tells_it_at_the_line_of_the_text_in_dutch_and_stops_nothing(odd: Project) -> None:
    done = odd.run("check")
    assert done.code == 0
    assert "activities/sv-zandmeer/tigrinya.yaml:1:8: warning: Op papier kan `ቡን – koffie met Eritrese" in done.said
    assert "hebben ቡን niet" in done.said
    assert "chinees.yaml:2:10: warning:" in done.said
    assert len(re.findall("letters-not-printed", done.said)) == 3


def test_a_note_about_one_date_is_told_too_but_not_a_description_that_stands_on_pages_only(tmp_path: Path) -> None:
    made = hamlet_project(tmp_path / "hamlet")
    (made.content / "activities/sv-zandmeer/noot.yaml").write_text(
        f"title: Thee\ndescription: {ETHIOPIC} op de pagina\n{WEEKLY}"
        f"changes: [{{date: 2026-11-24, note: {ETHIOPIC} mee}}]\n",
        "utf-8",
    )
    said = made.run("check").said
    assert "noot.yaml:6:36: warning:" in said
    assert len(re.findall("letters-not-printed", said)) == 1


def test_which_letters_can_be_printed_is_what_the_typefaces_have() -> None:
    atkinson, noto, arabic = typefaces()
    upright, slanted = (_letters(noto / f"NotoSans{style}[wdth,wght].ttf") for style in ("", "-Italic"))
    have = _letters(atkinson / "AtkinsonHyperlegible-Bold.ttf") | upright & slanted
    have |= _letters(arabic / "NotoSansArabic[wdth,wght].ttf")
    for code in range(0x20, 0x30000):
        letter = chr(code)
        if unicodedata.category(letter) in {"Cc", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"} or PICTURES.match(letter):
            continue
        if not 0x2190 <= code < 0x2200:  # arrows become hyphens
            assert bool(unprinted(letter)) == (code not in have), hex(code)


def test_emoji_are_left_out_and_leave_no_mark() -> None:
    assert printable("Yoga 🧘 buiten ☀️") == "Yoga  buiten "
    assert printable(f"({ETHIOPIC} {ETHIOPIC}), {ETHIOPIC}!") == f"({LEFT_OUT}), {LEFT_OUT}!"
    assert unprinted("Yoga 🧘 buiten ☀️ → thuis") == ""


def _letters(typeface: Path) -> set[int]:
    """Return the letters that a typeface has, by its tables of codes (OpenType: cmap, formats 4 and 12)."""
    octets = typeface.read_bytes()
    tables = {octets[n : n + 4]: unpack_from(">I", octets, n + 8)[0] for n in range(12, 12 + 16 * octets[5], 16)}
    start = tables[b"cmap"]
    found: set[int] = set()
    for number in range(unpack_from(">H", octets, start + 2)[0]):
        at = start + unpack_from(">HHI", octets, start + 4 + 8 * number)[2]
        if unpack_from(">H", octets, at)[0] == 12:
            groups = [
                unpack_from(">II", octets, at + 16 + 12 * n) for n in range(unpack_from(">I", octets, at + 12)[0])
            ]
        else:
            many = unpack_from(">H", octets, at + 6)[0] // 2
            last, first = (unpack_from(f">{many}H", octets, at + skipped) for skipped in (14, 16 + 2 * many))
            groups = [pair for pair in zip(first, last, strict=True) if pair[0] != 0xFFFF]
        found.update(code for one, other in groups for code in range(one, other + 1))
    return found


# --- what is on nearly every day ----------------------------------------------------------------------


def test_a_daily_line_stands_once_on_a_week_sheet_after_the_days_and_what_is_different_on_its_day(odd: Project) -> None:
    for name in ("deze-week", "deze-week-groot"):
        sheet = pdf_of((odd.output / f"locaties/dorpshuis/{name}.pdf").read_bytes())
        assert sheet.letters.count("Hulplijn") == 2
        part, line = sheet.where("Elke dag of bijna elke dag"), sheet.where("Elke werkdag")
        cancelled = sheet.where("De telefoon is stuk.")
        assert 0 <= sheet.where("Donderdag 26 november") < cancelled < part < line
        assert 0 <= sheet.where("9.00 tot 12.00 uur", line) < sheet.where("Kleine zaal", line)


def test_a_daily_line_stands_once_on_the_poster_of_a_month_with_the_days_on_which_it_is_not(odd: Project) -> None:
    sheet = pdf_of((odd.output / "buurten/oude-dorp/deze-maand.pdf").read_bytes())
    assert sheet.says("Maandag tot en met vrijdag, 9.00 tot 12.00 Hulplijn, Dorpshuis Zandmeer Niet op 26 nov")
    assert sheet.letters[: sheet.where("Op één dag")].count("Hulplijn") == 1
