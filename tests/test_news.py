"""Feeds for readers tell what the data tell: the news in three formats, and the coming week."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from lxml import etree, html

from buurtkalender.feeds import rss
from buurtkalender.feeds.news import MOST_ITEMS
from expand import below, rows
from feeds.formats import ATOM, EV, atom_faults, json_feed_faults, parsed, rss_faults
from projects import Project
from town import TODAY
from wanted import PAIR, Row, activities_of, areas_of, lists_of, told_at

Item = tuple[str, str, str, datetime]
"""The address, the title, the text and the last change."""


ITEM = re.compile(rb"<(item|entry)>(.*?)</\1>", re.DOTALL)


def _rss(file: Path) -> list[Item]:
    return [
        (
            item.findtext("link"),
            item.findtext("title"),
            item.findtext("description"),
            parsedate_to_datetime(item.findtext("pubDate")),
        )
        for item in etree.parse(file).iterfind("channel/item")
    ]


def _atom(file: Path) -> list[tuple[str, Item]]:
    found = []
    for entry in etree.parse(file).iterfind(f"{ATOM}entry"):
        said = {name: entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "content", "updated")}
        url, changed = entry.find(f"{ATOM}link").get("href"), datetime.fromisoformat(said["updated"])
        found.append((said["id"], (url, said["title"], said["content"], changed)))
    return found


def _json(file: Path) -> list[tuple[str, Item]]:
    return [
        (
            one["id"],
            (one["url"], one["title"], one["content_html"], datetime.fromisoformat(one["date_modified"])),
        )
        for one in json.loads(file.read_bytes())["items"]
    ]


def test_atom_and_json_feed_tell_the_news_as_rss_does(site: Project) -> None:
    in_rss, in_atom, in_json = (dict(below(site.output, name)) for name in ("rss.xml", "atom.xml", "feed.json"))
    whole = {path for path in lists_of(site) if not PAIR.fullmatch(path)}
    assert in_atom.keys() == in_json.keys() == whole | {"/hiaten/"}
    for path, file in in_atom.items():
        told = _atom(file)
        assert [item for _id, item in told] == _rss(in_rss[path]), path
        assert _json(in_json[path]) == told, path
    assert len(_atom(in_atom["/"])) == MOST_ITEMS


def test_the_week_of_a_list_is_exactly_what_the_data_say_of_the_coming_days(site: Project) -> None:
    areas, venues = areas_of(site.content), {row["id"]: row for row in rows(site.output, "venues")}
    due: dict[str, list[Row]] = {}
    for row in rows(site.output, "occurrences"):
        if TODAY <= date.fromisoformat(row["start"][:10]) < TODAY + timedelta(days=7):
            for path in told_at(site, row, areas, venues):
                due.setdefault(path, []).append(row)
    found = dict(below(site.output, "week.xml"))
    assert found.keys() == {path for path in lists_of(site) if not PAIR.fullmatch(path)}
    assert sum(row["status"] == "cancelled" for row in due["/"]) > 0
    for path, file in found.items():
        items = etree.parse(file).findall("channel/item")
        daily = [item.findtext("link") for item in items if item.find(f"{EV}startdate") is None]
        items = [item for item in items if item.findtext("link") not in daily]
        some = [row for row in due.get(path, []) if activities_of(site)[row["activity"]]["url"] not in daily]
        some = some[: rss.MOST_WEEK_ITEMS - len(daily)]
        assert [item.findtext(f"{EV}startdate") for item in items] == [row["start"] for row in some], path
        assert [item.findtext("link") for item in items] == [
            activities_of(site)[row["activity"]]["url"] for row in some
        ], path
        assert ["AFGELAST: " in item.findtext("title") for item in items] == [
            row["status"] == "cancelled" for row in some
        ], path
        planned = [re.sub(r"\D", "", (row["moved_from"] or row["start"])[:10]) for row in some]
        guids = [item.findtext("guid").partition("@")[0] for item in items]
        assert [guid.rpartition(".")[2] for guid in guids] == planned, path


def test_every_feed_keeps_to_the_rules_of_its_format_and_readers_find_nothing_wrong(site: Project) -> None:
    checks = {"rss.xml": rss_faults, "week.xml": rss_faults, "atom.xml": atom_faults, "feed.json": json_feed_faults}
    for name, faults in checks.items():
        seen: set[bytes] = set()
        for path, file in below(site.output, name):
            octets = file.read_bytes()
            assert faults(octets) == [], f"{path}{name}"
            items = {found[0] for found in ITEM.finditer(octets)} or {b"none"}
            if name != "feed.json" and items - seen:  # a reader takes its time: it sees every item, and each once
                seen |= items
                parsed(octets, "atom" if name == "atom.xml" else "rss")
        assert len(seen) > 20 or name == "feed.json"


def test_no_feed_has_a_date_that_is_to_come(site: Project) -> None:
    """Not even in a build at the very beginning of the day; events are all still to come, so no date is theirs."""
    begin = datetime.combine(TODAY, time(), UTC)
    for name in ("rss.xml", "week.xml"):
        for path, file in below(site.output, name):
            channel = etree.parse(file).find("channel")
            dates = [channel.findtext("lastBuildDate"), *(item.findtext("pubDate") for item in channel.iter("item"))]
            assert max(map(parsedate_to_datetime, dates)) <= begin, f"{path}{name}"


def test_a_page_names_the_feeds_of_its_own_list(site: Project) -> None:
    for path in lists_of(site):
        head = html.parse(site.output / path.lstrip("/") / "index.html").find("head")
        named = {link.get("href"): link.get("type") for link in head.iterfind("link[@rel='alternate']")}
        due = {"kalender.ics": "text/calendar", "rss.xml": "application/rss+xml"}
        if not PAIR.fullmatch(path):
            due |= {"atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}
            due |= {"week.xml": "application/rss+xml"}
        assert named == {f"{path}{name}": kind for name, kind in due.items()}
        assert all((site.output / address.lstrip("/")).is_file() for address in named)
