"""The same content gives the same bytes: wherever it stands, however it was built, and whatever was built before."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from projects import Project, different, town_project
from town import TODAY

ACTIVITIES = Path("activities")
COFFEE = "activities/welzijn-zandmeer/koffieochtend.yaml"
MEAL = "activities/welzijn-zandmeer/eettafel.yaml"
AREAS = "neighbourhoods/zandmeer.yaml"
VOCABULARY = "calendar/vocabulary.yaml"
NORMS = "calendar/norms.yaml"
HOLIDAYS = "calendar/holidays.yaml"

Edit = Callable[[Project], None]


def says(path: str, old: str, new: str) -> Edit:
    """Change the first place where a content file says ``old``."""

    def edit(made: Project) -> None:
        file = made.content / path
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))

    return edit


def adds(path: str, text: str) -> Edit:
    """Add text at the end of a content file, which need not be there yet."""

    def edit(made: Project) -> None:
        with (made.content / path).open("a") as file:
            file.write(text)

    return edit


def renames(files: str, mark: str = "name: ") -> Edit:
    """Give everything in these files another name."""

    def edit(made: Project) -> None:
        paths = sorted(made.content.glob(files))
        assert paths
        for path in paths:
            path.write_text(path.read_text().replace(mark, f"{mark}Nieuw "))

    return edit


def moves(path: str, to: str, text: str = "") -> Edit:
    """Rename a content file, and add text at its end."""

    def edit(made: Project) -> None:
        (made.content / path).rename(made.content / to)
        adds(to, text)(made)

    return edit


def drops(path: str) -> Edit:
    """Delete a content file."""
    return lambda made: (made.content / path).unlink()


def theme(path: str, old: str, new: str) -> Edit:
    """Change a file of the theme."""
    return says(f"../theme/{path}", old, new)


def sets(**settings: object) -> Edit:
    """Change settings."""
    return lambda made: made.set(**settings)


CHANGES: dict[str, Edit] = {
    "an activity's title": says(MEAL, "title: Eettafel", "title: Aanschuiftafel"),
    "an activity's time": says(MEAL, "17:30-19:30", "18:00-20:00"),
    "an activity's price": says(COFFEE, "cost: free", "cost: 2"),
    "an activity's description": says(COFFEE, "Neem gerust iemand mee.", "Neem **gerust** je buurvrouw mee."),
    "an activity's room": says(MEAL, "room: kleine-zaal", "room: grote-zaal"),
    "an activity's partner": says(MEAL, "partners: [kerk-aan-de-duinen]\n", ""),
    "when it was confirmed": says("activities/sv-zandmeer/gymmen.yaml", "2026-09-01", "2026-05-01"),
    "an activity that pauses": adds(MEAL, "status: paused\n"),
    "an activity that ends": adds("activities/bibliotheek-zandmeer/digicafe.yaml", "status: ended\n"),
    "one date cancelled": adds(MEAL, "changes:\n  - {date: 2026-11-26, cancelled: Geen gas.}\n"),
    "one date moved": says("activities/kerk-aan-de-duinen/rouwgroep.yaml", "2026-12-10", "2026-12-11"),
    "an activity deleted": drops(COFFEE),
    "an activity added": adds(
        "activities/sv-zandmeer/dansen.yaml",
        "title: Dansen\nvenue: sporthal\nthemes: [bewegen]\nwhen: [{weekly: tuesday, time: 20:00-21:00}]\n",
    ),
    "an activity renamed": moves(
        MEAL, "activities/welzijn-zandmeer/tafel.yaml", "formerly: [welzijn-zandmeer/eettafel]\n"
    ),
    "an activity that goes to another organisation": moves(
        MEAL, "activities/kerk-aan-de-duinen/eettafel.yaml", "formerly: [welzijn-zandmeer/eettafel]\n"
    ),
    "a venue's name": says("venues/dorpshuis.yaml", "Dorpshuis Zandmeer", "Dorpshuis De Punt"),
    "a venue's address": says("venues/dorpshuis.yaml", "Dorpsplein 1", "Dorpsplein 2"),
    "a venue's access": says("venues/dorpshuis.yaml", "wheelchair: yes", "wheelchair: no"),
    "a venue's closed days": says("venues/dorpshuis.yaml", "closed: [2026-11-20,", "closed: [2026-11-30,"),
    "a room's name": says("venues/dorpshuis.yaml", "Kleine zaal", "Opkamer"),
    "a venue in another neighbourhood": says("venues/dorpshuis.yaml", "oude-dorp", "molenwijk"),
    "a venue deleted": drops("venues/buurthuis-molenwijk.yaml"),
    "the name of every organisation": renames("organisations/*.yaml"),
    "the name of every venue and room": renames("venues/*.yaml"),
    "the name of every area": renames(AREAS),
    "the title of every activity": renames("activities/*/*a*.yaml", "title: "),
    "the label of every word": renames(VOCABULARY, "nl: "),
    "an organisation's telephone number": says("organisations/welzijn-zandmeer.yaml", "0343-555 010", "0343-555 099"),
    "an organisation deleted": drops("organisations/sv-zandmeer.yaml"),
    "a theme's label": says(VOCABULARY, "nl: Ontmoeten", "nl: Elkaar ontmoeten"),
    "a theme nobody uses": says(VOCABULARY, "themes:\n", "themes:\n  - {id: vissen, label: {nl: Vissen}}\n"),
    "an audience's label": says(VOCABULARY, "nl: Ouderen", "nl: Senioren"),
    "an audience's ages": says(VOCABULARY, "ages: 65+", "ages: 55+"),
    "a goal's label": says(VOCABULARY, "nl: Zelfredzaamheid", "nl: Zelf doen"),
    "a facility's label": says(VOCABULARY, "nl: Ringleiding", "nl: Luisterlus"),
    "a language's label": says(VOCABULARY, "nl: Nederlands", "nl: Hollands"),
    "a neighbourhood's name": says(AREAS, "name: Molenwijk", "name: Molenbuurt"),
    "a neighbourhood's residents": says(AREAS, "65+: 250", "65+: 2500"),
    "a neighbourhood's need": says(AREAS, "need: 1.5", "need: 2.5"),
    "a neighbourhood's boundary": says("neighbourhoods/molenwijk.geojson", "52.015", "52.018"),
    "a neighbourhood's centre": says(AREAS, "centre: [52.0500", "centre: [52.0400"),
    "a district's name": says(AREAS, "Zandmeer Buiten", "Zandmeer Buitenaf"),
    "the municipality's name": says(AREAS, "name: Zandmeer\n", "name: Gemeente Zandmeer\n"),
    "the school region": says(AREAS, "school_region: midden", "school_region: zuid"),
    "a norm's number": says(NORMS, "sessions: 2, per: week", "sessions: 5, per: week"),
    "a norm's title": says(NORMS, "Elke week samen eten", "Iedere week samen eten"),
    "no norms": lambda made: (made.content / NORMS).write_text("norms: []\n"),
    "a school holiday": says(HOLIDAYS, "from: 2026-12-19, until: 2027-01-03", "from: 2026-12-12, until: 2027-01-03"),
    "a closure": says(HOLIDAYS, "from: 2026-12-31, until: 2027-01-01", "from: 2026-11-27, until: 2026-11-27"),
    "a page": says("pages/over.md", "Zandmeer bestaat niet.", "Zandmeer bestaat echt niet."),
    "a page's title": says("pages/over.md", "Title: Over deze kalender", "Title: Over ons"),
    "a page added": adds("pages/privacy.md", "Title: Privacy\n\nWij weten niets van je.\n"),
    "a picture that is gone": drops("activities/welzijn-zandmeer/koffie.png"),
    "an activity with a mistake": says(MEAL, "17:30-19:30", "17:30-79:30"),
    "a venue with a mistake": says("venues/dorpshuis.yaml", "phone: 0343-555 011\nemail", "phone: 12\nemail"),
    "a template": theme("templates/activity.html", "<h2>", '<h2 class="x">'),
    "a part of a template": theme("templates/parts/card.html", '<li class="card', '<li class="x card'),
    "a style sheet": theme("static/css/base.css", "\n", "\nmain { color: red }\n"),
    "the name of the site": sets(SITENAME="Zandmeer doet mee"),
    "the address of the site": sets(SITEURL="https://doe.mee.example/kalender"),
    "the e-mail address": sets(CONTACT_EMAIL="post@zandmeer.example"),
    "the repository": sets(REPOSITORY="https://git.example/zandmeer"),
    "a demonstration no more": sets(DEMO=False),
    "the language": sets(DEFAULT_LANG="en"),
    "the calendar's name in every UID": sets(CALENDAR_ID="nieuw.example"),
    "the first day of series": sets(CALENDAR_START=date(2026, 1, 12)),
    "how many days lists show": sets(LIST_DAYS=7),
    "how far the data go": sets(AHEAD_DAYS=200),
    "how far days have pages": sets(PAGES_AHEAD_DAYS=30),
    "how much of the past is shown": sets(PAST_DAYS=7),
    "how much of the past phones keep": sets(FEED_PAST_DAYS=20),
}

DAYS = {"a day": 1, "a week": 7, "a month": 31, "half a year": 160, "a year": 371}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The town as it is before every change."""
    return town_project(tmp_path_factory.mktemp("pristine") / "town")


