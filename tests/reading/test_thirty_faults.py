"""A folder full of the mistakes that people make: each is told at its own line, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from buurtkalender.words.catalogues import translator
from reading.folders import marked, read_folder, told, town_copy

# `# ← code` marks the line on which a problem has to be told.
FAULTS = {
    "activities/welzijn-zandmeer/fout-tijden.yaml": """\
title: Alles met tijden
venue: dorpshuis
themes: [ontmoeten]
when:
  - weekly: dinsdag             # ← unknown-value
    time: 10:00-12:00
  - weekly: tuesday
    time: 10 tot 12             # ← bad-time
  - weekly: wednesday
    time: 14:00                 # ← time-without-end
  - weekly: thursday
    time: 14:00-14:00           # ← no-duration
  - weekly: friday
    time: 25:00-26:00           # ← no-such-time
  - weekly: monday
    every: 2                    # ← every-without-from
    time: 9:00-10:00
  - weekly: sunday
    time: 10:00-11:00
    from: 2026-09-01
    until: 2026-06-30           # ← until-before-from
  - monthly: first tueday       # ← bad-nth-day
    time: 9:00-10:00
  - monthly: 32                 # ← bad-month-day
    time: 9:00-10:00
  - monthly: [first tuesday, 15]  # ← mixed-monthly
    time: 9:00-10:00
  - monthly: last friday
    time: 9:00-10:00
    skip: [schoolvakanties]     # ← unknown-skip
  - dates:
      - 2026-02-30              # ← no-such-date
      - 5-12-2026               # ← bad-date
      - 2026-12-19
      - 2026-12-19              # ← told-twice
    time: 14:00-16:00
    every: 2                    # ← key-not-here
  - time: 14:00-16:00           # ← no-pattern
  - weekly: tuesday
    monthly: first tuesday      # ← two-patterns
    time: 14:00-16:00
  - weekly: saturday            # ← missing-key
  - by_appointment: nee         # ← only-true
""",
    "activities/welzijn-zandmeer/fout-feiten.yaml": """\
titel: Koffie                   # ← unknown-key
venue: dorpshuiss               # ← unknown-venue
location: {name: Ergens}        # ← venue-and-location
themes: [ontmoeten, muziek]     # ← unknown-theme
goals: [aansluiting]            # ← unknown-goal
audiences: [oudere]             # ← unknown-audience
languages: [nl, fy]             # ← unknown-language
partners: [welzijn-zandmeerr]   # ← unknown-organisation
ages: 65-13                     # ← ages-reversed
when:
  weekly: tuesday               # ← list-without-hyphen
  time: 10:00-12:00
drop_in: ja                     # ← unknown-value
cost: 3 euro                    # ← bad-cost
signup:
  required: yes
  before: twee dagen            # ← bad-duration
  phone: bel Annie              # ← bad-phone
  email: info(at)zandmeer       # ← bad-email
  url: http://zandmeer.example  # ← http-link
capacity: veel                  # ← bad-whole-number
referral: [huisarts]            # ← mapping-expected
access: {rolstoel: yes}         # ← unknown-facility
image: {file: koffie.png}       # ← missing-alt
links:
  - {title: Klik, url: "javascript:alert(1)"}  # ← unsafe-link
  - {title: Klik, url: www.zandmeer.example}   # ← bad-link
confirmed: vorige week          # ← bad-date
status: aktief                  # ← unknown-value
formerly: [welzijn-zandmeer/koffieochtend]     # ← formerly-present
capacity: 12                    # ← duplicate-key
""",
    "activities/welzijn-zandmeer/fout-plaats.yaml": """\
title: Zonder plaats            # ← missing-place
themes: ontmoeten, bewegen      # ← list-needs-brackets
when:
  - {weekly: tuesday, time: 10.00-12.00}
room: grote-zaal                # ← room-without-venue
cost: -2                        # ← negative-cost
""",
    "activities/welzijn-zandmeer/fout-punt.yaml": """\
title: Op de verkeerde plek
location:
  name: Zwembad
  postcode: 99 AA               # ← bad-postcode
  neighbourhood: oudedorp       # ← unknown-neighbourhood
  point: [5.0, 52.0]            # ← point-swapped
themes: [bewegen]
when:
  - {weekly: tuesday, time: 10:00 – 12:00}
changes:
  - date: 2026-12-08
    location: {name: Bad, point: [48.85, 2.35]}  # ← point-outside
  - date: 2026-12-15            # ← empty-change
  - date: 2026-12-22
    cancelled: yes
    time: 10:00-11:00           # ← cancelled-and-changed
""",
    "activities/welzijn-zandmeer/fout-ruimte.yaml": """\
