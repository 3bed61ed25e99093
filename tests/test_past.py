"""How the gaps went, from the history in git: the page, the feeds, and that nothing else plays a part in them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from buurtkalender.domain.coverage.evaluation import coming, evaluate, kinds
from buurtkalender.site.gaps.analysis import NAME
from feeds.formats import atom_faults, json_feed_faults, parsed, rss_faults
from hamlet import hamlet_project
from projects import Project, different
from reading.test_history import edit, git
from rebuilding import Built
from town import TODAY, town

FEW_PAGES = {"PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 1, "AHEAD_DAYS": 40}
SOUP = "activities/bewonersgroep-molenwijk/soep-en-spel.yaml"
NORMS = "calendar/norms.yaml"
PAGE = "hiaten/verloop/index.html"
FEED = "hiaten/rss.xml"
OPENED = "Hiaat erbij: Elke week samen eten in de eigen buurt in Molenwijk"
CLOSED = "Hiaat dicht: Elke week samen eten in de eigen buurt in Molenwijk"
TOLD = (PAGE, "hiaten/index.html", FEED, "hiaten/atom.xml", "hiaten/feed.json", "hiaten/buurten/molenwijk/rss.xml")


def commit(made: Project, day: str, *, empty: bool = False) -> None:
    """Commit the content as it is, at noon of a day."""
    git(made.folder, "add", "-A", "content", ".gitignore")
    git(made.folder, "commit", "-m", "x", *(["--allow-empty"] if empty else []), moment=f"{day}T12:00:00+00:00")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The hamlet, first committed on 20 August."""
    return Built(_committed(tmp_path_factory.mktemp("first") / "hamlet"))


def _committed(folder: Path) -> Project:
    project = hamlet_project(folder, **FEW_PAGES)
    (project.folder / ".gitignore").write_text("output*\n.cache\n")
    git(project.folder, "init", "-q")
    commit(project, "2026-08-20")
    return project


@pytest.fixture
def made(first: Built) -> Project:
    """The same, for the test to change."""
    return first.again()


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """And there was no soup from Wednesday 4 November to Wednesday 18 November."""
    made = _committed(tmp_path_factory.mktemp("second") / "hamlet")
    soup = (made.content / SOUP).read_text()
    (made.content / SOUP).unlink()
    commit(made, "2026-11-04")
    (made.content / SOUP).write_text(soup)
    commit(made, "2026-11-18")
    return Built(made)


@pytest.fixture
def moved(second: Built) -> Project:
    """The same, for the test to change."""
    return second.again()


def built(made: Project, today: date = TODAY) -> Any:
    """Build, and return the page as a tree."""
    done = made.build("--quiet", today=today)
    assert done.code == 0, done.said
    return html.document_fromstring((made.output / PAGE).read_bytes().decode())


def items(made: Project, path: str = FEED) -> dict[str, Any]:
    return {item.findtext("title"): item for item in etree.parse(made.output / path).iterfind("channel/item")}


def rows(page: Any) -> dict[str, list[int]]:
    """The numbers of the table, by day."""
    return {
        row.find("th").text_content().strip(): [int(cell.text_content()) for cell in row.findall("td")]
        for row in page.iterfind(".//table/tbody/tr")
    }


# --- what opened and closed ---------------------------------------------------------------------------


def test_what_opened_is_news_of_the_monday_after_with_its_sum_and_its_reason(moved: Project) -> None:
    built(moved)
    found = items(moved)
    opened, closed = found[OPENED], found[CLOSED]
    assert opened.findtext("pubDate") == "Sun, 08 Nov 2026 23:00:00 +0000"  # midnight here
    assert closed.findtext("pubDate") == "Sun, 22 Nov 2026 23:00:00 +0000"
    told = opened.findtext("description")
    assert "Nu: 0 van 1 keer per week. Er is te weinig." in told
    assert "Het gaat om 1500 inwoners." in told
    assert "Soep &amp; spel &lt;à la Molenwijk&gt;" in told
    assert "is er niet meer." in told
    assert "is nieuw." in closed.findtext("description")
    assert opened.findtext("link") == "https://zandmeer.example/hiaten/buurten/molenwijk/#samen-eten"
    assert opened.findtext("guid") == "hiaat.molenwijk.samen-eten.20261109.opens@zandmeer.buurtkalender.example"


