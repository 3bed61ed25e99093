"""The news as Atom: the same as in RSS, with when it was announced and when it changed apart."""

from datetime import UTC, datetime
from typing import Any

import pytest

from buurtkalender.domain.model import Activity, Organisation
from buurtkalender.domain.values import Change, Location, Skip, Term, Weekly
from feeds.formats import ATOM, EV, atom_faults, parsed
from feeds.telling import CONTROLS, HOSTILE, told
from feeds.world import MORNING, activity, calendar, day, in_dorpshuis

TUESDAYS = Weekly((1,), MORNING, skip=Skip(venue_closures=True))
ANNOUNCED = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)
STAMP = datetime(2026, 10, 28, 8, 30, tzinfo=UTC)
COFFEE = in_dorpshuis(TUESDAYS, summary="Samen koffie & taart.")
WEDNESDAY = day("2026-11-25")
COFFEE_ID = "tag:zandmeer.buurtkalender.example,2026-01-05:welzijn/koffie"


def entry(of: Activity, **more: Any) -> Any:
    (only,) = told(calendar(of), **({"today": WEDNESDAY} | more)).feed.findall(f"{ATOM}entry")
    return only


def said(entry: Any, name: str) -> str:
    text: str = entry.findtext(f"{ATOM}{name}")
    return text


def test_the_news_keeps_to_the_rules_of_atom() -> None:
    town = calendar(COFFEE, activity(TUESDAYS, name="soep", partners=("kerk",)), activity(name="zonder-datum"))
    assert atom_faults(told(town).atom) == []
    assert atom_faults(told(calendar()).atom) == []


def test_the_rules_of_atom_are_really_checked() -> None:
    good = told(calendar(COFFEE)).atom
    for old, new in (
        (b"<id>tag:zandmeer.buurtkalender.example,2026-01-05:welzijn/koffie</id>", b""),
        (COFFEE_ID.encode(), b"welzijn/koffie"),
        (b":welzijn/koffie<", b":/<"),
        (b'rel="alternate" type="text/html" href="https://zandmeer.example/w', b'rel="alternate" href="/w'),
        (b"</published>", b"</published><published>2026-01-01T00:00:00Z</published>"),
        (b"+00:00</updated>", b"</updated>"),
        (b"<published>2026-01-05", b"<published>2026-02-05"),
        (b"Welzijn Zandmeer</name>", b"</name>"),
        (b"</entry>", b'<link rel="alternate" type="text/html" href="https://x.example/"/></entry>'),
        (b' rel="self"', b' rel="via"'),
        (b'content type="html"', b'content type="text"'),
        (b"<ev:organizer>Welzijn Zandmeer</ev:organizer>", b'<organizer xmlns=""/>'),
    ):
        assert old in good, old
        assert atom_faults(good.replace(old, new)), new


def test_a_reader_finds_what_was_told() -> None:
    stamps, announced = {COFFEE.id: STAMP}, {COFFEE.id: ANNOUNCED}
    found = parsed(told(calendar(COFFEE), today=WEDNESDAY, stamps=stamps, announced=announced).atom, "atom")
    (only,) = found.entries
    assert only.title == "Di 1 dec 10.00: Koffieochtend"
    assert only.id == COFFEE_ID
    assert only.link == "https://zandmeer.example/welzijn/koffie/"
    assert only.author == "Welzijn Zandmeer"
    assert (only.published, only.updated) == ("2026-09-01T07:00:00+00:00", "2026-10-28T08:30:00+00:00")
    assert [(tag.term, tag.label) for tag in only.tags] == [("ontmoeten", "Ontmoeten")]
    assert only.content[0].value.startswith("<p>Samen koffie &amp; taart.</p>")
    assert only.ev_startdate == "2026-12-01T10:00:00+01:00"
    assert (found.feed.link, found.feed.updated) == ("https://zandmeer.example/", "2026-10-28T08:30:00+00:00")
    assert found.feed.language == "nl"


