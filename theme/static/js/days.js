// A list is kept for longer than its night: what is over does not stand in it as coming, and "today" is today.
import { all, now, over } from "./over.js";

const stale = document.getElementById("stale"), near = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
const say = (text, inside) => inside.append(" ", Object.assign(document.createElement("em"), { textContent: text }));

for (const section of all("section")) {
  const leaf = section.querySelector(".leaf time"), day = (leaf ?? document.querySelector("h1 time, .today time"))?.dateTime;
  const n = (Date.parse(day) - Date.parse(now.slice(0, 10))) / 864e5;
  // A part with a name of its own is of no day, but on the page of one day.
  const cards = day && (all("h1 time").length === 1 || !section.querySelector("h2[id]")) ? all(".card", section) : [];
  if (leaf && (n === 0 || n === 1)) say(near.format(n, "day"), leaf);
  for (const card of cards) {
    const when = card.querySelector(".time");
    if (!over(day, when.textContent)) continue;
    if (!stale) card.hidden = true;
    else if (!card.matches(".off")) say(stale.dataset.over, when);
  }
  if (cards[0] && cards.every((card) => card.hidden)) section.hidden = true;
}
