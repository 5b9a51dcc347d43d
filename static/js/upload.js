// Sends files piece by piece, one after the other. A broken connection, a signed-out session or a reloaded page lose
// nothing: the server says where a file goes on. Without this script the form sends the files as any form does.
const PIECE = { first: 256 * 1024, least: 64 * 1024, most: 2 * 1024 * 1024 };
const QUICK = 1500; // ms for a piece: the next one is twice as large …
const SLOW = 6000; // … or half
const SILENCE = 60000; // ms without an answer: the connection counts as broken
const WAITS = [1000, 2000, 4000, 8000, 15000]; // ms before the next attempt

class Refused extends Error {}
class SignedOut extends Error {}

function csrfToken(form) {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

// Resolves after the time, or as soon as the device is online again.
function pause(ms) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener("online", done);
  });
}

async function ask(form, url, body, method = "POST") {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken(form) };
  if (body instanceof Blob) headers["Content-Type"] = "application/octet-stream";
  const signal = AbortSignal.timeout(SILENCE);
  const response = await fetch(url, { method, body, headers, redirect: "manual", signal });
  if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) throw new SignedOut();
  if (response.status === 404) return { gone: true };
  if (response.status >= 500) throw new Error(`status ${response.status}`);
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) throw new Refused(form.dataset.closed);
  const answer = await response.json();
  if (answer.error) throw new Refused(answer.error);
  return answer;
}

class Transfer {
  constructor(form, file, values) {
    Object.assign(this, { form, file, values, upload: null, piece: PIECE.first, failures: 0, cancelled: false });
    this.draw();
  }

  draw() {
    const words = this.form.dataset;
    this.row = document.createElement("li");
    this.row.innerHTML =
      '<span class="upload-name"></span><span class="upload-state"></span><progress max="1" value="0"></progress><button class="btn btn-sm btn-link" type="button"></button>';
    this.row.querySelector(".upload-name").textContent = this.file.name;
    this.bar = this.row.querySelector("progress");
    this.bar.setAttribute("aria-label", this.file.name);
    this.button = this.row.querySelector("button");
    this.button.textContent = words.cancel;
    this.button.addEventListener("click", () => this.cancel());
    this.say(words.waiting);
    this.form.querySelector(".upload-queue").append(this.row);
  }

  say(text, tone = "") {
    this.row.querySelector(".upload-state").textContent = text;
    this.row.dataset.tone = tone;
  }

  cancel() {
    this.cancelled = true;
    if (this.upload && !this.finished) ask(this.form, this.upload.discard, null).catch(() => {});
    this.row.remove();
  }

  end(text, tone) {
    this.finished = true;
    this.say(text, tone);
    this.button.textContent = this.form.dataset.dismiss;
  }

  // True once the file is attached.
  async run() {
    const words = this.form.dataset;
    while (!this.cancelled) {
      try {
        if (await this.step()) {
          this.bar.value = 1;
          this.end(words.done, "ok");
          return true;
        }
        this.failures = 0;
      } catch (error) {
        if (error instanceof Refused) {
          this.end(error.message, "danger");
          return false;
        }
        this.say(error instanceof SignedOut ? words.signedOut : words.lost, "warn");
        await pause(WAITS[Math.min(this.failures, WAITS.length - 1)]);
        this.failures += 1;
        this.piece = Math.max(PIECE.least, this.piece / 2);
        this.asks = true; // part of the piece may have arrived
      }
    }
    return false;
  }

  // One request; true after the last.
  async step() {
    const { form, file } = this;
    if (!this.upload) return this.begin();
    if (this.asks) {
      this.follow(await ask(form, this.upload.url, undefined, "GET"));
      this.asks = false;
      return false;
    }
    if (this.upload.offset >= file.size) {
      this.say(form.dataset.checking);
      const answer = await ask(form, this.upload.finish, null);
      if (answer.evidence) return true;
      this.follow(answer);
      return false;
    }
    const begun = performance.now();
    const { offset } = this.upload;
    const next = file.slice(offset, Math.min(offset + this.piece, file.size));
    this.follow(await ask(form, `${this.upload.url}?offset=${offset}`, next));
    const taken = performance.now() - begun;
    if (taken < QUICK) this.piece = Math.min(PIECE.most, this.piece * 2);
    if (taken > SLOW) this.piece = Math.max(PIECE.least, this.piece / 2);
    return false;
  }

