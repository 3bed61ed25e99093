// The page of an activity is made when something in it changes: the date that comes next is told by the clock.
import { all, now } from "./over.js";

const next = document.getElementById("next"), dates = all(".dates ol > li > time"), first = dates.find((one) => !one.parentNode.hidden);
if (next && first !== dates[0]) {
  next.hidden = !first;
  next.replaceChildren(...all("b, br", next), first?.textContent ?? "", ...all(".note, small", first?.parentNode ?? next).flatMap((one, n) => [n ? " " : ". ", one.cloneNode(true)]));
}
const gone = all(".dates [hidden] time").map((one) => one.textContent);
for (const off of all(".notice > s")) off.parentNode.hidden = gone.includes(off.textContent);
if (!document.querySelector(".dates ol > :not([hidden])")) for (const more of all(".dates details")) more.hidden = true;
// What holds until a moment; what is hidden until then holds from it on.
for (const time of all("[data-until]")) time.hidden ^= time.dataset.until <= now;
