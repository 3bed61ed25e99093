"""All calendars of a site: which there are, how large, and that rooms in use and parts tell what the data tell."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from buurtkalender.feeds import ical
from buurtkalender.site import hosting
from expand import WINDOW, below, events, rows, said
from feeds.world import CLIENTS, shown
from pages import page_of
from projects import Project, town_project

SMALL = 12_000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The town, with calendars that may hold a hundredth of what they may elsewhere."""
    made = town_project(tmp_path_factory.mktemp("small") / "town", PAST_DAYS=1, PAGES_AHEAD_DAYS=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ical, "ROOM", SMALL)
        patch.setattr(ical, "ROOM", SMALL)
        assert made.build().code == 0
    return made


def calendars(output: Path) -> list[Path]:
    return [path for path in output.rglob("*.ics") if path.name.startswith(("kalender", "bezet"))]


def test_no_feed_of_any_kind_is_larger_than_a_megabyte(site: Project) -> None:
    news = [path for name in hosting.FEEDS for path in site.output.rglob(name)]
    assert len(news) > len(hosting.FEEDS)
    assert max(path.stat().st_size for path in [*calendars(site.output), *news]) < ical.LIMIT


# --- parts ------------------------------------------------------------------------------------------


def test_a_list_that_is_too_large_comes_in_parts_that_are_not(small: Project) -> None:
    assert max(path.stat().st_size for path in calendars(small.output)) < SMALL + 4_000
    assert (small.output / "kalender-2.ics").exists()


def test_the_parts_together_hold_every_event_once(small: Project, town: Project) -> None:
    for where, whole in below(town.output, "kalender.ics"):
        folder = small.output / where.strip("/")
        due = Counter((said(event, "UID"), said(event, "DTSTART")) for event in events(whole))
        found = Counter(
            (said(event, "UID"), said(event, "DTSTART"))
            for part in folder.glob("kalender*.ics")
            for event in events(part)
        )
        assert found == due, where


def test_parts_show_the_same_instances_as_the_whole(small: Project, town: Project) -> None:
    whole = shown((town.output / "kalender.ics").read_bytes(), WINDOW, CLIENTS[0])
    found = [one for part in small.output.glob("kalender*.ics") for one in shown(part.read_bytes(), WINDOW, CLIENTS[0])]
    assert sorted(found, key=str) == whole


def test_a_part_says_that_it_is_one(small: Project) -> None:
    number = len(list(small.output.glob("kalender*.ics")))
    text = (small.output / "kalender-2.ics").read_bytes().decode().replace("\r\n ", "")
    assert f"\nX-WR-CALNAME:Buurtkalender Zandmeer (deel 2 van {number})\r\n" in text
    assert f"dit is deel 2 van {number}" in text.lower()


def test_a_list_that_is_told_briefly_still_says_when_where_and_what_is_different(small: Project, town: Project) -> None:
    brief, whole = (
        {said(event, "UID") + said(event, "DTSTART"): event for file in files for event in events(file)}
        for files in (small.output.glob("kalender*.ics"), [town.output / "kalender.ics"])
    )
    for key, event in brief.items():
        for name in ("SUMMARY", "DTSTART", "STATUS", "LAST-MODIFIED", "URL"):
            assert said(event, name) == said(whole[key], name)
        assert said(whole[key], "URL") in said(event, "DESCRIPTION")
    reasons = [said(event, "DESCRIPTION") for event in brief.values() if b"STATUS:CANCELLED" in event]
    assert any(reason.startswith("Afgelast: De gastvrouw is ziek.") for reason in reasons)
    assert sum(map(len, brief.values())) < 0.7 * sum(map(len, whole.values()))


def test_the_page_of_a_list_in_parts_leads_to_all_of_them(small: Project) -> None:
    number = len(list((small.output / "gratis").glob("kalender*.ics")))
    page = page_of((small.output / "gratis" / "index.html").read_bytes())
    assert number > 1
    for part in range(1, number + 1):
        name = "kalender.ics" if part == 1 else f"kalender-{part}.ics"
        assert f"webcal://zandmeer.example/gratis/{name}" in page.links


# --- rooms in use -----------------------------------------------------------------------------------


def _moment(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(UTC) if "T" in text else date.fromisoformat(text)


def test_every_venue_and_every_room_tells_when_it_is_in_use(site: Project) -> None:
    data = [row for row in rows(site.output, "occurrences") if row["status"] in {"confirmed", "tentative"}]
    for venue in rows(site.output, "venues"):
        folder = site.output / "locaties" / venue["id"]
        places = {None: folder, **{room["id"]: folder / "ruimtes" / room["id"] for room in venue.get("rooms", ())}}
        for room, place in places.items():
            due = Counter(
                (_moment(row["start"]), _moment(row["end"]))
                for row in data
                if row["venue"] == venue["id"] and room in {None, row.get("room")}
            )
            octets = (place / "bezet.ics").read_bytes()
            found = Counter(
                (one.start, one.end) for one in shown(octets, WINDOW, CLIENTS[0]) if ".closed." not in one.uid
            )
            assert found == due, place
    assert data


def test_the_page_of_a_venue_leads_to_when_it_is_in_use(town: Project) -> None:
    page = page_of((town.output / "locaties/dorpshuis/index.html").read_bytes())
    assert "webcal://zandmeer.example/locaties/dorpshuis/bezet.ics" in page.links


def test_who_subscribes_to_a_room_and_to_its_activities_sees_no_uid_twice(site: Project) -> None:
    mine = {said(event, "UID") for event in events(site.output / "kalender.ics")}
    for _, path in below(site.output, "bezet.ics"):
        assert not mine & {said(event, "UID") for event in events(path)}
