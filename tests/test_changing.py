"""What it costs to change the product: these files and no others, and the change shows wherever it ought to."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from buurtkalender.domain.changes import SHOWN_FIELDS
from buurtkalender.reading.manual import page
from buurtkalender.words.catalogues import translator
from buurtkalender.words.norms import norm_conditions
from buurtkalender.words.remedies import edit_action
from buurtkalender.words.verdicts import near_miss_sentence
from changing import PLUGINS, Changed
from hamlet import hamlet_project
from projects import ROOT, Project, run
from town import TODAY

# --- a yes-or-no fact of an activity ----------------------------------------------------------------

FACT = """    "quiet": FactWords(
        meaning=N_("a room without noise"),
        name=N_("how quiet it is"),
        condition=N_("in a quiet room"),
        barrier=N_("it is noisy"),
        question=N_("is there a quiet room?"),
        task=N_("Say whether there is a quiet room."),
        column=N_("A quiet room?"),
        remedy=N_("Look for a quiet room: {title}, of {organisation}."),
        field=N_("There is a quiet room."),
        form=N_("Is there a quiet room for you?"),
        headers="stille kamer",
        feed=N_("You can be in a quiet room."),
        short="quiet",
        explained=FactPageWords(
            N_("Is it quiet?"), N_("Yes, there is a room."), N_("No, it is noisy."), N_("whether it is quiet")
        ),
        listed=ListWords("stil", N_("In quiet"), N_("Activities in a quiet room")),
        needed=FinderWords("rust", N_("Needs quiet"), N_("Has quiet"), N_("Has no quiet"), N_("Quiet: not known")),
    ),
