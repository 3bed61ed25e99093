"""A library whose calendar stands elsewhere, night after night, and what residents see of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.recurrence import Window, days_off, occurrences_of
from buurtkalender.reading.content import read_content
from buurtkalender.submissions import http
from buurtkalender.submissions.http import FetchLimits
from buurtkalender.submissions.importing.feeds import import_feeds, save
from importing.serving import Answer, Request, serving
from importing.taking import ENGLISH, calendar, event
from patience import PATIENCE
from town import ANCHOR, CALENDAR_ID, TODAY, TOWN

WHOSE = "bibliotheek-zandmeer"
ANYWHERE = FetchLimits(anywhere=True, patience=PATIENCE)
AHEAD = 120


def once(title: str, moment: str, uid: str = "", *lines: str, where: str = "") -> str:
    """An event of two hours: ``once("Quiz", "2026-12-01 20:00")``."""
    begin = datetime.fromisoformat(moment)
    uid = uid or f"{title}-{moment}@agenda.example".replace(" ", "-")
    start = f"DTSTART;TZID=Europe/Amsterdam:{begin:%Y%m%dT%H%M%S}"
    return event(start, "DURATION:PT2H", *lines, uid=uid, title=title, where=where)


def weekly(title: str, moment: str, uid: str = "", *lines: str, rule: str = "FREQ=WEEKLY") -> str:
    """A series of two hours a time, from a moment on."""
    return once(title, moment, uid or f"{title}@agenda.example", f"RRULE:{rule}", *lines)


class Nights:
    """A library whose calendar stands elsewhere, night after night."""

    def __init__(self, content: Path, address: str, answers: dict[str, Answer], asked: list[Request]) -> None:
        self.content = content
        self.day = TODAY
        self.asked = asked
        self.said: list[str] = []
        self._answers = answers
        self._n = 0
        self.feeds(f"{address}/a.ics")
        self.address = address

    def feeds(self, *urls: str) -> None:
        """Let the organisation follow these addresses."""
        rows = "".join(f"  - {{url: '{url}', venue: bibliotheek, theme: cultuur}}\n" for url in urls)
        path = self.content / f"organisations/{WHOSE}.yaml"
        path.write_text(f"name: Bibliotheek Zandmeer\nkind: library\nfeeds:\n{rows}")

    def tells(self, *events: str, headers: tuple[tuple[str, str], ...] = (), path: str = "/a.ics") -> None:
        """Let the calendar hold these events."""
        self._answers[path] = Answer(body=calendar(*events), headers=headers)

    def answers(self, answer: Answer, path: str = "/a.ics") -> None:
        """Let the server answer in another way."""
        self._answers[path] = answer

    @property
    def calendar(self) -> Calendar:
        """The town as it is now; whatever was written is right."""
        found = read_content(self.content, calendar_id=CALENDAR_ID, anchor=ANCHOR)
        mine = [one for one in found.problems if f"activities/{WHOSE}/" in one.path and one.is_error]
        assert mine == []
        return found.calendar

    def night(self, times: int = 1) -> Nights:
        """Let nights go by."""
        for _ in range(times):
            known = read_content(self.content, calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar
            made = import_feeds(known, self.content, self.day, ENGLISH, ANYWHERE)
            save(made)
            self.said = list(made.done.report)
            self.day += timedelta(days=1)
        return self

    def sees(self, title: str = "") -> list[str]:
        """What residents see to come: ``2026-12-01 20:00 Quiz``, with a ``!`` behind what is cancelled."""
        town, found = self.calendar, []
        window = Window(self.day, self.day + timedelta(days=AHEAD))
        off = days_off(town, window)
        for one in town.activities.values():
            if one.organisation == WHOSE and title in one.title:
                found += [
                    f"{each.start:%Y-%m-%d %H:%M} {one.title}{'!' * each.cancelled}"
                    for each in occurrences_of(town, one, window, off)
                ]
        return sorted(found)

    def files(self) -> dict[str, str]:
        """Everything that was written for the organisation, by its path."""
        paths = [*(self.content / f"activities/{WHOSE}").glob("*"), *(self.content / "feeds").glob("*")]
        return {path.relative_to(self.content).as_posix(): path.read_text(encoding="utf-8") for path in paths}

    def tells_us(self, text: str) -> bool:
        """Whether the last night told this."""
        return any(text in line for line in self.said)


@contextmanager
def nights_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nights]:
    """A town before the first night. Its file names https://agenda.example, which leads to this computer."""
    monkeypatch.setenv("BUURTKALENDER_DEBUG", "1")
    shutil.copytree(TOWN / "content", tmp_path / "content", ignore=shutil.ignore_patterns("activities"))
    answers: dict[str, Answer] = {}
    asked: list[Request] = []
    with serving(answers, asked) as address:
        real = http._https
        monkeypatch.setattr(
            http, "_https", lambda one, reach: real(one.replace("https://agenda.example", address), reach)
        )
        yield Nights(tmp_path / "content", "https://agenda.example", answers, asked)


def days(title: str, first: str, number: int, every: int = 7) -> list[str]:
    """Loose events of one title, at one time."""
    begin = datetime.fromisoformat(first)
    return [once(title, f"{begin + timedelta(days=every * n):%Y-%m-%d %H:%M}") for n in range(number)]


def seen(title: str, first: str, number: int, every: int = 7) -> list[str]:
    """The same, as residents see them."""
    begin = datetime.fromisoformat(first)
    return [f"{begin + timedelta(days=every * n):%Y-%m-%d %H:%M} {title}" for n in range(number)]
