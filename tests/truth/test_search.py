"""Search finds what people call things, and says nothing rather than something else.

What is asked and what is right stands in ``tests/fixtures/questions.txt``, written before the search was made to answer
it. The real page answers, with its real files, in the language that somebody asks in.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from babel.dates import format_date
from playwright.sync_api import Browser, Page

from browser.window import opened
from buurtkalender.site import all_pages, files
from buurtkalender.site.publish import FileGroup, Output
from buurtkalender.site.serve import server
from projects import Project, built_once, demo_project

QUESTIONS = Path(__file__).parents[1] / "fixtures" / "questions.txt"
LANGUAGES = ("nl", "en", "uk", "ar", "tr", "pl")
LEAST = 140
"""So many are answered rightly at least."""

MORNING = "2026-11-24T09:00+01:00"

SEARCH = """async (asked) => {
    const field = document.getElementById('q'), found = document.getElementById('found');
    field.value = asked;
    await document.forms.find.onsubmit(new Event('submit', { cancelable: true }));
    const first = found.hidden ? null : document.querySelector('#results .card a');
    const day = first?.closest('.card').querySelector('.time');
    const meant = document.getElementById('meant');
    return {
        url: first?.getAttribute('href') ?? null,
        when: first?.closest('section').querySelector('time')?.dateTime ?? day?.textContent ?? '',
        meant: meant.hidden ? '' : meant.textContent,
        number: document.getElementById('count').textContent,
    };
}"""


class Question(NamedTuple):
    """What somebody asks, in a language, and what may come first: nothing, or one of these."""

    language: str
    asked: str
    right: tuple[str, ...]


class Answer(NamedTuple):
    """What came first: its row in the index, when it is as shown, and what the page says it understood."""

    row: dict[str, Any] | None
    when: str
    meant: str
    language: str

    def is_on(self, day: str) -> bool:
        """Whether this day is the one that is shown of it."""
        said = format_date(date.fromisoformat(day), "d MMMM", locale=self.language)
        return day in self.when or re.search(rf"(?<!\d){re.escape(said)}(?!\w)", self.when) is not None


def questions() -> list[Question]:
    """Return what is asked."""
    lines = [line.split("|") for line in QUESTIONS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [Question(language.strip(), asked.strip(), tuple(right.split())) for language, asked, right in lines]


class Searching:
    """The search page of the demo, in any of its languages."""

    def __init__(self, page: Page, host: str, site: Project) -> None:
        self.page, self._host, self._language = page, host, ""
        rows = json.loads((site.output / "zoeken/index.json").read_bytes())["activities"]
        self._rows = {row["url"]: row for row in reversed(rows)}

    def open(self, language: str = "nl") -> None:
        """Go to the page in a language."""
        if language != self._language:
            self.page.goto(f"{self._host}{'' if language == 'nl' else f'/{language}'}/zoeken/")
            self._language = language

    def __call__(self, asked: str, language: str = "nl") -> Answer:
        """Ask something."""
        self.open(language)
        told = self.page.evaluate(SEARCH, asked)
        url = told["url"]
        if url and language != "nl":
            url = url.removeprefix(f"/{language}")
        return Answer(self._rows[url] if url else None, told["when"], told["meant"], language)


def demo_that_searches(folder: Path) -> Project:
    """Make the demo in all its languages; of its pages only those that search are made."""
    return demo_project(folder, LANGUAGES=LANGUAGES, PAPERS=False)


def searched(list_all: Callable[..., Iterable[Output | FileGroup]]) -> Callable[..., list[Output | FileGroup]]:
    """List only what searching needs."""

    def some(*arguments: Any) -> list[Output | FileGroup]:
        return [one for one in list_all(*arguments) if re.search(r"^/theme/|/zoeken/", one.path)]

    return some


@pytest.fixture(scope="session")
def calendar(shared_folder: Path) -> Project:
    """What searching needs of the demo, in all its languages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(all_pages, "all_pages", searched(all_pages.all_pages))
        patch.setattr(files, "all_files", searched(files.all_files))
        return built_once(shared_folder / "searched", demo_that_searches)


@pytest.fixture(scope="module")
def host(calendar: Project) -> Iterator[str]:
    """Where it stands."""
    with server(calendar.output, "127.0.0.1", 0) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()


@pytest.fixture(scope="module")
def searching(browser: Browser, host: str, calendar: Project) -> Iterator[Searching]:
    with opened(browser, {"demo": host}) as window:
        window.page.clock.set_fixed_time(datetime.fromisoformat(MORNING))
        yield Searching(window.page, host, calendar)
        assert window.troubles == []


def holds(what: str, answer: Answer) -> bool:
    """Whether one of the things that may come first is what came."""
    row = answer.row or {}
    signs = {
        "#": lambda text: text in (*row["themes"], *row["audiences"]),
        "=": lambda text: text == row["hood"],
        "@": answer.is_on,
        ":": lambda text: row[text] is True,
    }
    parts = what.split("+")
    return all(signs[p[0]](p[1:]) if p[0] in signs else fnmatchcase(row["id"].partition("@")[0], p) for p in parts)


def is_right(question: Question, answer: Answer) -> bool:
    """Whether an answer is: nothing where nothing is right, else one of what may come first."""
    if answer.row is None or not question.right:
        return answer.row is None and not question.right
    return any(holds(one, answer) for one in question.right)


def test_of_a_hundred_and_fifty_questions_at_least_a_hundred_and_forty_are_answered_rightly(
    searching: Searching,
) -> None:
    asked = questions()
    assert len(asked) >= 150
    answers = {one: searching(one.asked, one.language) for one in asked}
    wrong = {
        f"{one.language}: {one.asked}": answer.row and answer.row["id"]
        for one, answer in answers.items()
        if not is_right(one, answer)
    }
    assert len(asked) - len(wrong) >= LEAST, wrong
