// Keeps a score sheet while it is written: on the device with every letter, on the server a second later, and says
// truthfully which of both. Knows nothing of levels and keys; whoever shows the sheet calls `openSheet` once and its
// `changed()` after setting a field by script. What is kept on the device and how it is sent: outbox.js.
import { clearConflict, showConflict } from "./conflict.js";
import { forgiveMended, heedPage, showWrong } from "./wrong.js";
import { claim, drop, keepsWaiting, put, send, waiting } from "./outbox.js";

const SECOND = 1000;
const SLOWEST = 30 * SECOND;
// What a request says beside the sheet itself.
const AROUND = ["csrfmiddlewaretoken", "version", "window", "sequence"];

const textOf = (fields) => new URLSearchParams(fields).toString();

/**
 * @param {HTMLFormElement} panel the form, with data-autosave (its address); #keeping holds the words
 * @param {HTMLElement} status where the state is told
 * @param {() => void} restored called after fields were filled from elsewhere
 * @returns {{changed: () => void, save: () => Promise<boolean>}} `changed` is called after a field was set by script
 *   (typing is noticed without it); `save` sends at once what waits
 */
export function openSheet(panel, status, restored) {
  const words = document.getElementById("keeping").dataset;
  const inputs = panel.elements;
  const written = () => [...new FormData(panel)].filter(([name]) => !AROUND.includes(name));
  const content = () => textOf(written());

  // What the server is known to hold, and when it said so.
  let confirmed = content();
  let savedAt = words.savedAt;
  // What waits for it. `attempted`: this change may have arrived; `unsure`: this one or one before it.
  const record = {
    person: words.person,
    window: randomId(),
    sheet: words.sheet,
    sequence: 1,
    attempted: false,
    unsure: false,
    version: inputs.version.value,
    url: panel.dataset.autosave,
    page: location.pathname,
    label: words.label,
    fields: written(),
    at: Date.now(),
    state: "waiting",
    message: "",
  };
  let isKept = true;
  // Both texts are on the page and the person has not chosen yet.
  let isAsking = "stale" in words;
  // The server will not take this sheet any more.
  let isRefused = false;
  let composing = false;
  let sending = null;
  let timer = 0;
  let pause = SECOND;

  const isSaved = () => !record.unsure && content() === confirmed;

  // --- Words ------------------------------------------------------------------------------------

  function say(text, tone, link = "", address = location.href) {
    const tag = document.createElement("span");
    tag.className = `tag tag-${tone}`;
    tag.textContent = text;
    status.replaceChildren(tag);
    if (!link) return;
    const target = address.startsWith("#") ? "" : "_blank";
    status.append(" ", Object.assign(document.createElement("a"), { href: address, target, textContent: link }));
  }

  function tell(state) {
    const last = savedAt ? `${words.lastSaved} ${savedAt}` : words.neverSaved;
    if (state === "saved") say(`${words.saved} ${savedAt}`, "ok");
    else if (!isKept) say(words.nowhere, "danger");
    else if (state === "unsent") say(words.unsent, "neutral");
    else if (state === "signedout") say(`${words.signedOut} ${last}`, "warn", words.signIn);
    else if (state === "uncleared") say(`${words.uncleared} ${last}`, "warn", words.clear);
    else say(`${words.unreachable} ${last}`, "warn");
  }

  // --- On the device ----------------------------------------------------------------------------

  function keep() {
    if (record.attempted && textOf(record.fields) !== content()) {
      // The server may have the words before; these are another change.
      record.sequence += 1;
      record.attempted = false;
    }
    Object.assign(record, { fields: written(), at: Date.now(), version: inputs.version.value });
    isKept = put(record);
  }

  function changed() {
    forgiveMended(panel);
    if (isRefused || isAsking) return keep();
    if (isSaved()) {
      drop(record);
      if (savedAt) tell("saved");
      return;
    }
    record.state = "waiting";
    keep();
    tell("unsent");
    schedule(SECOND);
  }

  // --- To the server ----------------------------------------------------------------------------

  function schedule(delay) {
    clearTimeout(timer);
    timer = setTimeout(() => composing || save(), delay);
  }

  /** True once the server has everything that stands in the form. */
  async function save() {
    clearTimeout(timer);
    while (sending) await sending;
    if (isSaved()) return true;
    if (isRefused || isAsking) return false;
    sending = pass();
    await sending;
    sending = null;
    return isSaved();
  }

  async function pass() {
    keep();
    record.attempted = record.unsure = true;
    isKept = put(record);
    const sent = textOf(record.fields);
    const answer = await send(record);
    if (answer.kind === "saved") return heedSaved(answer, sent);
    if (keepsWaiting(answer)) {
      tell(answer.kind);
      pause = Math.min(pause * 2, SLOWEST);
      return schedule(pause);
    }
    record.state = answer.kind;
    record.message = answer.message ?? "";
    isKept = put(record);
    if (answer.kind === "conflict") return ask(answer);
    isRefused = answer.kind === "refused";
    if (answer.errors) showWrong(panel, answer.errors);
    say(answer.message || words.wrong, "danger");
  }

  function heedSaved(answer, sent) {
    inputs.version.value = answer.version;
    Object.assign(record, { sequence: record.sequence + 1, attempted: false, unsure: false, state: "waiting" });
    confirmed = sent;
    savedAt = answer.saved;
    pause = SECOND;
    if (content() === sent) {
      drop(record);
      return tell("saved");
    }
    // Typed while the answer was on its way.
    keep();
    tell("unsent");
    schedule(SECOND);
  }

  // --- Another window has saved meanwhile ---------------------------------------------------------

  function ask({ theirs, version }) {
    isAsking = true;
    say(words.conflict, "danger", words.compare, "#conflict");
    const take = (name, value) => {
      inputs[name].value = value;
      restored();
      keep();
    };
    const decide = () => {
      isAsking = false;
      inputs.version.value = version;
      Object.assign(record, { sequence: record.sequence + 1, attempted: false, state: "waiting" });
      clearConflict();
      keep();
      save();
    };
    showConflict(panel, words, theirs, { take, decide });
  }

  // --- Coming back ------------------------------------------------------------------------------

  /** Goes on as a page of this sheet that is gone, with what it had not brought to the server. */
  async function adopt() {
    for (const left of waiting(words.person)) {
      if (left.sheet !== words.sheet || !(await claim(left.window))) continue;
      if (isAsking || textOf(left.fields) === content()) drop(left);
      else if (content() === confirmed) return goOnAs(left);
    }
    claim(record.window);
    if (isAsking) keep();
  }

  function goOnAs(left) {
    for (const [name, value] of left.fields) {
      const field = inputs[name];
      if (field?.form === panel && field.type !== "radio") field.value = value;
    }
    restored();
    Object.assign(record, left, { state: "waiting", url: record.url, page: record.page });
    inputs.version.value = left.version;
    isKept = put(record);
    tell("unsent");
    return save();
  }

  // --- Submitting -------------------------------------------------------------------------------

  let isPassing = false;

  panel.addEventListener("submit", (event) => {
    if (isPassing || "stale" in words) {
      isPassing = false;
      return;
    }
    event.preventDefault();
    saveThenSubmit(event.submitter);
  });

  async function saveThenSubmit(button) {
    const isThere = await save();
    if (isThere || record.state === "wrong") {
      // The same window goes on: the server knows a double click, and what the last save brought.
      inputs.window.value = record.window;
      inputs.sequence.value = record.sequence;
      isPassing = true;
      // With nothing left to save we may still be within the event of the click, where a browser ignores a second submit.
      await new Promise((later) => setTimeout(later));
      panel.requestSubmit(button?.isConnected ? button : null);
    } else if (isAsking) document.getElementById("conflict").scrollIntoView({ block: "center" });
    else if (!isRefused && button?.value === "submit") say(words.notSubmitted, "danger");
  }

  // --- The world around ---------------------------------------------------------------------------

  const again = () => isSaved() || schedule(0);

  panel.addEventListener("input", changed);
  panel.addEventListener("compositionstart", () => (composing = true));
  panel.addEventListener("compositionend", () => {
    composing = false;
    changed();
  });
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", again);
  window.addEventListener("storage", (event) => {
    // A sign-in in another window: this person's again, or somebody's who must not see what stands here.
    if (event.key === "portal:person") {
      if (!event.newValue) return;
      if (event.newValue.split(" ")[0] === words.person) again();
      else location.reload();
      return;
    }
    // Another page was just sending what a killed tab had left, when this one loaded: it shows the sheet before that.
    const gone = event.newValue === null && event.oldValue && JSON.parse(event.oldValue);
    if (gone?.isForwarded && gone.sheet === words.sheet && isSaved()) location.reload();
  });
  window.addEventListener("beforeunload", (event) => isKept || isSaved() || event.preventDefault());

  heedPage(panel);
  adopt();
  return { changed, save };
}

function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
