"""The pages that say what organisations can do, and how good the data are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
import pytest
from jsonschema import Draft202012Validator
from lxml import html

from buurtkalender.domain.model import Activity, Calendar, Organisation, Sharing
from buurtkalender.domain.values import Ages, Contact, Dates, Location, Term, Weekly
from buurtkalender.feeds import open_data
from buurtkalender.feeds.schemas import data_schemas
from buurtkalender.reading.problems import problem
from buurtkalender.site import addresses
from buurtkalender.site.gaps.analysis import quality
from buurtkalender.site.gaps.todo import Letter, mail_link
from buurtkalender.site.model import Site
from buurtkalender.words.catalogues import translator
from every_page import every_page, made
from making import MORNING, TU, day
from quarter import house, norm, offer, quarter

Make = Callable[..., Site]

HOSTILE = '=1+1 <script>alert("x")</script> & {braces}'


def complete(key: str, **facts: Any) -> Activity:
    """Make an activity about which there is nothing to do."""
    known = {"drop_in": True, "ages": Ages(65), "contact": Contact(phone="0343-555 001"), **facts}
    return offer(key, **known)


def town(*activities: Activity, norms: tuple[Any, ...] = (), **facts: Any) -> Calendar:
    """Make a calendar in which each organisation has an e-mail address and a number."""
    shared = house(available=(Sharing(Weekly((TU,), MORNING)),))
    made = quarter(activities, *norms, houses=facts.pop("houses", [shared]))
    people = {one.organisation for one in activities}
    organisations = {
        key: Organisation(key, key.title(), "other", phone="0343-555 000", email=f"post@{key}.example")
        for key in sorted(people)
    }
    return msgspec.structs.replace(made, **{"organisations": organisations, **facts})


def pages(site: Site) -> dict[str, str]:
    """Return the text of every page for coordinators, by address."""
    found = {page.path: page for page in every_page(site)}
    return {
        path: made(page).decode() for path, page in found.items() if path.startswith(("/hiaten/", "/organisaties/"))
    }


def text(page: str) -> str:
    """Return what a person reads on a page."""
    main = html.document_fromstring(page).find(".//main")
    return " ".join(" ".join(main.itertext()).split())


def keys(site: Site) -> dict[str, bytes]:
    """Return the keys of the pages of what there is to do."""
    mine = (addresses.GAPS_TODO, addresses.GAPS_VENUES, addresses.GAPS_DATA)
    return {page.path: page.key for page in every_page(site) if page.path.startswith(mine)}


def test_an_organisation_reads_what_to_do_with_the_field_and_the_form(make_a_site: Make) -> None:
    site = make_a_site(town(complete("kerk/soep", cost=None, confirmed=None), norms=()))
    page = pages(site)["/hiaten/te-doen/kerk/"]
    said = text(page)
    assert "Bevestigen. Kijk of alles klopt, en zeg dat. Het is nog niet bevestigd." in said
    assert "In het bestand: confirmed: JJJJ-MM-DD" in said
    assert "Invullen. Zeg wat het kost. In het bestand: cost: free of cost: 2.50" in said
    assert '<h2><a href="/activiteiten/kerk/soep/">Soep</a></h2>' in page
    assert '<a class="change" href="/aanmelden/wijzigen/?wijzig=kerk/soep">' in page
    assert "Bestand: activities/kerk/soep.yaml" in said


def test_what_helps_people_says_how_many_and_with_what(make_a_site: Make) -> None:
    site = make_a_site(town(complete("kerk/soep", cost=None), norms=(norm(1, must=("free",)),)))
    found = pages(site)
    said = text(found["/hiaten/te-doen/kerk/"])
    assert "Is het gratis? Zo ja: dan hebben 400 inwoners hier genoeg van: Inloop op loopafstand (Thuis)." in said
    rows = html.document_fromstring(found["/hiaten/te-doen/"]).findall(".//tbody/tr")
    assert [cell.text_content() for cell in rows[0]] == ["Kerk", "–", "–", "–", "1", "400"]


def test_several_answers_that_help_together_tell_so_once(make_a_site: Make) -> None:
    wanted = norm(1, must=("free", "come-alone"))
    site = make_a_site(town(complete("kerk/soep", cost=None, come_alone=None), norms=(wanted,)))
    said = text(pages(site)["/hiaten/te-doen/kerk/"])
    assert said.count("Is het gratis?") == 1
    assert "Zeg wat het kost." in said
    assert "Zeg of iemand je opvangt als je alleen komt." in said


def test_who_has_nothing_to_do_reads_that_all_is_done(make_a_site: Make) -> None:
    site = make_a_site(town(complete("kerk/soep"), complete("welzijn/koffie", cost=None)))
    found = pages(site)
    assert "Alles is bij. Dank je wel!" in text(found["/hiaten/te-doen/kerk/"])
    assert "mailto:post" not in found["/hiaten/te-doen/kerk/"]
    assert "Voor de organisatie zelf: alles is bij" in text(found["/organisaties/kerk/"])
    assert "Voor de organisatie zelf: 1 ding te doen" in text(found["/organisaties/welzijn/"])
    overview = text(found["/hiaten/te-doen/"])
    assert "Bij 1 organisatie is alles bij." in overview
    assert overview.index("Welzijn") < overview.index("Kerk Alles is bij")


def test_the_most_pressing_organisation_stands_first(make_a_site: Make) -> None:
    elsewhere = Location("Park", neighbourhood="thuis")
    made = (
        complete("kerk/a", confirmed=None, cost=None, come_alone=None, themes=("muziek",)),
        complete("koor/a", cost=None, location=elsewhere, access={"wheelchair": True}),
        complete("welzijn/a", confirmed=None, themes=("muziek",)),
    )
    site = make_a_site(town(*made, norms=(norm(1, must=("free",)),)))
    rows = html.document_fromstring(pages(site)["/hiaten/te-doen/"]).findall(".//tbody/tr")
    assert [row[0].text_content() for row in rows] == ["Koor", "Kerk", "Welzijn"]


def test_what_venues_lack_stands_on_a_page_of_its_own(make_a_site: Make) -> None:
    facilities = {"toilet": Term("toilet", {"nl": "Aangepast toilet"})}
    found = pages(make_a_site(town(complete("kerk/soep"), facilities=facilities)))
    said = text(found["/hiaten/locaties/"])
    assert "Huis Invullen. Zeg of dit er is: aangepast toilet." in said
    assert "access: {toilet: yes} of access: {toilet: no}" in said
    assert "aangepast toilet" not in text(found["/hiaten/te-doen/kerk/"])
    assert '<a href="/hiaten/locaties/">' in found["/hiaten/te-doen/"]


def test_a_file_that_was_left_out_is_told_to_whose_it_is(make_a_site: Make) -> None:
    wrong = problem("content/activities/kerk/thee.yaml", 3, 1, "bad-ages", value="oud")
    left_out = ("content/activities/kerk/thee.yaml",)
    site = make_a_site(town(complete("kerk/soep")))
    found = pages(replace(site, problems=(wrong,), left_out=left_out, kept={}))
    said = text(found["/hiaten/te-doen/kerk/"])
    assert "thee.yaml Herstellen. Dit bestand staat nog niet in de kalender." in said
    assert wrong.text(translator("nl")) in said
    assert "Bestanden waar iets mee is: 1" in text(found["/hiaten/gegevens/"])
    assert "1 ding in de bestanden klopt niet." in text(found["/hiaten/"])
    assert "Alles in de bestanden klopt." in text(pages(make_a_site(town(complete("kerk/soep"))))["/hiaten/"])


# --- how good the data are --------------------------------------------------------------------------


def test_the_page_of_the_data_counts_what_is_known_and_leads_to_what_is_not(make_a_site: Make) -> None:
    made = (
        complete("kerk/soep", cost=None),
        complete("kerk/thee", confirmed=day("2026-05-27")),
        complete("kerk/wijn", confirmed=None),
        complete("kerk/brood"),
        msgspec.structs.replace(complete("kerk/feest"), when=(Dates((day("2026-11-01"),), MORNING),)),  # over
    )
    page = pages(make_a_site(town(*made)))["/hiaten/gegevens/"]
    said = text(page)
    assert "is 96% bekend" in said  # 27 of 28 answers: seven of each, a weekly series has no last time
    assert "Van de 4 activiteiten zijn er 2 bevestigd in het laatste halfjaar." in said
    tables = [
        [[cell.text_content() for cell in row] for row in table.findall("tbody/tr")]
        for table in html.document_fromstring(page).iterfind(".//table")
    ]
    facts, confirmed, organisations = tables[0], tables[1], tables[2]
    assert facts[0] == ["Is het gratis?", "3", "0", "1", "75%"]
    assert facts[6] == ["Een nummer om te bellen?", "4", "–", "0", "100%"]
    assert confirmed == [
        ["In de laatste 90 dagen", "2", "50%"],
        ["91 tot en met 180 dagen geleden", "0", "0%"],
        ["Langer geleden", "1", "25%"],
        ["Nog nooit", "1", "25%"],
    ]
    assert organisations[0][:3] == ["Kerk", "3 van 4", "4 van 4"]
    assert organisations[0][-1] == "2 van 4"
    free = next(one for one in html.document_fromstring(page).iter("details") if "gratis" in one.text_content())
    assert "Niet bekend: 1 Soep (Kerk)" in " ".join(" ".join(free.itertext()).split())


def test_areas_without_residents_and_places_without_a_point_are_named(make_a_site: Make) -> None:
    loose = complete("kerk/soep", location=Location("Park", neighbourhood="thuis"), access={"wheelchair": True})
    made = town(loose, houses=[house(point=None)])
    bare = msgspec.structs.replace(made.neighbourhoods["thuis"], residents={}, centre=None)
    made = msgspec.structs.replace(made, neighbourhoods={**made.neighbourhoods, "thuis": bare})
    said = text(pages(make_a_site(made))["/hiaten/gegevens/"])
    assert "Niet bekend hoeveel mensen er wonen: 1" in said
    assert "Zonder middelpunt om vanaf te lopen: 1" in said
    assert "Locaties die niet op de kaart staan: 1" in said
    assert "Activiteiten op een plek die niet op de kaart staat: 1" in said
    whole = text(pages(make_a_site(town(complete("kerk/soep"))))["/hiaten/gegevens/"])
    assert "Van elke buurt weten we hoeveel mensen er wonen en waar het midden is." in whole


# --- names, keys, data ------------------------------------------------------------------------------


def test_hostile_names_are_text_on_every_page_and_no_formula_in_the_table(make_a_site: Make) -> None:
    made = town(complete("kerk/soep", title=HOSTILE, cost=None, confirmed=None))
    people = {"kerk": msgspec.structs.replace(made.organisations["kerk"], name=HOSTILE)}
    site = make_a_site(msgspec.structs.replace(made, organisations=people))
    found = pages(site)
    for path in ("/hiaten/te-doen/", "/hiaten/te-doen/kerk/", "/hiaten/gegevens/"):
        assert "<script>alert" not in found[path], path
        assert HOSTILE in text(found[path]), path
    octets = open_data.todo_csv(site.calendar, quality(site).todos)
    row = next(csv.DictReader(io.StringIO(octets.decode("utf-8-sig"))))
    assert (row["organisation_name"], row["title"]) == (f"'{HOSTILE}", f"'{HOSTILE}")


def test_a_new_text_of_one_activity_makes_no_other_page_of_what_there_is_to_do(make_a_site: Make) -> None:
    before = [complete("kerk/soep", cost=None), complete("welzijn/koffie", cost=None), complete("welzijn/soos")]
    was = keys(make_a_site(town(*before)))
    described = [msgspec.structs.replace(one, description="Met brood.") for one in before]
    assert keys(make_a_site(town(*described))) == was
    titled = [msgspec.structs.replace(before[0], title="Soep met brood"), *before[1:]]
    now = keys(make_a_site(town(*titled)))
    changed = {path for path in was if was[path] != now[path]}
    assert changed == {"/hiaten/te-doen/kerk/", "/hiaten/gegevens/"}


def test_a_day_later_nothing_is_made_anew_when_nothing_became_old(make_a_site: Make) -> None:
    made = town(complete("kerk/soep", cost=None, confirmed=day("2026-03-01")))
    assert keys(make_a_site(made, day("2026-11-24"))) == keys(make_a_site(made, day("2026-11-25")))


def test_the_data_hold_what_the_pages_say_in_their_order(make_a_site: Make) -> None:
    wanted = norm(1, must=("free",))
    made = town(
        complete("kerk/soep", cost=None),
        complete("kerk/thee", confirmed=day("2026-03-01"), themes=("muziek",)),
        norms=(wanted,),
    )
    todos = quality(make_a_site(made)).todos
    rows = json.loads(open_data.todo(todos))
    Draft202012Validator(data_schemas()["todo"]).validate(rows)
    assert rows[0] == {
        "kind": "fill-in",
        "why": "unknown",
        "organisation": "kerk",
        "activity": "kerk/soep",
        "file": "activities/kerk/soep.yaml",
        "field": "cost",
        "residents": 400,
    }
    assert [(row["kind"], row.get("since")) for row in rows[1:]] == [("confirm", "2026-03-01")]
    table = list(csv.DictReader(io.StringIO(open_data.todo_csv(made, todos).decode("utf-8-sig"))))
    assert [row["activity"] for row in table] == [row["activity"] for row in rows]
    assert table[0]["title"] == "Soep"


# --- the e-mail -------------------------------------------------------------------------------------

LETTER = Letter("post+a&b@kerk.example", "Activiteiten & meer?", "Hallo,\n\nDit:", "https://zandmeer.example/x/")


def opened(link: str) -> tuple[str, str, str]:
    """Return what a program for e-mail makes of a link: to whom, the subject, the text."""
    parts = urlsplit(link)
    values = parse_qs(parts.query, strict_parsing=True)
    assert (parts.scheme, set(values)) == ("mailto", {"subject", "body"})
    return unquote(parts.path), values["subject"][0], values["body"][0]


def test_an_e_mail_opens_with_the_list_whatever_stands_in_it() -> None:
    link = mail_link(LETTER, ["Soep & brood: 100% ‘gratis’? #1 + 2", "Thee\nmet koek"], translator("nl"))
    to, subject, body = opened(link)
    assert (to, subject) == ("post+a&b@kerk.example", "Activiteiten & meer?")
    lines = body.split("\r\n")
    assert lines[:5] == ["Hallo,", "", "Dit:", "", "- Soep & brood: 100% ‘gratis’? #1 + 2"]
    assert lines[-2:] == ["De hele lijst: https://zandmeer.example/x/", ""]
    assert link.isascii()
    assert not set(link) & set(" \n\r\"'<>")


@pytest.mark.parametrize("number", [1, 5, 20, 300])
def test_an_e_mail_is_never_too_long_and_says_how_much_more_there_is(number: int) -> None:
    link = mail_link(LETTER, [f"Activiteit {n}: zeg of je je moet aanmelden." for n in range(number)], translator("nl"))
    assert len(link) <= 2_000  # what Windows hands on, with room to spare
    body = opened(link)[2]
    told = body.count("- Activiteit")
    assert 0 < told <= number
    assert (f"En nog {number - told} ding" in body) == (told < number)
    assert body.endswith("De hele lijst: https://zandmeer.example/x/\r\n")


def test_the_coordinator_can_send_the_list_to_the_organisation(make_a_site: Make) -> None:
    site = make_a_site(town(complete("kerk/soep", cost=None)))
    page = html.document_fromstring(pages(site)["/hiaten/te-doen/kerk/"])
    (link,) = (one for one in page.xpath("//main//a/@href") if one.startswith("mailto:"))
    to, _subject, body = opened(link)
    assert to == "post@kerk.example"
    assert "- Soep: Zeg wat het kost." in body
    assert "https://zandmeer.example/hiaten/te-doen/kerk/" in body
