"""What people can leave open in a page that they write by hand: words of the settings, parts, and blanks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from buurtkalender.reading.pages import (
    Filled,
    PageFile,
    PageValue,
    field_value,
    fill,
    fill_field,
    page_files,
    values_of,
)
from buurtkalender.site.editorial import page_html

HEAD = "Title: Over {{ SITENAME }}\nPublisher: Stichting Zee\nPhone: [invullen: het nummer]\nFax:\n\n"
"""Where the text begins: line 6."""


def filled(folder: Path, text: str, *, demo: bool = False, name: str = "Zandmeer doet mee") -> Filled:
    """Return what a page with this text says."""
    page = page_of(folder, text)
    known = [
        PageValue("SITENAME", name),
        PageValue("CONTACT_EMAIL", "post@zandmeer.example"),
        PageValue("REPOSITORY"),
        PageValue("DEMO", "DEMO" if demo else "", optional=True),
    ]
    return fill(page, values_of([*known, *[field_value(page, field) for field in page.fields.values()]]))


def page_of(folder: Path, text: str) -> PageFile:
    """Return a page with this text below the fields."""
    (folder / "content/pages").mkdir(parents=True, exist_ok=True)
    (folder / "content/pages/over.md").write_text(HEAD + text, encoding="utf-8")
    return page_files(folder / "content")[0]


def told(found: Filled) -> list[tuple[int, int, str]]:
    return [(one.line, one.column, one.code) for one in found.problems]


@pytest.mark.parametrize(
    "text", ["Dit is {{ SITENAME }}.", "Dit is {{SITENAME}}.", "Dit is {{ sitename }}.", "Dit is {{  SiteName }}."]
)
def test_a_setting_is_filled_in_however_it_is_written(text: str, tmp_path: Path) -> None:
    assert filled(tmp_path, text) == Filled("Dit is Zandmeer doet mee.", (), unfinished=False)


def test_so_is_a_field_at_the_top_of_the_page(tmp_path: Path) -> None:
    assert filled(tmp_path, "Gemaakt door {{ Publisher }}.").text == "Gemaakt door Stichting Zee."


def test_a_title_is_filled_in_as_plain_text(tmp_path: Path) -> None:
    page = page_of(tmp_path, "")
    assert fill_field(page, "title", values_of([PageValue("SITENAME", "A *B* & C")])).text == "Over A *B* & C"


def test_a_mail_address_can_be_a_link(tmp_path: Path) -> None:
    found = filled(tmp_path, "Mail [{{ CONTACT_EMAIL }}](mailto:{{ CONTACT_EMAIL }}).")
    assert 'href="mailto:post@zandmeer.example"' in page_html(found.text)


@pytest.mark.parametrize(
    "name",
    [
        "*Zee* _aan_ ~~zee~~",
        "[Zee](https://zee.example)",
        "<b>Zee</b> & <!-- zee",
        "# Zee `zee`",
        "https://zee.example/een_twee?drie=1&vier=2",
        "&lt; &copy;",
        "{{ CONTACT_EMAIL }}",
    ],
)
def test_what_is_filled_in_stays_text(name: str, tmp_path: Path) -> None:
    for text in ("Dit is {{ SITENAME }}.", "{{ SITENAME }} is dit."):
        html = page_html(filled(tmp_path, text, name=name).text)
        shown = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert re.sub(r"</?a[^>]*>", "", html) == f"<p>{text.replace('{{ SITENAME }}', shown)}</p>"


def test_a_word_that_is_not_known_is_told_at_its_place_with_the_one_that_is_meant(tmp_path: Path) -> None:
    found = filled(tmp_path, "Een.\n\nDit is {{ SITENAAM }}.\n\nTwee.")
    assert told(found) == [(8, 8, "page-word-unknown")]
    assert found.problems[0].params["suggestion"] == "{{ SITENAME }}"
    assert found.problems[0].is_error
    assert (found.text, found.unfinished) == ("Een.\n\nTwee.", True)


@pytest.mark.parametrize("text", ["Dit is {{ SITENAME.", "{{ 1 + 1 }}", "{{ }}", "{{ SITENAME | upper }}"])
def test_nothing_else_can_be_asked_for(text: str, tmp_path: Path) -> None:
    assert [code for _line, _column, code in told(filled(tmp_path, text))] == ["page-word-unknown"]


@pytest.mark.parametrize("text", [r"Zo: \{{ SITENAME }}.", "```\n{{ SITENAME }} [invullen: x]\n```"])
def test_braces_can_be_shown(text: str, tmp_path: Path) -> None:
    found = filled(tmp_path, text)
    assert found.problems == ()
    assert "{{ SITENAME }}" in page_html(found.text)


# --- parts --------------------------------------------------------------------------------------------

PARTS = "Een.\n\n<!-- IF DEMO -->\nVerzonnen.\n<!-- END -->\n<!-- IF NOT DEMO -->\nEcht.\n<!-- END -->\n\nTwee."


def test_a_part_is_there_only_where_its_condition_holds(tmp_path: Path) -> None:
    assert filled(tmp_path, PARTS, demo=True).text == "Een.\n\nVerzonnen.\n\nTwee."
    assert filled(tmp_path, PARTS).text == "Een.\n\nEcht.\n\nTwee."


def test_a_part_can_depend_on_whether_a_setting_is_filled_in(tmp_path: Path) -> None:
    text = "<!-- IF REPOSITORY -->\nOp {{ REPOSITORY }}.\n<!-- END -->\n<!-- IF SITENAME -->\nEen.\n<!-- END -->"
    assert filled(tmp_path, text) == Filled("Een.", (), unfinished=False)


def test_a_part_may_stand_between_the_points_of_a_list(tmp_path: Path) -> None:
    assert filled(tmp_path, "- een\n<!-- IF DEMO -->\n- twee\n<!-- END -->\n- drie").text == "- een\n- drie"


def test_other_comments_are_shown_to_nobody(tmp_path: Path) -> None:
    found = filled(tmp_path, "<!-- {{ NIETS }} [invullen: x] -->\nEen <!-- nee --> twee.\n<!-- of\n{{ NIETS }}\n-->\n")
    assert found == Filled("Een  twee.", (), unfinished=False)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Een.\n  <!-- IF DEMO -->\nTwee.", [(7, 3, "page-part-open")]),
        ("Een.\n<!-- END -->", [(7, 1, "page-end-alone")]),
        (
            "<!-- IF DEMO -->\n<!-- IF NOT DEMO -->\nEen.\n<!-- END -->",
            [(7, 1, "page-part-inside")],
        ),
        ("<!-- IF DMEO -->\nEen.\n<!-- END -->", [(6, 9, "page-word-unknown")]),
        ("<!-- IF NOT DMEO -->\nEen.\n<!-- END -->", [(6, 13, "page-word-unknown")]),
    ],
)
def test_a_part_without_a_right_begin_or_end_is_told_at_its_place(
    text: str, problems: list[tuple[int, int, str]], tmp_path: Path
) -> None:
    assert told(filled(tmp_path, text)) == problems


# --- blanks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", ["[invullen: wie]", "[Invullen:wie]", "[vul in: wie]", "[fill in: wie]"])
def test_a_blank_leaves_out_its_paragraph_and_warns_at_its_place(blank: str, tmp_path: Path) -> None:
    found = filled(tmp_path, f"Een.\n\nVraag het aan {blank}.\nOf bel.\n\nTwee.")
    assert told(found) == [(8, 15, "page-blank")]
    assert (found.problems[0].is_error, found.problems[0].params) == (False, {"what": "wie"})
    assert (found.text, found.unfinished) == ("Een.\n\nTwee.", True)


def test_a_blank_in_a_field_is_told_there_wherever_it_is_used(tmp_path: Path) -> None:
    found = filled(tmp_path, "Bel {{ Phone }}.\n\nEen.\n\nOf bel morgen: {{ Phone }}.")
    assert set(told(found)) == {(3, 8, "page-blank")}
    assert (found.text, found.unfinished) == ("Een.", True)


def test_a_blank_that_is_not_shown_is_nobodys_business(tmp_path: Path) -> None:
    text = "<!-- IF NOT DEMO -->\nBel {{ Phone }} of [invullen: wie].\n<!-- END -->\nEen."
    assert filled(tmp_path, text, demo=True) == Filled("Een.", (), unfinished=False)


def test_a_field_left_empty_on_purpose_leaves_out_what_needs_it_and_nothing_is_said(tmp_path: Path) -> None:
    assert filled(tmp_path, "Een.\n\nFax: {{ Fax }}.") == Filled("Een.", (), unfinished=False)


def test_an_empty_setting_that_a_page_needs_is_warned_of(tmp_path: Path) -> None:
    found = filled(tmp_path, "Een.\n\nOp {{ REPOSITORY }}.")
    assert told(found) == [(8, 4, "page-value-empty")]
    assert (found.text, found.unfinished) == ("Een.", True)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("- een\n- bel {{ Phone }}\n  of mail\n- drie", "- een\n- drie"),
        ("- een\n- bel {{ Phone }}\n  - thuis\n\n  Of mail.\n- drie", "- een\n- drie"),
        ("1. een\n2. {{ Phone }}\n3. drie", "1. een\n3. drie"),
        ("Een.\n\n## Bellen\n\nBel {{ Phone }}.\n\n## Twee\n\nTwee.", "Een.\n\n## Twee\n\nTwee."),
        ("## Een\n\n### Bellen\n\nBel {{ Phone }}.\n\n## Twee", "## Twee"),
        ("## Een\n\nBel {{ Phone }}.\n\n### Mailen\n\nMail.", "## Een\n\n### Mailen\n\nMail."),
    ],
    ids=["point", "point with more", "step", "heading", "heading above it", "heading with more"],
)
def test_what_is_left_out_leaves_nothing_hanging(text: str, left: str, tmp_path: Path) -> None:
    assert filled(tmp_path, text).text == left
