"""What every sheet of paper has, and how it becomes a PDF that fits: title, colours, letters, the press."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from buurtkalender.domain.facts import contacts_of
from buurtkalender.domain.model import Activity
from buurtkalender.domain.places import NOWHERE
from buurtkalender.domain.values import Occurrence
from buurtkalender.site import addresses
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.model import Site
from buurtkalender.site.publish import parts_digest, value_digest
from buurtkalender.site.subscriptions import qr_code
from buurtkalender.site.theme import light_tokens
from buurtkalender.words.values import ARROWS, PICTURES, UNPRINTED

if TYPE_CHECKING:
    import typst

# --- colours ---------------------------------------------------------------------------------------------
# The colours of the site for what is no page: sheets to print, and pictures.

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class Colours(NamedTuple):
    """Colours as ``#rrggbb``: text on paper, and text on a band."""

    paper: str = "#faf4e8"
    ink: str = "#2a2320"
    band: str = "#8f3218"
    on_band: str = "#fff7ea"


def colours(site: Site) -> Colours:
    """Return the site's colours of light; one that is not written with digits is that of the first theme."""
    found: Colours | None = site.kept.get("colours")
    if found is None:
        usual = (site.renderer.theme.static / "css" / "tokens.css").read_text("utf-8")
        tokens = light_tokens(site.settings.tokens, usual)
        told = {name: tokens.get(name.replace("_", "-"), "") for name in Colours._fields}
        found = Colours(**{name: _six(value) for name, value in told.items() if _HEX.fullmatch(value)})
        site.kept["colours"] = found
    return found


