// What fits what somebody chose: any choice of place, theme, people, age, day and facts. Nothing here knows the page.

export const DAYS = ["ma", "di", "wo", "do", "vr", "za", "zo"], PARTS = ["ochtend", "middag", "avond"];

/** What an activity has of each thing that can be chosen, but for time and age. */
const HAS = { buurt: (one) => (one.hood ? [one.hood] : one.serves ?? []), thema: (one) => one.themes, doelgroep: (one) => [...one.audiences, ...(one.also ?? [])] };
const has = (one, name) => HAS[name]?.(one) ?? (one.facts[name] ? ["1"] : []);

/** The index, of which each activity says what holds by the names that facts are chosen by, and has all its coming dates; `marks` say what is different of some. */
export function known(index, dates = {}, marks = []) {
  const first = Date.parse(index.built), two = (number) => `${number}`.padStart(2, 0);
  for (const one of index.activities) {
    one.facts = Object.fromEntries(Object.entries(index.facts).map(([name, key]) => [name, one[key] === true]));
    one.minutes = one.next.map((_, n) => one.minutes?.[n] ?? one.minutes?.at(-1) ?? 0);
    one.said ??= {};
    one.unsure ??= [];
    const told = new Map(one.next.map((text, n) => [text.slice(0, 16), n])), [organisation] = one.id.split("/");
    for (const [clock, lasts, mark, ...days] of dates[organisation]?.[one.id.slice(organisation.length + 1)] ?? []) {
      let day = 0;
      for (const later of days) {
        day += later;
        const date = new Date(first + day * 864e5).toISOString().slice(0, 10), text = clock < 0 ? date : `${date}T${two(Math.floor(clock / 60))}:${two(clock % 60)}`;
        const n = told.get(text) ?? one.next.push(text) - 1;
        one.minutes[n] = lasts;
        if (mark) one.said[n] ??= marks[mark];
        if (mark % 2 && !one.unsure.includes(n)) one.unsure.push(n);
      }
    }
  }
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

/** Whether a date is still to come at a moment of the calendar's clock ("2026-11-24T21:30"): who may walk in can do so until its end. */
export function coming(one, n, now) {
  const text = one.next[n].slice(0, 16), ahead = text.slice(0, 10).localeCompare(now.slice(0, 10));
  if (ahead || text.length < 16) return ahead >= 0;
  return (Date.parse(`${text}Z`) + (one.dropin ? one.minutes[n] * 6e4 : 0)) > Date.parse(`${now}Z`);
}

/** The parts of the day that a date is in: where it begins, or where somebody can walk in. */
function partsOf(one, n) {
  const [hour, minute] = one.next[n].slice(11, 16).split(":").map(Number), from = hour * 60 + minute, to = one.dropin ? from + one.minutes[n] : from;
  if (!(from >= 0)) return PARTS.slice(0, 2);
  return PARTS.filter((_, part) => from < [720, 1020, 1440][part] && (to > [0, 720, 1020][part] || from >= [0, 720, 1020][part]));
}

/** Which of its dates to come is the first one at the times that are asked for: its place in the list, or -1 when it has none. */
export function firstDate(one, { dag, deel, from = "", to = "~" }, now) {
  let first = -1;
  one.next.forEach((text, n) => {
    const date = text.slice(0, 10);
    if (date < from || date > to || (first >= 0 && text >= one.next[first]) || !coming(one, n, now)) return;
    if (among([DAYS[(new Date(date).getUTCDay() || 7) - 1]], dag) && (!deel || among(partsOf(one, n), deel))) first = n;
  });
  return first;
}

/** The straight line between two places, in metres (equirectangular: exact enough within a region). */
export function metres(one, other) {
  const north = other.lat - one.lat, east = (other.lon - one.lon) * Math.cos(((one.lat + other.lat) * Math.PI) / 360);
  return Math.hypot(north, east) * 111195;
}
