// Saves a section by itself: one second after typing pauses, never while a letter is being composed (Telex, VNI).
// What cannot be sent stays on the device, marked with the person and the section, until the server has it.
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
  let paused = Boolean(document.querySelector("#conflict > *"));
  let dirty = false;

  // Boxes of one question share their name, so each is kept under its value as well.
  const keyOf = (field) => (field.type === "checkbox" ? `${field.name}:${field.value}` : field.name);
  const values = () =>
    Object.fromEntries(fields.map((field) => [keyOf(field), field.type === "checkbox" ? field.checked : field.value]));

  function say(text, tone) {
    bar.querySelector("[data-state]").textContent = text;
    bar.dataset.tone = tone;
  }

  function keep(sent) {
    try {
      localStorage.setItem(store, JSON.stringify({ version: version.value, values: values(), sent }));
    } catch {
      // A full or forbidden storage: the server still gets everything.
    }
  }

  function restore() {
    const kept = JSON.parse(localStorage.getItem(store) ?? "null");
    if (!kept) return;
    const arrived = kept.sent && Number(version.value) > Number(kept.version);
    if (arrived || JSON.stringify(kept.values) === JSON.stringify(values())) {
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
    if (!paused) timer = setTimeout(() => composing || save(), delay);
  }

  function changed() {
    dirty = true;
    keep(false);
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
    paused = true;
    version.value = answer.version;
    const place = document.getElementById("conflict");
    place.innerHTML = answer.html;
    offerBoth(place);
    say(words.conflict, "danger");
    place.scrollIntoView({ block: "start" });
  }

  function offerBoth(place) {
    for (const button of place.querySelectorAll("[data-take]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const field = form.elements[button.dataset.take];
        field.value = place.querySelector(`[data-theirs-value="${button.dataset.take}"]`).value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
      });
    }
    place.querySelector("[data-discard]")?.addEventListener("click", () => localStorage.removeItem(store));
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
    showRing(answer.state);
    dirty = JSON.stringify(values()) !== sent;
    if (dirty) return schedule();
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
    if (paused || !dirty) return;
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
    say(words.unsaved, "");
    changed();
  });
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!saving) {
      keep(true);
      form.elements.csrfmiddlewaretoken.value = csrfToken(form);
      return;
    }
    // A save is on its way: let it arrive first, or this one would find itself out of date.
    event.preventDefault();
    const button = event.submitter;
    saving.then(() => form.requestSubmit(button));
  });
  window.addEventListener("online", () => schedule(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty && !composing) save();
  });

  offerBoth(document.getElementById("conflict"));
  if (!paused) restore();
}

for (const form of document.querySelectorAll("form[data-autosave]")) start(form);
