"""Descriptions of others as Markdown: HTML becomes text, and what only looks like Markdown stays as it was written."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from buurtkalender.words.messages import HIDDEN

LONGEST = 8_000
"""Characters; a file allows 10,000."""

_HTML = re.compile(
    r"</?(?:p|br|b|i|u|a|div|span|ul|ol|li|strong|em|html|body|h[1-6]|table|td|tr|font|img|script|style|svg|iframe)"
    r"(?:[\s/][^<>]*)?>|&(?:nbsp|amp|eacute|euml|#\d+);",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"^(?:[_\-~:⁓]{10,}|-::~.*|.*\b(?:Microsoft Teams|Google Meet|Zoom)\b.*(?:vergadering|meeting|deelnemen|join).*)$",
    re.IGNORECASE | re.MULTILINE,
)
_SPECIAL = re.compile(r"([\\`*\[\]<]|(?<!\w)_|_(?!\w))")
_LINE_START = re.compile(r"^( *)(#{1,6} |>|\+ |=+[ \t]*$|-{3,}[ \t]*$|~{3,})", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[•·●▪*–]\s+", re.MULTILINE)
_ADDRESS = re.compile(r"(https?://\S+)")
_BLANK = re.compile(r"\n{3,}")
_SAFE = re.compile(r"(?:https://|mailto:|tel:)[^\s<>()\"']+", re.IGNORECASE)
_BLOCKS = frozenset({"p", "div", "ul", "ol", "table", "blockquote", "section", "article", "header", "footer"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BEGINNINGS = {
    **dict.fromkeys(_BLOCKS, "\n\n"),
    **dict.fromkeys(_HEADINGS, "\n\n### "),
    "br": "\n",
    "li": "\n- ",
    "tr": "\n",
    "td": " ",
    "th": " ",
}
_APART = _BLOCKS | _HEADINGS | {"li", "tr", "td", "th"}
_SILENT = frozenset({"script", "style", "head", "title", "template", "svg", "noscript"})
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}


def is_html(text: str) -> bool:
    """Whether a text holds HTML that somebody's program put there."""
    return _HTML.search(text) is not None


def to_markdown(text: str, *, html: bool) -> str:
    """Return a description as Markdown, at most LONGEST characters, without the joining lines of a video call."""
    text = text[: LONGEST * 8].replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = HIDDEN.sub("", text)
    call = _MEETING.search(text)
    if call:
        text = text[: call.start()]
    if html:
        reader = _Reader()
        reader.feed(text)
        reader.close()
        text = reader.markdown()
    else:
        text = escaped(_BULLET.sub("- ", text))
    lines = [line.rstrip() if html else " ".join(line.split()) for line in text.split("\n")]
    text = _BLANK.sub("\n\n", "\n".join(lines)).strip()
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0].rstrip() + " …"
    return text


def escaped(text: str) -> str:
    """Return plain text such that Markdown shows it as it is; addresses stay addresses."""
    parts = _ADDRESS.split(text)
    parts[::2] = [_LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", part)) for part in parts[::2]]
    return "".join(parts)


class _Reader(HTMLParser):
    """Follows HTML and writes Markdown: paragraphs, lists, stress and safe links; all else is only its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent = 0
        self._links: list[tuple[int, str]] = []
        self._open: list[str] = []

    def markdown(self) -> str:
        """Return what was written, with every mark closed."""
        self._close_all()
        text = "".join(self._parts)
        text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
        return text.strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif self._silent:
            return
        elif tag in _BEGINNINGS:
            if tag in _APART:
                self._close_all()
            self._before_stress(_BEGINNINGS[tag])
        elif tag in _MARKS and _MARKS[tag] not in self._open:
            self._open.append(_MARKS[tag])
            self._parts.append(_MARKS[tag])
        elif tag == "a":
            href = next((value or "" for key, value in attrs if key == "href"), "").strip()
            self._links.append((len(self._parts), href if _SAFE.fullmatch(href) else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._silent:
            return
        elif tag in _BLOCKS or tag in _HEADINGS:
            self._close_all()
            self._parts.append("\n\n")
        elif tag in _MARKS and _MARKS[tag] in self._open:
            self._close(_MARKS[tag])
        elif tag == "a" and self._links:
            begun, href = self._links.pop()
            inner = " ".join("".join(self._parts[begun:]).split())
            if href and inner:
                plain = inner.replace("\\", "")
                shown = plain if href in {plain, f"mailto:{plain}", f"tel:{plain}"} else f"[{inner}]({href})"
                self._parts[begun:] = [shown]

    def handle_data(self, data: str) -> None:
        if not self._silent:
            text = re.sub(r"\s+", " ", data)
            if not self._parts or self._parts[-1].endswith("\n"):
                text = text.lstrip()
            if text.startswith(" "):
                self._before_stress(" ")
                text = text[1:]
            if text:
                self._parts.append(escaped(text))

    def _before_stress(self, space: str) -> None:
        """Write a space or the beginning of a line: before a stress that has no words yet, as it is none after it."""
        at = len(self._parts)
        for mark in reversed(self._open):
            at -= self._parts[at - 1] == mark
        self._parts.insert(at, space)
        for n in range(len(self._links) - 1, -1, -1):  # links that begin behind it
            begun, href = self._links[n]
            if begun <= at:
                break
            self._links[n] = begun + 1, href

    def _close_all(self) -> None:
        """Close every stress: one that goes on in another paragraph is none in Markdown."""
        for mark in reversed(self._open.copy()):
            self._close(mark)

    def _close(self, mark: str) -> None:
        """Close a stress where its last word ends: before a space it would be no stress."""
        self._open.remove(mark)
        space = ""
        while not self._parts[-1].strip():
            space = self._parts.pop() + space
        last = self._parts.pop()
        if last == mark:
            self._parts.append(space)
            return
        words = last.rstrip()
        self._parts += [words, mark, last[len(words) :] + space]
