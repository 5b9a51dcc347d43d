// Score sheets that the server has not confirmed wait on this device and are sent from whichever page is open.
//
// Each open page that writes a sheet is a “window” with an id of its own and keeps one record: everything a request
// needs, so that it can be sent by any page, any number of times. The server knows window and sequence and takes a
// change in once, however often it arrives.
//
// localStorage, not IndexedDB: it is written before the keystroke returns, so that a tab killed the next moment has
// lost nothing; the few tens of kilobytes of some sheets are all there ever is; and other windows hear of a change.
//
// Records carry the person's id and are removed when somebody else signs in, at sign-out (device.js), and after a week.

const PREFIX = "sheet:";
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const PATIENCE = 20_000;

const keyOf = (record) => `${PREFIX}${record.person}:${record.window}`;
const tell = () => document.dispatchEvent(new CustomEvent("outbox"));

/** What is kept of a sheet: whose and which, the window and the number of its change, the version it was written upon,
 * whether this change or one before it may have arrived unheard, where to send it, what is in it, and how it stands.
 * @typedef {{person: string, sheet: string, window: string, sequence: number, version: string, attempted: boolean,
 *   unsure: boolean, url: string, page: string, label: string, fields: [string, string][], at: number,
 *   state: "waiting"|"conflict"|"refused"|"wrong", message: string}} Record */

/** False if the device refuses to keep it. @param {Record} record */
export function put(record) {
  try {
    localStorage.setItem(keyOf(record), JSON.stringify(record));
  } catch {
    return false;
  }
  tell();
  return true;
}

/** @param {Record} record */
export function drop(record) {
  try {
    localStorage.removeItem(keyOf(record));
  } catch {
    return;
  }
  tell();
}

/** Everything that waits here for a person, newest first. @returns {Record[]} */
export function waiting(person) {
  return everything().filter((record) => record.person === person).sort((one, other) => other.at - one.at);
}

/** Takes away what is of others and what is too old; `person` empty: all of it. */
export function purge(person, now = Date.now()) {
  for (const record of everything()) if (record.person !== person || now - record.at > KEPT_FOR) drop(record);
}

function everything() {
  const found = [];
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX)) found.push(JSON.parse(localStorage.getItem(key)));
    }
  } catch {
    // A browser that keeps nothing has nothing waiting.
  }
  return found.filter(Boolean);
}

// --- Whose window is open? ----------------------------------------------------------------------

const lockOf = (window) => `${PREFIX}${window}`;

/** Holds a window's id as long as this page lives; false if another page holds it. */
export function claim(window) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(lockOf(window), { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise(() => {});
    });
  });
}

/** Does something in the name of a window whose page is gone; nothing if that page is still open. */
function inNameOf(window, deed) {
  if (!navigator.locks) return deed();
  return navigator.locks.request(lockOf(window), { ifAvailable: true }, (lock) => lock && deed());
}

// --- Sending ------------------------------------------------------------------------------------

function token() {
  // Whoever signs in again gets a new one; the cookie always has the present one.
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : (document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
}

/** The kinds of answer: saved (with `version` and `saved`), conflict (with `theirs` and `version`), refused, wrong
 * (with `message`), signedout, uncleared (something has to be signed first), unreachable; the last three keep waiting. @param {Record} record */
export async function send(record) {
  const body = new URLSearchParams(record.fields);
  const { person, window, sequence, version } = record;
  for (const [name, value] of Object.entries({ person, window, sequence, version })) body.set(name, value);
  body.set("csrfmiddlewaretoken", token());
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    return await understand(await fetch(record.url, { method: "POST", body, redirect: "manual", signal }));
  } catch {
    return { kind: "unreachable" };
  }
}

const KINDS = { 200: "saved", 409: "conflict", 422: "wrong", 404: "refused", 423: "refused" };

const KEEP_WAITING = ["unreachable", "signedout", "uncleared"];

/** Whether the words wait on the device and are sent again. */
export const keepsWaiting = (answer) => KEEP_WAITING.includes(answer.kind);

async function understand(response) {
  if (response.status === 403 && response.headers.has("X-Waits-For")) return { kind: "uncleared" };
  if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
    return { kind: "signedout" };
  }
  const isAnswer = response.headers.get("Content-Type")?.startsWith("application/json");
  if (!isAnswer || !KINDS[response.status]) return { kind: "unreachable" };
  return { ...(await response.json()), kind: KINDS[response.status] };
}

/** Sends what pages that are gone have left, but not of the sheet that is open here: its page takes that up. */
export async function flush(person, here) {
  for (const { window, sheet } of waiting(person)) {
    if (sheet !== here) await inNameOf(window, () => pass(person, window));
  }
}

async function pass(person, window) {
  const record = waiting(person).find((one) => one.window === window);
  if (!record || record.state !== "waiting") return;
  Object.assign(record, { attempted: true, unsure: true, isForwarded: true });
  put(record);
  const answer = await send(record);
  if (answer.kind === "saved") drop(record);
  else if (!keepsWaiting(answer)) {
    put({ ...record, state: answer.kind, message: answer.message ?? "" });
  }
}