"""
DUTCH = {
    ("word of the format", "a room without noise"): "een kamer zonder lawaai",
    ("fact", "how quiet it is"): "hoe stil het is",
    "in a quiet room": "in een stille kamer",
    "it is noisy": "er is lawaai",
    "is there a quiet room?": "is er een stille kamer?",
    "Say whether there is a quiet room.": "Zeg of er een stille kamer is.",
    "A quiet room?": "Een stille kamer?",
    "Look for a quiet room: {title}, of {organisation}.": "Zoek een stille kamer: {title}, van {organisation}.",
    "There is a quiet room.": "Er is een stille kamer om in te zitten.",
    "Is there a quiet room for you?": "Is er een stille kamer voor je?",
    "You can be in a quiet room.": "Je kunt in een stille kamer zitten.",
    "Needs quiet": "Heeft stilte nodig",
    "Has quiet": "Heeft een stille kamer",
    "Has no quiet": "Heeft geen stille kamer",
    "Quiet: not known": "Stilte: niet bekend",
}
RESIDENTS = {
    "Is it quiet?": "Is het er stil?",
    "Yes, there is a room.": "Ja, er is een kamer.",
    "No, it is noisy.": "Nee, er is lawaai.",
    "whether it is quiet": "of het er stil is",
    "In quiet": "In stilte",
    "Activities in a quiet room": "Activiteiten in een stille kamer",
}


def messages(texts: dict[Any, str]) -> str:
    """Return lines for a catalogue."""
    lines = ""
    for text, translated in texts.items():
        context, msgid = text if isinstance(text, tuple) else ("", text)
        lines += f'\nmsgctxt "{context}"' * bool(context) + f'\nmsgid "{msgid}"\nmsgstr "{translated}"\n'
    return lines


A_FACT = {
    f"{PLUGINS}/domain/model.py": ("    companion: bool | None = None\n", "    quiet: bool | None = None\n"),
    f"{PLUGINS}/domain/facts.py": (
        '    Fact(key="companion", field="companion", waivable=True),\n',
        '    Fact(key="quiet", field="quiet", waivable=True, asked=_at_a_time),\n',
    ),
    f"{PLUGINS}/words/facts.py": ("FACT_WORDS: dict[str, FactWords] = {\n", FACT),
    f"{PLUGINS}/locale/nl.po": ("", messages(DUTCH | RESIDENTS)),
    **{f"{PLUGINS}/locale/{one}.po": ("", messages(RESIDENTS)) for one in ("ar", "pl", "tr", "uk")},
}
"""What somebody edits who adds one (docs/changing.md)."""


def look_at_a_fact(folder: Path) -> dict[str, Any]:
    """Use a calendar in which an activity has a quiet room, one has none, and of the others nobody said."""
    made = hamlet_project(
        folder / "hamlet", PLUGIN_PATHS=[str(folder.parent / "plugins")], PAST_DAYS=1, PAGES_AHEAD_DAYS=1
    )
    for name, answer in (("koffieochtend", "yes"), ("eettafel", "no")):
        file = made.content / f"activities/welzijn-zandmeer/{name}.yaml"
        file.write_text(file.read_text("utf-8") + f"quiet: {answer}\n", "utf-8")
    norms = made.content / "calendar/norms.yaml"
    norms.write_text(norms.read_text("utf-8").replace("must: [free,", "must: [quiet, free,"), "utf-8")
    checked, built = made.run("check"), made.build()
    assert (checked.code, built.code) == (0, 0), checked.said + built.said
    quarter = _quarter()
    return {
        "announced": "quiet" in SHOWN_FIELDS,
        "manual": "Er is een stille kamer om in te zitten." in page("nl"),
        "asked": _asked(made),
        "imported": _imported(made, folder / "lijst.csv"),
        "residents": [translator(one).gettext("In quiet") for one in ("ar", "nl", "pl", "tr", "uk")],
        "tree": {path: text.decode("utf-8", "replace") for path, text in made.tree().items() if _seen(path)},
        "refused": _refused(made),
        **quarter,
    }


def _seen(path: str) -> bool:
    return path in PAGES or path.startswith("stil/")


PAGES = {
    "aanmelden/nieuw/index.html", "activiteiten/welzijn-zandmeer/koffieochtend/index.html",
    "activiteiten/welzijn-zandmeer/eettafel/index.html", "activiteiten/sv-zandmeer/wandelgroep/index.html",
    "activiteiten/welzijn-zandmeer/koffieochtend/kalender.ics", "data/activities.json", "data/todo.json",
    "data/schemas/activities.schema.json", "doorverwijzen/index.html", "zoeken/index.json", "zoeken/index.html",
    "doelgroepen/index.html", "hiaten/gegevens/index.html", "hiaten/uitleg/index.html",
    "aanmelden/organisaties/welzijn-zandmeer.json",
}  # fmt: skip


def _asked(made: Project) -> str:
    from test_new import ACTIVITY, Talk

    (path,) = Talk(made, ACTIVITY | {"stille kamer": "ja"}).hold("activity")
    return path.read_text("utf-8")


def _imported(made: Project, sheet: Path) -> str:
    sheet.write_text("Wat;Dag;Tijd;Waar;Stille kamer\nHaken;maandag;10:00-12:00;Dorpshuis;ja\n", "utf-8")
    whose = ("--organisation", "welzijn-zandmeer", "--theme", "ontmoeten", "--today", str(TODAY))
    done = run("import", "sheet", str(sheet), "--settings", str(made.settings), *whose)
    assert "Geschreven" in done.out, done.said
    return (made.content / "activities/welzijn-zandmeer/haken.yaml").read_text("utf-8")


def _refused(made: Project) -> str:
    file = made.content / "activities/welzijn-zandmeer/eettafel.yaml"
    file.write_text(file.read_text("utf-8").replace("quiet: no", "quiet: maybe"), "utf-8")
    return made.run("check").said


def _quarter() -> dict[str, Any]:
    """What a norm that asks for it says of an activity that has none, and of one of which nobody knows."""
    from advising import advice, told
    from quarter import norm, offer, quarter

    dutch, asked = translator("nl"), norm(1, must=("quiet",))
    found: dict[str, Any] = {"condition": norm_conditions(asked, quarter([], asked), dutch)}
    for name, answer in (("against", False), ("unknown", None)):
        calendar = quarter([offer("kerk/soep", quiet=answer)], asked)
        verdict = advice(calendar).verdicts[0]
        remedy = verdict.remedies[0]
        found[name] = (
            verdict.verdict,
            near_miss_sentence(verdict.near_misses[0], calendar, dutch),
            told(remedy),
            edit_action(remedy.edit, calendar, dutch),
        )
    return found


@pytest.fixture(scope="module")
def fact(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is seen of a fact that was added."""
    found: dict[str, Any] = Changed(tmp_path_factory.mktemp("fact"), A_FACT).see(look_at_a_fact)
    return found


def test_a_fact_is_added_in_at_most_eight_files_of_which_three_are_no_catalogue() -> None:
    assert len(A_FACT) <= 8
    assert len([path for path in A_FACT if not path.endswith(".po")]) <= 3


def test_a_fact_is_named_in_the_model_and_the_two_tables_and_nowhere_else() -> None:
    package = ROOT / PLUGINS
    naming = {path for path in package.rglob("*.py") if re.search(r"\bcome[_-]alone\b", path.read_text("utf-8"))}
    assert {f"{PLUGINS}/{path.relative_to(package).as_posix()}" for path in naming} == {
        path for path in A_FACT if not path.endswith(".po")
    }


