"""What a page of today says when it is opened on another day: sites are built at night, and pages are kept."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from buurtkalender.site import addresses
from buurtkalender.site.model import Site
from buurtkalender.site.theme import OFFLINE_SCRIPT, TODAY_SCRIPT


class Stale(NamedTuple):
    """The note, which a script shows when it is needed.

    ``built`` is the day of which the page is, in the calendar's zone, ``last`` the last one that has a page below
    ``days``. ``of`` is what the page shows as seen from that day: "today", "tomorrow" or "weekend".
    """

    built: date
    last: date
    of: str
    made: str
    days: str


def stale(site: Site, of: str) -> Markup:
    """Return the note for a page, as HTML."""
    made = site.words.gettext("This page was made on {day}.").format(day=site.words.day(site.today))
    versions, language = site.renderer.versions, site.words.language
    last = site.list_days[1] if site.words.foreign else site.page_days[1]
    days = versions.prefix(language) + addresses.DAYS
    return site.renderer.kept("parts/stale.html", Stale(site.today, last, of, made, days))


def script(site: Site) -> tuple[str, ...]:
    """Return the scripts of such a page."""
    return tuple(site.renderer.theme.asked_with_digest(script) for script in (TODAY_SCRIPT, OFFLINE_SCRIPT))
