"""iCalendar feeds (RFC 5545, RFC 7986): a series is one recurring event, whatever happens to one of its dates.

:func:`events` writes an activity once; :func:`feed` joins what was written, so the same activity is the same bytes in
every feed, but for lists that are too large for that and tell it briefly. What each rule is for stands in the design
(feeds): most are there because a client failed.

- DTSTAMP and LAST-MODIFIED are when the activity last changed, SEQUENCE is that moment in seconds, so it rises with
  every change and needs no memory. On 1 December the year after next comes in view; a series that then gets new EXDATEs
  counts as changed at that moment, as some clients skip an event whose LAST-MODIFIED did not move.
- EXDATE is for what was never planned. A cancelled date stays, as an override that says so. Overrides from before the
  window are left out; where the bare rule would then tell a lie (cancelled, moved) the date becomes an EXDATE.
- A feed lists whole series, so a date that is held elsewhere stays, with where that is, in the feed of the series' own
  place. The feed of the place where it is has it too, as an event by itself (:func:`visits`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from hashlib import blake2b

from buurtkalender.domain.model import Activity, ActivityStatus
from buurtkalender.domain.places import DateFacts, where
from buurtkalender.domain.values import ByAppointment, Occurrence, apart
from buurtkalender.feeds.context import ZONE, Context, began
from buurtkalender.feeds.series import (
    dates_with_room,
    escape,
    fold,
    moment_line,
    serialise,
    series_times,
    special,
    time_lines,
)
from buurtkalender.words.dates import remarks, titled
from buurtkalender.words.values import contact_line

LIMIT = 1_000_000
"""Google stops reading a feed above one megabyte; whoever publishes one that is larger has to say so."""

ROOM = LIMIT - 4_000
"""How many bytes of events a feed may hold: the head, with its names, takes the rest."""

PRODUCT = "PRODID:-//Buurtkalender//Buurtkalender//NL"
LONG_AGO = date(2020, 1, 1)
"""A day that no phone shows any more."""

PARAGRAPH = "\n\n"
SEQUENCE_ORIGIN = datetime(2020, 1, 1, tzinfo=UTC)
"""SEQUENCE counts seconds from here, and so stays within the 31 bits that clients keep until 2088."""

TIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:DAYLIGHT",
    "TZNAME:CEST",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZNAME:CET",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""Written by hand: generated ones carry RDATEs, which Outlook refuses and ical.js reads an hour off."""

_ZONE_LINES = "\r\n".join(TIMEZONE)


def feed(  # noqa: PLR0913, PLR0917 - what a feed says of itself
    name: str,
    description: str,
    feed_url: str,
    page_url: str,
    color: str,
    blocks: Iterable[bytes],
    instead: bytes = b"",
) -> list[bytes]:
    """A whole feed in pieces, around finished events (:func:`events`) in the order given.

    Where there are none, ``instead`` stands in their place (:func:`nothing`).
    ``color`` is a CSS3 colour name (RFC 7986, 5.9). Addresses are absolute. It has no METHOD and no UID: with the one
    clients take it for an invitation, with the other vdirsyncer takes all of it for one event.
    """
    title, about = escape(name), escape(description)
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        PRODUCT,
        "CALSCALE:GREGORIAN",
        fold(f"NAME:{title}"),
        fold(f"X-WR-CALNAME:{title}"),
        f"X-WR-TIMEZONE:{ZONE}",
        fold(f"DESCRIPTION:{about}"),
        fold(f"X-WR-CALDESC:{about}"),
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        f"COLOR:{escape(color)}",
        fold(f"SOURCE;VALUE=URI:{_uri(feed_url)}"),
        fold(f"URL:{_uri(page_url)}"),
        _ZONE_LINES,
    ]
    return [serialise(head), *([block for block in blocks if block] or [instead]), b"END:VCALENDAR\r\n"]


def nothing(context: Context, uid: str = "", stamp: datetime | None = None) -> bytes:
    """An event of long ago, cancelled, to stand in a calendar without events.

    A calendar without any changes nothing in Evolution: that goes on showing what it had. Thunderbird, with its copy,
    forgets a series only when its own ``uid`` comes back as something else. ``stamp`` is when it stopped.
    """
    _ = context.texts.gettext
    lines = [
        "BEGIN:VEVENT",
        fold(f"UID:{uid or f'nothing@{context.calendar.id}'}"),
        *stamped(stamp or began(context.calendar)),
        f"DTSTART;VALUE=DATE:{LONG_AGO:%Y%m%d}",
        f"DTEND;VALUE=DATE:{LONG_AGO + timedelta(days=1):%Y%m%d}",
        fold("SUMMARY:" + escape(_("There is nothing in this calendar now"))),
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]
    return serialise(lines)


