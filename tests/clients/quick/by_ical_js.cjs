/**
 * The instances that ical.js finds: the engine of Thunderbird and of Nextcloud.
 *
 * As these use it: the feed's own VTIMEZONE is the only one it knows, a series is asked for one instance after the
 * other, and what is said of an instance comes from the event with its RECURRENCE-ID, if there is one.
 */

"use strict";

const ICAL = require("ical.js");
const { end, show } = require("./showing.cjs");

/** What is moved to a day that is asked for can be planned as much as this after it. */
const MOVED = 370 * 24 * 60 * 60 * 1000;

function* instances(calendar) {
  const events = calendar.getAllSubcomponents("vevent");
  const exceptions = Map.groupBy(
    events.filter((event) => event.hasProperty("recurrence-id")),
    uidOf,
  );
  for (const component of events.filter((event) => !event.hasProperty("recurrence-id"))) {
    const event = new ICAL.Event(component, { exceptions: exceptions.get(uidOf(component)) ?? [] });
    for (const start of starts(event)) {
      yield row(event.getOccurrenceDetails(start));
    }
  }
}

function* starts(event) {
  if (!event.isRecurring()) {
    yield event.startDate;
    return;
  }
  const iterator = event.iterator();
  const stop = (end.getTime() + MOVED) / 1000;
  for (let start = iterator.next(); start && start.toUnixTime() < stop; start = iterator.next()) {
    yield start;
  }
}

const uidOf = (component) => component.getFirstPropertyValue("uid");

const row = ({ item, startDate, endDate }) => ({
  uid: item.uid,
  start: written(startDate),
  end: written(endDate),
  status: item.component.getFirstPropertyValue("status"),
});

const written = (time) => (time.isDate ? time.toString() : new Date(time.toUnixTime() * 1000));

show((text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const timezone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(timezone);
  }
  return [...instances(calendar)];
});
