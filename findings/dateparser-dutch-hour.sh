#!/usr/bin/env bash
# dateparser 1.5.0, Dutch: the hour in "om … uur" (at … o'clock) is not read as an hour. In "zaterdag 5 december om 14
# uur" it becomes a year: 5 December 2114, at midnight. "om 7 uur" alone is seven hours from now.
#
# Expected: 5 December 2026 at 14:00, and 7:00; or None, as it answers to "half elf" (half past ten).
# With a point and minutes it is right: "dinsdag 10.30 uur" is Tuesday 10:30. So a list of which half the rows say "om 14
# uur" gives dates a century away among right ones, without an error.
# What follows for who reads Dutch dates with it: write whole hours as 14:00 before, and refuse years that nobody meant.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check dateparser==1.5.0
"$work/venv/bin/python" - <<'END'
from datetime import datetime

import dateparser

options = {"RELATIVE_BASE": datetime(2026, 11, 24, 9), "PREFER_DATES_FROM": "future"}
expected = {
    "zaterdag 5 december om 14 uur": datetime(2114, 12, 5),
    "om 7 uur": datetime(2026, 11, 24, 16),
    "dinsdag 10.30 uur": datetime(2026, 12, 1, 10, 30),
    "half elf": None,
}
found = {text: dateparser.parse(text, languages=["nl"], settings=options) for text in expected}
for text, day in found.items():
    print(f"{text}  =>  {day}")
assert found == expected
print("as described")
END
