// Two windows wrote one sheet: both texts are shown, field by field, and nothing is sent before the person has said
// that what stands in the fields now is to be saved.

/** @param {HTMLFormElement} panel the form, @param {DOMStringMap} words
 * @param {Record<string, string|number|null>} theirs what the server holds, by name of the field
 * @param {{take: (name: string, value: string) => void, decide: () => void}} deeds */
export function showConflict(panel, words, theirs, deeds) {
  clearConflict();
  const list = make("ul", "sheet-differences");
  for (const field of panel.elements) {
    if (!(field.name in theirs) || field.matches("[type=hidden], [type=radio]")) continue;
    const other = String(theirs[field.name] ?? "");
    if (other !== field.value) list.append(difference(field, other, words, deeds));
  }
  const bar = make("section", "alert alert-danger sheet-conflict");
  bar.id = "conflict";
  bar.setAttribute("role", "alert");
  const inside = make("div");
  inside.append(make("p", "", words.conflictLong), list, button("btn btn-primary", words.keepThis, deeds.decide));
  bar.append(inside);
  panel.prepend(bar);
  bar.scrollIntoView({ block: "nearest" });
}

export function clearConflict() {
  document.getElementById("conflict")?.remove();
}

function difference(field, other, words, deeds) {
  const item = make("li");
  const mine = make("span", "", field.value || words.empty);
  const take = button("btn btn-sm btn-secondary", words.takeThis, () => {
    deeds.take(field.name, other);
    item.remove();
  });
  // Whoever writes on while both are shown sees what is compared.
  field.addEventListener("input", () => (mine.textContent = field.value || words.empty));
  item.append(make("b", "", nameOf(field)), pair(words.mine, mine), pair(words.elsewhere, make("span", "", other || words.empty)), take);
  return item;
}

function nameOf(field) {
  const criterion = field.closest("fieldset")?.querySelector(".criterion-name")?.textContent;
  const label = (field.labels[0]?.textContent ?? field.name).replace(/\s+/g, " ").trim();
  return criterion ? `${criterion} – ${label}` : label;
}

function pair(label, text) {
  const line = make("p");
  line.append(make("span", "muted", `${label} `), text);
  return line;
}

function make(name, className = "", textContent = "") {
  return Object.assign(document.createElement(name), { className, textContent });
}

function button(className, text, deed) {
  const made = Object.assign(make("button", className, text), { type: "button" });
  made.addEventListener("click", deed);
  return made;
}
