"""When and where an activity is, by the words of the format alone: every day of a year is looked at, one by one.

Written apart from the product, of which it imports nothing, and as simply as can be: what people write in their files
is taken as it stands there (``weekly: [tuesday]``, ``skip: [venue-closures]``), and nothing is worked out ahead. It
says what is meant; the product says it quickly.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

DAY = timedelta(days=1)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}

PUBLIC = {
    *("2026-01-01", "2026-04-03", "2026-04-05", "2026-04-06", "2026-04-27", "2026-05-05", "2026-05-14"),
    *("2026-05-24", "2026-05-25", "2026-12-25", "2026-12-26"),
    *("2027-01-01", "2027-03-26", "2027-03-28", "2027-03-29", "2027-04-27", "2027-05-05", "2027-05-06"),
    *("2027-05-16", "2027-05-17", "2027-12-25", "2027-12-26"),
}
"""The days of the Algemene termijnenwet, and 5 May, of two years; by hand, from the calendar on the wall."""

Range = tuple[date, date]
File = dict[str, Any]


class Town(NamedTuple):
    """What is shared: the day from which everything counts, days on which venues are closed, all is, or school is."""

    anchor: date
    venues: dict[str, list[Range]]
    closures: list[Range]
    school: list[Range]


class Held(NamedTuple):
    """One date: by what it was planned, and what became of it."""

    entry: int
    planned: datetime
    start: datetime
    end: datetime
    status: str
    venue: str | None
    room: str | None
    location: str | None
    full: bool
    moved: bool
    why: str | None


def walk(town: Town, file: File, first: date, last: date) -> list[Held]:
    """Every date that starts from the first to the last day, by start and then by its entry of ``when``."""
    found = []
    day = first - 40 * DAY  # what is moved comes from somewhere
    while day <= last + 40 * DAY:
        for entry, pattern in enumerate(file["when"]):
            held = on_day(town, file, entry, pattern, day)
            if held is not None and first <= held.start.date() <= last:
                found.append(held)
        day += DAY
    return sorted(found, key=lambda held: (held.start, held.entry, held.planned))


def on_day(town: Town, file: File, entry: int, pattern: File, day: date) -> Held | None:
    """What was planned on this day by one entry of ``when``, as it became; None where nothing was."""
    change = change_of(file, pattern, day)
    off = "cancelled" in change or "postponed" in change
    # "A date that somebody wrote out (dates, changes) is on, whatever is closed."
    written = "dates" in pattern or (bool(change) and not off)
    if not gives(town, pattern, day) or left_out(town, file, pattern, day, written=written, on="on" in change):
        return None

    status, why = "confirmed", None
    # "A series that is on while its venue says closed is tentative that day."
    if not written and inside(day, town.venues.get(file.get("venue", ""), [])):
        status = "tentative"
    for kind in ("tentative", "postponed", "cancelled"):
        if kind in change:
            status, why = kind, change[kind]

    date_of, span = day, pattern["time"]
    place = file.get("venue"), file.get("room"), file.get("location")
    if not off:
        date_of, span = change.get("moved_to", day), change.get("time", span)
        place = place_of(file, change)
    start, end = moments(date_of, span)
    note = " ".join(text for text in (why, change.get("note")) if text) or None
    return Held(
        entry,
        moments(day, pattern["time"])[0],
        start,
        end,
        status,
        *place,
        not off and change.get("full", file.get("full", False)),
        (date_of, span) != (day, pattern["time"]),
        note,
    )


# --- which days an entry gives ----------------------------------------------------------------------


def gives(town: Town, pattern: File, day: date) -> bool:
    """Whether the words of an entry name this day, before anything is left out."""
    if "dates" in pattern:
        return day in pattern["dates"]
    begins = pattern.get("from", town.anchor)
    if day < begins or ("until" in pattern and day > pattern["until"]):
        return False
    every = pattern.get("every", 1)
    if "weekly" in pattern:
        weeks = (monday(day) - monday(begins)).days // 7
        return WEEKDAYS[day.weekday()] in pattern["weekly"] and weeks % every == 0
    months = (day.year - begins.year) * 12 + day.month - begins.month
    return months % every == 0 and any(is_named(words, day) for words in pattern["monthly"])


def is_named(words: str, day: date) -> bool:
    """``first tuesday``, ``last friday`` or ``15``."""
    if words.isdigit():
        return day.day == int(words)
    nth, weekday = words.split()
    if WEEKDAYS[day.weekday()] != weekday:
        return False
    if nth == "last":
        return (day + 7 * DAY).month != day.month
    return (day.day - 1) // 7 + 1 == NTH[nth]


def monday(day: date) -> date:
    """The Monday of the week of a day."""
    return day - day.weekday() * DAY


# --- where it is ------------------------------------------------------------------------------------


def place_of(file: File, change: File) -> tuple[str | None, str | None, str | None]:
    """Venue, room and location of a date: another building has other rooms, and a location has none."""
    if "venue" in change and change["venue"] != file.get("venue"):
        return change["venue"], change.get("room"), None
    if "location" in change:
        return None, None, change["location"]
    return file.get("venue"), change.get("room", file.get("room")), file.get("location")


# --- what is left out -------------------------------------------------------------------------------


def left_out(town: Town, file: File, pattern: File, day: date, *, written: bool, on: bool) -> bool:
    """Whether a day that the entry names was never planned."""
    if "dates" in pattern:
        return False
    if own_day(pattern, day):
        return not (written and on)
    return shared_day(town, file, pattern, day) and not written


def own_day(pattern: File, day: date) -> bool:
    """Whether the entry itself names the day among those that it skips."""
    return any(one <= day <= other for one, other in ranges(pattern))


def ranges(pattern: File) -> Iterator[Range]:
    """The days and ranges of ``skip``."""
    for one in pattern.get("skip", ()):
        if isinstance(one, date):
            yield one, one
        elif isinstance(one, tuple):
            yield one


def shared_day(town: Town, file: File, pattern: File, day: date) -> bool:
    """Whether it is a day on which the whole calendar stands still, or one of a kind that the entry skips."""
    skip = pattern.get("skip", ())
    return (
        inside(day, town.closures)
        or ("school-holidays" in skip and inside(day, town.school))
        or ("public-holidays" in skip and day.isoformat() in PUBLIC)
        or ("venue-closures" in skip and inside(day, town.venues.get(file.get("venue", ""), [])))
    )


def inside(day: date, some: list[Range]) -> bool:
    """Whether one of the ranges holds the day."""
    return any(first <= day <= last for first, last in some)


# --- what is different, and when --------------------------------------------------------------------


def change_of(file: File, pattern: File, day: date) -> File:
    """What holds for this day and this time: a change that names the time goes first, else the first for the day."""
    of_day = [one for one in file.get("changes", ()) if one["date"] == day]
    named = [one for one in of_day if "at" in one and one["at"] == begin(pattern["time"])]
    unnamed = [one for one in of_day if "at" not in one]
    return next(iter([*named, *unnamed]), {})


def begin(span: str) -> str:
    """``10:00`` of ``10:00-12:00``."""
    return "00:00" if span == "all-day" else span.split("-", maxsplit=1)[0]


def moments(day: date, span: str) -> tuple[datetime, datetime]:
    """When it begins and ends on the clock on the wall; what ends before it begins ends the next day."""
    if span == "all-day":
        return datetime.combine(day, time()), datetime.combine(day + DAY, time())
    first, last = (time.fromisoformat(text) for text in span.split("-"))
    return datetime.combine(day, first), datetime.combine(day if last > first else day + DAY, last)
