// What is over, by the times that its own words tell, in figures in every language.
import { wall } from "./clock.js";

export const now = wall(), all = (some, inside = document) => [...inside.querySelectorAll(some)];

/** Whether what is on a day at the times in a text is over. An end before its start is on the next day. */
export const over = (day, text) => {
  const [from, to = from] = (text.match(/\d+[.:]\d\d/g) ?? ["24:00"]).map((one) => one.replace(".", ":").padStart(5, 0)), last = new Date(day);
  if (to < from) last.setUTCDate(last.getUTCDate() + 1);
  return `${last.toISOString().slice(0, 10)}T${to}` <= now;
};
for (const time of all("li > time, li > s > time")) if (over(time.dateTime.slice(0, 10), time.textContent)) time.closest("li").hidden = true;
