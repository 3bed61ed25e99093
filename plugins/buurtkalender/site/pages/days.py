"""A page for each day and week, for today, tomorrow and this weekend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from buurtkalender.site import addresses
from buurtkalender.site.cards import CARD, ROW
from buurtkalender.site.listing import Heading, ListItem, by_day, daily_apart, group, often_heading
from buurtkalender.site.marking import filled
from buurtkalender.site.model import Site
from buurtkalender.site.publish import FileGroup, value_digest
from buurtkalender.site.render import Frame, PageLink
from buurtkalender.site.theme import DAYS_SCRIPT, OFFLINE_SCRIPT, TODAY_SCRIPT
from buurtkalender.words.dates import ONE_DAY

# --- another day ----------------------------------------------------------------------------------------
# What a page of today says when it is opened on another day: sites are built at night, and pages are kept.


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
    return tuple(map(site.renderer.theme.asked_with_digest, (TODAY_SCRIPT, DAYS_SCRIPT, OFFLINE_SCRIPT)))


ROWS_A_PAGE = 300


def day_pages(site: Site) -> Iterator[FileGroup]:
    """Yield a page for each day, and for today and tomorrow, each by the parts of the day."""
    words = site.words
    _ = words.gettext
    first, last = site.page_days
    day = first
    while day <= last:
        heading = words.capital(words.whole_day(day))
        about = words.about(heading)
        frame = Frame(
            path=addresses.day(day), heading=heading, description=about, listed=False, section=addresses.TODAY
        )
        yield _day(site, frame, day)
        day += ONE_DAY
    for path, day, name, of in (
        (addresses.TODAY, site.today, _("Today: {day}"), "today"),
        (addresses.TOMORROW, site.today + ONE_DAY, _("Tomorrow: {day}"), "tomorrow"),
    ):
        frame = Frame(
            path=path,
            heading=name.format(day=words.whole_day(day)),
            shown=filled(name, day=_dated(day, words.whole_day(day))),
            description=words.about(words.capital(words.whole_day(day))),
            canonical=addresses.day(day),
            section=addresses.TODAY,
            scripts=script(site),
        )
        yield _day(site, frame, day, stale(site, of))


def _dated(day: date, text: str) -> Markup:
    """Return a day in words as the element that keeps standing when the page is opened on another day."""
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), text)


def _concerned(site: Site, first: date, last: date) -> list[str]:
    """Return the activities that something on these days comes from, also what was moved away."""
    return [name for day in range(first.toordinal(), last.toordinal() + 1) for name in site.per_day.get(day, ())]


def _keys(site: Site, names: Iterable[str]) -> Iterator[bytes]:
    """Yield what tells what a page shows of these activities: their dates on its days stay as they are."""
    keys, far = site.activity_keys, site.far_moves
    for name in names:
        yield keys[name]
        if name in far:
            yield bytes(far[name])


def _day(site: Site, frame: Frame, day: date, note: Markup | None = None) -> FileGroup:
    words = site.words
    names = _concerned(site, day, day)
    lead = _lead(site, day, day, len(set(names)))
    first, last = site.page_days
    around = [
        PageLink(addresses.day(other), words.capital(words.day(other)))
        for other in (day - ONE_DAY, day + ONE_DAY)
        if first <= other <= last
    ]
    around.append(PageLink(addresses.week(day), words.gettext("The whole week")))
    return group(
        site,
        frame,
        partial(day_items, site, day),
        _keys(site, names),
        key=value_digest(lead, around, note),
        view=lambda: {"lead": lead, "around": tuple(around), "stale": note or ""},
    )


def _lead(site: Site, first: date, last: date, shown: int) -> str:
    """Say how many activities take place on these days, and of how many that are ``shown`` that is not so."""
    words = site.words
    if not shown:
        return words.gettext("There is nothing in the calendar on this day.")
    held = site.held(first, last)
    off = words.ngettext("{n} is not on then", "{n} are not on then", shown - held).format(n=shown - held)
    return words.comma.join(filter(None, (words.activities(held), off if shown > held else ""))) + "."


def day_items(site: Site, day: date) -> list[ListItem]:
    """Return what is on, by the parts of the day; what is on nearly every day comes after what is not."""
    dayparts = _dayparts(site)
    items = [ListItem(dayparts[_daypart(site, item, day)], *item[1:]) for item in by_day(site, day, day)]
    return sorted(items, key=lambda item: item.heading.id)


def _dayparts(site: Site) -> list[Heading]:
    _ = site.words.gettext
    names = (_("Night"), _("Morning"), _("Afternoon"), _("Evening"), _("All day"))
    return [*(Heading(text=name) for name in names), often_heading(site)]


def _daypart(site: Site, item: ListItem, day: date) -> int:
    """Return which part of the day something starts in, or that it does so nearly every day."""
    one = item.occurrence
    assert one  # noqa: S101 - what is on a day has a date
    if one.activity in site.selection.often and not item.away and site.selection.daily(one, day, day):
        return 5
    if one.all_day:
        return 4
    hour = item.start.hour
    return (hour >= 6) + (hour >= 12) + (hour >= 18)


def _days(site: Site, first: date, last: date, *, kind: str = CARD) -> list[ListItem]:
    """Return what is on on some days, with what is on nearly every day once."""
    return daily_apart(site, by_day(site, first, last, kind=kind), first, last, kind=kind)


def week_pages(site: Site) -> Iterator[FileGroup]:
    """Yield a page for each week that has a page for one of its days, as rows that print well."""
    words = site.words
    first, last = site.page_days
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        sunday = monday + 6 * ONE_DAY
        around = tuple(
            PageLink(addresses.week(other), words.capital(words.week(other)))
            for other in (monday - 7 * ONE_DAY, monday + 7 * ONE_DAY)
            if first - timedelta(days=6) <= other <= last
        )
        heading = words.capital(words.week(monday))
        about = words.about(heading)
        yield group(
            site,
            Frame(
                path=addresses.week(monday),
                heading=heading,
                description=about,
                listed=False,
                scripts=(site.renderer.theme.asked_with_digest(DAYS_SCRIPT),),
            ),
            partial(_days, site, monday, sunday, kind=ROW),
            _keys(site, _concerned(site, monday, sunday)),
            key=value_digest(around),
            size=ROWS_A_PAGE,
            view=lambda around=around: {"around": around},  # type: ignore[misc]
        )
        monday += 7 * ONE_DAY


def weekend_page(site: Site) -> FileGroup:
    """Return the page of this weekend: the coming one, or from Saturday on the one it is."""
    words = site.words
    saturday = site.today + timedelta(days=5 - min(site.today.weekday(), 5))
    if site.today.weekday() == 6:
        saturday = site.today - ONE_DAY
    note = stale(site, "weekend")
    names = _concerned(site, saturday, saturday + ONE_DAY)
    lead = _lead(site, saturday, saturday + ONE_DAY, len(set(names))) if names else ""
    name, sunday = words.gettext("This weekend: {first} and {last}"), saturday + ONE_DAY
    heading = name.format(first=words.day(saturday), last=words.day(sunday))
    shown = filled(name, first=_dated(saturday, words.day(saturday)), last=_dated(sunday, words.day(sunday)))
    return group(
        site,
        Frame(
            path=addresses.WEEKEND,
            heading=heading,
            shown=shown,
            description=words.about(heading),
            section=addresses.WEEKEND,
            scripts=script(site),
        ),
        partial(_days, site, saturday, saturday + ONE_DAY),
        _keys(site, names),
        key=value_digest(site.today, note, lead),
        view=lambda: {"stale": note, "lead": lead},
    )
