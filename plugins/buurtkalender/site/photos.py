"""Photographs and logos on pages. None is published as it was handed in.

Each is decoded and drawn anew as WebP, in one or two widths. What else was in the file stays behind: where a photograph
was taken and by whom, a thumbnail of what was cut away, a program behind the last dot.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import msgspec

from buurtkalender.domain.model import Activity, Organisation, Venue
from buurtkalender.domain.values import Image
from buurtkalender.reading.files import FORMATS, MOST_PICTURE_BYTES, PictureFile
from buurtkalender.site import addresses
from buurtkalender.site.marking import filled
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output, parts_digest, value_digest

PHOTO_WIDTHS = (480, 960)
LOGO_WIDTHS = (200, 400)
QUALITY = 76


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """What ``parts/photo.html`` shows: addresses, the size of the largest, and the text for who does not see it.

    ``by`` says who holds the rights.
    """

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    by: str = ""


class PhotoUse(msgspec.Struct, frozen=True):
    """A picture that some page shows: its file below the content folder, and the widths it is wanted in."""

    page: str
    file: str
    alt: str
    widths: tuple[int, ...] = PHOTO_WIDTHS
    by: str = ""


def of_activity(activity: Activity) -> PhotoUse | None:
    """Return the photograph of an activity; nothing for one of which nobody said who holds the rights."""
    folder = f"activities/{activity.organisation}"
    return _pictured(activity.image, addresses.activity(activity.id), folder)


def of_venue(venue: Venue) -> PhotoUse | None:
    """Return the photograph of a venue; nothing for one of which nobody said who holds the rights."""
    return _pictured(venue.image, addresses.venue(venue.id), "venues")


def _pictured(image: Image | None, page: str, folder: str) -> PhotoUse | None:
    if image is None or not image.by:
        return None
    return PhotoUse(page, f"{folder}/{image.file}", image.alt, by=image.by)


def of_organisation(site: Site, one: Organisation) -> PhotoUse | None:
    """Return the logo of an organisation."""
    if one.logo is None:
        return None
    alt = site.words.gettext("Logo of {name}").format(name=one.name)
    return PhotoUse(addresses.organisation(one.id), f"organisations/{one.logo}", alt, LOGO_WIDTHS)


def photo(site: Site, shown: PhotoUse | None) -> Photo | None:
    """Return a picture as its page shows it; nothing for one that was not read."""
    seen = site.pictures.get(shown.file) if shown else None
    if shown is None or seen is None or seen.refused:
        return None
    widths = _widths(shown, seen)
    files = [(addresses.photo(shown.page, width), width) for width in widths]
    return Photo(
        src=files[-1][0],
        srcset=", ".join(f"{path} {width}w" for path, width in files) if len(files) > 1 else "",
        width=widths[-1],
        height=_height(seen, widths[-1]),
        alt=shown.alt,
        by=filled(site.words.gettext("Photo: {name}"), name=site.words.own(shown.by)) if shown.by else "",
    )


def key_of(site: Site, shown: PhotoUse | None) -> bytes:
    """Return a digest of what a page shows of a picture."""
    return value_digest(photo(site, shown))


def photos(site: Site) -> Iterator[Output]:
    """Yield every picture in each of its widths."""
    from PIL import __version__ as made_by

    calendar = site.calendar
    every = [
        *map(of_activity, calendar.activities.values()),
        *map(of_venue, calendar.venues.values()),
        *(of_organisation(site, one) for one in calendar.organisations.values()),
    ]
    for shown in every:
        seen = site.pictures.get(shown.file) if shown else None
        if shown is None or seen is None or seen.refused:
            continue
        for width in _widths(shown, seen):
            key = parts_digest(b"photo", made_by.encode(), seen.digest.encode(), value_digest(width))
            make = partial(_made, site.settings.content / shown.file, width, _height(seen, width))
            yield Output(addresses.photo(shown.page, width), key, make)


def _widths(shown: PhotoUse, seen: PictureFile) -> list[int]:
    """Return the widths that a picture comes in: never wider than it is."""
    fitting = [width for width in shown.widths if width < seen.width]
    return [*fitting, seen.width] if len(fitting) < len(shown.widths) else fitting


def _height(seen: PictureFile, width: int) -> int:
    return max(1, round(seen.height * width / seen.width))


def _made(file: Path, width: int, height: int) -> bytes:
    with file.open("rb") as handle:
        return redrawn(handle.read(MOST_PICTURE_BYTES + 1), width, height)


def redrawn(octets: bytes, width: int, height: int) -> bytes:
    """Return a picture drawn anew in this size, as WebP.

    Nothing but its dots is in it: of what else Pillow knows of a picture, it writes only what it is asked to.
    """
    from PIL import Image, ImageOps

    with Image.open(BytesIO(octets), formats=FORMATS) as opened:
        opened.draft("RGB", (2 * max(width, height), 2 * max(width, height)))  # a JPEG is decoded no larger than needed
        upright = ImageOps.exif_transpose(opened)
        see_through = "A" in upright.getbands() or "transparency" in upright.info
        plain = upright.convert("RGBA" if see_through else "RGB").resize((width, height), Image.Resampling.LANCZOS)
    out = BytesIO()
    plain.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
