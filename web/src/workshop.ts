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
  exercise: () => import("./exercise"),
};
/** Those that run code: an interpreter is fetched for them as soon as the browser has nothing else to do. */
const RUN = ["exercise"];

const mounted = new Map<HTMLElement, Promise<() => void>>();

// Material's instant navigation replaces the page without loading it; it says so here.
const documents = (globalThis as { document$?: Documents }).document$;

function see(): void {
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
  if (document.querySelector(RUN.map((name) => `[data-widget=${name}]`).join())) {
    whenIdle(async () => (await import("./runner")).runner.prepare());
  }
}

/** Calls back when the browser has nothing else to do, and not at all where every byte is paid for. */
function whenIdle(call: () => Promise<void>): void {
  if ((navigator as { connection?: { saveData?: boolean } }).connection?.saveData) {
    return;
  }
  if ("requestIdleCallback" in globalThis) {
    requestIdleCallback(() => void call());
  } else {
    setTimeout(() => void call(), 2000);
  }
}

if (documents) {
  documents.subscribe(see);
} else {
  see();
}
