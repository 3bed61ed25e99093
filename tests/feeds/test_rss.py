"""RSS feeds: what is new or changed, the same until something changes."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from buurtkalender.domain.model import Activity, Calendar, Change, Dates, Location, Occurrence, TimeSpan, Weekly
from buurtkalender.domain.recurrence import occurrences
from buurtkalender.feeds import rss
from buurtkalender.feeds.context import Context
from feeds.world import MORNING, TODAY, YEAR, activity, calendar, context, day, in_dorpshuis

TUESDAYS = Weekly((1,), MORNING)
STAMP = datetime(2026, 10, 28, 8, 30, tzinfo=UTC)
COFFEE = in_dorpshuis(TUESDAYS, summary="Samen koffie & taart.", description="Elke *dinsdag* <b>staat</b> …")


def coming(of: Calendar, after: str = "2026-11-25") -> dict[str, Occurrence]:
    return {one.activity: one for one in reversed(occurrences(of, YEAR)) if one.day >= day(after)}


def newest(shared: Context, soon: dict[str, Occurrence]) -> list[Activity]:
    every = shared.calendar.activities.values()
    return rss.newest(every, rss.ranks(shared, every, soon))


def feed(of: Calendar, stamps: dict[str, datetime] | None = None, after: str = "2026-11-25") -> bytes:
    shared = context(of, stamps=stamps)
    soon = coming(of, after)
    chosen = newest(shared, soon)
    items = [rss.item(shared, one, soon.get(one.id)) for one in chosen]
    address = "https://zandmeer.example/"
    return rss.feed(shared, "Alles", "Wat er te doen is", f"{address}rss.xml", address, chosen, items)


def channel(octets: bytes) -> Any:
    return etree.fromstring(octets).find("channel")


def item(of: Activity, **more: Any) -> Any:
    (only,) = channel(feed(calendar(of), **more)).findall("item")
    return only


@pytest.mark.parametrize(
    ("change", "title"),
    [
        (None, "Di 1 dec 10.00: Koffieochtend"),
        (Change(day("2026-12-01"), cancelled="Ziek."), "Di 1 dec 10.00: AFGELAST: Koffieochtend"),
        (
            Change(day("2026-12-01"), moved_to=day("2026-12-02"), time=TimeSpan(570, 600)),
            "Wo 2 dec 9.30: Koffieochtend",
        ),
    ],
)
def test_the_date_of_the_event_leads_the_title(change: Change | None, title: str) -> None:
    assert item(in_dorpshuis(TUESDAYS, changes=(change,) if change else ())).findtext("title") == title


def test_all_day_has_no_time_in_its_title_and_without_dates_there_is_no_date() -> None:
    assert item(activity(Dates((day("2026-12-05"),), None))).findtext("title") == "Za 5 dec: Koffieochtend"
    assert item(activity(Dates((day("2026-02-05"),), None))).findtext("title") == "Koffieochtend"


def test_the_date_of_an_item_is_when_it_changed_never_when_it_is_held() -> None:
    assert item(COFFEE, stamps={COFFEE.id: STAMP}).findtext("pubDate") == "Wed, 28 Oct 2026 08:30:00 +0000"
    assert item(COFFEE).findtext("pubDate") == "Mon, 05 Jan 2026 00:00:00 +0000"


def test_a_change_keeps_the_guid_and_renews_the_date() -> None:
    before, after = item(COFFEE), item(COFFEE, stamps={COFFEE.id: STAMP}, after="2026-12-12")
    assert before.findtext("title") != after.findtext("title")
    assert before.findtext("guid") == after.findtext("guid") == "welzijn.koffie@zandmeer.buurtkalender.example"
    assert before.find("guid").get("isPermaLink") == "false"


def test_machines_find_start_end_place_and_organiser() -> None:
    found = {
        name: item(COFFEE).findtext(f"{{http://purl.org/rss/1.0/modules/event/}}{name}")
        for name in ("startdate", "enddate", "location", "organizer")
    }
    assert found == {
        "startdate": "2026-12-01T10:00:00+01:00",
        "enddate": "2026-12-01T12:00:00+01:00",
        "location": "Dorpshuis (Grote zaal), Molenstraat 1, 9999 AB Zandmeer",
        "organizer": "Welzijn Zandmeer",
    }


def test_the_namespace_is_declared_once() -> None:
    octets = feed(calendar(COFFEE, activity(TUESDAYS, name="soep")))
    assert octets.count(b"xmlns:ev=") == 1


def test_what_people_wrote_is_text_in_html() -> None:
    description = item(COFFEE).findtext("description")
    assert description.startswith("<p>Samen koffie &amp; taart.</p><p>Je kunt er")
    assert etree.fromstring(f"<div>{description.replace('<br>', '<br/>')}</div>") is not None


def test_an_item_ends_with_the_way_to_the_whole_story() -> None:
    address = "https://zandmeer.example/welzijn/koffie/"
    assert item(COFFEE).findtext("link") == address
    assert item(COFFEE).findtext("description").endswith(f'<p>Meer: <a href="{address}">{address}</a></p>')


def test_markup_in_any_text_stays_text() -> None:
    nasty = ']]></title><script>x</script> & "co" \'n'
    town = calendar(activity(TUESDAYS, title=nasty, location=Location(nasty)))
    (only,) = channel(feed(town)).findall("item")
    assert only.findtext("title").endswith(nasty)
    assert only.findtext("{http://purl.org/rss/1.0/modules/event/}location") == nasty


def test_control_characters_do_not_break_the_feed() -> None:
    assert item(activity(TUESDAYS, title="Kof\x00fie\x1b")).findtext("title").endswith(": Koffie")


def test_the_feed_links_to_its_page_and_to_itself() -> None:
    head = channel(feed(calendar(COFFEE)))
    assert head.findtext("link") == "https://zandmeer.example/"
    (self,) = head.findall("{http://www.w3.org/2005/Atom}link")
    assert (self.get("rel"), self.get("href")) == ("self", "https://zandmeer.example/rss.xml")
    assert head.findtext("language") == "nl"


def test_the_feed_is_dated_by_its_newest_change() -> None:
    town = calendar(COFFEE, activity(TUESDAYS, name="soep"))
    stamps = {COFFEE.id: STAMP, "welzijn/soep": STAMP - timedelta(days=3)}
    assert channel(feed(town, stamps)).findtext("lastBuildDate") == "Wed, 28 Oct 2026 08:30:00 +0000"
    assert channel(feed(calendar())).findtext("lastBuildDate") == "Mon, 05 Jan 2026 00:00:00 +0000"


def test_the_same_content_gives_the_same_bytes() -> None:
    assert feed(calendar(COFFEE)) == feed(calendar(COFFEE))


def test_the_newest_change_comes_first_then_what_is_soonest() -> None:
    town = calendar(
        activity(TUESDAYS, name="dinsdag"),
        activity(Weekly((0,), MORNING), name="maandag"),
        activity(name="zonder-datum"),
        activity(Weekly((4,), MORNING), name="vernieuwd"),
    )
    shared = context(town, stamps={"welzijn/vernieuwd": STAMP})
    order = [one.name for one in newest(shared, coming(town))]
    assert order == ["vernieuwd", "maandag", "dinsdag", "zonder-datum"]


def test_a_feed_holds_at_most_twenty_items() -> None:
    town = calendar(*(activity(TUESDAYS, name=f"a{n}") for n in range(60)))
    assert len(channel(feed(town)).findall("item")) == 20


def test_feedgen_is_only_imported_by_who_writes_rss() -> None:
    check = "import sys, buurtkalender.feeds.rss, buurtkalender.feeds.ical; sys.exit('feedgen' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_today_plays_no_part() -> None:
    shared, later = context(calendar(COFFEE)), context(calendar(COFFEE), today=TODAY + timedelta(days=5))
    assert rss.item(shared, COFFEE, None) == rss.item(later, COFFEE, None)
