// The page of an activity is made when something in it changes: the date that comes next is told by the clock.
import { all, past } from "./over.js";

const next = document.querySelector("#next time"), [first] = all("ol > :not([hidden]) > time");
if (next && past(next))
  if (first) next.parentNode.replaceChildren(...all("time, .note", first.parentNode).flatMap((one, n) => (n ? [". ", one.cloneNode(true)] : [one.cloneNode(true)])));
  else next.closest("p").hidden = true;
if (!document.querySelector(".dates ol > :not([hidden])")) for (const more of all(".dates details")) more.hidden = true;
