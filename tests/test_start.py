"""`buurtkalender start`: a copy of the product becomes the calendar of one municipality, and nothing is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from beginning import TOWN, Answers, begin, fresh
from buurtkalender.words.catalogues import spoken
from kwb import area, kwb
from pdfs import pdf_of
from projects import DEMO, Done, Project, tree

LISTED = {**TOWN, "Waar staat de lijst": "", "Voor welke gemeente": "zandmeer"}
"""What somebody answers who has the list of CBS where it is found."""

SHORT = {"In welke talen": "nederlands"}
"""In one language, which takes half as long to build, where it is not about languages."""


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A copy as it comes."""
    return fresh(tmp_path / "copy")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Done]:
    """A copy in which somebody typed the names of neighbourhoods, in every language and with sheets. Do not touch."""
    made = fresh(tmp_path_factory.mktemp("begun") / "copy")
    return made, begin(made, {**TOWN, "In welke talen": "", "Wil je weekprogramma": "ja"})


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy in which somebody gave the answers of :data:`TOWN`. Do not touch."""
    made = fresh(tmp_path_factory.mktemp("settled") / "copy")
    done = begin(made, TOWN)
    assert done.code == 0, done.said
    return made


def looked_at(made: Project, answers: Answers) -> str:
    """Return what was said to somebody who looks at what would be written, and leaves before it is, or is built."""
    done = begin(made, {**answers, "Klopt dit": None})
    assert done.code == 1, done.said
    assert "Klopt dit" in done.out, done.said
    return done.out


def written(made: Project) -> dict[str, bytes]:
    """Everything that people write: settings and content."""
    return {path: octets for path, octets in tree(made.folder).items() if path.startswith(("content/", "pelican"))}


def neighbourhoods(made: Project) -> dict[str, dict[str, object]]:
    """The neighbourhoods in the one file, by identifier."""
    (path,) = (made.content / "neighbourhoods").glob("*.yaml")
    districts = yaml.safe_load(path.read_text(encoding="utf-8"))["districts"]
    return {one["id"]: one for district in districts for one in district["neighbourhoods"]}


# --- what there is afterwards ---------------------------------------------------------------------------


def test_the_calendar_checks_clean_and_is_built(begun: tuple[Project, Done]) -> None:
    made, done = begun
    assert done.code == 0, done.said
    assert "Geen fouten gevonden." in done.out
    home = (made.output / "index.html").read_text(encoding="utf-8")
    assert "Buurtkalender Veldkamp" in home
    for language in spoken():
        assert language == "nl" or (made.output / language / "index.html").is_file()


def test_it_says_what_to_do_next_and_what_only_the_municipality_knows(begun: tuple[Project, Done]) -> None:
    _, done = begun
    rest = done.out.partition("Je kalender staat klaar")[2]
    for words in ("serve", "new organisation", "new venue", "new activity", "privacy.md", "norms.yaml"):
        assert words in rest


def test_a_calendar_without_activities_says_so_and_has_no_heading_with_nothing_below_it(
    begun: tuple[Project, Done],
) -> None:
    made, _ = begun
    html = (made.output / "index.html").read_text(encoding="utf-8")
    assert "Er staat nog niets in de kalender." in html
    assert "Wat wil je doen?" not in html
    assert "لا يوجد شيء في التقويم بعد." in (made.output / "ar" / "index.html").read_text(encoding="utf-8")


def test_no_word_of_the_demo_is_published(begun: tuple[Project, Done]) -> None:
    made, _ = begun
    organisations = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (DEMO / "organisations").glob("*")]
    names = {one["name"] for one in organisations}
    assert len(names) > 20
    every = ["Wijk bij Duurstede", "wijk-bij-duurstede", "erzonnen", *names]
    words = re.compile("|".join(map(re.escape, every)))
    squeezed = re.compile("|".join(re.escape("".join(one.split())) for one in every))  # a PDF says letters
    found = {}
    for path, octets in tree(made.output).items():
        text = pdf_of(octets).letters if path.endswith(".pdf") else octets.decode("utf-8", "replace")
        if match := (squeezed if path.endswith(".pdf") else words).search(text):
            found[path] = match[0]
    assert not found


def test_the_settings_say_what_was_answered_and_still_read_well(made: Project, settled: Project) -> None:
    before = made.settings.read_text(encoding="utf-8")
    lines = {line.partition(" = ")[0]: line for line in settled.settings.read_text(encoding="utf-8").splitlines()}
    assert lines["DEMO"] == "DEMO = False  # says on every page that the organisations and activities are invented"
    assert lines["SITENAME"] == 'SITENAME = "Buurtkalender Veldkamp"'
    assert lines["SITEURL"].startswith('SITEURL = "https://kalender.veldkamp.example"  # where the site will stand')
    assert lines["CONTACT_EMAIL"] == 'CONTACT_EMAIL = "redactie@veldkamp.example"'
    assert lines["RESIDENTS_HOST"] == 'RESIDENTS_HOST = "welzijn-veldkamp"'
    assert lines["CALENDAR_ID"].startswith('CALENDAR_ID = "kalender.veldkamp.example"  # stands behind')
    assert lines["CALENDAR_START"].startswith("CALENDAR_START = date(2025, 12, 29)  # a series")
    assert lines["LANGUAGES"].startswith('LANGUAGES = ("nl", "en")  # the languages')
    after = settled.settings.read_text(encoding="utf-8").splitlines()
    assert len(set(before.splitlines()) - set(after)) == 8
    assert len(after) == len(before.splitlines()) + 1


def test_who_helps_residents_is_an_organisation_of_the_calendar(settled: Project) -> None:
    file = yaml.safe_load((settled.content / "organisations/welzijn-veldkamp.yaml").read_text(encoding="utf-8"))
    assert file == {"name": "Welzijn Veldkamp", "kind": "welfare"}


def test_words_norms_and_holidays_are_those_of_the_demo_and_its_town_is_not(settled: Project) -> None:
    for name in ("vocabulary", "norms", "holidays"):
        path = f"calendar/{name}.yaml"
        assert (settled.content / path).read_bytes() == (DEMO / path).read_bytes()
    assert {path.name for path in (settled.content / "pages").iterdir()} == {
        path.name for path in (DEMO / "pages").iterdir() if path.name.count(".") == 1 or ".en." in path.name
    }
    assert not (settled.content / "calendar/picked-up.yaml").exists()
    assert tree(settled.folder / "demo") == {
        path: octets for path, octets in tree(DEMO).items() if "__pycache__" not in path
    }


# --- neighbourhoods ---------------------------------------------------------------------------------------


def test_names_that_are_typed_become_neighbourhoods_of_which_nothing_is_invented(settled: Project) -> None:
    assert neighbourhoods(settled) == {
        "oude-dorp": {"id": "oude-dorp", "name": "Oude Dorp", "kind": "residential"},
        "duinrand-en-zee": {"id": "duinrand-en-zee", "name": "Duinrand en Zee", "kind": "residential"},
        "molenwijk": {"id": "molenwijk", "name": "Molenwijk", "kind": "residential"},
    }
    assert "code: GM9999" in (settled.content / "neighbourhoods/veldkamp.yaml").read_text(encoding="utf-8")


def test_the_list_of_cbs_gives_names_codes_and_residents(made: Project) -> None:
    kwb(made.folder / "kwb-2024.xlsx")
    done = begin(made, LISTED | SHORT)
    assert done.code == 0, done.said
    found = neighbourhoods(made)
    assert found["duinrand"] == {
        "id": "duinrand",
        "name": "Duinrand",
        "code": "BU99990002",
        "kind": "residential",
        "residents": {"0-14": 500, "15-24": 300, "25-44": 600, "45-64": 400, "65+": 100},
    }
    file = yaml.safe_load((made.content / "neighbourhoods/zandmeer.yaml").read_text(encoding="utf-8"))
    assert (file["name"], file["code"], file["school_region"]) == ("Zandmeer", "GM9999", "midden")
    assert file["population_source"] == "CBS, Kerncijfers wijken en buurten 2024"
    assert [one["code"] for one in file["districts"]] == ["WK999900", "WK999901"]


def test_where_nobody_lives_is_guessed_from_the_name_and_marked(made: Project) -> None:
    rows = (
        area("BU99990001", "Bedrijventerrein Noord", 0, 5, 10, 5, 0),
        area("BU99990002", "Buitengebied", 30, 20, 40, 60, 45),
        area("BU99990101", "Buitengebied", 10, 20, 40, 60, 45),
        area("BU99990102", "Industriebuurt", 100, 100, 200, 100, 100),
        area("BU99990103", "Zandplas", 0, 0, 0, 0, 0),
        area("BU99990104", "Zandmeer", ".", ".", ".", ".", "."),
    )
    kwb(made.folder / "kwb-2024.xlsx", rows)
    done = begin(made, LISTED | SHORT)
    assert done.code == 0, done.said
    assert {key: one["kind"] for key, one in neighbourhoods(made).items()} == {
        "bedrijventerrein-noord": "industrial",
        "buitengebied-zandmeer-dorp": "rural",
        "buitengebied-zandmeer-buiten": "rural",
        "industriebuurt": "residential",  # five hundred people live there
        "zandplas": "industrial",
        "zandmeer": "residential",
    }
    (path,) = (made.content / "neighbourhoods").glob("*.yaml")
    assert path.name == "gemeente-zandmeer.yaml"  # for a neighbourhood has its name
    assert path.read_text(encoding="utf-8").count("# geraden: klopt dit?") == 4


def test_numbers_that_cannot_be_right_are_left_out(made: Project) -> None:
    kwb(made.folder / "kwb-2024.xlsx", [area("BU99990001", "Oude Dorp", 10, 10, 10, 10, 10, total=5000)])
    done = begin(made, LISTED | SHORT)
    assert done.code == 0, done.said
    assert "residents" not in neighbourhoods(made)["oude-dorp"]


def test_a_list_that_lies_elsewhere_can_be_named_and_so_can_one_among_the_downloads(made: Project) -> None:
    named = kwb(made.folder.parent / "lijst.xlsx", [area("BU99990001", "Genoemd", 10, 10, 10, 10, 10)])
    (made.folder / "home/Downloads").mkdir(parents=True)
    kwb(made.folder / "home/Downloads/kwb-2024 (1).xlsx")
    assert "Molenwijk" in looked_at(made, LISTED)
    begin(made, LISTED | SHORT, "--cbs", str(named))
    assert list(neighbourhoods(made)) == ["genoemd"]


def square(code: str, lat: float, lon: float, *, hole: bool = False) -> dict[str, object]:
    """A feature as PDOK gives them: two parts, of which the larger one has its middle at this point."""
    ring = [[lon - 0.01, lat - 0.01], [lon + 0.01, lat - 0.01], [lon + 0.01, lat + 0.01], [lon - 0.01, lat + 0.01]]
    if hole:  # a horseshoe, open to the east
        ring[2:2] = [[lon + 0.01, lat - 0.005], [lon - 0.005, lat - 0.005], [lon - 0.005, lat + 0.005]]
        ring[5:5] = [[lon + 0.01, lat + 0.005]]
    small = [[3.9, 51.0], [3.901, 51.0], [3.901, 51.001], [3.9, 51.0]]
    return {
        "type": "Feature",
        "properties": {"buurtcode": code, "gemeentecode": "GM9999"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[small], [[*ring, ring[0]]]]},
    }


def test_the_map_of_the_boundaries_gives_the_centres(made: Project) -> None:
    kwb(made.folder / "kwb-2024.xlsx")
    features = [square("BU99990001", 52.1, 5.2), square("BU99990002", 52.2, 5.3, hole=True)]
    (made.folder / "items.json").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    done = begin(made, LISTED | SHORT)
    assert done.code == 0, done.said
    found = neighbourhoods(made)
    assert found["oude-dorp"]["centre"] == [52.1, 5.2]
    lat, lon = found["duinrand"]["centre"]  # type: ignore[misc]
    assert (lat, lon < 5.295) == (52.2, True)  # inside, in the bend of the horseshoe
    assert "centre" not in found["molenwijk"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"features": [1, {"properties": 3}, {"properties": {}, "geometry": []}]}', "[" * 50_000, "<html>"],
    ids=["nothing", "a list", "nonsense", "deep", "a page"],
)
def test_what_is_no_map_is_told_and_asked_again(made: Project, text: str) -> None:
    kwb(made.folder / "kwb-2024.xlsx")
    (made.folder / "kaart.json").write_text(text)
    said = looked_at(made, {**LISTED, "Waar staat de kaart": ("kaart.json", "-")})
    assert "kaart.json is geen kaart met buurten" in said


def test_a_list_that_is_not_there_yet_is_asked_for_with_its_address(made: Project) -> None:
    said = looked_at(made, {**TOWN, "Waar staat de lijst": ("klaar", "nergens.xlsx", "-")})
    assert "https://download.cbs.nl/regionale-kaarten/kwb-2024.xlsx" in said
    assert "Er staat nog geen kwb-….xlsx in" in said
    assert "Er is geen bestand nergens.xlsx" in said


def test_what_is_no_list_of_cbs_is_told_and_asked_again(made: Project) -> None:
    (made.folder / "kwb-2024.xlsx").write_text("Kerncijfers")
    said = looked_at(made, {**TOWN, "Waar staat de lijst": ("", "-")})
    assert "kwb-2024.xlsx" in said
    assert "  ! " in said


@pytest.mark.parametrize("typed", ["Zandmeer", "zandm", "GM9999", "9999"])
def test_a_municipality_goes_by_its_name_a_part_of_it_or_its_code(made: Project, typed: str) -> None:
    kwb(made.folder / "kwb-2024.xlsx")
    said = looked_at(made, {**LISTED, "Voor welke gemeente": typed})
    assert "  content/neighbourhoods/zandmeer.yaml\n" in said


# --- nothing is lost --------------------------------------------------------------------------------------


def test_who_stops_halfway_finds_all_as_it_was(made: Project) -> None:
    before = written(made)
    done = begin(made, {**TOWN, "Op welk e-mailadres": None})
    assert done.code == 1
    assert "Er is niets opgeslagen" in done.out
    assert written(made) == before
    assert not made.output.exists()


@pytest.mark.parametrize("question", list(TOWN))
def test_stopping_is_no_failure_at_any_question(made: Project, question: str) -> None:
    before = written(made)
    done = begin(made, {**TOWN, question: None, "Klopt dit": None})
    assert (done.code, written(made)) == (1, before), done.said
    assert "niet hadden voorzien" not in done.said


def test_who_says_no_can_change_an_answer(made: Project) -> None:
    begin(made, {**TOWN, **SHORT, "Klopt dit": ("6", "ja"), "Hoe heet de kalender": ("", "Uit in Veldkamp")})
    assert 'SITENAME = "Uit in Veldkamp"' in made.settings.read_text(encoding="utf-8")


def test_one_can_go_back(made: Project) -> None:
    said = looked_at(made, {**TOWN, "Voor welke gemeente": ("Feldkamp", "Veldkamp"), "Welke code": ("<", "9999")})
    assert "  content/neighbourhoods/veldkamp.yaml\n" in said


@pytest.mark.parametrize(
    ("question", "typed", "said"),
    [
        ("Welke code", "Wijk", "is geen code van een gemeente"),
        ("Welke buurten", ",", "met komma’s"),
        ("In welke regio", "oost", "staat niet in de lijst"),
        ("Hoe heet de kalender", "!!", "minstens één letter"),
        ("Op welk adres", "mijn site", "is geen webadres"),
        ("Op welk adres", "veldkamp.example/kalender", "zonder /kalender erachter"),
        ("Op welk e-mailadres", "redactie", "redactie"),
        ("In welke talen", "klingon", "staat niet in de lijst"),
        ("Welke vaste naam", "mijn kalender", "kan niet"),
        ("Vanaf welke maandag", "ooit", "ooit"),
        ("Waar op internet", "mijn computer", "is geen webadres"),
        ("Waar gaat het formulier", "http://onveilig.example", "is geen webadres"),
    ],
)
def test_a_wrong_answer_is_asked_again_with_what_to_write(made: Project, question: str, typed: str, said: str) -> None:
    right = TOWN[question]
    assert isinstance(right, str)
    shown = looked_at(made, {**TOWN, question: (typed, right)})
    (told,) = [line for line in shown.splitlines() if "  ! " in line]
    assert said in told


def test_a_second_time_only_what_is_to_change_is_asked(made: Project) -> None:
    begin(made, TOWN | SHORT)
    made.settings.write_text(
        made.settings.read_text(encoding="utf-8").replace('kalender.veldkamp.example"  # st', 'Vast"  # st')
    )
    with (made.content / "pages/privacy.md").open("a", encoding="utf-8") as file:
        file.write("\nDit is een zin van ons.\n")
    before = written(made)
    again = begin(made, {"Klopt dit": "ja"})
    assert again.code == 0, again.said
    assert written(made) == before
    begin(made, {"Klopt dit": ("3", "ja"), "Op welk e-mailadres": "ander@veldkamp.example"})
    after = written(made)
    assert {path for path in after if after[path] != before.get(path)} == {"pelican.conf.py"}
    assert 'CONTACT_EMAIL = "ander@veldkamp.example"' in made.settings.read_text(encoding="utf-8")


def test_another_language_brings_its_pages(made: Project) -> None:
    begin(made, TOWN)
    begin(made, {"Klopt dit": ("4", "ja"), "In welke talen": "pools, engels"})
    assert (made.content / "pages/privacy.pl.md").is_file()
    assert not (made.content / "pages/privacy.tr.md").exists()


def test_what_stands_in_content_already_stays(made: Project) -> None:
    mine = {
        "neighbourhoods/mijn.yaml": "name: Mijn\ndistricts: [{id: d, name: D, neighbourhoods: [{id: b, name: B}]}]\n",
        "organisations/welzijn-veldkamp.yaml": "name: Welzijn Veldkamp\nkind: care\n",
        "calendar/vocabulary.yaml": "themes:\n  - {id: van-ons, label: {nl: Van ons}}\n",
    }
    for path, text in mine.items():
        file = made.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    done = begin(made, TOWN | SHORT)
    assert done.code == 0, done.said
    assert {path: (made.content / path).read_text(encoding="utf-8") for path in mine} == mine
    assert len(list((made.content / "neighbourhoods").iterdir())) == 1
    assert "norms.yaml: niet overgenomen" in done.out  # they speak of words that this vocabulary has not
    assert not (made.content / "calendar/norms.yaml").exists()


def test_without_the_demo_it_says_what_to_put_back(made: Project) -> None:
    (made.folder / "demo/calendar/norms.yaml").unlink()
    before = written(made)
    done = begin(made, TOWN)
    assert done.code == 2
    assert "norms.yaml" in done.err
    assert written(made) == before


def test_when_a_file_cannot_be_written_none_is(made: Project) -> None:
    (made.content / "pages").write_text("Dit is geen map.\n", encoding="utf-8")
    before = written(made)
    done = begin(made, TOWN)
    assert done.code == 2, done.said
    assert "Er is niets opgeslagen" in done.err
    assert written(made) == before
    assert list(made.folder.glob(".*~")) == []


def test_check_tells_when_nobody_is_who_helps_residents(settled: Project, tmp_path: Path) -> None:
    made = settled.copy(tmp_path / "copy")
    (made.content / "organisations/welzijn-veldkamp.yaml").rename(made.content / "organisations/welzijn-veldkam.yaml")
    done = made.run("check")
    assert done.code == 1
    line = 1 + made.settings.read_text(encoding="utf-8").splitlines().index('RESIDENTS_HOST = "welzijn-veldkamp"')
    assert f"pelican.conf.py:{line}:18: error: Er is geen organisatie `welzijn-veldkamp`." in done.out
    assert "`welzijn-veldkam`" in done.out


def test_check_says_that_the_demo_is_shown_as_long_as_it_is_although_somebody_has_begun(made: Project) -> None:
    assert "demo-shown" not in made.run("check").out
    file = made.content / "organisations" / "dorpshuis.yaml"
    file.parent.mkdir()
    file.write_text("name: Dorpshuis\nkind: community-centre\n", encoding="utf-8")
    lines = made.settings.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.startswith("DEMO = True"))
    done = made.run("check")
    assert f"pelican.conf.py:{line}:8: warning: Je ziet de demo, en niets van `content/`." in done.out
    assert done.code == 0
    made.set(DEMO=False)
    assert "demo-shown" not in made.run("check").out
