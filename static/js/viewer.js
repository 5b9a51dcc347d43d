// Evidence within the page: pins lead to a file's page, and a page is pinned to the criterion at hand. htmx fetches pages;
// without it every link leads to the viewer's own page.

const says = document.getElementById("pin-says");
const pinForm = document.getElementById("pin-form");
let atHand = null;

function say(text) {
  const words = document.createElement("span");
  words.className = "is-refused";
  words.textContent = text;
  says.replaceChildren(words);
  fade();
}

let timer = null;
function fade() {
  clearTimeout(timer);
  timer = setTimeout(() => says.replaceChildren(), 6000);
}

// --- Answers of the server ----------------------------------------------------------------------------

// An expired session must not carry anybody away from a sheet he is writing in.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 401) {
    event.preventDefault();
    say(says.dataset.expired);
  }
});
// What was refused comes with its sentence.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
for (const lost of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(lost, ({ detail }) => {
    // Marks and words wait on the device; pins do not.
    const isPin = detail.requestConfig?.verb === "post";
    say(isPin ? (says.dataset.notPinned ?? says.dataset.lost) : says.dataset.lost);
  });
}
// A file that came into view in a tunnel is asked for again behind it.
const unanswered = new Set();
document.addEventListener("htmx:sendError", (event) => {
  if (event.target.matches(".viewer-wait")) unanswered.add(event.target);
});
window.addEventListener("online", () => {
  for (const place of unanswered) place.dispatchEvent(new Event("open-viewer"));
  unanswered.clear();
});
document.addEventListener("htmx:afterSettle", () => {
  aimPins();
  markPinned();
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id === "pin-says") fade();
  markPinned();
  document.dispatchEvent(new CustomEvent("pins"));
});

// --- The viewer in view -------------------------------------------------------------------------------

function visibleHeight(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return Math.min(bottom, innerHeight) - Math.max(top, 0);
}

/** The file that fills most of the screen, if any is open. */
export function viewerInView() {
  const seen = [...document.querySelectorAll("[data-viewer]")].filter((node) => visibleHeight(node) > 40);
  return seen.sort((a, b) => visibleHeight(b) - visibleHeight(a))[0] ?? null;
}

export function turnPage(by) {
  viewerInView()?.querySelector(by > 0 ? "[data-after]" : "[data-before]")?.click();
}

export function pinPage() {
  const button = viewerInView()?.querySelector("[data-pin]");
  if (button) button.click();
  else say(says.dataset.nothing);
}

function open(file, address) {
  const place = document.getElementById(`viewer-${file}`);
  if (!place) return false;
  place.dispatchEvent(new CustomEvent("reveal", { bubbles: true }));
  document.getElementById(`file-${file}`)?.scrollIntoView({ block: "start" });
  if (address) turnTo(place, address);
  else if (!place.dataset.viewer) htmx.trigger(place, "open-viewer");
  return true;
}

// Whatever page the file was about to show by itself must not come after the one that is wanted.
async function turnTo(place, address) {
  const fresh = document.createElement("div");
  fresh.id = place.id;
  fresh.className = "viewer viewer-wait htmx-request";
  place.replaceWith(fresh);
  try {
    await htmx.ajax("GET", address, { source: fresh, target: fresh, swap: "outerHTML" });
  } catch {
    say(says.dataset.lost);
  } finally {
    if (fresh.isConnected) fresh.replaceWith(place);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open-file], [data-open-answer]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { openFile, openPage, openAnswer } = link.dataset;
  if (openAnswer) {
    const answer = document.getElementById(openAnswer);
    if (!answer) return;
    event.preventDefault();
    answer.dispatchEvent(new CustomEvent("reveal", { bubbles: true }));
    answer.scrollIntoView({ block: "start" });
  } else if (open(openFile, openPage && link.href)) {
    event.preventDefault();
  }
});

// --- Pins ---------------------------------------------------------------------------------------------

// Pins go to the criterion at hand, unless another one is chosen beside the button.
function aimPins() {
  if (!atHand) return;
  for (const choice of document.querySelectorAll("[data-pin-to]")) {
    if ([...choice.options].some((option) => option.value === atHand)) choice.value = atHand;
  }
  if (pinForm) pinForm.elements.criterion.value = atHand;
}

/** Which criterion pins go to; null where none is at hand. */
export function aim(code) {
  atHand = code;
  aimPins();
}

// The lists beside the criteria say what is pinned; answers and viewers follow them.
function markPinned() {
  const links = [...document.querySelectorAll(".pins a")];
  if (!document.querySelector(".pins")) return;
  const answers = new Set(links.map((link) => link.dataset.openAnswer));
  const pages = new Set(links.map((link) => `${link.dataset.openFile}:${link.dataset.openPage}`));
  for (const button of document.querySelectorAll("[data-pin-answer]")) {
    button.classList.toggle("is-pinned", answers.has(button.closest(".read-answer").id));
  }
  for (const viewer of document.querySelectorAll("[data-viewer]")) {
    const sign = viewer.querySelector("[data-pinned]");
    if (sign) sign.hidden = !pages.has(`${viewer.dataset.viewer}:${viewer.dataset.page}`);
  }
}

for (const button of document.querySelectorAll("[data-pin-answer]")) {
  button.hidden = false;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const values = { answer: button.value, criterion: pinForm.elements.criterion.value };
    htmx.ajax("POST", pinForm.action, { source: document.body, target: says, swap: "none", values });
  });
}
markPinned();