def events(context: Context, activity: Activity, *, brief: bool = False) -> bytes:
    """All VEVENTs of one activity; empty when it is paused, ended, by appointment only, or has nothing left.

    ``brief`` events say when, where, and what is different this time; for the rest they refer to the page.
    """
    if activity.status is not ActivityStatus.ACTIVE:
        return b""
    odd, gone = special(context, activity)
    write = partial(event, context, activity, EventLines(context, activity, brief=brief))
    lines: list[str] = []
    for index, pattern in enumerate(activity.when):
        told = odd.get(index, [])
        if apart(pattern):
            for occurrence in told:
                uid = context.calendar.uid(activity, index, occurrence.planned.date())
                lines += write(uid, context.stamp(activity).modified, time_lines(occurrence), occurrence)
        elif not isinstance(pattern, ByAppointment):
            lines += _recurring(context, activity, index, write, told, gone.get(index, []))
    return serialise(lines)


def visits(context: Context, activity: Activity, dates: Sequence[Occurrence], *, brief: bool = False) -> bytes:
    """VEVENTs of single dates, for a feed that has them and not their series.

    They have no RECURRENCE-ID, as there is no series to refer to; the UID is that of a loose date.
    """
    write = partial(event, context, activity, EventLines(context, activity, brief=brief))
    lines: list[str] = []
    for one in dates_with_room(context, sorted(dates, key=lambda one: one.planned)):
        uid = context.calendar.uid(activity, one.pattern, one.planned.date())
        lines += write(uid, context.stamp(activity).modified, time_lines(one), one)
    return serialise(lines)


def _recurring(  # noqa: PLR0913, PLR0917 - a series and what differs from it
    context: Context,
    activity: Activity,
    index: int,
    write: partial[list[str]],
    overrides: list[Occurrence],
    gone: list[date],
) -> list[str]:
    """The master of a series and its overrides; nothing when no instance is left."""
    found = series_times(context, activity, index, gone)
    if found is None or not (found.live or overrides):
        return []
    uid = context.calendar.uid(activity, index)
    lines = write(uid, found.stamp, found.lines, None)
    at = partial(moment_line, all_day=found.all_day)  # whatever this date has become, it is named as it was planned
    for one in overrides:
        lines += write(uid, found.stamp, [f"RECURRENCE-ID{at(one.planned)}", *time_lines(one)], one)
    return lines


class EventLines:
    """What the events of one activity have in common, worked out once: lines that are folded already.

    ``more`` is said at the end of each description instead of "More: {url}".
    """

    def __init__(self, context: Context, activity: Activity, more: str = "", *, brief: bool = False) -> None:
        texts = context.texts
        self.brief = brief
        self.url = _uri(context.url_of_activity(activity.id))
        self.story, self.facts = ("", "") if brief else (texts.story(activity), texts.facts(activity))
        self.more = (more or texts.gettext("More: {url}")).format(url=self.url)
        usual = context.places.usual(activity)
        self.place = _place_lines(context, activity)
        self.rest = [fold(f"URL:{self.url}")]
        if activity.themes and not brief:
            self.rest.append(_categories(context, activity))
        contact = texts.contact(activity)
        if contact is not None and not brief:
            self.rest.append(fold(f"CONTACT:{escape(contact_line(contact))}"))
        self.usual = [
            fold(f"SUMMARY:{escape(titled(texts.words, usual))}"),
            self.described(remarks(texts.words, usual), self.facts),
            *self.place,
            *self.rest,
            "STATUS:CONFIRMED",
        ]

    def described(self, change: str, facts: str) -> str:
        """The whole description."""
        parts = (change, self.more) if self.brief else (change, self.story, facts, self.more)
        return fold(f"DESCRIPTION:{escape(PARAGRAPH.join([part for part in parts if part]))}")


