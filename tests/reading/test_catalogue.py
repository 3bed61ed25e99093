"""Every problem can be told in Dutch and in English, and the code tells no problem that is not in the list."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import buurtkalender
from buurtkalender.reading.messages import MESSAGES, WARNINGS
from buurtkalender.words import catalogues
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


PROBE = r"""# About the file.
msgid ""
msgstr ""
"Language: eo\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n<5 ? 1 : 2);\n"

#. about it
#: plugins/where.py:1
msgid "A \"quoted\" text, "
"in two lines\n"
msgstr "Iu \"teksto\"\\, "
"en du\n"

msgctxt "feminine"
msgid "first"
msgstr "unua"

#, python-brace-format, fuzzy
msgid "to be checked"
msgstr "kontrolenda"
msgid "right after it"
msgstr "tuj poste"

msgid "not yet"
msgstr ""

msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "{n} tago"
msgstr[1] "{n} tagoj"
msgstr[2] "multaj tagoj"

#~ msgid "gone"
#~ msgstr "for"

#, fuzzy
msgid "last"
msgstr "lasta"
"""


def as_translators_tools_read(file: Path, language: str) -> dict[tuple[str | None, str], object]:
    with file.open("rb") as octets:
        found = read_po(octets, locale=language)
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0]): message.string
        for message in found
        if message.id and message.string and not message.fuzzy
    }


@pytest.mark.parametrize("language", ["eo", "nl", "uk", "ar", "tr", "pl"])
def test_a_catalogue_says_what_the_tools_of_translators_read_in_it(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if language == "eo":
        (tmp_path / "eo.po").write_text(PROBE, encoding="utf-8")
        monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    texts = translator.__wrapped__(language)
    right_to_left = language == "ar"
    found = as_translators_tools_read(catalogues.LOCALE / f"{language}.po", language)
    assert found
    for (context, msgid), text in found.items():
        said = texts.pgettext(context, msgid) if context else texts.gettext(msgid)
        if isinstance(text, tuple):
            forms = {texts.ngettext(msgid, msgid, n) for n in (0, 1, 2, 3, 5, 11, 100)}
            assert {without_isolates(one) for one in forms} <= {*text}, msgid
        else:
            assert (without_isolates(said) if right_to_left else said) == text
    if language == "eo":
        assert [texts.ngettext("{n} day", "{n} days", n) for n in (1, 2, 7)] == [
            "{n} tago",
            "{n} tagoj",
            "multaj tagoj",
        ]
        assert [texts.gettext(one) for one in ("to be checked", "not yet", "gone", "last")] == [
            "to be checked",
            "not yet",
            "gone",
            "last",
        ]


def without_isolates(text: str) -> str:
    return text.replace(catalogues.FIRST_STRONG, "").replace(catalogues.POP, "")
