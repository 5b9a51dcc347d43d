// Photos of a site visit: sent as soon as they are taken. What cannot be sent waits in this device's database, under
// the name the server will know it by, and goes out when the connection is back or the page is opened again.
const RETRY = 15000;
const STORE = "photos";

const opened = new Promise((resolve) => {
  const request = indexedDB.open("dtportal-visits", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "token" });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => resolve(null); // a private window: photos are sent, but cannot wait
});

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function store(mode, act) {
  const database = await opened;
  if (!database) return undefined;
  try {
    return await done(act(database.transaction(STORE, mode).objectStore(STORE)));
  } catch {
    return undefined; // a full or forbidden storage
  }
}

const forms = [...document.querySelectorAll("form[data-photo]")];
const { visit, person } = forms[0].dataset;
const owner = `${person}:${visit}`;
let sending = false;

const formOf = (question) => forms.find((form) => form.dataset.photo === question);

function say(question, text, tone = "") {
  const place = document.getElementById(`says-${question}`);
  place.textContent = text;
  place.dataset.tone = tone;
}

function csrf(form) {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

/** Whether the photo is off this device: taken, or refused with a sentence. */
async function send(photo) {
  const form = formOf(photo.question);
  if (!form) return true;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", csrf(form));
  body.set("question", photo.question);
  body.set("token", photo.token);
  body.set("photo", photo.file, photo.name);
  say(photo.question, form.dataset.sending);
  let response;
  try {
    response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
  } catch {
    response = null;
  }
  const told = response?.headers.get("Content-Type")?.startsWith("application/json");
  if (!told) {
    say(photo.question, form.dataset.waiting, "warn");
    return false;
  }
  const answer = await response.json();
  if (response.ok) {
    document.getElementById(`photos-${photo.question}`).insertAdjacentHTML("beforeend", answer.html);
    say(photo.question, "");
  } else {
    say(photo.question, answer.message, "danger");
  }
  return true;
}

async function sendAll() {
  if (sending) return;
  sending = true;
  const waiting = ((await store("readonly", (rows) => rows.getAll())) ?? []).filter((row) => row.owner === owner);
  let left = 0;
  for (const photo of waiting) {
    if (await send(photo)) await store("readwrite", (rows) => rows.delete(photo.token));
    else left += 1;
  }
  sending = false;
  if (left) setTimeout(sendAll, RETRY);
}

async function take(form, input) {
  const [file] = input.files;
  if (!file) return;
  const photo = { token: crypto.randomUUID(), owner, question: form.dataset.photo, file, name: file.name };
  const kept = await store("readwrite", (rows) => rows.put(photo));
  input.value = "";
  if (kept === undefined) await send(photo);
  else await sendAll();
}

for (const form of forms) {
  const input = document.getElementById(`photo-${form.dataset.photo}`);
  input.closest(".visit-take").classList.add("is-live");
  input.addEventListener("change", () => take(form, input));
}
addEventListener("online", sendAll);
sendAll();
