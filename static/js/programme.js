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
    const { target, xhr } = event.detail;
    if (target?.id !== "programme-list") return;
    event.detail.shouldSwap = xhr.responseText.includes('id="programme-list"');
    event.detail.isError = false;
    // Htmx would take the styles of dragging over as attributes, which our rules for content refuse.
    for (const part of target.querySelectorAll("[style]")) part.removeAttribute("style");
    if (!event.detail.shouldSwap) sayNotSaved();
  });
  document.addEventListener("htmx:sendError", sayNotSaved);
  document.addEventListener("htmx:afterSettle", () => {
    startSorting();
    if (pressed || document.getElementById("programme-refused")) keepFocus();
  });
  startSorting();
})();
