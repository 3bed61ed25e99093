"""What phones were told before is remembered: stamps move forward when something changed, and never otherwise."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from buurtkalender.site.publish import LEDGER
from expand import below, by_page, events, said
from hamlet import hamlet_project
from projects import Project, Tree, different
from reading.test_history import commit, edit, git
from rebuilding import Built
from town import TODAY

COFFEE = "activities/welzijn-zandmeer/koffieochtend.yaml"
FEED = "activiteiten/welzijn-zandmeer/koffieochtend/kalender.ics"
LATER = TODAY + timedelta(days=3)
FEW_PAGES = {"PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 1, "AHEAD_DAYS": 40}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The hamlet, built once, outside any repository."""
    return Built(hamlet_project(tmp_path_factory.mktemp("place") / "hamlet", **FEW_PAGES))


@pytest.fixture
def built(first: Built) -> Project:
    """The same, for the test to change."""
    return first.again()


@pytest.fixture(scope="module")
def first_commit(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The hamlet in a repository of its own, built once."""
    made = hamlet_project(tmp_path_factory.mktemp("place") / "hamlet", **FEW_PAGES)
    (made.folder / ".gitignore").write_text("output*\n.cache\n")
    git(made.folder, "init", "-q")
    commit(made.folder, 1)
    return Built(made, date(2027, 3, 5))


@pytest.fixture
def committed(first_commit: Built) -> Project:
    """The same, for the test to change."""
    return first_commit.again()


def stamps(tree: Tree, path: str = FEED) -> set[str]:
    """The stamps of a feed's events."""
    return {line.partition(":")[2] for line in tree[path].decode().split("\r\n") if line.startswith("LAST-MODIFIED:")}


def is_over(feed: bytes) -> bool:
    """Whether there is nothing in it but the one event of long ago without which some programs keep what they had."""
    (only,) = feed.split(b"BEGIN:VEVENT\r\n")[1:]
    return b"DTSTART;VALUE=DATE:20200101\r\n" in only and b"STATUS:CANCELLED" in only


def midnight(day: date) -> str:
    """The stamp of what changed on a day: the midnight in winter with which it begins."""
    return (datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=1)).strftime("%Y%m%dT%H%M%SZ")


# --- where there is no history ----------------------------------------------------------------------


def test_what_changed_since_the_last_build_is_stamped_with_the_day_of_this_one(built: Project) -> None:
    before = built.tree()
    edit(built.content / COFFEE, "10:00-12:00", "10:30-12:00")
    built.build(today=LATER)
    after = built.tree()
    assert stamps(before) == {"20261110T000000Z"}
    assert stamps(after) == {midnight(LATER)}
    assert (
        after["activiteiten/sv-zandmeer/gymmen/kalender.ics"] == before["activiteiten/sv-zandmeer/gymmen/kalender.ics"]
    )


def test_a_second_change_on_the_same_day_still_moves_the_stamp(built: Project) -> None:
    told = []
    for old, new in (("10:00-12:00", "10:15-12:00"), ("10:15-12:00", "10:30-12:00")):
        edit(built.content / COFFEE, old, new)
        built.build(today=LATER)
        told.append(max(stamps(built.tree())))
    assert told == [midnight(LATER), midnight(LATER).replace("00Z", "01Z")]


def test_an_override_that_is_taken_away_moves_the_stamp_of_the_series(built: Project) -> None:
    edit(built.content / COFFEE, "  - {date: 2026-12-08, time: 11:00-13:00}\n", "")
    built.build(today=LATER)
    assert stamps(built.tree()) == {midnight(LATER)}


def test_what_changed_is_news_again_and_nothing_else_is(built: Project) -> None:
    before = dated(built)
    edit(built.content / COFFEE, "10:00-12:00", "10:30-12:00")
    built.build(today=LATER)
    after = dated(built)
    assert [link for link, day in after.items() if day != before[link]] == [
        "https://zandmeer.example/activiteiten/welzijn-zandmeer/koffieochtend/"
    ]
    assert "Thu, 26 Nov 2026 23:00:00 +0000" in after.values()


def dated(made: Project) -> dict[str, str]:
    """The date of each item of the news of a theme, by its address."""
    items = etree.parse(made.output / "themas/ontmoeten/rss.xml").iterfind("channel/item")
    return {str(item.findtext("link")): str(item.findtext("pubDate")) for item in items}


def test_what_was_only_confirmed_keeps_its_stamp(built: Project) -> None:
    before = built.tree()
    edit(built.content / COFFEE, "confirmed: 2026-11-10", "confirmed: 2026-11-27")
    built.build(today=LATER)
    assert built.tree()[FEED] == before[FEED]


