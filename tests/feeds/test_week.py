"""The week as RSS: what is on in the coming seven days, the soonest first."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from lxml import etree

from buurtkalender.domain.model import Activity
from buurtkalender.domain.values import Change, Dates, Location, TimeSpan, Weekly
from feeds.formats import DC, EV, parsed, rss_faults
from feeds.telling import CONTROLS, HOSTILE, week_of
from feeds.world import MORNING, TODAY, ZONE, activity, calendar, day, in_dorpshuis

TUESDAYS = Weekly((1,), MORNING)
EVERY_DAY = Weekly((0, 1, 2, 3, 4, 5, 6), MORNING)
STAMP = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
ILL = Change(day("2026-12-01"), cancelled="De gastvrouw is ziek.")
MOVED = Change(day("2026-12-01"), moved_to=day("2026-12-02"))
THURSDAY = day("2026-11-26")
"""Its week has the first of December in it."""


def items(of: Activity, **more: Any) -> list[Any]:
    found: list[Any] = etree.fromstring(week_of(calendar(of), **more)).findall("channel/item")
    return found


def item(of: Activity, **more: Any) -> Any:
    (only,) = items(of, **({"today": THURSDAY} | more))
    return only


def date_of(item: Any) -> datetime:
    return parsedate_to_datetime(item.findtext("pubDate"))


# --- which items ------------------------------------------------------------------------------------


def test_it_tells_of_today_and_the_six_days_after_it() -> None:
    days = [one.findtext(f"{EV}startdate")[:10] for one in items(activity(EVERY_DAY))]
    assert days == [str(TODAY + timedelta(days=n)) for n in range(7)]


def test_an_activity_has_an_item_each_time_and_the_soonest_comes_first() -> None:
    town = calendar(activity(Weekly((3, 1), MORNING)), activity(Weekly((2,), TimeSpan(540, 600)), name="soep"))
    titles = [one.findtext("title") for one in etree.fromstring(week_of(town)).iterfind("channel/item")]
    assert titles == [
        "Di 24 nov 10.00: Koffieochtend",
        "Wo 25 nov 9.00: Koffieochtend",
        "Do 26 nov 10.00: Koffieochtend",
    ]


def test_what_is_cancelled_stays_and_says_why() -> None:
    found = item(in_dorpshuis(TUESDAYS, changes=(ILL,)))
    assert found.findtext("title") == "Di 1 dec 10.00: AFGELAST: Koffieochtend"
    assert found.findtext("description").startswith("<p>Afgelast: De gastvrouw is ziek.</p>")


def test_of_more_than_fits_it_says_that_there_is_more() -> None:
    town = calendar(*(activity(EVERY_DAY, name=f"a{n:02}") for n in range(30)))
    channel = etree.fromstring(week_of(town)).find("channel")
    assert channel.findtext("description") == "Wat er te doen is Dit zijn de eerste 150 van 210."
    days = [one.findtext(f"{EV}startdate") for one in channel.findall("item")]
    assert (len(days), days) == (150, sorted(days))
    assert "eerste" not in etree.fromstring(week_of(calendar(activity(EVERY_DAY)))).findtext("channel/description")


# --- what names an item -----------------------------------------------------------------------------


def test_the_guid_holds_the_planned_day_and_stays_when_it_is_moved_or_cancelled() -> None:
    due = {item(in_dorpshuis(TUESDAYS, changes=some)).findtext("guid") for some in ((), (ILL,), (MOVED,))}
    assert due == {"welzijn.koffie.20261201@zandmeer.buurtkalender.example"}


def test_the_guid_of_a_loose_date_is_its_uid() -> None:
    loose = activity(Dates((day("2026-12-01"),), MORNING))
    assert item(loose).findtext("guid") == calendar(loose).uid(loose, 0, day("2026-12-01"))


def test_two_times_on_a_day_have_two_names() -> None:
    town = calendar(activity(TUESDAYS, Weekly((1,), TimeSpan(840, 900))))
    assert rss_faults(week_of(town)) == []
    assert len(etree.fromstring(week_of(town)).findall("channel/item")) == 2


# --- dates ------------------------------------------------------------------------------------------


def test_the_date_of_an_item_is_when_it_came_into_the_week_and_stays_all_week() -> None:
    dates = {date_of(item(activity(TUESDAYS), today=day("2026-11-25") + timedelta(days=n))) for n in range(7)}
    assert dates == {datetime(2026, 11, 24, 23, 0, tzinfo=UTC)}  # midnight in Zandmeer


def test_a_change_within_the_week_renews_the_date() -> None:
    changed = in_dorpshuis(TUESDAYS, changes=(ILL,))
    assert date_of(item(changed, stamps={changed.id: STAMP})) == STAMP
    assert date_of(item(changed, stamps={changed.id: STAMP - timedelta(days=30)})) < STAMP


def test_what_is_moved_into_the_week_is_dated_by_the_day_that_it_is_moved_to() -> None:
    moved = activity(Dates((day("2026-12-20"),), MORNING), changes=(Change(day("2026-12-20"), moved_to=THURSDAY),))
    assert date_of(item(moved)) == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("today", [TODAY, day("2026-10-24"), day("2026-10-25"), day("2027-03-28"), day("2027-03-29")])
def test_a_feeds_date_is_never_to_come_and_never_the_events_date(today: Any) -> None:
    begin = datetime(today.year, today.month, today.day, tzinfo=ZONE)  # as early as a build of that day can be
    for found in items(activity(EVERY_DAY), today=today):
        assert date_of(found) <= begin
        assert date_of(found).date() < day(found.findtext(f"{EV}startdate")[:10])


def test_the_feed_is_dated_by_its_newest_item() -> None:
    channel = etree.fromstring(week_of(calendar(activity(EVERY_DAY)))).find("channel")
    newest = max(map(date_of, channel.findall("item")))
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")) == newest
    empty = etree.fromstring(week_of(calendar()))
    assert empty.findtext("channel/lastBuildDate") == "Mon, 05 Jan 2026 00:00:00 +0000"


# --- what an item holds -----------------------------------------------------------------------------


def test_an_item_holds_what_the_news_holds() -> None:
    found = item(in_dorpshuis(TUESDAYS, summary="Samen koffie & taart.", changes=(MOVED,)))
    assert found.findtext("title") == "Wo 2 dec 10.00: Koffieochtend"
    assert found.findtext("link") == "https://zandmeer.example/welzijn/koffie/"
    assert found.findtext(f"{DC}creator") == found.findtext(f"{EV}organizer") == "Welzijn Zandmeer"
    assert found.findtext(f"{EV}startdate") == "2026-12-02T10:00:00+01:00"
    assert found.findtext(f"{EV}enddate") == "2026-12-02T12:00:00+01:00"
    assert found.findtext(f"{EV}location").startswith("Dorpshuis (Grote zaal), ")
    assert found.findtext("description").startswith("<p>Let op, een andere tijd.")
    assert "Samen koffie &amp; taart." in found.findtext("description")


def test_a_reader_finds_nothing_wrong_with_it() -> None:
    town = calendar(in_dorpshuis(EVERY_DAY, changes=(ILL,)), activity(TUESDAYS, name="soep"))
    octets = week_of(town)
    assert rss_faults(octets) == []
    assert len(parsed(octets, "rss").entries) == 8
    assert rss_faults(week_of(calendar())) == []


def test_hostile_text_stays_text() -> None:
    nasty = activity(EVERY_DAY, title=HOSTILE, summary=CONTROLS, location=Location(HOSTILE + CONTROLS))
    octets = week_of(calendar(nasty))
    assert rss_faults(octets) == []
    for found in etree.fromstring(octets).iterfind("channel/item"):
        assert found.findtext("title").endswith(HOSTILE)
        assert "<script" not in found.findtext("description")


def test_the_same_content_and_day_give_the_same_bytes() -> None:
    assert week_of(calendar(activity(EVERY_DAY))) == week_of(calendar(activity(EVERY_DAY)))
