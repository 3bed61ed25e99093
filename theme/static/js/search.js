// What the search page does besides being a page: find while somebody types, count what each choice would leave, show it.
import { counts, DAYS, firstDate, fitting, known, metres, once, PARTS, relaxed } from "./matching.js";

const at = (id) => document.getElementById(id);
const form = at("find"), found = at("found"), near = at("near"), order = at("order"), told = at("told"), number = at("count"), middle = form.elements.vanaf;
const texts = JSON.parse(form.dataset.say), { lang } = document.documentElement, { title } = document;
const all = (selector, inside = form) => [...inside.querySelectorAll(selector)];
const fill_in = (text, words) => text.replace(/\{(\w+)\}/g, (_, word) => words[word]);
const many = (forms, n) => fill_in(forms[new Intl.PluralRules(lang).select(n)] ?? forms.other, { n });
const capital = (text) => text.charAt(0).toLocaleUpperCase(lang) + text.slice(1);
const labelled = (box) => box.labels[0].childNodes[1].data.trim();
/** What the calendar's own clock says, whatever that of the device is set to: "2026-11-24T21:30". */
const clock = () => new Date().toLocaleString("sv", { timeZone: texts.zone }).slice(0, 16).replace(" ", "T");
const PAGE = 25, NUMBERED = / \(\d+\)$/;
let index, ask, loading, here, seeking, shown = PAGE, last = "", note = "", mine = "", turn = 0;
try {
  // The neighbourhood that somebody said is theirs: only on this device.
  mine = localStorage.getItem("buurt") ?? "";
} catch {}

