// Finds by words, and understands what is asked in them: a day, a part of it, an age, what somebody needs. Fetched when somebody searches.

// --- words ------------------------------------------------------------------------------------------------------------

/** A text as it is looked up: no capitals and marks, ij as y, digits as 0-9, Arabic letters in one form. */
export const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ij/g, "y")
  .replace(/[ıłøđ]/g, (letter) => "ilod"["ıłøđ".indexOf(letter)]).replace(/ß/g, "ss")
  .replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt() & 15).replace(/ى/g, "ي").replace(/ة/g, "ه").replace(/ـ/g, "");

// "75 jaar en ouder" is about no parent.
const split = (text) => folded(text).replace(/ (en|of) ouder\b/g, "").match(/=[\w-]+|[\p{L}\p{N}]+/gu) ?? [];

/** What no ending tells: other words than they look like, and short vowels that become long in the plural. */
const ODD = { alleen: "alleen", open: "open", samen: "samen", ouderen: "ouderen", oudere: "ouderen", kinderen: "kind", kinder: "kind", lezing: "lezing", lezingen: "lezing", rekening: "rekening", rekeningen: "rekening", dagen: "dag", wegen: "weg", baden: "bad", glazen: "glas", steden: "stad", leden: "lid" };

/** A word that lost what stood behind it, spelled as it is by itself: "lop" of "lopen" is "loop", "zwemm" is "zwem", "lez" is "lees". */
function alone(word) {
  if (/([b-df-hj-np-tv-xz])\1$/.test(word)) return word.slice(0, -1);
  const long = /^(.*[^aeiouy]|)([aeou])([b-df-hj-np-tv-z])$/.exec(word);
  if (long && !(long[2] === "e" && "lmnr".includes(long[3]) && /[aeiouy]/.test(long[1]))) word = long[1] + long[2] + long[2] + long[3];
  return word.replace(/v$/, "f").replace(/z$/, "s");
}

/** A Dutch word without its endings, after Snowball's rules but with its vowel kept: "lezen" is of "leeskring" and not of "les". */
export function stem(word) {
  if (/^[\u0600-\u06ff]/.test(word)) return word.replace(/^(?:[وفبك]?ال|لل)(?=.{3})/, "");
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  if (ODD[word]) return ODD[word];
  let found = word.replace(/(heid|heden)$/, "").replace(/^(.*[aeiouy].*?)(e?tje|pje|je)s?$/, "$1"), end;
  if (found !== word) return found.length > 2 ? alone(found).replace(/(.)\1\1/, "$1$1") : word;
  if ((end = /^(.*[aeiouy].*[^aeiouy]|.*[aeiouy]{2})ing(en)?$/.exec(word))) return alone(end[1]);
  if ((end = /^(.*[aeiouy].*)en$/.exec(word))) return alone(end[1]);
  if ((end = /^(.*[aeiouy].*[^aeiouy])e$/.exec(word))) return alone(end[1]);
  return word.replace(/^(.*[aeiouy].*[^aeiouy](?:el|er|em|en)|.*(?:aar|eur|or|ie|[^aeiouy][aoy]|club|shop|film|team))s$/, "$1");
}

/** What stands before a verb makes another word of it, and no two words. */
const BEFORE = new Set("aan achter beneden binnen boven buiten by door heen los mee met onder over rond tegen terug toe tussen uit ver voor wel".split(" "));
/** What many words end in, and say little by. */
const HEADS = new Set("avond avonden bijeenkomst byeenkomst cafe club cursus dag groep inloop kring les lessen middag morgen ochtend team uur".split(" "));

