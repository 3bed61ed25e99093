"""A small calendar made of domain values, and a reader of feeds that is not ours (icalendar and dateutil)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar as Parsed

from buurtkalender.domain.lifecycle import at
from buurtkalender.domain.model import (
    Activity,
    Address,
    Calendar,
    District,
    Municipality,
    Neighbourhood,
    Organisation,
    Room,
    Venue,
)
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.values import Days, Holiday, Pattern, Point, Term, TimeSpan
from buurtkalender.feeds import ical, open_data
from buurtkalender.feeds.context import Context
from buurtkalender.feeds.context import context as context_of

TODAY = date(2026, 11, 24)
ANCHOR = date(2026, 1, 5)
ZONE = ZoneInfo("Europe/Amsterdam")
YEAR = Window(date(2026, 10, 1), date(2027, 11, 2))
"""Thirteen months, with two clock changes in autumn and one in spring; under the 400 dates that are expanded."""

MORNING = TimeSpan(10 * 60, 12 * 60)


def day(text: str) -> date:
    return date.fromisoformat(text)


def calendar(*activities: Activity, **more: Any) -> Calendar:
    """Zandmeer with these activities."""
    return Calendar(
        "zandmeer.buurtkalender.example",
        ANCHOR,
        activities={activity.id: activity for activity in activities},
        organisations={
            "welzijn": Organisation(
                "welzijn", "Welzijn Zandmeer", "welfare", phone="0343-555 001", maintainers=("somebody",)
            ),
            "kerk": Organisation("kerk", "Kerk aan de Duinen", "church"),
        },
        venues={
            "dorpshuis": Venue(
                "dorpshuis",
                "Dorpshuis",
                "community-centre",
                Address("Molenstraat 1", "9999 AB", "Zandmeer"),
                "centrum",
                point=Point(52.0, 5.25),
                access={"wheelchair": True, "hearing-loop": None},
                rooms=(Room("grote-zaal", "Grote zaal", 40),),
                closed=(Days(day("2027-03-08"), day("2027-03-12")),),
            ),
            "kerkzaal": Venue(
                "kerkzaal", "Kerkzaal", "church", Address("Kerkpad 2", "9999 AC", "Zandmeer"), "molenwijk"
            ),
        },
        municipalities={"zandmeer": Municipality("zandmeer", "Zandmeer", school_region="midden")},
        districts={"dorp": District("dorp", "Dorp", "zandmeer")},
        neighbourhoods={
            "centrum": Neighbourhood("centrum", "Centrum", "dorp", "zandmeer"),
            "molenwijk": Neighbourhood("molenwijk", "Molenwijk", "dorp", "zandmeer"),
        },
        themes={"ontmoeten": Term("ontmoeten", {"nl": "Ontmoeten", "en": "Meeting people"})},
        audiences={"ouderen": Term("ouderen", {"nl": "Ouderen"})},
        languages={"nl": Term("nl", {"nl": "Nederlands"})},
        school_holidays=(Holiday("Kerstvakantie", Days(day("2026-12-19"), day("2027-01-03"))),),
        **more,
    )


def activity(*when: Pattern, name: str = "koffie", **more: Any) -> Activity:
    """The coffee morning, at these times."""
    return Activity(f"welzijn/{name}", more.pop("title", "Koffieochtend"), when, ("ontmoeten",), **more)


def in_dorpshuis(*when: Pattern, **more: Any) -> Activity:
    return activity(*when, venue="dorpshuis", room="grote-zaal", **more)


def context(
    of: Calendar, *, today: date = TODAY, stamps: Mapping[str, datetime] | None = None, language: str = "nl"
) -> Context:
    dated = {key: at(moment) for key, moment in (stamps or {}).items()}
    return context_of(of, language, lambda key: f"https://zandmeer.example/{key}/", dated, today=today)


def activities_json(of: Calendar) -> bytes:
    """The calendar's ``activities.json``."""
    shared = context(of)
    return b"".join(open_data.activities(open_data.activity(shared, one) for _, one in sorted(of.activities.items())))


def feed(of: Calendar, **more: Any) -> bytes:
    """All of a calendar in one feed."""
    shared = context(of, **more)
    return around(ical.events(shared, one) for one in of.activities.values())


def around(blocks: Iterable[bytes]) -> bytes:
    name, about = "Alles in Zandmeer", "Wat er te doen is"
    address = "https://zandmeer.example/"
    return b"".join(ical.feed(name, about, f"{address}kalender.ics", address, "teal", blocks))


