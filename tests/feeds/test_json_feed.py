"""The news as JSON Feed: the same as in RSS and Atom."""

import json
from datetime import UTC, datetime
from typing import Any

from buurtkalender.domain.model import Activity
from buurtkalender.domain.values import Change, Dates, Location, Skip, Weekly
from feeds.formats import ATOM, json_feed_faults
from feeds.telling import CONTROLS, HOSTILE, told
from feeds.world import MORNING, activity, calendar, day, in_dorpshuis

TUESDAYS = Weekly((1,), MORNING, skip=Skip(venue_closures=True))
ANNOUNCED = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)
STAMP = datetime(2026, 10, 28, 8, 30, tzinfo=UTC)
COFFEE = in_dorpshuis(TUESDAYS, summary="Samen koffie & taart.")
ILL = Change(day("2026-12-01"), cancelled="De gastvrouw is ziek.")
WEDNESDAY = day("2026-11-25")


def item(of: Activity, **more: Any) -> Any:
    (only,) = told(calendar(of), **({"today": WEDNESDAY} | more)).document["items"]
    return only


def test_the_news_keeps_to_the_rules_of_json_feed() -> None:
    town = calendar(COFFEE, activity(TUESDAYS, name="soep", partners=("kerk",)), activity(name="zonder-datum"))
    assert json_feed_faults(told(town).json) == []
    assert json_feed_faults(told(calendar()).json) == []


def test_the_rules_of_json_feed_are_really_checked() -> None:
    good = told(calendar(COFFEE)).json
    for old, new in (
        (b"version/1.1", b"version/1"),
        (b'"id":', b'"guid":'),
        (b'"url":"https://zandmeer.example/', b'"url":"/'),
        (b'+00:00","date_modified"', b'","date_modified"'),
        (b'"_event"', b'"event"'),
        (b'"name":"Welzijn Zandmeer"', b'"naam":"Welzijn Zandmeer"'),
        (b'"items":[', b'"items":[%s,' % json.dumps(json.loads(good)["items"][0]).encode()),
    ):
        assert old in good, old
        assert json_feed_faults(good.replace(old, new)), new


def test_a_program_finds_what_was_told() -> None:
    found = item(COFFEE, stamps={COFFEE.id: STAMP}, announced={COFFEE.id: ANNOUNCED})
    assert found.pop("content_html").startswith("<p>Samen koffie &amp; taart.</p>")
    assert found == {
        "id": "tag:zandmeer.buurtkalender.example,2026-01-05:welzijn/koffie",
        "url": "https://zandmeer.example/welzijn/koffie/",
        "title": "Di 1 dec 10.00: Koffieochtend",
        "date_published": "2026-09-01T07:00:00+00:00",
        "date_modified": "2026-10-28T08:30:00+00:00",
        "authors": [{"name": "Welzijn Zandmeer"}],
        "tags": ["Ontmoeten"],
        "_event": {
            "about": "http://purl.org/rss/1.0/modules/event/",
            "start": "2026-12-01T10:00:00+01:00",
            "end": "2026-12-01T12:00:00+01:00",
            "location": "Dorpshuis (Grote zaal), Molenstraat 1, 9999 AB Zandmeer",
            "organizer": "Welzijn Zandmeer",
            "status": "confirmed",
        },
    }


def test_the_feed_says_where_it_is_and_of_which_page() -> None:
    found = told(calendar(COFFEE)).document
    assert (found["feed_url"], found["home_page_url"]) == (
        "https://zandmeer.example/feed.json",
        "https://zandmeer.example/",
    )
    assert (found["title"], found["language"], found["authors"]) == ("Alles", "nl", [{"name": "Zandmeer"}])


def test_a_cancellation_keeps_the_id_renews_the_date_and_is_told_to_people_and_programs() -> None:
    before, after = item(COFFEE), item(in_dorpshuis(TUESDAYS, changes=(ILL,)), stamps={COFFEE.id: STAMP})
    assert after["id"] == before["id"]
    assert after["date_modified"] > before["date_modified"]
    assert after["title"] == "Di 1 dec 10.00: AFGELAST: Koffieochtend"
    assert after["_event"]["status"] == "cancelled"


def test_a_feeds_date_is_never_the_events_date() -> None:
    for today in (WEDNESDAY, day("2026-12-20")):
        found = item(COFFEE, today=today, stamps={COFFEE.id: STAMP})
        assert {found[name][:10] for name in ("date_published", "date_modified")} == {"2026-10-28"}


def test_of_all_day_only_the_day_is_known_and_without_dates_nothing() -> None:
    all_day, undated = (item(activity(Dates((day(text),), None)))["_event"] for text in ("2026-12-05", "2026-02-05"))
    assert (all_day["start"], all_day.keys() & {"end"}) == ("2026-12-05", set())
    assert undated.keys() == {"about", "organizer"}


def test_it_tells_the_same_items_in_the_same_order_as_rss_and_atom() -> None:
    news = told(calendar(*(activity(TUESDAYS, name=f"a{n}", title=f"Nummer {n}") for n in range(30))))
    items = news.document["items"]
    entries = news.feed.findall(f"{ATOM}entry")
    assert [one["id"] for one in items] == [one.findtext(f"{ATOM}id") for one in entries]
    told_in_rss = [(one.findtext("link"), one.findtext("title"), one.findtext("description")) for one in _items(news)]
    assert [(one["url"], one["title"], one["content_html"]) for one in items] == told_in_rss
    assert len(items) == 20


def _items(news: Any) -> Any:
    return news.channel.findall("item")


def test_markup_in_any_text_stays_text() -> None:
    nasty = activity(TUESDAYS, title=HOSTILE, summary=HOSTILE, location=Location(HOSTILE))
    news = told(calendar(nasty), name=HOSTILE)
    (only,) = news.document["items"]
    assert only["title"].endswith(HOSTILE)
    assert only["_event"]["location"] == HOSTILE
    assert news.document["title"] == HOSTILE
    assert "<script" not in only["content_html"]
    assert json_feed_faults(news.json) == []


def test_control_characters_reach_no_program() -> None:
    nasty = activity(TUESDAYS, title=f"Kof{CONTROLS}fie", summary=CONTROLS, location=Location(f"Huis{CONTROLS}"))
    octets = told(calendar(nasty), name=f"Alles{CONTROLS}").json
    assert json_feed_faults(octets) == []
    assert not {ord(mark) for mark in octets.decode() if mark in CONTROLS}
    assert "\\u00" not in octets.decode()


def test_the_same_content_gives_the_same_bytes() -> None:
    assert told(calendar(COFFEE)).json == told(calendar(COFFEE)).json
