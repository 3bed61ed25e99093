"""The same content gives the same bytes: wherever it stands, however it was built, and whatever was built before."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from buurtkalender.site.publish import LEDGER, MARK
from buurtkalender.words.dates import FAR
from hamlet import hamlet_project
from projects import Project, Tree, different
from rebuilding import Built
from town import TODAY, TOWN

ACTIVITIES = Path("activities")
COFFEE = "activities/welzijn-zandmeer/koffieochtend.yaml"
LANGUAGE = "activities/bibliotheek-zandmeer/taalcafe.yaml"
MEAL = "activities/welzijn-zandmeer/eettafel.yaml"
AREAS = "neighbourhoods/zandmeer.yaml"
VOCABULARY = "calendar/vocabulary.yaml"
NORMS = "calendar/norms.yaml"
PICKED_UP = "calendar/picked-up.yaml"
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
    "an activity's time": says(MEAL, "17:30-19:30", "18:00-20:00"),
    "when it was confirmed": says("activities/sv-zandmeer/gymmen.yaml", "2026-09-01", "2026-05-01"),
    "an activity that pauses": adds(MEAL, "status: paused\n"),
    "one date cancelled": adds(MEAL, "changes:\n  - {date: 2026-11-26, cancelled: Geen gas.}\n"),
    "a far date cancelled": adds(MEAL, "changes:\n  - {date: 2027-01-14, cancelled: Geen gas.}\n"),
    "a date moved into the week": adds(MEAL, "changes:\n  - {date: 2026-12-03, moved_to: 2026-11-27}\n"),
    "an activity deleted": drops(COFFEE),
    "an activity added": adds(
        "activities/sv-zandmeer/dansen.yaml",
        "title: Dansen\nvenue: sporthal\nthemes: [bewegen]\nwhen: [{weekly: tuesday, time: 20:00-21:00}]\n",
    ),
    "an activity renamed": moves(
        MEAL, "activities/welzijn-zandmeer/tafel.yaml", "formerly: [welzijn-zandmeer/eettafel]\n"
    ),
    "a venue's closed days": says("venues/dorpshuis.yaml", "closed: [2026-11-20,", "closed: [2026-11-30,"),
    "a venue in another neighbourhood": says("venues/dorpshuis.yaml", "oude-dorp", "molenwijk"),
    "a venue deleted": drops("venues/buurthuis-molenwijk.yaml"),
    "the name of every organisation": renames("organisations/*.yaml"),
    "the name of every venue and room": renames("venues/*.yaml"),
    "the title of every activity": renames("activities/*/*.yaml", "title: "),
    "an organisation deleted": drops("organisations/sv-zandmeer.yaml"),
    "a theme's label": says(VOCABULARY, "nl: Ontmoeten", "nl: Elkaar ontmoeten"),
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
    "what is known of a programme": says(
        "activities/welzijn-zandmeer/maatje.yaml", "programme: {name: ", "programme: {name: Nieuw "
    ),
    "a norm's goal": says(NORMS, "goal: opvoedvaardigheden", "goal: zelfredzaamheid"),
    "the age bands": adds(NORMS, "age_bands: [0-12, ouders, 65+]\n"),
    "a second municipality": adds(
        "neighbourhoods/waterland.yaml",
        "name: Waterland\ncode: GM9998\ndistricts: [{id: water, name: Water, code: WK999800, neighbourhoods: ["
        "{id: plas, name: Plas, code: BU99980000, centre: [52.1, 5.1], residents: {0-14: 300, 65+: 100}}]}]\n",
    ),
    "no norms": lambda made: (made.content / NORMS).write_text("norms: []\n"),
    "who picked something up": says(PICKED_UP, "kerk-aan-de-duinen", "sv-zandmeer"),
    "nobody picked anything up": drops(PICKED_UP),
    "what was picked up with a mistake": says(PICKED_UP, "since: 2026-11-03", "since: 3-11-2026"),
    "a school holiday": says(HOLIDAYS, "from: 2026-12-19, until: 2027-01-03", "from: 2026-12-12, until: 2027-01-03"),
    "a closure": says(HOLIDAYS, "from: 2026-12-31, until: 2027-01-01", "from: 2026-11-27, until: 2026-11-27"),
    "a page": says("pages/over.md", "Zandmeer bestaat niet.", "Zandmeer bestaat echt niet."),
    "a page added": adds("pages/privacy.md", "Title: Privacy\n\nWij weten niets van je.\n"),
    "a picture that is gone": drops("activities/welzijn-zandmeer/koffie.png"),
    "an activity with a mistake": says(MEAL, "17:30-19:30", "17:30-79:30"),
    "a venue with a mistake": says("venues/dorpshuis.yaml", "phone: 0343-555 011\nemail", "phone: 12\nemail"),
    "a template": theme("templates/activity.html", "<h2>", '<h2 class="x">'),
    "what the site says of itself": sets(SITENAME="Zandmeer doet mee", CONTACT_EMAIL="post@mee.example", DEMO=False),
    "the address of the site": sets(SITEURL="https://doe.mee.example/kalender"),
    "the language": sets(DEFAULT_LANG="en"),
    "the calendar's name in every UID": sets(CALENDAR_ID="nieuw.example"),
    "the first day of series": sets(CALENDAR_START=date(2026, 1, 12)),
    "how many days lists show": sets(LIST_DAYS=7),
    "how far the data go": sets(AHEAD_DAYS=200),
    "how far days have pages": sets(PAGES_AHEAD_DAYS=10),
    "how much of the past is shown": sets(PAST_DAYS=7),
    "how much of the past phones keep": sets(FEED_PAST_DAYS=20),
}

TOGETHER = (
    ("a school holiday", "what the site says of itself"),
    ("the title of every activity", "a neighbourhood's residents"),
    ("the name of every venue and room", "a second municipality"),
    ("the name of every organisation", "a page added"),
    (
        "an audience's ages",
        "a neighbourhood's need",
        "the calendar's name in every UID",
        "how many days lists show",
        "how far the data go",
    ),
    ("a theme's label", "what was picked up with a mistake"),
    ("a venue in another neighbourhood", "no norms"),
    ("a closure", "a picture that is gone"),
    ("an activity's time", "the municipality's name", "the first day of series"),
    ("an audience's label", "an activity with a mistake"),
    ("an activity deleted", "a neighbourhood's name"),
    ("when it was confirmed", "a venue's closed days", "a goal's label", "a neighbourhood's boundary"),
    ("a venue deleted", "the age bands"),
    (
        "a language's label",
        "what is known of a programme",
        "who picked something up",
        "a venue with a mistake",
        "how far days have pages",
    ),
    ("an activity that pauses", "an organisation deleted"),
    (
        "a date moved into the week",
        "a norm's number",
        "how much of the past is shown",
        "how much of the past phones keep",
    ),
    ("one date cancelled", "a district's name", "nobody picked anything up", "a page", "a template"),
    ("a far date cancelled", "a facility's label", "a neighbourhood's centre", "a norm's goal"),
)
"""Changes that show mostly in different files: one new site tells what it would be after each of them.

