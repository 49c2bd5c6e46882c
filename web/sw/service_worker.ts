/**
 * The app without a network and the app behind a lock screen: keeps the shell and the hashed files of
 * one version, shows pushes, and never touches an answer of the API. The build puts the version in.
 */
/// <reference lib="webworker" />

const worker = self as unknown as ServiceWorkerGlobalScope;
const VERSION = "__VERSION__";
const CACHE = `rylie-${VERSION}`;
const SHELL = "/";
/** The scripts and styles of this version, so that every view opens without a network. */
const FILES: readonly string[] = JSON.parse("__FILES__");

worker.addEventListener("install", (event) => {
  event.waitUntil(keepVersion());
});

worker.addEventListener("activate", (event) => {
  // What the first visit loads from now on is kept as well.
  event.waitUntil(forgetOthers().then(() => worker.clients.claim()));
});

worker.addEventListener("message", (event) => {
  // The person chose to go on with the new version.
  if (event.data === "activate") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (pathname.startsWith("/chat")) return; // another app, for other people
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/assets/")) event.respondWith(asset(request));
});

worker.addEventListener("push", (event) => {
  event.waitUntil(show(event.data?.text() ?? ""));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(linkOf(event.notification.data)));
});

async function keepVersion(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([new Request(SHELL, { cache: "reload" }), ...FILES]);
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("rylie-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The newest page if the network has it, else the shell, which then says that it is offline. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const shell = await caches.match(SHELL, { cacheName: CACHE });
    if (shell !== undefined) return shell;
    throw error;
  }
}

/** A file with a hash in its name never changes. */
async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

/** Browsers want something shown for each push; one that cannot be read says so little. */
async function show(text: string): Promise<void> {
  const { title, body, link, tag } = read(text);
  await worker.registration.showNotification(title, {
    body,
    tag,
    data: { link },
    icon: "/icon-192.png",
    badge: "/icon-192.png",
  });
}

function read(text: string): { title: string; body: string; link: string; tag: string } {
  const usual = { title: "Rylie", body: "", link: "/", tag: "rylie" };
  try {
    const told: unknown = JSON.parse(text);
    if (typeof told !== "object" || told === null) return usual;
    const field = (name: keyof typeof usual): string => {
      const value: unknown = Reflect.get(told, name);
      return typeof value === "string" ? value : usual[name];
    };
    return { title: field("title"), body: field("body"), link: field("link"), tag: field("tag") };
  } catch {
    return usual;
  }
}

/** A path of our own and nothing else, whatever a push says. */
function linkOf(value: unknown): string {
  const link: unknown = typeof value === "object" && value !== null
    ? Reflect.get(value, "link")
    : null;
  const url = typeof link === "string" ? URL.parse(link, worker.location.origin) : null;
  return url?.origin === worker.location.origin ? url.href : worker.location.origin;
}

/** Shows it in the window that is open, else in a new one. */
async function open(href: string): Promise<void> {
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = windows.find((one) => !new URL(one.url).pathname.startsWith("/chat"));
  if (shown === undefined) return void await worker.clients.openWindow(href);
  await shown.focus();
  shown.postMessage({ kind: "open", path: new URL(href).pathname });
}
