// The screen of a session follows the chair's cursor: every few seconds it asks whether anything has changed (an
// answer of 304 costs next to nothing). Half-filled forms survive; the timer ticks by the server's time.
document.documentElement.classList.add("has-script");

const EVERY = 3000;
const live = document.getElementById("live");
const state = document.getElementById("live-state");
let etag = "";
let lost = 0;

// --- Timer ---------------------------------------------------------------------------------------------

let deadline = null;

function readTimer() {
  const timer = document.querySelector("[data-left]");
  deadline = timer?.hasAttribute("data-running") ? performance.now() + Number(timer.dataset.left) * 1000 : null;
  tick();
}

function tick() {
  const timer = document.querySelector("[data-left]");
  if (!timer) return;
  if (deadline === null) return;
  const left = Math.max(0, Math.ceil((deadline - performance.now()) / 1000));
  const two = (number) => String(number).padStart(2, "0");
  timer.querySelector("[data-clock]").textContent = `${two(Math.floor(left / 60))}:${two(left % 60)}`;
  timer.classList.toggle("is-over", left === 0);
}

// --- Following -----------------------------------------------------------------------------------------

// A form somebody has begun to fill in: it stays as he left it.
function isTouched(form) {
  if (form.contains(document.activeElement) && document.activeElement.type !== "submit") return true;
  return [...form.elements].some((field) =>
    field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT" ? [...field.options].some((option) => option.selected !== option.defaultSelected)
      : field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue);
}

function openDetails(root) {
  return [...root.querySelectorAll("details")].map((details) => details.open);
}

function show(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const focused = document.activeElement?.id;
  for (const form of live.querySelectorAll("form[data-keep]")) {
    const place = fresh.content.getElementById(form.id);
    if (place && isTouched(form)) place.replaceWith(form);
  }
  const before = openDetails(live);
  live.replaceChildren(fresh.content);
  const after = live.querySelectorAll("details");
  if (after.length === before.length) after.forEach((details, place) => (details.open = before[place]));
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  readTimer();
}

async function follow() {
  if (!document.hidden) {
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(live.dataset.live, { headers, cache: "no-store", redirect: "error" });
      if (answer.status === 200) {
        const html = await answer.text();
        if (etag) show(html);
        etag = answer.headers.get("ETag") ?? "";
      } else if (answer.status !== 304) {
        throw new Error(String(answer.status));
      }
      lost = 0;
      state.textContent = "";
    } catch {
      lost += 1;
      if (lost > 1) state.textContent = state.dataset.lost;
    }
  }
  // A few moments earlier or later, so that a whole council does not ask at the same instant.
  setTimeout(follow, EVERY * (0.85 + 0.3 * Math.random()) * Math.min(1 + lost, 5));
}

if (live) {
  readTimer();
  setInterval(tick, 500);
  if (live.hasAttribute("data-follow")) follow();
  document.addEventListener("visibilitychange", () => !document.hidden && tick());
  // The roll-call: a choice is the deed.
  live.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]") && event.target.value) event.target.form.requestSubmit();
  });
}

// --- Notes that save themselves ------------------------------------------------------------------------

const notes = document.querySelector("form[data-autosave]");
if (notes) {
  const said = notes.querySelector("[data-saved]");
  const text = notes.querySelector("textarea");
  let waiting = 0;
  let saving = false;

  async function save() {
    if (saving) return later();
    saving = true;
    said.textContent = said.dataset.saving;
    const typed = text.value;
    try {
      const answer = await fetch(notes.action, {
        method: "POST", body: new FormData(notes), headers: { Accept: "application/json" },
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.error);
      notes.elements.version.value = told.version;
      text.defaultValue = typed;
      said.textContent = text.value === typed ? said.dataset.saved : said.dataset.saving;
    } catch (error) {
      said.textContent = error.message && !(error instanceof TypeError) ? error.message : said.dataset.failed;
    }
    saving = false;
  }
  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(save, 1200);
  }
  text.addEventListener("input", (event) => event.isComposing || later());
  addEventListener("beforeunload", (event) => text.value !== text.defaultValue && event.preventDefault());
  notes.addEventListener("submit", () => { text.defaultValue = text.value; clearTimeout(waiting); });
}
