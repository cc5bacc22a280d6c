// While somebody writes, the page keeps what they type on the server. Signed out, or no connection: the page stays as
// it is, and says that nothing was kept.
"use strict";

(() => {
  const ID = "writing-state";

  function sayNotKept() {
    const line = document.querySelector(`#${ID} [data-kept]`);
    line.textContent = line.dataset.failed;
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== ID) return;
    event.detail.shouldSwap = event.detail.xhr.responseText.includes(`id="${ID}"`);
    if (!event.detail.shouldSwap) sayNotKept();
  });
  document.addEventListener("htmx:sendError", sayNotKept);
})();
