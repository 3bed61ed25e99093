"""Every problem can be told in Dutch and in English, and the code tells no problem that is not in the list."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import buurtkalender
from buurtkalender.reading.messages import MESSAGES, WARNINGS
from buurtkalender.words.catalogues import translator

CODE = re.compile(r'"([a-z0-9-]+)"')


def words(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_of_every_code_is_in_dutch_with_the_same_words() -> None:
    dutch = translator("nl")
    for text in {text for texts in MESSAGES.values() for text in texts}:
        assert dutch.gettext(text) != text
        assert words(dutch.gettext(text)) == words(text), text


@pytest.mark.parametrize("code", MESSAGES)
def test_every_code_says_what_is_wrong_and_what_to_write(code: str) -> None:
    message, fix, *other = MESSAGES[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert message.endswith(".")
    assert all(text.endswith((".", "?")) for text in (fix, *other))
    assert all("{suggestion}" in text for text in other)


def test_every_code_is_used_and_every_code_used_is_known() -> None:
    package = Path(buurtkalender.__file__).parent
    source = "".join(path.read_text() for path in package.rglob("*.py") if not path.name.startswith("messages"))
    mentioned = set(CODE.findall(source))
    made = {code for code in MESSAGES if code.startswith("unknown-")} | {
        f"{shape}-expected" for shape in ("text", "list", "mapping")
    }
    assert set(MESSAGES) <= mentioned | made
    assert set(MESSAGES) >= WARNINGS
