"""Data, feeds and pages tell the same: every occurrence is in all of them, and nothing else is."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from lxml import etree

from buurtkalender.feeds.news import MOST_ITEMS
from expand import WINDOW, below, by_page, events, listed, rows, said, subscribed
from feeds.world import CLIENTS, Client, Instance
from month_lists import days_by_month
from pages import Page
from projects import Project
from town import TODAY
from wanted import Row, activities_of, is_elsewhere, lists_of, visits_of

LAST_PAGE = TODAY + timedelta(days=92)


def _path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2]


def _pages_of_list(pages: dict[str, Page], path: str) -> list[Page]:
    """Return a list's page, and its second and further ones."""
    found, number = [pages[path]], 2
    while f"{path}{number}/" in pages:
        found.append(pages[f"{path}{number}/"])
        number += 1
    return found


# --- every occurrence -------------------------------------------------------------------------------


def _utc(one: Instance) -> tuple[str, ...]:
    return tuple(str(part.astimezone(UTC) if isinstance(part, datetime) else part) for part in one)


def test_every_occurrence_is_in_the_feed_and_the_other_way_round(site: Project) -> None:
    in_data = sorted(map(_utc, listed(site.output)))
    in_feed = sorted(map(_utc, subscribed(site.output, CLIENTS[0])))
    assert len(in_data) > 1000
    assert in_feed == in_data


@pytest.mark.parametrize("client", CLIENTS[1:], ids=str)
def test_every_kind_of_program_shows_the_same_of_the_town(town: Project, client: Client) -> None:
    assert sorted(map(_utc, subscribed(town.output, client))) == sorted(map(_utc, listed(town.output)))


def test_every_occurrence_is_on_the_page_of_its_activity_and_the_other_way_round(
    site: Project, pages: dict[str, Page]
) -> None:
    starts: dict[str, list[str]] = {identifier: [] for identifier in activities_of(site)}
    for row in rows(site.output, "occurrences"):
        starts[row["activity"]].append(row["start"])
    for identifier, every in starts.items():
        path = f"/activiteiten/{identifier}/"
        in_full = pages[path].times
        assert set(in_full) <= set(every), path
        by_month = days_by_month((site.output / path.strip("/") / "index.html").read_text())
        assert sorted([*map(_day, in_full), *(day for day, _off in by_month)]) == sorted(map(_day, every)), path


def test_every_occurrence_is_on_the_page_of_its_day_and_the_other_way_round(
    site: Project, pages: dict[str, Page]
) -> None:
    due: dict[date, Counter[tuple[str, bool, str]]] = {}
    for row in rows(site.output, "occurrences"):
        where = f"/activiteiten/{row['activity']}/"
        off = row["status"] in {"cancelled", "postponed"}
        due.setdefault(_day(row["start"]), Counter())[where, off, _clock(row["start"])] += 1
        if row["moved_from"] and _day(row["moved_from"]) != _day(row["start"]):
            due.setdefault(_day(row["moved_from"]), Counter())[where, True, _clock(row["moved_from"])] += 1
    day = WINDOW.first
    while day <= LAST_PAGE:
        told = _pages_of_list(pages, f"/dag/{day}/")
        assert Counter(card for page in told for card in page.cards) == due.get(day, Counter()), day
        day += timedelta(days=1)
    assert sum(path.startswith("/dag/20") and path.count("/") == 3 for path in pages) == 28 + 1 + 92


def test_today_and_tomorrow_are_the_pages_of_those_days(site: Project, pages: dict[str, Page]) -> None:
    tomorrow = TODAY + timedelta(days=1)
    for name, day in (("/vandaag/", TODAY), ("/morgen/", tomorrow)):
        same = [[page.cards for page in _pages_of_list(pages, path)] for path in (name, f"/dag/{day}/")]
        assert same[0] == same[1]
        assert same[0][0]


def test_every_week_has_what_its_days_have(site: Project, pages: dict[str, Page]) -> None:
    weeks = [path for path in pages if path.startswith("/week/") and path.count("/") == 3]
    assert len(weeks) == 18
    for path in weeks:
        year, number = path.strip("/").partition("/")[2].split("-w")
        days = {date.fromisocalendar(int(year), int(number), weekday) for weekday in range(1, 8)}
        in_data = {row["activity"] for row in rows(site.output, "occurrences") if _planned_or_held(row) & days}
        on_page = {link for page in _pages_of_list(pages, path) for link in page.links if _is_activity(link)}
        if WINDOW.first <= min(days):
            assert on_page == {f"/activiteiten/{one}/" for one in in_data}, path


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _planned_or_held(row: Row) -> set[date]:
    return {_day(text) for text in (row["start"], row["moved_from"]) if text}


