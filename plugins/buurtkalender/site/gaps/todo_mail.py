"""A list as a link that opens an e-mail in which it stands (RFC 6068)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from buurtkalender.words.catalogues import Translator

LONGEST = 1_900
"""How many characters such a link may have: Windows hands on no more than 2,048 to a program for e-mail."""


class Letter(NamedTuple):
    """What stands around a list: to whom it goes, what it is about, how it begins, and where the whole list is."""

    address: str
    subject: str
    opening: str
    url: str


def mail(letter: Letter, lines: Sequence[str], translator: Translator) -> str:
    """Return a link to an e-mail with as many of the lines as fit."""
    link = f"mailto:{quote(letter.address, safe='@')}?subject={quote(letter.subject, safe='')}&body="
    link += _quoted(f"{letter.opening}\n")
    for number, line in enumerate(lines):
        more = _quoted(f"\n- {line}")
        if len(link) + len(more) + len(_end(len(lines) - number - 1, letter.url, translator)) > LONGEST:
            return link + _end(len(lines) - number, letter.url, translator)
        link += more
    return link + _end(0, letter.url, translator)


def _end(rest: int, url: str, translator: Translator) -> str:
    text = ""
    if rest:
        text = "\n- " + translator.ngettext("And {n} more thing.", "And {n} more things.", rest).format(n=rest)
    return _quoted(f"{text}\n\n" + translator.gettext("The whole list: {url}").format(url=url) + "\n")


def _quoted(text: str) -> str:
    return quote(text.replace("\n", "\r\n"), safe="")
