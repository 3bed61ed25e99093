// What the form does besides being a form: fill in what is known, show the next dates, keep a draft, check, make a file.
import { wall } from "./clock.js";
import { faults, freeName, nextDays, patternOf, rows, the, tidy, withDatesTold, withoutLostChanges, withStopped, write } from "./answers.js";

const at = (id) => document.getElementById(id);
const form = at("form"), whole = at("whole"), check = at("check");
const { layout, norms, texts } = JSON.parse(form.dataset.say);
const { email, repository, branch, folder } = form.dataset;
const action = form.elements.action.value;
const query = new URLSearchParams(location.search);
const store = `form ${location.pathname}${location.search}`;
const today = wall().slice(0, 10);
const spoken = (day) =>
  new Date(`${day}T12:00`).toLocaleDateString(document.documentElement.lang, {
    weekday: "long", day: "numeric", month: "long", ...(Date.parse(day) - Date.parse(today) > 300 * 864e5 && { year: "numeric" }),
  });
const all = (selector, inside = form) => [...inside.querySelectorAll(selector)];
const named = (name) => all(`[name="${name}"]`);
const fill_in = (text, words) => text.replace(/\{(\w+)\}/g, (_, word) => words[word]);
const typed = at("activity"), saved = document.querySelector(".saved");
const from = make("input", { type: "hidden", name: "filled_from" });
let known = [], chosen = null, before = [], title = document.title;

/** Make an element. */
function make(tag, properties, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

// --- answers in the page --------------------------------------------------------------------------------------------

const shown = (control) => !control.closest("[hidden]:not(#kept)") && getComputedStyle(control.closest(".q") ?? form).display !== "none";

function given() {
  const raw = {};
  for (const one of form.elements)
    if (one.name && (!/radio|checkbox/.test(one.type) || one.checked) && (one.type === "hidden" || shown(one))) (raw[one.name] ??= []).push(one.value);
  return tidy(raw);
}

/** Put answers into the page. What has no place in it is kept aside, so that nothing is lost. */
function fill(answers) {
  at("kept").replaceChildren();
  for (const [name, values] of Object.entries(answers)) {
    let rest = [...values];
    const boxes = named(name).filter((one) => one.value !== undefined && /radio|checkbox/.test(one.type));
    for (const box of boxes) if ((box.checked = rest.includes(box.value))) rest = rest.filter((text) => text !== box.value);
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value), wanted = values.filter((text) => ticked.includes(text));
    if (`${ticked}` !== `${wanted}`) // the order is the organisation's own
      boxes[0].closest(".opts").prepend(...wanted.map((text) => boxes.find((box) => box.value === text).parentElement));
    let inputs = named(name).filter((one) => !boxes.includes(one) && one.type !== "hidden");
    const button = inputs[0]?.closest(".q").querySelector(".more");
    for (; button && rest.length > inputs.length; inputs = named(name).filter((one) => !boxes.includes(one))) more(button);
    for (const input of inputs) if (rest.length && ((input.value = rest[0]), input.value === rest[0])) rest.shift();
    for (const value of rest.filter(Boolean)) at("kept").append(make("input", { type: "hidden", name, value }));
  }
  for (const fold of all("details")) fold.open ||= controls(fold).some((one) => (one.type === "checkbox" ? one.checked : one.type !== "radio" && one.value && one.value !== one.options?.[0].value));
}

/** One more row of the same inputs. */
function more(button) {
  const row = all(".ins", button.parentElement).at(-1), copy = row.cloneNode(true);
  for (const one of all("label", copy)) {
    one.firstChild.data = one.firstChild.data.replace(/\d+$/, (n) => Number(n) + 1);
    one.control.value = "";
  }
  row.after(copy);
  return copy;
}

