// What an activity says: to who looks for something, and on the card to hand over. All text goes in as text, never as HTML.
import { dates, minutes, way, weekday } from "./fitting.js";
import { runs } from "./qr.js";

export const finder = document.getElementById("finder");
export const { rules, texts, most, origin, empty } = JSON.parse(finder.dataset.say);

/** Make an element. */
export function make(tag, properties, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

export const say = (text, words = {}) => text.replace(/\{(\w+)\}/g, (blank, word) => words[word] ?? blank);
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const small = (text) => (/^.[A-Z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1));
export const tel = (phone) => `tel:${phone.replace(/[^+\d]/g, "").replace(/^0(\d{9})$/, "+31$1").replace(/^00/, "+")}`;
const allOf = (words) => (words.length < 2 ? words.join() : say(texts.and, { some: words.slice(0, -1).join(", "), last: words.at(-1) }));
const named = (ids, terms) => allOf(ids.filter((id) => terms[id]).map((id) => small(terms[id])));
const spokenAt = ({ languages }) => allOf(languages.map((id) => texts.languages[id] ?? id));

function spokenDay(start) {
  const [year, month, number] = start.slice(0, 10).split("-").map(Number);
  return say(texts.day, { weekday: texts.weekdays[weekday(start)], day: number, month: texts.months[month - 1] }) + (new Date(start) - Date.now() > 3e10 ? ` ${year}` : "");
}

const clock = (much) => say(texts.clock, { hour: Math.floor(much / 60) % 24, minutes: String(much % 60).padStart(2, "0") });

/** "dinsdag 24 november, 10.00 tot 12.00 uur.", and what is different then. */
export function spoken([start, lasts, , different]) {
  const begins = Number(start.slice(11, 13)) * 60 + Number(start.slice(14, 16));
  const time = start.length > 10 ? say(texts.times, { start: clock(begins), end: clock(begins + lasts) }) : texts.allDay;
  return `${spokenDay(start)}, ${time}. ${different}`.trimEnd();
}

function spokenAges([lowest, highest]) {
  const form = highest >= rules.oldest ? "from" : lowest === highest ? "one" : lowest ? "both" : "to";
  return say(texts.ages[form], { lowest, highest });
}

/** The times in the week of these dates: "dinsdagochtend en donderdagmiddag". */
function times(some) {
  const slots = some.flatMap(([start, , parts]) => parts.map((part) => weekday(start) * 10 + part));
  return allOf([...new Set(slots)].sort((one, other) => one - other).map((slot) => say(texts.parts[(slot % 10) - 1], { weekday: texts.weekdays[Math.floor(slot / 10)] })));
}

/** How far it is, in words: as long as somebody walks, or as far as somebody goes. */
export function far(activity, asked) {
  const long = minutes(activity, asked, rules);
  if (long === null) return "";
  return asked.ride === null ? say(texts.walk[long === 1 ? 0 : 1], { n: long }) : say(texts.reasons.ride, { n: (way(rules.centres[asked.hood], activity, rules) / 1000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }) });
}

const WORDED = {
  runs: (activity, holds) => [(!holds && activity.note) || `runs-${word(holds)}`],
  age(activity, holds, { age }) {
    const ages = activity.ages && spokenAges(activity.ages);
    if (!ages) return holds ? ["age-open"] : ["age-unknown"];
    return [holds && age > activity.ages[1] ? "age-child" : holds ? "age-yes" : "age-no", { ages }];
  },
  group: (activity, holds) => [holds ? "group-yes" : "group-unknown", { groups: named(activity.audiences.filter((one) => rules.groups.includes(one)), texts.groups) }],
  children: (activity, holds) => [`${activity.kids === null ? "children" : "kids"}-${word(holds)}`, { ages: activity.ages && spokenAges(activity.ages) }],
  way(activity, holds, asked) {
    if (activity.fetches.includes(asked.hood)) return ["way-fetches"];
    if (activity.placed) return holds === null ? ["way-unknown"] : [far(activity, asked)];
    return [holds === null ? "way-unknown" : !holds ? "way-away" : activity.serves.includes(asked.hood) ? "way-comes" : "way-online"];
  },
  time(activity, holds, asked, now) {
    const some = dates(activity, asked, now);
    if (some.length) return ["time-yes", { times: times(some) }];
    return holds ? ["time-appointment"] : ["time-no", { times: times(activity.dates) }];
  },
  themes: (activity, holds, asked) => [`themes-${word(holds)}`, { themes: capital(named(activity.themes.filter((one) => !holds || asked.themes.includes(one)), texts.themes)) }],
  price: (activity) => [activity.price_text || "price-unknown"],
  wheelchair: (activity, holds) => [holds && !activity.placed ? "way-online" : `wheelchair-${word(holds)}`],
  languages: (activity, holds) => [`languages-${word(holds)}`, { languages: spokenAt(activity) }],
};

