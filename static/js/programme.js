// Putting a programme in order by dragging; without this script there are the buttons up and down.
"use strict";

(() => {
  const list = () => document.getElementById("programme-list");
  let pressed = "";

  function startSorting() {
    const rows = list()?.querySelector("ol");
    if (!rows || rows.children.length < 2 || !window.Sortable) return;
    window.Sortable.create(rows, {
      handle: ".drag",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
      onEnd(event) {
        if (event.oldIndex === event.newIndex) return;
        const form = rows.closest("form");
        form.elements.moved.value = event.item.dataset.item;
        form.requestSubmit();
      },
    });
  }

  // The button that was pressed keeps the focus; at the top or the bottom its neighbour takes over.
  function keepFocus() {
    const refused = document.getElementById("programme-refused");
    const row = document.getElementById(`item-${pressed.split("-")[1]}`);
    const next = refused ?? document.getElementById(pressed) ?? row?.querySelector("button");
    pressed = "";
    next?.focus();
  }

  function sayNotSaved() {
    const line = document.getElementById("programme-said");
    line.textContent = line.dataset.failed;
    line.classList.remove("visually-hidden");
  }

  document.addEventListener("click", (event) => {
    pressed = event.target.closest?.("#order button")?.id ?? "";
  });
  // Somebody else was first: the answer holds both orders, and is no error.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const isOurs = event.detail.target?.id === "programme-list";
    if (!isOurs) return;
    if (event.detail.xhr.responseText.includes('id="programme-list"')) event.detail.shouldSwap = true;
    else sayNotSaved();
  });
  document.addEventListener("htmx:sendError", sayNotSaved);
  document.addEventListener("htmx:afterSettle", () => {
    startSorting();
    if (pressed || document.getElementById("programme-refused")) keepFocus();
  });
  startSorting();
})();
