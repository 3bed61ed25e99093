"""The form filled in ahead, and the numbers of the page about the method: both come from where they are used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace

from buurtkalender.domain.coverage.verdicts import Edit
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import Measure, Norm, TimeSpan, Within
from buurtkalender.reading.content import read_content
from buurtkalender.site import addresses
from buurtkalender.site.gaps.section import form_address
from buurtkalender.site.model import Site
from every_page import every_page, made
from projects import DEMO
from quarter import house, norm, offer, quarter


@pytest.fixture(scope="module")
def demo() -> Calendar:
    """The demo municipality."""
    return read_content(DEMO, calendar_id="wijk.example", anchor=date(2026, 1, 5)).calendar


def test_the_address_of_the_form_is_the_one_that_was_agreed(demo: Calendar) -> None:
    edit = Edit(
        "start",
        norm="inloop-65plus",
        venue="dorpshuis-de-heul",
        room="grote-zaal",
        days=(1,),
        time=TimeSpan(10 * 60, 12 * 60),
    )
    assert form_address(edit, "de-heul", demo) == (
        "/aanmelden/nieuw/?buurt=de-heul&norm=inloop-65plus&themes=ontmoeten&audiences=ouderen&ages=65%2B"
        "&venue=dorpshuis-de-heul&room=grote-zaal&weekly=tuesday&time=10%3A00-12%3A00"
        "&cost=free&signup=none&come_alone=yes"
    )


def given(asked: Norm, edit: Edit) -> dict[str, list[str]]:
    """What the form holds for a norm, without the neighbourhood and the norm themselves."""
    fields = parse_qs(urlsplit(form_address(edit, "thuis", quarter([], asked))).query)
    assert (fields.pop("buurt"), fields.pop("norm")) == (["thuis"], ["inloop"])
    return fields


def test_several_days_are_given_each() -> None:
    edit = Edit("start", norm="inloop", neighbourhood="thuis", days=(1, 4), time=TimeSpan(600, 720))
    fields = given(norm(2), edit)
    assert (fields["weekly"], fields["time"]) == (["tuesday", "friday"], ["10:00-12:00"])
    assert "venue" not in fields


def test_where_nobody_knows_when_and_what_is_not_asked_the_form_stays_open() -> None:
    anywhere = Edit("start", norm="inloop", neighbourhood="thuis")
    assert given(norm(2), anywhere) == {"themes": ["ontmoeten"], "audiences": ["ouderen"]}
    asked = norm(1, must=("drop-in", "companion", "no-referral", "wheelchair"), goal="veerkracht")
    assert given(asked, anywhere) == {
        "themes": ["ontmoeten"],
        "goals": ["veerkracht"],
        "audiences": ["ouderen"],
        "drop_in": ["yes"],
        "companion": ["yes"],
        "referral": ["none"],
    }


def test_an_offer_without_a_time_is_by_appointment() -> None:
    asked = norm(1, "offers", None, within=Within(area="neighbourhood"))
    assert given(asked, Edit("start", norm="inloop", neighbourhood="thuis"))["by_appointment"] == ["true"]


# --- the method -------------------------------------------------------------------------------------


@pytest.fixture
def told(make_a_site: Callable[..., Site]) -> Callable[..., str]:
    """What the page about the method says of a calendar."""

    def tell(calendar: Calendar) -> str:
        site = make_a_site(calendar)
        (found,) = (made(one) for one in every_page(site) if one.path == addresses.GAPS_METHOD)
        return found.decode()

    return tell


def test_every_number_of_the_rules_comes_from_the_measure(
    told: Callable[..., str],
) -> None:
    calendar = quarter([offer("welzijn/koffie")], norm(2, within=Within(walk_minutes=12)))
    usual = told(calendar)
    assert "keer 1,3." in usual
    assert "12 minuten lopen is dan 800 meter over straat, en 615 meter in een rechte lijn." in usual
    other = Measure(walking_kmh=5.0, detour=1.6, confidence=((33, 0.95), (66, 0.55)), unconfirmed=0.15, few_residents=7)
    changed = told(replace(calendar, measure=other))
    for said in (
        "keer 1,6.",
        "We gaan uit van 5 kilometer per uur.",
        "12 minuten lopen is dan 1000 meter over straat, en 625 meter in een rechte lijn.",
        "hoogstens 33 dagen geleden bevestigd: telt voor 95%",
        "hoogstens 66 dagen geleden bevestigd: telt voor 55%",
        "langer geleden, of nooit: telt voor 15%",
        "minder dan 7 mensen",
        "5 kilometer per uur is een keuze.",
        "1,6 keer de rechte lijn is ook een keuze.",
    ):
        assert said in changed, said
        assert said not in usual, said


def test_without_norms_or_gaps_the_method_needs_no_example(told: Callable[..., str]) -> None:
    assert "Een voorbeeld uit deze kalender" not in told(quarter([]))
    fine = quarter([offer("welzijn/koffie")], norm(1), houses=[house()])
    assert "Een voorbeeld uit deze kalender" not in told(fine)
    assert "Een voorbeeld uit deze kalender" in told(quarter([], norm(1)))


def test_months_hours_offers_and_areas_have_words(told: Callable[..., str]) -> None:
    hours = norm(4, "hours", "month", within=Within(metres=1500), every_week=0.75)
    offers = replace(norm(1, "offers", None, within=Within(area="neighbourhood")), id="maatje", title="Maatje")
    town = replace(norm(1, within=Within(area="municipality"), municipalities=("stad",)), id="stad", title="Stad")
    said = told(quarter([], hours, offers, town))
    for line in (
        "Minstens 4 uur per maand",
        "Op hoogstens 1,5 kilometer over straat",
        "In minstens 75% van de maanden; we kijken 12 weken vooruit",
        "Minstens 1 keer aanbod zonder vaste tijd, zoals een maatje of bezoek aan huis",
        "In de eigen buurt",
        "In de gemeente",
        "<dt>Alleen in</dt> <dd>Stad</dd>",
    ):
        assert line in said, line
