// One question per screen on a phone. Without this script, and on a wide screen, the form is one page.
"use strict";

(() => {
  const narrow = matchMedia("(max-width: 767.98px)");

  function startSteps(form) {
    const steps = [...form.querySelectorAll("[data-step]")];
    const part = (name) => form.querySelector(`[data-steps-${name}]`);
    const needsCare = steps.findIndex((step) => step.querySelector(".has-error, .alert-warning"));
    const titles = form.querySelectorAll("[data-step] > .field > .form-label, [data-step] > .field > legend");
    const notice = document.querySelector("[data-steps-notice]");
    let at = Math.max(needsCare, 0);

    function show({ focus = false } = {}) {
      const one = narrow.matches;
      steps.forEach((step, place) => (step.hidden = one && place !== at));
      titles.forEach((title) => title.classList.toggle("question", one));
      part("progress").hidden = part("next").hidden = !one || steps.length === 1;
      part("intro").hidden = one && at > 0;
      part("back").hidden = !one || at === 0;
      part("next").hidden = !one || at === steps.length - 1;
      part("last").hidden = one && at < steps.length - 1;
      if (one) {
        part("progress").querySelector("span").textContent = steps[at].dataset.label;
        part("progress").querySelector("progress").value = at + 1;
      }
      if (focus) {
        scrollTo({ top: 0 });
        steps[at].querySelector("input:not([type=hidden]), textarea, select")?.focus({ preventScroll: true });
      }
    }

    function go(place) {
      at = Math.min(Math.max(place, 0), steps.length - 1);
      if (notice) notice.hidden = narrow.matches;
      show({ focus: true });
    }

    part("next").addEventListener("click", () => go(at + 1));
    part("back").addEventListener("click", () => go(at - 1));
    form.addEventListener("keydown", (event) => {
      const isLine = event.target.matches("input[type=text], select, input[type=radio]");
      if (!narrow.matches || event.key !== "Enter" || !isLine || at === steps.length - 1) return;
      event.preventDefault();
      go(at + 1);
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.(".error-summary a[href^='#']");
      const place = link ? steps.findIndex((step) => step.querySelector(link.hash)) : -1;
      if (place < 0) return;
      at = place;
      show();
    });
    narrow.addEventListener("change", () => show());
    show();
  }

  function sayNotSaved() {
    const line = document.querySelector("[data-saved]");
    if (line) line.textContent = line.closest("form").dataset.failed ?? line.dataset.failed;
  }

  document.querySelectorAll("form[data-steps]").forEach(startSteps);
  // Signed out, or no connection: keep the page as it is, and say that nothing was saved.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "sheet-state") return;
    if (event.detail.xhr.responseText.includes('id="sheet-state"')) return;
    event.detail.shouldSwap = false;
    sayNotSaved();
  });
  document.addEventListener("htmx:sendError", sayNotSaved);
})();
