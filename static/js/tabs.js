// One criterion at a time: its sections on the left, its levels on the right; or everything at once. Without this file the
// page shows everything, and its tabs are links to places further down.

const screen = document.querySelector("[data-scoring]");
const sections = [...screen.querySelectorAll(".read-section[data-criterion]")];
const cards = [...screen.querySelectorAll(".criterion[data-criterion]")];
const codes = cards.map((card) => card.dataset.criterion);
const allButton = screen.querySelector("[data-show-all]");
const isWide = () => matchMedia("(min-width: 48rem)").matches;

let current = codes[0];
let reading = current;
let showsAll = remembered() === "all";

function remembered() {
  try {
    return localStorage.getItem("scoring-view");
  } catch {
    return null;
  }
}

const speaksOf = (section, code) => section.dataset.criterion.split(" ").includes(code);

function draw() {
  screen.classList.toggle("is-one", !showsAll);
  const shown = sections.some((section) => speaksOf(section, reading)) ? reading : "rest";
  for (const section of sections) section.classList.toggle("is-current", speaksOf(section, shown));
  for (const card of cards) card.classList.toggle("is-current", card.dataset.criterion === current);
  mark("[data-tab]", "tab", shown);
  mark("[data-step]", "step", current);
  if (allButton) {
    allButton.hidden = false;
    allButton.setAttribute("aria-pressed", String(showsAll));
  }
}

function mark(links, name, code) {
  for (const link of screen.querySelectorAll(links)) {
    if (link.dataset[name] === code) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function top(id) {
  const part = document.getElementById(id);
  if (isWide() && !showsAll) part.scrollTop = 0;
}

/** Which criterion is at hand: a code, or “sum”. */
export const criterionAtHand = () => current;

/** Turn to a criterion; the dossier follows, unless `dossier` is false. */
export function turnTo(code, { dossier = true, scroll = true } = {}) {
  if (!codes.includes(code)) return;
  current = code;
  // Summing up, one reads on where one was.
  if (dossier && code !== "sum") reading = code;
  draw();
  screen.dispatchEvent(new CustomEvent("criterion", { bubbles: true, detail: { code } }));
  if (!scroll) return;
  const first = sections.find((section) => speaksOf(section, reading));
  if (showsAll) {
    document.getElementById(`c-${code}`).scrollIntoView({ block: "start" });
    if (isWide() && dossier) first?.scrollIntoView({ block: "start" });
  } else if (isWide()) {
    top("reader");
    top("panel");
  } else if (dossier) {
    (code === "sum" ? document.getElementById("c-sum") : first)?.scrollIntoView({ block: "start" });
  }
}

/** One criterion further, or back. */
export function step(by) {
  const place = codes.indexOf(current) + by;
  if (place >= 0 && place < codes.length) turnTo(codes[place]);
}

export const isLast = () => codes.indexOf(current) === codes.length - 1;

export function toggleAll() {
  showsAll = !showsAll;
  try {
    localStorage.setItem("scoring-view", showsAll ? "all" : "one");
  } catch {
    // Then the next dossier begins with one criterion again.
  }
  turnTo(current);
}

/** Bring something of the page to light, whichever tab it lies behind. */
export function reveal(node) {
  const section = node.closest(".read-section[data-criterion]");
  const card = node.closest(".criterion[data-criterion]");
  if (section && !section.classList.contains("is-current")) {
    const code = section.dataset.criterion.split(" ")[0];
    reading = code;
    draw();
  }
  if (card && card.dataset.criterion !== current) turnTo(card.dataset.criterion, { scroll: false });
}

screen.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  const { tab, step: chosen } = link.dataset;
  if (chosen) {
    event.preventDefault();
    turnTo(chosen);
  } else if (tab && codes.includes(tab)) {
    event.preventDefault();
    turnTo(tab);
  } else if (tab) {
    event.preventDefault();
    reading = tab;
    draw();
    const first = sections.find((section) => speaksOf(section, tab));
    if (showsAll || !isWide()) first?.scrollIntoView({ block: "start" });
    else top("reader");
  } else {
    const target = document.getElementById(link.hash.slice(1));
    if (target) reveal(target);
  }
});
allButton?.addEventListener("click", toggleAll);
for (const card of cards) {
  card.addEventListener("focusin", () => showsAll && card.dataset.criterion !== current && follow(card));
}

// With all criteria in view the one somebody works at is the one at hand; nothing moves under his fingers.
function follow(card) {
  current = card.dataset.criterion;
  draw();
  screen.dispatchEvent(new CustomEvent("criterion", { bubbles: true, detail: { code: current } }));
}

const wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
draw();
if (wanted) {
  reveal(wanted);
  wanted.scrollIntoView({ block: "start" });
}
