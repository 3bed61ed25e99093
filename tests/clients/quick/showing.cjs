/**
 * What the engines that are written in JavaScript have in common: what they are called with, and what they print.
 *
 * CommonJS, as Node finds only such packages in the folder that NODE_PATH names.
 */

"use strict";

const { readFileSync } = require("node:fs");

const [feed, first, last] = process.argv.slice(2);
const DAY = 24 * 60 * 60 * 1000;
const AMSTERDAM = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam", dateStyle: "short" }); // YYYY-MM-DD

/** The feed as it was sent: an engine meets CRLF, and our folding. */
const text = readFileSync(feed, "utf8");

/** Moments around all that is asked for: what starts on a day in Amsterdam starts within two days of it anywhere. */
const begin = new Date(Date.parse(first) - 2 * DAY);
const end = new Date(Date.parse(last) + 2 * DAY);

/** A moment in the form that is asked for. */
const utc = (moment) => moment.toISOString().replace(".000Z", "Z");

/**
 * Print, of the instances that an engine found, what was asked for.
 *
 * A start or end is a Date, or the text of a day when it lasts all day.
 */
function show(instances) {
  const written = (moment) => (moment instanceof Date ? utc(moment) : moment);
  const day = (moment) => (moment instanceof Date ? AMSTERDAM.format(moment) : moment);
  const rows = instances
    .filter(({ start }) => first <= day(start) && day(start) <= last)
    .map((one) => ({
      uid: one.uid,
      start: written(one.start),
      end: written(one.end),
      status: one.status.toLowerCase(),
    }));
  process.stdout.write(JSON.stringify(rows));
}

module.exports = { text, begin, end, show };
