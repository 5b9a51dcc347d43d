// What the server found wrong stands at its field until the field says something else. Fields that the page came with are
// known by their class; the sentence beside one is the `.invalid-feedback` of its box.

const refused = new WeakMap();
const boxOf = (field) => field.closest(".criterion-remark, .criterion") ?? field.parentElement;

const wrongOnes = (panel) => [...panel.querySelectorAll(".is-invalid")];

/** Remembers what the page itself says is wrong. @param {HTMLFormElement} panel */
export function heedPage(panel) {
  for (const field of wrongOnes(panel)) refused.set(field, field.value);
}

/** @param {HTMLFormElement} panel, @param {Record<string, string[]>} errors by name of the field */
export function showWrong(panel, errors) {
  for (const [name, sentences] of Object.entries(errors)) {
    const field = panel.elements[name];
    if (!field?.classList) continue;
    forgive(field);
    refused.set(field, field.value);
    field.classList.add("is-invalid");
    field.setAttribute("aria-invalid", "true");
    const words = Object.assign(document.createElement("p"), { className: "invalid-feedback d-block" });
    words.textContent = sentences.join(" ");
    (field.closest(".criterion-mark") ?? field).after(words);
  }
  panel.dispatchEvent(new CustomEvent("wrong"));
}

/** A field that was mended is wrong no longer; whether it is right now, the server says. */
export function forgiveMended(panel) {
  const mended = wrongOnes(panel).filter((field) => field.value !== refused.get(field));
  mended.forEach(forgive);
  if (mended.length) panel.dispatchEvent(new CustomEvent("wrong"));
}

/** @param {HTMLElement} field */
export function forgive(field) {
  field.classList.remove("is-invalid");
  field.removeAttribute("aria-invalid");
  for (const words of boxOf(field).querySelectorAll(".invalid-feedback")) {
    // The box of a criterion holds that of its remark.
    if (boxOf(words) === boxOf(field)) words.remove();
  }
}
