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
  // Forms that are being sent. Their buttons are not switched off: who presses one by keyboard would lose their place.
  const busy = new WeakSet();
  let version = Number(live().dataset.version);
  let looking = false;
  let received = performance.now();

  /* The clock: the server says how much is left, the page counts from there */
  let last = { step: "", left: 0 };

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
    announceTime(left, Number(clock.dataset.total) / 2);
  }

  // Politely, and seldom: when the clock passes half of the step, its last minute, and its end.
  function announceTime(left, half) {
    const { step, timeOver, lastMinute, minutesLeft } = live().dataset;
    const before = step === last.step ? last.left : left;
    last = { step, left };
    const moments = [[0, timeOver]];
    if (half >= 60) moments.unshift([60, lastMinute]);
    if (half > 60) moments.unshift([half, `${minutesLeft}${Math.round(half / 60)}`]);
    const passed = moments.filter(([at]) => before > at && left <= at).at(-1);
    if (passed) say(passed[1]);
  }

  // Said one after the other: what comes later never takes the place of what was not read out yet.
  function say(text) {
    const box = document.querySelector("[data-announce]");
    if (!box || !text) return;
    const line = document.createElement("p");
    line.textContent = text;
    box.append(line);
    while (box.childElementCount > 4) box.firstElementChild.remove();
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
    const time = timeOf(here);
    const focused = document.activeElement;
    if (names(fresh) === names(here)) for (const part of fresh.querySelectorAll("[data-part]")) exchange(here, part);
    else here.replaceChildren(...document.importNode(fresh, true).childNodes);
    for (const name of ["version", "step"]) here.dataset[name] = fresh.dataset[name];
    version = Number(fresh.dataset.version);
    received = performance.now();
    startDrafts();
    showClock();
    if (!focused.isConnected) (document.getElementById(focused.id) ?? here.querySelector("h1")).focus({ preventScroll: true });
    if (moved) sayStep(fresh);
    else if (timeOf(fresh) !== time) say(fresh.querySelector("[data-clock-words]")?.textContent);
    say(fresh.querySelector("[data-part='said']")?.textContent.trim());
  }

  // What somebody who leads does with the clock: a pause, a minute more.
  function timeOf(page) {
    const clock = page.querySelector("[data-clock]");
    return clock ? `${clock.dataset.total} ${"paused" in clock.dataset}` : "";
  }

  const names = (page) => [...page.querySelectorAll("[data-part]")].map((part) => part.dataset.part).join();

  function exchange(here, part) {
    const old = here.querySelector(`[data-part="${part.dataset.part}"]`);
    if (chosen.has(old)) return;
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
    const rule = fresh.querySelector(".step-rule")?.textContent.trim() ?? "";
    const role = fresh.querySelector(".role-task")?.textContent.trim() ?? "";
    const texts = [fresh.querySelector(".table-count")?.textContent, title, instruction, rule, role];
    say(texts.filter(Boolean).join(" "));
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
    if (busy.has(form)) return;
    const data = new FormData(form, event.submitter);
    cancelDraft(form);
    cancelChoice(form);
    busy.add(form);
    form.setAttribute("aria-busy", "true");
    try {
      await send(form.action, data);
    } catch {
      offline();
      // A move of the facilitator is not kept: by then the table may be elsewhere.
      if (form.dataset.draft) waiting.push([form.action, data]);
    } finally {
      if (!waiting.some(([, known]) => known === data)) {
        busy.delete(form);
        form.removeAttribute("aria-busy");
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
    showKept(form, false);
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => saveDraft(form), 800));
  }

  function showKept(form, isKept) {
    const line = form.querySelector("[data-draft-state]");
    if (line) line.textContent = isKept ? line.dataset.draftState : "";
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
      showKept(form, !unsaved.has(form));
    } catch {
      unsaved.add(form);
      offline();
    }
  }

  /* Roles are sent as soon as one is chosen: who goes through a list by keyboard passes others on the way */
  const chosen = new Map();

  function onChange(event) {
    const form = event.target.closest("form[data-autosend]");
    if (form) sendSoon(form);
  }

  function sendSoon(form) {
    clearTimeout(chosen.get(form));
    chosen.set(form, setTimeout(() => (busy.has(form) ? sendSoon(form) : form.requestSubmit()), 600));
  }

  function cancelChoice(form) {
    clearTimeout(chosen.get(form));
    chosen.delete(form);
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
