"""Time zones by the names that programs give them, and moments as the clock on the wall in Amsterdam shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from buurtkalender.submissions.importing.content_lines import Component

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
