"""The news as RSS: what is new or changed, the same until something changes."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from buurtkalender.domain.model import Activity, ActivityStatus
from buurtkalender.domain.values import Change, Dates, Location, Skip, TimeSpan, Weekly
from buurtkalender.feeds.news import EVENT
from feeds.formats import ATOM, DC, EV, parsed, rss_faults
from feeds.telling import CONTROLS, HOSTILE, News, told
from feeds.world import MORNING, TODAY, activity, calendar, day, in_dorpshuis
from projects import started

TUESDAYS = Weekly((1,), MORNING, skip=Skip(venue_closures=True))
STAMP = datetime(2026, 10, 28, 8, 30, tzinfo=UTC)
COFFEE = in_dorpshuis(TUESDAYS, summary="Samen koffie & taart.", description="Elke *dinsdag* <b>staat</b> …")
ILL = Change(day("2026-12-01"), cancelled="De gastvrouw is ziek.")
WEDNESDAY = day("2026-11-25")


def item(of: Activity, **more: Any) -> Any:
    (only,) = told(calendar(of), **({"today": WEDNESDAY} | more)).channel.findall("item")
    return only


# --- when it is held leads, when it changed dates it ------------------------------------------------


@pytest.mark.parametrize(
    ("change", "title"),
    [
        (None, "Di 1 dec 10.00: Koffieochtend"),
        (ILL, "Di 1 dec 10.00: AFGELAST: Koffieochtend"),
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


def test_a_feeds_date_is_never_the_events_date() -> None:
    assert item(COFFEE, stamps={COFFEE.id: STAMP}).findtext("pubDate") == "Wed, 28 Oct 2026 08:30:00 +0000"
    assert item(COFFEE).findtext("pubDate") == "Mon, 05 Jan 2026 00:00:00 +0000"
    for today in (TODAY, WEDNESDAY, day("2026-12-20")):
        assert item(COFFEE, today=today).findtext("pubDate") == "Mon, 05 Jan 2026 00:00:00 +0000"


def test_a_change_keeps_the_guid_and_renews_the_date() -> None:
    before, after = item(COFFEE), item(COFFEE, stamps={COFFEE.id: STAMP}, today=day("2026-12-12"))
    assert before.findtext("title") != after.findtext("title")
    assert before.findtext("guid") == after.findtext("guid") == "welzijn.koffie@zandmeer.buurtkalender.example"
    assert before.find("guid").get("isPermaLink") == "false"


def test_a_cancellation_keeps_the_guid_and_renews_the_date() -> None:
    before, after = item(COFFEE), item(in_dorpshuis(TUESDAYS, changes=(ILL,)), stamps={COFFEE.id: STAMP})
    assert after.findtext("guid") == before.findtext("guid")
    assert after.findtext("pubDate") != before.findtext("pubDate")


# --- changes are news -------------------------------------------------------------------------------


def description(*changes: Change, **more: Any) -> str:
    found: str = item(in_dorpshuis(TUESDAYS, changes=changes), **more).findtext("description")
    return found


def test_a_cancelled_next_time_is_told_with_its_reason_and_the_time_after_it() -> None:
    again = Change(day("2026-12-08"), cancelled="")
    said = "<p>Afgelast: De gastvrouw is ziek. De volgende keer is dinsdag {} december, 10.00 uur.</p>"
    assert description(ILL).startswith(said.format(8))
    assert description(ILL, again).startswith(said.format(15))


def test_when_every_time_is_cancelled_nothing_is_said_of_a_next_one() -> None:
    only = in_dorpshuis(Dates((day("2026-12-01"),), MORNING), changes=(ILL,))
    text = item(only).findtext("description")
    assert text.startswith("<p>Afgelast: De gastvrouw is ziek.</p>")


def test_a_later_cancellation_is_told_before_it_is_the_next_time() -> None:
    later = Change(day("2026-12-15"), cancelled="Kerstviering.")
    said = "<p>Deze keren zijn anders:<br>Di 15 dec 10.00: Afgelast: Kerstviering.</p>"
    assert description(later).startswith(said)
    assert description(later, today=day("2026-12-16")).startswith("<p>Je kunt er")


def test_a_time_that_is_moved_or_has_a_note_is_told_too() -> None:
    moved = Change(day("2026-12-15"), moved_to=day("2026-12-16"))
    noted = Change(day("2026-12-01"), note="Neem een kerstkoekje mee.")
    assert description(noted, moved).startswith(
        "<p>Neem een kerstkoekje mee.</p><p>Deze keren zijn anders:<br>"
        "Wo 16 dec 10.00: Let op, een andere tijd. Eerst was het dinsdag 15 december, 10.00 uur.</p>"
    )


def test_of_many_changes_the_first_five_later_ones_are_told() -> None:
    many = [Change(day("2027-01-05") + timedelta(weeks=n), cancelled="Ziek.") for n in range(9)]
    assert description(*many).count("Afgelast: Ziek.") == 5


def test_that_an_activity_stopped_for_a_while_is_news() -> None:
    paused = in_dorpshuis(TUESDAYS, status=ActivityStatus.PAUSED)
    assert item(paused).findtext("title") == "Koffieochtend"
    assert item(paused).findtext("description").startswith("<p>Deze activiteit is tijdelijk gestopt.</p>")


# --- what an item holds -----------------------------------------------------------------------------


def test_machines_find_start_end_place_and_organiser() -> None:
    found = {name: item(COFFEE).findtext(f"{EV}{name}") for name in ("startdate", "enddate", "location", "organizer")}
    assert found == {
        "startdate": "2026-12-01T10:00:00+01:00",
        "enddate": "2026-12-01T12:00:00+01:00",
        "location": "Dorpshuis (Grote zaal), Molenstraat 1, 9999 AB Zandmeer",
        "organizer": "Welzijn Zandmeer",
    }


def test_namespaces_are_declared_once_on_the_feed() -> None:
    octets = told(calendar(COFFEE, activity(TUESDAYS, name="soep"))).rss
    assert octets.count(b"xmlns:ev=") == octets.count(b"xmlns:dc=") == 1
    assert etree.fromstring(octets).nsmap["ev"] == EVENT


def test_who_holds_it_is_no_author_because_rss_wants_an_e_mail_address_there() -> None:
    both = item(activity(TUESDAYS, partners=("kerk",)))
    assert [one.text for one in both.findall(f"{DC}creator")] == ["Welzijn Zandmeer", "Kerk aan de Duinen"]
    assert both.find("author") is None


def test_what_people_wrote_is_text_in_html() -> None:
    text = item(COFFEE).findtext("description")
    assert text.startswith("<p>Samen koffie &amp; taart.</p><p>Je kunt er")
    assert etree.fromstring(f"<div>{text.replace('<br>', '<br/>')}</div>") is not None


def test_an_item_ends_with_the_way_to_the_whole_story() -> None:
    address = "https://zandmeer.example/welzijn/koffie/"
    assert item(COFFEE).findtext("link") == address
    assert item(COFFEE).findtext("description").endswith(f'<p>Meer: <a href="{address}">{address}</a></p>')


# --- hostile text -----------------------------------------------------------------------------------


def test_markup_in_any_text_stays_text() -> None:
    nasty = activity(TUESDAYS, title=HOSTILE, summary=HOSTILE, location=Location(HOSTILE))
    found = told(calendar(nasty), name=HOSTILE)
    (only,) = found.channel.findall("item")
    assert only.findtext("title").endswith(HOSTILE)
    assert only.findtext(f"{EV}location") == HOSTILE
    assert "<script" not in only.findtext("description")
    assert found.channel.findtext("title") == HOSTILE
    assert rss_faults(found.rss) == []
    parsed(found.rss, "rss")


def test_plain_text_is_written_so_that_readers_do_not_take_it_for_html() -> None:
    octets = told(calendar(activity(TUESDAYS, title="Soep & <b>")), name="Soep & <b>").rss
    assert octets.count(b"Soep &#x26; &#x3C;b") == 2


def test_control_characters_do_not_break_the_feed() -> None:
    nasty = activity(TUESDAYS, title=f"Kof{CONTROLS}fie", summary=CONTROLS, location=Location(f"Huis{CONTROLS}"))
    assert item(nasty).findtext("title").replace("\n", "").endswith(": Koffie")
    assert rss_faults(told(calendar(nasty), name=f"Alles{CONTROLS}").rss) == []


# --- the feed ---------------------------------------------------------------------------------------


def some() -> News:
    return told(calendar(COFFEE, activity(TUESDAYS, name="soep"), activity(name="zonder-datum")))


def test_the_news_keeps_to_the_rules_of_rss() -> None:
    assert rss_faults(some().rss) == []
    assert rss_faults(told(calendar()).rss) == []


def test_the_rules_of_rss_are_really_checked() -> None:
    good = told(calendar(COFFEE)).rss
    for old, new in (
        (b"<guid isPermaLink", b"<uid isPermaLink"),
        (b"<link>https://zandmeer.example/w", b"<link>/w"),
        (b" +0000</pubDate>", b"</pubDate>"),
        (b"<pubDate>Mon", b"<pubDate>Sun"),
        (b' rel="self"', b' rel="next"'),
        (b"</item>", b"</item><item><title>x</title></item>"),
    ):
        assert old in good
        bad = good.replace(old, new).replace(b"</guid>", b"</uid>" if b"uid" in new else b"</guid>")
        assert rss_faults(bad), new


def test_a_reader_finds_what_was_told() -> None:
    found = parsed(told(calendar(COFFEE), today=WEDNESDAY, stamps={COFFEE.id: STAMP}).rss, "rss")
    (entry,) = found.entries
    assert entry.title == "Di 1 dec 10.00: Koffieochtend"
    assert entry.id == "welzijn.koffie@zandmeer.buurtkalender.example"
    assert entry.link == "https://zandmeer.example/welzijn/koffie/"
    assert entry.author == "Welzijn Zandmeer"
    assert tuple(entry.published_parsed)[:6] == (2026, 10, 28, 8, 30, 0)
    assert [tag.term for tag in entry.tags] == ["Ontmoeten"]
    assert entry.ev_startdate == "2026-12-01T10:00:00+01:00"
    assert found.feed.link == "https://zandmeer.example/"


def test_the_feed_links_to_its_page_and_to_itself() -> None:
    head = told(calendar(COFFEE)).channel
    assert head.findtext("link") == "https://zandmeer.example/"
    (self,) = head.findall(f"{ATOM}link")
    assert (self.get("rel"), self.get("href")) == ("self", "https://zandmeer.example/rss.xml")
    assert head.findtext("language") == "nl"


def test_readers_may_ask_again_after_an_hour() -> None:
    assert told(calendar(COFFEE)).channel.findtext("ttl") == "60"


def test_the_feed_is_dated_by_its_newest_change() -> None:
    town = calendar(COFFEE, activity(TUESDAYS, name="soep"))
    stamps = {COFFEE.id: STAMP, "welzijn/soep": STAMP - timedelta(days=3)}
    assert told(town, stamps=stamps).channel.findtext("lastBuildDate") == "Wed, 28 Oct 2026 08:30:00 +0000"
    assert told(calendar()).channel.findtext("lastBuildDate") == "Mon, 05 Jan 2026 00:00:00 +0000"


def test_the_same_content_gives_the_same_bytes() -> None:
    assert some() == some()


def test_the_newest_change_comes_first_then_what_is_soonest() -> None:
    town = calendar(
        activity(TUESDAYS, name="dinsdag"),
        activity(Weekly((0,), MORNING), name="maandag"),
        activity(name="zonder-datum"),
        activity(Weekly((4,), MORNING), name="vernieuwd"),
    )
    order = told(town, today=WEDNESDAY, stamps={"welzijn/vernieuwd": STAMP}).order
    assert order == [f"welzijn/{name}" for name in ("vernieuwd", "maandag", "dinsdag", "zonder-datum")]


def test_a_feed_holds_at_most_twenty_items() -> None:
    town = calendar(*(activity(TUESDAYS, name=f"a{n}") for n in range(60)))
    assert len(told(town).channel.findall("item")) == 20


def test_feedgen_is_only_imported_by_who_writes_feeds(tmp_path: Path) -> None:
    check = (
        "import sys, buurtkalender.feeds.rss, buurtkalender.feeds.rss, buurtkalender.feeds.atom, "
        "buurtkalender.feeds.json_feed; sys.exit('feedgen' in sys.modules)"
    )
    assert started(sys.executable, "-c", check, folder=tmp_path).code == 0


def test_today_plays_no_part_while_the_next_time_is_the_same() -> None:
    assert told(calendar(COFFEE), today=WEDNESDAY) == told(calendar(COFFEE), today=WEDNESDAY + timedelta(days=5))
