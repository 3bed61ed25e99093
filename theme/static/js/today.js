// Says so when the page is of another day than it is: a site is built once a night, and a page may be kept for longer.
const note = document.getElementById("stale"), { built, last, of } = note.dataset, DAY = 864e5;
const now = new Date().toLocaleDateString("sv", { timeZone: "Europe/Amsterdam" });
const at = (day, n) => new Date(Date.parse(day) + n * DAY).toISOString().slice(0, 10);
const saturday = (day) => at(day, [-1, 5, 4, 3, 2, 1, 0][new Date(day).getUTCDay()]);
const meant = (day) => ({ tomorrow: at(day, 1), weekend: saturday(day) })[of] ?? day;
const spoken = (day) => new Date(day).toLocaleDateString(`${document.documentElement.lang}-u-nu-latn`, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

if (meant(now) !== meant(built)) {
  const link = note.querySelector("a"), to = meant(now);
  note.querySelector("b").textContent = spoken(now);
  link.textContent = link.dataset.to.replace("{day}", spoken(to));
  link.href += `${to}/`;
  link.hidden = to > last;
  note.hidden = false;
}
