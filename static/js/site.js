// What every page gets on top of plain HTML. Nothing here is needed to reach or do anything.
"use strict";

const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

/* Colours: follow the system, or as chosen */
function showTheme() {
  const chosen = document.documentElement.dataset.bsTheme ?? "system";
  for (const button of $$("[data-theme]")) button.setAttribute("aria-pressed", String(button.dataset.theme === chosen));
}

function chooseTheme(theme) {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.bsTheme;
  else root.dataset.bsTheme = theme;
  try {
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // Not remembered; it holds for this page.
  }
  showTheme();
}

/* Menus */
function closeMenus(except) {
  for (const menu of $$("details.menu[open]")) if (menu !== except) menu.open = false;
}

function closeMenuByKey(event) {
  const menu = event.target.closest?.("details.menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  $("summary", menu).focus();
}

/* Toasts: put back after loading, so that a screen reader says them */
function announceToasts() {
  const region = $("#toasts");
  if (!region) return;
  const toasts = [...region.children];
  region.replaceChildren();
  setTimeout(() => region.append(...toasts), 150);
}

/* Confirming */
function openDialog(content) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.append(content);
  const heading = $("h1, h2", dialog);
  if (heading) {
    heading.id ||= "dialog-title";
    dialog.setAttribute("aria-labelledby", heading.id);
  }
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function askFirst(form, submitter) {
  const content = $("#confirm-template").content.cloneNode(true);
  $("h2", content).textContent = form.dataset.confirmTitle ?? form.dataset.confirm;
  $("p", content).textContent = form.dataset.confirmTitle ? form.dataset.confirm : "";
  $("[data-yes]", content).textContent = form.dataset.confirmYes ?? submitter?.textContent.trim();
  const dialog = openDialog(content);
  $("[data-yes]", dialog).addEventListener("click", () => {
    const confirmed = Object.assign(document.createElement("input"), { type: "hidden", name: "confirmed", value: "1" });
    form.append(confirmed);
    form.dataset.confirmedOnce = "";
    dialog.close();
    form.requestSubmit(submitter);
  });
}

function closeButton() {
  return $("[data-close]", $("#confirm-template").content).cloneNode(true);
}

async function openConfirmPage(url) {
  try {
    const answer = await fetch(url, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const body = $("[data-confirm-body]", page);
    if (!answer.ok || !body) throw new Error("no confirm page");
    if (!$("[data-close]", body)) $(".buttons", body)?.append(closeButton());
    openDialog(document.adoptNode(body));
  } catch {
    location.assign(url);
  }
}

/* One press, one request */
function lock(form) {
  if ("noLock" in form.dataset || form.method !== "post") return;
  const buttons = $$("button:not([type=button], :disabled)", form);
  setTimeout(() => buttons.forEach((button) => { button.disabled = true; }));
  setTimeout(() => buttons.forEach((button) => { button.disabled = false; }), 5000);
}

/* Logging out leaves nothing behind that was typed here (draft.js) or kept for on the way (offline.js) */
function forgetDrafts() {
  for (const name of Object.keys(localStorage)) if (name.startsWith("draft:")) localStorage.removeItem(name);
}

function forgetKept() {
  window.caches?.delete("kept").catch(() => {});
}

function onSubmit(event) {
  const form = event.target;
  if (form.id === "logout-form") {
    forgetDrafts();
    forgetKept();
  }
  if (form.dataset.confirm && !("confirmedOnce" in form.dataset)) {
    event.preventDefault();
    askFirst(form, event.submitter);
  } else if (form.matches("form[data-confirm-link]")) {
    event.preventDefault();
    openConfirmPage(form.action);
  } else if (!event.defaultPrevented) {
    delete form.dataset.changed;
    lock(form);
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  if (button.dataset.copied) button.textContent = button.dataset.copied;
}

function onClick(event) {
  closeMenus(event.target.closest("details.menu"));
  const button = event.target.closest("[data-theme], [data-close], [data-copy], [data-print], a[data-confirm-link]");
  if (!button) return;
  if (button.dataset.theme) chooseTheme(button.dataset.theme);
  else if (button.dataset.copy) copy(button);
  else if ("print" in button.dataset) window.print();
  else if ("close" in button.dataset) closeNearest(event, button);
  else {
    event.preventDefault();
    openConfirmPage(button.href);
  }
}

function closeNearest(event, button) {
  const box = button.closest("dialog, .toast");
  if (!box) return;
  event.preventDefault();
  if (box.matches("dialog")) box.close();
  else box.remove();
}

/* Typed text is not lost by a slip */
function onInput(event) {
  const form = event.target.form;
  if (form && "unsaved" in form.dataset) form.dataset.changed = "";
}

/* Fields that belong to a choice: data-show-when="name=value|other"; a faulty one stays in sight */
function showChosen() {
  for (const field of $$("[data-show-when]")) {
    const [name, value] = field.dataset.showWhen.split("=");
    const isOther = !value.split("|").includes(field.form.elements[name].value);
    field.closest(".field").hidden = isOther && field.getAttribute("aria-invalid") !== "true";
  }
}

function onChange(event) {
  showChosen();
  const form = event.target.form;
  if (form && "autosubmit" in form.dataset) form.requestSubmit();
}

/* After going back the buttons are free again and the menus closed */
function onPageShow(event) {
  showChosen();
  if (!event.persisted) return;
  for (const button of $$("button:disabled")) button.disabled = false;
  closeMenus();
}

document.addEventListener("click", onClick);
document.addEventListener("keydown", closeMenuByKey);
document.addEventListener("submit", onSubmit);
document.addEventListener("input", onInput);
document.addEventListener("change", onChange);
window.addEventListener("pageshow", onPageShow);
window.addEventListener("beforeunload", (event) => {
  if ($("form[data-changed]")) event.preventDefault();
});

showTheme();
showChosen();
announceToasts();
// Nobody is signed in any more, however that came.
if (!$("#logout-form")) forgetKept();
$(".error-summary")?.focus();
