"""Search finds what people call things, and says nothing rather than something else.

What is asked and what is right stands in ``tests/fixtures/questions.txt``, written before the search was made to answer
it. The real page answers, with its real files, in the language that somebody asks in.
"""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from babel.dates import format_date
from playwright.sync_api import Browser, Page

from browser.settling import until
from browser.window import opened
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.reading.content import read_content
from buurtkalender.site import all_pages, files
from buurtkalender.site.publish import FileGroup, Output
from buurtkalender.site.serve import server
from projects import Project, built_once, demo_project
from town import CALENDAR_ID, TODAY

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

    def all(self, asked: str, language: str = "nl") -> list[str]:
        """Ask something, and return all that is found, by its address."""
        self(asked, language)
        more = self.page.locator("#more")
        while more.is_visible():
            more.click()
        urls = self.page.locator("#results h3 a").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
        return [self._rows[url.removeprefix(f"/{language}")]["id"].partition("@")[0] for url in urls]

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


def test_each_answer_is_told_as_it_was_understood_in_the_language_of_the_page(searching: Searching) -> None:
    asked = {
        ("nl", "koffie morgen"): "Morgen, woensdag 25 november · koffie",
        ("nl", "donderdagavond"): "Donderdag · Avond",
        ("nl", "iets voor mijn moeder van 80"): "80 jaar",
        ("nl", "75-plussers"): "75 jaar",
        ("nl", "gratis soep dit weekend"): "Gratis · dit weekend, 28–29 november · soep",
        ("nl", "volgende week dinsdag"): "30 november – 6 december · Dinsdag",
        ("nl", "5-12"): "Zaterdag 5 december",
        ("nl", "tussen 12 en 16 jaar"): "12 jaar",
        ("nl", "zonder aanmelden met rolstoel"): "Zonder aanmelden · Met een rolstoel",
        ("nl", "bieljarten"): "Biljarten",
        ("nl", "koffie"): "",
        ("en", "coffee tomorrow"): "Tomorrow, Wednesday 25 November · coffee",
        ("uk", "завтра безкоштовно"): "Завтра, середа, 25 листопада · Безкоштовно",
        ("ar", "غدا"): "غدًا، الأربعاء، 25 نوفمبر",
        ("tr", "yarın kahve"): "Yarın, 25 Kasım Çarşamba · kahve",
        ("pl", "jutro za darmo"): "Jutro, środa, 25 listopada · Za darmo",
    }
    assert {key: searching(asked, language).meant for key in asked for language, asked in (key,)} == asked


def test_what_is_asked_for_some_days_is_on_on_those_days(searching: Searching, calendar: Project) -> None:
    """As many as the open data have, and the date that is shown is one of them."""
    rows = (json.loads(line) for line in (calendar.output / "zoeken/index.json").read_text().splitlines())
    listed = {row["id"].partition("@")[0] for row in next(rows)["activities"]}
    content = read_content(calendar.content, calendar_id=CALENDAR_ID, anchor=date(2026, 1, 5)).calendar
    for asked, first, last in (
        ("morgen", "2026-11-25", "2026-11-25"),
        ("overmorgen", "2026-11-26", "2026-11-26"),
        ("12 december", "2026-12-12", "2026-12-12"),
        ("24-12-2026", "2026-12-24", "2026-12-24"),
        ("dit weekend", "2026-11-28", "2026-11-29"),
        ("volgend weekend", "2026-12-05", "2026-12-06"),
        ("volgende week", "2026-11-30", "2026-12-06"),
        ("in januari", "2027-01-01", "2027-01-31"),
    ):
        days = Window(date.fromisoformat(first), date.fromisoformat(last))
        held = {one.activity for one in occurrences(content, days) if not one.cancelled and one.day >= days.first}
        assert set(searching.all(asked)) == held & listed, asked
        shown = searching.page.locator("#results .leaf time").evaluate_all("(all) => all.map((one) => one.dateTime)")
        assert all(first <= day <= last for day in shown), asked


