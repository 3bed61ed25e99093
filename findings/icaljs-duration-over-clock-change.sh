#!/usr/bin/env bash
# ical.js 2.2.1 (the library that reads calendars in Thunderbird): DURATION is added to the clock on the wall, hours too.
# An event of PT24H that begins on Saturday 24 October 2026 at 20:00 in Amsterdam lasts 25 hours; one of PT1H that begins
# on Sunday 28 March 2027 at 01:30 lasts none: its end is half past two, an hour that the clock skips, and as a moment
# that is when it began.
#
# Expected (RFC 5545, 3.3.6: hours, minutes and seconds are exact, weeks and days are nominal): 24 hours, until 19:00 on
# Sunday; and one hour, until 03:30. P1D, which is nominal, rightly lasts 25 hours.
# What follows for who writes calendars that others read: give DTEND, which all programs read alike, and never DURATION,
# for what goes on at night.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ical.js@2.2.1 >/dev/null
cat >read.mjs <<'END'
import ICAL from "ical.js";

const zone = `BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE`;
const wanted = {
  "20261024T200000 PT24H": "2026-10-25T20:00:00, 25 hours",
  "20261024T200000 P1D": "2026-10-25T20:00:00, 25 hours",
  "20270328T013000 PT1H": "2027-03-28T02:30:00, 0 hours",
  "20261020T200000 PT24H": "2026-10-21T20:00:00, 24 hours",
};
let same = true;
for (const [told, expected] of Object.entries(wanted)) {
  const [start, duration] = told.split(" ");
  const text = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Voorbeeld//nl
${zone}
BEGIN:VEVENT
UID:nacht@agenda.example
DTSTAMP:20260901T000000Z
SUMMARY:Nacht van de muziek
DTSTART;TZID=Europe/Amsterdam:${start}
DURATION:${duration}
END:VEVENT
END:VCALENDAR
`.replaceAll("\n", "\r\n");
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.register(calendar.getFirstSubcomponent("vtimezone"));
  const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
  const hours = (event.endDate.toUnixTime() - event.startDate.toUnixTime()) / 3600;
  const seen = `${event.endDate}, ${hours} hours`;
  console.log(`${told}  =>  until ${seen}`);
  same &&= seen === expected;
}
if (!same) process.exit(1);
console.log("as described");
END
TZ=Europe/Amsterdam node read.mjs