def _clock(text: str) -> str:
    """Return the time as pages write it: 9.30; nothing of what lasts all day."""
    return text[11:16].replace(":", ".").removeprefix("0") if "T" in text else ""


def _is_activity(link: str) -> bool:
    return link.startswith("/activiteiten/") and link.endswith("/")


# --- every list -------------------------------------------------------------------------------------


def test_the_feed_of_an_activity_holds_its_own_events_as_the_whole_calendar_has_them(site: Project) -> None:
    whole = by_page(events(site.output / "kalender.ics"))
    own = {path: events(file) for path, file in below(site.output, "kalender.ics") if path.startswith("/activiteiten/")}
    dated = {
        _path(row["url"])
        for row in activities_of(site).values()
        if any(entry["kind"] != "by-appointment" for entry in row["when"])
    }
    before = {path: own.pop(path) for path in own.keys() - dated}
    assert own.keys() == dated
    assert all(told in own.values() for told in before.values()), "an address of before tells something else"
    ended = {_path(row["url"]) for row in activities_of(site).values() if row["status"] == "ended"}
    assert {_path(url): found for url, found in whole.items()} == {
        path: found for path, found in own.items() if found and path not in ended
    }


def test_the_feed_of_a_list_holds_exactly_the_events_of_its_activities_and_what_comes_there_for_once(
    site: Project,
) -> None:
    chosen, visits = lists_of(site), visits_of(site)
    own = by_page(events(site.output / "kalender.ics"))
    found = {path: file for path, file in below(site.output, "kalender.ics") if not path.startswith("/activiteiten/")}
    assert found.keys() == chosen.keys()
    for path, file in found.items():
        wanted = [event for row in chosen[path] for event in own.get(row["url"], [])]
        urls = {row["url"] for row in chosen[path]}
        others = by_page([event for event in events(file) if said(event, "URL") not in urls])
        assert [event for event in events(file) if said(event, "URL") in urls] == wanted, path
        assert {url: len(some) for url, some in others.items()} == Counter(
            activities_of(site)[row["activity"]]["url"] for row in visits.get(path, ())
        ), path


def test_the_news_of_a_list_is_about_its_activities_and_what_comes_there_for_once(site: Project) -> None:
    chosen, activities = lists_of(site), activities_of(site)
    for path, some in visits_of(site).items():
        visiting = {row["activity"] for row in some if _day(row["start"]) >= TODAY}
        chosen[path] = [*chosen[path], *(activities[name] for name in visiting)]
    found = {path: file for path, file in below(site.output, "rss.xml") if not path.startswith("/hiaten/")}
    assert found.keys() == chosen.keys()
    for path, file in found.items():
        links = [item.findtext("link") for item in etree.parse(file).iterfind("channel/item")]
        assert len(links) == len(set(links)) == min(MOST_ITEMS, len(chosen[path])), path
        assert set(links) <= {row["url"] for row in chosen[path]}, path


def test_the_page_of_a_list_shows_what_is_still_to_come_of_its_activities(
    site: Project, pages: dict[str, Page]
) -> None:
    coming = {
        row["activity"]
        for row in rows(site.output, "occurrences")
        if _day(row["start"]) >= TODAY and row["status"] == "confirmed"
    }
    elsewhere = {row["activity"] for row in rows(site.output, "occurrences") if is_elsewhere(site, row)}
    for path, chosen in lists_of(site).items():
        if path == "/":
            continue
        due = {row["id"] for row in chosen if row["id"] in coming or row["status"] == "paused" or _on_request(row)}
        shown = {link for page in _pages_of_list(pages, path) for link in page.links if _is_activity(link)}
        known = {link.removeprefix("/activiteiten/").removesuffix("/") for link in shown}
        assert due - elsewhere <= known, path
        assert known <= {row["id"] for row in chosen} | elsewhere, path


def _on_request(row: Row) -> bool:
    return any(entry["kind"] == "by-appointment" for entry in row["when"])