def _six(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


class PaperSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What ``theme/print/sheet.typ`` shows. ``qr`` is SVG, ``shown`` the address as people type it."""

    language: str
    direction: str
    site: str
    title: str
    lead: str
    updated: str
    url: str
    shown: str
    qr: str
    scan: str
    qr_text: str
    contact: str
    band: str
    demo: str
    left_out: str
    page: str


def sheet(site: Site, path: str, title: str, lead: str, updated: date) -> dict[str, Any]:
    """Return the fields of :class:`PaperSheet` for a sheet that stands for the page at ``path``."""
    words, settings = site.words, site.settings
    _ = words.gettext
    url = addresses.absolute(settings.url, path)
    parts = urlsplit(url)
    return {
        "language": words.language,
        "direction": "rtl" if words.right_to_left else "ltr",
        "site": settings.name,
        "title": title,
        "lead": lead,
        "updated": _("Up to date on {day}").format(day=words.whole_day(updated)),
        "url": url,
        "shown": parts.netloc + parts.path.rstrip("/"),
        "qr": qr_code(url),
        "scan": _("Scan for the latest news"),
        "qr_text": _("QR code that leads to {url}").format(url=parts.netloc + parts.path),
        "contact": settings.email or "",
        "band": colours(site).band,
        "demo": _("This is a demonstration. The organisations, activities and telephone numbers are invented.")
        if settings.demo
        else "",
        "left_out": _("{mark}: we cannot print these letters. You find them on the page.").format(mark=LEFT_OUT),
        "page": _("Page {number} of {pages}"),
    }


def monday(day: date) -> date:
    """Return the first day of its week."""
    return day - timedelta(days=day.weekday())


def updated(site: Site, activities: Iterable[str], first: date) -> date:
    """Return the day on which a sheet was brought up to date: that of the last change to what it shows.

    If that was before ``first``, the first day on which the sheet had to be what it is, it is that day. So a sheet
    that nothing happens to stays the same file, and never says a day on which it was not yet true.
    """
    zone = ZoneInfo(site.calendar.zone)
    days = [site.stamps[name].changed.astimezone(zone).date() for name in activities if name in site.stamps]
    return min(max([first, *days]), max(site.today, first))


def wheelchair(site: Site, activity: Activity, occurrence: Occurrence | None = None) -> str:
    """Say whether one can come in a wheelchair; nothing where there is no place to come to."""
    there = site.places.at(activity, occurrence)
    return "" if there.where == NOWHERE else site.words.yes_no(there.fact("wheelchair"))


def telephone(site: Site, activity: Activity) -> str:
    """Return the number to call about an activity, or nothing."""
    return contacts_of(activity, site.calendar.organisations.get(activity.organisation))[0] or ""


def place_on_sheet(site: Site, spec: ListSpec, place: str) -> str:
    """Return a place as it is called on a sheet of a neighbourhood: that is not said again."""
    area = site.calendar.neighbourhoods.get(spec.id) if spec.kind.key == "neighbourhood" else None
    return place.removesuffix(f", {area.name}") if area else place


# --- press -----------------------------------------------------------------------------------------------
# The press: data and a template of the theme become a PDF, the same bytes on every machine.
#
# Only typefaces that come with the project are used, never those of the machine. The PDF is tagged and holds to
# PDF/UA-1 (ISO 14289-1), so that it can be read aloud in the right order; typst refuses to make one that cannot be.

TYPEFACES = ("fontpkg-atkinson-hyperlegible", "fontpkg-noto-sans", "fontpkg-noto-sans-arabic")
"""The packages that hold them. The first was made for people who see little; the others have what that has not: the
letters of all Europe, and Arabic."""

LEFT_OUT = "[…]"
"""What stands for a word with letters that no typeface here has: a box would say nothing, and spoil the whole sheet."""

_ARROWS = re.compile(f"[{ARROWS}]")
_WORD = r"[^\s.,;:!?()\[\]\"“”„‘’/–—-]"
_LOST = re.compile(f"(?:{_WORD}*{UNPRINTED.pattern}{_WORD}*\\s?)+")
_UNSURE = re.compile(r"\S*[^\s -~\u00a0-\u017f\u2000-\u206f€]\S*")
"""A word with letters beyond those of Western Europe."""

_TOKEN = re.compile(r"\S{16,}")
WIDE = 28
"""So many letters go on one line of every column that addresses stand in."""

_ADDRESS = re.compile(r"[@_=]|://|www\.")
_SIGN = re.compile(r"[@_=&?#%+~]|\.(?=[^\W\d_]{2})|[b-df-hj-np-tv-xz]{8}|[aeiouy]{6}|\d{20}", re.IGNORECASE)
"""Beside these what is long and no word may be divided: typst divides words only."""

_AS_THEY_ARE = {"contact", "email", "qr", "qr_text", "shown", "url"}
"""What people copy, or follow."""

_UNLETTERED = {"left_out", "qr", "qr_text", "url"}
"""What is not set in letters; and the sentence about what is left out, which holds the mark for it itself."""

_LONG = re.compile(r"[^\W\d_]{16}")
"""A word that may be wider than the narrowest place for running text, half a flyer; titles look after themselves."""

_CYRILLIC = re.compile("[\u0400-\u04ff]{12}")

_used = False


def in_use() -> bool:
    """Whether this process has printed.

    It must not be forked any more: typst's threads do not come along, and a child would wait for them for ever.
    """
    return _used


class Press:
    """Prints with the templates in a folder (``theme/print``)."""

    def __init__(self, templates: Path) -> None:
        self.templates = templates
        self._compilers: dict[str, typst.Compiler] = {}

    @cached_property
    def digest(self) -> bytes:
        """A digest of all that a sheet is made of but its data: templates, typefaces and typst itself."""
        texts = [path.read_bytes() for path in sorted(self.templates.glob("*.typ"))]
        return parts_digest(*texts, value_digest([version(name) for name in ("typst", *TYPEFACES)]))

    def pdf(self, template: str, sheet: Any, day: date) -> bytes:
        """Return the PDF that a template makes of a sheet; ``day`` is the date that it says to be of."""
        global _used  # noqa: PLW0603 - a fact about the process
        _used = True
        from typst import TypstError

        compiler = self._compilers.get(template) or self._compiler(template)
        moment = int(datetime.combine(day, time(12), UTC).timestamp())
        shown = _told(msgspec.to_builtins(sheet), _set)
        try:
            return _compiled(compiler, shown, moment)
        except TypstError:  # typst refuses what cannot be read aloud
            return _compiled(compiler, _told(shown, lambda text: _UNSURE.sub(LEFT_OUT, text)), moment)

    def _compiler(self, template: str) -> typst.Compiler:
        import typst

        made = self._compilers[template] = typst.Compiler(
            str(self.templates / template),
            root=str(self.templates),
            font_paths=self._fonts,
            ignore_system_fonts=True,
        )
        return made

    @cached_property
    def _fonts(self) -> typst.Fonts:
        import typst

        folders = [str(folder) for folder in typefaces()]
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def printable(text: str) -> str:
    """Return a text without emoji and other pictures, and with a mark where a word has letters that no typeface has."""
    if text.isascii():
        return text
    text = PICTURES.sub("", _ARROWS.sub("-", text))
    return _LOST.sub(_mark, text) if UNPRINTED.search(text) else text


def _mark(word: re.Match[str]) -> str:
    return LEFT_OUT + " " * word[0][-1].isspace()


def _set(text: str) -> str:
    """Return a text as it is set: a price and ``t/m`` on one line, and what is long can be divided."""
    text = printable(text).replace("€ ", "€\u00a0").replace("t/m", "t/\u2060m")
    return _TOKEN.sub(_in_parts, text) if len(text) > 15 else text


def _in_parts(token: re.Match[str]) -> str:
    """Let something long be divided where typst would not, and an address anywhere: a hyphen would be part of it."""
    if len(token[0]) > WIDE and _ADDRESS.search(token[0]):
        return "\u200b".join(token[0][n : n + 3] for n in range(0, len(token[0]), 3))
    return _SIGN.sub("\u200b\\g<0>\u200b", token[0])


def _told(value: Any, told: Callable[[str], str]) -> Any:
    """Return data with each text in it told so."""
    if isinstance(value, str):
        return told(value)
    if isinstance(value, dict):
        return {key: one if key in _AS_THEY_ARE else _told(one, told) for key, one in value.items()}
    return [_told(one, told) for one in value] if isinstance(value, list | tuple) else value


def typefaces() -> list[Path]:
    """Return the folders of the typefaces, in order; fontpkg finds them too, but looks at all packages: 80 ms."""
    modules = [find_spec(name.replace("-", "_")) for name in TYPEFACES]
    return [Path(module.origin).parent / "files" for module in modules if module and module.origin]


def _compiled(compiler: typst.Compiler, sheet: dict[str, Any], moment: int) -> bytes:
    made = compiler.compile(
        format="pdf",
        sys_inputs={"sheet": msgspec.json.encode(_with_looks(sheet)).decode()},
        pdf_standards=["ua-1"],
        timestamp=moment,
    )
    return cast("bytes", made)


def _with_looks(sheet: dict[str, Any]) -> dict[str, Any]:
    """Return a sheet with what its template has to know of its letters: typst takes ten times as long to look."""
    words = "\n".join(_texts(one for key, one in sheet.items() if key not in _UNLETTERED))
    return sheet | {
        "long": _LONG.search(words) is not None,
        "cyrillic": _CYRILLIC.search(words) is not None,
        "lost": LEFT_OUT in words,
    }


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts(value.values())
        elif isinstance(value, list | tuple):
            yield from _texts(value)


# --- fitting ---------------------------------------------------------------------------------------------
# How to make a sheet fit on one page: guess the size of its letters, and look whether it came out.
#
# typst can measure what it sets, but every measurement costs as much as half a sheet. A guess is right nine times out
# of ten, and a PDF says in its first bytes how many pages it has.

LETTER = 0.53
"""How wide a letter is on average, as a part of its size; measured on the demo's texts, a bit on the safe side."""

LINE = 1.32
"""How high a line is, as a part of the size of its letters."""

_PAGES = re.compile(rb"/Type/Pages/Count (\d+)")


def pages(pdf: bytes) -> int:
    """Return how many pages a PDF of ours has."""
    found = _PAGES.search(pdf)
    return int(found[1]) if found else 1


def on_one_page(press: Press, template: str, sheets: Iterable[PaperSheet], day: date) -> bytes:
    """Return the first of these sheets that takes one page, else the last."""
    made = b""
    for sheet in sheets:
        made = press.pdf(template, sheet, day)
        if pages(made) == 1:
            break
    return made


def height(text: str, size: float, width: float) -> float:
    """Guess how high a paragraph is, in points, in letters of this size and a column of this width."""
    return ceil(len(text) * LETTER * size / width) * LINE * size if text else 0


def from_guess(sizes: Sequence[float], guess: Callable[[float], float], room: float) -> Sequence[float]:
    """Return the sizes, the largest first, from the one whose guessed height has room; at least the smallest."""
    first = next((number for number, size in enumerate(sizes) if guess(size) <= room), len(sizes) - 1)
    return sizes[first:]
