// Saves a section by itself: one second after typing pauses, never while a letter is being composed (Telex, VNI).
// What cannot be sent stays on the device, marked with the person and the section, until the server has it.
// When somebody else has saved in between, nothing is sent until the person has chosen: the version written from
// stays what it was, here and on the device, so that whoever leaves and comes back is asked again.
const PAUSE = 1000;
const RETRY = 10000;

function csrfToken(form) {
  // Signing in again in another tab makes a new token; the cookie always has the present one.
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

function start(form) {
  const words = form.dataset;
  const path = new URL(form.action).pathname.replace(/^\/en\//, "/");
  const store = `section:${words.person}:${path}`;
  const version = form.elements.version;
  const bar = form.querySelector(".save-state");
  const fields = [...form.elements].filter(
    (field) => field.name && !["csrfmiddlewaretoken", "version"].includes(field.name) && field.type !== "submit",
  );
  let timer = 0;
  let composing = false;
  let saving = null;
  const place = document.getElementById("conflict");
  // The version of the other's text, while it is undecided which one stays.
  let theirs = null;
  let paused = false;
  let dirty = false;

  // Boxes of one question share their name, so each is kept under its value as well.
  const keyOf = (field) => (field.type === "checkbox" ? `${field.name}:${field.value}` : field.name);
  const values = () =>
    Object.fromEntries(fields.map((field) => [keyOf(field), field.type === "checkbox" ? field.checked : field.value]));

  function say(text, tone) {
    bar.querySelector("[data-state]").textContent = text;
    bar.dataset.tone = tone;
  }

  function keep() {
    try {
      localStorage.setItem(store, JSON.stringify({ version: version.value, values: values() }));
    } catch {
      // A full or forbidden storage: the server still gets everything.
    }
  }

  function restore() {
    const kept = JSON.parse(localStorage.getItem(store) ?? "null");
    if (!kept) return;
    if (JSON.stringify(kept.values) === JSON.stringify(values())) {
      localStorage.removeItem(store);
      return;
    }
    for (const field of fields) {
      if (!(keyOf(field) in kept.values)) continue;
      if (field.type === "checkbox") field.checked = kept.values[keyOf(field)];
      else field.value = kept.values[keyOf(field)];
      field.dispatchEvent(new Event("input"));
    }
    version.value = kept.version;
    say(words.restored, "warn");
    changed();
  }

  function schedule(delay = PAUSE) {
    clearTimeout(timer);
    if (!paused && theirs === null) timer = setTimeout(() => composing || save(), delay);
  }

  function changed() {
    dirty = true;
    keep();
    schedule();
  }

  function note(id, messages, place) {
    document.getElementById(id)?.remove();
    if (!messages.length) return;
    const words = document.createElement("div");
    words.id = id;
    words.className = "invalid-feedback d-block";
    words.textContent = messages.join(" ");
    place(words);
  }

  function showErrors(errors) {
    for (const field of fields) {
      const messages = errors[field.name] ?? [];
      field.classList.toggle("is-invalid", messages.length > 0);
      if (field.type !== "checkbox") note(`${field.id}-wrong`, messages, (words) => field.after(words));
    }
    for (const group of form.querySelectorAll("[data-question]"))
      note(`${group.dataset.question}-wrong`, errors[group.dataset.question] ?? [], (words) => group.append(words));
  }

  function showRing(state) {
    const ring = document.querySelector("[data-ring] .ring");
    if (!ring) return;
    ring.className = `ring ring-${state}`;
    ring.querySelector(".visually-hidden").textContent = JSON.parse(words.rings)[state];
  }

  function showConflict(answer) {
    place.innerHTML = answer.html;
    askWhichStays(answer.version);
  }

  function askWhichStays(newer) {
    theirs = String(newer);
    keep();
    const open = new Set();
    for (const button of place.querySelectorAll("[data-take]")) {
      open.add(button.dataset.take);
      button.hidden = false;
      button.addEventListener("click", () => take(button.dataset.take, open));
    }
    for (const pair of place.querySelectorAll("[data-theirs]")) open.add(pair.dataset.theirs);
    place.querySelector("[data-discard]")?.addEventListener("click", () => localStorage.removeItem(store));
    pointToConflict();
  }

  function pointToConflict() {
    say(words.conflict, "danger");
    place.scrollIntoView({ block: "start" });
  }

  function take(key, open) {
    const field = form.elements[key];
    field.value = place.querySelector(`[data-theirs-value="${key}"]`).value;
    open.delete(key);
    // The last difference is gone: what is written from here on goes on from the saved text.
    if (!open.size) decide();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  function decide() {
    if (theirs === null) return;
    version.value = theirs;
    theirs = null;
    dirty = true;
    keep();
  }

  async function understand(response, sent) {
    if (response.type === "opaqueredirect" || response.status === 403 || response.status === 401) {
      say(words.signedOut, "warn");
      schedule(RETRY);
      return;
    }
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
      if (response.status < 500) paused = true;
      say(response.status < 500 ? words.closed : words.device, "danger");
      if (response.status >= 500) schedule(RETRY);
      return;
    }
    const answer = await response.json();
    if (response.status === 409) return showConflict(answer);
    showErrors(answer.errors ?? {});
    if (!response.ok) return say(words.wrong, "danger");
    version.value = answer.version;
    place.replaceChildren();
    showRing(answer.state);
    dirty = JSON.stringify(values()) !== sent;
    if (dirty) {
      // Typed while the answer was on its way: it goes on from what has just been saved.
      keep();
      return schedule();
    }
    localStorage.removeItem(store);
    say(`${words.saved} ${answer.saved_at}`, "ok");
  }

  async function send() {
    const sent = JSON.stringify(values());
    const body = new FormData(form);
    body.set("csrfmiddlewaretoken", csrfToken(form));
    say(words.saving, "");
    try {
      const headers = { Accept: "application/json" };
      await understand(await fetch(form.action, { method: "POST", body, headers, redirect: "manual" }), sent);
    } catch {
      say(words.device, "warn");
      schedule(RETRY);
    }
  }

  async function save() {
    if (paused || theirs !== null || !dirty) return;
    if (saving) return saving.then(() => schedule());
    saving = send();
    await saving;
    saving = null;
  }

  form.addEventListener("compositionstart", () => {
    composing = true;
    clearTimeout(timer);
  });
  form.addEventListener("compositionend", () => {
    composing = false;
    changed();
  });
  form.addEventListener("input", (event) => {
    if (event.isComposing) return;
    if (theirs === null) say(words.unsaved, "");
    else say(words.conflict, "danger");
    changed();
  });
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    const button = event.submitter;
    const chosen = theirs !== null && button && "keep" in button.dataset;
    if (chosen) decide();
    if (theirs !== null) {
      event.preventDefault();
      pointToConflict();
      return;
    }
    if (chosen || (!saving && (!dirty || paused))) {
      form.elements.csrfmiddlewaretoken.value = csrfToken(form);
      return;
    }
    // First to the server like every other save, so that the text stays here until the server says it has it.
    event.preventDefault();
    saveThenSubmit(button);
  });

  async function saveThenSubmit(button) {
    clearTimeout(timer);
    if (saving) await saving;
    await save();
    if (theirs !== null) return;
    if (!dirty || paused) form.requestSubmit(button?.isConnected ? button : null);
    else form.querySelector(".is-invalid")?.focus();
  }

  window.addEventListener("online", () => schedule(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty && !composing) save();
  });

  const asked = place.querySelector("[data-version]");
  if (asked) {
    // The page of a save without script holds the newer version, for its button to choose.
    version.value = asked.dataset.base;
    dirty = true;
    askWhichStays(asked.dataset.version);
  } else restore();
}

for (const form of document.querySelectorAll("form[data-autosave]")) start(form);
