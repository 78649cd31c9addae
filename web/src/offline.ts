/** Whether the site is kept for when there is no network: only if the learner wants it, and only where the browser can. */

import { button, element } from "./element";
import { notify } from "./notice";

const PREFIX = "barewire-offline-";

export async function mount(root: HTMLElement): Promise<() => void> {
  const worker = document.querySelector<HTMLLinkElement>("link[rel=serviceworker]")?.href;
  const said = element("p", { class: "offline__said", role: "status" });
  const place = element("div", { class: "panel__row" });
  root.replaceChildren(place, said);

  const show = async () => {
    const registration = await registered();
    if (!worker || registration === null) {
      said.textContent = "This browser keeps nothing for later here, in a private window perhaps. Everything else works as it does elsewhere.";
    } else if (registration?.active) {
      said.textContent = "The site is kept in this browser, and works without a network.";
      place.replaceChildren(button("Keep it no longer", () => void stop(registration).then(show)));
    } else {
      said.textContent = "";
      place.replaceChildren(button("Keep the site for offline use (20 MB)", () => void keep(worker)));
    }
  };
  const keep = async (address: string) => {
    place.replaceChildren();
    said.textContent = "Keeping the site …";
    try {
      const registration = await navigator.serviceWorker.register(address);
      await active(registration);
      await show();
    } catch (error) {
      await show();
      said.textContent = `The site could not be kept: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  await show();
  return () => root.replaceChildren();
}

/** The registration, undefined without one, null where there cannot be one. */
async function registered(): Promise<ServiceWorkerRegistration | undefined | null> {
  try {
    return await navigator.serviceWorker.getRegistration();
  } catch {
    return null;
  }
}

function active(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.installing ?? registration.waiting ?? registration.active!;
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === "activated") {
        resolve();
      } else if (worker.state === "redundant") {
        reject(new Error("not every file could be fetched, or there is no room for them."));
      }
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

async function stop(registration: ServiceWorkerRegistration): Promise<void> {
  await registration.unregister();
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** Offers a new version once it is there. To be called on a page that a service worker serves. */
export function offerNewVersions(): void {
  navigator.serviceWorker.addEventListener(
    "controllerchange",
    () => notify("A new version of this site is there.", button("Reload", () => location.reload())),
    { once: true },
  );
  // Instant navigation loads no page anew, which is when a browser would look.
  setInterval(() => void registered().then((registration) => registration?.update()).catch(() => undefined), 3_600_000);
}
