"""A site that was built on one day tells nothing wrong when it is opened on another, whatever the zones are.

The machine that built it stood in a third time zone, and whoever looks is in another again. What is over is looked up
in the open data, which have whole moments; the pages themselves are only read as a person does.
"""

from __future__ import annotations

import re
import threading
import time as clock
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import pytest
from playwright.sync_api import Browser

from browser.window import Window, opened
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.recurrence import Window as Days
from buurtkalender.domain.recurrence import days_off, open_hours
from buurtkalender.reading.content import read_content
from buurtkalender.site.serve import server
from hamlet import hamlet_project
from projects import Project, built_once, demo_project
from town import ANCHOR, CALENDAR_ID, TODAY

HERE = ZoneInfo("Europe/Amsterdam")
BUILDER, VISITOR = "Pacific/Kiritimati", "America/Los_Angeles"
LATER = TODAY + timedelta(days=2)
MOMENTS = tuple(
    datetime.combine(day, datetime.min.time().replace(hour=hour, minute=minute), HERE)
    for day, hour, minute in (
        (TODAY, 0, 30), (TODAY, 20, 45), (LATER, 0, 30), (LATER, 9, 30), (LATER, 14, 45), (LATER, 23, 30),
    )
)  # fmt: skip
"""Moments at which pages are opened: of the day itself, also when it is another one where the visitor is, and later."""

READ = """() => {
    const seen = (one) => one.checkVisibility();
    const text = (one) => one.innerText.replace(/\\s+/g, " ").trim();
    const all = (some, inside = document) => [...inside.querySelectorAll(some)].filter(seen);
    const ofDay = (one) => one.closest("section")?.querySelector("h2 time") ?? document.querySelector("h1 time");
    const row = (one) => one.closest("li") && text(one.closest("li"));
    const time = (one) => one.querySelector("time").dateTime;
    return {
        heading: text(document.querySelector("h1")), title: document.title,
        stale: all("#stale").map(text), link: all("#stale a").map((one) => one.getAttribute("href")),
        leaves: all(".leaves a").map((one) => [text(one), one.getAttribute("href")]),
        words: all("main em").map((one) => [text(one), one.closest("time")?.dateTime ?? null, row(one)]),
        days: all("section.day h2 time").map((one) => one.dateTime),
        cards: all("section .cards > .card:not(.off)").map((one) => [
            one.querySelector("h3 a").getAttribute("href"), ofDay(one)?.dateTime ?? null,
            text(one.querySelector(".time")),
        ]),
        later: all(".later time").map((one) => one.dateTime),
        dates: all(".dates ol > li").map((one) => [time(one), Boolean(one.querySelector("s"))]),
        next: all("#next").map(text),
        off: all(".notice s").map(text),
        hours: all(".hours li").map((one) => [time(one), text(one)]),
        menu: all("nav a, footer a").map(text), text: text(document.querySelector("main")),
    };
}"""
"""What a person sees on a page."""


class Coming(NamedTuple):
    """What the open data say of a date."""

    start: datetime
    end: datetime
    off: bool


class Opened(NamedTuple):
    """A page as somebody sees it at a moment."""

    path: str
    now: datetime
    seen: dict[str, Any]

    @property
    def today(self) -> date:
        """The day that it is where the calendar is."""
        return self.now.date()


@contextmanager
def machine_in(zone: str) -> Iterator[None]:
    """Let this computer stand in a time zone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        clock.tzset()
        try:
            yield
        finally:
            patch.undo()
            clock.tzset()


class Site:
    """A site that was built on a day, served, with what is true of it."""

    def __init__(self, made: Project, host: str, calendar: Calendar) -> None:
        self.made, self.host, self.calendar = made, host, calendar
        data = msgspec.json.decode((made.output / "data/occurrences.json").read_bytes())
        rows = data["occurrences"] if isinstance(data, dict) else data
        self.dates: dict[str, list[Coming]] = {}
        for row in rows:
            start, end = (_moment(row[name]) for name in ("start", "end"))
            one = Coming(start, end, row["status"] not in {"confirmed", "tentative"})
            self.dates.setdefault(row["activity"], []).append(one)

    def is_open(self, venue: str, now: datetime) -> bool:
        """Whether a venue is open at a moment, by its file."""
        house = self.calendar.venues[venue]
        window = Days(now.date(), now.date())
        wall = now.replace(tzinfo=None)
        hours = open_hours(self.calendar, house, window, days_off(self.calendar, window))
        return any(one.start <= wall < one.end for some in hours.values() for one in some)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.astimezone(HERE) if found.tzinfo else found.replace(tzinfo=HERE)


@contextmanager
def served(made: Project) -> Iterator[str]:
    with server(made.output, "127.0.0.1", 0) as serving:
        threading.Thread(target=serving.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{serving.server_port}"
        finally:
            serving.shutdown()


def far_away(folder: Path, made: Any) -> Project:
    with machine_in(BUILDER):
        return built_once(folder, made)


DAILY = """\
title: Belrondje
serves: [oude-dorp]
themes: [ontmoeten]
when:
  - {weekly: [monday, tuesday, wednesday, thursday, friday], time: 09:00-09:30}
