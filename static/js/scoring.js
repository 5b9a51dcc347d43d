// The scoring screen: levels and numbers kept in step, keys, what asks for a reason. What is kept and sent is sheet.js's;
// which criterion is at hand, tabs.js's. The page works without this file.
import { isCovered, isForPage, keepKeys, recuse, usesKeys } from "./above.js";
import { openSheet } from "./sheet.js";
import { criterionAtHand, isLast, reveal, step, toggleAll, turnTo } from "./tabs.js";
import { forgive } from "./wrong.js";
import { aim, pinPage, turnPage, viewerInView } from "./viewer.js";

const panel = document.querySelector("form.score-panel[data-autosave]");
const criteria = [...panel.querySelectorAll("fieldset.criterion[data-criterion]")];
const next = document.querySelector("[data-next]");
const previous = document.querySelector("[data-previous]");
const submit = document.querySelector(".score-submit");

const cardAtHand = () => criteria.find((criterion) => criterion.dataset.criterion === criterionAtHand());

// --- Levels and numbers -------------------------------------------------------------------------

const numberOf = (criterion) => criterion.querySelector("input.mark");
const levelsOf = (criterion) => [...criterion.querySelectorAll(".anchor input")];

function choose(criterion, radio) {
  const number = numberOf(criterion);
  const value = number.value === "" ? NaN : Number(number.value);
  radio.checked = true;
  // A number that already lies in the level is the person's own; it stays.
  if (!(value >= Number(radio.dataset.low) && value <= Number(radio.dataset.high))) {
    number.value = radio.dataset.suggested;
  }
  refresh();
  sheet.changed();
}

function followNumber(criterion) {
  const text = numberOf(criterion).value;
  for (const radio of levelsOf(criterion)) {
    const value = Number(text);
    radio.checked = text !== "" && value >= Number(radio.dataset.low) && value <= Number(radio.dataset.high);
  }
}

function refresh() {
  const marks = criteria.map((criterion) => numberOf(criterion).value);
  const given = marks.filter((mark) => mark !== "").length;
  const progress = document.querySelector("[data-progress]");
  progress.hidden = given === marks.length;
  progress.querySelector("b").textContent = `${given}/${marks.length}`;
  const sum = marks.reduce((total, mark) => total + (Number(mark) || 0), 0);
  document.querySelector("[data-sum]").hidden = false;
  for (const total of document.querySelectorAll("[data-total]")) {
    total.textContent = given ? sum : "–";
  }
  for (const criterion of criteria) tell(criterion);
}

// The stepper, the summary and the question for a reason follow the mark.
function tell(criterion) {
  const mark = numberOf(criterion).value;
  const { criterion: code, lowest, highest } = criterion.dataset;
  document.querySelector(`[data-step="${code}"]`).toggleAttribute("data-marked", mark !== "");
  document.querySelector(`[data-tab="${code}"]`)?.toggleAttribute("data-marked", mark !== "");
  document.querySelector(`[data-mark-of="${code}"]`).textContent = mark === "" ? "–" : mark;
  const extreme = mark !== "" && (Number(mark) <= Number(lowest) || Number(mark) >= Number(highest));
  const reason = criterion.querySelector(".criterion-remark textarea").value.trim() || criterion.querySelector(".pin");
  criterion.querySelector("[data-extreme]").hidden = !extreme || Boolean(reason);
  // A pin, or another mark, does for the remark that was asked for.
  const remark = criterion.querySelector(".criterion-remark textarea.is-invalid");
  if (remark && (!extreme || reason)) forgive(remark);
  const isWrong = criterion.querySelector(".is-invalid") !== null;
  for (const link of document.querySelectorAll(`[data-step="${code}"], [data-tab="${code}"]`)) {
    link.toggleAttribute("data-wrong", isWrong);
  }
}

for (const criterion of criteria) {
  for (const radio of levelsOf(criterion)) radio.addEventListener("change", () => choose(criterion, radio));
  numberOf(criterion).addEventListener("input", () => followNumber(criterion));
}
panel.addEventListener("input", refresh);
panel.addEventListener("wrong", refresh);
document.addEventListener("pins", refresh);

// --- The criterion at hand ------------------------------------------------------------------------------

function atHand() {
  const code = criterionAtHand();
  aim(code === "sum" ? null : code);
  const sumsUp = isLast();
  next.hidden = sumsUp;
  previous.hidden = false;
  previous.disabled = cardAtHand() === criteria[0];
  submit.classList.toggle("is-waiting", !sumsUp);
}

document.addEventListener("criterion", atHand);
document.addEventListener("reveal", (event) => reveal(event.target));
next.addEventListener("click", () => step(1));
previous.addEventListener("click", () => step(-1));

// A field that the browser refuses must be seen: it may lie behind another criterion.
panel.addEventListener("invalid", (event) => reveal(event.target), true);

// --- Keys, never while typing -----------------------------------------------------------------------

const keysButton = document.querySelector("[data-keys-button]");
const keysOn = document.querySelector("[data-keys-on]");
keysButton.hidden = false;
keysOn.checked = usesKeys();
keysOn.addEventListener("change", () => keepKeys(keysOn.checked));

const DEEDS = {
  j: () => step(1),
  k: () => step(-1),
  c: () => (cardAtHand() ?? document.getElementById("c-sum")).querySelector("textarea").focus(),
  p: pinPage,
  a: toggleAll,
  s: () => sheet.save(),
  r: recuse,
};

function deedOf(event) {
  const key = event.key.toLowerCase();
  const card = cardAtHand();
  const level = card && /^[1-9]$/.test(key) && levelsOf(card)[Number(key) - 1];
  if (level) return () => choose(card, level);
  // Arrows belong to whatever scrolls or is chosen with them.
  if (/^arrow(left|right)$/.test(key) && !event.target.matches("input") && viewerInView()?.querySelector(".zoom-100")) {
    return () => turnPage(key === "arrowright" ? 1 : -1);
  }
  return Object.hasOwn(DEEDS, key) ? DEEDS[key] : null;
}

document.addEventListener("keydown", (event) => {
  if (!isForPage(event)) return;
  if (event.key === "?") {
    document.getElementById("keys").togglePopover();
    event.preventDefault();
    return;
  }
  if (!keysOn.checked || isCovered()) return;
  const deed = deedOf(event);
  if (!deed) return;
  event.preventDefault();
  deed();
});

const sheet = openSheet(panel, document.getElementById("saved"), () => criteria.forEach(followNumber));
refresh();
showRefusal();
atHand();

// The server refused what was sent: its page begins where the first mistake is. What is asked about the whole sheet stands
// below the last step.
function showRefusal() {
  const wrong = panel.querySelector(".is-invalid");
  if (!wrong) return;
  turnTo(wrong.closest(".criterion[data-criterion]")?.dataset.criterion ?? "sum", { scroll: false });
  wrong.focus({ preventScroll: true });
  wrong.scrollIntoView({ block: "center" });
}