def event(  # noqa: PLR0913, PLR0917 - one event
    context: Context,
    activity: Activity,
    shared: EventLines,
    uid: str,
    stamp: datetime,
    times: list[str],
    occurrence: Occurrence | None,
) -> list[str]:
    """The lines of one VEVENT: of a series, or of one occurrence."""
    odd = occurrence if occurrence is not None and context.places.changed(activity, occurrence) else None
    return [
        "BEGIN:VEVENT",
        fold(f"UID:{uid}"),
        *stamped(stamp),
        *times,
        *(shared.usual if odd is None else _unusual(context, activity, shared, odd)),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


@lru_cache(maxsize=10_000)  # what came in one commit has one stamp
def stamped(stamp: datetime) -> tuple[str, str, str]:
    """When an event last changed, in the three ways in which clients look for it."""
    changed = stamp.strftime("%Y%m%dT%H%M%SZ")
    sequence = max(0, int((stamp - SEQUENCE_ORIGIN).total_seconds()))
    return f"DTSTAMP:{changed}", f"LAST-MODIFIED:{changed}", f"SEQUENCE:{sequence}"


def _unusual(context: Context, activity: Activity, shared: EventLines, occurrence: Occurrence) -> list[str]:
    """What is said of an occurrence that is not like the others."""
    texts = context.texts
    place, facts = shared.place, shared.facts
    there = context.places.at(activity, occurrence)
    if not there.usual:
        place, facts = _place_lines(context, activity, occurrence), texts.facts(activity, occurrence)
    return [
        fold(f"SUMMARY:{escape(titled(texts.words, there))}"),
        shared.described(texts.change(activity, occurrence), facts),
        *place,
        *shared.rest,
        f"STATUS:{event_status(there)}",
    ]


def event_status(there: DateFacts) -> str:
    """What RFC 5545, 3.8.1.11 has for it: what is postponed does not take place then."""
    return "TENTATIVE" if there.tentative else "CONFIRMED" if there.held else "CANCELLED"


def _place_lines(context: Context, activity: Activity, occurrence: Occurrence | None = None) -> list[str]:
    key = where(occurrence or activity), activity.online
    lines = context.place_lines.get(key)
    if lines is None:
        lines = context.place_lines[key] = []
        place = context.texts.place(activity, occurrence)
        if place is not None:
            lines.append(fold(f"LOCATION:{escape(place.text)}"))
            if place.point is not None:
                lines.append(f"GEO:{place.point.lat:.6f};{place.point.lon:.6f}")
    return lines


def _categories(context: Context, activity: Activity) -> str:
    line = context.categories.get(activity.themes)
    if line is None:
        words = [escape(word) for word in context.texts.themes(activity)]
        line = context.categories[activity.themes] = fold("CATEGORIES:" + ",".join(words))
    return line


def _uri(address: str) -> str:
    """An address cannot be escaped in iCalendar, so what would end the line is left out."""
    return address if address.isprintable() else "".join(filter(str.isprintable, address))


# --- calendar files -------------------------------------------------------------------------------------
# Which activities go into one calendar file: Google stops reading above a megabyte.
#
# A list that is larger comes in parts. Their number is a power of two, and a digest of an activity's first address
# says in which part it is: a list that grows stays in the same parts until one of them is full, and then each divides
# in two. So an activity changes to another part as seldom as can be, and always to a new one. Some digests are alike,
# and more parts would not part them: beyond four times as many as their bytes need, what overflows goes where there is
# room. What does not fit by itself stands where it does.

SPARE = 4


def fits(activities: Sequence[Activity], sizes: Mapping[str, int]) -> bool:
    """Whether the events of these activities, of so many bytes each, fit into one calendar."""
    return sum(sizes[activity.id] for activity in activities) <= ROOM


def parts_of(activities: Sequence[Activity], sizes: Mapping[str, int]) -> list[list[Activity]]:
    """Divide activities over as few calendars as hold them; at least one, in which they keep their order."""
    placed = [(_place(activity.origin), activity) for activity in activities]
    number, most = 1, SPARE * (sum(min(sizes[activity.id], ROOM) for activity in activities) // ROOM + 1)
    while True:
        found: list[list[Activity]] = [[] for _ in range(number)]
        for place, activity in placed:
            found[place % number].append(activity)
        if all(fits(part, sizes) or len(part) == 1 for part in found):
            return found
        if number >= most:
            return _evened(found, sizes)
        number *= 2


def _evened(parts: list[list[Activity]], sizes: Mapping[str, int]) -> list[list[Activity]]:
    """Move what overflows a calendar to the first one with room for it; all keep their order."""
    found: list[list[Activity]] = [[] for _ in parts]
    taken, over = [0] * len(parts), []
    for number, part in enumerate(parts):
        for activity in part:
            size = sizes[activity.id]
            if taken[number] + size <= ROOM or not found[number]:
                found[number].append(activity)
                taken[number] += size
            else:
                over.append(activity)
    for activity in over:
        size = sizes[activity.id]
        number = next((one for one, full in enumerate(taken) if full + size <= ROOM), len(found))
        if number == len(found):
            found += [[] for _ in parts]
            taken += [0] * len(parts)
            parts = found
        found[number].append(activity)
        taken[number] += size
    return [sorted(part, key=lambda one: one.id) for part in found]


@lru_cache(maxsize=10_000)  # each is in several lists
def _place(origin: str) -> int:
    return int.from_bytes(blake2b(origin.encode(), digest_size=4).digest(), "big")
