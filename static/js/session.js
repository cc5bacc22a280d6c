// At the table: look every two seconds whether something changed, exchange what did, count down, and lose nothing
// that is typed. Without this script the page works with its forms and a link to refresh.
"use strict";

(() => {
  const EVERY = 1700;
  const live = () => document.getElementById("live");
  if (!live() || !live().dataset.state) return;
  const parser = new DOMParser();
  // What was typed or pressed while there was no connection, in order: [form, data].
  const waiting = [];
  let version = Number(live().dataset.version);
  let looking = false;
  let received = performance.now();

  /* The clock: the server says how much is left, the page counts from there */
  let announced = "";

  function secondsLeft(clock) {
    const passed = "paused" in clock.dataset ? 0 : (performance.now() - received) / 1000;
    return Math.round(Number(clock.dataset.left) - passed);
  }

  function showClock() {
    const clock = document.querySelector("[data-clock]");
    if (!clock) return;
    const left = secondsLeft(clock);
    const digits = clock.querySelector("[data-clock-digits]");
    const words = clock.querySelector("[data-clock-words]");
    const size = Math.abs(left);
    const text = `${left < 0 ? "−" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
    if (digits.textContent !== text) digits.textContent = text;
    digits.hidden = false;
    words.classList.toggle("visually-hidden", !("paused" in clock.dataset) && left > 0);
    if ("paused" in clock.dataset) return;
    clock.classList.toggle("is-last", left > 0 && left <= 60);
    clock.classList.toggle("is-over", left <= 0);
    if (left <= 0) words.textContent = live().dataset.timeOver;
    announceTime(left);
  }

  // Politely, and seldom: at five minutes, at the last one, and when it is over.
  function announceTime(left) {
    const step = live().dataset.step;
    const moment = left <= 0 ? "over" : left <= 60 ? "last" : left <= 300 && left > 270 ? "five" : "";
    if (!moment || announced === `${step}:${moment}`) return;
    announced = `${step}:${moment}`;
    const { timeOver, lastMinute, minutesLeft } = live().dataset;
    say(moment === "over" ? timeOver : moment === "last" ? lastMinute : `${minutesLeft}5`);
  }

  function say(text) {
    const line = document.querySelector("[data-announce]");
    if (line) line.textContent = text;
  }

  /* Exchange the parts that changed; a box in which somebody types is left alone */
  function take(html) {
    const page = parser.parseFromString(html, "text/html");
    const fresh = page.getElementById("live");
    const here = live();
    if (!fresh || !fresh.dataset.state || fresh.dataset.stage !== here.dataset.stage) {
      location.reload();
      return;
    }
    const moved = fresh.dataset.step !== here.dataset.step;
    const focused = document.activeElement?.id;
    if (names(fresh) === names(here)) for (const part of fresh.querySelectorAll("[data-part]")) exchange(here, part);
    else here.replaceChildren(...document.importNode(fresh, true).childNodes);
    for (const name of ["version", "step"]) here.dataset[name] = fresh.dataset[name];
    version = Number(fresh.dataset.version);
    received = performance.now();
    startDrafts();
    showClock();
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
    if (moved) sayStep(fresh);
  }

  const names = (page) => [...page.querySelectorAll("[data-part]")].map((part) => part.dataset.part).join();

  function exchange(here, part) {
    const old = here.querySelector(`[data-part="${part.dataset.part}"]`);
    const signed = "sign" in part.dataset;
    if (signed ? old.dataset.sign === part.dataset.sign : same(old, part)) return;
    // Who has an unfolded list keeps it so.
    for (const fold of old.querySelectorAll("details[open][id]")) {
      part.querySelector(`#${fold.id}`)?.setAttribute("open", "");
    }
    const opened = old.matches("details[open]");
    const copy = document.importNode(part, true);
    copy.toggleAttribute("open", opened);
    old.replaceWith(copy);
    if (copy.dataset.part === "said") copy.scrollIntoView({ block: "nearest" });
  }

  const plain = (part) => part.innerHTML.replace(/csrfmiddlewaretoken" value="\w+"/g, "").replace(/ open(="")?/g, "");
  const shown = new Map();

  // What the server sent last counts, not what the countdown made of it.
  function same(old, part) {
    const name = part.dataset.part;
    const before = shown.get(name) ?? plain(old);
    shown.set(name, plain(part));
    return before === plain(part) && name !== "top";
  }

  function sayStep(fresh) {
    const title = fresh.querySelector("h1")?.textContent ?? "";
    const instruction = fresh.querySelector(".table-instruction")?.textContent ?? "";
    const rule = fresh.querySelector(".step-rule")?.textContent ?? "";
    say([fresh.querySelector(".table-count")?.textContent, title, instruction, rule].join(". "));
    scrollTo({ top: 0 });
  }

  /* Look */
  async function look({ anyway = false } = {}) {
    if (looking || (document.hidden && !anyway)) return;
    looking = true;
    try {
      const answer = await fetch(live().dataset.state, { cache: "no-cache", credentials: "omit" });
      if (answer.status === 404) location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      online();
      if (Number(await answer.text()) !== version || anyway) await load();
      await sendWaiting();
    } catch {
      offline();
    } finally {
      looking = false;
    }
  }

  async function load() {
    const answer = await fetch(live().dataset.here, { headers: { "X-Live": "1" }, credentials: "same-origin" });
    if (answer.redirected || answer.status === 404) location.reload();
    else if (answer.ok) take(await answer.text());
  }

  function offline() {
    const line = document.querySelector(".table-offline");
    if (!line || !line.hidden) return;
    line.textContent = live().dataset.offline;
    line.hidden = false;
  }

  function online() {
    const line = document.querySelector(".table-offline");
    if (line) line.hidden = true;
    for (const form of unsaved) saveDraft(form);
  }

  /* Send: what can't be sent now is sent as soon as there is a connection */
  async function send(action, data) {
    const answer = await fetch(action, { method: "POST", body: data, headers: { "X-Live": "1" }, credentials: "same-origin" });
    if (answer.redirected) location.assign(answer.url);
    else if (answer.ok || answer.status === 409) take(await answer.text());
    else location.reload();
  }

  async function onSubmit(event) {
    const form = event.target;
    if (!form.matches("[data-live-form]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const data = new FormData(form, event.submitter);
    cancelDraft(form);
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    try {
      await send(form.action, data);
    } catch {
      offline();
      // A move of the facilitator is not kept: by then the table may be elsewhere.
      if (form.dataset.draft) waiting.push([form.action, data]);
    } finally {
      if (form.isConnected && !waiting.some(([, known]) => known === data)) {
        for (const button of form.querySelectorAll("button")) button.disabled = false;
      }
    }
  }

  async function sendWaiting() {
    while (waiting.length) {
      const [action, data] = waiting[0];
      await send(action, data);
      waiting.shift();
    }
  }

  /* Drafts: saved while one types, so that a reload or another phone finds them */
  const timers = new WeakMap();
  const unsaved = new Set();

  function startDrafts() {
    for (const form of unsaved) if (!form.isConnected) unsaved.delete(form);
  }

  function onInput(event) {
    const form = event.target.closest("form[data-draft]");
    if (!form || !event.target.matches("[data-draft-text]")) return;
    unsaved.add(form);
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => saveDraft(form), 800));
  }

  function cancelDraft(form) {
    clearTimeout(timers.get(form));
    unsaved.delete(form);
  }

  async function saveDraft(form) {
    if (!form.isConnected || !unsaved.has(form)) return;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("position", form.dataset.position);
    data.set("text", form.elements.text.value);
    data.set("automatic", "1");
    unsaved.delete(form);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: data, credentials: "same-origin", keepalive: data.get("text").length < 20000 });
      if (!answer.ok) throw new Error(String(answer.status));
    } catch {
      unsaved.add(form);
      offline();
    }
  }

  /* Roles are sent as soon as one is chosen */
  function onChange(event) {
    const form = event.target.closest("form[data-autosend]");
    if (form) form.requestSubmit();
  }

  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("input", onInput);
  document.addEventListener("change", onChange);
  // A phone that was locked shows at once where the table is.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look({ anyway: true });
    else for (const form of [...unsaved]) saveDraft(form);
  });
  window.addEventListener("online", () => look());
  window.addEventListener("pageshow", (event) => event.persisted && look({ anyway: true }));
  setInterval(showClock, 250);
  setInterval(look, EVERY);
  showClock();
})();
