"""Content lines are written as icalendar and RFC 5545 read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar as Parsed
from icalendar import vText

from buurtkalender.feeds.series import escape, fold
from buurtkalender.feeds.texts import clean
from examples import tried

EVERY_RUN_THE_SAME = tried(100)
TEXTS = st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("\\;,:nN\n é😀")), max_size=300)


def through_a_calendar(line: str) -> str:
    """The DESCRIPTION that icalendar's parser reads."""
    whole = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    (event,) = Parsed.from_ical(whole.encode()).walk("VEVENT")
    return str(event["DESCRIPTION"])


@EVERY_RUN_THE_SAME
@given(TEXTS)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert through_a_calendar(fold(f"DESCRIPTION:{escape(text)}")) == clean(text).strip()


@EVERY_RUN_THE_SAME
@given(TEXTS.filter(lambda text: "\\N" not in text))
def test_texts_are_escaped_as_icalendar_does(text: str) -> None:
    plain = clean(text).strip()
    assert escape(text).encode() == vText(plain).to_ical()


@EVERY_RUN_THE_SAME
@given(TEXTS)
def test_folding_keeps_to_75_octets_and_to_whole_characters(text: str) -> None:
    line = f"DESCRIPTION:{escape(text)}"
    pieces = fold(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


@pytest.mark.parametrize("before", range(60, 70))
def test_what_is_escaped_is_never_torn_apart(before: int) -> None:
    for piece in fold("SUMMARY:" + "x" * before + "\\\\" * 5 + "\\n" * 5).split("\r\n"):
        backslashes = len(piece) - len(piece.rstrip("\\"))
        assert backslashes % 2 == 0
