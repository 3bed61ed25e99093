// Run inside Thunderbird, by its own calendar code: subscribes to a feed, or fetches it again when it is subscribed
// already, and tells every instance from one day up to and including another, as a JSON array.
const [address, offline, first, last, done] = arguments;
const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
const { ITEM_FILTER_TYPE_EVENT, ITEM_FILTER_CLASS_OCCURRENCES } = Ci.calICalendar;

function subscribed() {
  return cal.manager.getCalendars().find((calendar) => calendar.type == "ics");
}

function subscribe() {
  const calendar = cal.manager.createCalendar("ics", Services.io.newURI(address));
  calendar.name = "Buurtkalender";
  calendar.setProperty("cache.enabled", offline); // "Offline Support" in the window for a new calendar
  cal.manager.registerCalendar(calendar);
}

// Does what makes a calendar fetch, and waits until it has read what came.
function loaded(fetching) {
  return new Promise((resolve, reject) => {
    const observer = {
      QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
      onStartBatch() {},
      onEndBatch() {},
      onLoad(calendar) {
        if (calendar.type == "ics") {
          cal.manager.removeCalendarObserver(observer);
          resolve();
        }
      },
      onAddItem() {},
      onModifyItem() {},
      onDeleteItem() {},
      onError(calendar, number, message) {
        reject(new Error(`${message} (0x${number.toString(16)})`));
      },
      onPropertyChanged() {},
      onPropertyDeleting() {},
    };
    cal.manager.addCalendarObserver(observer);
    fetching();
  });
}

function midnight(day, later) {
  const moment = cal.createDateTime(`${day.replaceAll("-", "")}T000000`);
  moment.timezone = cal.timezoneService.getTimezone("Europe/Amsterdam");
  moment.day += later;
  return moment;
}

function told(moment) {
  const digits = moment.isDate ? moment.icalString : moment.getInTimezone(cal.dtz.UTC).icalString;
  return digits.replace(/^(....)(..)/, "$1-$2-").replace(/T(..)(..)/, "T$1:$2:");
}

(async () => {
  await loaded(subscribed() ? () => subscribed().refresh() : subscribe);
  const filter = ITEM_FILTER_TYPE_EVENT | ITEM_FILTER_CLASS_OCCURRENCES;
  const items = await subscribed().getItemsAsArray(filter, 0, midnight(first, 0), midnight(last, 1));
  return items.map((item) => ({
    uid: item.id,
    start: told(item.startDate),
    end: told(item.endDate),
    status: item.status.toLowerCase(),
  }));
})().then(
  (rows) => done({ rows: JSON.stringify(rows) }), // one text: the driver is slow with thousands of objects
  (error) => done({ error: `${error}\n${error.stack}` })
);
