// What was typed survives a lost connection and a reload. It stands in this browser until the server has it, locked
// with a key that only pages of the same person hold; logging out throws all of it away (site.js).
"use strict";

(() => {
  const PREFIX = "draft:";
  const SENT = "draft-sent";
  const KEPT = 7 * 24 * 60 * 60 * 1000;
  const form = document.querySelector("form[data-draft]");

  function each(action) {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) action(name, read(name));
  }

  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? {};
    } catch {
      return {};
    }
  }

  function tidy() {
    each((name, draft) => {
      if (!(Date.now() - draft.at < KEPT)) localStorage.removeItem(name);
    });
  }

  // The page after the last button: what that page sent is on the server.
  function dropSent() {
    const saved = document.querySelector("[data-draft-saved]")?.dataset.draftSaved;
    if (saved && sessionStorage.getItem(SENT) === saved) {
      each((name, draft) => {
        if (draft.page === saved) localStorage.removeItem(name);
      });
    }
    sessionStorage.removeItem(SENT);
  }

  const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

  async function start() {
    const hex = form.dataset.draftKey.match(/../g);
    const raw = Uint8Array.from(hex, (pair) => parseInt(pair, 16));
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    const note = form.querySelector("[data-draft-note]");
    let changes = 0;
    let sent = 0;
    let timer;
    // Who logs out leaves nothing behind, also not what was just being locked.
    let isLeaving = false;
    document.addEventListener("submit", (event) => {
      isLeaving ||= event.target.id === "logout-form";
    });

    const place = () => `${PREFIX}${form.dataset.draft}:${location.pathname}${location.search}`;
    const forget = () => localStorage.removeItem(place());

    function typed() {
      const names = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
      return Object.fromEntries(names);
    }

    async function keep() {
      const at = changes;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const bytes = new TextEncoder().encode(JSON.stringify(typed()));
      const locked = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes));
      // What was saved meanwhile is not put back.
      if (isLeaving || (at <= sent && sent === changes && changes)) return;
      const draft = { at: Date.now(), page: form.elements.page.value, iv: toText(iv), text: toText(locked) };
      try {
        localStorage.setItem(place(), JSON.stringify(draft));
      } catch {
        // The browser is full or keeps nothing: then only the server does.
      }
    }

    async function open() {
      const draft = read(place());
      if (!draft.text) return null;
      try {
        const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: toBytes(draft.iv) }, key, toBytes(draft.text));
        return JSON.parse(new TextDecoder().decode(text));
      } catch {
        return null;
      }
    }

    function fill(values) {
      for (const field of form.elements) {
        if (!(field.name in values) || field.type === "submit") continue;
        if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === values[field.name];
        else field.value = values[field.name];
        // An editor on top of it shows what stands there now.
        if (field.dataset.editor) field.dispatchEvent(new Event("editor:read"));
      }
    }

    async function restore() {
      const values = await open();
      if (!values || form.closest("main").querySelector(".error-summary, #conflict")) return;
      const shown = typed();
      const isOther = Object.keys(values).some(
        (name) => !["page", "version"].includes(name) && name in shown && values[name] !== shown[name],
      );
      if (!isOther) return forget();
      fill(values);
      note.hidden = false;
      // What saves by itself listens once the page has loaded.
      if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done));
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }

    form.addEventListener("input", () => {
      changes += 1;
      clearTimeout(timer);
      timer = setTimeout(keep, 250);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && changes > sent) keep();
    });
    form.querySelector("[data-draft-drop]").addEventListener("click", () => {
      forget();
      location.reload();
    });

    let asked = 0;
    document.addEventListener("htmx:beforeRequest", (event) => {
      if (event.detail.target?.id === "sheet-state") asked = changes;
    });
    document.addEventListener("htmx:afterSettle", () => {
      const at = document.querySelector("#sheet-state [data-at]")?.dataset.at;
      if (!at) return;
      if (asked === changes) {
        clearTimeout(timer);
        sent = changes;
        forget();
      }
      // Reloaded, the page shows what was made.
      if (location.pathname !== at) {
        const left = localStorage.getItem(place());
        forget();
        history.replaceState(null, "", at);
        if (left && asked !== changes) localStorage.setItem(place(), left);
      }
    });
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) return sessionStorage.setItem(SENT, form.elements.page.value);
      event.preventDefault();
      keep();
      document.querySelector("[data-saved]").textContent = form.dataset.failed;
    });
    addEventListener("online", () => form.dispatchEvent(new Event("input", { bubbles: true })));
    await restore();
    form.dataset.draftReady = "";
  }

  tidy();
  dropSent();
  // Without a safe connection a browser locks nothing; then nothing is kept.
  if (form && crypto.subtle) start();
})();
