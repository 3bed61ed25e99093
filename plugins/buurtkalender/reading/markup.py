"""Markdown as organisations write it: to clean HTML for pages, to plain text for feeds."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import Any

_TEXT = ("p", "br", "strong", "em", "del", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "hr", "code", "pre")
_TABLE = ("table", "thead", "tbody", "tr", "th", "td")
TAGS = frozenset((*_TEXT, *_TABLE))
_SCHEMES = ("https:", "mailto:", "tel:")
_EXTENSIONS = ["autolink", "strikethrough", "table"]

_EXTENDED = re.compile(r"[|~@]|://|www\.")
"""What any of the extensions begins with."""
_HEADING = re.compile(r"<(/?)h([1-6])>")
_EMPTY = re.compile(r"<p>\s*</p>\n?|<a rel=[^>]*>(.*?)</a>", re.DOTALL)
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_ITEM = re.compile(r"<li>\s*(?:<p>)?")
_BREAK = re.compile(r"<br ?/?>\n?")
_BLOCK = re.compile(r"</(?:p|h3|h4|ul|ol|blockquote|pre|table)>|<hr ?/?>")
_CELL = re.compile(r"</t[hd]>\s*<t[hd][^>]*>")
_TAG = re.compile(r"<[^>]+>")
_BLANK = re.compile(r"\n{3,}")

_EVERYDAY = re.compile(r"""[\w \n.,;:!?'"()%€’‘“”–—…/*-]*+""")
_STRESSED = re.compile(r"\*(?<!\S\*)(\*?)([^\W_](?:[^*\n]*[^\s*])?)\*\1(?![^\s.,;:!?])")
_SENTENCES = re.compile(r"""(?:(?:[^\W\d]|\d++(?![.)])|["'(€‘“]).*+(?:\n|\Z))++""")
_POINTS = re.compile(r"(?:- [^\W\d].*+(?:\n|\Z))++")


def to_html(markdown: str) -> str:
    """Return the HTML of a description: a small set of tags, links to https, mailto and tel only.

    Raw HTML is dropped; headings become h3 and h4, below those of the page that they land on.
    """
    clean, render = _tools()
    html = render(markdown)
    if "<h" in html:
        html = _HEADING.sub(lambda match: f"<{match[1]}h{3 if match[2] == '1' else 4}>", html)
    return _EMPTY.sub(r"\1", clean.clean(html)).strip()


def to_text(markdown: str) -> str:
    """Return a description as plain text: paragraphs with an empty line between, ``- `` before list items.

    The address of a link follows its text in brackets, unless it is the text.
    """
    text = _everyday(markdown)
    return _through_html(markdown) if text is None else text


def _everyday(markdown: str) -> str | None:
    """Return the plain text of what most people write, or None when it takes a reader of Markdown.

    Sentences, lists of single lines, and stressed words: read like this they cost a tenth, and are the same
    (a property test compares the two).
    """
    odd = "\n " in markdown or "//" in markdown or "_" in markdown or markdown[:1] == " "
    if odd or not _EVERYDAY.fullmatch(markdown):
        return None
    if "*" in markdown:
        markdown = _STRESSED.sub(r"\2", markdown)
        if "*" in markdown:
            return None
    blocks = markdown.strip("\n").split("\n\n")
    after_points = False
    for block in blocks:
        points = block[:2] == "- "
        if not (_POINTS if points else _SENTENCES).fullmatch(block) or (points and after_points):
            return None
        after_points = points
    text = "\n\n".join(blocks)
    return "\n".join([line.rstrip() for line in text.split("\n")]) if " \n" in text else text.rstrip()


def _through_html(markdown: str) -> str:
    html = to_html(markdown)
    html = _LINK.sub(_link, html)
    html = _BREAK.sub("\n", _ITEM.sub("- ", html))
    html = _CELL.sub(" | ", html)
    text = unescape(_TAG.sub("", _BLOCK.sub("\n\n", html)))
    lines = (line.strip() for line in text.splitlines())
    return _BLANK.sub("\n\n", "\n".join(lines)).strip()


def _link(match: re.Match[str]) -> str:
    address, text = match[1].removeprefix("mailto:").removeprefix("tel:"), match[2]
    return text if address == text else f"{text} ({address})"


@cache
def _tools() -> tuple[Any, Any]:
    """Return the one cleaner and the renderer; making a cleaner costs as much as a hundred descriptions."""
    import nh3  # only those who show text pay for it
    from cmarkgfm.cmark import Options, markdown_to_html, markdown_to_html_with_extensions

    cleaner = nh3.Cleaner(
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes={scheme.rstrip(":") for scheme in _SCHEMES},
        url_relative="deny",
        link_rel="noopener noreferrer",
    )

    def render(markdown: str) -> str:
        html: str
        if not _EXTENDED.search(markdown):  # most descriptions: a third of the time
            html = markdown_to_html(markdown, options=Options.CMARK_OPT_DEFAULT)
            return html
        html = markdown_to_html_with_extensions(markdown, options=Options.CMARK_OPT_DEFAULT, extensions=_EXTENSIONS)
        return html

    return cleaner, render
