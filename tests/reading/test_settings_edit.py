"""Settings get another value in place: what people wrote around it stays."""

from __future__ import annotations

from datetime import date

import pytest

from buurtkalender.reading.settings_file import SettingValue, with_settings, written

HAND_WRITTEN = """\
# Onze eigen opmerking.
NAAM = "Één"; SITENAME = 'Öud'  # zo heet hij
SITEURL: str = "https://oud.example"
LANGUAGES = (
    "nl",  # van iedereen
    "en",
)
START = date(2026,  1, 5)
PAPERS = not False
SITENAME = "Twee"  # de laatste telt
"""


def edited(text: str = HAND_WRITTEN, **values: SettingValue) -> str:
    return with_settings(text, values)


def test_only_the_value_makes_way() -> None:
    assert edited(SITEURL="https://nieuw.example") == HAND_WRITTEN.replace("https://oud", "https://nieuw")


def test_of_what_is_set_twice_the_one_that_counts_changes() -> None:
    assert edited(SITENAME="Drie") == HAND_WRITTEN.replace('"Twee"', '"Drie"')


def test_letters_with_accents_before_it_on_the_line_do_not_matter() -> None:
    text = "NAAM = 'Één'; SITENAME = 'Öud'  # zo heet hij\n"
    assert edited(text, SITENAME="Nieuw") == "NAAM = 'Één'; SITENAME = \"Nieuw\"  # zo heet hij\n"


def test_what_has_the_value_already_stays_as_it_is_written() -> None:
    assert edited(LANGUAGES=("nl", "en"), START=date(2026, 1, 5), SITENAME="Twee") == HAND_WRITTEN


def test_a_value_over_several_lines_is_replaced_whole() -> None:
    assert 'LANGUAGES = ("nl", "en", "pl")\nSTART' in edited(LANGUAGES=("nl", "en", "pl"))


def test_what_is_not_there_yet_comes_below_the_one_before_it() -> None:
    text = edited(SITEURL="https://oud.example", HOST="welzijn", EMAIL=None, START=date(2026, 1, 5))
    assert 'SITEURL: str = "https://oud.example"\nHOST = "welzijn"\nEMAIL = None\nLANGUAGES' in text


def test_what_is_not_there_yet_and_comes_first_stands_below_the_first_that_is_there() -> None:
    assert 'SITEURL: str = "https://oud.example"\nDEMO = False\n' in edited(DEMO=False, SITEURL="https://oud.example")


def test_the_end_of_lines_is_that_of_the_file() -> None:
    text = HAND_WRITTEN.replace("\n", "\r\n").removesuffix("\r\n")
    assert edited(text, SITENAME="Drie", HOST=None).endswith('SITENAME = "Drie"  # de laatste telt\r\nHOST = None\r\n')
    assert "\n" not in edited(text, SITENAME="Drie", HOST=None).replace("\r\n", "")


@pytest.mark.parametrize(
    "value",
    [
        "Den Haag",
        "'s-Gravenhage",
        'Zeg "ja"',
        "a\\b",
        "é\n",
        "",
        None,
        True,
        False,
        (),
        ("nl",),
        ("nl", "en"),
        date(2026, 1, 5),
    ],
)
def test_python_reads_what_is_written(value: SettingValue) -> None:
    assert eval(written(value), {"date": date}) == value  # noqa: S307 - our own text


def test_what_is_no_python_is_left_alone() -> None:
    with pytest.raises(SyntaxError):
        edited("SITENAME = (", SITENAME="Drie")


def test_a_file_without_any_of_the_settings_is_left_alone() -> None:
    with pytest.raises(LookupError):
        edited("pass\n", SITENAME="Drie")
