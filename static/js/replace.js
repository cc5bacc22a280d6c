// One tap puts a proposal in the text, and one more takes it back. Without this script the buttons post the form.
"use strict";

(() => {
  /* Where `old` stands in the text: at its place, or the nearest other one, since what stands before it may have grown. */
  function placeOf(text, old, start) {
    if (text.startsWith(old, start)) return start;
    const after = text.indexOf(old, start);
    const before = text.lastIndexOf(old, start);
    if (after < 0 || before < 0) return Math.max(after, before);
    return after - start < start - before ? after : before;
  }

  function replace(field, [, start, old, now]) {
    const at = placeOf(field.value, old, start);
    if (at < 0) return null;
    field.value = field.value.slice(0, at) + now + field.value.slice(at + old.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return [field.name, at, now, old];
  }

  function tap(event) {
    const button = event.target.closest("button[data-replace]");
    if (!button) return;
    const facts = JSON.parse(button.value);
    const field = button.form?.elements[facts[0]];
    const back = field && replace(field, facts);
    if (!back) return;
    event.preventDefault();
    const row = button.closest("li");
    const undo = row.querySelector("[data-undo-text]") ?? document.getElementById("undo-text");
    for (const other of row.querySelectorAll("button")) other.hidden = other !== button;
    for (const mark of button.closest("[data-found]").querySelectorAll("mark"))
      if (mark.textContent === facts[2]) mark.textContent = facts[3];
    button.value = JSON.stringify(back);
    button.textContent = undo?.content?.textContent.trim() ?? facts[2];
    button.focus();
  }

  document.addEventListener("click", tap);
})();