@pytest.fixture(scope="module")
def _lasting(pristine: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    return pristine.copy(tmp_path_factory.mktemp("lasting") / "town")


@pytest.fixture
def lasting(_lasting: Project, pristine: Project, town: Project) -> Project:
    """One place where the town is built again and again; before every test it is the town as it is."""
    made = _lasting
    if not made.output.exists() or different(made.tree(), town.tree()):
        _restore(made, pristine)
        shutil.rmtree(made.folder / ".cache", ignore_errors=True)
        assert made.build().code == 0
    return made


def _restore(made: Project, pristine: Project) -> None:
    for folder in ("content", "theme"):
        shutil.rmtree(made.folder / folder)
        shutil.copytree(pristine.folder / folder, made.folder / folder)
    shutil.copyfile(pristine.settings, made.settings)


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_the_site_is_what_it_would_be_had_it_always_been_so(
    change: str, lasting: Project, pristine: Project, town: Project, tmp_path: Path
) -> None:
    CHANGES[change](lasting)
    again = lasting.build()
    anew = lasting.copy(tmp_path / "anew")
    first = anew.build()
    assert (again.code, again.err) == (first.code, first.err)
    assert different(lasting.tree(), anew.tree()) == []
    assert different(lasting.tree(), town.tree()), "the change shows nowhere, so this tests nothing"
    _restore(lasting, pristine)
    lasting.build()
    assert different(lasting.tree(), town.tree()) == []


def test_an_activity_that_goes_to_another_day_of_a_list_without_a_change_of_its_own(
    lasting: Project, tmp_path: Path
) -> None:
    """Mondays 9 and 10, Tuesdays 10 and 11; of those at 10 a holiday takes one, first Tuesday's, then Monday's."""
    for name, days, hour, more in (
        ("vroeg", "monday", 9, ""),
        ("midden", "[monday, tuesday]", 10, ", skip: [school-holidays]"),
        ("laat", "tuesday", 11, ""),
    ):
        when = f"[{{weekly: {days}, time: '{hour}:00-{hour}:30'{more}}}]"
        adds(
            f"activities/sv-zandmeer/{name}.yaml",
            f"title: Vissen\nonline: https://v.example\nthemes: [vissen]\nwhen: {when}\n",
        )(lasting)
    says(VOCABULARY, "themes:\n", "themes:\n  - {id: vissen, label: {nl: Vissen}}\n")(lasting)
    holiday = "school_holidays:\n  - {name: Studiedag, from: 2026-12-01, until: 2026-12-01, regions: [midden]}\n"
    says(HOLIDAYS, "school_holidays:\n", holiday)(lasting)
    assert lasting.build().err == ""
    says(HOLIDAYS, "from: 2026-12-01, until: 2026-12-01", "from: 2026-11-30, until: 2026-11-30")(lasting)
    lasting.build()
    anew = lasting.copy(tmp_path / "anew")
    anew.build()
    assert different(lasting.tree(), anew.tree()) == []


@pytest.mark.parametrize("days", DAYS)
def test_on_a_later_day_the_site_is_what_it_would_be_had_it_not_been_built_before(
    days: str, lasting: Project, tmp_path: Path
) -> None:
    later = TODAY + timedelta(days=DAYS[days])
    assert lasting.build(today=later).code == 0
    anew = lasting.copy(tmp_path / "anew")
    anew.build(today=later)
    assert different(lasting.tree(), anew.tree()) == []
