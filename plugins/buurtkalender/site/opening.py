"""Whether a venue is open today, as its page says it."""

from __future__ import annotations

from buurtkalender.domain.model import Activity, Venue
from buurtkalender.domain.recurrence import Window, days_off, of_activity
from buurtkalender.site.model import Site


def open_today(site: Site, venue: Venue) -> str:
    """Return a sentence, ``Vandaag, dinsdag 24 november: 8.30 tot 22.30 uur.``; empty when the hours are not known.

    The hours follow the rules of activities: holidays that they leave out, and the days on which the venue is closed.
    """
    if not venue.opening_hours:
        return ""
    words = site.words
    _ = words.gettext
    door = Activity(id=f"/{venue.id}", title=venue.name, when=venue.opening_hours, themes=(), venue=venue.id)
    day = words.day(site.today)
    if any(site.today in days for days in venue.closed):
        return _("Today, {day}: closed.").format(day=day)
    window = Window(site.today, site.today)
    off = site.kept.setdefault("days off today", days_off(site.calendar, window))
    hours = of_activity(site.calendar, door, window, off)
    if hours:
        return _("Today, {day}: {hours}.").format(day=day, hours=words.all_of(words.time_of(one) for one in hours))
    held = site.selection.occurrences(("venue", venue.id), first=site.today, last=site.today)
    if any(not one.cancelled for one in held):
        return _("Today, {day}: open only for what there is to do.").format(day=day)
    return _("Today, {day}: closed.").format(day=day)
