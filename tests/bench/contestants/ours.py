"""Buurtkalender itself: YAML in, pages, feeds, data and coverage out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from generate import AUDIENCES, NEIGHBOURHOODS, THEMES, Activity, Town, Venue, centre, slug, write

from contestants.contestant import PROJECT, Contestant

BIN = Path(sys.executable).parent
BUILD = ("build", "--content", "content", "--output", "output", "--today")

HOLIDAYS = """school_holidays:
  - {name: Herfstvakantie, from: 2026-10-17, until: 2026-10-25, regions: [midden]}
  - {name: Kerstvakantie, from: 2026-12-19, until: 2027-01-03, regions: [midden]}
  - {name: Voorjaarsvakantie, from: 2027-02-20, until: 2027-02-28, regions: [midden]}
  - {name: Meivakantie, from: 2027-04-24, until: 2027-05-02, regions: [midden]}
  - {name: Zomervakantie, from: 2027-07-17, until: 2027-08-29, regions: [midden]}
"""
NORMS = """norms:
  - id: inloop-65plus
    title: Twee keer per week een inloop op loopafstand voor 65-plussers
    audience: ouderen
    ages: 65+
    themes: [ontmoeten]
    at_least: {sessions: 2, per: week}
    within: {walk: 15 minutes}
    must: [free, wheelchair, come-alone]
  - id: bewegen
    title: Elke week drie uur bewegen op loopafstand
    themes: [bewegen]
    at_least: {hours: 3, per: week}
    within: {walk: 20 minutes}
  - id: samen-eten
    title: Elke week samen eten in de buurt
    themes: [eten-en-drinken]
    at_least: {sessions: 1, per: week}
    within: {distance: 1.5 km}
  - id: jongeren
    title: Twee keer per maand iets voor jongeren
    audience: jongeren
    ages: 13-27
    at_least: {sessions: 2, per: month}
    within: neighbourhood
  - id: formulieren
    title: Elke week hulp met formulieren in de gemeente
    themes: [geld-en-formulieren]
    at_least: {sessions: 1, per: week}
    within: municipality
    must: [free, no-signup]
"""


def write_town(town: Town, folder: Path, theme: Path) -> None:
    """Write the town as content, with the project's own settings and a theme, in a git repository of its own.

    The repository is there because reading its history is part of every build of ours.
    """
    folder.mkdir(parents=True)
    alike = "PAPERS = False  # the others print nothing\nLANGUAGES = ()  # and speak one language\n"
    write(folder / "pelican.conf.py", _settings() + alike)
    shutil.copytree(theme, folder / "theme")
    content = folder / "content"
    write(content / "calendar" / "vocabulary.yaml", _vocabulary())
    write(content / "calendar" / "holidays.yaml", HOLIDAYS)
    write(content / "calendar" / "norms.yaml", NORMS)
    write(content / "neighbourhoods" / "rivierstad.yaml", _neighbourhoods())
    for id_, (name, kind) in town.organisations.items():
        write(content / "organisations" / f"{id_}.yaml", f"name: {name}\nkind: {kind}\nphone: 0343-555 001\n")
    for venue in town.venues.values():
        write(content / "venues" / f"{venue.id}.yaml", _venue(venue))
    for activity in town.activities:
        write(content / "activities" / f"{activity.id}.yaml", _activity(activity))
    commit(folder)


def _write(town: Town, folder: Path) -> None:
    write_town(town, folder, PROJECT / "theme")


def _write_demo(folder: Path) -> None:
    """Write the demo as it is published: six languages, sheets to print, pictures for shared links."""
    demo = PROJECT / "demo"
    shutil.copytree(demo, folder / "content")
    shutil.copytree(PROJECT / "theme", folder / "theme")
    own = (demo / "settings.py").read_text(encoding="utf-8").partition('"""\n\n')[2]
    write(folder / "pelican.conf.py", f'{_settings()}{own}PATH = "content"\n')
    commit(folder)


def _settings() -> str:
    return (PROJECT / "tests/fixtures/pelican.conf.py").read_text(encoding="utf-8")


def _vocabulary() -> str:
    themes = [f"  - {{id: {id_}, label: {{nl: {nl}, en: {en}}}}}" for id_, (nl, en) in THEMES.items()]
    audiences = [
        f"  - {{id: {id_}, label: {{nl: {nl}, en: {en}}}{f', ages: {ages}' if ages else ''}}}"
        for id_, (nl, en, ages) in AUDIENCES.items()
    ]
    rest = """facilities:
  - {id: wheelchair, label: {nl: Rolstoel, en: Wheelchair}}
  - {id: toilet, label: {nl: Toilet, en: Toilet}}
languages:
  - {id: nl, label: {nl: Nederlands, en: Dutch}}
"""
    return "\n".join(("themes:", *themes, "audiences:", *audiences, rest))


