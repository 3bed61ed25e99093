"""The sheets and pictures that stand beside the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache, partial
from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from zlib import Z_RLE

from buurtkalender.domain.model import Activity
from buurtkalender.site import addresses
from buurtkalender.site.details import lapsed
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.lists import lists
from buurtkalender.site.model import Site
from buurtkalender.site.pages.activity import pattern_sentences
from buurtkalender.site.paper import poster as posters
from buurtkalender.site.paper.flyer import brought_up_to_date, flyer, flyer_dates, flyer_sizes
from buurtkalender.site.paper.poster import programme
from buurtkalender.site.paper.sheet import (
    TYPEFACES,
    Colours,
    PaperSheet,
    Press,
    colours,
    monday,
    on_one_page,
    printable,
    typefaces,
    updated,
)
from buurtkalender.site.publish import FileGroup, Output, parts_digest, value_digest
from buurtkalender.site.subscriptions import has_flyer, has_papers, has_picture, pictured
from buurtkalender.words.catalogues import capital

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

WEEK = timedelta(days=7)


def papers(site: Site) -> Iterator[Output | FileGroup]:
    """Yield the sheets of all neighbourhoods, venues and activities, if the settings want any."""
    if not site.settings.papers:
        return
    press = Press(site.settings.theme / "print")
    shared = parts_digest(press.digest, site.shell_digest)
    for spec in lists(site):
        if has_papers(site, spec):
            yield _of_list(site, spec, press, shared)
    for activity in site.calendar.activities.values():
        if has_flyer(site, activity):
            yield _flyer(site, activity, press, shared)


def _of_list(site: Site, spec: ListSpec, press: Press, shared: bytes) -> FileGroup:
    """Return the sheets of a list as a group: nobody works them out before something about them changed."""
    concerned = site.selection.concerned(*spec.facets)
    known = [key for name in concerned for key in _keys(site, site.calendar.activities[name])]
    first = monday(site.today)
    day = updated(site, concerned, first)
    key = parts_digest(shared, value_digest(spec.title, spec.facets, first, day), *known)
    return FileGroup(addresses.paper(spec.path, ""), key, partial(_sheets, site, spec, press, first, day))


def _keys(site: Site, activity: Activity) -> Iterator[bytes]:
    yield site.activity_keys[activity.id]
    yield site.organisation_digest(activity.organisation)


def _sheets(site: Site, spec: ListSpec, press: Press, first: date, day: date) -> Iterator[Output]:
    for name, when in ((addresses.THIS_WEEK, first), (addresses.NEXT_WEEK, first + WEEK)):
        for suffix, large in (("", False), (addresses.LARGE, True)):
            sheet = programme(site, spec, when, day, large=large)
            printed = partial(press.pdf, "programme.typ", sheet, day)
            yield Output(addresses.paper(spec.path, name + suffix), _key(press, "programme.typ", sheet, day), printed)

    if spec.kind.poster:
        path = addresses.paper(spec.path, addresses.THIS_MONTH)
        whole = posters.poster(site, spec, first, day)
        printed = partial(on_one_page, press, "poster.typ", posters.ways(whole), day)
        yield Output(path, _key(press, "poster.typ", whole, day), printed)


def _flyer(site: Site, activity: Activity, press: Press, shared: bytes) -> FileGroup:
    """Return the flyer of an activity as a group of one: it is only printed where what it says came out different."""
    dates = flyer_dates(site, activity)
    day = brought_up_to_date(site, activity, dates)
    people = [site.organisation_digest(one) for one in (activity.organisation, *activity.partners)]
    key = parts_digest(
        shared, site.activity_keys[activity.id], *people, value_digest(dates, day, lapsed(site, activity))
    )
    path = addresses.paper(addresses.activity(activity.id), addresses.FLYER)

    def outputs() -> Iterator[Output]:
        whole = flyer(site, activity, dates, day)
        printed = partial(on_one_page, press, "flyer.typ", flyer_sizes(whole), day)
        yield Output(path, _key(press, "flyer.typ", whole, day), printed)

    return FileGroup(path, key, outputs)


def _key(press: Press, template: str, sheet: PaperSheet, day: date) -> bytes:
    return parts_digest(press.digest, template.encode(), value_digest(sheet, day))


# --- pictures --------------------------------------------------------------------------------------------
# What messengers show of a link: a picture with the title, and when and where (Open Graph).
#
# Drawn with sixteen colours: a picture of 1200 by 630 is then some seventeen kilobytes, and takes a few milliseconds.

WIDTH, HEIGHT = 1200, 630
"""What Facebook, WhatsApp and others ask for: 1.91 to 1."""

BAND = 120
MARGIN = 64
ROOM = WIDTH - 2 * MARGIN
"""How long a line may be."""

TITLE_SIZES = {104: 2, 88: 3, 72: 3, 60: 5, 48: 7}
"""The sizes of a title's letters, and how many lines it may take in these."""

