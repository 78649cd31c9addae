/** Keeps the site for when there is no network: pages come from the network where there is one, what is named by its content does not. */

// Written before this script when the site is built: a mark of all its files, and their addresses.
declare const VERSION: string;
declare const FILES: string[];

interface Waiting extends Event {
  waitUntil(promise: Promise<unknown>): void;
}

interface Fetching extends Waiting {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", hear: (event: Waiting) => void): void;
  addEventListener(type: "fetch", hear: (event: Fetching) => void): void;
}

const scope = globalThis as unknown as Scope;
const PREFIX = "barewire-offline-";
const root = scope.registration.scope;

scope.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => scope.skipWaiting())));
scope.addEventListener("activate", (event) => event.waitUntil(forgetOthers().then(() => scope.clients.claim())));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.url.startsWith(root) && !request.headers.has("range")) {
    event.respondWith(namedByContent(request.url) ? fromCache(request) : fromNetwork(request));
  }
});

/** All of it, or this version does not come to be. What an earlier version has already is not fetched again. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(PREFIX + VERSION);
  for (const file of FILES) {
    const url = new URL(file, root).href;
    const kept = namedByContent(url) ? await caches.match(url) : undefined;
    const response = kept ?? (await fetch(url, { cache: "no-cache" }));
    if (!response.ok) {
      throw new Error(`${url} answered with ${response.status}`);
    }
    await cache.put(url, response);
  }
}

async function forgetOthers(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== PREFIX + VERSION);
  await Promise.all(others.map((name) => caches.delete(name)));
}

function namedByContent(url: string): boolean {
  return url.startsWith(`${root}assets/`) && /[-.][0-9A-Za-z]{8,}\.(min\.)?\w+$/.test(url);
}

async function fromCache(request: Request): Promise<Response> {
  return (await kept(request)) ?? fetch(request);
}

async function fromNetwork(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await kept(request);
    if (!found) {
      throw error;
    }
    return found;
  }
}

async function kept(request: Request): Promise<Response | undefined> {
  return (await caches.open(PREFIX + VERSION)).match(request.url, { ignoreSearch: true });
}