def test_every_feed_of_gaps_keeps_to_the_rules_and_tells_the_same(moved: Project) -> None:
    built(moved)
    rss, atom, json_feed = (
        (moved.output / f"hiaten/{name}").read_bytes() for name in ("rss.xml", "atom.xml", "feed.json")
    )
    assert (rss_faults(rss), atom_faults(atom), json_feed_faults(json_feed)) == ([], [], [])
    titles = list(items(moved))
    assert titles.index(CLOSED) < titles.index(OPENED)
    assert [entry.title for entry in parsed(atom, "atom").entries] == titles
    assert [one["title"] for one in json.loads(json_feed)["items"]] == titles
    assert [entry.title for entry in parsed(rss, "rss").entries] == titles


def test_the_feed_of_a_neighbourhood_tells_only_of_that(moved: Project) -> None:
    built(moved)
    own = set(items(moved, "hiaten/buurten/molenwijk/rss.xml"))
    assert {OPENED, CLOSED} <= own == {title for title in items(moved) if title.endswith(" in Molenwijk")}
    assert own.isdisjoint(items(moved, "hiaten/buurten/duinrand/rss.xml"))


def test_the_page_tells_it_by_week_newest_first_with_a_link_to_why(moved: Project) -> None:
    page = built(moved)
    weeks = [one.text_content() for one in page.iterfind(".//h3")]
    week_of = {
        link.text_content(): link.xpath("preceding::h3[1]")[0].text_content()
        for link in page.iterfind(".//ul[@class='moves']/li/a")
    }
    assert week_of[OPENED] == "Week 45, 2 tot en met 8 november 2026"
    assert week_of[CLOSED] == "Week 47, 16 tot en met 22 november 2026"
    assert weeks.index(week_of[CLOSED]) < weeks.index(week_of[OPENED])
    for link in page.iterfind(".//ul[@class='moves']/li/a"):
        path, _, anchor = link.get("href").partition("#")
        where = html.parse(moved.output / path.lstrip("/") / "index.html")
        assert where.xpath("//*[@id=$id]", id=anchor), link.get("href")


def test_what_moves_this_week_is_told_at_once_and_is_news_on_monday(made: Project) -> None:
    built(made)
    (made.content / SOUP).unlink()
    page = built(made)
    assert next(one.text_content() for one in page.iterfind(".//h3")) == "Sinds maandag 23 november 2026"
    assert OPENED in page.text_content()
    assert OPENED not in items(made)
    commit(made, "2026-11-24")
    built(made, date(2026, 11, 30))
    assert OPENED in items(made)


def test_pages_lead_to_the_feeds_and_to_how_it_went(moved: Project) -> None:
    built(moved)
    heads = {
        "hiaten/index.html": "/hiaten/rss.xml",
        "hiaten/buurten/molenwijk/index.html": "/hiaten/buurten/molenwijk/rss.xml",
    }
    for path, feed in {**heads, PAGE: "/hiaten/rss.xml"}.items():
        root = html.parse(moved.output / path).getroot()
        assert feed in {link.get("href") for link in root.iterfind("head/link[@rel='alternate']")}, path
    front = html.parse(moved.output / "hiaten/index.html").getroot()
    assert re.search(r"Sinds 1 oktober 2026: \d+ hiaat|hiaten erbij, \d+ dicht\.", front.text_content())
    assert "/hiaten/verloop/" in {link.get("href") for link in front.iter("a")}