/** How many letters are wrong: left out, put in, another, or two in the wrong order. A last letter that is another makes another word, but where both sound alike. */
const ALIKE = new Set(["dt", "td", "sz", "zs", "fv", "vf", "ck", "kc"]);
function mistakes(word, other, most) {
  if (Math.abs(word.length - other.length) > most) return 9;
  let before = [], row = [...Array(other.length + 1).keys()];
  for (let n = 1; n <= word.length; n++) {
    const next = [n];
    for (let m = 1; m <= other.length; m++) {
      const same = word[n - 1] === other[m - 1], ends = n === word.length && m === other.length && !ALIKE.has(word[n - 1] + other[m - 1]);
      next[m] = Math.min(row[m] + 1, next[m - 1] + 1, row[m - 1] + (same ? 0 : ends ? 2 : 1));
      if (n > 1 && m > 1 && word[n - 1] === other[m - 2] && word[n - 2] === other[m - 1]) next[m] = Math.min(next[m], before[m - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[other.length];
}

/** Whether a word in a language whose endings are not known here is another form of one: they begin alike. */
function akin(word, other) {
  let same = 0;
  while (same < word.length && word[same] === other[same]) same++;
  const rest = Math.max(word.length, other.length) - same;
  return rest === 0 || (rest <= 3 && (same > 4 || (same > 3 && same === other.length)));
}

const best = (into, from, weight = 1) => {
  for (const [key, much] of from) into.set(key, Math.max(into.get(key) ?? 0, much * weight));
  return into;
};
const together = (maps) => new Map([...(maps[0] ?? [])].filter(([key]) => maps.every((map) => map.has(key))).map(([key]) => [key, maps.reduce((sum, map) => sum + map.get(key), 0) / maps.length]));

const FIELDS = { title: 5, terms: 2, about: 1.5, at: 1.5, more: 1, text: 0.8, by: 0.3 };

/** What is of an activity itself: what its organisation says of all it does counts where nothing else has the word. */
const OWN = Object.keys(FIELDS).filter((field) => field !== "by");

/** Makes a function that finds activities by words: `index` and `more` are the two files. */
function words(MiniSearch, index, more, idle) {
  const { activities } = index, terms = new Map(), ids = new Set();
  for (const kind of ["themes", "audiences", "languages"])
    for (const { id, name } of index[kind]) terms.set(id, ["", name]);
  for (const [id, labels] of Object.entries(more.terms)) terms.set(id, labels);
  for (const id of terms.keys()) ids.add(folded(id));
  const dutch = (list) => list.map((id) => terms.get(id)?.[0] ?? "").join(" "), marks = (list) => list.map((id) => `=${id}`).join(" ");
  const areas = new Map(index.neighbourhoods.map((one) => [one.id, one.name]));
  const rows = activities.map((one, id) => {
    const own = (more.words[one.organisation]?.[one.id.split(/[/@]/)[1]] ?? "").split(" "), held = [...one.themes, ...one.audiences, ...(one.also ?? []), ...one.languages];
    for (const word of own) if (word[0] === "=") held.push(word.slice(1));
    return {
      id,
      title: one.title,
      terms: `${dutch(held)} ${marks(held)}`,
      about: one.summary,
      at: `${one.by} ${one.venue} ${areas.get(one.hood) ?? ""}`,
      more: one.next.length ? "" : one.when,
      text: own.filter((word) => !/^[=@]/.test(word)).join(" "),
      by: [one.organisation, ...own.filter((word) => word[0] === "@").map((word) => word.slice(1))].map((id) => more.by[id] ?? "").join(" "),
    };
  });
  const said = [], right = new Set(), known = new Set(), stems = new Set();
  for (const [dutch, others, means] of more.said) {
    const meant = means ? means.split("|") : [];
    for (const [texts, own] of [[dutch, true], [others, false]])
      for (const text of texts ? texts.split("|") : []) {
        const tokens = split(text);
        said.push({ tokens, roots: tokens.map(stem), own, meant });
        for (const word of tokens) right.add(word), stems.add(stem(word));
      }
  }
  // What a term is called in other languages: each word of it, for it may be told of by one.
  for (const [id, [, others]] of terms)
    for (const word of split(others)) if (!idle.has(word)) said.push({ tokens: [word], roots: [word], own: false, meant: [id] });
  said.sort((one, other) => other.tokens.length - one.tokens.length);
  for (const row of rows) for (const field in FIELDS) for (const word of split(row[field])) known.add(word), stems.add(stem(word));

  /** The two words that a word is made of, when they are known: who looks for "koffie" wants the "wijkkoffie" too. */
  const made = new Map();
  function parts(word) {
    if (made.has(word)) return made.get(word);
    let found = null;
    const is = (part) => part.length > 2 && !idle.has(part) && (stems.has(part) || (/(e|en|s|ing|heid)$/.test(part) && stems.has(stem(part))));
    for (let at = word.length - 3; !found && at >= 3; at--) {
      const front = word.slice(0, at), rest = word.slice(at);
      if (BEFORE.has(front) || !(is(rest) || HEADS.has(rest))) continue;
      if (is(front) || (front.endsWith("s") && is(front.slice(0, -1))) || (front.length > 3 && rest.length > 4)) found = [front.replace(/(..[^aeiou])s$/, (whole, part) => (is(front) ? whole : part)), rest];
    }
    made.set(word, found);
    return found;
  }
  const pieces = (word) => [word, ...(parts(word) ?? []).flatMap(pieces)];
  const formed = new Map();
  function forms(word) {
    if (!formed.has(word)) formed.set(word, word[0] === "=" ? word : [...new Set(pieces(word).flatMap((one) => [one, stem(one)]))]);
    return formed.get(word);
  }
  const engine = new MiniSearch({ fields: Object.keys(FIELDS), tokenize: split, processTerm: forms });
  engine.addAll(rows);

  const asked = new Map();
  function hits(term, prefix = false, fields = OWN) {
    const key = `${term} ${prefix} ${fields}`;
    if (!asked.has(key)) {
      const found = engine.search(term, { prefix, fields, boost: FIELDS, tokenize: (text) => [text], processTerm: (text) => text });
      asked.set(key, new Map(found.map(({ id, score }) => [id, score])));
    }
    return asked.get(key);
  }

  /** The words that end in one, in any form, as compounds do, whatever stands before it: "statushoudersbegeleiding" is "begeleiding", which itself is no "leiding". */
  const longer = (word, root) => [...known, ...stems].filter((one) => [word, root].some((end) =>
    end.length > 5 && one.endsWith(end) && one.length > end.length + 2 && !BEFORE.has(one.slice(0, -end.length)) && !/^(be|ge|her|ont|ver)+$/.test(one.slice(0, -end.length))));

  /** What has a word, in any form: as it is, as part of another, or as its two parts. Of less weight where better is known (`meant`). */
  function having(word, last = false, meant = 0, part = sense) {
    const root = stem(word), found = best(new Map(hits(word)), hits(root)), sure = found.size ? 0.4 : meant ? 0.3 : 1;
    if (/[a-z]{2}en$/.test(word)) for (const form of [`${root}t`, `ge${root}t`, `ge${root}d`]) best(found, hits(form), 0.8 * sure);
    if (word.length > (last ? 1 : 3)) best(found, hits(word, true), 0.5 * sure);
    for (const one of longer(word, root)) best(found, hits(one), 0.5 * sure);
    const two = parts(word);
    if (two) best(found, HEADS.has(two[1]) ? part(two[0]) : together(two.map((one) => part(one))), 0.6 * sure);
    return found;
  }

  const plain = (word) => having(word, false, 0, plain);
  const meaning = (text) => (ids.has(folded(text)) ? hits(`=${folded(text)}`) : together(split(text).map(plain)));

  // An ending is one of Dutch in Dutch alone; "z" is before all letters that are not Latin.
  /** What people call by these words, from a place on: how many words, and what has what they mean. */
  function called(wanted, at) {
    const roots = wanted.slice(at, at + 6).map(stem);
    const some = said.filter(({ tokens, roots: own_roots, own }) =>
      tokens.every((word, n) => n < roots.length && ((roots[n] === own_roots[n] && (own || word > "z")) || wanted[at + n] === word || (!own && akin(wanted[at + n], word)))));
    const length = some[0]?.tokens.length ?? 0;
    const meant = new Set(some.filter((one) => one.tokens.length === length).flatMap((one) => one.meant));
    return { length, found: [...meant].reduce((into, text) => best(into, meaning(text), 0.5), new Map()) };
  }

  /** What has a word that is part of another, or what people mean by it. */
  const sense = (word) => best(having(word), called([word], 0).found);

  /** The word that was probably meant: the one with the fewest mistakes that begins alike; of one that is `there`, a word of the list with one mistake. */
  function corrected(word, there) {
    const most = word.length > 8 && !there ? 2 : word.length > 4 ? 1 : 0;
    if (!most || right.has(word)) return "";
    let found = "", least = most + 1;
    for (const one of there ? right : [...known, ...stems, ...right]) {
      if (one[0] !== word[0] || one.length < 4) continue;
      const wrong = mistakes(word, one, most);
      if (wrong < least) [found, least] = [one, wrong];
    }
    return found;
  }

  const places = new Set(index.neighbourhoods.flatMap((one) => split(one.name)));

  /** What a list of words finds: a score for each activity; whether only some of the words were found; which of them were read as others. */
  return (query) => {
    const every = split(query), telling = every.filter((word) => !idle.has(word)), concepts = [], read = new Map();
    if (!telling.length && every.length > 1) return null;
    for (let n = 0; n < every.length; ) {
      // What people call something may hold small words: "boek aan huis".
      const meant = called(every, n), small = telling.length && idle.has(every[n]);
      if (meant.length < 2 && small) {
        n++;
        continue;
      }
      const used = meant.length || 1, some = every.slice(n, n + used), last = n + used === every.length;
      // A word that tells nothing finds nothing by itself where it is known what it means: "iş" is "is" without its marks.
      const own = meant.length === 1 && idle.has(some[0]) ? new Map() : together(some.map((word) => having(word, last, meant.length)));
      let found = best(own, meant.found, own.size ? 0.7 : 1);
      if (used === 1 && !meant.length) {
        const other = corrected(some[0], found.size > 0);
        if (other && !found.size && (found = sense(other)).size) read.set(some[0], other);
        else if (other) best(found, sense(other), 0.5);
      }
      if (!found.size) found = together(some.map((word) => best(new Map(hits(word, false, ["by"])), hits(stem(word), false, ["by"]))));
      concepts.push({ found, place: some.every((word) => places.has(word)) });
      n += used;
    }
    if (!concepts.length) return null;
    const whole = together(concepts.map((one) => one.found));
    if (whole.size || concepts.length === 1) return { hits: whole, partly: false, read };
    // Not all together: some of the words, but a place alone is no answer.
    const some = concepts.filter((one) => !one.place), part = new Map();
    for (const { found } of some) for (const [id, much] of found) part.set(id, (part.get(id) ?? 0) + much + 100);
    for (const { found } of concepts.filter((one) => one.place)) for (const [id, much] of found) if (part.has(id)) part.set(id, part.get(id) + much + 100);
    return { hits: part, partly: part.size > 0, read };
  };
}

// --- what is meant by them --------------------------------------------------------------------------------------------

const DAY = 864e5;
const dayOf = (time) => new Date(time).toISOString().slice(0, 10);
const plus = (day, days) => dayOf(Date.parse(day) + days * DAY);
const weekday = (day) => new Date(day).getUTCDay() || 7;

/** What a period is called: its first and last day. */
const PERIODS = {
  day: (today, n) => [plus(today, n), plus(today, n)],
  weekend: (today, n) => [plus(today, Math.max(0, 6 - weekday(today)) + 7 * n - (n && weekday(today) > 6 ? 1 : 0)), plus(today, 7 - weekday(today) + 7 * n)],
  week: (today, n) => [n ? plus(today, 8 - weekday(today)) : today, plus(today, 7 - weekday(today) + 7 * n)],
  month: (today, n) => {
    const year = +today.slice(0, 4) + (n < +today.slice(5, 7)), first = dayOf(Date.UTC(year, n - 1, 1));
    return [first < today ? today : first, dayOf(Date.UTC(year, n, 0))];
  },
};

/** The day of a date without a year: the next one. Nothing where there is no such day. */
function dated(today, number, month, year) {
  for (const one of year ? [year < 100 ? 2000 + year : year] : [+today.slice(0, 4), +today.slice(0, 4) + 1]) {
    const day = new Date(Date.UTC(one, month - 1, number));
    if (day.getUTCMonth() === month - 1 && (year || dayOf(day) >= today)) return dayOf(day);
  }
}

/** Makes a function that tells the words of a question by what they mean; `ways` are the words for it, the page's language first. */
function meanings(ways, idle) {
  const phrases = new Map(), glued = [];
  for (const way of ways)
    for (const [kind, texts] of Object.entries(way))
      for (const text of texts.split("|")) {
        const phrase = split(text).join(" ");
        if (phrase && kind !== "idle" && !phrases.has(phrase)) phrases.set(phrase, kind.split(":"));
      }
  for (const [phrase, [kind]] of phrases) if (/^(day|dag)$/.test(kind) && !phrase.includes(" ")) glued.push(phrase);

  return (query, today) => {
    const raw = [...query.matchAll(/[\p{L}\p{N}\p{M}]+/gu)], tokens = raw.map(([text]) => split(text).join(""));
    const between = (n) => query.slice(raw[n].index + raw[n][0].length, raw[n + 1]?.index ?? query.length);
    /** How many words there are up to the other of two ages: "12 tot en met 16 jaar". */
    const upTo = (n) => [2, 3, 4, 5].find((more) => number(n + more - 1, 120) > number(n, 120) && at(n + more)[0] === "years");
    const number = (n, most) => (/^\d{1,4}$/.test(tokens[n] ?? "") && +tokens[n] <= most && +tokens[n] > 0 ? +tokens[n] : 0);
    const at = (n) => {
      for (let length = 4; length; length--) {
        const found = n + length <= tokens.length && phrases.get(tokens.slice(n, n + length).join(" "));
        if (found) return [found[0], found[1], length];
      }
      return [];
    };
    const understood = [], rest = [], near = new Set();
    let n = 0;
    const take = (length, ...some) => {
      const text = query.slice(raw[n].index, raw[n + length - 1].index + raw[n + length - 1][0].length);
      understood.push(...some.map((one) => ({ ...one, text })));
      n += length;
    };
    const leave = () => rest.push(n++);
    const period = (kind, value) => {
      const [from, to] = PERIODS[kind](today, +value);
      return { kind: "days", name: `${kind}:${value}`, from, to };
    };
    while (n < tokens.length) {
      const [kind, value, length] = at(n), next = at(n + 1);
      const day = number(n, 31), glue = !kind && glued.find((one) => tokens[n].startsWith(one) && phrases.get(tokens[n].slice(one.length))?.[0] === "deel");
      const whole = glue ? [phrases.get(glue), phrases.get(tokens[n].slice(glue.length))] : [];
      const joined = /^(\d{1,3})(\D+)$/.exec(tokens[n]);
      const age = (length, years = number(n, 120)) => take(length, { kind: "leeftijd", value: years });
      const on = (length, date) => (date ? take(length, { kind: "days", from: date, to: date }) : leave());
      if (glue) take(1, whole[0][0] === "day" ? period(...whole[0]) : { kind: "dag", value: +whole[0][1] }, { kind: "deel", value: +whole[1][1] });
      else if (joined && joined[1] <= 120 && phrases.get(joined[2])?.[0] === "plus") age(1, +joined[1]);
      else if (number(n, 120) && between(n)[0] === "+") age(1);
      else if (number(n, 120) && upTo(n)) age(upTo(n) + at(n + upTo(n))[2]);
      else if (number(n, 120) && (next[0] === "plus" || next[0] === "years")) age(1 + next[2]);
      else if (day && next[0] === "month") on(1 + next[2] + (number(n + 1 + next[2], 2200) > 1999), dated(today, day, +next[1], number(n + 1 + next[2], 2200) > 1999 ? number(n + 1 + next[2], 2200) : 0));
      else if (day && /^[-/.]$/.test(between(n)) && number(n + 1, 12)) {
        const year = /^[-/.]$/.test(between(n + 1)) ? number(n + 2, 2200) : 0;
        on(year ? 3 : 2, dated(today, day, number(n + 1, 12), year));
      } else if (kind === "month" && number(n + length, 31)) on(length + 1, dated(today, number(n + length, 31), +value));
      else if (kind === "month" && (tokens[n].length > 4 || idle.has(tokens[n - 1]))) take(length, period(kind, value));
      else if (kind === "aged" && number(n + length, 120)) {
        n += length;
        age(1 + (at(n + 1)[0] === "years" ? at(n + 1)[2] : 0));
      } else if (kind === "now") take(length, period("day", 0), { kind: "deel", value: +value });
      else if (PERIODS[kind] && kind !== "month") take(length, period(kind, value));
      else if (kind === "dag" || kind === "deel") take(length, { kind, value: +value });
      else if (kind === "fact") take(length, { kind, value });
      else {
        // For whom it is, is not what it is about.
        if (kind === "kin") for (let of = n; of < n + length; of++) near.add(of);
        leave();
      }
    }
    const aged = understood.some((one) => one.kind === "leeftijd");
    const kept = rest.filter((n) => !near.has(n) || (!aged && rest.every((one) => near.has(one))));
    return { understood, words: kept.map((n) => raw[n][0]).join(" ") };
  };
}

const DAYS = ["ma", "di", "wo", "do", "vr", "za", "zo"], PARTS = ["ochtend", "middag", "avond"];

/** What was understood, as choices: to hold besides those that somebody made. */
function choices(understood) {
  const found = {}, add = (name, value) => (found[name] ??= []).push(value);
  for (const { kind, value, from, to } of understood) {
    if (kind === "days") (found.from = found.from < from ? found.from : from), (found.to = found.to > to ? found.to : to);
    else if (kind === "fact") add(value, "1");
    else add(kind, { dag: DAYS, deel: PARTS }[kind]?.[value - 1] ?? value);
  }
  if (found.from && found.from === found.to) delete found.dag;
  return found;
}

/** What asks and answers: `ask(query, today)` tells what was understood, and ranks what is found by the other words (null when there are none). */
export default function finding(MiniSearch, index, more, languages) {
  const ways = [...languages, ...Object.keys(more.ways)].map((one) => more.ways[one]).filter(Boolean);
  const idle = new Set(ways.flatMap((one) => split(one.idle ?? "")));
  const find = words(MiniSearch, index, more, idle), mean = meanings(ways, idle);
  return (query, today) => {
    const { understood, words: rest } = mean(query, today), telling = split(rest).filter((word) => !idle.has(word));
    const found = !understood.length || telling.length ? find(rest) : null;
    const heard = choices(understood), shown = rest.split(" ").map((word) => found?.read.get(split(word)[0]) ?? word).join(" ");
    /** How well an age is meant: what is for everybody last. */
    const meantFor = ({ ages }) => (heard.leeftijd && ages ? 1 / (1 + Math.abs(ages[0] - heard.leeftijd[0]) / 20) : 0);
    const rows = [...(found?.hits ?? [])].map(([n, much]) => [index.activities[n], much * (1 + meantFor(index.activities[n]))]);
    const ranked = found && rows.sort((one, other) => other[1] - one[1]).map(([one]) => one);
    return { understood, heard, meantFor, ranked, partly: found?.partly, read: found?.read.size > 0, words: telling.length ? shown : "" };
  };
}
