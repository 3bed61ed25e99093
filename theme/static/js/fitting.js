// Which activities suit somebody, and why: the rules, without a page and without a clock. Tests read them a second time.
// What holds is `true` (somebody said so), `false` (somebody said the opposite) or `null`: nobody said. `null` is never
// taken for one of the others. `rules` are the constants of the build, `now` is wall-clock time: "2026-11-24T10:00".

const RADIAN = Math.PI / 180;
const within = (age, [lowest, highest]) => age >= lowest && age <= highest;
const some = (list, others) => list.filter((one) => others.includes(one));
const day = (text) => Date.parse(text.slice(0, 10)) / 864e5;
export const weekday = (start) => (day(start) + 3) % 7;
const wanted = (asked, weekday, parts) => (!asked.days.length || asked.days.includes(weekday)) && (!asked.parts.length || some(asked.parts, parts).length > 0);

/** The length of the way in metres: the straight line (equirectangular), times the detour. */
export function way(from, to, rules) {
  const east = (to.lon - from.lon) * Math.cos(((from.lat + to.lat) / 2) * RADIAN);
  return Math.hypot(to.lat - from.lat, east) * rules.metresPerDegree * rules.detour;
}

/** The coming dates at the times that were asked for, what is not sure last; a date is [start, minutes, parts of the day, what is different], and one more where it is not sure. */
export function dates(activity, asked, now) {
  const right = ([start, , parts]) => start >= now.slice(0, start.length) && wanted(asked, weekday(start) + 1, parts);
  return activity.dates.filter(right).sort((one, other) => one.length - other.length);
}

const atHome = ({ placed, serves, online }) => online && !placed && !serves.length;
const agreed = (activity) => activity.appointment && !activity.dates.length;
const ANY_TIME = { days: [], parts: [] };

const TESTS = {
  /** It has a date to come, or people agree on one. When all that were known went by, there may be more. */
  runs: (activity, asked, rules, now) => activity.appointment || dates(activity, ANY_TIME, now).length > 0 || (activity.dates.length ? null : false),

  age: ({ ages, audiences }, { age, groups, children }, rules) => {
    if (age === null) return undefined;
    if (!ages) return age >= rules.adult || null;
    if (within(age, ages)) return true;
    const brings = some(some(audiences, rules.groups), groups).length > 0 || children.some((child) => within(child, ages));
    return age >= rules.adult && ages[1] < rules.adult && brings;
  },

  /** Of what names only groups it is not known whether others may come; beside one with ages a group invites, no more. */
  group: ({ audiences }, { groups }, rules) => {
    const named = some(audiences, rules.groups);
    if (some(named, groups).length) return true;
    return named.length && named.length === audiences.length ? null : undefined;
  },

  children: ({ ages, kids }, { children }) => (!children.length ? undefined : (kids ?? (!ages ? null : children.every((child) => within(child, ages))))),

  /** From the centre of a neighbourhood. Who is visited, fetched, or takes part at home has no way to go. */
  way: (activity, { hood, walk, ride }, rules) => {
    if (!hood || (walk === null && ride === null)) return undefined;
    if (activity.fetches.includes(hood) || activity.serves.includes(hood)) return true;
    if (!activity.placed) return activity.serves.length ? false : atHome(activity) || null;
    const metres = metresTo(activity, hood, rules);
    const most = walk === null ? ride * 1000 : (walk * rules.walkingKmh * 1000) / 60;
    return metres === null ? null : metres <= most + 0.001;
  },

  time: (activity, asked) => {
    if (!asked.days.length && !asked.parts.length) return undefined;
    return activity.appointment || dates(activity, asked, "").length > 0;
  },

  themes: ({ themes }, asked) => (asked.themes.length ? some(themes, asked.themes).length > 0 : undefined),
  /** Where not all pay the same, nobody knows what this person pays. */
  price: ({ price, most = price }, asked) => (asked.price === null ? undefined : price === null ? null : most <= asked.price || (price <= asked.price ? null : false)),

  full: ({ full }) => !full && undefined,
};

