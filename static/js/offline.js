// Keeps the programme and the route of the meeting that was looked at last, for who has no connection on the way there.
// It is a page of its own without people, cases and links (meeting_kept.html), and one at a time. It goes when somebody
// logs out, when another person or a visitor opens a page (site.js), and when it may not be seen any more.
"use strict";

(() => {
  if (!("serviceWorker" in navigator) || !window.caches) return;
  const HOUR = 60 * 60 * 1000;
  const reader = document.getElementById("logout-form")?.dataset.reader;
  const here = document.querySelector("[data-keep]")?.dataset.keep;
  let isLeaving = false;

  async function keep(path) {
    const answer = await fetch(path);
    const kept = await caches.open("kept");
    for (const old of await kept.keys()) await kept.delete(old);
    if (!answer.ok || answer.redirected || isLeaving) return;
    const headers = new Headers(answer.headers);
    headers.set("X-Reader", reader);
    headers.set("X-Kept", String(Date.now()));
    await kept.put(path, new Response(await answer.text(), { headers }));
  }

  async function look() {
    const kept = await caches.open("kept");
    const [request] = await kept.keys();
    if (request) {
      const { headers } = await kept.match(request);
      if (headers.get("X-Reader") !== reader) await kept.delete(request);
      else if (!here && Date.now() - Number(headers.get("X-Kept")) > HOUR) await keep(request.url);
    }
    if (here) await keep(here);
  }

  document.addEventListener("submit", (event) => {
    isLeaving ||= event.target.id === "logout-form";
  });
  window.addEventListener("load", () => {
    // Where the browser keeps nothing, or the connection is gone, the page works as well.
    navigator.serviceWorker.register("/worker.js").catch(() => {});
    look().catch(() => {});
  });
})();
