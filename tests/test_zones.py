"""The day is that of the calendar's zone, wherever the computer stands that builds it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from typing import Self

import pytest

from buurtkalender import clock
from buurtkalender.site.publish import LEDGER
from hamlet import hamlet_project
from projects import different, run
from reading.test_history import commit, git
from rebuilding import Built

FEW_PAGES = {"PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 1, "AHEAD_DAYS": 40}
ZONES = ["UTC+12", "UTC+5", "Europe/Amsterdam", "UTC-14"]
"""As POSIX writes them: the first is twelve hours behind Greenwich, the last fourteen ahead."""

NIGHT = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
"""Half past midnight on 2 March in the Netherlands."""

GYM = "sv-zandmeer/gymmen"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A hamlet of which an activity was removed in the night."""
    made = hamlet_project(tmp_path_factory.mktemp("place") / "hamlet", **FEW_PAGES)
    (made.folder / ".gitignore").write_text("output*\n.cache\n")
    git(made.folder, "init", "-q")
    commit(made.folder, 1)
    (made.content / f"activities/{GYM}.yaml").unlink()
    git(made.folder, "add", "-A")
    git(made.folder, "commit", "-m", "x", moment=NIGHT.isoformat())
    return Built(made, date(2027, 3, 5))


@pytest.fixture(params=ZONES)
def there(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A computer that stands elsewhere."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be this moment."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(moment.timestamp(), tz)

    monkeypatch.setattr(clock, "datetime", Stopped)


@pytest.mark.usefixtures("there")
def test_the_site_is_the_same_wherever_it_is_built(before: Built) -> None:
    made = before.again()
    shutil.rmtree(made.output)
    shutil.rmtree(made.folder / ".cache")
    assert made.build(today=date(2027, 3, 5)).code == 0
    assert different(made.tree(), before.site) == []


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 23, 1, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 6, 30, 22, 1, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
@pytest.mark.usefixtures("there")
def test_today_begins_at_midnight_in_the_netherlands(
    moment: datetime, day: date, before: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(moment, monkeypatch)
    assert clock.today("Europe/Amsterdam") == day
    if moment.hour == 23:
        made = before.again()
        assert run("build", "--settings", str(made.settings), "--jobs", "1").code == 0
        assert (made.output / f"dag/{day}/index.html").exists()
        assert (made.output / f"dag/{day.replace(day=day.day + 1)}/index.html").exists()
        assert not (made.output / f"dag/{day.replace(day=day.day + 2)}/index.html").exists()


def test_what_was_removed_after_midnight_closed_on_that_day(before: Built) -> None:
    feeds = json.loads(before.site[LEDGER])["feeds"]
    assert feeds[f"/activiteiten/{GYM}/kalender.ics"] == "2027-03-02"
