// What fits what somebody asks for: words, and any choice of place, theme, people, age, day and facts. Nothing here knows the page.

export const FACTS = { gratis: "free", rolstoel: "wheelchair", binnenlopen: "dropin", "alleen-komen": "alone", "zonder-aanmelden": "nosignup" };
const DAYS = ["ma", "di", "wo", "do", "vr", "za", "zo"], PARTS = ["ochtend", "middag", "avond"];

const placesOf = (one) => (one.hood ? [one.hood] : one.serves ?? []);
const dayOf = (slot) => DAYS[Math.floor(slot / 10) - 1], partOf = (slot) => PARTS[(slot % 10) - 1];
const among = (values, wanted) => !wanted || wanted.some((value) => values.includes(value));

/** Whether something is in one of these parts of one of these days. */
const inTime = (slots, { dag, deel }) => (!dag && !deel) || slots.some((slot) => among([dayOf(slot)], dag) && among([partOf(slot)], deel));

/** Which of the choices, by name, an activity does not fit. "dag" stands for the day and the part of it together. */
function misses(one, wanted) {
  const age = wanted.leeftijd?.[0];
  const missed = [
    !among(placesOf(one), wanted.buurt) && "buurt",
    !among(one.themes, wanted.thema) && "thema",
    !among(one.audiences, wanted.doelgroep) && "doelgroep",
    age && one.ages && (age < one.ages[0] || age > one.ages[1]) && "leeftijd",
    !inTime(one.slots ?? [], wanted) && "dag",
  ];
  for (const name in FACTS) missed.push(wanted[name] && one[FACTS[name]] !== true && name);
  return missed.filter(Boolean);
}

/** The activities that fit. */
export const fitting = (activities, wanted) => activities.filter((one) => !misses(one, wanted).length);

/** How many fit with each choice that there is, by "name=value": of what else is chosen, all holds. */
export function counts(activities, wanted) {
  const found = {}, add = (name, value) => (found[`${name}=${value}`] = (found[`${name}=${value}`] ?? 0) + 1);
  for (const one of activities) {
    const missed = misses(one, wanted), open = (name) => !missed.length || (missed.length === 1 && missed[0] === name);
    if (open("buurt")) for (const id of placesOf(one)) add("buurt", id);
    if (open("thema")) for (const id of one.themes) add("thema", id);
    if (open("doelgroep")) for (const id of one.audiences) add("doelgroep", id);
    if (open("dag")) {
      const slots = one.slots ?? [];
      for (const day of DAYS) if (inTime(slots, { dag: [day], deel: wanted.deel })) add("dag", day);
      for (const part of PARTS) if (inTime(slots, { dag: wanted.dag, deel: [part] })) add("deel", part);
    }
    for (const name in FACTS) if (one[FACTS[name]] === true && open(name)) add(name, 1);
  }
  return found;
}

/** What to let go of when nothing fits: the fewest choices ("q" are the words) without which something does, and how much. */
export function relaxed(activities, hits, wanted) {
  const chosen = [...Object.keys(wanted), ...(hits ? ["q"] : [])];
  const pairs = chosen.flatMap((one, n) => chosen.slice(n + 1).map((other) => [one, other]));
  for (const ways of [chosen.map((name) => [name]), pairs]) {
    const found = ways.map((names) => {
      const rest = Object.fromEntries(Object.entries(wanted).filter(([name]) => !names.includes(name)));
      return [names, fitting(!hits || names.includes("q") ? activities : hits, rest).length];
    });
    const left = found.filter(([, number]) => number).sort((one, other) => other[1] - one[1]);
    if (left.length) return left.slice(0, 6);
  }
  return [];
}

/** Which of its dates fits the days asked for, from a day on: its place in the list, or -1 when it has none. */
export function firstDate(one, wanted, from) {
  const coming = one.next.map((text, n) => [text, n]).filter(([text]) => text.slice(0, 10) >= from);
  const right = coming.find(([text]) => {
    const day = new Date(`${text.slice(0, 10)}T12:00Z`).getUTCDay() || 7, hour = Number(text.slice(11, 13));
    const parts = text.length < 11 ? [1, 2] : one.dropin ? [1, 2, 3] : [hour < 12 ? 1 : hour < 17 ? 2 : 3];
    return inTime(parts.map((part) => day * 10 + part).filter((slot) => one.slots.includes(slot)), wanted);
  });
  return (right ?? coming[0])?.[1] ?? -1;
}