Where two show in one file it tells nothing, so at night each is tried alone.
"""

GROUPS = [*TOGETHER, *((one,) for one in CHANGES if not any(one in group for group in TOGETHER))]

FEW_DAYS = {"PAST_DAYS": 2, "PAGES_AHEAD_DAYS": 15, "AHEAD_DAYS": 120}
"""There are many pages of days, and each is like the others."""

DAYS = {"a day": 1, "a week": 7, "a month": 31, "half a year": 160, "a year": 371}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The hamlet as it was built before any change."""
    made = hamlet_project(tmp_path_factory.mktemp("place") / "hamlet", **FEW_DAYS)
    says(MEAL, "skip: [venue-closures]", "skip: [venue-closures, school-holidays]")(made)
    says(COFFEE, "changes:\n", "changes:\n  - {date: 2026-10-06, cancelled: Lang geleden.}\n")(made)
    return Built(made)


@pytest.fixture
def built(before: Built) -> Project:
    """The same, for the test to change."""
    return before.again()


def anew(made: Project, folder: Path, ledger: bytes, today: date = TODAY) -> Tree:
    """The site of the same content, built where nothing was built before, after a site that left this ledger."""
    other = made.copy(folder / "anew")
    (other.output / LEDGER).parent.mkdir(parents=True)
    (other.output / LEDGER).write_bytes(ledger)
    assert other.build(today=today).code == 0
    return other.tree()


