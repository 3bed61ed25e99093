"""A calendar file taken apart: its components with their lines (RFC 5545, 3.1), and its time zones.

The structure is followed here, line by line, so that one broken line costs that line alone and everything that is told
can name its place; what a line says is read by the icalendar library. Sizes, depth and numbers are bounded before
anything is built: a file from elsewhere decides nothing about time or memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.parser import Contentline
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import CannotReadError

MOST_CALENDAR_BYTES = 8 * 1024 * 1024
MOST_EVENTS = 5_000
MOST_PARTS = 10_000
MOST_LEVELS = 6
LONGEST_LINE = 64 * 1024
LONGEST_TIME = 300
"""A line that says when: one that is longer is read as it stands."""
MOST_PROPERTIES = 1_000
"""Lines of one component: one that leaves out every day of two years has 730."""

_TIMES = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"})
_OF_EVENTS = frozenset(
    {
        "UID", "SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION", "GEO", "URL", "CATEGORIES", "STATUS", "CLASS",
        "SEQUENCE", "LAST-MODIFIED", "X-MICROSOFT-CDO-ALLDAYEVENT", "X-APPLE-STRUCTURED-LOCATION",
    }
)  # fmt: skip
_OF_ZONES = frozenset({"TZID", "X-LIC-LOCATION", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "DTSTART", "RRULE", "RDATE"})
_OF_CALENDARS = frozenset({"X-WR-TIMEZONE", "X-WR-CALNAME", "PRODID"})
_WANTED = _TIMES | _OF_EVENTS | _OF_ZONES | _OF_CALENDARS


_BARE_ZONE = re.compile(r'^([A-Za-z-]+(?:;[^:";]*)*;TZID=)([^";]*[:,][^";]*)(:\d{8}[\dTZ]*)$')
"""A zone with a colon or comma in its name and no quotes around it, as Microsoft writes tzone://Microsoft/Utc."""


class Property(NamedTuple):
    """One property: its name in capitals, its parameters, its value with escapes resolved, and its line."""

    name: str
    params: dict[str, str]
    value: str
    line: int


class Component(NamedTuple):
    """A component: its name in capitals, its line, and what is in it. ``broken`` are lines that say nothing."""

    name: str
    line: int
    properties: list[Property]
    parts: list[Component]
    broken: list[int]

    def all(self, name: str) -> list[Property]:
        """Return every property of a name, in order."""
        return [one for one in self.properties if one.name == name]

    def get(self, name: str) -> Property | None:
        """Return the first property of a name."""
        return next((one for one in self.properties if one.name == name), None)

    def text(self, name: str) -> str:
        """Return the value of the first property of a name; empty when there is none."""
        found = self.get(name)
        return found.value.strip() if found else ""


def components(octets: bytes, source: str) -> list[Component]:
    """Return the VCALENDARs of a file. ``source`` is how people know it.

    Raises CannotReadError when it is too large, is something else, or stops halfway.
    """
    if len(octets) > MOST_CALENDAR_BYTES:
        raise CannotReadError(N_("{file} is too large for a calendar."), file=source)
    text = decoded(octets)
    if not text.strip("\0 \t\r\n"):
        raise CannotReadError(N_("{file} is empty."), file=source)
    found = list(_built(text, source))
    if not found:
        raise CannotReadError(_what_it_is(text), file=source)
    return found


