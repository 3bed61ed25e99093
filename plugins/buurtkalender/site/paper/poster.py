"""The poster of a month: what comes back every week, by weekday, and then what is on a single day. Always one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from buurtkalender.domain.model import Occurrence, Weekly
from buurtkalender.site.model import ListSpec, Site
from buurtkalender.site.paper.programme import times
from buurtkalender.site.paper.sheet import Sheet, sheet
from buurtkalender.site.words import capital

WEEKS = 5
"""So that on whatever day of the week it is hung up, it reaches at least four weeks."""

OFTEN = 3
"""On how many days of the week something is held that stands once, before the days, and not on each of them."""


class Held(msgspec.Struct, frozen=True):
    """Something that is on; ``note`` is what is different, ``off`` whether it is not on after all."""

    time: str
    title: str
    place: str
    note: str = ""
    off: bool = False


class Group(msgspec.Struct, frozen=True):
    """What is on under one heading."""

    name: str
    lines: list[Held]


class Poster(Sheet, frozen=True, kw_only=True):
    """What ``theme/print/poster.typ`` shows; ``more`` says how many things there was no room for."""

    weekly_title: str
    weekly: list[Group]
    single_title: str
    single: list[Group]
    empty: str
    more: str


class Series(NamedTuple):
    """What is held every week at one time, on one or more days of the week."""

    activity: str
    pattern: int
    times: tuple[str, str]
    place: str


def poster(site: Site, spec: ListSpec, first: date, updated: date) -> Poster:
    """Return the poster of a list for the weeks from ``first``, a Monday."""
    words = site.words
    _ = words.gettext
    last = first + timedelta(days=7 * WEEKS - 1)
    found = site.selection.occurrences(*spec.facets, first=first, last=last)
    series: dict[Series, dict[int, set[date]]] = {}
    single: list[Occurrence] = []
    for one in found:
        if _usual(site, one):
            key = Series(one.activity, one.pattern, times(site, one, one.start), site.cards.view(one).place)
            series.setdefault(key, {}).setdefault(one.day.weekday(), set()).add(one.day)
        else:
            single.append(one)
    name = site.calendar.neighbourhoods[spec.id].name
    lead = _("{first} up to and including {last}").format(first=words.date(first), last=words.date(last))
    return Poster(
        **sheet(site, spec.path, _("What is on in {place}").format(place=name), lead, updated),
        weekly_title=_("Every week"),
        weekly=list(_weekly(site, series, first, last)),
        single_title=_("On one day"),
        single=list(_single(site, single)),
        empty="" if found else _("Nothing is known yet for these weeks."),
        more=_("And {n} more on {url}"),
    )


def _usual(site: Site, one: Occurrence) -> bool:
    """Whether it is simply one of a series of every week."""
    activity = site.calendar.activities[one.activity]
    pattern = activity.when[one.pattern]
    same = one.moved_from is None and one.venue == activity.venue and one.location == activity.location
    return isinstance(pattern, Weekly) and pattern.every == 1 and same and not one.cancelled and one.note is None


def _weekly(
    site: Site, series: dict[Series, dict[int, set[date]]], first: date, last: date
) -> Iterator[Group]:
    words = site.words
    _ = words.gettext
    often: list[Held] = []
    by_day: dict[int, list[tuple[int, Held]]] = {}
    for one, days in series.items():
        title = site.calendar.activities[one.activity].title
        if len(days) >= OFTEN:
            names = _span(site, sorted(days))
            often.append(Held(f"{names}, {' '.join(one.times).strip()}", title, one.place))
            continue
        for weekday, held in days.items():
            start = site.calendar.activities[one.activity].when[one.pattern]
            minutes = start.time.start if isinstance(start, Weekly) and start.time else 0
            note = _missing(site, one, weekday, held, (first, last))
            by_day.setdefault(weekday, []).append((minutes, Held(one.times[0], title, one.place, note)))
    if often:
        yield Group(_("On several days"), often)
    for weekday in sorted(by_day):
        lines = [line for _minutes, line in sorted(by_day[weekday], key=lambda pair: (pair[0], pair[1].title))]
        yield Group(capital(words.weekdays[weekday]), lines)


def _span(site: Site, days: Sequence[int]) -> str:
    """``maandag tot en met vrijdag``, or the days one by one."""
    words = site.words
    if len(days) == days[-1] - days[0] + 1:
        _ = words.gettext
        first, last = words.weekdays[days[0]], words.weekdays[days[-1]]
        return capital(_("{first} up to and including {last}").format(first=first, last=last))
    return capital(words.all_of(words.weekdays[day] for day in days))


def _missing(site: Site, one: Series, weekday: int, held: set[date], window: tuple[date, date]) -> str:
    """Say in which of the weeks it is not held: before it begins, after it ends, and in between."""
    words = site.words
    _ = words.gettext
    pattern = site.calendar.activities[one.activity].when[one.pattern]
    assert isinstance(pattern, Weekly)  # noqa: S101 - nothing else comes every week
    every = [window[0] + timedelta(days=weekday + 7 * week) for week in range(WEEKS)]
    notes = []
    begins = pattern.first if pattern.first and pattern.first > every[0] else None
    ends = pattern.last if pattern.last and pattern.last < every[-1] else None
    if begins:
        notes.append(_("from {day}").format(day=words.short_date(min(held))))
    if ends:
        notes.append(_("up to and including {last}").format(last=words.short_date(max(held))))
    lacking = [day for day in every if day not in held and (not begins or day > begins) and (not ends or day < ends)]
    if lacking:
        notes.append(_("not on {days}").format(days=words.all_of(words.short_date(day) for day in lacking)))
    return capital(words.all_of(notes)) if notes else ""


def _single(site: Site, single: Sequence[Occurrence]) -> Iterator[Group]:
    words = site.words
    days: dict[date, list[Held]] = {}
    for one in single:
        view = site.cards.view(one)
        line = Held(times(site, one, one.start)[0], view.title, view.place, view.off or view.note, one.cancelled)
        days.setdefault(one.day, []).append(line)
    for day, lines in days.items():
        yield Group(capital(words.day(day)), lines)
