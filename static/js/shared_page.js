// A page of what somebody else shares asks whether it still may be read; once it may not, it shows nothing more.
"use strict";

(() => {
  const page = document.querySelector("[data-still-shared]");
  if (!page) return;
  const gone = document.getElementById("gone").content;

  async function ask() {
    let answer;
    try {
      answer = await fetch(page.dataset.stillShared, { credentials: "same-origin", redirect: "manual" });
    } catch {
      return; // No connection: ask again later.
    }
    if (answer.status === 204 || answer.status >= 500) return;
    clearInterval(timer);
    document.querySelector("main").replaceChildren(gone.cloneNode(true));
    document.title = document.querySelector("main h1").textContent;
    document.querySelector("main").focus();
  }

  const timer = setInterval(() => document.hidden || ask(), 10000);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  addEventListener("focus", ask);
  addEventListener("pageshow", (event) => event.persisted && ask());
})();