function fromAddress() {
  const found = {}, one = (name) => query.get(name);
  const put = (name, ...values) => (found[name] = values);
  // What the file holds and the form offers as a choice; consent, say, is in no file.
  const offered = (name) => Object.hasOwn(layout, name) && named(name).some((one) => /radio|checkbox/.test(one.type));
  for (const name of new Set(query.keys())) if (offered(name)) put(name, ...query.getAll(name));
  const ages = /^(\d+)(?:-(\d+)|[+ ]?)$/.exec(one("ages") ?? "");
  if (ages) put("ages", ages[1], ages[2] ?? "");
  if (one("venue")) put("venue", one("room") ? `${one("venue")}/${one("room")}` : one("venue"));
  if (query.has("by_appointment")) put("when.0.kind", "by_appointment");
  if (query.has("weekly")) put("when.0.weekly", ...query.getAll("weekly")), put("when.0.kind", "weekly");
  if (one("time")) put("when.0.time", ...one("time").split("-"));
  if (one("cost")) one("cost") === "free" ? put("cost", "free") : (put("cost", "paid"), put("cost.amount", one("cost")));
  return found;
}

// --- an activity that is there ----------------------------------------------------------------------------------------

async function load(organisation) {
  const field = at("activity"), path = `../organisaties/${organisation}.json`;
  if (field) field.ariaBusy = true;
  const found = await fetch(new URL(path, location)).then((answer) => (answer.ok ? answer.json() : [])).catch(() => []);
  // Somebody may have chosen another one in the meantime: that one's answer comes, or came.
  if (form.elements.organisation.value !== organisation) return;
  known = found;
  if (!field) return;
  field.ariaBusy = false;
  const options = [make("option", { value: "" }, texts.choose), ...known.map((one) => make("option", { value: one.id }, one.title))];
  field.replaceWith(known.length ? make("select", { id: "activity", name: "activity" }, ...options) : typed);
}

function choose(id) {
  chosen = known.find((one) => one.id === id) ?? null;
  if (action === "change") whole.hidden = true; // what stands there is of another activity
  from.value = chosen?.filled_from ?? "";
  at("picked").hidden = !chosen;
  if (at("self")) at("self").hidden = !chosen || !whole.hidden;
  if (!chosen) return;
  at("activity").value = id;
  at("picked").lastChild.href = `../../activiteiten/${id}/`;
  for (const link of document.querySelectorAll(".others a")) link.search = `?wijzig=${id}`;
  const dates = at("changes.date"), tick = (className) => ([value, text]) =>
    make("label", { className }, make("input", { type: "checkbox", name: "changes.date", value }), text);
  if (!dates || chosen.dates.length + chosen.off.length === 0) return;
  all(".ins,.opts", dates).forEach((one) => one.remove());
  dates.append(make("div", { className: "opts" }, ...chosen.off.map(tick("opt if-on")), ...chosen.dates.map(tick("opt"))));
}

/** Fill the whole form with what is known, and remember it: what is different later is what somebody changed. */
function fillWhole() {
  whole.hidden = false;
  at("self").hidden = true;
  for (const one of controls(whole)) one.options ? (one.selectedIndex = 0) : /radio|checkbox/.test(one.type) ? (one.checked = one.defaultChecked) : (one.value = "");
  fill(chosen.answers);
  before = all(".q", whole).map((place) => [place, words(place)]);
}

/** Show the whole form with what is known; what it cannot hold is told in words instead. */
function open() {
  fillWhole();
  const same = write(tidy(chosen.answers), layout) === write(given(), layout);
  if (!same) whole.hidden = true;
  const told = !same ? texts.gone : at("kept").childElementCount ? texts.more : "";
  if (told) at("filled").textContent = told;
  at("filled").hidden = !told;
  if (same) form.elements.title.focus();
}

// --- what is wrong ----------------------------------------------------------------------------------------------------

/** Where a question stands: its own place, or that of what it is a part of. */
function question(name) {
  for (; name; name = name.slice(0, Math.max(0, name.lastIndexOf(".")))) if (at(name)) return at(name).closest(".q");
  return form.querySelector(".q");
}