def _neighbourhoods() -> str:
    lines = ["name: Rivierstad", "code: GM9997", "school_region: midden", "districts:"]
    for number, name in enumerate(NEIGHBOURHOODS):
        if number % 6 == 0:
            district = number // 6
            lines += [f"  - id: wijk-{district}", f"    name: Wijk {district + 1}", f"    code: WK99970{district}"]
            lines.append("    neighbourhoods:")
        lat, lon = centre(slug(name))
        lines += [
            f"      - id: {slug(name)}",
            f"        name: {name}",
            f"        code: BU999700{number:02d}",
            "        kind: residential",
            f"        centre: [{lat}, {lon}]",
            f"        residents: {{{_residents(number)}}}",
        ]
    return "\n".join(lines) + "\n"


def _residents(number: int) -> str:
    bands = {"0-14": 200, "15-24": 150, "25-44": 400, "45-64": 420, "65+": 260}
    return ", ".join(f'"{band}": {count + 9 * number}' for band, count in bands.items())


def _venue(venue: Venue) -> str:
    rooms = "".join(f"  - {{id: zaal-{n}, name: Zaal {n}, capacity: {15 * n}}}\n" for n in range(1, venue.rooms + 1))
    return (
        f"name: {venue.name}\nkind: {venue.kind}\n"
        f"address: {{street: {venue.street}, postcode: {venue.postcode}, city: Rivierstad}}\n"
        f"neighbourhood: {venue.neighbourhood}\npoint: [{venue.point[0]}, {venue.point[1]}]\n"
        f"access: {{wheelchair: yes, toilet: yes}}\nrooms:\n{rooms}phone: 0343-555 002\n"
    )


def _activity(activity: Activity) -> str:
    audience = f"audiences: [{activity.audience}]\n" if activity.audience else ""
    description = "\n".join(f"  {line}".rstrip() for line in activity.description.splitlines())
    return (
        f"title: {activity.title}\nsummary: {activity.summary}\ndescription: |\n{description}\n"
        f"venue: {activity.venue.id}\nroom: zaal-1\nthemes: [{', '.join(activity.themes)}]\n{audience}"
        f"when:\n{activity.schedule}"
        f"cost: {f'{activity.cents / 100:.2f}' if activity.cents else 'free'}\nsignup: none\n"
        f"come_alone: {'yes' if activity.come_alone else 'no'}\n"
        f"contact: {{phone: {activity.phone}}}\nconfirmed: {activity.confirmed}\n"
    )


COMMITTED = "2026-11-01T12:00:00+00:00"
"""When the content came: before the first day that is built, as on any real site. What came "today" is dated anew."""


def commit(folder: Path) -> None:
    """Put the content in a repository with one commit."""
    dated = {**os.environ, "GIT_AUTHOR_DATE": COMMITTED, "GIT_COMMITTER_DATE": COMMITTED}
    known = ("user.name=bench", "user.email=bench@buurtkalender.example", "commit.gpgsign=false")
    alone = ("gc.auto=0", "maintenance.auto=false")  # nothing goes on behind our back while others are measured
    git = ["git", *(part for one in (*known, *alone) for part in ("-c", one))]
    for command in (["init", "--quiet"], ["add", "content"], ["commit", "--quiet", "--message", "The town"]):
        subprocess.run([*git, *command], cwd=folder, env=dated, check=True)


def _command(today: date) -> list[str]:
    return [str(BIN / "buurtkalender"), *BUILD, str(today)]


def _pelican(today: date) -> list[str]:
    settings = ["-s", "pelican.conf.py", "-e", f'TODAY="{today}"']
    return [str(BIN / "pelican"), *settings, "--quiet", "--fatal", "errors"]


CONTESTANT = Contestant(
    name="buurtkalender",
    title="Buurtkalender",
    install=lambda: None,
    write=_write,
    write_demo=_write_demo,
    command=_command,
    made=("output*", ".cache"),
    edited="content/activities/*/*.yaml",
)

THROUGH_PELICAN = CONTESTANT._replace(name="through-pelican", title="Buurtkalender in Pelican", command=_pelican)
