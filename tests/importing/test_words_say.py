"""What the words of a title or text say is a guess, told with the word that led to it; better none than a wrong one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from buurtkalender.domain.model import Calendar
from buurtkalender.reading.content import read_content
from buurtkalender.submissions.importing import facts
from importing.taking import DEFAULTS, calendar, event, took
from projects import DEMO
from town import ANCHOR, CALENDAR_ID

TABLE = Path(__file__).parents[1] / "fixtures" / "importing" / "words_say.tsv"
WHEN = "DTSTART;TZID=Europe/Amsterdam:20261201T100000", "DTEND;TZID=Europe/Amsterdam:20261201T120000"


@cache
def demo() -> Calendar:
    """The demo, whose vocabulary has every theme and six languages."""
    return read_content(DEMO, calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar


def lines(*kinds: str) -> list[tuple[str, str, str]]:
    """The lines of the table of these kinds."""
    every = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] not in {"#", ""})
    return [(kind, text, right) for kind, text, right in every if kind in kinds]


@pytest.mark.parametrize(("kind", "text", "right"), lines("themes", "audiences"))
def test_a_title_names_a_theme_or_an_audience_only_where_it_does(kind: str, text: str, right: str) -> None:
    guess = facts.themes(demo(), text, (), "") if kind == "themes" else facts.audiences(demo(), text, ())
    found = set(guess.value) if guess else set()
    maybe = set(" ".join(re.findall(r"\(([^)]*)\)", right)).split())
    must = set(re.sub(r"\([^)]*\)", "", right).split()) - {"-"}
    assert must <= found <= must | maybe


@pytest.mark.parametrize(("kind", "text", "right"), lines("ages", "cost", "signup", "walk_in"))
def test_a_text_names_an_age_a_price_or_a_way_in_only_where_it_does(kind: str, text: str, right: str) -> None:
    ages, cost, signup = facts.ages(text), facts.cost(text), facts.signup_said(text)
    found = {
        "ages": ages and f"{ages.lowest}{'+' if ages.highest is None else f'-{ages.highest}'}",
        "cost": cost and (str(cost.cents) if cost.cents else "free"),
        "signup": signup and ("required" if signup.value.required else "none"),
        "walk_in": "yes" if facts.walk_in_said(text) else None,
    }[kind]
    assert (found or "-") == right


@pytest.mark.parametrize(
    ("text", "per"),
    [("€ 2,50 per keer", "keer"), ("€ 4 p.p.", "persoon"), ("€ 25 per maand", "maand"), ("€ 12 incl. lunch", None)],
)
def test_a_price_says_what_it_is_for_where_the_text_does(text: str, per: str | None) -> None:
    cost = facts.cost(text)
    assert cost is not None
    assert cost.per == per


def test_a_guess_is_told_with_the_word_that_led_to_it() -> None:
    text = r"DESCRIPTION:Kosten: € 2\,50. Aanmelden via de balie."
    found = took(calendar(event(*WHEN, text, title="Wandelclub voor 55-plussers")), DEFAULTS._replace(themes=()))
    told = {item.field: str(item.message.words) for item in found.items if item.kind == "guessed"}
    assert "'word': 'wandelclub'" in told["themes"]
    assert "'word': '55 plussers'" in told["audiences"]
    assert "'word': '55-plussers'" in told["ages"]
    assert "'word': 'Kosten: € 2,50'" in told["cost"]
    assert "'word': 'Aanmelden'" in told["signup"]


def test_a_long_text_names_no_theme_where_its_words_lead_to_several() -> None:
    assert facts.themes(demo(), "Open dag", (), "Muziek, een film en een lunch.") is None
    guess = facts.themes(demo(), "Open dag", (), "We wandelen samen, en na de wandeling praten we na.")
    assert guess == (("bewegen",), "wandelen")
