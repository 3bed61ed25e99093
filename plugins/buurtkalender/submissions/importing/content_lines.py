"""A calendar file taken apart: its components with their lines (RFC 5545, 3.1), and its time zones.

The structure is followed here, line by line, so that one broken line costs that line alone and everything that is told
can name its place. Octets are unfolded before they become letters: programs fold in the middle of a character. Sizes,
depth and numbers are bounded before anything is built: a file from elsewhere decides nothing about time or memory.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from functools import cache
from io import BytesIO
from sys import intern
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import CannotReadError

MOST_CALENDAR_BYTES = 32 * 1024 * 1024
"""Ten years of twenty thousand events with their texts are about 20 MB."""

MOST_EVENTS = 25_000
MOST_LINES, _OF_A_PART = 1_000_000, 4
"""Lines that are kept of all events together, some forty of each; a part takes the place of four."""

MOST_LEVELS = 6
LONGEST_LINE = 64 * 1024
MOST_ODD = 200
"""Octets of a line that are not UTF-8: of more than these the line is read as Windows writes it, as a whole."""

MOST_PROPERTIES = 1_000
"""Lines of one component: one that leaves out every day of two years has 730."""

_DATES = frozenset({"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID", "DTSTAMP", "LAST-MODIFIED"})
_WANTED = _DATES | {
    "DURATION", "RRULE", "EXRULE", "UID", "SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION", "GEO", "URL",
    "CATEGORIES", "STATUS", "CLASS", "SEQUENCE", "COMMENT", "X-CALENDARSERVER-ACCESS", "X-MICROSOFT-CDO-ALLDAYEVENT",
    "TZID", "X-LIC-LOCATION", "TZOFFSETFROM", "TZOFFSETTO", "X-WR-TIMEZONE", "METHOD",
}  # fmt: skip
_AFTER = frozenset({"VEVENT", "VTIMEZONE"})
"""What also counts behind END:VCALENDAR: files that people put together have it there."""

_NAMES = {name.encode(): name for name in _WANTED}

_ALIKE = frozenset({"STATUS", "CLASS", "SEQUENCE", "LOCATION", "CATEGORIES", "DTSTAMP"})
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"B\0": "utf-16-le", b"\0B": "utf-16-be"}
_MARK = b"\xef\xbb\xbf"
"""What some programs begin a file with; where files were put together it stands in the middle."""

_HEAD = re.compile(rb"(?:[\w-]+\.)?([\w-]+)[ \t]*([;:])")
"""A line that says something begins with the name of a property, which may be in a group (RFC 6350, 3.3)."""

_PARAMETER = re.compile(r';[ \t]*([\w-]+)[ \t]*=[ \t]*("[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*+')
_WHEN = re.compile(r"[\dTtZzPWDHMS:/+,. \t-]*")
_ZONE = re.compile(r";\s*TZID\s*=\s*", re.IGNORECASE)
_NEXT = re.compile(r";[A-Za-z-]+=")
_NOTHING: Mapping[str, str] = {}
_ESCAPED = re.compile(r"\\([\\;,:\"nN])")
_CARET = re.compile(r"\^([n'^])")
_CARETS = {"n": "\n", "'": '"', "^": "^"}  # RFC 6868


class Property(NamedTuple):
    """One property: its name in capitals, its parameters, its value with escapes resolved, and its line."""

    name: str
    params: Mapping[str, str]
    value: str
    line: int


class Component(NamedTuple):
    """A component: its name in capitals, its line, and what is in it.

    ``broken`` are lines that say nothing, each with the property that it is of; ``odd`` are those not in UTF-8. Of
    a file that is in another coding as a whole these stand with its first calendar alone.
    """

    name: str
    line: int
    properties: list[Property]
    parts: list[Component]
    broken: list[tuple[str, int]]
    odd: list[int]

    def all(self, name: str) -> list[Property]:
        """Return every property of a name, in order."""
        return [one for one in self.properties if one.name == name]

    def get(self, name: str) -> Property | None:
        """Return the first property of a name, the one in Dutch where there are several."""
        found = self.all(name)
        dutch = (one for one in found if one.params.get("LANGUAGE", "").lower()[:2] == "nl")
        return next(dutch, found[0]) if found else None

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
    if coding := _WIDE.get(octets[:2]):
        octets = octets.decode(coding, "replace").encode()
    if not octets.strip(b"\0 \t\r\n" + _MARK):
        raise CannotReadError(N_("{file} is empty."), file=source)
    found = _Builder(source).calendars(octets)
    if not found:
        raise CannotReadError(_what_it_is(octets[:2000].lower()), file=source)
    return found


def decoded(octets: bytes) -> str:
    """Return the text of a file, in UTF-8, UTF-16 with its mark, or else as Windows writes it."""
    if octets[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return octets.decode("utf-16", "replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def _what_it_is(start: bytes) -> str:
    if any(sign in start for sign in (b"<html", b"<!doctype", b"<head")):
        return N_(
            "{file} is a web page, not a calendar. Perhaps you have to sign in there, or it is the address of the page "
            "itself: look for a link to the calendar that ends in .ics."
        )
    if start.startswith(b"pk\x03\x04"):
        return N_("{file} is a sheet or a zip file, not a calendar. Try: buurtkalender import sheet.")
    return N_("{file} is not a calendar: it does not begin with BEGIN:VCALENDAR.")


_CUT_OFF = N_("{file} stops halfway (line {line}): it was not sent or saved as a whole. Fetch it again.")


class _Builder:
    """Follows BEGIN and END. What stands before the first VCALENDAR is passed over."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._stack: list[Component] = []
        self._found: list[Component] = []
        self._events = self._lines = 0
        self._foreign: list[tuple[list[int], int]] = []
        self._far = 0

    def calendars(self, octets: bytes) -> list[Component]:
        """Return the calendars that a file holds."""
        stack = self._stack
        for number, line in _unfolded(octets):
            head = _HEAD.match(line)
            word = head[1].upper() if head else b""
            rest = line[head.end() :] if head and word in {b"BEGIN", b"END"} else b""
            name = rest.decode("ascii", "replace").strip("\0 \t").upper()
            if word == b"BEGIN":
                self._begin(name, number)
            elif word == b"END" and stack:
                if stack[-1].name != name:
                    raise CannotReadError(_CUT_OFF, file=self._source, line=number)
                done = stack.pop()
                if done.name == "VCALENDAR" and not stack:
                    self._found.append(done)
            elif stack:
                self._take(stack[-1], line, head, number)
        if stack:
            last = octets.count(b"\n" if b"\n" in octets else b"\r") + 1
            raise CannotReadError(_CUT_OFF, file=self._source, line=last)
        for odd, number in self._foreign:  # no slip here and there, but all of it: told of the whole file
            (self._found[0].odd if len(self._foreign) * 2 > self._far else odd).append(number)
        return self._found

    def _begin(self, name: str, number: int) -> None:
        stack = self._stack
        if name == "VEVENT" and stack and stack[-1].name == name:  # the one before has no end
            stack.pop().broken.append(("", number))
        around = stack[-1:] or (self._found[-1:] if name in _AFTER else [])
        if not around and name != "VCALENDAR":
            return
        self._events += name == "VEVENT"
        self._lines += _OF_A_PART
        if self._events > MOST_EVENTS:
            raise CannotReadError(N_("{file} has more than {most} events."), file=self._source, most=MOST_EVENTS)
        if len(stack) >= MOST_LEVELS or self._lines > MOST_LINES:
            raise CannotReadError(N_("{file} is no usual calendar: line {line}."), file=self._source, line=number)
        stack.append(Component(name, number, [], [], [], []))
        for one in around:
            one.parts.append(stack[-1])

    def _take(self, component: Component, line: bytes, head: re.Match[bytes] | None, number: int) -> None:
        name = _NAMES.get(head[1].upper(), "") if head else ""
        if head and not name and not _is_prose(head[1]):
            return
        found = None
        if head and name and len(component.properties) < MOST_PROPERTIES and self._lines < MOST_LINES:
            self._lines += 1
            found = _property(name, self._letters(line[head.end(1) :], component, number), number)
        if found:
            component.properties.append(found)
        elif len(component.broken) < (MOST_PROPERTIES if name else MOST_PROPERTIES // 2):
            component.broken.append((name, number))

    def _letters(self, line: bytes, component: Component, number: int) -> str:
        """Return the text of a line; octets that are not UTF-8 are read as Windows writes them."""
        if line.isascii():
            return line.decode("ascii")
        self._far += 1
        try:
            return line.decode()
        except UnicodeDecodeError:
            self._foreign.append((component.odd, number))
            whole = len(line) - len(line.decode("utf-8", "ignore").encode()) > MOST_ODD
            return line.decode("cp1252", "replace") if whole else line.decode("utf-8", "windows-1252")


def _windows(error: Any) -> tuple[str, int]:
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows-1252", _windows)


def _is_prose(name: bytes) -> bool:
    """Whether what looks like the name of a property is the beginning of a sentence, as in ``Kosten: 5 euro``."""
    return not name.isupper() and not name.islower() and name[:2].upper() != b"X-"


def _unfolded(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each line with the number that it starts at. One that is too long is cut: what it holds is no text.

    Lines may end in any way, or twice. What is empty is no line, so nothing that stands behind it is lost.
    """
    parts: list[bytes] = []
    length = begun = 0
    for number, line in _ended(octets):
        if line[:1] in {b" ", b"\t"}:
            if parts and length < LONGEST_LINE:
                parts.append(line[1:])
                length += len(line)
        elif line := line.removeprefix(_MARK):
            if parts:
                yield begun, b"".join(parts)[:LONGEST_LINE]
            parts, length, begun = [line], len(line), number
    if parts:
        yield begun, b"".join(parts)[:LONGEST_LINE]


def _ended(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each line as it stands, however it ends: also with a carriage return alone, as once on a Mac."""
    number = 0
    for ended in BytesIO(octets):
        for line in ended.rstrip(b"\r\n").split(b"\r"):
            number += 1
            yield number, line


def _property(name: str, rest: str, number: int) -> Property | None:
    """Return what a line says behind the name of its property, None when it says nothing."""
    rest = rest.replace("\0", "").lstrip(" \t")
    params: dict[str, str] = {}
    at = 0
    while match := _PARAMETER.match(rest, at):
        params.setdefault(match[1].upper(), _CARET.sub(lambda sign: _CARETS[sign[1]], match[2].strip('" \t')))
        at = match.end()
    said, value = rest[at : at + 1] == ":", rest[at + 1 :]
    if name in _DATES and not (said and _WHEN.fullmatch(value)):
        # A zone with a colon or comma in it and no quotes, as Microsoft writes tzone://Microsoft/Utc.
        told, _, last = rest.rpartition(":")
        if (zone := _ZONE.search(told)) and _WHEN.fullmatch(last):
            params["TZID"], value, said = _NEXT.split(told[zone.end() :], 1)[0].strip('" \t'), last, True
    if not said or params.get("ENCODING", "8BIT").upper() != "8BIT":  # what is packed is no text (vCalendar 1.0)
        return None
    if "\\" in value:
        value = _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value)
    return Property(name, params or _NOTHING, intern(value) if name in _ALIKE else value, number)


# --- zones -----------------------------------------------------------------------------------------------
# Time zones by the names that programs give them, and moments as the clock on the wall in Amsterdam shows them.

HOME = ZoneInfo("Europe/Amsterdam")
_AREA_AND_CITY = re.compile(r"([A-Z][A-Za-z]+(?:/[A-Za-z_+-]+){1,2})$")
_HERE = re.compile(r"amsterdam|netherlands|w\. europe|west-europa|romance standard|\bcest?\b", re.IGNORECASE)
_UTC = re.compile(r"(?:tzone://Microsoft/)?(?:Etc/)?(?:UTC|GMT|Z|Zulu|Coordinated Universal Time)", re.IGNORECASE)
_OFFSET = re.compile(r"[+-]\d{4}(?:\d{2})?")
_ONSET = re.compile(r"(1[6-9]|2\d)\d{6}T\d{6}")
_MOST_RULES = 40
_MOST_ONSETS = 400
"""Dates on which a zone changes, written out one by one: two hundred years of them."""


class Zones:
    """The time zones of a file by their names.

    A name that is known goes before what the file says of it: programs write those parts carelessly. Exchange uses
    names of Windows, libical puts a path before the name. A zone with a name of its own is what its calendar says that
    it is, or else ``others``: files are put together of more than one.
    """

    def __init__(self, parts: Iterable[Component], others: Zones | None = None) -> None:
        self._others = others
        self._own = {part.text("TZID"): part for part in parts if part.name == "VTIMEZONE"}
        self._found: dict[str, tzinfo | None] = {}

    def find(self, name: str) -> tzinfo | None:
        """Return the zone that a TZID means, None for one that nobody knows."""
        name = name.strip().strip('"')
        if name not in self._found:
            self._found[name] = _known(name) or self._of_file(name)
        return self._found[name]

    def _of_file(self, name: str) -> tzinfo | None:
        found = None
        if part := self._own.get(name):
            said = part.text("X-LIC-LOCATION")
            found = (_known(said) if said else None) or _by_rules(part)
        elif self._others:
            return self._others.find(name)
        return found or (HOME if _HERE.search(name) else None)


@cache
def _known(name: str) -> tzinfo | None:
    if _UTC.fullmatch(name):
        return UTC
    said = (name, *_AREA_AND_CITY.findall(name))
    found = next((_names()[one.lower()] for one in said if one.lower() in _names()), None)
    return ZoneInfo(found) if found else None


@cache
def _names() -> dict[str, str]:
    """Return the zones of the world by their names in small letters, and by those of Windows."""
    known = {one.lower(): one for one in available_timezones()}
    return {one.lower(): other for one, other in WINDOWS_TO_OLSON.items() if other.lower() in known} | known


def _by_rules(part: Component) -> tzinfo | None:
    """Return the zone that a VTIMEZONE describes, if it does so with a few yearly rules or dates, as all of them do.

    Rules that fire more often are refused: the library would expand each until 2038.
    """
    if not 1 <= len(part.parts) <= _MOST_RULES:
        return None
    lines = ["BEGIN:VTIMEZONE", "TZID:own"]
    left = _MOST_ONSETS
    for inner in part.parts:
        dates = [one.strip() for given in inner.all("RDATE") for one in given.value.split(",") if one.strip()]
        left -= len(dates)
        if left < 0 or inner.name not in {"STANDARD", "DAYLIGHT"} or not _is_tame(inner, dates):
            return None
        rule, start = inner.text("RRULE"), inner.text("DTSTART")
        said = [(start, [f"RRULE:{rule}"] if rule else [f"RDATE:{one}" for one in dates])]
        if rule and dates:  # the library reads no dates beside a rule
            said.append((dates[0], [f"RDATE:{one}" for one in dates[1:]]))
        offsets = [f"{key}:{inner.text(key)}" for key in ("TZOFFSETFROM", "TZOFFSETTO")]
        for begins, onsets in said:
            lines += [f"BEGIN:{inner.name}", f"DTSTART:{begins}", *offsets, *onsets, f"END:{inner.name}"]
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


def _is_tame(inner: Component, dates: Iterable[str]) -> bool:
    rule = inner.text("RRULE").upper()
    tame = not rule or (
        "FREQ=YEARLY" in rule and "COUNT" not in rule and not re.search(r"BY(HOUR|MINUTE|SEC|YEAR)", rule)
    )
    offsets = all(_OFFSET.fullmatch(inner.text(key)) for key in ("TZOFFSETFROM", "TZOFFSETTO"))
    return tame and offsets and all(_ONSET.fullmatch(one) for one in (inner.text("DTSTART"), *dates))


def at_home(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return what the clock in Amsterdam shows at a moment that ``zone`` tells; None is Amsterdam itself.

    Both are naive. Raises OverflowError or ValueError for moments at the ends of time.
    """
    if zone is None or zone is HOME:
        return moment
    return moment.replace(tzinfo=zone).astimezone(HOME).replace(tzinfo=None)
