"""Numbers of residents are changed in a neighbourhoods file of any layout, and every other character stays."""

from __future__ import annotations

import pytest
import yaml

from buurtkalender.submissions.importing.kwb import AreaFile

SOURCE = "CBS, Kerncijfers wijken en buurten 2024"
NEW: dict[str, int | None] = {"0-14": 5, "15-24": 10, "25-44": 15, "45-64": 20, "65+": 25}
HEAD = "name: Veld\ndistricts:\n- id: d\n  name: D\n  neighbourhoods:\n  - id: akker\n    name: Akker\n"

LAYOUTS = {
    "quotes, order and spaces": (
        """    code: BU99980000
    residents: { "65+" : "9",0-14: 1,  15-24: 2, 25-44: 3, 45-64: 4 ,} # b
    need: 1
""",
        """    code: BU99980000
    residents: { "65+" : 25,0-14: 5,  15-24: 10, 25-44: 15, 45-64: 20 ,} # b
    need: 1
""",
    ),
    "a line a band, with comments": (
        """    code: BU99980000
    residents:
      # geteld
      0-14: 1  # een
      15-24: 2

      25-44: 3
      45-64: 4
      65+: 9   # vijf

    # need
    need: 1
""",
        """    code: BU99980000
    residents:
      # geteld
      0-14: 5  # een
      15-24: 10

      25-44: 15
      45-64: 20
      65+: 25   # vijf

    # need
    need: 1
""",
    ),
    "a line a band, some missing": (
        """    code: BU99980000
    residents:
        0-14: 1
        '65+': 9  # b
    need: 1
""",
        """    code: BU99980000
    residents:
        0-14: 5
        "15-24": 10
        "25-44": 15
        "45-64": 20
        '65+': 25  # b
    need: 1
""",
    ),
    "none yet": (
        """    code: BU99980000  # a
    need: 1
""",
        """    code: BU99980000  # a
    residents: {"0-14": 5, "15-24": 10, "25-44": 15, "45-64": 20, "65+": 25}
    need: 1
""",
    ),
    "none yet, at the end of the file": (
        """    code: BU99980000""",
        """    code: BU99980000
    residents: {"0-14": 5, "15-24": 10, "25-44": 15, "45-64": 20, "65+": 25}""",
    ),
    "none yet, between braces": (
        """  - {id: w, name: W, code: 'BU99980000', need: 1}  # a
""",
        """  - {id: w, name: W, code: 'BU99980000', residents: {"0-14": 5, "15-24": 10, "25-44": 15, "45-64": 20, \
"65+": 25}, need: 1}  # a
""",
    ),
    "nothing behind the colon": (
        """    code: BU99980000
    residents:   # nog niet
    need: 1
""",
        """    code: BU99980000
    residents: {"0-14": 5, "15-24": 10, "25-44": 15, "45-64": 20, "65+": 25}   # nog niet
    need: 1
""",
    ),
    "empty braces": (
        """    code: BU99980000
    residents: { } # b
""",
        """    code: BU99980000
    residents: {"0-14": 5, "15-24": 10, "25-44": 15, "45-64": 20, "65+": 25} # b
""",
    ),
    "five bands, of which one has no number": (
        """    code: BU99980000
    residents: {0-14: 1, 15-24: , 25-44: 1, 45-64: 1, 65+: 1}
""",
        """    code: BU99980000
    residents: {0-14: 5, 15-24: 10, 25-44: 15, 45-64: 20, 65+: 25}
""",
    ),
    "a number that is right already": (
        """    code: BU99980000
    residents: {0-14: "5", 15-24: 1, 25-44: 1, 45-64: 1, 65+: 1}
""",
        """    code: BU99980000
    residents: {0-14: "5", 15-24: 10, 25-44: 15, 45-64: 20, 65+: 25}
""",
    ),
    "a band without a number": (
        """    code: BU99980000
    residents: {0-14: , 65+: 1}
""",
        """    code: BU99980000
    residents: {0-14: 5, "15-24": 10, "25-44": 15, "45-64": 20, 65+: 25}
""",
    ),
}

SOURCES = {
    "none yet": ("name: Veld # a\n", f"name: Veld # a\npopulation_source: {SOURCE}\n"),
    "below the region": (
        "school_region: zuid\nname: Veld\n",
        f"school_region: zuid\npopulation_source: {SOURCE}\nname: Veld\n",
    ),
    "in quotes": ("name: Veld\npopulation_source: 'oud: x' # b\n", f"name: Veld\npopulation_source: {SOURCE} # b\n"),
    "over several lines": (
        "name: Veld\npopulation_source: >-\n  Een lang\n  verhaal\n\n# verder\ncode: GM9998\n",
        f"name: Veld\npopulation_source: {SOURCE}\n\n# verder\ncode: GM9998\n",
    ),
    "nothing behind the colon": (
        "name: Veld\npopulation_source: # b\ncode: GM9998\n",
        f"name: Veld\npopulation_source: {SOURCE} # b\ncode: GM9998\n",
    ),
    "between braces": (
        "{name: Veld, code: GM9998}\n",
        f'{{name: Veld, code: GM9998, population_source: "{SOURCE}"}}\n',
    ),
    "the same already, between braces": (
        f"{{name: Veld, population_source: '{SOURCE}'}}\n",
        f"{{name: Veld, population_source: '{SOURCE}'}}\n",
    ),
    "the same already": (
        f"name: Veld\npopulation_source: '{SOURCE}'\n",
        f"name: Veld\npopulation_source: '{SOURCE}'\n",
    ),
}

ENDS = pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])


@ENDS
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "bom"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_stays_as_it_was(layout: str, start: str, ends: str) -> None:
    before, after = (start + (HEAD + text).replace("\n", ends) for text in LAYOUTS[layout])
    file = AreaFile(before)
    file.set_residents("BU99980000", NEW)
    assert file.changed == after


@ENDS
@pytest.mark.parametrize("layout", SOURCES)
def test_the_source_stays_where_it_was(layout: str, ends: str) -> None:
    before, after = (text.replace("\n", ends) for text in SOURCES[layout])
    file = AreaFile(before)
    file.set_source(SOURCE)
    assert file.changed == after


def test_a_band_on_a_line_of_its_own_is_taken_away_with_its_line() -> None:
    lines = HEAD + "    code: BU99980000\n    residents:\n      0-14: 1\n{}    need: 1\n"
    file = AreaFile(lines.format("      65+: 9\n"))
    file.set_residents("BU99980000", {"0-14": 1, "65+": None})
    assert file.changed == lines.format("")
    file = AreaFile(lines.format(""))
    file.set_residents("BU99980000", {"0-14": None})
    home = yaml.safe_load(file.changed)["districts"][0]["neighbourhoods"][0]
    assert home == {"id": "akker", "name": "Akker", "code": "BU99980000", "residents": {}, "need": 1}
