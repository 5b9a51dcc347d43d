// Small comforts of every page; all of them work without this file.

// Menus made of <details data-closing> close on a click elsewhere and on Escape.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-closing][open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-closing][open]");
  closeMenus();
  open?.querySelector("summary")?.focus();
});

// Messages can be dismissed once a script is there to do it.
function offerDismissal(root) {
  for (const button of root.querySelectorAll("[data-dismiss][hidden]")) button.hidden = false;
}
document.addEventListener("click", (event) => event.target.closest?.("[data-dismiss]")?.closest(".alert")?.remove());
offerDismissal(document);

// The menu closes when one of its links leads to a place on this very page.
document.addEventListener("click", (event) => {
  const menu = event.target.closest?.("a[href*='#']")?.closest("[popover]");
  if (menu?.matches(":popover-open")) menu.hidePopover();
});

// A form is sent once, however often the button is clicked (the server keeps its own promise too).
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});

// Long work (ui.progress) that ends while we watch: load the page again, so that its result appears.
document.addEventListener("htmx:afterSwap", (event) => {
  offerDismissal(document);
  const asked = event.detail?.requestConfig?.elt;
  if (!asked?.classList.contains("progress-card")) return;
  if (document.getElementById(asked.id)?.hasAttribute("data-finished")) location.reload();
});
// A page may have something better to show than the bar by then.
document.addEventListener("htmx:beforeSwap", (event) => {
  const asked = event.detail?.requestConfig?.elt;
  if (!asked?.classList.contains("progress-card") || event.detail.xhr.status !== 200) return;
  if (event.detail.xhr.responseText.includes(`id="${asked.id}"`)) return;
  event.detail.shouldSwap = false;
  location.reload();
});
