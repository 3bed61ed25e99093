"""What was not confirmed for long says so, then leaves lists and feeds; its page stays, and it comes back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from buurtkalender.domain.lifecycle import Grace, doubts, without
from hamlet import hamlet_project
from projects import Project, different
from repositories import Repository
from town import TODAY, town

GYM = "activities/sv-zandmeer/gymmen.yaml"
PAGE = "activiteiten/sv-zandmeer/gymmen/index.html"
FEW_PAGES = {"PAGES_AHEAD_DAYS": 3, "PAST_DAYS": 1, "AHEAD_DAYS": 60}
NEW = """\
title: Dammen
venue: dorpshuis
themes: [ontmoeten]
when:
  - {weekly: thursday, time: 18:00-19:00}
"""
DRAUGHTS = "activities/welzijn-zandmeer/dammen.yaml"
DRAUGHTS_PAGE = "activiteiten/welzijn-zandmeer/dammen/index.html"


def dammen(made: Project, days: int | None) -> Project:
    """Draughts, confirmed so many days ago, or never."""
    confirmed = f"confirmed: {TODAY - timedelta(days=days)}\n" if days is not None else ""
    (made.content / DRAUGHTS).write_text(NEW + confirmed)
    return made


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A hamlet that is quick to doubt."""
    return hamlet_project(tmp_path / "hamlet", MARK_AFTER_DAYS=600, HIDE_AFTER_DAYS=700, **FEW_PAGES)


def naming(made: Project, word: str = "Dammen") -> set[str]:
    """The files of the site that name the activity."""
    return {path for path, octets in made.tree().items() if word.encode() in octets}


def test_by_default_nothing_of_the_town_and_nothing_that_was_confirmed_within_the_year_is_in_doubt() -> None:
    assert doubts(town(), TODAY, Grace(), {}) == {}


@pytest.mark.parametrize(
    ("days", "doubt"), [(600, None), (601, "marked"), (700, "marked"), (701, "hidden"), (9000, "hidden")]
)
def test_the_last_day_of_grace_counts(days: int, doubt: str | None) -> None:
    grace = Grace(150, 600, 700)
    day = TODAY - timedelta(days=days)
    one = next(iter(town().activities.values()))
    added = dict.fromkeys((each.source.path for each in town().activities.values()), TODAY) | {one.source.path: day}
    found = doubts(town(), TODAY, grace, added)
    if one.confirmed is None:
        assert found.get(one.id) == ((doubt, day) if doubt else None)
    never = next(
        each for each in town().activities.values() if each.confirmed is None and each.status.value == "active"
    )
    found = doubts(town(), TODAY, grace, {never.source.path: day})
    assert found.get(never.id) == ((doubt, day) if doubt else None)
    assert doubts(town(), TODAY, Grace(150, 0, 0), {never.source.path: date(1990, 1, 1)}) == {}


def test_without_doubts_the_calendar_is_the_same_one() -> None:
    assert without(town(), {}) is town()
    assert without(town(), {"x": ("marked", TODAY)}) is town()


def test_what_was_confirmed_long_ago_says_so_on_its_page_and_stays_in_lists(made: Project) -> None:
    assert dammen(made, 650).build().code == 0
    page = made.tree()[DRAUGHTS_PAGE].decode()
    assert '<p class="notice">Niet bevestigd sinds 12 februari 2025. Bel of mail eerst' in page
    assert "Dammen" in made.tree()["vandaag/index.html"].decode() or "themas/ontmoeten/index.html" in naming(made)
    assert "kalender.ics" in naming(made)


