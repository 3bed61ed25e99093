"""No output says of a day that it is today, of an hour that it is now, or of a closed place that it is open."""

from __future__ import annotations

import re
import time as clock
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from lxml import html
from msgspec.structs import replace

from buurtkalender import clock as our_clock
from buurtkalender.domain.recurrence import Window
from buurtkalender.domain.values import Dates, Days, Skip, TimeSpan, Weekly
from buurtkalender.feeds import schema_org_places
from buurtkalender.site.paper import papers
from buurtkalender.site.paper.sheet import Press
from buurtkalender.words.catalogues import spoken, translator
from buurtkalender.words.values import Words
from feeds.linked_world import linked
from feeds.world import calendar, day
from hamlet import hamlet_project
from projects import ROOT, Project, built_once
from town import TODAY

HERE = "Europe/Amsterdam"
EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
"""Time zones in which it is never the same day."""


def stand_in(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    """Let this computer stand in a time zone."""
    monkeypatch.setenv("TZ", zone)
    clock.tzset()


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """What lets this computer stand in another time zone, and back again in the end."""
    yield monkeypatch
    monkeypatch.undo()
    clock.tzset()


# --- the build's today is that of the calendar's zone -----------------------------------------------------


class At(datetime):
    """The clock of a computer at a quarter past midnight in Amsterdam, when it is still the day before in London."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        """Return that moment."""
        return datetime(2026, 11, 24, 23, 15, tzinfo=ZoneInfo("UTC")).astimezone(tz)


@pytest.mark.parametrize("zone", [EAST, WEST, "UTC", "America/New_York"])
def test_the_builds_today_is_of_the_calendars_zone_and_not_of_the_machines(
    moving: pytest.MonkeyPatch, zone: str
) -> None:
    stand_in(moving, zone)
    moving.setattr(our_clock, "datetime", At)
    assert our_clock.today(HERE) == date(2026, 11, 25)
    assert our_clock.today("America/New_York") == date(2026, 11, 24)


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_a_build_without_a_day_is_of_the_day_that_it_is_where_the_calendar_is(
    moving: pytest.MonkeyPatch, tmp_path: Path, zone: str
) -> None:
    made = hamlet_project(tmp_path / "hamlet", PAST_DAYS=1, PAGES_AHEAD_DAYS=1, AHEAD_DAYS=20)
    stand_in(moving, zone)
    first = datetime.now(ZoneInfo(HERE)).date()
    made.share_templates()
    done = made.run("build", "--jobs", "1")
    assert done.code == 0, done.said
    built = re.search(r'data-built="(.*?)"', (made.output / "vandaag/index.html").read_text())
    assert built
    assert first <= date.fromisoformat(built[1]) <= datetime.now(ZoneInfo(HERE)).date()


def test_scripts_look_at_the_clock_of_the_calendar() -> None:
    """Whatever asks the time says in which zone; ``Date.now`` and the like are moments, and know none."""
    asked = {}
    for file in (ROOT / "theme/static/js").glob("*.js"):
        text = file.read_text(encoding="utf-8")
        asked[file.name] = set(re.findall(r"timeZone: ?(\w+|\"[^\"]+\")", text))
        local = re.findall(r"\.(?:getHours|getDate|getDay|getMonth|getMinutes|getFullYear|getTimezoneOffset)\(", text)
        assert local == [], file.name
        for call in re.findall(r"new Date\(\)\.\w+\([^)]*\)", text):
            assert "timeZone" in call or ".toISOString" in call, (file.name, call)
    assert asked["clock.js"] == {f'"{HERE}"'}


# --- every relative word carries its date, or is not there ------------------------------------------------

RELATIVE = {
    "nl": r"vandaag|vanavond|vanmiddag|vanochtend|vannacht|morgen|overmorgen|gisteren|dit weekend|"
    r"(deze|komende|volgende|afgelopen) (week|maand)|nu (open|dicht)|net begonnen|"
    r"over (twee|drie|\d+) (dagen|weken)|nog \d+ dagen?",
    "en": r"today|tomorrow|tonight|yesterday|(this|next|coming|last) (week|weeks|month|weekend|days)|(open|closed) now|"
    r"in (two|three|\d+) (days|weeks)|\d+ days (left|to go)|just started",
    "uk": r"сьогодні|завтра|вчора|(цього|наступного|найближчого) тижня|(цей|наступний|найближчий) тиждень|"
    r"цими вихідними|зараз (відчинено|зачинено)|за \d+ дні",
    "ar": r"(?<!تغيّر )(?<!من )(?<!في )(?<!هذا )اليوم|غدًا|أمس|هذا الأسبوع|الأسبوع القادم|هذا الشهر|(مفتوح|مغلق) الآن",
    "tr": r"bugün\w*|yarın\w*|dün|bu hafta\w*|gelecek (hafta|yedi gün)\w*|bu ay\w*|hafta sonu bu|şu anda (açık|kapalı)",
    "pl": r"dzisiaj|dziś|jutro|wczoraj|(tego|następnego|najbliższego) tygodnia|"
    r"(ten|następny|najbliższy) (tydzień|weekend)|teraz (otwarte|zamknięte)",
}  # fmt: skip
MOVING = re.compile(r"(/\w\w)?/(vandaag|morgen|weekend)/$")
"""Pages that are of another day every day: what is called by such a word leads there, and they say their date."""

WITH_A_DATE = re.compile(r"\b(2[4-9]|30)\b")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory, shared_folder: Path) -> Project:
    """The hamlet in all languages with all its sheets, of which only the words are kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Press, "pdf", lambda _self, _template, sheet, _day: msgspec.json.encode(sheet))
        patch.setattr(papers, "on_one_page", lambda _press, _name, ways, _day: msgspec.json.encode(next(iter(ways))))
        patch.setattr(papers, "draw", lambda _: b"")
        return built_once(shared_folder / "every-word", _in_all_languages)