def test_a_new_activity_is_new_today_whenever_it_was_confirmed(built: Project) -> None:
    (built.content / "activities/sv-zandmeer/dansen.yaml").write_text(
        "title: Dansen\nvenue: sporthal\nthemes: [bewegen]\nconfirmed: 2026-01-01\n"
        "when: [{weekly: tuesday, time: 20:00-21:00}]\n"
    )
    built.build(today=LATER)
    assert stamps(built.tree(), "activiteiten/sv-zandmeer/dansen/kalender.ics") == {midnight(LATER)}


def test_another_word_for_a_theme_moves_the_stamps_and_is_no_news(built: Project) -> None:
    edit(built.content / "calendar/vocabulary.yaml", "nl: Ontmoeten", "nl: Elkaar ontmoeten")
    before = built.tree()
    built.build(today=LATER)
    after = built.tree()
    assert stamps(after) == {midnight(LATER)}
    assert b"Tue, 10 Nov 2026 00:00:00 +0000" in before["rss.xml"]
    assert after["rss.xml"].count(b"27 Nov 2026") == before["rss.xml"].count(b"27 Nov 2026")


def test_another_address_of_the_site_moves_every_stamp(built: Project) -> None:
    built.set(SITEURL="https://doe.mee.example")
    built.build(today=LATER)
    assert stamps(built.tree(), "kalender.ics") == {midnight(LATER)}


def test_a_file_that_was_broken_comes_back_with_the_stamp_it_had(built: Project) -> None:
    before = built.tree()
    text = (built.content / COFFEE).read_text()
    (built.content / COFFEE).write_text("title: [\n")
    built.build(today=LATER)
    assert is_over(built.tree()[FEED])
    (built.content / COFFEE).write_text(text)
    built.build(today=LATER)
    assert built.tree()[FEED] == before[FEED]


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b'{"calendar": "another.example", "activities": {}}', b"\xff"])
def test_a_ledger_that_makes_no_sense_is_as_good_as_none(built: Project, rubbish: bytes) -> None:
    before = built.tree()
    (built.output / LEDGER).write_bytes(rubbish)
    edit(built.content / "activities/sv-zandmeer/gymmen.yaml", "title: ", "title: Nieuw ")
    assert built.build(today=TODAY).code == 0
    assert built.tree()[FEED] == before[FEED]


def test_a_site_on_another_machine_goes_on_from_the_ledger_alone(built: Project, tmp_path: Path) -> None:
    ledger = (built.output / LEDGER).read_bytes()
    edit(built.content / COFFEE, "10:00-12:00", "10:30-12:00")
    other = built.copy(tmp_path / "other")
    (other.output / "data").mkdir(parents=True)
    (other.output / LEDGER).write_bytes(ledger)
    for made in (built, other):
        assert made.build(today=LATER).code == 0
    assert different(built.tree(), other.tree()) == []


# --- where there is history -------------------------------------------------------------------------


def test_with_history_a_site_needs_no_ledger_to_be_the_same(committed: Project, tmp_path: Path) -> None:
    edit(committed.content / COFFEE, "10:00-12:00", "10:30-12:00")
    edit(committed.content / "calendar/vocabulary.yaml", "nl: Ontmoeten", "nl: Elkaar ontmoeten")
    commit(committed.folder, 8)
    git(tmp_path, "clone", "-q", str(committed.folder), str(tmp_path / "clone"))
    fresh = Project(tmp_path / "clone")
    for made in (committed, fresh):
        assert made.build(today=date(2027, 3, 9)).code == 0
    assert different(committed.tree(), fresh.tree()) == []
    assert stamps(fresh.tree()) == {"20270308T120000Z"}


def test_the_address_of_a_venue_changes_exactly_the_feeds_that_show_it(committed: Project) -> None:
    before = committed.tree()
    edit(committed.content / "venues/bibliotheek.yaml", "Dorpsplein 3", "Dorpsplein 5")
    commit(committed.folder, 4)
    committed.build(today=date(2027, 3, 5))
    after = committed.tree()
    every = by_page(events(_as_file(committed, before, "kalender.ics")))
    there = {page for page, some in every.items() if any("Dorpsplein 3" in said(event, "LOCATION") for event in some)}
    feeds = {path: events(_as_file(committed, before, path)) for path in before if path.endswith(".ics")}
    shows = {
        path for path, some in feeds.items() if any(said(event, "URL") in there for event in some if b"URL:" in event)
    }
    changed = {path for path in different(before, after) if path.endswith(".ics")}
    assert changed == shows
    assert 3 < len(there) < len(every) / 2
    assert 3 < len(shows) < len(feeds) / 2
    for path in (path for path in changed if path.endswith("kalender.ics")):
        old, new = (by_page(events(_as_file(committed, tree, path))) for tree in (before, after))
        for page, written in new.items():
            if written != old[page]:
                assert {said(event, "LAST-MODIFIED") for event in written} == {"20270304T120000Z"}
                assert min(int(said(event, "SEQUENCE")) for event in written) > max(
                    int(said(event, "SEQUENCE")) for event in old[page]
                )