def test_what_was_confirmed_too_long_ago_leaves_lists_and_feeds_and_its_page_stays(made: Project) -> None:
    dammen(made, 10).build()
    before = naming(made)
    assert {"kalender.ics", "themas/ontmoeten/index.html", "themas/ontmoeten/kalender.ics"} <= before
    dammen(made, 800)
    assert made.build().code == 0
    page = made.tree()[DRAUGHTS_PAGE].decode()
    assert '<p class="notice">Niet bevestigd sinds 15 september 2024. Wij weten niet of dit er nog is.' in page
    assert "Elke donderdag" in page
    left = {
        path
        for path in naming(made)
        if not path.startswith(("data/", "hiaten/", "aanmelden/", "activiteiten/welzijn-zandmeer/dammen"))
    }
    assert not [path for path in left if path.endswith((".ics", ".xml", ".json"))], left
    assert not [
        path for path in left if path.startswith(("themas/", "vandaag/", "buurten/", "dag/", "week/", "locaties/"))
    ]


def test_its_organisation_is_still_asked_to_confirm_it(made: Project) -> None:
    dammen(made, 800).build()
    todo = json.loads(made.tree()["data/todo.json"])
    rows = [row for row in todo if row.get("activity") == "welzijn-zandmeer/dammen"]
    assert "confirm" in {row["kind"] for row in rows}


def test_the_form_still_knows_it_as_it_is_so_that_a_confirmation_ends_nothing(made: Project) -> None:
    dammen(made, 800).build()
    rows = json.loads(made.tree()["aanmelden/organisaties/welzijn-zandmeer.json"])
    (row,) = [row for row in rows if row["id"] == "welzijn-zandmeer/dammen"]
    assert "status" not in row["answers"]


def test_it_comes_back_when_it_is_confirmed(made: Project) -> None:
    dammen(made, 10).build()
    first = made.tree()
    dammen(made, 800).build()
    assert different(first, made.tree())
    dammen(made, 10).build()
    assert {"kalender.ics", "themas/ontmoeten/index.html"} <= naming(made)
    assert made.tree()[DRAUGHTS_PAGE] == first[DRAUGHTS_PAGE]


def test_a_build_after_the_day_on_which_it_is_hidden_is_as_one_from_nothing(made: Project, tmp_path: Path) -> None:
    """Nothing in the files changed: only the day did."""
    dammen(made, 699).build()
    later = TODAY + timedelta(days=2)
    again = made.copy(tmp_path / "again")
    assert made.build(today=later).code == 0
    assert "kalender.ics" not in naming(made)
    again.build(today=later)
    differing = [path for path in different(made.tree(), again.tree()) if not path.endswith((".ics", "ledger.json"))]
    assert [path for path in differing if path.endswith(".html")] == []


def test_a_page_without_dates_says_so_too_from_that_day_on(made: Project) -> None:
    day = TODAY - timedelta(days=600)
    by_appointment = f"{NEW.partition('  - ')[0]}  - by_appointment: true\nconfirmed: {day}\n"
    (made.content / DRAUGHTS).write_text(by_appointment)
    made.build()
    assert "Niet bevestigd sinds" not in made.tree()[DRAUGHTS_PAGE].decode()
    made.build(today=TODAY + timedelta(days=1))
    assert "Niet bevestigd sinds" in made.tree()[DRAUGHTS_PAGE].decode()


def test_what_was_never_confirmed_counts_from_the_day_on_which_its_file_came(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "hamlet", hamlet_project)
    made = dammen(repository.project, None)
    repository.commit()  # on 20 November 2026
    made.set(MARK_AFTER_DAYS=100, HIDE_AFTER_DAYS=200, **FEW_PAGES)
    assert made.build(today=date(2027, 3, 1)).code == 0
    assert "Niet bevestigd sinds 20 november 2026. Bel of mail eerst" in made.tree()[DRAUGHTS_PAGE].decode()
    assert made.build(today=date(2027, 7, 1)).code == 0
    assert "Wij weten niet of dit er nog is" in made.tree()[DRAUGHTS_PAGE].decode()


def test_zero_days_means_never(made: Project) -> None:
    made.set(MARK_AFTER_DAYS=0, HIDE_AFTER_DAYS=0)
    dammen(made, 5000).build()
    assert "kalender.ics" in naming(made)
    assert "Niet bevestigd sinds" not in made.tree()[DRAUGHTS_PAGE].decode()