title: Verkeerde ruimte
venue: dorpshuis
room: grotezaal                 # ← unknown-room
themes: [ontmoeten]
when:
  - {weekly: tuesday, time: 13:00-14:00}
changes:
  - {date: 2026-12-08, room: kelder}             # ← unknown-room
  - {date: 2026-12-15, venue: bibliotheek, room: leeszaal}
image: {file: koffie.jpg, alt: Koffie, by: Wij}  # ← no-such-file
formerly: [welzijn-zandmeer/vroeger]
""",
    "activities/welzijn-zandmeer/fout-wijziging.yaml": """\
title: Verkeerde wijzigingen
venue: dorpshuis
themes: [ontmoeten]
when:
  - {weekly: tuesday, time: 10:00-12:00, from: 2026-09-01}
  - {weekly: tuesday, time: 14:00-16:00, from: 2026-09-01}
changes:
  - {date: 2026-12-02, cancelled: Ziek}          # ← date-not-planned
  - {date: 2026-12-08, at: 11:00, cancelled: x}  # ← at-fits-no-time
  - {date: 2026-12-15, time: 11:00-12:00}        # ← at-missing
  - {date: 2026-12-22, moved_to: 2026-08-23}     # ← moved-before-start
  - {date: 2027-01-05, cancelled: Ziek}
  - {date: 2027-01-05, note: Gebak}              # ← duplicate-change
formerly: [welzijn-zandmeer/vroeger]             # ← formerly-twice
""",
    "activities/welzijn-zandmeer/fout-dubbel.yaml": """\
title: Twee keer hetzelfde
venue: dorpshuis
themes: [ontmoeten]
when:
  - {weekly: tuesday, time: 15:00-16:00}
  - {monthly: first tuesday, time: 15:00-17:00}  # ← same-start
""",
    "activities/welzijn-zandmeer/fout-verplaatst.yaml": """\
title: Verplaatst
venue: dorpshuis
themes: [ontmoeten]
when:
  - {weekly: tuesday, time: 15:00-16:00}
changes:
  - {date: 2026-12-01, moved_to: 2026-12-01}     # ← moved-to-same-day
  - {date: 2026-12-08, moved_to: 2028-12-09}     # ← moved-too-far
  - {date: 2026-12-15, cancelled: no}            # ← not-a-reason
""",
    "activities/welzijn-zandmeer/fout-tab.yaml": "title: Tab\nwhen:\n\t- weekly: tuesday  # ← tab-indentation\n",
    "activities/welzijn-zandmeer/fout-aanhaling.yaml": """\
title: "Koffie                  # ← open-quote
venue: dorpshuis
""",
    "activities/welzijn-zandmeer/fout-dubbele-punt.yaml": """\
title: Koffie
summary: Let op: neem geld mee  # ← colon-in-text
""",
    "activities/welzijn-zandmeer/fout-streep.yaml": "title: Koffie\nwhen: - x  # ← list-on-line-of-key\n",
    "activities/welzijn-zandmeer/fout-spatie.yaml": "title:Koffie  # ← no-space-after-colon\nvenue: dorpshuis\n",
    "activities/welzijn-zandmeer/fout-haakje.yaml": (
        "title: Koffie\nthemes: [ontmoeten  # ← open-bracket\nwhen: x  # ← list-expected\n"
    ),
    "activities/welzijn-zandmeer/fout-apenstaart.yaml": "title: Koffie\nsummary: @home  # ← quotes-needed\n",
    "activities/welzijn-zandmeer/fout-regel.yaml": "title: Koffie\nvenue  # ← no-colon\nroom: zaal\n",
    "activities/welzijn-zandmeer/fout-inspringen.yaml": """\
title: Koffie
when:
  - weekly: tuesday
   time: 10:00-12:00            # ← bad-indentation
""",
    "activities/stichting-onbekend/koffie.yaml": """\
title: Bij niemand              # ← no-organisation
venue: dorpshuis
themes: [ontmoeten]
when:
  - {weekly: tuesday, time: 10:00-12:00}
""",
    "organisations/fout.yaml": """\
name: Voetbalclub
kind: voetbal                   # ← unknown-value
website: zandmeer               # ← bad-link
description: [een, twee]        # ← text-expected
""",
    "venues/fout.yaml": """\
name: Gymzaal
kind: sport                     # ← unknown-value
address: Dorpsplein 2           # ← mapping-expected
neighbourhood: oude-dorp
rooms:
  - {id: zaal, name: Zaal}
  - {id: zaal, name: Nog een}   # ← duplicate-id
available:
  - {weekly: monday, time: 19:00-22:00, room: zall}  # ← unknown-room
closed: [2027-01-03/2026-12-25]  # ← range-reversed
""",
    "neighbourhoods/fout.yaml": """\