/** Make an element. */
function make(tag, properties, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

const button = (text, onclick, ariaLabel = null) => make("li", {}, make("button", { type: "button", onclick, ariaLabel }, text));

// --- what is asked for ------------------------------------------------------------------------------------------------

/** What is asked for, by name: as in the address, so without what was left open. */
function wanted() {
  const asked = {};
  for (const [name, value] of new FormData(form)) if (value.trim()) (asked[name] ??= []).push(value.trim());
  return asked;
}

function fromAddress() {
  const query = new URLSearchParams(location.search);
  for (const one of form.elements) {
    if (one.type === "checkbox") one.checked = query.getAll(one.name).includes(one.value);
    else if (one.name) one.value = query.get(one.name) ?? "";
    if (one.selectedIndex < 0) one.value = "";
  }
  order.value = query.get("volgorde");
  order.dataset.chosen = order.value;
}

/** Keep what is asked for in the address. Going back undoes a choice, but not a letter: what goes on in one field is one step. */
function remember(name, step = name && name === last ? "replaceState" : "pushState") {
  const query = new URLSearchParams(), asked = wanted();
  for (const [key, values] of Object.entries(asked)) for (const value of values) query.append(key, value);
  if (order.dataset.chosen) query.set("volgorde", order.dataset.chosen);
  // Else the page starts in one's own neighbourhood again.
  if (mine && !asked.buurt) query.set("buurt", "");
  last = name;
  if (`${query}` !== location.search.slice(1)) history[step](null, "", query.size ? `?${query}` : location.pathname);
}

/** What was chosen, each with its name, its value and what it says. */
const choices = (asked) =>
  Object.entries(asked).flatMap(([name, values]) => values.map((value) => {
    const one = all(`[name="${name}"]`).find((control) => control.value === value), list = one?.selectedOptions;
    const v = one?.type === "checkbox" ? labelled(one) : list ? list[0].text.replace(NUMBERED, "") : value;
    return [name, value, fill_in(texts[name] ?? "{v}", { v })];
  }));

/** Let go of choices: of all that these names hold, or of one value. */
function drop(names, value) {
  for (const one of form.elements)
    if (names.includes(one.name)) one.type !== "checkbox" ? (one.value = "") : (!value || one.value === value) && (one.checked = false);
  remember("");
  return show();
}

// --- what there is ----------------------------------------------------------------------------------------------------

/** Fetch what there is to find, once, and what searches in it. */
async function fetched() {
  const nothing = { words: {}, by: {}, terms: {}, said: [], ways: {} };
  const [answer, more, { default: MiniSearch }, { default: finding }] = await Promise.all([
    fetch("index.json"),
    // Without it less is found, but something.
    fetch(texts.beside).then((one) => one.json()).catch(() => nothing),
    import(`./vendor/minisearch.js?${form.dataset.engine}`),
    import(`./finding.js?${texts.finding}`),
  ]);
  index = known(await answer.json(), more.dates, texts.marks);
  ask = finding(MiniSearch, index, more, [lang, texts.written || lang]);
}

const load = () => (loading ??= fetched().catch(() => ((loading = null), (number.textContent = texts.failed))));

// --- on the page ------------------------------------------------------------------------------------------------------

const tongue = `${lang === "en" ? "en-GB" : lang}-u-nu-latn`;
const spoken = (day, options) => new Date(day).toLocaleDateString(tongue, { timeZone: "UTC", ...options });
// What people wrote, in their language.
const own = (text) => (texts.written ? make("bdi", { lang: texts.written }, text) : text);
const dateOf = ({ one, n }) => one.next[n].slice(0, 10);

function time({ one, n }) {
  const [hour, minute] = one.next[n].slice(11, 16).split(":").map(Number), begins = hour * 60 + minute;
  const clock = (minutes) => fill_in(texts.clock, { hour: Math.floor(minutes / 60) % 24, minutes: `${minutes % 60}`.padStart(2, 0) });
  return begins >= 0 ? fill_in(texts.times, { start: clock(begins), end: clock(begins + (one.minutes[n])) }) : texts.allday;
}

/** How far it is on foot: a straight line with a detour, as for the gaps. */
function way(far) {
  const minutes = many(texts.minutes, Math.ceil(far / (texts.pace * 1000 / 60))), close = far < 975;
  const n = close ? Math.ceil(far / 50) * 50 : (Math.round(far / 100) / 10).toLocaleString(`${lang}-u-nu-latn`);
  return fill_in(close ? texts.metres : far < 5000 ? texts.kilometres : texts.far, { n, minutes });
}

function card(row, dated) {
  const { one, n, far } = row, long = { weekday: "long", day: "numeric", month: "long" };
  if (new Date(one.next[n]) - Date.now() > 3e10) long.year = "numeric";
  const when = n < 0 ? one.note || one.when : dated ? time(row) : `${capital(spoken(dateOf(row), long))}${texts.comma}${time(row)}`;
  const said = one.said?.[n], sure = !said && (one.dropin ? texts.dropin : one.nosignup === false && texts.signup);
  const facts = [one.price_text, one.wheelchair && texts.wheelchair, sure, ...one.further ?? []];
  const lines = [[said, "note"], [n < 0 && one.summary && own(one.summary)], [one.venue], [far >= 0 && way(far), "way"]].filter(([text]) => text);
  return make("li", { className: "card" },
    make("p", { className: "time" }, capital(when)),
    make("h3", {}, make("a", { href: one.url }, own(one.title))),
    ...lines.map(([text, className = ""]) => make("p", { className }, text)),
    make("p", { className: "facts" }, ...facts.filter(Boolean).flatMap((text) => [make("span", {}, text), " "])));
}

/** Today or tomorrow, for a day that is. */
const named = (day) => [texts.today, texts.tomorrow][(new Date(day) - new Date(clock().slice(0, 10))) / 864e5];

function heading(day) {
  const [weekday, date, month] = ["weekday", "day", "month"].map((part) => spoken(day, { [part]: part === "day" ? "numeric" : "long" }));
  const close = named(day);
  const leaf = make("time", { dateTime: day }, make("span", {}, weekday), " ", make("b", {}, date), " ", make("span", {}, month));
  return make("h2", { className: "leaf" }, leaf, " ", ...(close ? [make("em", {}, close)] : []));
}

/** Lay out the results: by day, or in one list. */
function lay(rows, kind) {
  const groups = {};
  for (const row of rows.slice(0, shown)) {
    const key = kind !== "datum" ? kind : row.n < 0 ? "" : dateOf(row);
    (groups[key] ??= []).push(row);
  }
  at("results").replaceChildren(...Object.entries(groups).map(([key, some]) => {
    const dated = kind === "datum" && key;
    return make("section", { className: dated ? "day" : "part" }, dated ? heading(key) : make("h2", {}, texts[key] ?? texts.undated),
      make("ol", { className: "cards" }, ...some.map((row) => card(row, dated))));
  }));
  at("more").hidden = rows.length <= shown;
  at("more").textContent = many(texts.more, Math.min(PAGE, rows.length - shown));
  at("more").onclick = () => {
    const before = shown;
    shown += PAGE;
    lay(rows, kind);
    all(".card a", found)[before].focus();
  };
}

/** What was understood of the words besides words, each as one says it. */
function say({ kind, value, from, to, name }) {
  if (kind === "dag") return texts.days[value - 1];
  if (kind === "deel" || kind === "fact") return labelled(kind === "fact" ? form.elements[value] : all("[name=deel]")[value - 1]);
  if (kind === "leeftijd") return fill_in(texts.leeftijd, { v: value });
  const long = { day: "numeric", month: "long", timeZone: "UTC" };
  if (from === to) return [named(from), spoken(from, { ...long, weekday: "long" })].filter(Boolean).join(texts.comma);
  const dates = new Intl.DateTimeFormat(tongue, long).formatRange(new Date(from), new Date(to));
  return [texts[name], dates].filter(Boolean).join(texts.comma);
}

const tell = (text) => (told.hidden = !(told.textContent = text));

/** Say how much there is with each choice. */
function count(activities, asked) {
  const numbers = counts(activities, asked);
  for (const box of all("[type=checkbox]")) box.nextElementSibling.textContent = numbers[`${box.name}=${box.value}`]?.size ?? 0;
  for (const list of all(".lists select"))
    for (const option of [...list.options].slice(1)) {
      const n = numbers[`${list.name}=${option.value}`]?.size ?? 0;
      option.text = `${option.text.replace(NUMBERED, "")} (${n})`;
      option.disabled = !n && !option.selected;
    }
}

/** Somebody asks something: what is shown is busy from now, and what was being looked up is of no use. */
const begin = () => ((found.ariaBusy = true), ++turn);

/** What words find, and what is understood by them: `some` are the activities that fit all of it. */
function hear(q, moment) {
  const answer = q && ask(q, moment.slice(0, 10)), { heard = {}, ranked } = answer || {}, { from, to, ...rest } = heard, timed = from || rest.dag || rest.deel;
  const some = fitting(ranked ?? index.activities, rest).filter((one) => !timed || firstDate(one, heard, moment) >= 0);
  return { understood: [], ...answer, heard, timed, some };
}

/** Show what is asked for; without anything asked the page is as it is without a script. True when results stand, so not if somebody asked on. */
async function show() {
  const asked = wanted(), open = !Object.keys(asked).length && !here, { q, vanaf, ...facets } = asked, now = begin();
  document.title = q ? `${q} – ${title}` : title;
  await load();
  if (now !== turn) return;
  found.ariaBusy = false;
  if (!index) return;
  const moment = clock(), { understood, heard, timed, some, ranked, meantFor, words, partly, read } = hear(q?.[0], moment);
  const names = choices(asked), place = here ?? index.neighbourhoods.find((one) => one.id === vanaf?.[0]);
  count(some, facets);
  at("browse").hidden = !open;
  found.hidden = open;
  near.ariaPressed = Boolean(here);
  at("from").hidden &&= !vanaf;
  at("meant").hidden = true;
  if (open) return (at("look").hidden = true), (number.textContent = ""), tell("");
  const every = fitting(some, facets).map((one) => {
    const right = firstDate(one, { ...facets, ...heard }, moment), n = right < 0 && !timed ? firstDate(one, {}, moment) : right;
    return { one, n, starts: one.unsure?.includes(n) ? `${dateOf({ one, n })}~` : one.next[n] ?? "~", far: place && one.lat ? metres(place, one) * texts.detour : undefined };
  }).filter(({ n }) => !timed || n >= 0);
  const ways = { datum: true, passend: ranked || heard.leeftijd, afstand: place };
  const kind = ways[order.dataset.chosen] ? order.dataset.chosen : place ? "afstand" : ways.passend ? "passend" : "datum";
  const byDate = (one, other) => -(one.starts < other.starts) || +(one.starts > other.starts);
  // Of an activity the coming date counts, wherever that is.
  const rank = {};
  every.forEach(({ one: { url } }, n) => (rank[url] ??= n));
  every.sort({ datum: byDate, passend: (one, other) => (ranked ? rank[one.one.url] - rank[other.one.url] : meantFor(other.one) - meantFor(one.one)) || byDate(one, other), afstand: (one, other) => (one.far ?? 1e9) - (other.far ?? 1e9) || byDate(one, other) }[kind]);
  const rows = once(every);
  for (const option of order.options) option.hidden = option.disabled = !ways[option.value];
  order.value = kind;
  order.closest("p").hidden = !rows.length || (!ways.passend && !place);
  number.textContent = rows.length ? many(texts.found, rows.length) : texts.nothing;
  at("look").hidden = !rows.length;
  at("look").textContent = many(texts.look, rows.length);
  tell(note || (here ? texts.here : place ? fill_in(texts.from, { place: place.name }) : partly ? texts.partly : ""));
  note = "";
  at("chosen").replaceChildren(...names.map(([name, value, text]) =>
    button(text, async () => (await drop([name], value), (at("chosen").querySelector("button") ?? at("q")).focus()), fill_in(texts.drop, { what: text }))));
  const told = understood.filter(({ kind }) => kind !== "dag" || heard.dag);
  at("meant").hidden = !told.length && !read;
  at("meant").textContent = capital([...told.map(say), words].filter(Boolean).join(" · "));
  const less = rows.length ? [] : relaxed(index.activities, q && some, facets);
  // Of words, what was understood can be let go of by itself.
  const fewer = rows.length ? [] : [...new Set(understood.map(({ text }) => text))].map((text) => {
    const other = q[0].replace(text, " ").trim(), what = told.filter((one) => one.text === text).map(say).join(" · ");
    const n = other && once(fitting(hear(other, moment).some, facets)).length;
    return n && what && button(fill_in(texts.without, { what, n }), async () => ((form.elements.q.value = other), remember("q"), await show(), number.focus()));
  }).filter(Boolean);
  if (fewer.length && `${less[0]?.[0]}` === "q") less.shift();
  at("relax").hidden = !less.length && !fewer.length;
  at("relax").lastElementChild.replaceChildren(...fewer, ...less.map(([some, n]) => {
    const what = names.filter(([name]) => some.includes(name)).map(([, , text]) => text).join(texts.comma);
    return button(fill_in(texts.without, { what, n }), async () => (await drop(some), number.focus()));
  }));
  lay(rows, kind);
  return true;
}

// --- near me ----------------------------------------------------------------------------------------------------------

function refused() {
  at("from").hidden = false;
  if ([...middle.options].some((one) => one.value === mine)) middle.value ||= mine;
  tell(texts.refused);
  // It may take its time: who is typing by then is left alone.
  if (!form.querySelector("input:focus")) middle.focus();
  if (middle.value) (note = texts.refused), remember("vanaf"), show();
}

near.onclick = () => {
  if (here) return (here = null), show();
  if (!navigator.geolocation) return refused();
  tell(texts.asking);
  load();
  // Of use as long as nobody chose where, or asked again.
  const now = (seeking = {}), still = (go) => (told) => seeking === now && go(told);
  navigator.geolocation.getCurrentPosition(still(({ coords }) => {
    here = { lat: coords.latitude, lon: coords.longitude };
    middle.value = order.dataset.chosen = "";
    show();
  }), still(refused), { maximumAge: 6e4, timeout: 15e3 });
};

// --- while somebody asks ----------------------------------------------------------------------------------------------

let timer;
form.oninput = ({ target: { type, name } }) => {
  begin();
  clearTimeout(timer);
  shown = PAGE;
  if (name === "vanaf") here = seeking = null;
  timer = setTimeout(() => (remember(type === "checkbox" ? "" : name), show()), type === "search" ? 150 : 0);
};
form.onsubmit = async (event) => {
  event.preventDefault();
  clearTimeout(timer);
  remember("q");
  if (await show()) number.focus();
};
form.addEventListener("focusin", load, { once: true });
at("refine").addEventListener("toggle", show, { once: true });
order.onchange = () => ((order.dataset.chosen = order.value), remember(""), show());
at("clear").onclick = () => {
  here = seeking = null;
  order.dataset.chosen = "";
  drop([...form.elements].map((one) => one.name));
  at("q").focus();
};
onpopstate = () => (fromAddress(), (last = ""), show());

for (const one of all(".scripted", document)) one.classList.add("on");
fromAddress();
if (!location.search && [...form.elements.buurt.options].some((one) => one.value && one.value === mine)) {
  form.elements.buurt.value = mine;
  note = texts.mine;
  remember("", "replaceState");
}
const asked = Object.keys(wanted());
// On a phone what was found comes first.
at("refine").open = innerWidth > 900 && asked.some((name) => !["q", "vanaf", "buurt"].includes(name));
if (asked.length) show();
