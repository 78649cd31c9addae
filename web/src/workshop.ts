/** On every page, and tiny: looks for widgets, and loads only what those that it finds need. */

interface Documents {
  subscribe(see: () => void): void;
}

interface Widget {
  /** Brings an element to life; what it gives takes that back. */
  mount(root: HTMLElement): Promise<() => void>;
}

/** By the name in `data-widget`. */
const WIDGETS: Record<string, () => Promise<Widget>> = {
  backup: () => import("./backup"),
  exercise: () => import("./exercise"),
  explorer: () => import("./explorer"),
  lesson: () => import("./lesson"),
  live: () => import("./live"),
  offline: () => import("./offline"),
  next: () => import("./next"),
  overview: () => import("./overview"),
  playground: () => import("./playground"),
  quiz: () => import("./quiz"),
  stepper: () => import("./stepper"),
  timeline: () => import("./timeline"),
};

const mounted = new Map<HTMLElement, Promise<() => void>>();

// Material's instant navigation replaces the page without loading it; it says so here.
const documents = (globalThis as { document$?: Documents }).document$;

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

function see(): void {
  goToAnchor();
  void import("./marks").then(({ markNavigation }) => markNavigation());
  for (const [root, leaving] of mounted) {
    if (!root.isConnected) {
      mounted.delete(root);
      void leaving.then((leave) => leave());
    }
  }
  for (const root of document.querySelectorAll<HTMLElement>("[data-widget]")) {
    const load = WIDGETS[root.dataset["widget"] ?? ""];
    if (load && !mounted.has(root)) {
      mounted.set(root, load().then(({ mount }) => mount(root)));
    }
  }
}

if (navigator.serviceWorker?.controller) {
  void import("./offline").then(({ offerNewVersions }) => offerNewVersions());
}

if (documents) {
  documents.subscribe(see);
} else {
  see();
}