def test_a_feeds_date_is_never_the_events_date() -> None:
    for today in (WEDNESDAY, day("2026-12-20")):
        found = entry(COFFEE, today=today, stamps={COFFEE.id: STAMP})
        assert {said(found, name)[:10] for name in ("published", "updated")} == {"2026-10-28"}


def test_what_was_announced_before_it_changed_says_both() -> None:
    found = entry(COFFEE, stamps={COFFEE.id: STAMP}, announced={COFFEE.id: ANNOUNCED})
    assert (said(found, "published")[:10], said(found, "updated")[:10]) == ("2026-09-01", "2026-10-28")


@pytest.mark.parametrize(
    "after",
    [
        in_dorpshuis(TUESDAYS, changes=(Change(day("2026-12-01"), cancelled="Ziek."),)),
        in_dorpshuis(TUESDAYS, title="Theeochtend"),
        in_dorpshuis(TUESDAYS, name="thee", formerly=("welzijn/koffie",)),
    ],
    ids=["cancelled", "another title", "renamed"],
)
def test_a_change_keeps_the_id_and_renews_updated(after: Activity) -> None:
    before, now = entry(COFFEE), entry(after, stamps={after.id: STAMP}, host="https://elders.example/")
    assert said(now, "id") == said(before, "id") == COFFEE_ID
    assert said(now, "updated") > said(before, "updated")
    assert said(now, "title") != said(before, "title") or after.formerly


def test_the_id_of_a_feed_names_its_list_and_not_its_host() -> None:
    one, other = (told(calendar(COFFEE), host=host) for host in ("https://een.example/", "https://twee.example/"))
    assert said(one.feed, "id") == said(other.feed, "id") == "tag:zandmeer.buurtkalender.example,2026-01-05:/"


def test_every_organisation_is_an_author_and_the_calendar_is_that_of_the_feed() -> None:
    both = told(calendar(activity(TUESDAYS, partners=("kerk",)))).feed
    names = [[one.text for one in who.findall(f"{ATOM}author/{ATOM}name")] for who in (both, both.find(f"{ATOM}entry"))]
    assert names == [["Zandmeer"], ["Welzijn Zandmeer", "Kerk aan de Duinen"]]


def test_machines_find_the_same_as_in_rss() -> None:
    news = told(calendar(COFFEE, activity(TUESDAYS, name="soep"), activity(name="zonder-datum")))
    in_rss = [[(e.tag, e.text) for e in item if e.tag.startswith(EV)] for item in news.channel.findall("item")]
    in_atom = [[(e.tag, e.text) for e in item if e.tag.startswith(EV)] for item in news.feed.findall(f"{ATOM}entry")]
    assert in_atom == in_rss
    assert [len(facts) for facts in in_rss] == [4, 3, 1]


def test_markup_in_any_text_stays_text() -> None:
    nasty = activity(TUESDAYS, title=HOSTILE, summary=HOSTILE, location=Location(HOSTILE))
    town = calendar(nasty)
    town.organisations["welzijn"] = Organisation("welzijn", HOSTILE, "welfare")
    town.themes["ontmoeten"] = Term("ontmoeten", {"nl": HOSTILE})
    news = told(town, name=HOSTILE)
    (only,) = news.feed.findall(f"{ATOM}entry")
    assert said(only, "title").endswith(HOSTILE)
    assert only.findtext(f"{ATOM}author/{ATOM}name") == only.findtext(f"{EV}organizer") == HOSTILE
    assert only.find(f"{ATOM}category").get("label") == HOSTILE
    assert said(news.feed, "title") == HOSTILE
    assert "<script" not in said(only, "content")
    assert atom_faults(news.atom) == []
    assert "<script" not in parsed(news.atom, "atom").entries[0].content[0].value


def test_control_characters_do_not_break_the_feed() -> None:
    nasty = activity(TUESDAYS, title=f"Kof{CONTROLS}fie", summary=CONTROLS, location=Location(f"Huis{CONTROLS}"))
    assert atom_faults(told(calendar(nasty), name=f"Alles{CONTROLS}").atom) == []
