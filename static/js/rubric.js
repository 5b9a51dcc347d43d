// Forms of points (a rubric, a paper sheet): their sum while they are typed, and a question before leaving unsaved rows.

const form = document.querySelector("[data-rubric]");
const sum = form.querySelector("[data-sum]");
const total = form.querySelector("[data-total]");

function add() {
  let points = 0;
  for (const weight of form.querySelectorAll("[data-weight]")) {
    const value = /^\d+$/.test(weight.value.trim()) ? Number(weight.value) : 0;
    points += value;
    const shown = form.querySelector(`[data-weight-of="${CSS.escape(weight.id)}"]`);
    if (shown) shown.textContent = value || "–";
  }
  total.textContent = points;
  sum?.classList.toggle("is-wrong", points !== 100);
}

let changed = false;
form.addEventListener("input", () => {
  changed = true;
  add();
});
form.addEventListener("submit", () => {
  changed = false;
});
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
add();
