// The finder's page: what is filled in stays in the fragment of the address, which no browser sends to anybody.
import { wall } from "./clock.js";
import { dates, matches } from "./fitting.js";
import { empty, far, finder, handout, make, most, reasons, rules, say, spoken, tel, texts } from "./handout.js";

const at = (id) => document.getElementById(id);
const results = at("results"), cards = at("cards"), bar = at("bar");
const AT_ONCE = 10;
let activities, built, failed, shown = {}, chosen = [];

// --- what is asked ----------------------------------------------------------------------------------------------------

function filled() {
  const found = new URLSearchParams();
  for (const [name, value] of new FormData(finder)) if (value.trim()) found.append(name, value.trim());
  return found;
}

function askedOf(query) {
  const number = (text) => (/^\d+$/.test(text) ? Number(text) : null);
  const has = (need) => query.getAll("nodig").includes(need);
  const [, how, much] = /^(lopen|km)-(\d+)$/.exec(query.get("ver")) ?? [];
  return {
    age: number(query.get("leeftijd")), groups: query.getAll("groep"), languages: query.getAll("taal"),
    children: (query.get("kinderen")?.match(/\d+/g) ?? []).map(Number),
    hood: query.get("buurt"), walk: how === "lopen" ? Number(much) : null, ride: how === "km" ? Number(much) : null,
    days: query.getAll("dag").map(Number), parts: query.getAll("deel").map(Number), themes: query.getAll("thema"),
    price: number(query.get("prijs")),
    ...Object.fromEntries(Object.entries(rules.facts).map(([need, key]) => [key, has(need)])),
  };
}

/** Put what a fragment says into the form. */
function fill(query) {
  for (const one of finder.elements) {
    const values = query.getAll(one.name);
    if (one.type === "checkbox") one.checked = values.includes(one.value);
    else if (one.name) one.value = values[0] ?? "";
  }
  chosen = query.getAll("kaart").slice(0, most);
}

function keep() {
  const query = filled();
  for (const id of chosen) query.append("kaart", id);
  history.replaceState(null, "", `${query}` ? `#${query}` : location.pathname);
}

// --- what is found ----------------------------------------------------------------------------------------------------

function item(match, asked, moment) {
  const { activity, group, lines, points } = match, why = reasons(match, asked, moment), next = dates(activity, asked, moment)[0];
  const unsure = why.some(([state]) => state === "unknown"), told = why.map(([, text]) => text);
  const about = [activity.venue, far(activity, asked), activity.price_text, activity.referral].filter((text) => text && !told.includes(text));
  const box = make("input", { type: "checkbox", value: activity.id, checked: chosen.includes(activity.id) });
  const reach = activity.phone
    ? make("a", { className: "button", href: tel(activity.phone) }, say(unsure ? texts.ask : texts.call, activity))
    : activity.email ? make("a", { className: "button", href: `mailto:${activity.email}` }, say(texts.mail, { address: activity.email })) : "";
  return make("li", { className: group },
    make("h4", {}, make("a", { href: activity.url }, activity.title)),
    ...(activity.summary ? [make("p", {}, activity.summary)] : []),
    make("p", {}, activity.when, ...(next ? [" ", say(texts.next, { when: spoken(next) }), " ", next[3]] : [])),
    make("p", { className: "facts" }, ...about.flatMap((text) => [make("span", {}, text), " "])),
    make("ul", { className: "why" }, ...why.map(([state, text]) => make("li", { className: state }, text))),
    make("p", { className: "do" }, reach, " ", make("label", { className: "opt" }, box, texts.onCard)),
    make("details", {}, make("summary", {}, say(texts.sum, { n: points })),
      make("ul", {}, ...lines.map(([name, much]) => make("li", {}, `${texts.points[name]}: ${much > 0 ? "+" : "−"}${Math.abs(much)}`)))));
}