def test_since_a_month_ago_counts_what_opened_and_closed(made: Project) -> None:
    before = built(made).find(".//p[@class='lead']").text_content()
    (made.content / SOUP).unlink()
    after = built(made).find(".//p[@class='lead']").text_content()
    counts = [[int(n) for n in re.findall(r"(\d+) (?:hiaat|hiaten|dicht)", text)] for text in (before, after)]
    assert [text.partition(":")[0] for text in (before, after)] == ["Sinds 1 oktober 2026"] * 2
    assert counts[1] == [counts[0][0] + 1, counts[0][1]]


def test_another_address_of_an_activity_is_no_news(made: Project) -> None:
    built(made)
    before = (made.output / FEED).read_bytes()
    (made.content / SOUP).rename(made.content / "activities/bewonersgroep-molenwijk/soep.yaml")
    edit(
        made.content / "activities/bewonersgroep-molenwijk/soep.yaml",
        "title: ",
        "formerly: [bewonersgroep-molenwijk/soep-en-spel]\ntitle: ",
    )
    commit(made, "2026-11-18")
    built(made)
    assert (made.output / FEED).read_bytes() == before


# --- by the norms of today ----------------------------------------------------------------------------


def test_a_day_gone_by_counts_as_the_command_counted_it_that_day(moved: Project) -> None:
    page = built(moved)
    names = ("gap", "data-gap", "fragile", "seasonal", "covered", "too-few-residents")
    table = rows(page)
    assert list(table) == ["24 november 2026", "1 november 2026", "1 oktober 2026", "1 september 2026"]
    git(moved.folder, "checkout", "-q", "HEAD~2", "--", "content")
    for day, label in (("2026-11-01", "1 november 2026"), ("2026-09-01", "1 september 2026")):
        found = Counter(one["verdict"] for one in json.loads(moved.run("gaps", "--today", day, "--format", "json").out))
        assert table[label][:-1] == [found[name] for name in names], label


def test_a_day_begins_at_midnight_on_the_clock_here(made: Project) -> None:
    gaps = rows(built(made))["1 oktober 2026"][0]
    (made.content / SOUP).unlink()
    git(made.folder, "add", "-A", "content")
    git(made.folder, "commit", "-m", "x", moment="2026-09-30T22:00:00+00:00")
    assert rows(built(made))["1 oktober 2026"][0] == gaps
    git(made.folder, "commit", "--amend", "-m", "x", moment="2026-09-30T21:59:59+00:00")
    assert rows(built(made))["1 oktober 2026"][0] == gaps + 1


def test_history_that_was_rewritten_is_read_again(made: Project) -> None:
    gaps = rows(built(made))["1 oktober 2026"][0]
    (made.content / SOUP).unlink()
    git(made.folder, "add", "-A", "content")
    git(made.folder, "commit", "--amend", "-m", "x", moment="2026-08-20T12:00:00+00:00")
    assert rows(built(made))["1 oktober 2026"][0] == gaps + 1


def test_norms_and_neighbourhoods_of_today_are_asked_of_days_gone_by(made: Project) -> None:
    before = rows(built(made))
    edit(made.content / NORMS, "{sessions: 1, per: week}", "{sessions: 9, per: week}")
    edit(made.content / "neighbourhoods/zandmeer.yaml", "kind: industrial", "kind: rural")
    commit(made, "2026-11-20")
    page = built(made)
    after = rows(page)
    for day, numbers in before.items():
        assert sum(after[day][:-1]) > sum(numbers[:-1]), day
        assert after[day][0] > numbers[0], day
    assert {sum(numbers[:-1]) for numbers in after.values()} == {sum(after["1 oktober 2026"][:-1])}
    assert "Havenkwartier" not in (made.output / FEED).read_text()


def test_what_had_a_theme_that_is_gone_does_not_count(made: Project) -> None:
    before = rows(built(made))
    for file in made.content.rglob("*.yaml"):
        file.write_text(file.read_text().replace("eten-en-drinken", "maaltijden"))
    after = rows(built(made))
    assert after["24 november 2026"] == before["24 november 2026"]
    assert after["1 oktober 2026"][0] == before["1 oktober 2026"][0] + 2  # nobody ate together in two neighbourhoods


