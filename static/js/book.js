// A nominee's page in the yearbook: how many letters are left, and what a chosen picture is good for in print.
import { countCharacters } from "./questions.js";

const DPI = 300;
const INCH = 25.4; // millimetres

function countDown(field) {
  const limit = Number(field.dataset.letters);
  const words = field.form.dataset;
  const counter = document.createElement("span");
  counter.className = "letters";
  counter.id = `${field.id}-letters`;
  field.after(counter);
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${counter.id}`.trim());
  const show = () => {
    const left = limit - countCharacters(field.value);
    counter.textContent = left < 0 ? `${-left} ${words.over}` : `${left} ${words.left}`;
    counter.classList.toggle("over", left < 0);
  };
  field.addEventListener("input", show);
  show();
}

function previewPicture(form) {
  const chooser = form.querySelector("[data-picture]");
  const place = form.querySelector("[data-preview]");
  chooser.addEventListener("change", () => {
    place.replaceChildren();
    place.hidden = !chooser.files.length;
    if (!chooser.files.length) return;
    const reader = new FileReader();
    const picture = new Image();
    picture.alt = "";
    picture.addEventListener("load", () => {
      const [width, height] = [picture.naturalWidth, picture.naturalHeight];
      const values = { mm: Math.floor((width / DPI) * INCH), width, height };
      place.replaceChildren(form.dataset.wide.replace(/\{(\w+)\}/g, (_all, name) => values[name]), picture);
    });
    picture.addEventListener("error", () => place.replaceChildren(form.dataset.unreadable));
    reader.addEventListener("load", () => (picture.src = reader.result));
    reader.readAsDataURL(chooser.files[0]);
  });
}

for (const field of document.querySelectorAll("[data-letters]")) if (field.form?.dataset.left) countDown(field);
for (const form of document.querySelectorAll("[data-picture-form]")) previewPicture(form);