def test_the_hamlet_has_every_kind_of_file_that_the_town_has(town: Project, before: Built) -> None:
    assert {_kind(path) for path in town.tree()} ^ {_kind(path) for path in before.site} == set()


ORGANISATION = "|".join(file.stem for file in (TOWN / "content" / "organisations").glob("*.yaml"))


def _kind(path: str) -> str:
    """The path without what tells things of the same kind apart: identifiers and numbers."""
    *folders, last = path.split("/")
    name = re.sub(r"\d+", "0", re.sub(rf"({ORGANISATION})[^/]*(?=\.\w+$)", "…", last))
    return "/".join([*folders[:1], *("…" for _ in folders[1:]), name])


@pytest.mark.parametrize("group", GROUPS, ids=", ".join)
def test_after_a_change_the_site_is_what_it_would_be_had_it_always_been_so(
    group: tuple[str, ...], before: Built, tmp_path: Path
) -> None:
    _same_as_new(group, before, tmp_path)


@pytest.mark.thorough
@pytest.mark.parametrize("change", sorted(name for group in TOGETHER for name in group))
def test_after_a_change_every_file_is_what_it_would_be(change: str, before: Built, tmp_path: Path) -> None:
    _same_as_new((change,), before, tmp_path)


def _same_as_new(changes: tuple[str, ...], before: Built, tmp_path: Path) -> None:
    """After each of these changes a file is as in a new site with all of them, where no two of them show in it.

    The new site is most of what it costs to try one.
    """
    shown: dict[str, list[bytes | None]] = {}
    for change in changes:
        built = before.again()
        CHANGES[change](built)
        assert built.build().code == 0
        site = built.tree()
        places = different(site, before.site)
        assert {*places} - {MARK}, f"{change} shows nowhere, so this tests nothing"
        for path in places:
            shown.setdefault(path, []).append(site.get(path))
    for change in changes[:-1]:
        CHANGES[change](built)
    new = anew(built, tmp_path, before.site[LEDGER])
    one = {path: every[0] for path, every in shown.items() if len(every) == 1}
    due = {path: octets for path, octets in (before.site | one).items() if octets is not None}
    assert [path for path in different(new, due) if len(shown.get(path, ())) <= 1] == []


@pytest.mark.parametrize("change", ["an activity deleted", "a template", "how many days lists show"])
def test_after_a_change_was_undone_the_site_is_what_it_was(change: str, built: Project, before: Built) -> None:
    CHANGES[change](built)
    assert built.build().code == 0
    for folder in ("content", "theme"):
        shutil.rmtree(built.folder / folder)
        shutil.copytree(before.aside.folder / folder, built.folder / folder)
    shutil.copyfile(before.aside.settings, built.settings)
    assert built.build().code == 0
    assert different(built.tree(), before.site) == []


def test_building_again_makes_nothing(built: Project, before: Built) -> None:
    files = {path: path.stat().st_ino for path in built.output.rglob("*")}
    assert ": 0 " in built.build().out
    assert {path: path.stat().st_ino for path in built.output.rglob("*")} == files
    assert different(built.tree(), before.site) == []


def test_a_project_that_moved_compiles_no_template_again_until_one_changes(before: Built, tmp_path: Path) -> None:
    moved = before.aside.copy(tmp_path / "moved")
    compiled = moved.folder / ".cache" / "templates"
    shutil.copytree(before.aside.folder / ".cache" / "templates", compiled)
    found = {path.name for path in compiled.iterdir()}
    assert moved.build().code == 0
    assert {path.name for path in compiled.iterdir()} == found
    theme("templates/activity.html", "<h2>", '<h2 class="moved">')(moved)  # as no other test of a run changes it
    assert moved.build().code == 0
    assert {path.name for path in compiled.iterdir()} > found


def test_an_activity_that_goes_to_another_day_of_a_list_without_a_change_of_its_own(
    built: Project, tmp_path: Path
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
        )(built)
    says(VOCABULARY, "themes:\n", "themes:\n  - {id: vissen, label: {nl: Vissen}}\n")(built)
    holiday = "school_holidays:\n  - {name: Studiedag, from: 2026-12-01, until: 2026-12-01, regions: [midden]}\n"
    says(HOLIDAYS, "school_holidays:\n", holiday)(built)
    assert built.build().err == ""
    ledger = (built.output / LEDGER).read_bytes()
    says(HOLIDAYS, "from: 2026-12-01, until: 2026-12-01", "from: 2026-11-30, until: 2026-11-30")(built)
    built.build()
    assert different(built.tree(), anew(built, tmp_path, ledger)) == []


