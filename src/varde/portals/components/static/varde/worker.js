// Keeps the look of the pages and one page without personal data, so that the emergency numbers and what waits to be
// sent can be seen without a network. No page about anybody is ever kept.
"use strict";
const KEPT = "varde-3";
const OFFLINE = "/min/frakoblet/";
const LOOK = ["theme.css", "varde.css", "patient.css", "card.js", "outbox.js", "mark.svg"].map((name) => `/static/varde/${name}`);

addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([OFFLINE, "/static/vendor/designsystemet.css", ...LOOK])));
  self.skipWaiting();
});

addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => clients.claim()));
});

const fresh = async (request) => {
  const kept = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    if (response.ok && (await kept.match(request))) await kept.put(request, response.clone());
    return response;
  } catch {
    return (await kept.match(request)) || Response.error();
  }
};

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => (await caches.match(OFFLINE)) || Response.error()));
  } else if (new URL(request.url).pathname.startsWith("/static/")) {
    event.respondWith(fresh(request));
  }
});