"""
"""On every working day, so in a part of its own, on the page of a day too."""


def hamlet_in_english(folder: Path) -> Project:
    made = hamlet_project(folder, LANGUAGES=("nl", "en", "ar"))
    (made.content / "activities/welzijn-zandmeer/lijn.yaml").write_text(DAILY, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def hamlet(shared_folder: Path) -> Iterator[Site]:
    made = far_away(shared_folder / "kept-hamlet", hamlet_in_english)
    calendar = read_content(made.content, calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar
    with served(made) as host:
        yield Site(made, host, calendar)


@pytest.fixture(scope="module")
def abroad(browser: Browser, hamlet: Site) -> Iterator[Window]:
    """A window of somebody in America."""
    with opened(browser, {"hamlet": hamlet.host}, timezone_id=VISITOR) as window:
        yield window


def look(window: Window, site: Site, path: str, now: datetime) -> Opened:
    window.page.context.clock.set_fixed_time(now.astimezone(UTC))
    window.page.goto(site.host + path, wait_until="domcontentloaded")
    return Opened(path, now, window.page.evaluate(READ))


def paths_of(site: Site) -> list[str]:
    """Every page that somebody who looks for something gets to see."""
    found = []
    for file in sorted(site.made.output.rglob("*.html")):
        path = f"/{file.relative_to(site.made.output).as_posix()}".removesuffix("index.html")
        if b'http-equiv="refresh"' not in file.read_bytes():
            found.append(path)
    return found


# --- what is wrong with a page ---------------------------------------------------------------------------

DAYS = re.compile(r"/(\w\w/)?(dag|week)/")
KEPT = re.compile(r"/(\w\w/)?(vandaag/|morgen/|weekend/)?([0-9]+/)?$")
NEAR = {"vandaag": 0, "morgen": 1, "today": 0, "tomorrow": 1, "اليوم": 0, "غدًا": 1}


def wrong_with(site: Site, page: Opened) -> list[str]:
    """Tell all that is not true of a page at the moment at which it is seen."""
    seen, found = page.seen, []
    found += [f"{word} of {day}" for word, day, _row in seen["words"] if _is_wrong_day(page, word, day)]
    if not DAYS.match(page.path):
        found += _over(site, page)
    for day, row in seen["hours"]:
        said = re.search(r"nu (open|dicht)|open now|closed now", row)
        if said and (
            date.fromisoformat(day) != page.today or (said[0] in {"nu open", "open now"}) is not _open(site, page)
        ):
            found.append(f"{row} at {page.now}")
    if KEPT.match(page.path):
        found += _called_wrong(page)
    return found


def _open(site: Site, page: Opened) -> bool:
    return site.is_open(page.path.rstrip("/").rpartition("/")[2], page.now)


def _is_wrong_day(page: Opened, word: str, day: str | None) -> bool:
    if word not in NEAR:
        return False
    return day is None or date.fromisoformat(day) != page.today + timedelta(days=NEAR[word])


def _over(site: Site, page: Opened) -> Iterator[str]:
    """Yield what stands as coming, but is over."""
    seen = page.seen
    for address, day, when in seen["cards"]:
        if day is None or re.search(r"geweest|over$|انتهى", when):
            continue
        activity = re.sub(r"^(/\w\w)?/activiteiten/(.*)/$", r"\2", address)
        clocks = re.findall(r"(\d+)[.:](\d\d)", when)
        same = [
            one
            for one in site.dates[activity]
            if one.start.date().isoformat() == day
            and (not clocks or f"{one.start:%H:%M}" == f"{clocks[0][0]:0>2}:{clocks[0][1]}")
        ]
        if same and all(one.end <= page.now for one in same):
            yield f"{address} {day} {when}"
    yield from (f"later {day}" for day in seen["later"] if date.fromisoformat(day[:10]) < page.today)
    activity = re.sub(r"^(/\w\w)?/activiteiten/(.*)/$", r"\2", page.path)
    mine = {one.start: one for one in site.dates.get(activity, ())}
    yield from (f"date {text}" for text, _off in seen["dates"] if mine[_moment(text)].end <= page.now)
    if len(seen["off"]) != sum(off for _text, off in seen["dates"]):
        yield f"off: {seen['off']}"
    coming = [text for text, off in seen["dates"] if not off]
    if seen["next"] and not coming:
        yield f"next: {seen['next']}"
    for text in seen["next"]:
        first = _moment(coming[0])
        if f"{first.day} " not in text:
            yield f"next: {text}, but {first}"


def _called_wrong(page: Opened) -> Iterator[str]:
    """Yield what the pages of today, tomorrow, the weekend and the home page say wrong of themselves."""
    seen, same = page.seen, page.today == TODAY
    if not re.search("weekend", page.path):
        if same == bool(seen["stale"]):
            yield f"note: {seen['stale']}"
        if not same and re.match("Vandaag|Morgen|Today|Tomorrow", seen["heading"] + seen["title"]):
            yield seen["heading"]
        if not same and re.search(r"(Vandaag|Today), |van vandaag|of today", page.seen["text"]):
            yield "today on the home page"
    for n, (text, address) in enumerate(seen["leaves"][:2]):
        day = page.today + timedelta(days=n)
        if f" {day.day} " not in f" {text} " or (not same and not address.endswith(f"/dag/{day}/")):
            yield f"leaf {text} {address}"


def all_wrong(window: Window, site: Site, paths: Iterable[str], moments: Iterable[datetime]) -> dict[str, list[str]]:
    pages = (look(window, site, path, now) for now in moments for path in paths)
    return {f"{page.path} {page.now:%d %H:%M}": wrong for page in pages if (wrong := wrong_with(site, page))}


# --- tests -----------------------------------------------------------------------------------------------

ONE_OF_EACH = (
    "/", "/en/", "/vandaag/", "/ar/vandaag/", "/morgen/", "/weekend/", "/dag/2026-11-26/", "/week/2026-w48/",
    "/buurten/molenwijk/", "/en/buurten/molenwijk/", "/gemeenten/zandmeer/", "/themas/ontmoeten/", "/gratis/",
    "/locaties/dorpshuis/", "/ar/locaties/dorpshuis/", "/locaties/bibliotheek/", "/organisaties/welzijn-zandmeer/",
    "/activiteiten/welzijn-zandmeer/koffieochtend/", "/ar/activiteiten/welzijn-zandmeer/formulieren-inloop/",
    "/activiteiten/welzijn-zandmeer/eettafel/", "/activiteiten/sv-zandmeer/gymmen/",
)  # fmt: skip


def test_no_page_tells_a_wrong_day_or_what_is_over_as_coming_or_a_closed_place_as_open(
    hamlet: Site, abroad: Window
) -> None:
    assert all_wrong(abroad, hamlet, ONE_OF_EACH, MOMENTS[1::2]) == {}
    assert abroad.troubles == []


@pytest.mark.thorough
def test_no_page_at_all_does(hamlet: Site, abroad: Window) -> None:
    assert all_wrong(abroad, hamlet, paths_of(hamlet), MOMENTS) == {}


@pytest.mark.thorough
def test_no_page_of_the_demo_does(browser: Browser, shared_folder: Path) -> None:
    made = far_away(shared_folder / "kept-demo", demo_project)
    calendar = read_content(made.content, calendar_id="x.example", anchor=ANCHOR).calendar
    with served(made) as host, opened(browser, {"demo": host}, timezone_id=VISITOR) as window:
        site = Site(made, host, calendar)
        assert all_wrong(window, site, paths_of(site), MOMENTS[1::2]) == {}


@pytest.mark.parametrize("path", ["/vandaag/", "/buurten/molenwijk/", "/locaties/dorpshuis/"])
def test_without_a_script_nothing_is_said_of_today_but_where_its_date_stands(
    browser: Browser, hamlet: Site, path: str
) -> None:
    with opened(browser, {"hamlet": hamlet.host}, java_script_enabled=False) as window:
        window.page.goto(hamlet.host + path)
        said = window.page.locator("main").inner_text().casefold()
        assert "morgen" not in said.replace("ochtend", "")
        assert ("vandaag" in said) is (path == "/vandaag/")
        assert window.page.locator("main time").filter(has_text="2").count()


def test_the_finder_offers_no_date_that_is_over_by_the_clock_of_the_calendar(hamlet: Site, abroad: Window) -> None:
    """At half past midnight here it is still the afternoon of the day before in America."""
    page = abroad.page
    page.context.clock.set_fixed_time(datetime(2026, 11, 25, 23, 30, tzinfo=UTC))
    page.goto(f"{hamlet.host}/doorverwijzen/#leeftijd=70")
    page.locator("#results li h4").first.wait_for()
    said = page.locator("#results").inner_text()
    assert "woensdag 2 december" in said
    assert "woensdag 25 november" not in said
