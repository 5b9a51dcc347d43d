// What of a person waits on this device: sent from any page of the workspace, told in the bar, taken away at sign-out
// and as soon as somebody else has signed in.
import { flush, purge, waiting } from "./outbox.js";

const EVERY = 30_000;
const GRACE = 5000;
const words = document.getElementById("device").dataset;
const badge = document.getElementById("waiting");
const list = document.getElementById("waiting-list");
const sheetHere = document.getElementById("keeping")?.dataset.sheet;

function show() {
  const rows = waiting(words.person);
  badge.hidden = rows.length === 0;
  badge.textContent = words.count.replace("{number}", rows.length);
  if (list) showList(rows);
}

// --- The list, on the page of one's dossiers ------------------------------------------------------

function showList(rows) {
  list.hidden = rows.length === 0;
  list.querySelector("ul").replaceChildren(...rows.map(row));
}

function row(record) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: record.page, textContent: record.label });
  const state = Object.assign(document.createElement("span"), { className: "muted" });
  state.textContent = [list.dataset[record.state], record.message].filter(Boolean).join(" ");
  item.append(link, " ", state);
  if (record.state === "refused") item.append(texts(record));
  return item;
}

// What the server does not take any more is still the person's to read and copy.
function texts(record) {
  const details = document.createElement("details");
  const body = document.createElement("pre");
  details.append(Object.assign(document.createElement("summary"), { textContent: list.dataset.show }), body);
  body.textContent = record.fields
    .filter(([name, value]) => value && !name.startsWith("level-"))
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
  return details;
}

// --- Sending --------------------------------------------------------------------------------------

async function sendAll() {
  if (waiting(words.person).length) await flush(words.person, sheetHere);
  show();
}

setInterval(sendAll, EVERY);
window.addEventListener("online", sendAll);
document.addEventListener("outbox", show);
window.addEventListener("storage", show);

// --- Signing in and out -----------------------------------------------------------------------------

async function signOut(form) {
  await Promise.race([flush(words.person, sheetHere), new Promise((resolve) => setTimeout(resolve, GRACE))]);
  const rows = waiting(words.person).length;
  if (rows && !confirm(words.leaving.replace("{number}", rows))) return;
  purge("");
  form.submit();
}

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    signOut(form);
  });
}

try {
  // Other windows hear of this: whoever was signed out goes on, whoever is somebody else leaves. Nothing is kept.
  localStorage.setItem("portal:person", `${words.person} ${Date.now()}`);
  localStorage.removeItem("portal:person");
} catch {
  // A device that keeps nothing has nothing to tell.
}
purge(words.person);
show();
sendAll();