SAME = (
    ("kòffïé", "koffie"),
    ("KOFFIE", "koffie"),
    ("\N{LATIN SMALL LIGATURE IJ}zel", "ijzel"),
    ("oekraine", "Oekraïne"),
    ("lunch op 75\N{PLUS SIGN}", "lunch op \N{ARABIC-INDIC DIGIT SEVEN}\N{ARABIC-INDIC DIGIT FIVE}+"),
    ("kapper \N{LATIN CAPITAL LETTER I WITH DOT ABOVE}\N{LATIN CAPITAL LETTER S WITH CEDILLA}", "kapper iş"),
    ("wandeling", "wandelen"),
)
"""What is the same however it is written."""


def test_marks_capitals_digits_and_endings_of_a_word_make_no_difference(searching: Searching) -> None:
    for one, other in SAME:
        assert searching.all(one) == searching.all(other), (one, other)


FOUND = (
    ("talen", "taalhuis-wijk/taalcafe"),
    ("lezen", "bibliotheek-kromme-rijn/leeskring"),
    ("koken", "stichting-welzijn-wijk/mannen-koken"),
    ("lopen", "buurtvereniging-de-horden/hardlopen-park"),
    ("eten", "dorpshuis-cothen/eetpunt"),
    ("spreken", "taalhuis-wijk/taalspreekuur"),
    ("winterjas", "ruilwinkel-de-schakel/winterjassenactie"),
    ("wachtwoorden", "stichting-welzijn-wijk/digitaal-spreekuur-engk"),  # in its description
    ("rolstoelbus", "parochie-sint-jan/ziekenmiddag"),  # its transport
    ("therapeut", "stichting-welzijn-wijk/valpreventie"),  # "fysiotherapeut", and no "therapeut" anywhere
    ("bijrijder", "stichting-welzijn-wijk/boodschappenbus"),  # a role
    ("veerkracht", "stichting-welzijn-wijk/mannen-koken"),  # a goal
    ("dorpsgenoten", "stichting-welzijn-wijk/eettafel-cothen"),  # the whole summary
    ("werkplaats de spil", "repair-cafe-wijk/repair-cafe"),  # a venue
    ("thuiszorg langs de lek", "thuiszorg-langs-de-lek/bloeddruk-inloop"),  # an organisation
)
NOT_FOUND = (
    ("schaken", "ruilwinkel-de-schakel/*"),
    ("leren", "moskee-el-amal/huiswerkhulp"),
    ("lezen", "moskee-el-amal/fietsles-voor-vrouwen"),
    ("lezing", "bibliotheek-kromme-rijn/leeskring"),
    ("leden", "rouwcafe-het-veer/*"),  # "overleden"
    ("leiding", "museum-aan-de-dijk/archeologieclub"),  # "begeleiding"
    ("halen", "toneelgroep-het-kasteel/verhalentafel"),
    ("lopen", "zorggroep-de-meander/bingo"),  # that has a hearing loop
    ("ouders", "seniorenraad-wijk/huisbezoek-75-plus"),
)


def test_a_word_is_found_in_its_forms_and_its_compounds_and_wherever_it_was_written(searching: Searching) -> None:
    assert [asked for asked, name in FOUND if name not in searching.all(asked)] == []


def test_what_only_looks_like_a_word_is_not_found_by_it(searching: Searching) -> None:
    wrong = [asked for asked, name in NOT_FOUND if any(fnmatchcase(one, name) for one in searching.all(asked))]
    assert wrong == []


def test_a_place_alone_is_no_answer_to_what_is_not_there(searching: Searching) -> None:
    assert searching.all("salsa cothen") == []
    assert searching.all("koffie bunnik") != []


