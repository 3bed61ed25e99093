"""Whole programs of others show exactly what the data promises, also after the feed changed on the server."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from clients.agree import FIRST, LAST, Shown, differences, printed, promised
from clients.heavy.engines import ENGINES, shown
from clients.heavy.evolution import evolution
from clients.heavy.processes import home
from clients.heavy.serving import Feed, published
from clients.heavy.subscribing import Look, Program
from clients.heavy.thunderbird import session, thunderbird
from patience import PATIENCE
from projects import Project, town_project
from town import TODAY

pytestmark = pytest.mark.heavy

CALENDAR = "kalender.ics"
LOOSE = "activities/bewonersgroep-molenwijk/burendag.yaml"
GONE = "activities/bewonersgroep-molenwijk/bingo.yaml"
CHANGED = "activities/kerk-aan-de-duinen/zangavond.yaml"
CANCELLED = "activities/kerk-aan-de-duinen/open-kerk.yaml"
SHARED = "calendar/holidays.yaml"
OWN = "activiteiten/kerk-aan-de-duinen/zangavond/kalender.ics"

PROGRAMS: dict[str, Program] = {
    "evolution": evolution,
    "thunderbird": thunderbird,
    "thunderbird without a copy": partial(thunderbird, offline=False),
}

each_engine = pytest.mark.parametrize("engine", ENGINES)
each_program = pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)


@each_engine
def test_a_program_shows_every_row_of_the_data_and_nothing_else(engine: str, site: Project) -> None:
    assert differences(shown(engine, site.output / CALENDAR), promised(site.output)) == []


@each_engine
def test_a_feed_that_forgot_one_exception_is_found_out(engine: str, town: Project, tmp_path: Path) -> None:
    """The comparison can fail, or it would prove nothing."""
    feed, day = _without_one_exception((town.output / CALENDAR).read_bytes())
    wrong = tmp_path / CALENDAR
    wrong.write_bytes(feed)
    told = differences(shown(engine, wrong), promised(town.output))
    assert [line.startswith("not in the data: ") and f" {day}T" in line for line in told] == [True]


@each_program
def test_what_changed_on_the_server_has_changed_after_a_refresh(program: Program, tmp_path: Path) -> None:
    made = _built(town_project(tmp_path / "town"))
    singing, church = (_uids(promised(made.output), name) for name in ("zangavond", "open-kerk"))
    with _subscribed(program, made) as (feed, look):
        assert _settled(look, promised(made.output)) == []
        _edit(made.content / CHANGED, "19:30-21:00", "20:00-21:30")
        _add(made.content / CANCELLED, 'changes: [{date: 2026-12-02, cancelled: "De kachel is stuk."}]\n')
        feed.content = _built(made).output.joinpath(CALENDAR).read_bytes()
        assert _settled(look, promised(made.output)) == []
        now = _look(look)
    assert {row.start[11:] for row in now if row.uid in singing} == {"19:00:00Z", "18:00:00Z"}
    assert {row.start[:10] for row in now if row.uid in church and row.status == "cancelled"} == {"2026-12-02"}


@each_program
def test_a_loose_date_that_left_the_feed_is_gone_after_a_refresh(program: Program, tmp_path: Path) -> None:
    made = _built(town_project(tmp_path / "town"))
    with _subscribed(program, made) as (feed, look):
        assert _uids(_look(look), "burendag.20270925")
        (made.content / LOOSE).unlink()
        feed.content = _built(made).output.joinpath(CALENDAR).read_bytes()
        assert _settled(look, promised(made.output)) == []


@each_program
def test_a_series_that_left_the_feed_is_gone_after_a_refresh(program: Program, tmp_path: Path) -> None:
    made = _built(town_project(tmp_path / "town"))
    with _subscribed(program, made) as (feed, look):
        before = _look(look)
        (made.content / GONE).unlink()
        feed.content = _built(made).output.joinpath(CALENDAR).read_bytes()
        assert _settled(look, promised(made.output) + _stale(program, before, "bingo")) == []


def test_what_thunderbird_still_shows_of_a_series_that_left_is_gone_after_a_restart(tmp_path: Path) -> None:
    made = _built(town_project(tmp_path / "town"))
    with home() as profile, published((made.output / CALENDAR).read_bytes()) as feed:
        with session(profile, feed.address) as look:
            assert _uids(_look(look), "bingo")
            (made.content / GONE).unlink()
            feed.content = _built(made).output.joinpath(CALENDAR).read_bytes()
            _look(look)
        with session(profile, feed.address) as look:
            assert _settled(look, promised(made.output)) == []


@each_program
def test_a_date_that_shared_content_took_away_is_gone_after_a_refresh(program: Program, tmp_path: Path) -> None:
    """The file of the activity did not change; Evolution looks only at stamps to know which events did."""
    made = _built(town_project(tmp_path / "town"))
    with _subscribed(program, made) as (feed, look):
        assert _settled(look, promised(made.output)) == []
        _add(made.content / SHARED, "  - {name: Storm, from: 2026-12-02, until: 2026-12-02}\n")
        feed.content = _built(made).output.joinpath(CALENDAR).read_bytes()
        assert _settled(look, promised(made.output)) == []


@each_program
def test_a_calendar_that_stopped_has_nothing_to_come_after_a_refresh(program: Program, tmp_path: Path) -> None:
    """Who follows one activity does not go there when it has stopped (decision 10)."""
    made = _built(town_project(tmp_path / "town"))
    with _subscribed(program, made, OWN) as (feed, look):
        assert _to_come(_look(look))
        (made.content / CHANGED).unlink()
        feed.content = _built(made).output.joinpath(OWN).read_bytes()
        deadline = time.monotonic() + PATIENCE
        while (told := _to_come(_look(look))) and time.monotonic() < deadline:
            time.sleep(0.5)
        assert told == []


@each_program
def test_a_feed_that_did_not_change_is_not_sent_again(program: Program, town: Project) -> None:
    with _subscribed(program, town) as (feed, look):
        before = _look(look)
        feed.requests.clear()
        assert _look(look) == before
    assert {request.status for request in feed.requests} == {304}
    assert all("If-None-Match" in request.conditions for request in feed.requests)


def _stale(program: Program, before: Counter[Shown], name: str) -> Counter[Shown]:
    """What Thunderbird goes on to show of a series that left a feed of which it keeps a copy, until it is restarted.

    It empties its database at every refresh, but not the series that it holds in memory (``deleteCalendar`` of its
    CalStorageCachedItemModel, 153.7): only another event with the same UID would take their place.
    """
    gone = _uids(before, name) if program is thunderbird else set()
    return Counter({row: count for row, count in before.items() if row.uid in gone})


def _to_come(rows: Counter[Shown]) -> list[Shown]:
    return sorted(row for row in rows if row.status == "confirmed" and row.start[:10] > TODAY.isoformat())


@contextmanager
def _subscribed(program: Program, made: Project, feed: str = CALENDAR) -> Iterator[tuple[Feed, Look]]:
    with published((made.output / feed).read_bytes()) as source, program(source.address) as look:
        yield source, look


def _look(look: Look) -> Counter[Shown]:
    return printed(look(FIRST.isoformat(), LAST.isoformat()))


def _settled(look: Look, due: Counter[Shown]) -> list[str]:
    """Look until all is shown that is due and nothing else; else tell the differences. Evolution takes its time."""
    deadline = time.monotonic() + PATIENCE
    while (told := differences(_look(look), due)) and time.monotonic() < deadline:
        time.sleep(0.5)
    return told


def _without_one_exception(feed: bytes) -> tuple[bytes, date]:
    """A feed without the first EXDATE of the window, and its day."""
    for line in re.finditer(rb"EXDATE;TZID=Europe/Amsterdam:(\d{8})T\d{6}\r\n", feed):
        day = date.fromisoformat(line[1].decode())
        if FIRST < day < LAST:
            return feed[: line.start()] + feed[line.end() :], day
    raise AssertionError("no series of the feed has an exception in the window")


def _uids(rows: Counter[Shown], name: str) -> set[str]:
    return {row.uid for row in rows if f".{name}@" in row.uid}


def _built(made: Project) -> Project:
    done = made.build()
    assert done.code == 0, done.said
    return made


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _add(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
