// Sends the form to the receiver with a proof of work, and tells in the page what became of it.
const form = document.getElementById("form"), check = document.getElementById("check"), sent = document.getElementById("sent");
const button = document.getElementById("post");
const texts = JSON.parse(sent.dataset.say);
let link = new URLSearchParams(location.hash.slice(1)).get("link"), proof = "";

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (one) => one.toString(16).padStart(2, "0")).join("");

function element(tag, text, className = "") {
  return Object.assign(document.createElement(tag), { textContent: text, className });
}

/** Try numbers until the key that is derived with one begins as asked: a second of work, which spam cannot afford. */
async function solve({ parameters, signature }) {
  const { nonce, cost, keyLength, keyPrefix } = parameters, salt = bytes(parameters.salt), start = bytes(nonce);
  const password = new Uint8Array(start.length + 4), number = new DataView(password.buffer, start.length);
  password.set(start);
  for (let counter = 0; ; counter++) {
    number.setUint32(0, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const made = hex(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: cost }, key, keyLength * 8));
    if (made.startsWith(keyPrefix)) return btoa(JSON.stringify({ challenge: { parameters, signature }, solution: { counter, derivedKey: made } }));
  }
}

async function post(answers) {
  const all = new URLSearchParams(answers), headers = { Accept: "application/json" };
  if (link) all.set("link", link);
  else if (globalThis.crypto?.subtle) {
    const asked = proof || (await fetch(texts.challenge, { headers }));
    if (!proof && !asked.ok) return asked.json();
    all.set("altcha", (proof ||= await solve(await asked.json())));
  } // a browser that cannot prove anything still sends: an editor looks at that first
  const told = await (await fetch(form.getAttribute("action"), { method: "POST", headers, body: all })).json();
  if (!/^(faults|too-much|broken)$/.test(told.state)) proof = ""; // else it was not used up, and serves the next time
  return told;
}

function tell(title, ...lines) {
  sent.replaceChildren(...(title ? [element("b", title)] : []), ...lines.filter(Boolean).map((text) => element("p", text)));
  sent.hidden = false;
}

function done({ title, text, number }) {
  try {
    localStorage.removeItem(`form ${location.pathname}${location.search}`);
  } catch {} // nothing was kept then
  const head = element("h2", title);
  check.replaceChildren(head, element("p", texts.number.replace("{id}", number), "notice"), ...text.map((line) => element("p", line)));
  document.querySelectorAll(".others, #filled, #draft, .errors, .lead").forEach((one) => (one.hidden = true));
  document.title = title;
  check.hidden = false;
  form.hidden = true;
  check.focus();
  check.scrollIntoView();
}

async function send() {
  const answers = [...new FormData(form)];
  form.hidden = true;
  check.hidden = false;
  button.disabled = button.ariaBusy = true;
  tell("", texts.busy);
  try {
    let told = await post(answers);
    if (told.state === "expired") told = await post(answers);
    if (told.state === "accepted" || told.state === "review") return done(told);
    if (told.state === "no-link") link = "";
    tell(told.title, ...told.text);
    if (told.state === "faults") {
      sent.hidden = true;
      form.dispatchEvent(new CustomEvent("faults", { detail: told.faults }));
    }
  } catch {
    tell("", texts.offline);
  } finally {
    button.disabled = button.ariaBusy = false;
  }
}

form.addEventListener("send", (event) => (event.preventDefault(), send()));
