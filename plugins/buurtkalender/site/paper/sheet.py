"""What every sheet of paper has: a title, the day it was brought up to date, and the way back to the page it is of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from buurtkalender.domain.model import Activity, Occurrence
from buurtkalender.domain.places import NOWHERE
from buurtkalender.domain.quality.facts import reached
from buurtkalender.site import addresses
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.model import Site
from buurtkalender.site.paper.colours import colours
from buurtkalender.site.subscriptions import qr_code


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
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
    page: str


def sheet(site: Site, path: str, title: str, lead: str, updated: date) -> dict[str, Any]:
    """Return the fields of :class:`Sheet` for a sheet that stands for the page at ``path``."""
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
    return reached(activity, site.calendar.organisations.get(activity.organisation))[0] or ""


def place_in(site: Site, spec: ListSpec, place: str) -> str:
    """Return a place as it is called on a sheet of a neighbourhood: that is not said again."""
    area = site.calendar.neighbourhoods.get(spec.id) if spec.kind.key == "neighbourhood" else None
    return place.removesuffix(f", {area.name}") if area else place
