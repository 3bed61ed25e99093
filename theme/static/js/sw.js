// Keeps what somebody saw, and the coming week, so that it can be read without a connection. It asks this site alone.
const KEPT = "pages", MOST = 150, PATIENCE = 5000, FRESH = 6 * 36e5, DAY = 864e5, ZONE = "Europe/Amsterdam";
const base = new URL("./", self.location), inside = (path) => new URL(path, base).href;
const WITHOUT = "geen-verbinding/", NEAR = ["", "vandaag/", "morgen/", "weekend/"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(keepWeek(event.data)));
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(base.href)) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith(`${base.pathname}theme/`) && url.search) event.respondWith(lasting(event));
  else if (/\/(index|meer)\.json$/.test(url.pathname)) event.respondWith(fetched(event).catch(async () => (await found(request)) ?? Response.error()));
});

const open = () => caches.open(KEPT);
const found = async (address) => (await open()).match(address, { ignoreSearch: true });

async function keep(address, answer) {
  if (!answer.ok) return;
  const kept = await open();
  await kept.put(address, answer);
  for (const old of (await kept.keys()).slice(0, -MOST)) await kept.delete(old);
}

/** Ask the site, and keep what it answers: below its address without a question, for that may tell of a person. */
async function fetched(event) {
  const answer = await fetch(event.request), { origin, pathname } = new URL(event.request.url);
  event.waitUntil(keep(origin + pathname, answer.clone()));
  return answer;
}

/** What has a digest in its address never changes. */
async function lasting(event) {
  const kept = await open(), old = await kept.match(event.request);
  if (old) return old;
  const answer = await fetch(event.request);
  event.waitUntil(keep(event.request, answer.clone()));
  return answer;
}

/** A page of now; without a connection, with one that is too slow or a server that is out of order, the page as it was last seen. */
async function page(event, url) {
  const answer = fetched(event), old = await found(url.href);
  if (!old) return answer.catch(() => without(url));
  const now = answer.then((one) => (one.status < 500 ? one : Promise.reject(one)));
  const late = new Promise((_, fail) => setTimeout(fail, PATIENCE));
  return Promise.race([now, late]).catch(() => told(old, url));
}

const prefixOf = (url) => /^[a-z]{2}\//.exec(url.href.slice(base.href.length))?.[0] ?? "";

async function without(url) {
  const answer = (await found(inside(prefixOf(url) + WITHOUT))) ?? (await found(inside(WITHOUT)));
  return answer ? new Response(await answer.text(), { headers: answer.headers }) : Response.error();
}

/** Say on a page that it was kept, and since when: with the note on the page that tells of no connection. */
async function told(old, url) {
  const [text, other] = await Promise.all([old.text(), without(url).then((answer) => answer.text()).catch(() => "")]);
  const [note = ""] = /<p id="kept"[^]*?<\/p>/.exec(other) ?? [], [, lang = "nl"] = /<html lang="([\w-]+)"/.exec(text) ?? [];
  const when = new Date(old.headers.get("date") ?? Date.now());
  const spoken = when.toLocaleString(`${lang}-u-nu-latn`, { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit", timeZone: ZONE });
  const shown = note.replace(" hidden", "").replace("…", () => spoken);
  return new Response(text.replace(/<main\b[^>]*>/, (main) => main + shown), { headers: old.headers });
}

/** Keep the pages of the coming week, at most every six hours, and what they are drawn with. */
async function keepWeek(prefix) {
  if (!/^([a-z]{2}\/)?$/.test(prefix) || navigator.connection?.saveData) return;
  const last = await found(inside(`${prefix}vandaag/`)), there = await found(inside(prefix + WITHOUT));
  if (last && there && Date.now() - new Date(last.headers.get("date") ?? 0) < FRESH) return;
  const day = (n) => new Date(Date.now() + n * DAY).toLocaleDateString("sv", { timeZone: ZONE });
  const week = [...Array(7).keys()].map((n) => `dag/${day(n)}/`);
  const drawn = new Set();
  for (const path of [WITHOUT, ...NEAR, ...week]) {
    const address = inside(prefix + path), answer = await fetch(address).catch(() => null);
    if (!answer?.ok) continue;
    for (const [, own] of (await answer.clone().text()).matchAll(/(?:href|src)="([^"#]*\/theme\/[^"#]*)/g)) drawn.add(new URL(own, address).href);
    await keep(address, answer);
  }
  for (const address of drawn) if (!(await (await open()).match(address))) await fetch(address).then((answer) => keep(address, answer)).catch(() => {});
}
