// The scoring screen: autosave, levels and numbers kept in step, keys. The page works without this file.

const SECOND = 1000;
const panel = document.querySelector("form.score-panel[data-autosave]");
const status = document.getElementById("saved");
const words = panel.dataset;
const criteria = [...panel.querySelectorAll(".criterion[data-criterion]")];

// --- What is saved, and where -----------------------------------------------------------------

function say(text, tone) {
  const tag = document.createElement("span");
  tag.className = `tag tag-${tone}`;
  tag.textContent = text;
  status.replaceChildren(tag);
}

function content() {
  const fields = new FormData(panel);
  fields.delete("csrfmiddlewaretoken");
  fields.delete("version");
  return new URLSearchParams(fields).toString();
}

// The device keeps what the server has not confirmed. A browser that refuses storage only loses this safety net.
function keep(text) {
  try {
    if (text === null) localStorage.removeItem(words.key);
    else localStorage.setItem(words.key, JSON.stringify({ text, version: panel.elements.version.value }));
  } catch {
    return false;
  }
  return true;
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(words.key));
  } catch {
    return null;
  }
}

let confirmed = content();
let timer = null;
let running = false;
let stopped = false;
let pause = SECOND;

function changed() {
  refresh();
  if (content() === confirmed) return;
  keep(content());
  schedule(SECOND);
}

function schedule(delay) {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(save, delay);
}

async function save() {
  if (running || stopped || content() === confirmed) return;
  running = true;
  const sent = content();
  say(words.saving, "neutral");
  try {
    await send(sent);
  } catch {
    // The connection is gone: keep on trying, ever more slowly.
    say(words.kept, "warn");
    pause = Math.min(pause * 2, 30 * SECOND);
    schedule(pause);
  } finally {
    running = false;
  }
  if (content() !== sent) schedule(SECOND);
}

async function send(sent) {
  const answer = await fetch(words.autosave, {
    method: "POST",
    body: new URLSearchParams(new FormData(panel)),
    redirect: "manual",
    credentials: "same-origin",
  });
  if (answer.ok) {
    const { version, saved } = await answer.json();
    panel.elements.version.value = version;
    confirmed = sent;
    pause = SECOND;
    if (content() === sent) keep(null);
    say(`${words.saved} ${saved}`, "ok");
  } else if (answer.status === 409 || answer.status === 422) {
    // 409: somebody else changed the sheet; a click on “save” shows both texts. 422: a field is wrong.
    const { message } = await answer.json();
    stopped = answer.status === 409;
    say(message || words.invalid, "danger");
  } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
    say(words.expired, "warn");
    schedule(30 * SECOND);
  } else {
    throw new Error(String(answer.status));
  }
}

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
  changed();
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
  const complete = marks.every((mark) => mark !== "");
  const sum = marks.reduce((total, mark) => total + (Number(mark) || 0), 0);
  const total = document.querySelector("[data-total]");
  document.querySelector("[data-sum]").hidden = false;
  total.textContent = complete ? sum : marks.some((mark) => mark !== "") ? `${sum} …` : "–";
}

for (const criterion of criteria) {
  for (const radio of levelsOf(criterion)) radio.addEventListener("change", () => choose(criterion, radio));
  numberOf(criterion).addEventListener("input", () => followNumber(criterion));
  criterion.addEventListener("focusin", () => makeCurrent(criterion, false));
  criterion.addEventListener("click", () => makeCurrent(criterion, false));
}
panel.addEventListener("input", changed);

// --- The criterion at hand, and its section of the dossier ------------------------------------------

let current = null;

function makeCurrent(criterion, scroll) {
  if (current !== criterion) {
    current?.classList.remove("is-current");
    current = criterion;
    criterion.classList.add("is-current");
    const section = document.querySelector(`.read-section[data-criterion="${criterion.dataset.criterion}"]`);
    for (const other of document.querySelectorAll(".read-section.is-current")) other.classList.remove("is-current");
    section?.classList.add("is-current");
    // Side by side the dossier follows; stacked it would take the criterion out of sight.
    if (section && matchMedia("(min-width: 60rem)").matches) section.scrollIntoView({ block: "start" });
  }
  if (scroll) criterion.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const index = criteria.indexOf(current);
  const next = criteria[Math.min(Math.max(index + by, 0), criteria.length - 1)];
  makeCurrent(next, true);
}

// --- Keys, never while typing -----------------------------------------------------------------------

const keys = document.querySelector(".score-keys");
if (keys) keys.hidden = false;

function isTyping(target) {
  return target.closest?.("textarea, select, [contenteditable]") || target.matches?.("input:not([type=radio])");
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  const level = current && /^[1-9]$/.test(key) && levelsOf(current)[Number(key) - 1];
  if (level) choose(current, level);
  else if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "c" && current) openRemark(current);
  else if (key === "s") document.querySelector("button[form=panel][value=save]").click();
  else if (key === "r") document.querySelector("[data-recuse]")?.click();
  else if (key === "?") keys.open = !keys.open;
  else return;
  event.preventDefault();
});

function openRemark(criterion) {
  const remark = criterion.querySelector(".criterion-remark");
  remark.open = true;
  remark.querySelector("textarea").focus();
}

// --- Coming back --------------------------------------------------------------------------------------

function restore() {
  // Another window saved meanwhile: both texts are shown, and only a click on “save” decides.
  if ("stale" in words) {
    stopped = true;
    return;
  }
  const saved = kept();
  if (!saved || saved.text === confirmed) {
    keep(null);
    return;
  }
  for (const [name, value] of new URLSearchParams(saved.text)) {
    const field = panel.elements[name];
    if (field && field.type !== "radio") field.value = value;
  }
  for (const criterion of criteria) followNumber(criterion);
  // Same version: the server never got these words. Another one: the person compares before anything is sent.
  if (saved.version === panel.elements.version.value) schedule(SECOND);
  else stopped = true;
  say(words.restored, "warn");
}

panel.addEventListener("submit", () => {
  clearTimeout(timer);
  stopped = true;
  keep(content());
});
window.addEventListener("online", () => schedule(0));
window.addEventListener("pagehide", () => content() !== confirmed && keep(content()));

restore();
refresh();
if (criteria.length) {
  current = criteria[0];
  current.classList.add("is-current");
}
