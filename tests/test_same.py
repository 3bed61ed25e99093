"""The same content gives the same bytes on every machine and with every tool; on another day, what did not change."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from buurtkalender.domain.recurrence import Window
from buurtkalender.reading.processes import ENOUGH
from expand import below, by_page, events, rows
from feeds.world import CLIENTS, shown
from hamlet import hamlet_project
from projects import Project, different, share_templates, started, tree
from town import TODAY

FEW_PAGES = {"PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 1}
TOMORROW = TODAY + timedelta(days=1)
PELICAN = (sys.executable, "-m", "pelican", "-s", "pelican.conf.py", "-e", f'TODAY="{TODAY}"')


def test_a_site_built_elsewhere_in_two_other_processes_is_the_same(town: Project, tmp_path: Path) -> None:
    other = town.copy(tmp_path / "a folder with spaces" / "zandmeer")
    other.set(CACHE_PATH="remembered", OUTPUT_PATH="published")
    share_templates(other.folder / "remembered")
    strange = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LANG": "tr_TR.UTF-8", "LC_ALL": "C"}
    done = other.start("build", "--today", str(TODAY), "--jobs", "2", **strange)
    assert done.code == 0, done.said
    assert len(town.tree()) > ENOUGH, "too few to be shared out"
    assert different(tree(other.folder / "published"), town.tree()) == []


def test_pelican_makes_the_same_site(town: Project, tmp_path: Path) -> None:
    other = town.copy(tmp_path / "town")
    other.set(CACHE_PATH="remembered")
    share_templates(other.folder / "remembered")
    done = started(*PELICAN, "-o", "published", "--fatal", "errors", folder=other.folder)
    assert done.code == 0, done.said
    assert different(tree(other.folder / "published"), town.tree()) == []


def test_pelican_ends_with_an_error_when_the_calendar_cannot_be_made(tmp_path: Path) -> None:
    made = hamlet_project(tmp_path / "town", STRICT=True, **FEW_PAGES)
    (made.content / "activities/sv-zandmeer/gymmen.yaml").write_text("title: [\n")
    made.share_templates()
    done = started(*PELICAN, folder=made.folder)
    assert done.code != 0
    assert "sv-zandmeer/gymmen.yaml:1:8: error" in done.said
    assert not list(made.output.glob("*"))


def test_pelican_leaves_a_broken_file_out_and_says_so(tmp_path: Path) -> None:
    made = hamlet_project(tmp_path / "town", **FEW_PAGES)
    (made.content / "activities/sv-zandmeer/gymmen.yaml").write_text("title: [\n")
    made.share_templates()
    done = started(*PELICAN, "--fatal", "errors", folder=made.folder)
    assert (done.code, "sv-zandmeer/gymmen.yaml:1:8: error" in done.err) == (0, True), done.said
    assert not (made.output / "activiteiten/sv-zandmeer/gymmen").exists()


# --- with a history ---------------------------------------------------------------------------------


def _git(folder: Path, *arguments: str, day: date = TODAY) -> None:
    moment = f"{day}T12:00:00+01:00"
    subprocess.run(
        ["git", "-c", "user.name=test", "-c", "user.email=test@zandmeer.example", "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        env={"PATH": _path(), "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment, "HOME": str(folder)},
    )


def _path() -> str:
    return str(Path(shutil.which("git") or "git").parent)


@pytest.fixture
def committed(tmp_path: Path) -> Project:
    """The hamlet with a history of one commit; the project stands in a folder of its repository."""
    repository = tmp_path / "repository"
    made = hamlet_project(repository / "calendars" / "zandmeer", **FEW_PAGES)
    (repository / ".gitignore").write_text("output*/\n.cache/\n")
    _git(repository.parent, "init", "-q", "repository")
    _git(repository, "add", ".")
    _git(repository, "commit", "-q", "-m", "Zandmeer", day=date(2026, 10, 1))
    return made


def test_a_clone_gives_the_same_site(committed: Project, tmp_path: Path) -> None:
    assert committed.build().code == 0
    assert b"DTSTAMP:20261001T110000Z" in committed.tree()["kalender.ics"]
    _git(tmp_path, "clone", "-q", "repository", "clone")
    other = Project(tmp_path / "clone" / "calendars" / "zandmeer")
    assert other.build().code == 0
    assert different(other.tree(), committed.tree()) == []


def test_a_commit_alone_dates_what_it_holds(committed: Project) -> None:
    file = committed.content / "activities/sv-zandmeer/gymmen.yaml"
    file.write_text(file.read_text() + "transport: Kom op de fiets.\n")
    assert committed.build().code == 0
    _git(committed.folder, "commit", "-q", "-a", "-m", "Gymmen", day=date(2026, 11, 25))
    assert committed.build().code == 0
    feed = committed.tree()["activiteiten/sv-zandmeer/gymmen/kalender.ics"]
    assert b"LAST-MODIFIED:20261125T110000Z" in feed


# --- on another day ---------------------------------------------------------------------------------

DATED = re.compile(
    r"\.buurtkalender|index\.html|(vandaag|morgen|weekend)/index\.html|hiaten/.*"
    r"|data/(occurrences\.json|(coverage|capacity|todo|hiaten|plaatsuren|te-doen)\..*)"
    r"|zoeken/(index|meer)\.json|doorverwijzen/meer\.json"
    r"|(.*/)?week\.xml"
)
"""What tells of today itself."""


@pytest.fixture(scope="module")
def tomorrow(town: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The town a day later."""
    made = town.copy(tmp_path_factory.mktemp("tomorrow") / "town")
    assert made.build(today=TOMORROW).code == 0
    return made