function section(group, found, asked, moment) {
  const some = found.filter((one) => one.group === group), count = shown[group] ?? AT_ONCE, list = make("ol", { className: "found" });
  list.append(...some.slice(0, count).map((one) => item(one, asked, moment)));
  const made = [make("h3", {}, `${texts[group]} (${some.length})`), some.length || group !== "fits" ? list : make("p", {}, texts.noFits)];
  if (some.length > count) {
    const onclick = () => {
      shown[group] = count + AT_ONCE;
      show();
      results.querySelectorAll(`.found > .${group} h4 a`)[count]?.focus();
    };
    made.push(make("button", { type: "button", className: "button", onclick }, say(texts.more, { n: Math.min(AT_ONCE, some.length - count) })));
  }
  return some.length || group === "fits" ? made : [];
}

function show() {
  const query = filled(), asked = askedOf(query), moment = wall(), any = !failed && [...query].length > 0;
  results.ariaBusy = any && !activities;
  if (!activities) return any || (at("status").textContent = texts.nothing);
  bar.hidden = !any;
  const found = any ? matches(activities, asked, rules, moment) : [];
  const count = (group) => found.filter((one) => one.group === group).length;
  const told = any ? say(texts.status, { fits: count("fits"), nearly: count("nearly"), rest: count("rest") }) : texts.nothing;
  if (at("status").textContent !== told) at("status").textContent = told;
  at("jump").textContent = told;
  results.replaceChildren(...(any ? [...section("fits", found, asked, moment), ...section("nearly", found, asked, moment)] : []));
  choose(asked, moment);
}

function choose(asked = askedOf(filled()), moment = wall()) {
  const picked = chosen.map((id) => activities.find((one) => one.id === id)).filter(Boolean);
  chosen = picked.map((one) => one.id);
  for (const box of results.querySelectorAll(".do input")) box.disabled = !box.checked && chosen.length >= most;
  at("picked").textContent = picked.length ? say(texts.chosen, { n: picked.length, most }) : "";
  at("to-card").hidden = cards.hidden = !picked.length;
  bar.classList.toggle("picked", picked.length > 0);
  document.documentElement.classList.toggle("with-card", picked.length > 0);
  at("sheets").replaceChildren(...picked.map((one) => handout(one, asked, moment, built)));
}

// --- the page ---------------------------------------------------------------------------------------------------------

let timer;
function soon() {
  keep();
  results.ariaBusy = true;
  clearTimeout(timer);
  timer = setTimeout(() => ((shown = {}), show()), 150);
}

const fetched = async (path) => (await fetch(new URL(path, location))).json();

async function start() {
  document.documentElement.classList.add("with-form");
  const read = () => fill(new URLSearchParams(location.hash.slice(1)));
  read();
  finder.oninput = soon;
  finder.onsubmit = (event) => {
    event.preventDefault();
    clearTimeout(timer);
    keep();
    show();
    at("found").focus();
  };
  at("clear").onclick = () => {
    fill(new URLSearchParams());
    keep();
    show();
    finder.elements.leeftijd.focus();
  };
  results.onchange = ({ target }) => {
    if (!target.matches(".do input")) return;
    chosen = target.checked ? [...chosen, target.value].slice(0, most) : chosen.filter((id) => id !== target.value);
    keep();
    choose();
  };
  at("print").onclick = () => print();
  onhashchange = () => {
    // a link to a place on this page: what was filled in stays
    if (/^#[^=]+$/.test(location.hash)) keep();
    else read(), show();
  };
  show();
  if (!location.hash) await new Promise((go) => ["focusin", "input", "hashchange"].forEach((kind) => addEventListener(kind, go, { once: true })));
  try {
    const [index, more] = await Promise.all([fetched("../zoeken/index.json"), fetched("meer.json")]);
    activities = index.activities.map((one) => ({ ...empty, ...one, ...more[one.id] }));
    built = index.built;
  } catch {
    failed = texts.nothing = texts.failed;
  }
  show();
}

start();
