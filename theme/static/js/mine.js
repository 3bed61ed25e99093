// Which neighbourhood is yours: kept on this device, and nowhere else.
const box = document.getElementById("mine"), [yes, no] = [...box.children], own = box.dataset.id;
const links = [...document.querySelectorAll(".areas .chips a")], idOf = (link) => link.pathname.split("/").at(-2);
const store = (change) => {
  try {
    return change(localStorage);
  } catch {} // a browser that keeps nothing is no reason to stop
};

function show() {
  const id = store((kept) => kept.getItem("buurt")), link = links.find((one) => idOf(one) === id);
  const known = own ? id === own : Boolean(link);
  if (link) Object.assign(yes.querySelector("a"), { href: link.href, textContent: link.firstChild.textContent.trim() });
  [yes.hidden, no.hidden, box.hidden] = [!known, known, false];
  return known ? yes : no;
}

/** Remember a neighbourhood, or forget it, and stay where the answer is. */
function choose(id) {
  store((kept) => (id ? kept.setItem("buurt", id) : kept.removeItem("buurt")));
  show().querySelector("a,button,select").focus();
}

yes.querySelector("button").onclick = () => choose("");
no.querySelector("button").onclick = () => choose(own ?? no.querySelector("select").value);
for (const link of own ? [] : links) no.querySelector("select").append(new Option(link.firstChild.textContent.trim(), idOf(link)));
show();
