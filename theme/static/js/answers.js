// Answers become an activity file. The same as plugins/buurtkalender/form/ does, byte for byte: a test compares the two.
// An answer is a list of texts under the name of its field: {"title": ["Koffie"], "when.0.time": ["10:00", "12:00"]}.

const ORDINALS = ["first", "second", "third", "fourth", "fifth", "last"];
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const PATTERNS = ["weekly", "monthly", "dates", "by_appointment"];
const PIECES = ["time", "monthly", "skip_days", "ages", "before", "opens", "until"];
const HIDDEN = /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\p{Cs}\u{e0000}-\u{e007f}]/gu;
const BARE = /^[A-Za-z0-9À-ÖØ-öø-ɏ€(+](?:[^\s:#[\]{}]|:(?![\s[\]{}]|$)|(?<! )#| (?=[^\s#]))*$/;
const BARE_IN_BRACES = /^[A-Za-z0-9À-ÖØ-öø-ɏ€(+](?:[^\s:#,[\]{}]|:(?![\s,?[\]{}]|$)|(?<! )#| (?=[^\s#]))*$/;

const last = (name) => name.slice(name.lastIndexOf(".") + 1);
export const the = (answers, name) => answers[name]?.[0] ?? "";

/** The answers without space around them, without characters that nobody sees, and without what is empty. */
export function tidy(raw) {
  const found = {};
  for (const [name, given] of Object.entries(raw)) {
    const texts = given.map((text) =>
      text.replace(/\r\n?|[\x85\u2028\u2029]/g, "\n").replace(HIDDEN, "")
        .replace(/^[ \t\u00a0]+/gm, (space) => space.replaceAll("\u00a0", " ")).normalize("NFC").trim());
    if (texts.some(Boolean)) found[name] = PIECES.includes(last(name)) ? texts : texts.filter(Boolean);
  }
  return found;
}

/** The numbers of the entries below a name that hold anything. */
export function rows(answers, name) {
  const start = `${name}.`;
  const numbers = Object.keys(answers).filter((one) => one.startsWith(start)).map((one) => one.slice(start.length).split(".")[0]);
  return [...new Set(numbers.filter((one) => /^\d{1,3}$/.test(one)).map(Number))].sort((a, b) => a - b);
}

export function patternOf(answers, name) {
  const kind = the(answers, `${name}.kind`);
  return PATTERNS.includes(kind) ? kind : PATTERNS.find((one) => answers[`${name}.${one}`]) ?? "weekly";
}

/** The text of the file; `layout` is what the reader knows of its fields. */
export function write(answers, layout) {
  const [venue, room] = the(answers, "venue").split("/");
  const whole = { ...answers, venue: venue ? [venue] : [], room: room ? [room] : answers.room ?? [] };
  return fields(whole, "", layout).map((line) => `${line}\n`).join("");
}

const fields = (answers, name, layout) =>
  Object.entries(layout).flatMap(([key, kind]) => entry(answers, name ? `${name}.${key}` : key, key, kind));

function entry(answers, name, key, kind) {
  const text = the(answers, name);
  if (kind === "prose" && text.includes("\n")) return [`${key}: |`, ...text.split("\n").map((line) => indented(line, "  "))];
  if (kind.prices && ["", "prices"].includes(text) && rows(answers, name).length) kind = { rows: kind.prices };
  if (kind.rows || kind.when) {
    const lines = rows(answers, name).flatMap((row) =>
      lineOf(answers, `${name}.${row}`, kind).map((line, n) => indented(line, n ? "    " : "  - ")));
    return lines.length ? [`${key}:`, ...lines] : [];
  }
  const value = valueOf(answers, name, kind, false);
  return value ? [`${key}: ${value}`] : [];
}

const indented = (line, by) => (line ? by + line : line);

function lineOf(answers, name, kind) {
  if (kind.when) {
    const pattern = patternOf(answers, name);
    const lines = fields(answers, name, kind.when[pattern]);
    if (the(answers, `${name}.kind`) === pattern && !lines[0]?.startsWith(`${pattern}:`))
      lines.unshift(pattern === "by_appointment" ? `${pattern}: true` : `${pattern}:`);
    return lines;
  }
  if (kind.block) return fields(answers, name, kind.rows);
  const value = valueOf(answers, name, { of: kind.rows }, false);
  return value ? [value] : [];
}

function valueOf(answers, name, kind, braces) {
  if (typeof kind === "string") return TEXTS[kind](answers, name, braces);
  const inside = Object.entries(kind.of ?? kind.or).map(([key, of]) => [key, valueOf(answers, `${name}.${key}`, of, true)]);
  if (kind.or) {
    const said = TEXTS.text(answers, name, braces);
    return ["", "yes"].includes(said) ? mapping(inside) || said : said;
  }
  if (!kind.word) return mapping(inside);
  const [[first, own], ...more] = inside;
  const chosen = the(answers, name);
  const fact = own && ["", "paid"].includes(chosen) ? own : TEXTS[kind.of[first]]({ "": [chosen] }, "", true);
  if (more.some(([, value]) => value)) return mapping([[first, fact === "none" ? "no" : fact], ...more]);
  return fact === kind.word || first === "amount" ? fact : mapping([[first, fact]]);
}

function mapping(pairs) {
  const found = pairs.filter(([, value]) => value).map(([key, value]) => `${key}: ${value}`).join(", ");
  return found && `{${found}}`;
}

const quoted = (text, braces) =>
  (braces ? BARE_IN_BRACES : BARE).test(text) ? text : `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`;
const some = (text, braces) => text && quoted(text, braces);
const brackets = (texts) => (texts.length ? `[${texts.map((text) => quoted(text, true)).join(", ")}]` : "");
const folded = (text) => (/\n| {2}/.test(text) ? text.split(/\s+/).join(" ") : text);
const days = (texts, braces) => (texts.length > 1 ? brackets(texts) : some(folded(texts[0] ?? ""), braces));

/** `first` and `tuesday` belong together; whatever else there is stands for itself. */
function joined(texts) {
  const found = [];
  for (const text of texts.filter(Boolean))
    if (ORDINALS.includes(found.at(-1)) && !ORDINALS.includes(text)) found.push(`${found.pop()} ${text}`);
    else found.push(text);
  return found;
}

/** The values two by two. */
const paired = (texts = []) => texts.flatMap((text, n) => (n % 2 ? [] : [[text, texts[n + 1] ?? ""]]));

const TEXTS = {
  text: (answers, name, braces) => some(folded(the(answers, name)), braces),
  prose: (answers, name, braces) => some(the(answers, name), braces),
  reason: (answers, name, braces) =>
    /^(yes|false|no|nee)$/i.test(the(answers, name)) ? `"${the(answers, name)}"` : TEXTS.text(answers, name, braces),
  list: (answers, name) => brackets(answers[name] ?? []),
  days: (answers, name, braces) => days(answers[name] ?? [], braces),
  monthly: (answers, name, braces) => days(joined(answers[name] ?? []), braces),
  time: (answers, name, braces) => {
    const texts = (answers[name] ?? []).filter(Boolean);
    return some(texts.includes("all-day") ? "all-day" : texts.join("-"), braces);
  },
  skip: (answers, name) => {
    const periods = paired(answers[`${name}_days`]).map(([a, b]) => (a && b && a !== b ? `${a}/${b}` : a || b));
    return brackets([...(answers[name] ?? []), ...periods.filter(Boolean)]);
  },
  ages: (answers, name, braces) => {
    const [lowest = "", highest] = answers[name] ?? [];
    if (highest === undefined) return some(/^\d+$/.test(lowest) ? `${lowest}+` : lowest, braces);
    return some(highest ? `${lowest || 0}-${highest}` : lowest && `${lowest}+`, braces);
  },
  before: (answers, name, braces) => {
    const [number, ...unit] = answers[name] ?? [];
    return number ? quoted([number, ...unit.map((word) => (number === "1" ? word.replace(/s$/, "") : word))].join(" "), braces) : "";
  },
  moment: (answers, name, braces) => some((answers[name] ?? []).filter(Boolean).join(" "), braces),
  money: (answers, name, braces) => some(the(answers, name).replace(/^€/, "").trim().replaceAll(",", "."), braces),
  facts: (answers, name) => {
    const start = `${name}.`;
    const facts = Object.keys(answers).filter((one) => one.startsWith(start)).sort();
    return mapping(facts.map((one) => [quoted(one.slice(start.length), true), TEXTS.text(answers, one, true)]));
  },
};

// --- dates --------------------------------------------------------------------------------------------------------

const DAY = 864e5;
const number = (day) => Date.parse(day) / DAY;
export const dayOf = (n) => new Date(n * DAY).toISOString().slice(0, 10);

/** Whether the bare rule of an entry of `when` gives a day; what is shared (holidays, closures) is not known here. */
function gives(answers, name) {
  const pattern = patternOf(answers, name);
  const given = (answers[`${name}.${pattern}`] ?? []).filter(Boolean);
  if (pattern === "dates") return (n) => given.includes(dayOf(n));
  const first = the(answers, `${name}.from`), end = the(answers, `${name}.until`);
  const every = Number(the(answers, `${name}.every`)) || 1;
  if (pattern === "by_appointment" || !given.length || (every > 1 && !first)) return () => false;
  const begin = number(first || "1970-01-05");
  const wanted = joined(given);
  return (n) => {
    if ((first && n < begin) || (end && n > number(end))) return false;
    const weekday = WEEKDAYS[(n + 3) % 7];
    if (pattern === "weekly")
      return given.includes(weekday) && (Math.floor((n + 3) / 7) - Math.floor((begin + 3) / 7)) % every === 0;
    const date = new Date(n * DAY), from = new Date(begin * DAY);
    const months = (date.getUTCFullYear() - from.getUTCFullYear()) * 12 + date.getUTCMonth() - from.getUTCMonth();
    const day = date.getUTCDate();
    const ends = new Date((n + 7) * DAY).getUTCMonth() !== date.getUTCMonth();
    const names = [`${ORDINALS[Math.ceil(day / 7) - 1]} ${weekday}`, ends && `last ${weekday}`, String(day)];
    return months % every === 0 && names.some((one) => wanted.includes(one));
  };
}

/** The first days from `today` on that an entry of `when` gives, without the days that it leaves out itself. */
export function nextDays(answers, name, today, most) {
  const on = gives(answers, name);
  const away = paired(answers[`${name}.skip_days`]).map(([a, b]) => [a || b, b || a]);
  const found = [];
  for (let n = number(today); n < number(today) + 800 && found.length < most; n++) {
    const day = dayOf(n);
    if (on(n) && !away.some(([a, b]) => a <= day && day <= b)) found.push(day);
  }
  return found;
}

// --- what happens to an activity ------------------------------------------------------------------------------------

/** An activity with this said of some dates: `2026-12-01`, or `2026-12-01T10:00` for one time of it. */
export function withDatesTold(answers, dates, what, why) {
  const told = dates.map((text) => text.split("T")), is = ([day, at = ""]) => (row) => the(row, "date") === day && the(row, "at") === at;
  const before = rows(answers, "changes").map((row) => ofRow(answers, `changes.${row}.`));
  const kept = before.filter((row) => !told.some((one) => is(one)(row)));
  for (const one of told) {
    const [day, at] = one, start = { date: [day], ...(at && { at: [at] }) };
    if (!["full", "on"].includes(what)) {
      kept.push({ ...start, [what || "cancelled"]: [why || the(before.findLast(is(one)) ?? {}, what || "cancelled") || "true"] });
      continue;
    }
    const row = { ...(before.findLast(is(one)) ?? start) };
    if (what === "on") for (const key of ["cancelled", "postponed", "tentative", "on"]) delete row[key];
    const note = [the(row, "note"), why].filter(Boolean).join(" ");
    kept.push({ ...row, ...(note && { note: [note] }), [what]: [what === "on" ? "true" : "yes"] });
  }
  return Object.assign(
    without(answers, "changes."),
    ...kept.map((row, n) => Object.fromEntries(Object.entries(row).map(([key, texts]) => [`changes.${n}.${key}`, texts]))));
}

const ofRow = (answers, start) =>
  Object.fromEntries(Object.entries(answers).filter(([name]) => name.startsWith(start)).map(([name, texts]) => [name.slice(start.length), texts]));
const without = (answers, ...starts) =>
  Object.fromEntries(Object.entries(answers).filter(([name]) => !starts.some((start) => name.startsWith(start))));

/** An activity that stops: after a last day that is still to come, else now, for good or for a while. */
export function withStopped(answers, status, until, today) {
  let ends = until > today ? { ...answers } : {};
  for (const row of rows(ends, "when")) {
    const name = `when.${row}`, pattern = patternOf(answers, name), end = the(answers, `${name}.until`);
    const dates = (answers[`${name}.dates`] ?? []).filter((day) => day <= until);
    if (pattern === "dates" ? !dates.length : the(answers, `${name}.from`) > until) ends = without(ends, `${name}.`);
    else if (pattern === "dates") ends[`${name}.dates`] = dates;
    else if (pattern !== "by_appointment") ends[`${name}.until`] = [end && end < until ? end : until];
  }
  return rows(ends, "when").length ? ends : { ...answers, status: [status || "ended"] };
}

/** An activity without what was different on dates that it does not plan any more, and those dates. */
export function withoutLostChanges(answers) {
  const lost = rows(answers, "changes").filter((row) => {
    const at = the(answers, `changes.${row}.at`), n = number(the(answers, `changes.${row}.date`));
    const starts = rows(answers, "when").map((one) => `when.${one}`).filter((name) => gives(answers, name)(n))
      .map((name) => (answers[`${name}.time`]?.includes("all-day") ? "00:00" : the(answers, `${name}.time`).padStart(5, "0")));
    return !starts.length || (at && !starts.includes(at));
  });
  return [without(answers, ...lost.map((row) => `changes.${row}.`)), lost.map((row) => the(answers, `changes.${row}.date`))];
}

/** A name for the file that is not taken. */
export function freeName(title, taken) {
  const plain = title.normalize("NFKD").replace(/[^\0-\x7f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-");
  let name = plain.replace(/^-+|-+$/g, "").slice(0, 60).replace(/-+$/, "") || "activiteit";
  if (/^(con|prn|aux|nul|(com|lpt)\d)$/.test(name)) name += "-1";
  for (let n = 1; ; n++) {
    const free = n > 1 ? `${name.slice(0, 56).replace(/-+$/, "")}-${n}` : name;
    if (!taken.includes(free)) return free;
  }
}

// --- what is missing ------------------------------------------------------------------------------------------------

/** The names of the questions that still have to be answered, or answered otherwise, before this can be sent. */
export function faults(action, answers) {
  const has = (name) => Boolean(answers[name]?.some(Boolean));
  const any = (start) => Object.keys(answers).some((name) => name.startsWith(start) && has(name));
  const found = [];
  const want = (good, name) => good || found.push(name);
  const whole = action === "new" || (action === "change" && has("title"));
  if (action === "new") want(has("organisation") || has("organisation.name"), "organisation");
  else want(has("activity"), "activity");
  if (action === "cancel") want(has("changes.date"), "changes.date");
  if (action === "stop") want(has("status"), "status");
  if (action === "change" && !whole) want(has("message"), "message");
  if (!whole) return found;
  want(has("title"), "title");
  want(has("themes"), "themes");
  const entries = rows(answers, "when");
  want(entries.length, "when.0");
  for (const row of entries) {
    const name = `when.${row}`, pattern = patternOf(answers, name);
    if (!has(`${name}.${pattern}`) && the(answers, `${name}.kind`) !== "by_appointment") {
      found.push(has(`${name}.kind`) ? `${name}.${pattern}` : name);
    } else if (pattern === "monthly") {
      const fine = (text) => /^([1-9]|[12]\d|3[01])$/.test(text) || text.split(" ").length === 2;
      const texts = joined(answers[`${name}.monthly`]);
      want(texts.every(fine) && new Set(texts.map((text) => / /.test(text))).size === 1, `${name}.monthly`);
    }
    if (pattern === "by_appointment") continue;
    const [start, end] = (answers[`${name}.time`] ?? []).filter(Boolean);
    want(start === "all-day" || end === "all-day" || (start && end && start !== end), `${name}.time`);
    if (pattern === "dates") continue;
    const first = the(answers, `${name}.from`), until = the(answers, `${name}.until`);
    want(!(Number(the(answers, `${name}.every`)) > 1) || first, `${name}.every`);
    want(!first || !until || first <= until, `${name}.until`);
    want(paired(answers[`${name}.skip_days`]).every(([a, b]) => !a || !b || a <= b), `${name}.skip_days`);
  }
  want(has("venue") || any("location.") || has("online") || has("serves"), "venue");
  want(!(has("venue") && any("location.")), "location.name");
  want(!any("location.") || has("location.name"), "location.name");
  const [lowest, highest] = answers.ages ?? [];
  want(!lowest || !highest || Number(lowest) <= Number(highest), "ages");
  const euros = (name) => /^\d{1,5}([.,]\d{1,2})?$/.test(the(answers, name).replace(/^€\s*/, ""));
  const prices = rows(answers, "cost");
  if (the(answers, "cost") === "prices") {
    want(prices.length, "cost");
    for (const row of prices) want(has(`cost.${row}.for`) && (euros(`cost.${row}.amount`) || the(answers, `cost.${row}.amount`) === "free"), `cost.${row}`);
  } else if (the(answers, "cost") !== "free" && any("cost")) want(euros("cost.amount"), "cost");
  const [opens = "", until = ""] = ["signup.opens", "signup.until"].map((name) => (answers[name] ?? []).join(" "));
  for (const name of ["signup.opens", "signup.until"]) want(!has(name) || answers[name][0], name);
  want(!opens || !until || opens.slice(0, 10) <= until.slice(0, 10), "signup.until");
  want(has("signup") || !any("signup."), "signup");
  want(has("referral") || !any("referral."), "referral");
  want(has("programme.name") || !any("programme."), "programme.name");
  for (const row of rows(answers, "volunteers")) want(has(`volunteers.${row}.role`), `volunteers.${row}.role`);
  for (const row of rows(answers, "links")) for (const key of ["title", "url"]) want(has(`links.${row}.${key}`), `links.${row}.${key}`);
  want(the(answers, "consent") === "yes", "consent");
  return [...new Set(found)];
}