const controls = (place) => all("input,select,textarea", place);
const idOf = (place) => place.id || controls(place)[0].id;

function clear() {
  all(".error").forEach((one) => one.remove());
  for (const one of all("[aria-invalid]")) {
    one.removeAttribute("aria-invalid");
    const hint = one.getAttribute("aria-describedby")?.split(" ").filter((id) => !id.endsWith("-error")).join(" ");
    hint ? one.setAttribute("aria-describedby", hint) : one.removeAttribute("aria-describedby");
  }
  at("errors").hidden = true;
  document.title = title;
}

function show(wrong, said = new Map()) {
  clear();
  const list = at("errors").querySelector("ul");
  list.replaceChildren();
  for (const place of all(".q").filter((one) => wrong.includes(one))) {
    const first = controls(place).find((one) => !one.validity.valid) ?? controls(place)[0];
    const text = said.get(place) || place.dataset.wrong || first.validationMessage, id = `${idOf(place)}-error`;
    for (const one of place.tagName === "FIELDSET" ? [place] : [first]) {
      one.setAttribute("aria-invalid", "true");
      one.setAttribute("aria-describedby", [one.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
    }
    const before = place.querySelector(".hint") ?? place.querySelector("legend,label:not(.opt)");
    const error = make("p", { className: "error", id }, text);
    before ? before.after(error) : place.prepend(error);
    for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    first.id ||= `${id}-at`;
    list.append(make("li", {}, make("a", { href: `#${first.id}` }, text)));
  }
  document.title = fill_in(texts.wrong, { title });
  at("errors").hidden = false;
  at("errors").focus();
}

const wrongIn = (answers) => [
  ...[...form.elements].filter((one) => one.name && one.type !== "hidden" && shown(one) && !one.validity.valid).map((one) => one.closest(".q")),
  ...faults(action, answers).map(question),
];

// --- the end ----------------------------------------------------------------------------------------------------------

/** The file that comes of it: where it goes, what is in it, and which days of it were lost. */
function file(answers) {
  let lost = [], content;
  if (action === "new") content = { ...answers, confirmed: [today] };
  else if (!chosen) return {};
  else if (action === "change") {
    if (!answers.title) return {};
    const by = answers["image.by"] ?? chosen.answers["image.by"];
    [content, lost] = withoutLostChanges({ ...answers, "image.by": (chosen.answers["image.file"] && by) ?? [], confirmed: [today] });
  } else if (action === "cancel") content = withDatesTold(tidy(chosen.answers), answers["changes.date"], the(answers, "changes.what"), the(answers, "changes.cancelled"));
  else if (action === "confirm") content = { ...tidy(chosen.answers), confirmed: [today] };
  else [content, lost] = withoutLostChanges(withStopped(tidy(chosen.answers), the(answers, "status"), the(answers, "until"), today));
  const house = the(answers, "organisation") || freeName(the(answers, "organisation.name"), []);
  const taken = known.flatMap((one) => [one.id, ...(one.answers.formerly ?? [])]).map((id) => id.split("/")[1]);
  return { path: `${folder}/activities/${chosen?.id ?? `${house}/${freeName(the(answers, "title"), taken)}`}.yaml`, text: write(content, layout), lost };
}

function words(place) {
  const said = controls(place).flatMap((one) => {
    if (!one.value || (/radio|checkbox/.test(one.type) && !one.checked)) return [];
    if (/radio|checkbox/.test(one.type)) return [one.labels[0].textContent.trim()];
    const label = one.name.startsWith("access.") ? `${one.labels[0].firstChild.data}: ` : "";
    return [label + (one.type === "date" ? spoken(one.value) : one.selectedOptions?.[0].text ?? one.value)];
  });
  return said.join(/\.(time|skip_days)$|^ages$/.test(idOf(place)) ? " – " : ", ");
}

function review(answers) {
  const { path, text, lost = [] } = file(answers), list = check.querySelector("dl");
  list.replaceChildren();
  for (const place of all(".q").filter((one) => shown(one) && idOf(one) !== "consent")) {
    const said = words(place), label = place.querySelector("legend,label").textContent;
    const link = make("a", { href: `#${idOf(place)}`, ariaLabel: `${texts.edit}: ${label}` }, texts.edit);
    link.addEventListener("click", back);
    if (said) list.append(make("div", {}, make("dt", {}, label), make("dd", {}, said), make("dd", {}, link)));
  }
  at("lost").hidden = !lost.length;
  at("lost").textContent = fill_in(texts.lost, { days: lost.map(spoken).join(", ") });
  const name = the(answers, "title") || chosen?.title || the(answers, "activity");
  const told = ["organisation.name", "until", "message", "sender.name", "sender.reach"].filter((one) => answers[one]).map((one) => `${question(one).querySelector("label").textContent}: ${the(answers, one)}`);
  const dates = action === "cancel" ? ["changes.what", "changes.date", "changes.cancelled"].map((one) => words(question(one))).join("\n") : "";
  const subject = fill_in(texts.subject, { title: name });
  const changed = before.filter(([place, said]) => shown(place) && idOf(place) !== "consent" && words(place) !== said);
  const different = changed.map(([place, said]) => `${place.querySelector("legend,label").textContent}: ${said || "–"} → ${words(place) || "–"}`);
  if (changed.length) told.push(texts.different, ...different);
  const head = [chosen ? new URL(`../../activiteiten/${chosen.id}/`, location).href : "", dates.trim(), ...told].filter(Boolean).join("\n");
  const body = [head, path ? `${path}\n\n${text}` : ""].filter(Boolean).join("\n\n");
  const link = (content) => `mailto:${email}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(content.replaceAll("\n", "\r\n"))}`;
  // Windows hands on 2,048 characters to a program for e-mail; what does not fit is copied, to be pasted there.
  const fits = [body, `${head}\n\n${texts.paste}\n`, `${texts.paste}\n`].find((text) => link(text).length < 1900);
  if (email) Object.assign(at("mail"), { href: link(fits ?? ""), onclick: () => void (fits === body || copy(`${subject}\n\n${body}`)) });
  at("copy").onclick = () => copy(`${subject}\n\n${body}`);
  at("save").onclick = () => save(path.split("/").at(-1), text);
  at("save").hidden = check.querySelector("details").hidden = !path;
  at("file").value = text ?? "";
  at("path").textContent = path ?? "";
  if (at("forge")) at("forge").href = path ? forge(path, text) : repository;
  form.hidden = true;
  check.hidden = false;
  check.focus();
  at("check").scrollIntoView();
}

function forge(path, text) {
  if (!/^https:\/\/github\.com\/[^/]+\/[^/]+$/.test(repository)) return repository;
  if (chosen) return `${repository}/edit/${branch}/${path}`;
  const [, inside, name] = /^(.*)\/(.*)$/.exec(path);
  const link = `${repository}/new/${branch}/${inside}?filename=${encodeURIComponent(name)}&value=${encodeURIComponent(text)}`;
  return link.length <= 7500 ? link : repository;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", { value: text });
    check.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  at("said").textContent = texts.copied;
}

function save(name, text) {
  const href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1e4);
}

function back() {
  check.hidden = true;
  form.hidden = false;
}

// --- while somebody types ---------------------------------------------------------------------------------------------

function keep() {
  try {
    localStorage.setItem(store, JSON.stringify(given()));
    saved.hidden = false;
  } catch {} // a browser that keeps nothing is no reason to stop
  preview();
  saved.ariaBusy = false;
}

function preview() {
  const answers = given();
  for (const place of all(".entry")) {
    const name = place.dataset.entry, pattern = patternOf(answers, name), asked = answers[`${name}.${pattern}`]?.some(Boolean);
    const days = asked ? nextDays(answers, name, today, 5) : [];
    const told = !asked ? "" : !days.length ? texts.none : fill_in(texts.next, { days: days.map(spoken).join(", ") });
    place.querySelector(".dates").textContent = told && answers[`${name}.skip`] ? `${told} ${texts.unknown}` : told;
  }
  if (at("errors").hidden) return;
  const wrong = new Set(wrongIn(answers));
  for (const error of all(".error")) error.hidden = !wrong.has(error.closest(".q"));
}

let timer;
const soon = () => (clearTimeout(timer), (saved.ariaBusy = true), (timer = setTimeout(keep, 250)));

function discard() {
  clearTimeout(timer);
  localStorage.removeItem(store);
  form.reset();
  location.reload();
}

async function start() {
  for (const one of document.querySelectorAll(".plain")) one.hidden = true;
  form.append(make("div", { id: "kept", hidden: true }));
  if (action !== "new") form.append(from);
  form.noValidate = true;
  form.querySelector(".go").textContent = check.querySelector("h2").textContent;
  all(".more").forEach((one) => (one.hidden = false));
  const [partner] = named("partners");
  if (partner) partner.append(...at("organisation").cloneNode(true).children), (partner.value = "");
  let draft = null;
  try {
    draft = JSON.parse(localStorage.getItem(store));
  } catch {}
  const wanted = (draft && the(draft, "activity")) || query.get("wijzig") || "";
  const house = wanted.split("/")[0] || (draft && the(draft, "organisation"));
  if (house && named("organisation").some((one) => [...one.options].some((option) => option.value === house))) {
    form.elements.organisation.value = house;
    form.inert = form.ariaBusy = true;
    await load(house);
    form.inert = form.ariaBusy = false;
    if (at("activity")) choose(wanted);
  }
  if (draft && Object.keys(draft).length > 1) {
    if (chosen && draft.title) fillWhole(), form.reset();
    if (whole && draft.title) whole.hidden = false;
    from.value = the(draft, "filled_from"); // the file may have changed since somebody began
    delete draft.filled_from;
    fill(draft);
    at("draft").hidden = false;
    saved.hidden = false;
  } else if (action === "new" && query.size) {
    fill(fromAddress());
    const norm = Object.hasOwn(norms, query.get("norm")) ? norms[query.get("norm")] : "";
    const area = [...at("location.neighbourhood").options].find((one) => one.value && one.value === query.get("buurt"))?.text ?? "";
    at("filled").hidden = !norm && !area;
    at("filled").textContent = fill_in(texts.filled, { what: norm && area ? fill_in(texts.both, { norm, area }) : norm || area });
  }
  form.addEventListener("input", soon);
  form.addEventListener("change", async ({ target }) => {
    if (target.name === "organisation") await load(target.value);
    if (target.id === "activity" || (target.name === "organisation" && at("activity"))) choose(at("activity").value);
  });
  form.addEventListener("click", ({ target }) => {
    if (target.matches(".more")) more(target).querySelector("input,select").focus();
    if (target.matches("#self button")) open(), preview();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    keep();
    const answers = given(), wrong = wrongIn(answers);
    wrong.length ? show(wrong) : (clear(), review(answers));
  });
  form.addEventListener("faults", ({ detail }) => {
    const said = new Map(detail.map(({ name, text }) => [question(name), text]));
    back(), show([...said.keys()], said);
  });
  at("back").onclick = () => (back(), form.scrollIntoView());
  at("discard").onclick = at("draft").querySelector("button").onclick = discard;
  if (at("post")) at("post").onclick = () => {
    back();
    const left = [...form.elements].filter((one) => one.type !== "hidden" && !shown(one));
    for (const one of left) one.disabled = true;
    if (form.dispatchEvent(new Event("send", { cancelable: true }))) form.submit();
    for (const one of left) one.disabled = false;
  };
  preview();
}

start();
