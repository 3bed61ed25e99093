"""What a word processor makes of what was typed, and how it is undone."""

from __future__ import annotations

import re

SPACES = "\u00a0\u2000-\u200b\u202f\u205f\u3000"
"""Spaces that are no spaces for YAML, for use between brackets of a pattern."""

LONGEST = 300
"""What is longer is no value that was written in another way: nobody guesses what it means, at whatever cost."""

BULLETS = "–—•●▪‣·*"
"""What stands where a hyphen should, in a list that was made in a word processor."""

HTML = re.compile(
    r"</?(?:a|b|i|u|p|br|em|div|span|font|strong|ul|ol|li|h[1-6]|img|table|script|style|iframe)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
"""A tag of a web page; ``1 < 2`` and ``<https://…>`` are none."""

PASTED = re.compile(r"<(?:(?:p|br|div|span|font|ul|ol|li|h[1-6]|table)(?:\s[^<>]*)?/?|b|i|u|strong|em)>", re.IGNORECASE)
"""What comes along when somebody copies a web page into Markdown."""

_PAIRS = {"“": "”", "„": "”", "‘": "’", "‚": "’", "”": "”", "’": "’", "«": "»"}
_NEEDS_QUOTES = re.compile(r"""[,\[\]{}]|: |:$| #|^[\s"'&*!|>%@`#?-]|\s$""")
_SPACE = re.compile(f"[{SPACES}]")
_KEYS = str.maketrans({**dict.fromkeys("–—−‒‐‑", "-"), **dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’‚′", "'")})


def as_typed(text: str) -> str:
    """Return the text with the characters that are on a keyboard, without the quotes that stand around all of it."""
    plain = _SPACE.sub(" ", text).strip()
    if len(plain) > 1 and plain[-1] in {_PAIRS.get(plain[0]), "”", "’"} and plain[0] in _PAIRS:
        plain = plain[1:-1].strip()
    return plain.translate(_KEYS)


def in_flow(text: str) -> str:
    """Return a text as it can stand between brackets, with quotes where it needs them."""
    if _NEEDS_QUOTES.search(text) or not text:
        return in_quotes(text)
    return text


def in_quotes(text: str) -> str:
    """Return a text between double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
