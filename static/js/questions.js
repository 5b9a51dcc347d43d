// Counters of questions with a limit. `countCharacters` is dtportal.questions.count_characters, letter by letter:
// after NFC “Ệ” is one character however it was typed, and a line end is one.
export function countCharacters(text) {
  return [...text.replaceAll("\r\n", "\n").trim().normalize("NFC")].length;
}

function addCounter(field) {
  const limit = Number(field.dataset.limit);
  const words = field.form?.dataset.left ?? "";
  const counter = document.createElement("span");
  counter.className = "counter";
  counter.id = `${field.id}-counter`;
  field.after(counter);
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${counter.id}`.trim());
  const show = () => {
    const count = countCharacters(field.value);
    counter.textContent = `${count}/${limit} ${words}`;
    counter.classList.toggle("over", count > limit);
  };
  field.addEventListener("input", show);
  show();
}

for (const field of document.querySelectorAll("[data-limit]")) addCounter(field);