def test_of_what_finds_nothing_what_was_understood_can_be_let_go_of(searching: Searching) -> None:
    assert searching.all("gratis zwemmen morgen") == []
    offered = searching.page.locator("#relax button").all_inner_texts()
    assert "Gratis" in offered[0]
    searching.page.locator("#relax button").first.click()
    until(searching.page, "document.getElementById('q').value === 'zwemmen morgen'")
    assert searching.page.locator("#results h3").count() > 0


def test_without_the_second_file_words_are_still_found(browser: Browser, host: str, calendar: Project) -> None:
    with opened(browser, {"demo": host}) as window:
        window.page.route("**/zoeken/meer.json", lambda route: route.abort())
        assert "ontmoetingshuis-de-heul/koffie-op-dinsdag" in Searching(window.page, host, calendar).all("koffie")


# --- the clock --------------------------------------------------------------------------------------


ZONES = ("Europe/Amsterdam", "America/Los_Angeles", "Pacific/Auckland")


@pytest.mark.parametrize("zone", ZONES)
def test_search_offers_the_coming_date_by_the_calendars_clock_and_none_of_this_morning(
    zone: str, browser: Browser, host: str, calendar: Project
) -> None:
    """Who may walk in can do so until the end; to anything else one comes in time."""
    with opened(browser, {"demo": host}, timezone_id=zone) as window:
        searching = Searching(window.page, host, calendar)
        for now, asked, day in (
            ("2026-11-24T22:00+01:00", "koffie op dinsdag", "2026-12-01"),
            ("2026-11-24T11:00+01:00", "koffie op dinsdag", "2026-11-24"),
            ("2026-11-24T12:01+01:00", "koffie op dinsdag", "2026-12-01"),
            ("2026-11-24T09:00+01:00", "peuterdans", "2026-11-24"),
            ("2026-11-24T10:15+01:00", "peuterdans", "2026-12-01"),
            ("2026-11-24T23:30+01:00", "banenzwemmen morgen", "2026-11-25"),
            ("2026-11-25T00:30+01:00", "banenzwemmen vandaag", "2026-11-25"),
        ):
            window.page.clock.set_fixed_time(datetime.fromisoformat(now))
            assert searching(asked).is_on(day), (now, asked)


def test_every_coming_date_of_the_second_file_is_one_of_the_open_data(calendar: Project) -> None:
    index = json.loads((calendar.output / "zoeken/index.json").read_bytes())
    more = json.loads((calendar.output / "zoeken/meer.json").read_bytes())
    content = read_content(calendar.content, calendar_id=CALENDAR_ID, anchor=date(2026, 1, 5)).calendar
    window = Window(TODAY, TODAY + timedelta(days=371))
    held = {
        (one.activity, one.start.isoformat()[:16] if not one.all_day else one.day.isoformat(), one.tentative)
        for one in occurrences(content, window)
        if not one.cancelled and one.day >= TODAY
    }
    told = set()
    for row in index["activities"]:
        organisation, _, name = row["id"].partition("/")
        for clock, _, mark, *gaps in more["dates"].get(organisation, {}).get(name, ()):
            for days in accumulate(gaps):
                day = TODAY + timedelta(days=days)
                text = f"{day}T{clock // 60:02}:{clock % 60:02}" if clock >= 0 else f"{day}"
                told.add((row["id"].partition("@")[0], text, bool(mark % 2)))
    listed = {row["id"].partition("@")[0] for row in index["activities"]}
    assert told == {one for one in held if one[0] in listed}


# --- how large --------------------------------------------------------------------------------------


def test_what_a_phone_fetches_to_search_stays_within_its_budgets(calendar: Project) -> None:
    """The second file serves all languages: with it somebody is understood in any of them."""

    def octets(path: str) -> int:
        return len(gzip.compress((calendar.output / path).read_bytes(), 9, mtime=0))

    assert octets("zoeken/index.json") < 30_000
    assert octets("zoeken/meer.json") < 36_000
    assert {folder for folder in LANGUAGES if (calendar.output / folder / "zoeken/meer.json").exists()} == set()
