"""Markdown as organisations write it to HTML and text; and HTML of others to Markdown."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import Any

from buurtkalender.words.values import HIDDEN

_TEXT = ("p", "br", "strong", "em", "del", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "hr", "code", "pre")
_TABLE = ("table", "thead", "tbody", "tr", "th", "td")
TAGS = frozenset((*_TEXT, *_TABLE))
_SCHEMES = ("https:", "mailto:", "tel:")
_EXTENSIONS = ["autolink", "strikethrough", "table"]

_EXTENDED = ("|", "~", "@", "://", "www.")
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


def description_html(markdown: str) -> str:
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
    html = description_html(markdown)
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
        if not any(map(markdown.__contains__, _EXTENDED)):  # most descriptions: a third of the time
            html = markdown_to_html(markdown, options=Options.CMARK_OPT_DEFAULT)
            return html
        html = markdown_to_html_with_extensions(markdown, options=Options.CMARK_OPT_DEFAULT, extensions=_EXTENSIONS)
        return html

    return cleaner, render


# --- HTML of others -------------------------------------------------------------------------------------
# Descriptions of others as Markdown: HTML becomes text, and what only looks like Markdown stays as it was written.

LONGEST = 8_000
"""Characters; a file allows 10,000."""

_HTML = re.compile(
    r"</?(?:p|br|b|i|u|a|div|span|ul|ol|li|strong|em|html|body|h[1-6]|table|td|tr|font|img|script|style|svg|iframe)"
    r"(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE)
_SPECIAL = re.compile(r"([\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_]))")
_LINE_START = re.compile(r"^( *)(#{1,6} |>|\+ |=+[ \t]*$|-+[ \t]*$|~{3,})", re.MULTILINE)
_LINE_OF_ITS_OWN = re.compile(r"(?<=[^\n])\n(?![\n#]|- )")
"""The end of a line that another follows: Markdown reads it as a blank, unless there are two of those before it."""

_BULLET = re.compile(r"^[ \t]*[•·●▪*–]\s+", re.MULTILINE)
_ADDRESS = re.compile(r"(https?://\S+)")
_SAFE = re.compile(r"(?:https://|mailto:|tel:)[^\s<>()\"']+", re.IGNORECASE)
_PLAIN_HTTP = re.compile(r"http://[^\s<>()\"'\\`]+", re.IGNORECASE)
_DIVIDED = re.compile(r"<(?:p|div|ul|ol|li|table|tr|h[1-6]|html|body|blockquote|section|article)\b", re.IGNORECASE)
"""HTML in which paragraphs are elements; in all other the ends of lines are those that somebody typed."""

_LINE_END = re.compile(r"(?:<br ?/?>)?\n", re.IGNORECASE)
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
    """Return a description as Markdown, at most LONGEST characters, without the block to join a video call."""
    return without_call(whole_markdown(text, html=html))


def whole_markdown(text: str, *, html: bool) -> str:
    """Return a description as Markdown, at most LONGEST characters. Lines stay lines, also those of an address."""
    text = text[: LONGEST * 8].replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = HIDDEN.sub("", text)
    if html:
        reader = _Reader()
        reader.feed(text if _DIVIDED.search(text) else _LINE_END.sub("<br>", text))
        reader.close()
        text = reader.markdown()
    else:
        text = HIDDEN.sub("", _ENTITY.sub(lambda match: unescape(match[0]), text))
        text = escaped(_BULLET.sub("- ", text.replace("\u00a0", " ")))
    lines = [line.rstrip() if html else " ".join(line.split()) for line in text.split("\n")]
    text = _LINE_OF_ITS_OWN.sub("  \n", _BLANK.sub("\n\n", "\n".join(lines)).strip())
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0].rstrip() + " …"
    return text


def without_call(markdown: str) -> str:
    """Return a text without the block that a program puts below it to join a video call.

    Known by what it begins with, and by what only such a block holds: a line of signs, or the name of a program in a
    sentence of a person, ends nothing. Teams, Google Meet and Zoom put it between two lines of signs.
    """
    lines = _MEET.sub("\n\n", markdown).split("\n")
    bare = [_SIGNS.sub("", line).strip() for line in lines]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        end = _call_end(bare, at)
        kept.append(lines[at] if end == at else "")
        at = max(end, at + 1)
    found = _BLANK.sub("\n\n", "\n".join(kept)).strip()
    return found if found != _BLANK.sub("\n\n", markdown).strip() else markdown


def _call_end(bare: list[str], at: int) -> int:
    """Return the line behind a block that begins at a line; the line itself where none does."""
    line = bare[at]
    ahead = [one for one in bare[at + 1 : at + 12] if one]
    ruled = _RULE.fullmatch(line) is not None
    begins = _CALL_HEAD.match(ahead[0]) if ruled and ahead else _CALL_HEAD.match(line)
    if not begins or not any(map(_JOINS.search, (line, *ahead))):
        return at
    if ruled:
        for end in range(at + 2, min(len(bare), at + MOST_CALL_LINES)):
            if bare[end][:1] == line[:1] and _RULE.fullmatch(bare[end]):
                return end + 1
        at += 1
    end = at + 1
    while end < len(bare) and (not bare[end] or _CALL_LINE.match(bare[end])):
        end += 1
    return end


MOST_CALL_LINES = 60
_SIGNS = re.compile(r"[\\*\[\]]")
_MEET = re.compile(r"-::[~:]{10,}-.*?-::[~:]{10,}-", re.DOTALL)
_RULE = re.compile(r"_{20,}|[─━]{8,}")
_JOINS = re.compile(
    r"https://\S*(?:zoom\.us|teams\.microsoft|teams\.live|meet\.google|webex\.com)|"
    r"\b(?:meeting|vergadering)s?[ -]?(?:id|nummer|number)\b",
    re.IGNORECASE,
)
_CALL_HEAD = re.compile(
    r"Microsoft Teams|Join Zoom|Join (?:with|using) Google Meet|Join (?:your )?Webex|.{1,80} is inviting you to a |"
    r".{1,80} nodigt (?:u|je) uit voor een (?:geplande )?Zoom|(?:Deelnemen aan|Neem deel aan) (?:de |een )?Zoom|"
    r"Deelnemen met Google Meet|(?:Neem deel|Deelnemen) (?:via|aan|met) (?:je |uw )?Webex|-- Do not delete or change|"
    r"When it's time, join your Webex|Join the meeting now|Nu deelnemen aan de vergadering",
    re.IGNORECASE,
)
_CALL_LINE = re.compile(
    r"<?https?://\S+>?$|.{0,80}https?://\S*(?:zoom\.us|teams\.(?:microsoft|live)|meet\.google|tel\.meet|webex\.com|"
    r"aka\.ms/jointeams|dialin\.|support\.google\.com/a/)|"
    r"(?:meeting|vergadering)s?[ -]?(?:id|nummer|number)\b|(?:phone|telefonische|telefoon)[ -]?(?:vergader|confer)|"
    r"(?:passcode|password|meeting password|toegangscode|wachtwoord|pincode|pin|host key)\b[^:]{0,40}:|"
    r"Microsoft Teams|(?:Topic|Time|Onderwerp|Tijd):|One tap mobile|Dial\b|You can also dial|Find (?:your|a) local n|"
    r"Zoek (?:uw|je|een) lokale? n|Join (?:Zoom|with|by|from|on|meeting|the meeting|your)\b|Tap to join|Need help\?|"
    r"Hebt u hulp nodig|(?:Nu )?deelnemen (?:aan (?:de )?(?:zoom|vergadering|meeting|webex)|op uw|met google|via uw|"
    r"per telefoon)|Klik hier om deel te nemen|Click here to join|Teams downloaden|Download Teams|Or (?:dial|call in)|"
    r"Of (?:bel|inbellen)\b|More phone numbers|Meer telefoonnummers|(?:Learn more|Meer informatie)(?: about meet|.*\|| "
    r"over meet)|Meeting options|Opties voor (?:de )?vergadering|Voor organisatoren|For organizers|Reset pin|"
    r"Pincode opnieuw|"
    r"Please do not edit|Bewerk dit gedeelte niet|Global call-in|If you are a host|When it's time|-- Do not delete|"
    r"[•-]?\s*(?:\(\w\w\)\s*)?\+\d[\d ,#*();.-]{6,}|\d{1,3}(?:\.\d{1,3}){3}\b|[_─━=~-]{3,}$|---?$",
    re.IGNORECASE,
)


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
            self._links.append((len(self._parts), href if _SAFE.fullmatch(href) or _PLAIN_HTTP.fullmatch(href) else ""))

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
                if href in {plain, f"mailto:{plain}", f"tel:{plain}"}:
                    shown = plain
                elif _PLAIN_HTTP.fullmatch(href):  # no link of ours, and yet the way to go
                    shown = f"{inner} ({href})"
                else:
                    shown = f"[{inner}]({href})"
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