def _in_all_languages(folder: Path) -> Project:
    return hamlet_project(folder, LANGUAGES=("nl", *(one for one in spoken() if one != "nl")), PAPERS=True)


def own_words(made: Project) -> str:
    """All that people wrote: what they say is theirs."""
    files = sorted(one for one in made.content.rglob("*") if one.suffix in {".yaml", ".md"})
    found = " ".join(one.read_text(encoding="utf-8") for one in files)
    return " ".join(found.split())


def said_in(page: Any) -> Iterator[tuple[Any, str]]:
    """Yield every text of a page with the element that it is in, and what its attributes say."""
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        if element.text:
            yield element, element.text
        if element.tail:
            yield element.getparent(), element.tail
        for name in ("title", "alt", "content", "aria-label", "placeholder", "value"):
            if element.get(name):
                yield element, element.get(name)


def without_its_date(path: str, element: Any, text: str) -> bool:
    """Whether nothing that a script mends, or a reader can see, tells of which day a word is."""
    if any(one.get("id") == "stale" for one in [element, *element.iterancestors()]):
        return False  # it is shown by the script, with the day
    if element.get("id") == "q-hint":
        return False  # what one may ask
    links = [one for one in [element, *element.iterancestors()] if one.tag == "a"]
    if any(MOVING.search(link.get("href", "")) for link in links):
        return False
    if element.tag == "script":  # names of the page itself, which carry its date
        return any(
            not WITH_A_DATE.search(found) for found in re.findall(r'"name":"([^"]*)"', text) if RELATIVE_NL(found)
        )
    if MOVING.search(path) and element.tag in {"h1", "title", "meta"}:
        whole = element.text_content() if element.tag != "meta" else text
        return not WITH_A_DATE.search(whole) or (element.tag == "h1" and not element.findall("time"))
    return element.tag != "h2" or not element.findall("time")


RELATIVE_NL = re.compile(RELATIVE["nl"], re.IGNORECASE).search


@pytest.mark.parametrize("language", ["nl", "en", "uk", "ar", "tr", "pl"])
def test_every_page_that_says_a_relative_day_carries_its_date(everything: Project, language: str) -> None:
    own, wrong, pattern = own_words(everything), set(), re.compile(rf"\b({RELATIVE[language]})\b", re.IGNORECASE)
    seen = 0
    for file in everything.output.rglob("*.html"):
        path = f"/{file.relative_to(everything.output).as_posix()}".removesuffix("index.html")
        page = html.document_fromstring(file.read_bytes().decode())
        if page.get("lang") != language or b'http-equiv="refresh"' in file.read_bytes():
            continue
        for element, text in said_in(page):
            for word in pattern.finditer(text):
                seen += 1
                around = " ".join(text[max(0, word.start() - 12) : word.end()].split())
                if around not in own and without_its_date(path, element, text):
                    wrong.add((path, element.tag, around))
    assert wrong == set()
    assert seen > 50


