// Says so when the page is of another day than it is: a site is built once a night, and a page may be kept for longer.
import { wall } from "./clock.js";

const later = (day, n) => new Date(Date.parse(day) + n * 864e5).toISOString().slice(0, 10);
const note = document.getElementById("stale"), { built, last, of } = note.dataset, now = wall().slice(0, 10);
const saturday = (day) => later(day, [-1, 5, 4, 3, 2, 1, 0][new Date(day).getUTCDay()]);
const meant = (day, of) => ({ tomorrow: later(day, 1), weekend: saturday(day) })[of] ?? day;
const { lang } = document.documentElement;
const words = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : `${lang}-u-nu-latn`, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const spoken = (day) => words.format(new Date(day));

if (meant(now, of) !== meant(built, of)) {
  const link = note.querySelector("a"), to = meant(now, of), days = link.href;
  note.querySelector("b").textContent = spoken(now);
  link.textContent = link.dataset.to.replace("{day}", spoken(to));
  link.href = `${days}${to}/`;
  link.hidden = to > last;
  note.hidden = false;
  // What the page is of stays, but not what that was called then.
  for (const heading of document.querySelectorAll("h1, .today h2")) {
    const times = [...heading.querySelectorAll("time")], before = heading.textContent;
    if (!times.length) continue;
    times[0].textContent = times[0].textContent.replace(/^./u, (first) => first.toLocaleUpperCase(lang));
    heading.replaceChildren(...times.flatMap((time, n) => (n ? [" – ", time] : [time])));
    document.title = document.title.replace(before, heading.textContent);
  }
  // On the home page: today, tomorrow and the weekend as they are now. How much there is then, this page does not know.
  for (const count of document.querySelectorAll(".leaves small, .today .button")) count.hidden = true;
  for (const [n, leaf] of document.querySelectorAll(".leaves a").entries()) {
    const day = meant(now, ["today", "tomorrow", "weekend"][n]), some = n < 2 ? [day] : [day, later(day, 1)];
    leaf.dataset.day = some.map((one) => Number(one.slice(8))).join("–");
    leaf.querySelector("span").textContent = some.map(spoken).join(" – ");
    leaf.href = `${days}${day}/`;
    leaf.hidden = day > last;
  }
}