def parsed(octets: bytes) -> Any:
    return Parsed.from_ical(octets)


TIMEZONE_ENDS = b"END:VTIMEZONE\r\n"


def lines(octets: bytes) -> list[str]:
    """Content lines, unfolded as RFC 5545, 3.1 says."""
    return octets.decode().replace("\r\n ", "").split("\r\n")[:-1]


def values(octets: bytes, name: str) -> list[str]:
    """All that a property holds outside the time zone, with its parameters, as written."""
    outside = [line for part in octets.split(b"BEGIN:VTIMEZONE\r\n") for line in lines(part.split(TIMEZONE_ENDS)[-1])]
    return [line[len(name) :] for line in outside if line.startswith((f"{name}:", f"{name};"))]


def value(octets: bytes, name: str) -> str:
    (only,) = values(octets, name)
    return only


# --- what a client makes of a feed, and what the calendar meant -------------------------------------


class Instance(NamedTuple):
    """What a client shows: times in UTC, or dates."""

    uid: str
    start: date
    end: date
    status: str


class Client(NamedTuple):
    """Where clients differ.

    ``exact``: the duration of a series is exact (RFC 5545, 3.8.5.3), or else on the clock on the wall.
    ``ignores_gaps``: an instance at a time that does not exist is ignored, or else it is an hour later (RFC 5545,
    3.3.10 says both).
    """

    exact: bool
    ignores_gaps: bool


CLIENTS = [Client(exact, ignores) for exact in (True, False) for ignores in (True, False)]


def shown(octets: bytes, window: Window, client: Client) -> list[Instance]:
    """What a client shows of a feed in the window, in order."""
    events = parsed(octets).walk("VEVENT")
    overrides = {(str(e["UID"]), _wall(e["RECURRENCE-ID"].dt)): e for e in events if "RECURRENCE-ID" in e}
    found = [_instance(event, event["DTSTART"].dt, event["DTEND"].dt) for event in overrides.values()]
    for event in events:
        if "RECURRENCE-ID" in event:
            continue
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        planned = _starts(event, window, client) if "RRULE" in event else [start]
        plain = (one for one in planned if (str(event["UID"]), _wall(one)) not in overrides)
        found += [_instance(event, one, _end(one, start, end, client)) for one in plain]
    inside = [one for one in found if window.first <= _local_day(one.start) <= window.last]
    return sorted(inside, key=str)


def meant(of: Calendar, window: Window) -> list[Instance]:
    """What the calendar itself lists in the window, in order."""
    found = []
    for one in occurrences(of, window):
        times = (one.start.date(), one.end.date()) if one.all_day else (of.aware(one.start), of.aware(one.end))
        status = "CANCELLED" if one.cancelled else one.status.value.upper()
        found.append(Instance(of.uid_of(one), *map(_utc, times), status))
    return sorted(found, key=str)


def _starts(event: Any, window: Window, client: Client) -> list[date]:
    start = event["DTSTART"].dt
    timed = isinstance(start, datetime)
    naive = start if timed else datetime(start.year, start.month, start.day)
    exdates = event.get("EXDATE", [])
    exdates = exdates if isinstance(exdates, list) else [exdates]
    gone = {_wall(one.dt) for several in exdates for one in several.dts}
    rule = event["RRULE"].to_ical().decode()
    margin = timedelta(days=400)
    last = datetime(window.last.year, window.last.month, window.last.day, tzinfo=naive.tzinfo) + margin
    found = []
    for moment in rrulestr(rule, dtstart=naive):
        if moment > last:
            break
        if client.ignores_gaps and timed and _wall(_utc(moment).astimezone(ZONE)) != _wall(moment):
            continue
        if _wall(moment if timed else moment.date()) not in gone:
            found.append(moment if timed else moment.date())
    return found


def _end(one: date, start: date, end: date, client: Client) -> date:
    if isinstance(start, datetime) and client.exact:
        return _utc(one) + (_utc(end) - _utc(start))
    return one + (end - start)  # with one time zone Python reckons on the clock on the wall


def _instance(event: Any, start: date, end: date) -> Instance:
    return Instance(str(event["UID"]), _utc(start), _utc(end), str(event["STATUS"]))


def _utc(moment: date) -> date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def _wall(moment: date) -> date:
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment


def _local_day(moment: date) -> date:
    return moment.astimezone(ZONE).date() if isinstance(moment, datetime) else moment