def _edges() -> Iterator[str]:
    """Yield the pages of days and weeks that come, go, or get another neighbour; and the week that is now."""
    for day in (TODAY - timedelta(days=28), TODAY + timedelta(days=92)):
        for near in (day, day + timedelta(days=1)):
            yield f"dag/{near}/index.html"
            year, week, _weekday = near.isocalendar()
            yield f"week/{year}-w{week:02}/index.html"
    year, week, _weekday = TODAY.isocalendar()
    yield f"week/{year}-w{week:02}/index.html"


def test_a_day_later_only_what_tells_of_those_days_is_different(town: Project, tomorrow: Project) -> None:
    changed = set(different(town.tree(), tomorrow.tree()))
    told = {path for path in changed if DATED.fullmatch(path)} | set(_edges())
    ageing = _activities_on(town, tomorrow, -28, 0, 372)
    offered = _activities_on(town, tomorrow, 0, 14)  # of these another date is near enough to put in an agenda
    told |= {f"activiteiten/{one}/index.html" for one in ageing | offered}
    told |= {f"aanmelden/organisaties/{one.partition('/')[0]}.json" for one in ageing}  # dates that one can call off
    told |= {
        f"{path}{name}" for path in _lists_of(town, ageing | _activities_on(town, tomorrow, 1, 2, 14)) for name in LIST
    }
    dates = {path for path in changed if path.endswith(".ics")}
    assert {re.sub(r"/\d+/index.html$", "/index.html", path) for path in changed - dates} <= told
    assert "vandaag/index.html" in changed
    assert {path.rpartition("/")[0].partition("/")[2] for path in dates} <= offered
    assert not [path for path in dates if path in town.tree() and path in tomorrow.tree()], (
        "they come and go, as they are"
    )


LIST = ("index.html", "rss.xml", "atom.xml", "feed.json")


def _activities_on(town: Project, tomorrow: Project, *days: int) -> set[str]:
    """Return the activities that are planned or held on a day, counted from today."""
    wanted = {str(TODAY + timedelta(days=day)) for day in days}
    every = [*rows(town.output, "occurrences"), *rows(tomorrow.output, "occurrences")]
    return {row["activity"] for row in every if {row["start"][:10], (row["moved_from"] or "")[:10]} & wanted}


def _lists_of(town: Project, activities: set[str]) -> set[str]:
    """Return the addresses of the lists that hold one of these activities, or one of their dates."""
    urls = {row["url"] for row in rows(town.output, "activities") if row["id"] in activities}
    found = {path for path, file in below(town.output, "kalender.ics") if urls & by_page(events(file)).keys()}
    for row in rows(town.output, "occurrences"):
        if row["activity"] in activities:
            area, venue, room = row["neighbourhood"], row["venue"], row.get("room")
            found |= {f"/buurten/{area}/", f"/locaties/{venue}/", f"/locaties/{venue}/ruimtes/{room}/"}
    return {path.lstrip("/") for path in found}


def test_a_feed_changes_only_by_what_falls_out_of_it(tmp_path: Path) -> None:
    early = date(2026, 12, 2)  # a day after the year after next came in view
    late = early + timedelta(days=37)
    made = hamlet_project(tmp_path / "town", FEED_PAST_DAYS=20, PAGES_AHEAD_DAYS=1)
    made.build(today=early)
    before = made.tree()
    made.build(today=late)
    after = made.tree()
    changed = [path for path in different(before, after) if path.endswith("/kalender.ics")]
    window = Window(late - timedelta(days=20), late + timedelta(days=300))
    assert "activiteiten/welzijn-zandmeer/koffieochtend/kalender.ics" in changed
    for path in changed:
        assert shown(before[path], window, CLIENTS[0]) == shown(after[path], window, CLIENTS[0]), path
        assert any(mark in before[path] for mark in (b"RECURRENCE-ID", b"UNTIL=")) or _has_loose_dates(before[path])


def _has_loose_dates(feed: bytes) -> bool:
    return any(b"RRULE" not in event for event in feed.split(b"BEGIN:VEVENT")[1:])


def test_what_is_known_of_activities_venues_and_organisations_has_no_day(tmp_path: Path) -> None:
    made = hamlet_project(tmp_path / "town", **FEW_PAGES)
    made.build(today=TODAY)
    before = made.tree()
    made.build(today=TODAY + timedelta(days=30))
    after = made.tree()
    for name in ("activities", "venues", "organisations"):
        assert before[f"data/{name}.json"] == after[f"data/{name}.json"]
