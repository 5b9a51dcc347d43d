// The secretariat's list: how many are ticked, tick all of the page, only the fields that a deed needs.
const form = document.getElementById("deeds");
const boxes = [...document.querySelectorAll("input[form='deeds'][name='rows']")];
const counter = document.querySelector("[data-ticked]");
const tickAll = document.querySelector("[data-tick-all]");
const choice = form?.elements.deed_name;

function showCount() {
  const ticked = boxes.filter((box) => box.checked).length;
  counter.textContent = String(ticked);
  counter.hidden = ticked === 0;
  for (const box of boxes) box.closest("tr").classList.toggle("ticked", box.checked);
}

function showFields() {
  for (const part of form.querySelectorAll("[data-for]")) {
    part.hidden = !part.dataset.for.split(" ").includes(choice.value);
  }
}

if (form && counter && tickAll && choice) {
  tickAll.hidden = false;
  tickAll.addEventListener("click", () => {
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
    showCount();
  });
  for (const box of boxes) box.addEventListener("change", showCount);
  choice.addEventListener("change", showFields);
  showCount();
  showFields();
}