name: Foutendam
code: 9998                      # ← bad-code
school_region: oost             # ← unknown-value
districts:
  - id: Foutendam Dorp          # ← bad-identifier
    name: Dorp
    neighbourhoods:
      - id: nieuwe-dorp
        name: Nieuwe Dorp
        residents:
          65plus: 12            # ← bad-age-band
          64-45: 12             # ← bad-age-band
          65+: 12
          75+: 12               # ← age-bands-overlap
        centre: [52.0]          # ← bad-point
        boundary: {type: Point}  # ← bad-boundary
""",
    "calendar/norms.yaml": """\
norms:
  - id: inloop
    title: Inloop
    at_least: {sessions: 2}     # ← missing-per
    within: {walk: een kwartier}  # ← bad-walk
    must: [gratis]              # ← unknown-fact
  - id: eten
    title: Eten
    at_least: {sessions: 2, offers: 1}  # ← one-unit
    within: {distance: ver}     # ← bad-distance
    dayparts: [morning, nacht]  # ← unknown-value
    every_week: 2               # ← bad-number
""",
    "calendar/picked-up.yaml": """\
picked_up:
  - norm: enloop                # ← unknown-norm
    neighbourhoods: [duinrand]
    organisations: [sv-zandmeer]
    since: 2026-11-03
  - norm: inloop
    neighbourhoods: [duinrand]
    organisations: [sv-zandmeer]
    since: 2026-11-03
    expected: 2026-10-01        # ← expected-before-since
""",
    "calendar/holidays.yaml": """\
school_holidays:
  - {name: Kerst, from: 2026-12-19, until: 2027-01-03, regions: [midden]}
  - {name: Winter, from: 2027-01-01, until: 2027-01-10, regions: [midden, zuid]}  # ← holidays-overlap
closures:
  - {name: Koningsdag}          # ← missing-key
""",
    "activities/welzijn-zandmeer/leeg.yaml": "",
    "activities/welzijn-zandmeer/lijst.yaml": "- title: Koffie  # ← not-a-mapping\n",
    "activities/welzijn-zandmeer/verkeerd.yml": "title: Koffie\n",
    "activities/welzijn-zandmeer/Koffie Ochtend.yaml": "title: Koffie\n",
    "activities/los.yaml": "title: Los\n",
}
# Problems whose place is not that of the value they name.
AT_ANOTHER_PLACE = {
    "missing-key",
    "cancelled-and-changed",
    "colon-in-text",
    "no-space-after-colon",
    "no-organisation",
    "wrong-ending",
    "bad-file-name",
}
WHOLE_FILE = {
    ("content/activities/welzijn-zandmeer/leeg.yaml", 1, "empty-file"),
    ("content/activities/welzijn-zandmeer/verkeerd.yml", 1, "wrong-ending"),
    ("content/activities/welzijn-zandmeer/Koffie Ochtend.yaml", 1, "bad-file-name"),
    ("content/activities/los.yaml", 1, "file-not-in-folder"),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town_copy(tmp_path_factory.mktemp("faulty"), **FAULTS)


def test_every_fault_is_told_at_its_line_and_nothing_else_is(faulty: Path) -> None:
    expected = marked(FAULTS) | WHOLE_FILE
    assert len(expected) > 75
    assert told(read_folder(faulty)) == expected


def test_the_place_is_that_of_the_exact_value(faulty: Path) -> None:
    """Line and column point at the value, for a missing key at the mapping, for a key that is wrong at the key."""
    for problem in read_folder(faulty).problems:
        value = problem.params.get("value") or problem.params.get("id") or problem.params.get("key")
        path = faulty.parent / problem.path
        if value is None or problem.code in AT_ANOTHER_PLACE:
            continue
        line = path.read_text().split("\n")[problem.line - 1]
        assert line[problem.column - 1 :].lstrip("\"'").startswith(value), problem


def test_what_is_right_is_in_the_calendar_and_what_is_wrong_is_not(faulty: Path, tmp_path: Path) -> None:
    found, whole = read_folder(faulty), read_folder(town_copy(tmp_path))
    assert found.calendar.activities == whole.calendar.activities
    assert set(found.calendar.venues) == set(whole.calendar.venues)
    kept = {"calendar/norms.yaml", "calendar/picked-up.yaml", "calendar/holidays.yaml", "neighbourhoods/fout.yaml"}
    assert set(found.left_out) == {f"content/{path}" for path in FAULTS if path not in kept}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_problem_says_what_is_wrong_and_what_to_write(faulty: Path, language: str) -> None:
    for problem in read_folder(faulty).problems:
        message, fix = problem.said(translator(language))
        assert message.endswith((".", "…")), problem
        assert fix.endswith((".", "?")), problem
        assert "{" not in re.sub(r"`[^`]*`", "", message + fix), problem
