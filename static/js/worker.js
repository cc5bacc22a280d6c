// Without a connection: a page that says so, and the programme of the meeting that was looked at last (offline.js keeps
// it). Everything else goes to the server as if this script were not there. SHELL stands above: see views/offline.py.
"use strict";

const LONGEST = 30 * 24 * 60 * 60 * 1000;

async function fill() {
  const shell = await caches.open(SHELL.name);
  await shell.addAll([SHELL.page, ...SHELL.files]);
  await self.skipWaiting();
}

async function tidy() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("shell-") && name !== SHELL.name);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function lastSeen() {
  const kept = await caches.open("kept");
  const [request] = await kept.keys();
  const answer = request && (await kept.match(request));
  if (!answer) return null;
  if (Date.now() - Number(answer.headers.get("X-Kept")) < LONGEST) return { path: new URL(request.url).pathname, answer };
  await kept.delete(request);
  return null;
}

async function withoutConnection(request) {
  const [seen, page] = await Promise.all([lastSeen(), caches.match(SHELL.page)]);
  // The page of the meeting itself, or what was kept of it.
  const wanted = new URL(request.url).pathname;
  if (seen && (wanted === seen.path || wanted === seen.path.replace(/[^/]+\/$/, ""))) return seen.answer;
  if (!seen || !page) return page ?? Response.error();
  const text = (await page.text()).replace("hidden data-kept", "data-kept").replace("#kept", seen.path);
  return new Response(text, { headers: page.headers });
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => withoutConnection(request)));
  } else if (SHELL.files.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
