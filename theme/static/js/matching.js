// What fits what somebody asks for: words, and any choice of place, theme, people, age, day and facts. Nothing here knows the page.

const DAYS = ["ma", "di", "wo", "do", "vr", "za", "zo"], PARTS = ["ochtend", "middag", "avond"];

/** What an activity has of each thing that can be chosen, but for time and age. */
const HAS = { buurt: (one) => (one.hood ? [one.hood] : one.serves ?? []), thema: (one) => one.themes, doelgroep: (one) => [...one.audiences, ...(one.also ?? [])] };
const has = (one, name) => HAS[name]?.(one) ?? (one.facts[name] ? ["1"] : []);

/** The index, of which each activity says what holds by the names that facts are chosen by. */
export function known(index) {
  for (const one of index.activities) one.facts = Object.fromEntries(Object.entries(index.facts).map(([name, key]) => [name, one[key] === true]));
  return index;
}

const among = (values, wanted) => !wanted || wanted.some((value) => values.includes(value));
const slots = (one, days, parts) => (one.slots ?? []).filter((slot) => among(DAYS[Math.floor(slot / 10) - 1], days) && among(PARTS[(slot % 10) - 1], parts));

/** Which of the choices, by name, an activity does not fit; "dag" stands for the day and the part of it together. */
function misses(one, { dag, deel, leeftijd, ...wanted }) {
  const [youngest, oldest] = one.ages ?? [0, Infinity];
  const missed = Object.keys(wanted).filter((name) => (HAS[name] || name in one.facts) && !among(has(one, name), wanted[name]));
  if (leeftijd && (leeftijd[0] < youngest || leeftijd[0] > oldest)) missed.push("leeftijd");
  if ((dag || deel) && !slots(one, dag, deel).length) missed.push("dag");
  return missed;
}

/** The first row of each activity: one that is for once at another place has a row there too. */
export const once = (rows, seen = new Set()) => rows.filter(({ one, url = one.url }) => seen.size < seen.add(url).size);

/** The activities that fit. */
export const fitting = (activities, wanted) => activities.filter((one) => !misses(one, wanted).length);

/** The addresses of what fits with each choice that there is, by "name=value": of what else is chosen, all holds. */
export function counts(activities, wanted) {
  const found = {}, add = (name, value, one) => (found[`${name}=${value}`] ??= new Set()).add(one.url);
  for (const one of activities) {
    const missed = misses(one, wanted), open = (name) => !missed.length || `${missed}` === name;
    for (const name in { ...HAS, ...one.facts }) if (open(name)) for (const value of has(one, name)) add(name, value, one);
    if (!open("dag")) continue;
    for (const day of DAYS) if (slots(one, [day], wanted.deel).length) add("dag", day, one);
    for (const part of PARTS) if (slots(one, wanted.dag, [part]).length) add("deel", part, one);
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
      return [names, once(fitting(!hits || names.includes("q") ? activities : hits, rest)).length];
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
    const day = new Date(text.slice(0, 10)).getUTCDay() || 7, hour = text.slice(11, 13);
    const parts = !hour ? [1, 2] : one.dropin ? [1, 2, 3] : [hour < 12 ? 1 : hour < 17 ? 2 : 3];
    return slots(one, wanted.dag, wanted.deel).some((slot) => parts.includes(slot - day * 10));
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
export const stem = (word) => word.replace(/^(.{4,}?)(ingen|ing|tjes|tje|jes|je|en|s)$/, "$1").replace(/([b-df-hj-np-tv-z])\1$/, "$1");

/** The two words that a word is made of, when they are known: who looks for "koffie" wants the "wijkkoffie" too. */
export function parts(word, known) {
  for (let at = 3; at <= word.length - 3; at++) {
    const front = word.slice(0, at), rest = word.slice(at);
    if (rest.length > 3 ? known.has(rest) || known.has(stem(rest)) : known.has(rest) && known.has(front)) return [front, rest];
  }
  return [];
}

const split = (text) => text.split(/[\n\r\p{Z}\p{P}]+/u).filter(Boolean).map(folded);

/** Makes a function that finds activities by words, the best first: null when there is no word to look for. */
export function finder(MiniSearch, index, factName, idleWords) {
  const names = (kind, ids) => index[kind].filter((one) => ids.includes(one.id)).map((one) => one.name);
  const rows = index.activities.map((one) => ({
    id: one.id,
    title: one.title,
    about: [...names("themes", one.themes), ...names("audiences", one.audiences), one.summary].join(" "),
    at: [one.by, one.venue, ...names("neighbourhoods", [one.hood])].join(" "),
    more: [one.when, one.price_text, ...names("languages", one.languages), ...Object.keys(one.facts).filter((name) => one.facts[name]).map(factName)].join(" "),
  }));
  const whole = rows.map((row) => folded(`${row.title} ${row.about} ${row.at}`)), words = whole.flatMap(split);
  const known = new Set(words);
  for (const word of words) known.add(parts(word, known)[0]);
  const forms = (word) => [...new Set([word, ...parts(word, known)].flatMap((one) => [one, stem(one)]))];
  const engine = new MiniSearch({ fields: ["title", "about", "at", "more"], processTerm: (word) => forms(folded(word)) });
  engine.addAll(rows);
  const idle = new Set(split(idleWords)), of = new Map(index.activities.map((one) => [one.id, one]));
  const options = { maxFuzzy: 2, boost: { title: 4, about: 2, at: 1.5 }, processTerm: (word) => word };
  // From exactly what was typed to what comes near it: how words are combined, how many letters of each may be wrong, how long it must be for that.
  const ways = [["AND"], ["AND", 0.2, 4], ["AND", 0.25, 3], ["OR", 0.2, 5]];
  /** Those that hold each word somewhere inside another, such as "zwemmen" in "vrouwenzwemmen"; a short one says little. */
  const holding = (stems, least) => index.activities.filter((_, n) => stems.every((word) => word.length >= least && whole[n].includes(word)));
  return (query) => {
    const all = split(query), telling = all.filter((word) => !idle.has(word));
    const wanted = telling.length ? telling : all;
    if (!wanted.length) return null;
    for (const [combineWith, share = 0, least = 0] of ways) {
      const partly = combineWith === "OR", fuzzy = (word) => (word.length > least ? share : 0);
      const queries = wanted.map((word) => ({
        combineWith: "OR",
        queries: [{ queries: [word], prefix: word.length > 1, fuzzy }, { queries: [stem(word)], fuzzy }, { queries: share ? parts(word, known) : [] }],
      }));
      const found = engine.search({ combineWith, queries }, options).map((hit) => of.get(hit.id));
      const hits = share ? found : [...new Set([...found, ...holding(wanted.map(stem), found.length ? 5 : 4)])];
      if (hits.length || partly) return { hits, partly: partly && hits.length > 0 };
    }
  };
}
