// Opens public pages again without network. Never stores the desk, an account page, a form or a
// redirect: a path under a private prefix is not touched, and an answer marked no-store or private
// is not kept. The view at /sw.js fills in the three constants.
const VERSION = "__VERSION__", PRECACHE = __PRECACHE__, PRIVATE = __PRIVATE__;
const STATIC = `static-${VERSION}`, PAGES = "pages", OFFLINE = __OFFLINE__, MOST_PAGES = 60, WAIT_MS = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STATIC).then((cache) => cache.addAll(PRECACHE)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== STATIC && name !== PAGES) await caches.delete(name);
    await self.clients.claim();
    await Promise.all((await self.clients.matchAll({ type: "window" })).map(keepOpen));
  })());
});

const isPrivate = (path) => PRIVATE.some((prefix) => path.startsWith(prefix));
const isPage = (path) => /^\/(es|en)\//.test(path) && !isPrivate(path);

const late = () => new Promise((_, refuse) => setTimeout(() => refuse(new Error("late")), WAIT_MS));
const mayKeep = (answer) => answer.ok && !answer.redirected && answer.type === "basic"
  && !/no-store|private/.test(answer.headers.get("cache-control") ?? "")
  && (answer.headers.get("content-type") ?? "").startsWith("text/html");

const keep = async (request, answer) => {
  const cache = await caches.open(PAGES);
  await cache.delete(request);
  await cache.put(request, answer);
  const kept = await cache.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length - MOST_PAGES))) await cache.delete(old);
};

// The page that brought the worker here was loaded without it: one visit has to be enough.
// Whoever has left meanwhile, perhaps by the quick exit, leaves nothing behind.
const keepOpen = async ({ id, url }) => {
  const address = new URL(url);
  if (address.origin !== self.location.origin || !isPage(address.pathname)) return;
  try {
    const answer = await fetch(url);
    if (mayKeep(answer) && await self.clients.get(id)) await keep(url, answer);
  } catch { /* no network: there is nothing to keep */ }
};

// A stored page carries the time at which it was received, so that it can tell its age.
const stored = async (request) => {
  const found = (await (await caches.open(PAGES)).match(request)) ?? (await (await caches.open(STATIC)).match(request));
  if (!found) return null;
  const at = Date.parse(found.headers.get("date") ?? "") || 0;
  const text = (await found.text()).replace("<body ", `<body data-stored="${at}" `);
  return new Response(text, { headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": found.headers.get("content-security-policy") ?? "default-src 'self'", "referrer-policy": "no-referrer" } });
};

const offlinePage = async (pathname) => {
  const cache = await caches.open(STATIC);
  const address = OFFLINE.find((candidate) => pathname.startsWith(candidate.slice(0, 4))) ?? OFFLINE[0];
  return (await cache.match(address)) ?? Response.error();
};

const page = async (event, pathname) => {
  try {
    const asked = fetch(event.request);
    asked.then((answer) => { if (mayKeep(answer)) event.waitUntil(keep(event.request, answer.clone())); }).catch(() => {});
    return await Promise.race([asked, late()]);
  } catch {
    return (await stored(event.request)) ?? (await offlinePage(pathname));
  }
};

const fixed = async (request) => {
  const cache = await caches.open(STATIC);
  const found = await cache.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
};

self.addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (isPrivate(address.pathname)) return;
  if (address.pathname.startsWith("/static/")) { event.respondWith(fixed(request)); return; }
  if (request.mode === "navigate" && isPage(address.pathname)) event.respondWith(page(event, address.pathname));
});
