// Keeps the app usable without network: its shell and what that needs, nothing else. The server puts PARTS and EDITION
// before this text. There is no skipWaiting: a page that is open keeps the parts it was opened with, and a new edition
// comes into force once no window of the old one is left.

const PREFIX = "kapsurvey-app-";
const MEDIA = "kapsurvey-media";
const OWN = PREFIX + EDITION;

const fetched = async (address) => {
  const reply = await fetch(address, { credentials: "same-origin", cache: "no-cache" });
  // Who is signed out is led elsewhere; that page must not take the app's place.
  if (!reply.ok || reply.redirected) throw new Error("not the app");
  return [address, reply];
};

const install = async () => {
  const parts = await Promise.all(PARTS.map(fetched));
  const cache = await caches.open(OWN);
  await Promise.all(parts.map(([address, reply]) => cache.put(address, reply)));
};

const activate = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== OWN).map((name) => caches.delete(name)));
  await self.clients.claim();
};

const fromCache = async (request) => {
  const own = await caches.open(OWN);
  const media = await caches.open(MEDIA);
  return (await own.match(request)) || (await media.match(request)) || fetch(request);
};

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const ours = pathname === "/staff/app" || pathname.startsWith("/static/") || pathname.includes("/media/");
  if (event.request.method === "GET" && origin === self.location.origin && ours) event.respondWith(fromCache(event.request));
});