def test_kinds_alone_are_those_of_the_whole_evaluation() -> None:
    calendar = town()
    for day in (TODAY, date(2026, 12, 1), date(2027, 6, 1)):
        found = coming(calendar, day)
        whole = tuple((one.norm, one.neighbourhood, one.verdict) for one in evaluate(calendar, found, day))
        assert kinds(calendar, found, day) == whole


# --- the picture --------------------------------------------------------------------------------------


def test_each_picture_says_in_words_what_the_table_says(moved: Project) -> None:
    page = built(moved)
    table = rows(page)
    first, last = table["1 september 2026"], table["24 november 2026"]
    names = [head.text_content() for head in page.iterfind(".//table/thead/tr/th")][1:]
    drawn = page.findall(".//figure")
    assert [figure.find("figcaption").text.partition(":")[0] for figure in drawn] == [*names[:4], names[-1]]
    for figure in drawn:
        number = names.index(figure.find("figcaption").text.partition(":")[0])
        said = f"{first[number]} op 1 september 2026, {last[number]} op 24 november 2026."
        svg = figure.find("svg")
        assert said in figure.find("figcaption").text
        assert said in svg.get("aria-label") == svg.findtext("title")
        assert svg.get("role") == "img"
        assert len(svg.findall("rect")) == sum(numbers[number] > 0 for numbers in table.values())


# --- what is not known --------------------------------------------------------------------------------


def test_a_month_that_cannot_be_read_is_left_out_and_said(made: Project) -> None:
    whole = made.folder / "whole"
    shutil.copytree(made.content, whole)
    for file in (made.content / "activities").rglob("*.yaml"):
        file.write_text("title: [\n")
    commit(made, "2026-09-25")
    shutil.rmtree(made.content)
    whole.rename(made.content)
    commit(made, "2026-10-05")
    page = built(made)
    assert list(rows(page)) == ["24 november 2026", "1 november 2026", "1 september 2026"]
    assert "Van oktober 2026 is niets bekend" in page.text_content()
    assert OPENED not in items(made)


def test_one_file_that_was_broken_once_is_left_out_and_counted(made: Project) -> None:
    right = (made.content / SOUP).read_text()
    (made.content / SOUP).write_bytes(b"\xff\xfe")
    commit(made, "2026-09-25")
    (made.content / SOUP).write_text(right)
    commit(made, "2026-10-05")
    assert "1 oktober 2026 (1 bestand niet te lezen)" in rows(built(made))


def test_a_picture_that_was_committed_is_no_mistake_and_a_link_is_not_followed(made: Project, tmp_path: Path) -> None:
    (made.content / "activities/sv-zandmeer/elders.yaml").symlink_to("/etc/hostname")
    commit(made, "2026-09-25")
    (made.content / "activities/sv-zandmeer/elders.yaml").unlink()
    commit(made, "2026-10-05")
    assert {"1 oktober 2026", "1 september 2026"} <= rows(built(made)).keys()


def _not_known(page: Any) -> None:
    assert list(rows(page)) == ["24 november 2026"]
    assert "Hoe het eerder was, is hier niet bekend." in page.find(".//p[@class='lead']").text_content()
    assert not page.findall(".//figure")


def test_outside_git_only_today_is_known(tmp_path: Path) -> None:
    project = hamlet_project(tmp_path / "town", **FEW_PAGES)
    _not_known(built(project))
    assert items(project) == {}


def test_of_a_shallow_clone_only_today_is_known_until_the_rest_is_fetched(moved: Project, tmp_path: Path) -> None:
    for name in ("theme", "pelican.conf.py"):
        git(moved.folder, "add", "-f", name)
    git(moved.folder, "commit", "-m", "x", moment="2026-11-19T12:00:00+00:00")
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{moved.folder}", str(tmp_path / "shallow"))
    shallow = Project(tmp_path / "shallow")
    _not_known(built(shallow))
    git(shallow.folder, "fetch", "-q", "--unshallow")
    assert len(rows(built(shallow))) == 4