/** The straight line between two places, in metres (equirectangular: exact enough within a region). */
export function metres(one, other) {
  const north = other.lat - one.lat, east = (other.lon - one.lon) * Math.cos(((one.lat + other.lat) * Math.PI) / 360);
  return Math.hypot(north, east) * 111195;
}

// --- words ------------------------------------------------------------------------------------------------------------

/** A word as it is looked up: without capitals and accents. */
export const folded = (word) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** A word without the endings that Dutch puts on it: "wandelen" and "wandeling" are about the same, "zwemmen" is about "zwem". */
export const stem = (word) => word.replace(/(?<=.{4})(ingen|ing|tjes|tje|jes|je|en|s)$/, "").replace(/(?<=..)([bdfgklmnprst])\1$/, "$1");

/** The two words that a word is made of, when the second is known: who looks for "koffie" wants the "wijkkoffie" too. */
export function parts(word, known) {
  for (let at = 3; at <= word.length - 4; at++) if (known.has(word.slice(at)) || known.has(stem(word.slice(at)))) return [word.slice(0, at), word.slice(at)];
  return [];
}

const split = (text) => text.split(/[\n\r\p{Z}\p{P}]+/u).filter(Boolean).map(folded);

/** Makes a function that finds activities by words, the best first: null when there is no word to look for. */
export function finder(MiniSearch, index, factName, idleWords) {
  const name = (list) => Object.fromEntries(list.map((one) => [one.id, one.name]));
  const [hoods, themes, audiences, languages] = ["neighbourhoods", "themes", "audiences", "languages"].map((key) => name(index[key]));
  const rows = index.activities.map((one) => ({
    id: one.id,
    title: one.title,
    about: [...one.themes.map((id) => themes[id]), ...one.audiences.map((id) => audiences[id]), one.summary].join(" "),
    at: [one.by, one.venue, hoods[one.hood] ?? ""].join(" "),
    more: [one.when, one.price_text, ...one.languages.map((id) => languages[id]), ...Object.keys(FACTS).filter((fact) => one[FACTS[fact]] === true).map(factName)].join(" "),
  }));
  const words = rows.flatMap((row) => split(`${row.title} ${row.about} ${row.at}`)).filter((word) => word.length >= 4);
  const known = new Set(words), fronts = words.flatMap((word) => parts(word, known).slice(0, 1)).filter((word) => word.length >= 4);
  for (const word of fronts) known.add(word);
  const forms = (word) => [...new Set([word, ...parts(word, known)].flatMap((one) => [one, stem(one)]))];
  const engine = new MiniSearch({ fields: ["title", "about", "at", "more"], processTerm: (word) => forms(folded(word)) });
  engine.addAll(rows);
  const idle = new Set(split(idleWords)), of = new Map(index.activities.map((one) => [one.id, one]));
  const options = { maxFuzzy: 2, boost: { title: 4, about: 2, at: 1.5 }, processTerm: (word) => word };
  const ways = [["AND"], ["AND", 0.2, 4], ["AND", 0.34, 3], ["OR", 0.2, 5]]; // from exactly what was typed to what comes near it
  const whole = rows.map((row) => [row.id, folded(`${row.title} ${row.about} ${row.at}`)]);
  /** Those that hold each word somewhere inside another, such as "zwemmen" in "vrouwenzwemmen"; a short one says little. */
  const holding = (some, least) => whole.filter(([, text]) => some.every((word) => stem(word).length >= least && text.includes(stem(word)))).map(([id]) => id);
  return (query) => {
    const all = split(query), telling = all.filter((word) => !idle.has(word));
    const wanted = telling.length ? telling : all;
    if (!wanted.length) return null;
    for (const [combineWith, share = 0, least = 0] of ways) {
      const partly = combineWith === "OR", fuzzy = (word) => (word.length > least ? share : 0);
      const queries = wanted.flatMap((word) => (partly ? [word, ...parts(word, known)] : [word])).map((word) => ({
        combineWith: "OR",
        queries: [{ queries: [word], prefix: word.length > 1, fuzzy }, { queries: [stem(word)], fuzzy }],
      }));
      const found = engine.search({ combineWith, queries }, options).map((hit) => hit.id);
      const hits = [...new Set(share ? found : [...found, ...holding(wanted, found.length ? 5 : 4)])].map((id) => of.get(id));
      if (hits.length || partly) return { hits, partly: partly && hits.length > 0 };
    }
  };
}
