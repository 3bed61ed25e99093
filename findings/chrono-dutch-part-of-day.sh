#!/usr/bin/env bash
# chrono-node 2.10.3, Dutch: words for the part of the day before the hour are taken into what was understood, and change
# nothing. "'s avonds om 7 uur" (at 7 in the evening) is 7 in the morning, of the next day; "5 dec 's middags om 2 uur"
# (2 in the afternoon) is 2 at night. Written as one word with the weekday they cost the day too: "dinsdagavond 7 uur"
# (Tuesday evening, 7 o'clock) is Wednesday morning, 7 o'clock.
#
# Expected: 19:00, 14:00 and Tuesday 19:00, or nothing at all. "12 uur 's middags" and 24-hour times are right, which
# makes it easy not to see.
# Also seen: "1 t/m 3 december" (1 up to and including 3 December), guessed to be a range, is 3 December alone.
# What follows for who reads Dutch times with it: an hour below 13 beside avond, middag or nacht has to be worked out by
# oneself, and "t/m" has to be written as "tot" before.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chrono-node@2.10.3 >/dev/null
cat >read.mjs <<'END'
import * as chrono from "chrono-node";

const reference = new Date(2026, 10, 24, 9, 0); // a Tuesday
const wanted = {
  "'s avonds om 7 uur": ["'s avonds om 7 uur", "2026-11-25 07:00"],
  "5 dec 's middags om 2 uur": ["5 dec 's middags om 2 uur", "2026-12-05 02:00"],
  "dinsdagavond 7 uur": ["7 uur", "2026-11-25 07:00"],
  "1 t/m 3 december": ["3 december", "2026-12-03 12:00"],
  "zaterdag 5 december om 14 uur": ["zaterdag 5 december om 14 uur", "2026-12-05 14:00"],
};
const two = (number) => String(number).padStart(2, "0");
let same = true;
for (const [text, expected] of Object.entries(wanted)) {
  const results = chrono.nl.parse(text, reference, { forwardDate: true });
  const day = results[0].start.date();
  const seen = [
    results[0].text,
    `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())} ${two(day.getHours())}:${two(day.getMinutes())}`,
  ];
  console.log(`${text}  =>  ${seen.join(", ")}${results[0].end ? ", with an end" : ""}`);
  same &&= results.length === 1 && !results[0].end && seen.join() === expected.join();
}
if (!same) process.exit(1);
console.log("as described");
END
TZ=Europe/Amsterdam node read.mjs
