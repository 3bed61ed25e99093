/**
 * The instances that node-ical finds: the engine of MagicMirror, Homey, ioBroker and many a website.
 *
 * `expandRecurringEvent`, as its README says: it follows the rule, leaves out the EXDATEs and puts the events with a
 * RECURRENCE-ID in the place of instances.
 */

"use strict";

const ical = require("node-ical");
const { begin, end, show } = require("./showing.cjs");

/** It keeps a day as midnight on this computer's clock. */
const day = (moment) => {
  const digits = (number, length) => String(number).padStart(length, "0");
  return `${digits(moment.getFullYear(), 4)}-${digits(moment.getMonth() + 1, 2)}-${digits(moment.getDate(), 2)}`;
};

const row = ({ event, start, end, isFullDay }) => ({
  uid: event.uid,
  start: isFullDay ? day(start) : start,
  end: isFullDay ? day(end) : end,
  status: event.status,
});

show((text) => {
  const events = Object.values(ical.sync.parseICS(text)).filter((event) => event.type === "VEVENT");
  return events.flatMap((event) => ical.expandRecurringEvent(event, { from: begin, to: end }).map(row));
});
