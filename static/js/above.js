// What opens above the scoring page, whether the sheet can still be written or not: the question to the secretariat, and
// stepping back with the key R.

const SWITCH = "scoring-keys";
const ask = document.querySelector("[data-ask]");

ask.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  document.getElementById("ask").showPopover();
  htmx.trigger(document.getElementById("ask-thread"), "open-thread");
});

/** Whether this device uses keys; the switch is in the list of keys. */
export function usesKeys() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

/** @param {boolean} isOn */
export function keepKeys(isOn) {
  try {
    localStorage.setItem(SWITCH, isOn ? "on" : "off");
  } catch {
    // The choice then holds as long as this page.
  }
}

/** @param {KeyboardEvent} event */
export function isForPage(event) {
  const { target } = event;
  const isTyping = target.closest?.("textarea, select, [contenteditable]") || target.matches?.("input:not([type=radio], [type=checkbox])");
  return !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
}

export const isCovered = () => document.querySelector("[popover]:popover-open") !== null;

export const recuse = () => document.querySelector("[data-recuse]").click();

// With a script the list behind “more” opens and closes; without one it stays open.
document.querySelector("[data-scoring]").classList.add("has-script");
document.querySelector(".score-more").open = matchMedia("(min-width: 62rem)").matches;

// A sheet that can be written has keys of its own, this one among them: scoring.js.
if (!document.querySelector("form[data-autosave]")) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "r" || !isForPage(event) || isCovered() || !usesKeys()) return;
    event.preventDefault();
    recuse();
  });
}
