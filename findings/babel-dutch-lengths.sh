#!/usr/bin/env bash
# Babel 2.18.0, Dutch: a length in days or hours has no long form. format_unit(3, "duration-day", locale="nl") is
# "3 duration-day", without an error, and so is "1 duration-hour"; get_unit_name("duration-day", locale="nl") is None.
# Weeks and months are right ("3 weken", "3 maanden"), and the short form of days is the long word ("3 dagen").
# format_timedelta of the same three days is "3 dagen" as well: it takes its patterns from another length.
#
# Guessed before running: "3 dagen", "1 uur", "dagen"; and "3 gün" and "3 أيام" in Turkish and Arabic, of which days fail
# too, and months besides. English, German, French, Polish and Ukrainian are right.
# What follows for who says lengths in several languages with it: try each unit in each language, take length="short"
# where the long one gives the key back, or say lengths with sentences of one's own.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0
"$work/venv/bin/python" - <<'END'
from datetime import timedelta

from babel.dates import format_timedelta
from babel.units import format_unit, get_unit_name

seen = {
    "nl, three days": format_unit(3, "duration-day", locale="nl"),
    "nl, an hour": format_unit(1, "duration-hour", locale="nl"),
    "nl, three weeks": format_unit(3, "duration-week", locale="nl"),
    "nl, three days, short": format_unit(3, "duration-day", length="short", locale="nl"),
    "nl, three days as a timedelta": format_timedelta(timedelta(days=3), threshold=1, locale="nl"),
    "nl, the unit": get_unit_name("duration-day", locale="nl"),
    "tr, three months": format_unit(3, "duration-month", locale="tr"),
    "uk, three days": format_unit(3, "duration-day", locale="uk"),
}
wanted = [
    "3 duration-day", "1 duration-hour", "3 weken", "3 dagen", "3 dagen", None, "3 duration-month", "3 дні",
]
for what, text in seen.items():
    print(f"{what}: {text}")
if list(seen.values()) != wanted:
    raise SystemExit("another behaviour than described")
print("as described")
END