def test_a_week_later_the_only_item_of_a_week_makes_way_for_the_next_though_its_date_is_the_same(
    built: Project, tmp_path: Path
) -> None:
    """Both items are dated by the last change, which is after either of them came into the week."""
    when = "[{weekly: tuesday, time: '9:00-9:30'}]\nconfirmed: 2026-12-30"
    text = f"title: Vissen\nonline: https://v.example\nthemes: [vissen]\nwhen: {when}\n"
    adds("activities/sv-zandmeer/vroeg.yaml", text)(built)
    says(VOCABULARY, "themes:\n", "themes:\n  - {id: vissen, label: {nl: Vissen}}\n")(built)
    assert built.build(today=TODAY - timedelta(days=7)).err == ""
    last = built.tree()
    built.build()
    assert built.tree()["themas/vissen/week.xml"] != last["themas/vissen/week.xml"]
    assert different(built.tree(), anew(built, tmp_path, last[LEDGER])) == []


def test_a_date_elsewhere_says_what_is_otherwise_there_when_its_usual_place_changes(
    built: Project, tmp_path: Path
) -> None:
    adds(LANGUAGE, "changes:\n  - {date: 2026-11-26, venue: dorpshuis}\n")(built)
    assert built.build().err == ""
    ledger = (built.output / LEDGER).read_bytes()
    says("venues/bibliotheek.yaml", "wheelchair: yes", "wheelchair: no")(built)
    assert built.build().err == ""
    there = built.tree()["locaties/bibliotheek/index.html"].decode()
    assert re.search("Deze keer op een andere plek: Dorpshuis[^<]*Rolstoel: ja", there)
    assert different(built.tree(), anew(built, tmp_path, ledger)) == []


def test_what_programs_read_of_a_venues_hours_follows_a_holiday_far_ahead(built: Project, tmp_path: Path) -> None:
    built.set(PAGES_AHEAD_DAYS=40)
    hours = "opening_hours:\n  - {weekly: saturday, time: '9:00-12:00', skip: [school-holidays]}\n"
    says("venues/bibliotheek.yaml", "opening_hours:\n", hours)(built)
    assert built.build().err == ""
    last = built.tree()
    says(HOLIDAYS, "Kerstvakantie, from: 2026-12-19", "Kerstvakantie, from: 2026-12-20")(built)
    built.build()
    page = "locaties/bibliotheek/index.html"
    assert built.tree()[page] != last[page]
    assert different(built.tree(), anew(built, tmp_path, last[LEDGER])) == []


def test_a_day_that_is_near_enough_to_leave_its_year_out_does_so_in_every_file(built: Project, tmp_path: Path) -> None:
    built.set(AHEAD_DAYS=365)
    far = TODAY + FAR
    dates = f"{TODAY + timedelta(days=5)}, {far}, {far + timedelta(days=30)}"
    text = (
        f"title: Vissen\nonline: https://v.example\nthemes: [vissen]\nwhen: [{{dates: [{dates}], time: '9:00-9:30'}}]\n"
    )
    adds("activities/sv-zandmeer/vroeg.yaml", text)(built)
    says(VOCABULARY, "themes:\n", "themes:\n  - {id: vissen, label: {nl: Vissen}}\n")(built)
    assert built.build().err == ""
    ledger, tomorrow = (built.output / LEDGER).read_bytes(), TODAY + timedelta(days=1)
    built.build(today=tomorrow)
    assert different(built.tree(), anew(built, tmp_path, ledger, tomorrow)) == []


@pytest.mark.parametrize("days", DAYS)
def test_on_a_later_day_the_site_is_what_it_would_be_had_it_not_been_built_before(
    days: str, built: Project, tmp_path: Path
) -> None:
    later = TODAY + timedelta(days=DAYS[days])
    ledger = (built.output / LEDGER).read_bytes()
    assert built.build(today=later).code == 0
    assert different(built.tree(), anew(built, tmp_path, ledger, later)) == []