@pytest.mark.parametrize("ends", ["ics", "xml", "json", "csv", "pdf"])
def test_feeds_data_and_sheets_say_absolute_days_alone(everything: Project, ends: str) -> None:
    own, wrong, files = own_words(everything), set(), 0
    pattern = re.compile(rf"\b({RELATIVE['nl']}|{RELATIVE['en']})\b", re.IGNORECASE)
    for file in everything.output.rglob(f"*.{ends}"):
        if file.match("zoeken/meer.json"):
            continue  # how people ask for a day, and no day
        files += 1
        text = re.sub(r"\r\n |\\(?=[,;])", "", unescape(file.read_bytes().decode()))
        for word in pattern.finditer(text):
            around = " ".join(text[max(0, word.start() - 8) : word.end()].split())
            is_name = text[word.start() - 1] in '"/' and text[word.end()] in '"/'  # a key, or a part of an address
            if around not in own and not is_name:
                wrong.add((file.relative_to(everything.output).as_posix(), around))
    assert wrong == set()
    assert files


@pytest.mark.parametrize("language", ["nl", "en", "uk", "ar", "tr", "pl"])
def test_times_are_in_figures_in_every_language_so_that_scripts_know_what_is_over(language: str) -> None:
    """What ``over.js`` reads: two clocks in the time of a date, none in that of a whole day, and none in its day."""
    words = Words(translator(language))
    clocks = re.compile(r"[0-9]+[.:][0-9][0-9]", re.ASCII)
    for start, end in ((0, 60), (9 * 60 + 30, 12 * 60), (22 * 60, 24 * 60), (22 * 60 + 15, 25 * 60 + 5)):
        found = [one.replace(".", ":").zfill(5) for one in clocks.findall(words.times(start, end))]
        assert found == [f"{minutes // 60 % 24:02}:{minutes % 60:02}" for minutes in (start, end)]
        assert len(clocks.findall(words.hour(datetime(2026, 11, 24, start // 60)))) == 1
    assert clocks.findall(words.all_day) == []
    assert not any(clocks.findall(words.day(TODAY + timedelta(days=n))) for n in range(366))


# --- a closed day is never shown as open ------------------------------------------------------------------

EVERY_DAY = Weekly((0, 1, 2, 3, 4, 5, 6), TimeSpan(9 * 60, 17 * 60), skip=Skip(public_holidays=True))
YEAR_END = Window(date(2026, 12, 21), date(2027, 1, 10))


def special(*hours: Any, closed: tuple[Days, ...] = ()) -> list[tuple[str, str, str, str]]:
    """What schema.org is told of the days around New Year that are not as always."""
    of = calendar()
    house = replace(of.venues["dorpshuis"], opening_hours=hours, closed=closed)
    found = schema_org_places.venue(linked(of), house, YEAR_END)
    told = found.get("specialOpeningHoursSpecification", [])
    return [(one["validFrom"], one["validThrough"], one["opens"], one["closes"]) for one in told]


def test_programs_are_told_of_each_holiday_on_which_a_place_is_not_open_as_always() -> None:
    assert special(EVERY_DAY) == [
        ("2026-12-25", "2026-12-26", "00:00", "00:00"),
        ("2027-01-01", "2027-01-01", "00:00", "00:00"),
    ]


def test_a_closed_day_wins_from_hours_that_somebody_wrote_for_it() -> None:
    eve = Dates((day("2026-12-24"), day("2026-12-31")), TimeSpan(10 * 60, 12 * 60))
    closed = Days(day("2026-12-28"), day("2027-01-03"))
    assert special(replace(EVERY_DAY, skip=Skip()), eve, closed=(closed,)) == [
        ("2026-12-24", "2026-12-24", "09:00", "17:00"),
        ("2026-12-24", "2026-12-24", "10:00", "12:00"),
        ("2026-12-28", "2027-01-03", "00:00", "00:00"),
    ]


@pytest.fixture(scope="module")
def around_christmas(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The hamlet two days before its village hall closes."""
    made = hamlet_project(tmp_path_factory.mktemp("christmas") / "hamlet", PAGES_AHEAD_DAYS=5)
    done = made.build(today=date(2026, 12, 23))
    assert done.code == 0, done.said
    return made


def hours_of(made: Project, venue: str) -> dict[str, str]:
    """The days of a venue's page, each with what it says."""
    page = html.document_fromstring((made.output / f"locaties/{venue}/index.html").read_bytes().decode())
    rows = page.xpath("//ul[@class='hours']/li")
    return {row.find("time").get("datetime"): row.text_content().split(": ")[1] for row in rows}


def test_the_page_of_a_venue_never_shows_a_closed_day_as_open(around_christmas: Project) -> None:
    assert hours_of(around_christmas, "dorpshuis") == {
        "2026-12-23": "9.00 tot 17.00 uur",
        "2026-12-24": "9.00 tot 17.00 uur",
        "2026-12-25": "dicht",
        "2026-12-26": "dicht",
        "2026-12-27": "dicht",
        "2026-12-28": "dicht",
        "2026-12-29": "dicht",
    }
