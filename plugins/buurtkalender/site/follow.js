// Shows what changes while `buurtkalender serve` runs, which alone adds this to a page. No published page has it.
const { seen } = document.currentScript.dataset;
const uses = (names) => {
  const asked = performance.getEntriesByType("resource").map((one) => new URL(one.name)).filter((one) => one.origin === location.origin);
  return asked.some((one) => names.includes(decodeURI(one.pathname)));
};
let written = false, panel, wait = 200;
document.addEventListener("input", () => { written = true; });

function follow() {
  const here = new URLSearchParams({ path: decodeURI(location.pathname), seen });
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/buurtkalender-follow?${here}`);
  socket.onopen = () => { wait = 200; };
  socket.onmessage = ({ data }) => {
    const { changed, wrong } = JSON.parse(data);
    if (wrong) show(wrong);
    else if ((!changed || uses(changed)) && !written) location.reload(); // what somebody is writing here is theirs
  };
  socket.onclose = () => { setTimeout(follow, wait); wait = Math.min(2 * wait, 5000); };
}

/** What is wrong, above the page: each with its place, and what to write. It goes when it is mended. */
function show({ title, rows = [], more }) {
  panel?.remove();
  panel = null;
  if (!title) return;
  panel = document.createElement("div");
  const root = panel.attachShadow({ mode: "open" }), style = new CSSStyleSheet();
  style.replaceSync(`:host { all: initial; position: sticky; inset-block-start: 0; z-index: 9; display: block }
    section { box-sizing: border-box; max-block-size: 50vh; overflow: auto; padding: .75rem 1rem; background: #fff4e5; color: #1b1b1b;
      border-block-end: .25rem solid #a33a00; font: 1rem/1.5 system-ui, sans-serif }
    h2 { margin: 0; font-size: 1.1rem } p { margin: .5rem 0 0; max-inline-size: 60rem; white-space: pre-line } code { font-weight: 700; overflow-wrap: anywhere }`);
  root.adoptedStyleSheets = [style];
  const add = (to, name, text = "") => to.appendChild(Object.assign(document.createElement(name), { textContent: text }));
  const section = add(root, "section");
  section.setAttribute("role", "alert");
  section.tabIndex = 0; // it may have to be scrolled with the keyboard
  section.setAttribute("aria-label", title);
  add(section, "h2", title);
  for (const [place, text] of rows) {
    const row = add(section, "p");
    if (place) { add(row, "code", place); row.append("\n"); }
    row.append(text);
  }
  if (more) add(section, "p", more);
  document.body.prepend(panel);
}

follow();
