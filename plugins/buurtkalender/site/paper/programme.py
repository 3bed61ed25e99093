"""The programme of a week, for a neighbourhood or a venue: what is on, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

import msgspec

from buurtkalender.domain.selection import Daily
from buurtkalender.domain.values import Occurrence
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.listing import ListItem, by_day, daily_in_words, often_heading
from buurtkalender.site.model import Site
from buurtkalender.site.paper.sheet import PaperSheet, place_on_sheet, sheet, telephone, wheelchair
from buurtkalender.words.catalogues import capital

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
    days, time, more = daily_in_words(site, item.piece.activity, on, week)
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
