// Narrows the honour list as one types, diacritics or not; without this file the form asks the server.

const form = document.querySelector("[data-hall]");
const input = form?.querySelector("[name=q]");
const found = document.querySelector("[data-hall-found]");
const none = document.querySelector("[data-hall-none]");

const fold = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

// What the server has narrowed already cannot be widened here.
if (input && found && none && !input.value) {
  const sections = [...document.querySelectorAll(".hall-tier")].map((section) => ({
    section,
    count: section.querySelector("[data-hall-count]"),
    names: [...section.querySelectorAll(".honor")].map((item) => ({ item, text: fold(item.textContent), holds: !item.classList.contains("is-revoked") })),
  }));
  const narrow = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    let total = 0;
    for (const { section, count, names } of sections) {
      let shown = 0;
      let holding = 0;
      for (const { item, text, holds } of names) {
        item.hidden = !words.every((word) => text.includes(word));
        if (item.hidden) continue;
        shown += 1;
        if (holds) holding += 1;
      }
      section.hidden = shown === 0;
      count.textContent = holding;
      total += shown;
    }
    found.textContent = `${found.dataset.words} ${total}`;
    none.hidden = total > 0;
  };
  input.addEventListener("input", narrow);
  if (input.value) narrow();
}