def test_a_new_fact_is_checked_and_asked_in_the_form_in_new_and_in_sheets(fact: dict[str, Any]) -> None:
    assert "eettafel.yaml" in fact["refused"]
    assert "maybe" in fact["refused"]
    form = fact["tree"]["aanmelden/nieuw/index.html"]
    assert "Is er een stille kamer voor je?" in form
    assert form.count('name="quiet"') == 3
    known = json.loads(fact["tree"]["aanmelden/organisaties/welzijn-zandmeer.json"])
    assert {tuple(one["answers"]["quiet"]) for one in known if "quiet" in one["answers"]} == {("yes",), ("no",)}
    assert "\nquiet: yes\n" in fact["asked"]
    assert "\nquiet: yes\n" in fact["imported"]
    assert fact["announced"]
    assert fact["manual"]


def test_a_new_fact_is_on_the_page_of_an_activity_and_in_its_feed(fact: dict[str, Any]) -> None:
    at = "activiteiten/welzijn-zandmeer"
    yes, no, unknown = (
        fact["tree"][f"{one}/index.html"]
        for one in (f"{at}/koffieochtend", f"{at}/eettafel", "activiteiten/sv-zandmeer/wandelgroep")
    )
    assert '<dt>Is het er stil?</dt><dd class="yes">Ja, er is een kamer.</dd>' in yes
    assert '<dd class="no">Nee, er is lawaai.</dd>' in no
    assert re.search(r"<p class=\"small\">[^<]*of het er stil is", unknown)
    calendar = fact["tree"][f"{at}/koffieochtend/kalender.ics"].replace("\r\n ", "")
    assert "Je kunt in een stille kamer zitten." in calendar
    assert set(fact["residents"]) == {"In stilte"}


def test_a_new_fact_has_a_list_and_can_be_searched_and_found(fact: dict[str, Any]) -> None:
    listed = fact["tree"]["stil/index.html"]
    assert "<h1>Activiteiten in een stille kamer</h1>" in listed
    assert "Koffieochtend" in listed
    assert "Eettafel" not in listed
    assert {"stil/kalender.ics", "stil/rss.xml"} <= fact["tree"].keys()
    assert "In stilte" in fact["tree"]["doelgroepen/index.html"]
    assert '<input type="checkbox" name="stil" value="1"> In stilte' in fact["tree"]["zoeken/index.html"]
    index = json.loads(fact["tree"]["zoeken/index.json"])
    assert index["facts"]["stil"] == "quiet"
    assert {one["quiet"] for one in index["activities"]} == {True, False, None}
    finder = fact["tree"]["doorverwijzen/index.html"].replace("&#34;", '"')
    assert '"rust":"quiet"' in finder
    assert "Heeft stilte nodig" in finder
    assert '"quiet-unknown":"Stilte: niet bekend"' in finder


def test_a_new_fact_is_open_data_with_a_schema(fact: dict[str, Any]) -> None:
    rows = json.loads(fact["tree"]["data/activities.json"])
    assert {one["quiet"] for one in rows if "quiet" in one} == {True, False}
    schema = json.loads(fact["tree"]["data/schemas/activities.schema.json"])
    assert schema["items"]["properties"]["quiet"] == schema["items"]["properties"]["companion"]


def test_a_new_fact_is_asked_of_organisations(fact: dict[str, Any]) -> None:
    asked = [one for one in json.loads(fact["tree"]["data/todo.json"]) if one.get("field") == "quiet"]
    assert {one["activity"] for one in asked} >= {"sv-zandmeer/wandelgroep"}
    assert not {one["activity"] for one in asked} & {"welzijn-zandmeer/eettafel", "welzijn-zandmeer/koffieochtend"}
    assert "Een stille kamer?" in fact["tree"]["hiaten/gegevens/index.html"]


def test_a_norm_can_ask_for_a_new_fact_and_says_what_to_do_about_it(fact: dict[str, Any]) -> None:
    assert fact["condition"] == "in een stille kamer"
    assert "n een stille kamer, gratis" in fact["tree"]["hiaten/uitleg/index.html"]
    assert fact["against"] == [
        "gap",
        "Soep: dinsdag 10.00 uur, er is lawaai.",
        "waive activities/kerk/soep.yaml quiet: yes",
        "Zoek een stille kamer: Soep, van kerk.",
    ]
    assert fact["unknown"] == [
        "data-gap",
        "Soep: dinsdag 10.00 uur, niet bekend: hoe stil het is.",
        "fill-in activities/kerk/soep.yaml quiet: yes",
        "Vraag kerk naar Soep: is er een stille kamer?",
    ]
