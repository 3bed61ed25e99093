"""A site of any content, as the build makes it but without writing anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from buurtkalender.domain.conflicts import double_bookings, likely_duplicates, renamed
from buurtkalender.domain.coverage.prevention import prevention_cells
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.remedies.advice import advise
from buurtkalender.domain.selection import Selection
from buurtkalender.reading.content import read_content
from buurtkalender.site import editorial
from buurtkalender.site.cards import Cards
from buurtkalender.site.marking import PageWords
from buurtkalender.site.model import Site, renderer_of
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import translator
from every_page import every_page, made
from projects import share_templates
from town import TODAY, TOWN

ROOT = Path(__file__).parents[2]


def settings(content: Path, cache: Path, **more: object) -> Settings:
    """The settings of a test site."""
    share_templates(cache)
    values = {
        "name": "Buurtkalender Zandmeer",
        "url": "https://zandmeer.example",
        "calendar_id": "zandmeer.buurtkalender.example",
        "anchor": date(2026, 1, 5),
        "email": "redactie@zandmeer.example",
        "demo": True,
        "content": content,
        "output": cache / "output",
        "theme": ROOT / "theme",
        "cache": cache,
    }
    return Settings(**(values | more))  # type: ignore[arg-type]


def read_site(chosen: Settings, today: date) -> Site:
    """Read the content and work out its site."""
    found = read_content(chosen.content, calendar_id=chosen.calendar_id, anchor=chosen.anchor)
    return site_of(found.calendar, chosen, today, problems=found.problems, left_out=found.left_out)


def site_of(calendar: Calendar, chosen: Settings, today: date, store: Any = None, **more: object) -> Site:
    """Work out the site of a calendar."""
    window = Window(today - timedelta(days=chosen.past_days), today + timedelta(days=chosen.ahead_days))
    every = occurrences(calendar, window)
    coming = [occurrence for occurrence in every if occurrence.day >= today]
    found = advise(calendar, coming, today)
    known = {
        "verdicts": found.verdicts,
        "priorities": found.priorities,
        "prevention": prevention_cells(calendar, coming, today),
        "catchments": found.catchments,
        "duplicates": likely_duplicates(calendar, coming),
        "double_bookings": double_bookings(calendar, coming),
        "renamed": renamed(calendar),
    }
    words = PageWords(translator(chosen.language))
    selection = Selection(calendar, every)
    pages = editorial.read(chosen.content, chosen.language, ())
    renderer = renderer_of(chosen, words, pages)
    return Site(
        settings=chosen,
        today=today,
        calendar=calendar,
        occurrences=every,
        selection=selection,
        words=words,
        renderer=renderer,
        cards=Cards(selection.places, words, renderer, store),
        pages=pages,
        **(known | more),  # type: ignore[arg-type]
    )


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The fictional town on its day."""
    return read_site(settings(TOWN / "content", tmp_path_factory.mktemp("cache")), TODAY)


@pytest.fixture(scope="session")
def pages(town: Site) -> dict[str, str]:
    """Every file of the town's site, by its address."""
    return {page.path: made(page).decode() for page in every_page(town)}


@pytest.fixture
def make_a_site(tmp_path: Path) -> Callable[..., Site]:
    """Make the site of a calendar that a test made itself."""

    def make(calendar: Calendar, today: date = TODAY, **more: object) -> Site:
        (tmp_path / "content").mkdir(exist_ok=True)
        store = more.pop("card_store", None)
        return site_of(calendar, settings(tmp_path / "content", tmp_path / "cache", **more), today, store)

    return make
