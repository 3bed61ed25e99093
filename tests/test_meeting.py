"""What a coordinator uses before and in the monthly meeting, on built sites as a browser shows them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from expand import rows
from projects import Project, town_project

BAD = {"gap", "data-gap", "fragile", "seasonal"}


def page(site: Project, path: str) -> Any:
    """A page of a site as a tree."""
    octets = (site.output / path.strip("/") / "index.html").read_bytes()
    return html.document_fromstring(octets, parser=html.HTMLParser(encoding="utf-8"))


def text(element: Any) -> str:
    """What an element says, on one line."""
    return " ".join(element.text_content().split())


def coverage(site: Project) -> list[dict[str, Any]]:
    """What holds everywhere."""
    return rows(site.output, "coverage")


def section(site: Project, row: dict[str, Any]) -> Any:
    """What the page of its neighbourhood tells of a norm."""
    (found,) = page(site, f"/hiaten/buurten/{row['neighbourhood']}/").xpath(f"//section[@id='{row['norm']}']")
    return found


def names(site: Project) -> dict[str, str]:
    """The names of neighbourhoods and norms, by identifier, as the table has them."""
    links = page(site, "/hiaten/").xpath("//table[@class='matrix']//th/a")
    return {link.get("href").split("/")[-2]: text(link) for link in links}


def worst(site: Project) -> list[dict[str, Any]]:
    """The gaps to decide on: the most severe that nobody works on."""
    some = [row for row in coverage(site) if row["verdict"] in BAD and row["severity"] and not row["picked_up"]]
    return sorted(some, key=lambda row: (-row["severity"], row["neighbourhood"], row["norm"]))[:3]


def leads_to(remedy: dict[str, Any]) -> str:
    """Where one reads more about a remedy: something new has only the form."""
    if remedy["kind"] == "start":
        return "/aanmelden/nieuw/"
    return f"/activiteiten/{remedy['activity']}/" if "activity" in remedy else f"/locaties/{remedy['venue']}/"


def concerned(row: dict[str, Any]) -> int:
    """How many people a verdict is about: those of the ages that it holds for."""
    some = [one["residents"] for one in row["ages"] if one["verdict"] == row["verdict"]]
    return sum(some) if 0 < len(some) < len(row["ages"]) else int(row["residents"])


# --- the first page and the sheet -------------------------------------------------------------------


def test_the_three_worst_gaps_stand_above_the_table_with_what_to_do(site: Project) -> None:
    root, known = page(site, "/hiaten/"), names(site)
    found = root.xpath("//section[@class='urgent']/ol/li/article")
    assert [text(one.find("h3")) for one in found] == [
        f"{known[row['neighbourhood']]}: {known[row['norm']]}" for row in worst(site)
    ]
    assert len(found) == 3
    for one, row in zip(found, worst(site), strict=True):
        said = text(one)
        assert re.search(rf"Voor (ongeveer )?{concerned(row)} inwoners\.", said), said
        assert len(one.findall("p")) == 2, said  # why, and the first thing that helps
        assert one.xpath("p/a/@href"), said
    order = [element.get("class") for element in root.iter("section", "table") if element.get("class")]
    assert order.index("urgent") < order.index("matrix")
    assert root.xpath("//section[@class='urgent']//a[@class='button']/@href") == ["/hiaten/overleg/"]


def test_the_sheet_says_of_each_gap_where_why_what_to_do_and_whom_to_call(site: Project) -> None:
    root, known = page(site, "/hiaten/overleg/"), names(site)
    assert "Dinsdag 24 november 2026" in text(root)
    items = root.xpath("//section[@class='urgent']/ol/li/article")
    assert len(items) == 3
    for item, row in zip(items, worst(site), strict=True):
        said = text(item)
        assert said.startswith(f"{known[row['neighbourhood']]}: {known[row['norm']]}")
        assert re.search(rf"Voor (ongeveer )?{concerned(row)} inwoners\.", said), said
        assert re.search(rf"= {row['severity']:g}\)".replace(".", ","), said)
        ways = item.xpath("ul/li")
        assert 1 <= len(ways) <= 2
        kinds = list(dict.fromkeys(remedy["kind"] for remedy in row["remedies"]))
        assert [way.xpath("a/@href")[0].partition("?")[0] for way in ways] == [
            leads_to(next(remedy for remedy in row["remedies"] if remedy["kind"] == kind)) for kind in kinds[:2]
        ]
        for way in ways:
            calls = way.xpath("span[@class='call-them']")
            assert calls or "Wij kennen daar geen vrije ruimte." in text(way), said
            for call in calls:
                reached = call.xpath("a[starts-with(@href, 'tel:') or starts-with(@href, 'mailto:')]")
                assert bool(reached) != text(call).endswith(": geen telefoonnummer of e-mailadres bekend")
        nearest = item.xpath("p/a[starts-with(@href, '/activiteiten/')]/@href")
        if row["verdict"] in {"gap", "data-gap"}:
            assert nearest == [f"/activiteiten/{miss['activity']}/" for miss in row["near_misses"][:1]]
        assert [text(one) for one in item.xpath("p[@class='decide']")] == ["Besluit: Wie: Wanneer:"]


def test_in_the_demo_there_is_a_number_to_call_for_everything_that_helps(demo: Project) -> None:
    ways = page(demo, "/hiaten/overleg/").xpath("//section[@class='urgent']//ul/li")
    assert len(ways) > 3
    assert [text(one) for one in ways if not one.xpath("span/a[starts-with(@href, 'tel:')]")] == []


def test_a_missing_daypart_is_named_on_the_sheet(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    norms = made.content / "calendar/norms.yaml"
    norms.write_text(norms.read_text().split("  - id: jeugd-beweegt")[0])
    (made.content / "calendar/picked-up.yaml").unlink()
    assert made.build().code == 0
    assert "Het is niet zeker of er iets is op doordeweekse ochtenden." in text(page(made, "/hiaten/overleg/"))


def test_who_has_only_to_be_called_is_on_the_sheet_once_each(demo: Project) -> None:
    jobs = page(demo, "/hiaten/overleg/").xpath("//section[@class='jobs'][1]/ul/li")
    said = [text(one) for one in jobs]
    assert said
    assert len(said) == len(set(said)) <= 8
    for one in jobs:
        assert text(one).startswith("Vraag ")
        assert one.xpath(".//a[starts-with(@href, 'tel:')]"), text(one)


def test_the_ten_things_that_help_most_are_on_the_sheet(demo: Project) -> None:
    sheet, first = page(demo, "/hiaten/overleg/"), page(demo, "/hiaten/")
    ten = [text(one) for one in sheet.xpath("//section[@class='jobs'][2]/ol/li")]
    assert len(ten) == 10
    assert ten == [text(one) for one in first.xpath("//section[@class='prose'][1]/ol/li")]


# --- who works on what ------------------------------------------------------------------------------


def test_a_gap_that_somebody_works_on_is_not_up_for_decision(town: Project) -> None:
    decided = [text(one) for one in page(town, "/hiaten/overleg/").xpath("//section[@class='urgent']//h3")]
    assert "Duinrand: Elke week samen eten in de eigen buurt" not in decided
    assert max(coverage(town), key=lambda row: row["severity"])["neighbourhood"] == "kapelbuurt"
    assert "1 groter hiaat staat hier niet bij" in text(page(town, "/hiaten/overleg/"))


def test_who_works_on_what_is_on_the_sheet_and_what_is_done_says_so(town: Project) -> None:
    working, done = (text(one) for one in page(town, "/hiaten/overleg/").xpath("//ul[@class='working']/li"))
    assert done == (
        "Vier uur per maand bewegen voor jongeren, binnen een kilometer: Oude Dorp gelukt: er is nu genoeg "
        "Opgepakt door SV Zandmeer, sinds 1 juni 2026."
    )
    assert "Duinrand hiaat De Polder hiaat" in working
    assert working.endswith(
        "Opgepakt door Welzijn Zandmeer en Kerk aan de Duinen, sinds 3 november 2026. Verwacht op 1 februari 2027. "
        "De keuken van de kerk wordt opgeknapt."
    )


def test_of_what_helps_most_people_it_is_told_that_somebody_works_on_it(demo: Project) -> None:
    ten = [text(one) for one in page(demo, "/hiaten/overleg/").xpath("//section[@class='jobs'][2]/ol/li")]
    working = [one for one in ten if "Hier werkt al iemand aan." in one]
    claimed = {(row["norm"], row["neighbourhood"]) for row in coverage(demo) if row["picked_up"]}
    known = names(demo)
    assert {("taal-oefenen", "langbroek"), ("taal-oefenen", "buitengebied-langbroek")} <= claimed
    about = [f"{known[norm]} ({known[home]})" for norm, home in claimed]
    assert working == [one for one in ten if any(name in one for name in about)]
    assert working


def test_nobody_is_called_about_what_somebody_works_on(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    file = made.content / "calendar/picked-up.yaml"
    assert made.build().code == 0
    jobs = "//section[@class='jobs'][1]/ul/li"
    question = "Vraag Welzijn Zandmeer naar Hulp bij opvoeden"
    assert sum(text(one).startswith(question) for one in page(made, "/hiaten/overleg/").xpath(jobs)) == 1
    areas = "[oude-dorp, duinrand, molenwijk]"
    with file.open("a") as end:
        end.write(
            f"  - {{norm: hulp-bij-opvoeden, neighbourhoods: {areas}, organisations: sv-zandmeer, since: 2026-11-01}}\n"
        )
    assert made.build().code == 0
    assert question not in text(page(made, "/hiaten/overleg/"))


def test_the_paper_holds_eight_that_somebody_works_on_and_the_screen_all(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    file = made.content / "calendar/picked-up.yaml"
    written = file.read_text().count("- {norm: ") + file.read_text().count("- norm: ")
    with file.open("a") as end:
        for number in range(1, 10):
            where = "neighbourhoods: [duinrand], organisations: sv-zandmeer"
            end.write(f"  - {{norm: hulp-bij-opvoeden, {where}, since: 2026-11-{number:02}}}\n")
    assert made.build().code == 0
    found = page(made, "/hiaten/overleg/")
    on_paper, on_screen = (
        found.xpath(f"//ul[@class='working']/li[{test}]") for test in ("not(@class)", "@class='on-screen'")
    )
    assert (len(on_paper), len(on_screen)) == (8, written + 9 - 8)
    assert "gelukt" not in text(on_paper[0])
    assert "gelukt" in text(on_screen[-1])
    assert f"En nog {written + 1}: die staan op het scherm." in text(found)


def test_long_names_leave_room_for_every_part_of_the_sheet_and_it_says_what_is_not_on_it(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    with (made.content / "calendar/picked-up.yaml").open("a") as end:
        for number in range(1, 10):
            where = "neighbourhoods: [duinrand], organisations: sv-zandmeer"
            note = "De zaal wordt nog verbouwd en het zoeken naar vrijwilligers is begonnen. " * 3
            end.write(f"  - {{norm: hulp-bij-opvoeden, {where}, since: 2026-11-{number:02}, note: {note.strip()}}}\n")
    norms = made.content / "calendar/norms.yaml"
    norms.write_text(
        re.sub("title: (.*)", r"title: \1, met een naam die langer is dan wie dan ook verwacht", norms.read_text())
    )
    assert made.build().code == 0
    found = page(made, "/hiaten/overleg/")
    assert "Alles staat op https://zandmeer.example/hiaten/overleg/" in text(found)
    for part in found.xpath("//section[@class='jobs' or @class='people']"):
        rows = part.xpath("ul/li | ol/li")
        left = len(part.xpath(".//li[@class='on-screen']"))
        assert len(rows) - left > 0
        assert bool(left) == ("op het scherm." in text(part))
        assert not left or f"En nog {left}: " in text(part)
    assert len(found.xpath("//ul[@class='working']/li[not(@class)]")) < 8


def test_who_works_on_it_is_told_where_the_gap_is_told(town: Project) -> None:
    (row,) = (row for row in coverage(town) if (row["norm"], row["neighbourhood"]) == ("samen-eten", "duinrand"))
    assert row["picked_up"] == [
        {
            "organisations": ["welzijn-zandmeer", "kerk-aan-de-duinen"],
            "since": "2026-11-03",
            "expected": "2027-02-01",
            "note": "De keuken van de kerk wordt opgeknapt.",
        }
    ]
    said = "Opgepakt door Welzijn Zandmeer en Kerk aan de Duinen, sinds 3 november 2026."
    assert said in text(section(town, row))
    (of_norm,) = page(town, "/hiaten/normen/samen-eten/").xpath("//section[@id='duinrand']")
    assert said in text(of_norm)
    (cell,) = page(town, "/hiaten/").xpath("//td/a[@href='/hiaten/buurten/duinrand/#samen-eten']")
    assert text(cell) == "hiaat 0 van 1 opgepakt"
    (covered,) = page(town, "/hiaten/").xpath("//td/a[@href='/hiaten/buurten/oude-dorp/#jeugd-beweegt']")
    assert "opgepakt" not in text(covered)


def test_the_command_tells_who_works_on_it(town: Project) -> None:
    done = town.run("gaps", "--today", "2026-11-24")
    told = done.out.split("Duinrand · Elke week samen eten in de eigen buurt")[1].split("\n\n")[0]
    assert "\n  Opgepakt door Welzijn Zandmeer en Kerk aan de Duinen, sinds 3 november 2026." in told
    found = json.loads(town.run("gaps", "--today", "2026-11-24", "--format", "json").out)
    assert found == coverage(town)


def test_where_nobody_works_on_anything_the_sheet_says_so(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    (made.content / "calendar/picked-up.yaml").unlink()
    assert made.build().code == 0
    said = text(page(made, "/hiaten/overleg/"))
    assert "Nog niemand heeft gezegd dat hij of zij ergens aan werkt." in said
    assert "Duinrand: Elke week samen eten" in said
    assert "staat hier niet bij" not in said


def test_a_norm_that_does_not_hold_somewhere_is_told_as_that(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    file = made.content / "calendar/picked-up.yaml"
    file.write_text(file.read_text().replace("polder", "havenkwartier"))
    assert made.build().code == 0
    assert "Havenkwartier deze norm geldt hier niet" in text(page(made, "/hiaten/overleg/"))


# --- week by week -----------------------------------------------------------------------------------


def test_every_verdict_shows_every_week_that_it_looks_at(site: Project) -> None:
    seen = 0
    for row in coverage(site):
        found = section(site, row)
        held = sum(week["holds"] is True for week in row["weeks"])
        if row["verdict"] == "too-few-residents" or not row["weeks"]:
            assert not found.xpath(".//ol[@class='weeks']")
            continue
        assert f"Genoeg in {held} van de {len(row['weeks'])}" in text(found)
        cells = found.xpath(".//ol[@class='weeks']/li")
        if held == len(row["weeks"]):
            assert not cells
            continue
        word = {True: "genoeg", None: "misschien", False: "te weinig|op andere tijden"}
        for cell, week in zip(cells, row["weeks"], strict=True):
            assert re.search(rf"({word[week['holds']]})$", text(cell)), (text(cell), week)
            seen += 1
    assert seen > 40


def test_a_hole_that_holidays_make_is_told_with_its_week(demo: Project) -> None:
    (row,) = (
        row for row in coverage(demo) if (row["norm"], row["neighbourhood"]) == ("hulp-met-formulieren", "cothen")
    )
    assert row["verdict"] == "seasonal"
    assert [text(one) for one in section(demo, row).xpath(".//ol[@class='weeks']/following-sibling::ul[1]/li")] == [
        "Week 52 en 53: Kerstvakantie."
    ]


# --- starting something -----------------------------------------------------------------------------


def test_every_verdict_that_falls_short_leads_to_the_form_filled_in_ahead(site: Project) -> None:
    text_of = {"gap": "Begin hier iets", "fragile": "Begin hier iets", "seasonal": "Begin hier iets"}
    seen, asked = set(), 0
    for row in coverage(site):
        links = section(site, row).xpath(".//div[@class='begin']/a")
        if row["verdict"] not in BAD:
            assert not links
            continue
        (link,) = links
        seen.add(row["verdict"])
        parts = urlsplit(link.get("href"))
        given = parse_qs(parts.query)
        unknown = [one["activity"] for one in row["remedies"] if one["kind"] == "fill-in" and one.get("activity")]
        if row["verdict"] == "data-gap" and unknown:
            assert text(link).startswith("Vertel wat je weet over ")
            assert (parts.path, given) == ("/aanmelden/wijzigen/", {"wijzig": [unknown[0]]})
            asked += 1
            continue
        assert text(link) == text_of.get(row["verdict"], "Weet je meer?")
        assert (parts.path, given["buurt"], given["norm"]) == (
            "/aanmelden/nieuw/",
            [row["neighbourhood"]],
            [row["norm"]],
        )
        start = next((remedy for remedy in row["remedies"] if remedy["kind"] == "start"), {})
        fields = {field["field"]: field["value"] for field in start.get("fields", [])}
        assert given.get("venue") == ([fields["venue"]] if "venue" in fields else None)
        assert given.get("room") == ([fields["room"]] if "room" in fields else None)
        if "weekly" in fields.get("when", ""):
            assert f"time: {given['time'][0]}" in fields["when"]
            assert all(day in fields["when"] for day in given["weekly"])
    assert {"gap", "data-gap", "fragile"} <= seen
    assert asked


def test_the_same_facts_stand_beside_the_link(town: Project) -> None:
    (row,) = (row for row in coverage(town) if (row["norm"], row["neighbourhood"]) == ("inloop-65plus", "molenwijk"))
    (begin,) = section(town, row).xpath(".//div[@class='begin']")
    facts = dict(zip(map(text, begin.iter("dt")), map(text, begin.iter("dd")), strict=True))
    assert facts["Wat"] == "Ontmoeten"
    assert facts["Voor wie"] == "Ouderen, 65 jaar en ouder"
    assert facts["Waar"] == "In Molenwijk"
    assert re.fullmatch(r"Elke \w+( en \w+)?, \d+\.\d\d tot \d+\.\d\d uur", facts["Wanneer"])
    assert facts["Voorwaarden"] == (
        "Gratis, toegankelijk met een rolstoel, zonder aanmelden, iemand verwelkomt wie alleen komt"
    )


def test_a_remedy_that_starts_something_leads_to_the_form_too(demo: Project) -> None:
    ten = page(demo, "/hiaten/").xpath("//section[@class='prose'][1]/ol/li")
    starts = [one for one in ten if text(one).startswith("Begin iets nieuws")]
    assert starts
    for one in starts:
        (link,) = one.xpath("a/@href")
        given = parse_qs(urlsplit(link).query)
        assert link.startswith("/aanmelden/nieuw/?buurt=")
        assert given["buurt"][0] in {row["neighbourhood"] for row in coverage(demo)}


def test_the_call_to_help_on_a_neighbourhoods_own_page_names_the_neighbourhood_to_the_form(town: Project) -> None:
    (call,) = page(town, "/buurten/molenwijk/").xpath("//p[@class='call-to-help']")
    gaps = [row for row in coverage(town) if row["neighbourhood"] == "molenwijk" and row["verdict"] == "gap"]
    assert text(call).startswith(f"Hier missen nog {len(gaps)} dingen")
    assert call.xpath("a/@href") == ["/hiaten/buurten/molenwijk/", "/aanmelden/nieuw/?buurt=molenwijk"]


# --- the method -------------------------------------------------------------------------------------


def test_the_method_names_every_norm_with_everything_it_asks(demo: Project) -> None:
    root = page(demo, "/hiaten/uitleg/")
    norms = dict.fromkeys(row["norm"] for row in coverage(demo))
    assert [one.get("id") for one in root.xpath("//h3[@id]")] == list(norms)
    (asked,) = root.xpath("//h3[@id='inloop-65plus']/following-sibling::dl[1]")
    assert dict(zip(map(text, asked.iter("dt")), map(text, asked.iter("dd")), strict=True)) == {
        "Wat": "Ontmoeten",
        "Voor wie": "Ouderen, 65 jaar en ouder",
        "Hoeveel": "Minstens 2 keer per week",
        "Hoe dichtbij": "Op hoogstens 15 minuten lopen",
        "Voorwaarden": "Gratis, toegankelijk met een rolstoel, zonder aanmelden, iemand verwelkomt wie alleen komt",
        "Welke tijden": "Op doordeweekse ochtenden en op doordeweekse middagen",
        "Hoe vaak": "In minstens 90% van de weken; we kijken 12 weken vooruit",
    }
    for norm in norms:
        assert f"/hiaten/uitleg/#{norm}" in page(demo, f"/hiaten/normen/{norm}/").xpath("//main//a/@href")


def test_the_example_is_a_gap_of_this_calendar_and_its_sum_is_right(site: Project) -> None:
    root = page(site, "/hiaten/uitleg/")
    (example,) = root.xpath("//h3[.='Een voorbeeld uit deze kalender']")
    path, _, norm = example.getnext().xpath("a/@href")[0].partition("#")
    (row,) = (
        row for row in coverage(site) if (row["norm"], f"/hiaten/buurten/{row['neighbourhood']}/") == (norm, path)
    )
    lines = [text(one) for one in example.getnext().getnext().iter("li")]
    assert row["verdict"] in BAD
    assert len(lines[0].split("·")) == len(row["weeks"])
    assert lines[2] == f"In het midden: {_short(row['lower'])}"
    reckoned = re.sub(r" \([^)]*\) ×", " ×", lines[-1].partition("(")[2])  # without the ages
    people, need, share, severity = (float(number.replace(",", ".")) for number in re.findall(r"[\d,]+", reckoned))
    assert people == concerned(row)
    assert people * need * share / 100 == pytest.approx(severity, rel=0.02)
    assert round(severity) == round(row["severity"])


def _short(number: float) -> str:
    return f"{int(number * 10 + 1e-6) / 10:.1f}".removesuffix(".0").replace(".", ",")


def test_the_first_page_says_in_two_sentences_how_is_counted_and_where_to_read_on(site: Project) -> None:
    (said,) = page(site, "/hiaten/").xpath("//section[h2='Zo tellen we']")
    assert len(text(said.find("p"))) < 400
    assert said.xpath(".//a/@href") == ["/hiaten/uitleg/"]


def test_every_page_of_the_gaps_leads_to_the_sheet_and_the_method(site: Project) -> None:
    paths = [path.parent for path in (site.output / "hiaten").rglob("index.html")]
    assert len(paths) > 8
    for path in paths:
        links = page(site, str(path.relative_to(site.output))).xpath("//nav[@class='section']//a/@href")
        assert [link for link in links if link in {"/hiaten/overleg/", "/hiaten/uitleg/"}] == [
            "/hiaten/overleg/",
            "/hiaten/uitleg/",
        ], path
