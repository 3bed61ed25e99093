"""One date of an activity, put in an agenda: the files are the coming dates, and right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from lxml import html

from expand import below, rows
from projects import Project
from town import TODAY

DATE = re.compile(r"\d{4}-\d\d-\d\d(-\d{4})?(-\d+)?\.ics")
LAST = TODAY + timedelta(days=13)
SHOWN, MOST = 8, 4
"""How many dates stand open on a page, and how many of those have a file at most."""


@pytest.fixture(scope="session")
def url(site: Project) -> str:
    """The address of the site."""
    return re.findall(r"(?m)^SITEURL = ['\"]([^'\"]+)", site.settings.read_text())[-1]


def files_of_dates(site: Project) -> dict[str, Path]:
    """Every file of one date, by its address."""
    return {
        f"/{path.relative_to(site.output).as_posix()}": path
        for path in (site.output / "activiteiten").rglob("*.ics")
        if DATE.fullmatch(path.name)
    }


def due(site: Project) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each date that should have a file, by the address of its folder; worked out from the data alone."""
    coming: dict[str, list[dict[str, Any]]] = {}
    for row in rows(site.output, "occurrences"):
        if _day(row["start"]) >= TODAY:
            coming.setdefault(row["activity"], []).append(row)
    for name, every in coming.items():
        held = [row for row in every[:SHOWN] if row["status"] == "confirmed"]
        near = [row for row in held[1:MOST] if _day(row["start"]) <= LAST]
        yield from ((f"/activiteiten/{name}/", row) for row in held[:1] + near)


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _moment(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(UTC) if "T" in text else date.fromisoformat(text)


def _utc(moment: date) -> date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def test_the_files_of_dates_are_the_coming_dates_of_the_data_and_no_others(site: Project) -> None:
    wanted = sorted((folder, str(_moment(row["start"])), str(_moment(row["end"]))) for folder, row in due(site))
    found = []
    for path, file in files_of_dates(site).items():
        (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
        start, end = _utc(event["DTSTART"].dt), _utc(event["DTEND"].dt)
        found.append((path.rpartition("/")[0] + "/", str(start), str(end)))
        assert DATE.fullmatch(file.name), path
        assert file.name.startswith(str(event["DTSTART"].dt)[:10]), path
    assert len(found) > 30
    assert sorted(found) == wanted


def test_a_date_that_is_cancelled_has_no_file(site: Project) -> None:
    off = {
        (row["activity"], row["start"])
        for row in rows(site.output, "occurrences")
        if row["status"] == "cancelled" and TODAY <= _day(row["start"]) <= LAST
    }
    on = {(row["activity"], row["start"]) for row in rows(site.output, "occurrences") if row["status"] == "confirmed"}
    assert off
    for activity, start in off - on:
        alone = [row for row in rows(site.output, "occurrences") if row["activity"] == activity]
        if sum(_day(row["start"]) == _day(start) for row in alone) == 1:
            assert not (site.output / "activiteiten" / activity / f"{_day(start)}.ics").exists()


def test_every_file_of_a_date_stands_on_the_page_of_its_activity_beside_its_date(site: Project) -> None:
    linked: set[str] = set()
    for path, file in below(site.output, "index.html"):
        for line in html.document_fromstring(file.read_bytes()).xpath(
            "//li[a[contains(@href, '.ics')][not(contains(@href, ':'))]]"
        ):
            name = line.find("a").get("href")
            linked.add(f"{path}{name}")
            assert line.find("time").get("datetime").startswith(name[:10]), path
    assert linked == files_of_dates(site).keys()


def test_no_file_of_a_date_has_the_uid_of_a_feed_or_of_another_date(site: Project) -> None:
    files = [path.read_bytes() for path in files_of_dates(site).values()]
    alone = [_only(octets, "UID") for octets in files]
    feed = (site.output / "kalender.ics").read_bytes().decode().replace("\r\n ", "")
    assert len(alone) == len(set(alone))
    assert not set(alone) & set(re.findall(r"\r\nUID:([^\r]*)", feed))


def test_files_of_dates_are_well_formed(site: Project, url: str) -> None:
    """RFC 5545: 3.1 lines end in CRLF and have at most 75 octets; 3.6 and 3.6.1 what has to be there."""
    for path, file in files_of_dates(site).items():
        octets = file.read_bytes()
        *every, last = octets.split(b"\r\n")
        assert last == b"", path
        assert b"\n" not in b"".join(every), path
        assert max(map(len, every)) <= 75, path
        assert every[0] == b"BEGIN:VCALENDAR", path
        assert every[-1] == b"END:VCALENDAR", path
        for name in ("VERSION", "PRODID", "DTSTAMP", "STATUS", "SUMMARY"):
            assert _only(octets, name), path
        assert octets.count(b"BEGIN:VEVENT") == 1, path
        text = octets.decode().replace("\r\n ", "")
        outside = re.sub(r"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", "", text, flags=re.DOTALL)
        assert not re.search(r"\r\n(RRULE|RDATE|EXDATE|RECURRENCE-ID|METHOD)", outside), path
        assert ("TZID=" in outside) == ("VTIMEZONE" in text), path
        home = f"{url}{path.rpartition('/')[0]}/"
        assert _only(octets, "URL") == home
        assert _only(octets, "DESCRIPTION").endswith(home)


def _only(octets: bytes, name: str) -> str:
    (found,) = re.findall(rf"\r\n{name}(?:;[^:\r]*)?:([^\r]*)", octets.decode().replace("\r\n ", ""))
    return str(found)
