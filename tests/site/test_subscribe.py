"""Subscribing where there is much to subscribe to, and how a list that is too large says so."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from buurtkalender.domain.model import Neighbourhood, Organisation
from buurtkalender.domain.values import Dates, Term, TimeSpan
from buurtkalender.site.listing import ListView
from buurtkalender.site.model import Site
from buurtkalender.site.render import Frame, PageLink
from buurtkalender.site.subscriptions import subscription
from every_page import every_page, made
from town import TODAY

MakeSite = Callable[..., Site]
COFFEE = "welzijn-zandmeer/koffieochtend"


def _page(site: Site, path: str) -> str:
    return next(made(page).decode() for page in every_page(site) if page.path == path)


@pytest.fixture
def city(town: Site, make_a_site: MakeSite) -> Site:
    """A hundred neighbourhoods, five hundred organisations, thirty themes."""
    areas = {
        f"buurt-{n}": Neighbourhood(f"buurt-{n}", f"Buitengebied nummer {n}", "dorp", "zandmeer") for n in range(100)
    }
    people = {f"org-{n}": Organisation(f"org-{n}", f"Stichting {n}", "other") for n in range(500)}
    themes = {f"thema-{n}": Term(f"thema-{n}", {"nl": f"Samen bezig nummer {n}"}) for n in range(30)}
    return make_a_site(replace(town.calendar, neighbourhoods=areas, organisations=people, themes=themes))


def test_the_page_stays_small_for_a_whole_city(city: Site) -> None:
    text = _page(city, "/abonneren/")
    assert len(re.findall(r"<[a-z]", text)) <= 1_400
    sheets = [_page(city, path) for path in ("/theme/css/site.css", "/theme/lists.css", "/theme/pages.css")]
    assert sum(len(gzip.compress(part.encode(), 9, mtime=0)) for part in (text, *sheets)) <= 14_000
    assert text.count("/buurten/buurt-") == 100


def test_only_as_many_neighbourhoods_stand_open_as_fit_on_a_phone(
    city: Site, town: Site, pages: dict[str, str]
) -> None:
    assert 0 < len(town.calendar.neighbourhoods) <= 12
    assert " open><summary><span><b>Mijn buurt</b>" in pages["/abonneren/"]
    assert "<summary><span><b>Mijn buurt</b>" in _page(city, "/abonneren/")
    assert " open><summary>" not in _page(city, "/abonneren/")


def test_a_list_of_several_calendars_says_so_and_links_them_all(town: Site) -> None:
    ways = subscription(town, "/themas/ontmoeten/", "Ontmoeten")
    parts = (PageLink("webcal://zandmeer.example/themas/ontmoeten/kalender-2.ics", "Deel 2"),)

    def shown(ways: object) -> str:
        view = ListView(groups=[], number=1, pages=1, lead="-", subscription=ways)  # type: ignore[arg-type]
        return town.renderer.render("list.html", Frame(path="/themas/ontmoeten/", heading="Ontmoeten"), view).decode()

    assert "te groot voor één agenda" not in shown(ways)
    text = shown(msgspec.structs.replace(ways, parts=parts))
    assert "te groot voor één agenda" in text
    assert 'href="webcal://zandmeer.example/themas/ontmoeten/kalender-2.ics">Deel 2</a>' in text


def test_names_and_addresses_are_encoded_once_whatever_they_hold(town: Site) -> None:
    ways = subscription(town, "/organisaties/a/", "Thee & taart: 100% 'gratis'?")
    name = "&name=Thee%20%26%20taart%3A%20100%25%20%27gratis%27%3F"
    assert ways.outlook.endswith(f"?url=https%3A%2F%2Fzandmeer.example%2Forganisaties%2Fa%2Fkalender.ics{name}")
    assert ways.work == ways.outlook.replace("live", "office")
    assert ways.google.endswith("?cid=webcal%3A%2F%2Fzandmeer.example%2Forganisaties%2Fa%2Fkalender.ics")


def test_something_that_is_held_once_is_not_called_a_series(town: Site, pages: dict[str, str]) -> None:
    once = next(name for name in town.calendar.activities if len(town.selection.of_activity(name)) == 1)
    often = next(name for name in town.calendar.activities if len(town.selection.of_activity(name)) > 20)
    assert "Zet het in je agenda" in pages[f"/activiteiten/{once}/"]
    assert "Zet de hele reeks in je agenda" in pages[f"/activiteiten/{often}/"]


def test_what_has_no_dates_to_come_is_not_offered(town: Site, make_a_site: MakeSite) -> None:
    name, last = next(
        (name, dates[-1].day)
        for name in town.calendar.activities
        if (dates := town.selection.of_activity(name)) and dates[-1].day < town.today + timedelta(days=200)
    )
    before, after = (
        _page(make_a_site(town.calendar, day), f"/activiteiten/{name}/") for day in (last, last + timedelta(days=1))
    )
    assert "webcal:" in before
    assert f'href="{last}.ics"' in before
    assert "webcal:" not in after
    assert ".ics" not in after.partition("<body")[2]


def test_a_page_is_made_again_on_the_day_on_which_another_date_comes_near(town: Site, make_a_site: MakeSite) -> None:
    first, second = TODAY + timedelta(days=6), TODAY + timedelta(days=15)
    coffee = replace(town.calendar.activities[COFFEE], when=(Dates((first, second), TimeSpan(600, 660)),), changes=())
    calendar = replace(town.calendar, activities=town.calendar.activities | {COFFEE: coffee})
    path = f"/activiteiten/{COFFEE}/"
    before, after = (
        next(page for page in every_page(make_a_site(calendar, TODAY + timedelta(days=days))) if page.path == path)
        for days in (1, 2)
    )
    assert before.key != after.key
    assert f'href="{first}.ics"' in made(before).decode()
    assert f'href="{second}.ics"' not in made(before).decode()
    assert f'href="{second}.ics"' in made(after).decode()


def test_the_page_speaks_english_when_asked(town: Site, make_a_site: MakeSite) -> None:
    text = _page(make_a_site(town.calendar, language="en"), "/abonneren/")
    assert "1. Which list would you like?" in text
    assert "Install the free app ICSx⁵" in text


def test_a_site_below_a_folder_is_subscribed_to_there(town: Site, make_a_site: MakeSite) -> None:
    site = make_a_site(town.calendar, url="https://zandmeer.example/kalender")
    text = _page(site, "/themas/ontmoeten/")
    assert "webcal://zandmeer.example/kalender/themas/ontmoeten/kalender.ics" in text
    assert 'src="/kalender/themas/ontmoeten/qr.svg"' in text
