"""What engines show wrong by themselves: at night, when the clock changes.

Only series that start between two and three: once a year that hour is missing, and once it comes twice. Everything
that they show wrong stands here, so whoever makes this better, they or we, has to take it away.

libical (with ICU, as Debian builds it) moves an instance in the missing hour to an hour later, but does not look for
the event with its RECURRENCE-ID there, and so shows both; of a weekly series it shows the week after an hour late too.
node-ical takes the first of two hours in a rule and the second in a RECURRENCE-ID, and so shows both.
Loose dates in these hours all engines show as they are meant.
"""

from __future__ import annotations

MISSING, DOUBLE, WITHIN = (
    f"welzijn.{name}@zandmeer.buurtkalender.example"
    for name in ("in-the-missing-hour", "in-the-double-hour", "within-the-double-hour")
)
STARS = "kerk-aan-de-duinen.sterren@zandmeer.buurtkalender.example"

KNOWN: dict[tuple[str, str], list[str]] = {
    ("libical", "town"): [f"not in the data: {STARS} 2027-03-28T01:30:00Z 2027-03-28T02:15:00Z confirmed"],
    ("libical", "kinds"): [
        f"not in the data: {DOUBLE} 2027-03-28T01:30:00Z 2027-03-28T02:00:00Z confirmed",
        f"not in the data: {DOUBLE} 2027-04-04T01:30:00Z 2027-04-04T02:00:00Z confirmed",
        f"not in the data: {MISSING} 2027-03-28T01:30:00Z 2027-03-28T02:30:00Z confirmed",
        f"not in the data: {MISSING} 2027-04-04T01:30:00Z 2027-04-04T02:30:00Z confirmed",
        f"not in the data: {WITHIN} 2027-03-28T01:10:00Z 2027-03-28T01:50:00Z confirmed",
        f"not shown: {DOUBLE} 2027-04-04T00:30:00Z 2027-04-04T01:00:00Z confirmed",
        f"not shown: {MISSING} 2027-04-04T00:30:00Z 2027-04-04T01:30:00Z confirmed",
    ],
    ("node-ical", "town"): [f"not in the data: {STARS} 2027-10-31T00:30:00Z 2027-10-31T01:15:00Z confirmed"],
    ("node-ical", "kinds"): [
        f"not in the data: {DOUBLE} 2027-10-31T00:30:00Z 2027-10-31T01:00:00Z confirmed",
        f"not in the data: {MISSING} 2027-10-31T00:30:00Z 2027-10-31T01:30:00Z confirmed",
        f"not in the data: {WITHIN} 2027-10-31T00:10:00Z 2027-10-31T00:50:00Z confirmed",
    ],
}
"""By the engine and what it shows: all that differs, in the words of :func:`clients.agree.differences`."""
