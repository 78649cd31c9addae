/** On every page: looks for widgets and brings them to life. */

import { markNavigation } from "./marks";
import { offerNewVersions } from "./offline";
import { beginSearchWhenAsked } from "./search";
import { WIDGETS } from "./widgets";

interface Documents {
  subscribe(see: () => void): void;
}

const mounted = new Map<HTMLElement, Promise<() => void>>();

/** Where the link leads that was pressed last, until its page is there. */
let followed = "";

document.addEventListener("click", ({ target }) => (followed = (target as Element).closest("a")?.href ?? ""), { capture: true });

/**
 * Material takes up a page where the reader left it, and mistakes for that, right after scrolling, the place on the page before.
 * To go there anew, and not merely to scroll, is what makes the anchor `:target`, whose margin keeps it clear of the header.
 */
function goToAnchor(): void {
  if (followed === location.href && location.hash) {
    requestAnimationFrame(() => location.replace(location.href));
  }
  followed = "";
}

async function mount(root: HTMLElement): Promise<() => void> {
  const name = root.dataset["widget"]!;
  if (!(name in WIDGETS)) {
    await import("./editing");
  }
  return WIDGETS[name]!(root);
}

function bringToLife(): void {
  for (const [root, leaving] of mounted) {
    if (!root.isConnected) {
      mounted.delete(root);
      void leaving.then((leave) => leave());
    }
  }
  for (const root of document.querySelectorAll<HTMLElement>("[data-widget]")) {
    if (!mounted.has(root)) {
      mounted.set(root, mount(root));
    }
  }
}

function see(): void {
  goToAnchor();
  void markNavigation();
  bringToLife();
}

if (navigator.serviceWorker?.controller) {
  offerNewVersions();
}

beginSearchWhenAsked();
// The widgets wait for nothing of the theme's.
bringToLife();
addEventListener("DOMContentLoaded", () => {
  // Material's instant navigation replaces the page without loading it; it says so here, and of the first page too.
  const documents = (globalThis as { document$?: Documents }).document$;
  if (documents) {
    documents.subscribe(see);
  } else {
    see();
  }
});
