"""The sheets of a month and of a week: a poster of what comes back and of single days, and a programme day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import msgspec

from buurtkalender.domain.selection import Daily
from buurtkalender.domain.values import Occurrence, Weekly
from buurtkalender.site.cards import Away
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.listing import ListItem, by_day, daily_in_words, often_heading
from buurtkalender.site.model import Site
from buurtkalender.site.paper.sheet import PaperSheet, from_guess, height, place_on_sheet, sheet, telephone, wheelchair
from buurtkalender.site.subscriptions import POSTER_WEEKS
from buurtkalender.words.catalogues import capital, small
from buurtkalender.words.dates import in_short

SIZES = (13.0, 12.0, 11.0, 10.0)
"""Letters of a poster, in points."""

COLUMN, HEIGHT = 250.0, 720.0
"""How wide each of the two columns is, in points (A4), and how high what stands in it may be guessed to be."""

AT_LEAST = 0.62
"""The part of a poster that is for what comes back every week, where there is not room for all."""

OFTEN = 3
"""On how many days of the week something is held that stands once, before the days, and not on each of them."""


MOST_NAMED = 8
"""So many days are named at most on which something is not held that is held on several days of the week."""


class PosterLine(msgspec.Struct, frozen=True):
    """Something that is on; ``note`` is what is different, ``off`` whether it is not on after all."""

    time: str
    title: str
    place: str
    note: str = ""
    off: bool = False


class PosterGroup(msgspec.Struct, frozen=True):
    """What is on under one heading."""

    name: str
    lines: list[PosterLine]


class Poster(PaperSheet, frozen=True, kw_only=True):
    """What ``theme/print/poster.typ`` shows, in letters of ``size`` points.

    ``weekly_left`` and ``single_left`` are how many things there was no room for; ``more`` is how that is said.
    """

    size: float
    weekly_title: str
    weekly: list[PosterGroup]
    weekly_left: int = 0
    single_title: str
    single: list[PosterGroup]
    single_left: int = 0
    empty: str
    more: str


class PosterSeries(NamedTuple):
    """What is held every week at one time, on one or more days of the week."""

    activity: str
    pattern: int
    times: tuple[str, str]
    place: str


def poster(site: Site, spec: ListSpec, first: date, updated: date) -> Poster:
    """Return the poster of a list for the weeks from ``first``, a Monday."""
    words = site.words
    _ = words.gettext
    last = first + timedelta(days=7 * POSTER_WEEKS - 1)
    found = site.selection.occurrences(*spec.facets, first=first, last=last)
    series: dict[PosterSeries, dict[int, set[date]]] = {}
    single: list[tuple[Occurrence, Away]] = [
        (one, "place") for one in site.selection.elsewhere(*spec.facets, first=first, last=last)
    ]
    for one in found:
        if not _every_week(site, one):
            single.append((one, ""))
            continue
        if _as_planned(site, one):
            key = PosterSeries(
                one.activity,
                one.pattern,
                times(site, one, one.start),
                place_on_sheet(site, spec, site.cards.view(one).place),
            )
            series.setdefault(key, {}).setdefault(one.day.weekday(), set()).add(one.day)
        there = site.places.of(one)
        if not there.as_always and (there.held or there.new_date_follows):
            single.append((one, ""))  # what is different about it; that a week is left out, the series itself tells
    name = site.calendar.neighbourhoods[spec.id].name
    lead = capital(words.weeks(first, POSTER_WEEKS))
    return Poster(
        **sheet(site, spec.path, _("What is on in {place}").format(place=name), lead, updated),
        size=SIZES[0],
        weekly_title=_("Every week"),
        weekly=list(_weekly(site, series, first)),
        single_title=_("On one day"),
        single=list(_single(site, spec, single)),
        empty="" if found else _("Nothing is known yet for these weeks."),
        more=_("And {n} more on {url}"),
    )


def _every_week(site: Site, one: Occurrence) -> bool:
    """Whether it is one of a series of every week."""
    pattern = site.calendar.activities[one.activity].when[one.pattern]
    return isinstance(pattern, Weekly) and pattern.every == 1


def _as_planned(site: Site, one: Occurrence) -> bool:
    """Whether it is held when it always is, and in the building where it always is."""
    there = site.places.of(one)
    return there.moved_from is None and there.held and (there.usual or there.only_room)


def _weekly(site: Site, series: dict[PosterSeries, dict[int, set[date]]], first: date) -> Iterator[PosterGroup]:
    words = site.words
    _ = words.gettext
    often: list[PosterLine] = []
    by_day: dict[int, list[tuple[int, PosterLine]]] = {}
    for one, days in series.items():
        title = site.calendar.activities[one.activity].title
        if len(days) >= OFTEN:
            names = _span(site, sorted(days))
            note = words.comma.join(filter(None, (_missing(site, one, days, first), _full(site, one))))
            often.append(PosterLine(f"{names}, {small(' '.join(one.times).strip())}", title, one.place, note))
            continue
        for weekday, held in days.items():
            start = site.calendar.activities[one.activity].when[one.pattern]
            minutes = start.time.start if isinstance(start, Weekly) and start.time else 0
            missing = _missing(site, one, {weekday: held}, first)
            note = words.comma.join(filter(None, (missing, _full(site, one))))
            by_day.setdefault(weekday, []).append((minutes, PosterLine(one.times[0], title, one.place, note)))
    if often:
        yield PosterGroup(_("On several days"), often)
    for weekday in sorted(by_day):
        lines = [line for _minutes, line in sorted(by_day[weekday], key=lambda pair: (pair[0], pair[1].title))]
        yield PosterGroup(capital(words.weekdays[weekday]), lines)


def _full(site: Site, one: PosterSeries) -> str:
    there = site.places.usual(site.calendar.activities[one.activity])
    return in_short(site.words, there)


def _span(site: Site, days: Sequence[int]) -> str:
    """``maandag tot en met vrijdag``, or the days one by one."""
    words = site.words
    if len(days) == days[-1] - days[0] + 1:
        return capital(words.through(words.weekdays[days[0]], words.weekdays[days[-1]]))
    return capital(words.all_of(words.weekdays[day] for day in days))


def _missing(site: Site, one: PosterSeries, days: Mapping[int, set[date]], first: date) -> str:
    """Say on which of its days it is not held: before it begins, after it ends, and in between."""
    words = site.words
    pattern = site.calendar.activities[one.activity].when[one.pattern]
    assert isinstance(pattern, Weekly)  # noqa: S101 - nothing else comes every week
    held = set().union(*days.values())
    weeks = range(POSTER_WEEKS)
    every = sorted(first + timedelta(days=weekday + 7 * week) for week in weeks for weekday in days)
    notes = []
    begins = pattern.first if pattern.first and pattern.first > every[0] else None
    ends = pattern.last if pattern.last and pattern.last < every[-1] else None
    if begins:
        notes.append(words.period(words.short_date(min(held)), ""))
    if ends:
        notes.append(words.period("", words.short_date(max(held))))
    lacking = [day for day in every if day not in held and (not begins or day > begins) and (not ends or day < ends)]
    if len(lacking) > MOST_NAMED:
        notes.append(words.gettext("Not on all days"))
    elif lacking:
        notes.append(words.not_on(words.short_date(day) for day in lacking))
    return capital(words.all_of(notes)) if notes else ""


def _single(site: Site, spec: ListSpec, single: Sequence[tuple[Occurrence, Away]]) -> Iterator[PosterGroup]:
    words = site.words
    days: dict[date, list[PosterLine]] = {}
    for one, away in sorted(single, key=lambda pair: pair[0].start):
        view = site.cards.view(one, away=away)
        place, said = "" if away else place_on_sheet(site, spec, view.place), view.off or view.note
        line = PosterLine(times(site, one, one.start)[0], view.title, place, said, bool(view.off))
        days.setdefault(one.day, []).append(line)
    for day, lines in days.items():
        yield PosterGroup(capital(words.day(day)), lines)


def ways(one: Poster) -> Iterator[Poster]:
    """Yield the ways to fit a poster on its page: in smaller letters, then with fewer things."""
    for size in from_guess(SIZES, lambda size: _high(one.weekly, size) + _high(one.single, size), 2 * HEIGHT):
        yield msgspec.structs.replace(one, size=size)
    size = SIZES[-1]
    for percent in range(112, 20, -7):
        room = 2 * HEIGHT * percent / 100 - 6 * size
        weekly, left = _taken(one.weekly, size, max(room - _high(one.single, size), room * AT_LEAST))
        single, later = _taken(one.single, size, room - _high(weekly, size))
        yield msgspec.structs.replace(one, size=size, weekly=weekly, weekly_left=left, single=single, single_left=later)


def _taken(groups: list[PosterGroup], size: float, room: float) -> tuple[list[PosterGroup], int]:
    """Return what fits in a column so high, and how many things do not. No day stands there without anything."""
    taken: list[PosterGroup] = []
    left = sum(len(group.lines) for group in groups)
    used = 3 * size
    for group in groups:
        used += 2.4 * size
        lines = []
        for line in group.lines:
            used += _line_high(line, size)
            if used <= room:
                lines.append(line)
        if lines:
            taken.append(PosterGroup(group.name, lines))
        left -= len(lines)
        if len(lines) < len(group.lines):
            break
    return taken, left


def _high(groups: list[PosterGroup], size: float) -> float:
    """Guess how high these are in one column."""
    lines = [line for group in groups for line in group.lines]
    return sum(_line_high(line, size) for line in lines) + 2.4 * size * len(groups) + 3 * size * bool(groups)


def _line_high(line: PosterLine, size: float) -> float:
    width = COLUMN - 3.2 * size
    long = height(line.time, size, COLUMN) if len(line.time) > 8 else 0
    return long + height(f"{line.title}, {line.place}", size, width) + height(line.note, size, width) + 0.55 * size


# --- programme of a week ------------------------------------------------------------------------------------
# The programme of a week, for a neighbourhood or a venue: what is on, day by day.

SUNDAY = timedelta(days=6)


class ProgrammeLine(msgspec.Struct, frozen=True):
    """Something that is on. ``off`` is why it is not after all, ``note`` what is different this time."""

    start: str
    until: str
    title: str
    place: str
    price: str
    wheelchair: str
    telephone: str
    off: str
    note: str


class ProgrammeDay(msgspec.Struct, frozen=True):
    """A day of the week with what is on."""

    name: str
    lines: list[ProgrammeLine]


class UndatedLine(msgspec.Struct, frozen=True):
    """What has no fixed time."""

    title: str
    by: str
    telephone: str


class ProgrammeSheet(PaperSheet, frozen=True, kw_only=True):
    """What ``theme/print/programme.typ`` shows; ``large`` is whether its letters are."""

    large: bool
    head: tuple[str, str, str, str, str]
    days: list[ProgrammeDay]
    empty: str
    calls_title: str
    calls: list[UndatedLine]


def programme(site: Site, spec: ListSpec, first: date, updated: date, *, large: bool = False) -> ProgrammeSheet:
    """Return the programme of a list for the week that begins on ``first``, a Monday."""
    words = site.words
    _ = words.gettext
    week = first, first + SUNDAY
    items = by_day(site, *week, spec.facets)
    loose, often = _apart(site, items, week)
    daily = [_often(site, spec, item, on, week) for item, on in often]
    return ProgrammeSheet(
        **sheet(site, spec.path, spec.title, capital(words.week(first)), updated),
        large=large,
        head=(_("Time"), _("What and where"), _("Price"), _("Wheelchair"), _("Call")),
        days=[
            *(
                ProgrammeDay(capital(words.day(day)), [_line(site, spec, item) for item in some])
                for day, some in groupby(loose, key=lambda item: item.start.date())
            ),
            *([ProgrammeDay(often_heading(site).text, daily)] if daily else []),
        ],
        empty="" if items else _("Nothing is known yet for {week}.").format(week=words.week(first)),
        calls_title=_("Without a fixed time: call to make an appointment"),
        calls=list(_calls(site, spec)),
    )


def _apart(
    site: Site, items: Iterable[ListItem], week: tuple[date, date]
) -> tuple[list[ListItem], list[tuple[ListItem, Daily]]]:
    """Return what stands on its day, and the first date of what is on nearly every day and stands once."""
    loose: list[ListItem] = []
    often: dict[str, tuple[ListItem, Daily]] = {}
    for item in items:
        one = item.occurrence
        on = site.selection.daily(one, *week) if one and not item.away else None
        if one and on:
            often.setdefault(one.activity, (item, on))
        else:
            loose.append(item)
    return loose, [*often.values()]


def _often(site: Site, spec: ListSpec, item: ListItem, on: Daily, week: tuple[date, date]) -> ProgrammeLine:
    days, time, more = daily_in_words(site, item.activity, on, week)
    return msgspec.structs.replace(_line(site, spec, item), start=capital(days), until=time, note=more)


def _line(site: Site, spec: ListSpec, item: ListItem) -> ProgrammeLine:
    occurrence = item.occurrence
    assert occurrence  # noqa: S101 - only what has a time is asked for
    activity = site.calendar.activities[occurrence.activity]
    view = site.cards.view(occurrence, away=item.away)
    start, until = times(site, occurrence, item.start, away=item.away == "day")
    place = place_on_sheet(site, spec, view.place)
    if spec.kind.key == "venue":
        room = site.places.of(occurrence).room
        place = room.name if room and not item.away else ""
    return ProgrammeLine(
        start=start,
        until=until,
        title=view.title,
        place=place,
        price=site.words.price(activity.cost) if activity.cost else site.words.gettext("ask"),
        wheelchair=wheelchair(site, activity, occurrence),
        telephone=telephone(site, activity),
        off=view.off,
        note=view.note,
    )


def times(site: Site, occurrence: Occurrence, start: datetime, *, away: bool = False) -> tuple[str, str]:
    """Return when it starts on this day, and until when it lasts: nothing for what was moved ``away`` from here."""
    words = site.words
    _ = words.gettext
    if occurrence.all_day:
        return capital(words.all_day), ""
    end = occurrence.end
    until = "" if away else _("to {time}").format(time=words.clock(end.hour * 60 + end.minute))
    return words.clock(start.hour * 60 + start.minute), until


def _calls(site: Site, spec: ListSpec) -> Iterator[UndatedLine]:
    for activity in site.selection.activities(*spec.facets):
        if activity.by_appointment and activity.status.value == "active":
            by = site.words.people(activity.host, [site.organisation(activity).name])
            yield UndatedLine(activity.title, by, telephone(site, activity))