/** The facts that more is known of than what the organisation says; every other is just that. */
const FACTS = {
  wheelchair: (activity) => atHome(activity) || activity.wheelchair,

  /** Who has to sign up first, or can only make an appointment, does not walk in: nobody needs to say so. */
  dropin: (activity) => (agreed(activity) || activity.nosignup === false ? false : activity.dropin),

  /** Who makes an appointment does not come into a room full of people. */
  alone: (activity) => (agreed(activity) ? undefined : activity.alone),
};

const inLanguage = ({ languages }, asked) => (!asked.languages.length ? undefined : !languages.length ? null : some(languages, asked.languages).length > 0);

/** Every test, with the facts that can be asked for here. */
function tests(rules) {
  const fact = (key) => [key, (activity, asked) => (asked[key] ? (FACTS[key] ? FACTS[key](activity) : activity[key]) : undefined)];
  return [...Object.entries(TESTS), ...Object.values(rules.facts).map(fact), ["languages", inLanguage]];
}

function metresTo(activity, hood, rules) {
  const from = rules.centres[hood];
  return from && activity.lat !== null ? way(from, activity, rules) : null;
}

/** How many minutes somebody walks to it, in whole minutes; null when that is not known, or there is nowhere to go. */
export function minutes(activity, { hood }, rules) {
  if (!hood || !activity.placed || activity.fetches.includes(hood)) return null;
  const metres = metresTo(activity, hood, rules);
  return metres === null ? null : Math.round((metres * 60) / (rules.walkingKmh * 1000));
}

/** Whether it names other ages than those of everybody who is grown up. */
const particular = ({ ages }, rules) => ages !== null && (ages[0] > rules.adult || ages[1] < rules.oldest);

/** The sum that ranks: pairs of what counts and how many points. What is near, soon and meant for them comes first. */
function sum(activity, asked, found, rules, now) {
  const { points } = rules, lines = [["start", points.start]];
  const put = (name, much) => much && lines.push([name, much]);
  const far = minutes(activity, asked, rules), soon = dates(activity, asked, now)[0];
  if (asked.hood && activity.placed && far !== null) put("walk", -Math.min(points.walkMost, far * points.walk));
  const waits = soon === undefined ? points.waitUnknown : (day(soon[0]) - day(now)) * points.wait;
  put("wait", -Math.min(points.waitMost, waits));
  put("themes", some(activity.themes, asked.themes).length * points.theme);
  put("meant", found.group || (asked.age !== null && found.age && particular(activity, rules)) ? points.meant : 0);
  put("language", some(activity.languages, asked.languages).length ? points.language : 0);
  put("welcome", activity.alone ? points.welcome : 0);
  const all = Object.values(found);
  put("unknown", -all.filter((one) => one === null).length * points.unknown);
  put("against", -all.filter((one) => one === false).length * points.against);
  return lines;
}

/** What holds of all that was asked, the group it is in ("fits", "nearly" or "rest"), and its points. */
export function judged(activity, asked, rules, now) {
  const found = {};
  for (const [name, test] of tests(rules)) {
    const holds = test(activity, asked, rules, now);
    if (holds !== undefined) found[name] = holds;
  }
  const all = Object.values(found), against = all.filter((one) => one === false).length, unknown = all.filter((one) => one === null).length;
  const group = !against && !unknown ? "fits" : against + (unknown ? 1 : 0) <= 1 ? "nearly" : "rest";
  const lines = sum(activity, asked, found, rules, now);
  return { activity, found, group, lines, points: lines.reduce((total, [, much]) => total + much, 0) };
}

/** One row of each activity, the best: one that is for once at another place has a row there too. */
export const once = (found, seen = new Set()) =>
  ["fits", "nearly", "rest"].flatMap((group) => found.filter((one) => one.group === group && seen.size < seen.add(one.activity.url).size));

const title = ({ activity }) => `${activity.title.toLowerCase()}\n${activity.id}`;

/** All activities in the order of the list: most points first, and equal ones by title. */
export function matches(activities, asked, rules, now) {
  const found = activities.map((one) => judged(one, asked, rules, now));
  return found.sort((one, other) => other.points - one.points || (title(one) < title(other) ? -1 : 1));
}
