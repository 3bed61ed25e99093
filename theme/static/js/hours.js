// Whether a place is open now. Early in the morning it may be by what stands at the day before: then nothing is said.
import { near, now, say } from "./days.js";

const hours = document.querySelector(".hours"), today = hours?.querySelector(`[datetime="${now.slice(0, 10)}"]`);
if (today) {
  const { data } = today.nextSibling, clock = now.slice(11, 16);
  const clocks = (data.match(/\d+[.:]\d\d/g) ?? []).map((one) => one.replace(".", ":").padStart(5, 0));
  const open = clocks.some((from, n) => n % 2 === 0 && from <= clock && (clock < clocks[n + 1] || clocks[n + 1] < from));
  say(near.format(0, "day"), today);
  if (clocks[0] && (open || clock > "06")) say(hours.dataset[open ? "open" : "shut"], today.parentNode);
}