def test_without_the_program_git_only_today_is_known(moved: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    _not_known(built(moved))


def test_nothing_is_told_of_before_the_first_day_of_the_calendar(made: Project) -> None:
    made.set(CALENDAR_START=date(2026, 10, 5))
    assert list(rows(built(made))) == ["24 november 2026", "1 november 2026"]


def test_a_calendar_without_norms_is_built_all_the_same(made: Project) -> None:
    (made.content / NORMS).write_text("norms: []\n")
    assert "24 november 2026" in rows(built(made))


# --- what plays no part -------------------------------------------------------------------------------


@pytest.fixture
def days() -> Iterator[date]:
    """The day after it was built, the Monday after, and the first day of a month."""
    return iter([TODAY + timedelta(1), date(2026, 11, 30), date(2026, 12, 1)])


def test_with_or_without_what_was_remembered_every_byte_is_the_same(moved: Project, days: Iterator[date]) -> None:
    for day in days:
        built(moved, day)
        warm = moved.tree()
        fresh = Project(moved.folder)
        shutil.rmtree(moved.folder / ".cache")
        shutil.move(moved.output, moved.folder / "output-warm")
        built(fresh, day)
        cold = fresh.tree()
        assert [path for path in different(warm, cold) if path != ".buurtkalender"] == []
        shutil.rmtree(moved.folder / "output-warm")


def test_a_memory_that_makes_no_sense_is_as_good_as_none(moved: Project) -> None:
    built(moved)
    before = moved.tree()
    for rubbish in (b"", b"rubbish", b"\x80", (moved.folder / ".cache" / NAME).read_bytes()[:-9]):
        (moved.folder / ".cache" / NAME).write_bytes(rubbish)
        edit(moved.content / "activities/sv-zandmeer/gymmen.yaml", "title: ", "title: Nieuw ")
        built(moved)
        assert [moved.tree()[path] for path in TOLD] == [before[path] for path in TOLD]


def test_what_is_remembered_is_not_worked_out_again(moved: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    built(moved)
    asked: list[str] = []
    monkeypatch.setattr("buurtkalender.reading.past.Reader.read", lambda _self, tree: asked.append(tree))
    edit(moved.content / "activities/sv-zandmeer/gymmen.yaml", "title: ", "title: Nieuw ")
    built(moved)
    built(moved, TODAY + timedelta(1))
    assert asked == []


def test_a_clone_elsewhere_has_the_same_points(moved: Project, tmp_path: Path) -> None:
    built(moved)
    for name in ("theme", "pelican.conf.py"):
        git(moved.folder, "add", "-f", name)
    git(moved.folder, "commit", "-m", "x", moment="2026-11-24T12:00:00+00:00")
    git(tmp_path, "clone", "-q", str(moved.folder), str(tmp_path / "clone"))
    other = Project(tmp_path / "clone")
    built(other)
    assert [other.tree()[path] for path in TOLD] == [moved.tree()[path] for path in TOLD]


def test_feeds_stay_the_same_until_a_gap_opens_or_closes(moved: Project) -> None:
    built(moved)
    before = {
        path: octets for path, octets in moved.tree().items() if path.startswith("hiaten/") and path.endswith("l")
    }
    feeds = [path for path in before if path.endswith("rss.xml")]
    built(moved, TODAY + timedelta(1))
    commit(moved, "2026-11-25", empty=True)
    built(moved, TODAY + timedelta(2))
    assert len(feeds) > 4
    assert [moved.tree()[path] for path in feeds] == [before[path] for path in feeds]


def test_the_table_can_be_added_up(moved: Project) -> None:
    page = built(moved)
    cells = list(csv.DictReader(io.StringIO((moved.output / "data/coverage.csv").read_text(encoding="utf-8-sig"))))
    assert rows(page)["24 november 2026"][:-1] == [
        sum(one["verdict"] == name for one in cells)
        for name in ("gap", "data-gap", "fragile", "seasonal", "covered", "too-few-residents")
    ]