NAME_SIZES = range(48, 15, -4)
SIZE = 42
SHADES = 8
"""How many steps there are between a colour and that of the letters on it: those of paper and band fit in four bits."""

_STEPS = [value * SHADES // 256 for value in range(256)]

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_OTHER = re.compile("[^\u0000-\u017f\u2010-\u2026\u20ac\u2122]|0")
"""What is set in another typeface: letters that Atkinson has not, and zero, which it strikes through."""


ARABIC = 2
"""Which of the typefaces has Arabic."""


class PictureText(NamedTuple):
    """What a picture says."""

    site: str
    title: str
    lines: tuple[str, ...]
    colours: Colours


def pictures(site: Site) -> Iterator[Output]:
    """Yield the pictures of the site, of its neighbourhoods and themes, and of every activity."""
    if not site.settings.papers:
        return
    shared = value_digest([version(name) for name in ("pillow", *TYPEFACES)])
    for spec in lists(site):
        if has_picture(spec):
            yield _picture_output(spec.path, _picture_of_list(site, spec), shared)
    for activity in site.calendar.activities.values():
        if pictured(activity):
            yield _picture_output(addresses.activity(activity.id), _of_activity(site, activity), shared)


def _picture_output(path: str, shown: PictureText, shared: bytes) -> Output:
    return Output(addresses.picture(path), parts_digest(shared, value_digest(shown)), partial(draw, shown))


def _picture_of_list(site: Site, spec: ListSpec) -> PictureText:
    _ = site.words.gettext
    if spec.path == addresses.HOME:
        title, lines = _("What is on near you?"), (_("All activities in the neighbourhood in one calendar"),)
    else:
        title, lines = spec.title, (_("When, where and what it costs"),)
    return PictureText(site.settings.name, title, lines, colours(site))


def _of_activity(site: Site, activity: Activity) -> PictureText:
    place = site.cards.place(site.places.usual(activity))
    when = pattern_sentences(site, activity)
    price = [capital(site.words.price(activity.cost))] if activity.cost else []
    later = [site.words.gettext("More times are on the page.")] if len(when) > 1 else []
    lines = (*when[:1], *later, *([place] if place else []), *price)
    return PictureText(site.settings.name, activity.title, lines, colours(site))


# --- drawing ----------------------------------------------------------------------------------------


def draw(shown: PictureText) -> bytes:
    """Return the picture as PNG."""
    from PIL import Image, ImageDraw

    rest = Image.new("L", (WIDTH, HEIGHT - BAND))
    pen = ImageDraw.Draw(rest)
    title = printable(shown.title)
    face = _face(title, bold=True)
    size, lines = _fitted(title, face)
    down = 44.0
    for line in lines:
        pen.text((MARGIN, down), line, 255, _font(face, size))
        down += size * 1.12
    down += 30
    for told in map(printable, shown.lines):
        font = _font(_face(told, bold=False), SIZE)
        lines = _wrapped(told, font)
        if down + SIZE * 1.45 * len(lines) > rest.height - 12:
            break  # all of a line or nothing: the picture stands beside a link to the rest
        for line in lines:
            pen.text((MARGIN, down), line, 255, font)
            down += SIZE * 1.45
    whole = _with_band(shown.site, shown.colours).copy()
    whole.paste(rest.point(_STEPS), (0, BAND))
    out = BytesIO()
    # Runs of one colour are nearly all there is: looking for more takes twice as long, and finds less than a kilobyte.
    whole.save(out, "PNG", bits=4, compress_level=6, compress_type=Z_RLE)
    return out.getvalue()


@cache
def _with_band(name: str, found: Colours) -> Image:
    """Return the picture of a site before anything is told on it: its colours, and its name on a band."""
    from PIL import Image, ImageDraw

    band = Image.new("L", (WIDTH, BAND))
    text = printable(name)
    fonts = [_font(_face(text, bold=True), size) for size in NAME_SIZES]
    font = next((one for one in fonts if one.getlength(text) <= ROOM), fonts[-1])
    ImageDraw.Draw(band).text((MARGIN, BAND // 2), text, 255, font, "lm")
    whole = Image.new("P", (WIDTH, HEIGHT))
    whole.paste(band.point([SHADES + step for step in _STEPS]), (0, 0))
    whole.putpalette([*_ramp(found.paper, found.ink), *_ramp(found.band, found.on_band)])
    return whole


def _fitted(title: str, face: Face) -> tuple[int, Sequence[str]]:
    """Return the size of letters in which a title takes few lines and its longest word one, and these lines."""
    for size, most in TITLE_SIZES.items():
        font = _font(face, size)
        lines = _wrapped(title, font)
        if len(lines) <= most and max((_length(word, font) for word in title.split()), default=0) <= ROOM:
            break
    return size, lines


@lru_cache(maxsize=2_000)  # many activities say the same of prices and times
def _wrapped(text: str, font: FreeTypeFont) -> Sequence[str]:
    """Return the lines of a text; a word that is wider than a line is divided."""
    lines: list[str] = []
    space, used = _length(" ", font), 0.0
    for word in text.split():
        used += space + _length(word, font)
        if lines and used <= ROOM:
            lines[-1] += f" {word}"
        else:
            lines.extend(_divided(word, font))
            used = _length(lines[-1], font)
    return lines


@lru_cache(maxsize=4_000)
def _length(word: str, font: FreeTypeFont) -> float:
    return font.getlength(word)


def _divided(word: str, font: FreeTypeFont) -> Iterator[str]:
    while _length(word, font) > ROOM:
        most = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or font.getlength(f"{word[:n]}-") <= ROOM)
        yield f"{word[:most]}-"
        word = word[most:]
    yield word


def _ramp(ground: str, letters: str) -> Sequence[int]:
    """Return the colours from that of the ground to that of the letters."""
    first, last = ([int(colour[n : n + 2], 16) for n in (1, 3, 5)] for colour in (ground, letters))
    return [
        start + (end - start) * step // (SHADES - 1)
        for step in range(SHADES)
        for start, end in zip(first, last, strict=True)
    ]


class Face(NamedTuple):
    """A typeface: the folder that it is in, its file, and its weight where one file has all of them."""

    family: int
    file: str
    weight: int = 0


def _face(text: str, *, bold: bool) -> Face:
    """Return the typeface that has all letters of a text."""
    weight = 700 if bold else 400
    if _ARABIC.search(text):
        return Face(ARABIC, "NotoSansArabic[wdth,wght].ttf", weight)
    if _OTHER.search(text):
        return Face(1, "NotoSans[wdth,wght].ttf", weight)
    return Face(0, f"AtkinsonHyperlegible-{'Bold' if bold else 'Regular'}.ttf")


@cache
def _font(face: Face, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    # Letters that do not join need no shaping, and are set twice as fast without.
    engine = ImageFont.Layout.RAQM if face.family == ARABIC else ImageFont.Layout.BASIC
    font = ImageFont.truetype(typefaces()[face.family] / face.file, size, layout_engine=engine)
    if face.weight:
        font.set_variation_by_axes(
            [face.weight if axis["name"] == b"Weight" else 100 for axis in font.get_variation_axes()]
        )
    return font