def _as_file(made: Project, tree: Tree, path: str) -> Path:
    file = made.folder / "feed.ics"
    file.write_bytes(tree[path])
    return file


def test_an_edit_that_is_not_committed_is_told_all_the_same(committed: Project) -> None:
    edit(committed.content / COFFEE, "10:00-12:00", "10:30-12:00")
    committed.build(today=date(2027, 3, 6))
    assert stamps(committed.tree()) == {midnight(date(2027, 3, 6))}


# --- what is gone -----------------------------------------------------------------------------------


def test_the_calendar_of_what_was_deleted_stays_and_is_empty_so_that_phones_drop_it(built: Project) -> None:
    (built.content / COFFEE).unlink()
    built.build(today=LATER)
    assert is_over(built.tree()[FEED])
    assert b"NAME:Gestopt" in built.tree()[FEED]
    assert b"welzijn-zandmeer.koffieochtend@" not in built.tree()["kalender.ics"]


def test_history_tells_of_it_too(committed: Project, tmp_path: Path) -> None:
    (committed.content / COFFEE).unlink()
    commit(committed.folder, 2)
    git(tmp_path, "clone", "-q", str(committed.folder), str(tmp_path / "clone"))
    fresh = Project(tmp_path / "clone")
    fresh.build(today=date(2027, 3, 5))
    assert b"Gestopt" in fresh.tree()[FEED]


def test_an_empty_calendar_goes_when_every_phone_has_seen_it(built: Project) -> None:
    (built.content / COFFEE).unlink()
    built.build(today=LATER)
    built.build(today=LATER + timedelta(days=400))
    assert FEED in built.tree()
    built.build(today=LATER + timedelta(days=401))
    assert FEED not in built.tree()
    assert f"/{FEED}" not in json.loads(built.tree()[LEDGER])["feeds"]


def test_the_calendar_of_a_list_that_nothing_is_in_any_more_stays_and_is_empty(built: Project) -> None:
    lists = {path for path, _ in below(built.output, "kalender.ics") if path.startswith("/buurten/")}
    for file in (built.content / "activities").rglob("*.yaml"):
        file.unlink()
    built.build(today=LATER)
    assert {path for path, _ in below(built.output, "kalender.ics") if path.startswith("/buurten/")} == lists
    assert all(is_over(file.read_bytes()) for _, file in below(built.output, "kalender.ics"))


def test_what_stands_for_a_series_that_is_gone_has_its_uid_and_a_later_stamp(built: Project) -> None:
    """Thunderbird forgets a series only when its own UID comes back as something else."""
    before = built.tree()[FEED]
    (built.content / COFFEE).unlink()
    built.build(today=LATER)
    for name in (b"UID:", b"LAST-MODIFIED:"):
        old, new = (
            max(line for line in feed.split(b"\r\n") if line.startswith(name)) for feed in (before, built.tree()[FEED])
        )
        assert new == old if name == b"UID:" else new > old


@pytest.mark.parametrize("status", ["ended", "paused"])
def test_what_ended_or_paused_leaves_the_feeds(built: Project, status: str) -> None:
    edit(built.content / COFFEE, "status: active", f"status: {status}")
    built.build(today=LATER)
    assert is_over(built.tree()[FEED])
    assert b"welzijn-zandmeer.koffieochtend@" not in built.tree()["kalender.ics"]


def test_who_subscribed_at_an_address_of_before_goes_on_seeing_the_same_events(built: Project) -> None:
    before = built.tree()[FEED]
    new = "activities/welzijn-zandmeer/koffie.yaml"
    (built.content / COFFEE).rename(built.content / new)
    edit(built.content / new, "title: ", "formerly: [welzijn-zandmeer/koffieochtend]\ntitle: ")
    built.build(today=LATER)
    after = built.tree()
    assert after[FEED] == after["activiteiten/welzijn-zandmeer/koffie/kalender.ics"]
    uids = [{line for line in tree.split(b"\r\n") if line.startswith(b"UID:")} for tree in (before, after[FEED])]
    assert uids[0] == uids[1] != set()
