// Keeps the whole website on the device, and answers from there: so it is quick, and works offline.
// `VERSION` and `FILES` stand above, where the website was written.
"use strict";

const kept = `recoveryref ${VERSION}`;
const place = new URL(".", self.location);

self.addEventListener("install", (event) => {
  const load = async (cache, path) => {
    const response = await fetch(new Request(new URL(path, place), { cache: "no-cache" }));
    if (!response.ok) throw new Error(path);
    // A host may lead elsewhere from a page's name; what is kept stands under that name.
    await cache.put(new URL(path, place), new Response(response.body, { headers: response.headers }));
  };
  event.waitUntil(caches.open(kept)
    .then((cache) => Promise.all(FILES.map((path) => load(cache, path))))
    .then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith("recoveryref ") && name !== kept).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "GET" || !url.startsWith(place.href)) return;
  const file = new URL(url);
  if (file.pathname.endsWith("/")) file.pathname += "index.html";
  event.respondWith(caches.open(kept)
    .then((cache) => cache.match(file, { ignoreSearch: true }))
    .then((answer) => answer || fetch(event.request)));
});
