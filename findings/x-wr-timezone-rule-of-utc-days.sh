#!/usr/bin/env bash
# x-wr-timezone 2.0.1 (gives the times of a calendar the zone that its X-WR-TIMEZONE names; recurring-ical-events 3.8.2
# calls it on every calendar that it expands): the days in a rule stay those of UTC, while the time moves to the zone. A
# weekly series of three, each Monday at 23:30 UTC, which is Tuesday half past midnight in Amsterdam, becomes four dates:
# Tuesday 3 November 2026, and then three Mondays at half past midnight, each a day too early.
#
# Expected (RFC 5545, 3.3.10: BYDAY is about the days of DTSTART's own zone, here UTC): three Tuesdays. EXDATE, RDATE and
# the hour over a clock change do move along; the moments of the first date are right, so nothing looks wrong at a glance.
# Without the line X-WR-TIMEZONE the same library gives the three right dates.
# What follows for who reads the calendars of others: expand a rule in the zone that it was written in, and move the dates.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
	icalendar==7.3.2 recurring-ical-events==3.8.2 x-wr-timezone==2.0.1
cat >expand.py <<'END'
from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

HERE = ZoneInfo("Europe/Amsterdam")


def dates(*more: str) -> list[str]:
    """When the series is, on the clock in Amsterdam."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dorp.example//NL", *more,
        "BEGIN:VEVENT", "UID:nacht@dorp.example", "DTSTAMP:20261001T100000Z", "SUMMARY:Nachtwandeling",
        "DTSTART:20261102T233000Z", "DTEND:20261103T003000Z", "RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=MO",
        "END:VEVENT", "END:VCALENDAR", "",
    ]
    calendar = icalendar.Calendar.from_ical("\r\n".join(lines))
    found = recurring_ical_events.of(calendar).between(datetime(2026, 10, 1), datetime(2027, 1, 1))
    return sorted(one.start.astimezone(HERE).strftime("%a %d %b %H:%M") for one in found)


for name, seen in (("without", dates()), ("with", dates("X-WR-TIMEZONE:Europe/Amsterdam"))):
    print(f"{name} X-WR-TIMEZONE: {len(seen)}: {', '.join(seen)}")
END
venv/bin/python expand.py | tee seen.txt
cat >expected.txt <<'END'
without X-WR-TIMEZONE: 3: Tue 03 Nov 00:30, Tue 10 Nov 00:30, Tue 17 Nov 00:30
with X-WR-TIMEZONE: 4: Mon 09 Nov 00:30, Mon 16 Nov 00:30, Mon 23 Nov 00:30, Tue 03 Nov 00:30
END
diff expected.txt seen.txt