def decoded(octets: bytes) -> str:
    """Return the text of a file, in UTF-8, UTF-16 with its mark, or else as Windows writes it."""
    if octets[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return octets.decode("utf-16", "replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def _what_it_is(text: str) -> str:
    start = text[:2000].lower()
    if "<html" in start or "<!doctype" in start or "<head" in start:
        return N_(
            "{file} is a web page, not a calendar. Perhaps you have to sign in there, or it is the address of the page "
            "itself: look for a link to the calendar that ends in .ics."
        )
    if start.startswith("pk\x03\x04"):
        return N_("{file} is a sheet or a zip file, not a calendar. Try: buurtkalender import sheet.")
    return N_("{file} is not a calendar: it does not begin with BEGIN:VCALENDAR.")


def _built(text: str, source: str) -> Iterator[Component]:
    """Follow BEGIN and END. What stands outside a VCALENDAR is passed over."""
    stack: list[Component] = []
    events = 0
    for number, line in _unfolded(text):
        head, colon, rest = line.partition(":")
        word = head.strip().upper()
        if colon and word == "BEGIN":
            name = rest.strip().upper()
            if stack or name == "VCALENDAR":
                events += name == "VEVENT"
                if events > MOST_EVENTS:
                    raise CannotReadError(N_("{file} has more than {most} events."), file=source, most=MOST_EVENTS)
                _begin(stack, name, number, source)
        elif colon and word == "END" and stack:
            if stack[-1].name != rest.strip().upper():
                raise CannotReadError(_CUT_OFF, file=source, line=number)
            done = stack.pop()
            if not stack:
                yield done
        elif stack:
            _take(stack[-1], line, number)
    if stack:
        raise CannotReadError(_CUT_OFF, file=source, line=text.count("\n") + 1)


def _begin(stack: list[Component], name: str, number: int, source: str) -> None:
    if len(stack) >= MOST_LEVELS:
        raise CannotReadError(N_("{file} is no usual calendar: line {line}."), file=source, line=number)
    made = Component(name, number, [], [], [])
    if stack and len(stack[-1].parts) < MOST_PARTS:
        stack[-1].parts.append(made)
    stack.append(made)


_CUT_OFF = N_("{file} stops halfway (line {line}): it was not sent or saved as a whole. Fetch it again.")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with the number that it starts at. One that is too long is cut: what it holds is no text."""
    parts: list[str] = []
    length = begun = 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line[:1] in {" ", "\t"}:
            if parts and length < LONGEST_LINE:
                parts.append(line[1:])
                length += len(line)
            continue
        if parts:
            yield begun, "".join(parts)[:LONGEST_LINE]
        parts, length, begun = ([line] if line else []), len(line), number
    if parts:
        yield begun, "".join(parts)[:LONGEST_LINE]


def _take(component: Component, line: str, number: int) -> None:
    name = line.partition(":")[0].partition(";")[0].strip().upper()
    if name not in _WANTED:
        return
    if len(component.properties) >= MOST_PROPERTIES:
        component.broken.append(number)
        return
    try:
        if name in _TIMES and len(line) < LONGEST_TIME:
            line = _BARE_ZONE.sub(r'\1"\2"\3', line)
        _, params, value = Contentline(line.replace("\0", "")).parts()  # type: ignore[no-untyped-call]
    except ValueError:
        component.broken.append(number)
        return
    told = {key.upper(): _first(given) for key, given in params.items()}
    component.properties.append(Property(name, told, str(value), number))


def _first(given: Any) -> str:
    return str(given[0] if isinstance(given, (list, tuple)) and given else given)


# --- zones -----------------------------------------------------------------------------------------------
# Time zones by the names that programs give them, and moments as the clock on the wall in Amsterdam shows them.

HOME = ZoneInfo("Europe/Amsterdam")
_AREA_AND_CITY = re.compile(r"([A-Z][A-Za-z]+(?:/[A-Za-z_+-]+){1,2})$")
_HERE = re.compile(r"amsterdam|netherlands|w\. europe|west-europa|romance standard|\bcest?\b", re.IGNORECASE)
_UTC = re.compile(r"(?:tzone://Microsoft/)?(?:Etc/)?(?:UTC|GMT|Z|Zulu|Coordinated Universal Time)", re.IGNORECASE)
_OFFSET = re.compile(r"[+-]\d{4}(?:\d{2})?")
_MOST_RULES = 40


def zone_of(name: str, own: Mapping[str, Component]) -> tzinfo | None:
    """Return the zone that a TZID means, None for one that nobody knows.

    ``own`` are the VTIMEZONEs of the file by their TZID. A name that is known goes before what the file says of it:
    programs write those parts carelessly. Exchange uses names of Windows, libical puts a path before the name.
    """
    name = name.strip().strip('"')
    found = _known(name)
    if found is not None:
        return found
    part = own.get(name)
    if part is None:
        return HOME if _HERE.search(name) else None
    said = part.text("X-LIC-LOCATION")
    return (_known(said) if said else None) or _by_rules(part) or (HOME if _HERE.search(name) else None)


@cache
def _known(name: str) -> tzinfo | None:
    if _UTC.fullmatch(name):
        return UTC
    names = _names()
    for one in (name, *_AREA_AND_CITY.findall(name)):
        if one in names:
            return ZoneInfo(one)
    windows = WINDOWS_TO_OLSON.get(name)
    return ZoneInfo(windows) if windows in names else None


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def _by_rules(part: Component) -> tzinfo | None:
    """Return the zone that a VTIMEZONE describes, if it does so with a few yearly rules, as all of them do.

    Rules that fire more often are refused: the library would expand each until 2038.
    """
    if not 1 <= len(part.parts) <= _MOST_RULES:
        return None
    lines = ["BEGIN:VTIMEZONE", "TZID:own"]
    for inner in part.parts:
        if inner.name not in {"STANDARD", "DAYLIGHT"} or not _is_tame(inner):
            return None
        lines.append(f"BEGIN:{inner.name}")
        names = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE")
        lines += [f"{key}:{inner.text(key)}" for key in names if inner.text(key)]
        lines.append(f"END:{inner.name}")
    lines.append("END:VTIMEZONE")
    try:
        made = Timezone.from_ical("\r\n".join(lines))
        if not isinstance(made, Timezone):
            return None
        zone: tzinfo = made.to_tz(lookup_tzid=False)
        datetime(2026, 1, 1, tzinfo=zone).utcoffset()
    except Exception:  # noqa: BLE001 - whatever the library makes of strange rules, this zone cannot be used
        return None
    return zone


def _is_tame(inner: Component) -> bool:
    rule = inner.text("RRULE").upper()
    start = inner.text("DTSTART")
    tame = not rule or (
        "FREQ=YEARLY" in rule and "COUNT" not in rule and not re.search(r"BY(HOUR|MINUTE|SEC|YEAR)", rule)
    )
    offsets = all(_OFFSET.fullmatch(inner.text(key)) for key in ("TZOFFSETFROM", "TZOFFSETTO"))
    return tame and offsets and re.fullmatch(r"(1[6-9]|2\d)\d{6}T\d{6}", start) is not None


def at_home(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return what the clock in Amsterdam shows at a moment that ``zone`` tells; None is Amsterdam itself.

    Both are naive. Raises OverflowError or ValueError for moments at the ends of time.
    """
    if zone is None or zone is HOME:
        return moment
    return moment.replace(tzinfo=zone).astimezone(HOME).replace(tzinfo=None)