const word = (holds) => (holds === null ? "unknown" : holds ? "yes" : "no");

/** Why something fits or not, as pairs of "yes", "no" or "unknown" and what is said of it: first what is against it. */
export function reasons({ activity, found }, asked, now) {
  const order = [false, null, true];
  return Object.entries(found)
    .filter(([name, holds]) => name !== "runs" || !holds)
    .sort(([, one], [, other]) => order.indexOf(one) - order.indexOf(other))
    .map(([name, holds]) => {
      const [text, words] = WORDED[name]?.(activity, holds, asked, now) ?? [`${name}-${word(holds)}`];
      return [word(holds), say(Object.hasOwn(texts.reasons, text) ? texts.reasons[text] : text, words)];
    });
}

/** The QR code of an address, black on white whatever the page's colours. Made here: so no host learns what is on a card. */
function picture(address, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = svg.appendChild(document.createElementNS(svg.namespaceURI, "path"));
  const { size, d } = runs(address);
  const give = (to, attributes) => Object.entries(attributes).forEach(([key, value]) => to.setAttribute(key, value));
  give(svg, { viewBox: `-4 -4 ${size + 8} ${size + 8}`, role: "img", "aria-label": name });
  give(path, { d, stroke: "#000", transform: "translate(0 .5)" });
  return svg;
}

/** So many characters fit on A5 in large type, and so many in smaller type: what is on one sheet is not lost. */
const ROOMY = 590, FULL = 720;

/** The card of one activity. Nothing of the person is on it but what somebody writes. */
export function handout(activity, asked, now, built) {
  const { card } = texts, first = dates(activity, asked, now).slice(0, 2);
  const part = (title, ...lines) => {
    const shown = lines.filter(Boolean);
    return shown.length ? [make("div", {}, make("dt", {}, title), ...shown.map((line) => make("dd", {}, line)))] : [];
  };
  const line = (title) => make("p", { className: "write" }, `${title}:`);
  const place = activity.where.length ? activity.where : [activity.online ? card.online : card.home];
  const reach = activity.phone || activity.email;
  const made = make(
    "article", { className: "handout" },
    make("h3", {}, activity.title),
    make("dl", {},
      ...part(card.when, activity.when),
      ...part(card.first, ...first.map((one) => capital(spoken(one)))),
      ...part(card.where, ...place),
      ...part(card.way, activity.transport),
      ...part(card.cost, activity.price_text || card.ask),
      ...part(card.walkin, activity.walkin, activity.referral),
      ...part(card.alone, activity.alone === null ? "" : card[`alone-${word(activity.alone)}`], activity.companion ? card.companion : ""),
      ...part(card.language, capital(spokenAt(activity))),
      ...(reach ? [make("div", { className: activity.phone ? "reach" : "reach mail" }, make("dt", {}, activity.phone ? card.phone : card.mail), make("dd", {}, reach))] : [])),
    make("div", { className: "by-hand" },
      make("div", {}, line(card.name), line(card.appointment)),
      picture(origin + activity.url, say(card.qrAlt, { title: activity.title }))),
    make("p", { className: "small" }, say(card.made, { organisation: activity.by, day: spokenDay(built) }), " ", card.qr));
  const length = made.textContent.length;
  if (length > ROOMY) made.classList.add(length > FULL ? "full" : "dense");
  return made;
}