  async begin() {
    const body = new FormData();
    for (const [name, value] of Object.entries(this.values)) body.set(name, value);
    body.set("name", this.file.name);
    body.set("size", this.file.size);
    body.set("modified", this.file.lastModified);
    const answer = await ask(this.form, this.form.dataset.upload, body);
    if (answer.gone) throw new Refused(this.form.dataset.closed);
    this.upload = answer;
    this.follow(answer);
    if (answer.offset) this.say(this.form.dataset.continued);
    return false;
  }

  // The server knows how far the file is; an upload it has forgotten begins again.
  follow(answer) {
    if (answer.gone) {
      this.upload = null;
      return;
    }
    this.upload.offset = answer.offset;
    const share = answer.offset / this.file.size;
    this.bar.value = share;
    this.say(`${this.form.dataset.sending} · ${Math.floor(share * 100)}%`);
  }
}

// --- the list of files -----------------------------------------------------------------------------------

const arranging = { dirty: false, timer: 0 };

async function refresh() {
  const list = document.getElementById("evidence-list");
  if (!list || arranging.dirty || list.contains(document.activeElement)) return;
  const response = await fetch(location.href, { redirect: "manual" });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("evidence-list");
  if (!fresh || arranging.dirty || list.contains(document.activeElement)) return;
  const opened = [...list.querySelectorAll("li[id] details[open]")].map((details) => details.closest("li").id);
  list.replaceWith(fresh);
  for (const id of opened) document.getElementById(id)?.querySelector("details")?.setAttribute("open", "");
}

// While a file waits for the scanner the page looks again by itself.
function watch() {
  setInterval(() => {
    if (document.querySelector("#evidence-list[data-waiting]") && !document.hidden) refresh().catch(() => {});
  }, 4000);
}

async function saveArrangement(form, words) {
  const state = document.getElementById("arrange-state");
  try {
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken(form) };
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers, redirect: "manual" });
    if (!response.ok) throw new Error();
    arranging.dirty = false;
    if (state) state.textContent = words.captions;
  } catch {
    if (state) state.textContent = words.unsaved;
  }
}

function arrange(words) {
  const form = document.getElementById("arrange");
  const belongs = (event) => event.target.form === form && event.target.matches("input, select");
  document.addEventListener("input", (event) => {
    if (belongs(event)) arranging.dirty = true;
  });
  document.addEventListener("change", (event) => {
    // Another section takes the file out of this list: that waits for the button.
    if (belongs(event) && !event.target.name.startsWith("section-")) saveArrangement(form, words);
  });
}

// --- the form --------------------------------------------------------------------------------------------

function start(form) {
  const queue = [];
  const input = form.querySelector("input[type=file]");
  let busy = false;

  async function work() {
    if (busy) return;
    busy = true;
    let attached = false;
    while (queue.length) {
      const transfer = queue.shift();
      const kept = await transfer.run();
      attached = kept || attached;
      if (!kept) continue;
      if (!form.dataset.after) {
        await refresh().catch(() => {});
        setTimeout(() => transfer.row.remove(), 3000);
      }
    }
    busy = false;
    if (attached && form.dataset.after) location.assign(form.dataset.after);
  }

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return; // the browser, or the server, asks for a file
    event.preventDefault();
    const values = { question: form.dataset.question ?? form.elements.question?.value ?? "" };
    if (form.elements.caption) values.caption = form.elements.caption.value;
    if (form.dataset.replaces) values.replaces = form.dataset.replaces;
    for (const file of input.files) queue.push(new Transfer(form, file, values));
    form.reset();
    work();
  });
  window.addEventListener("beforeunload", (event) => {
    if (busy) event.preventDefault();
  });
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  start(form);
  if (document.getElementById("arrange")) arrange(form.dataset);
}
watch();
