/**
 * What the engines that are written in JavaScript have in common: what they are called with, and what they print.
 *
 * CommonJS, as Node finds only such packages in the folder that NODE_PATH names.
 */

"use strict";

const { readFileSync } = require("node:fs");

const feeds = process.argv.slice(2);
const [first, last] = feeds.splice(-2);
const DAY = 24 * 60 * 60 * 1000;
const AMSTERDAM = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam", dateStyle: "short" }); // YYYY-MM-DD

/** Moments around all that is asked for: what starts on a day in Amsterdam starts within two days of it anywhere. */
const begin = new Date(Date.parse(first) - 2 * DAY);
const end = new Date(Date.parse(last) + 2 * DAY);

/** A moment in the form that is asked for. */
const utc = (moment) => moment.toISOString().replace(".000Z", "Z");

/**
 * Print for each feed, on a line, what was asked for of the instances that an engine finds in it.
 *
 * The engine gets the feed as it was sent: it meets CRLF, and our folding. A start or end is a Date, or the text of a day when it lasts all day.
 */
function show(find) {
  const written = (moment) => (moment instanceof Date ? utc(moment) : moment);
  const day = (moment) => (moment instanceof Date ? AMSTERDAM.format(moment) : moment);
  for (const feed of feeds) {
    const rows = find(readFileSync(feed, "utf8"))
      .filter(({ start }) => first <= day(start) && day(start) <= last)
      .map((one) => ({
        uid: one.uid,
        start: written(one.start),
        end: written(one.end),
        status: one.status.toLowerCase(),
      }));
    process.stdout.write(`${JSON.stringify(rows)}\n`);
  }
}

module.exports = { begin, end, show };
