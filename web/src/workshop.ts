/** On every page, and tiny: looks for an exercise, and only where there is one loads the rest. */

interface Documents {
  subscribe(see: () => void): void;
}

// Material's instant navigation replaces the page without loading it; it says so here.
const documents = (globalThis as { document$?: Documents }).document$;

async function see(): Promise<void> {
  const found = document.querySelector<HTMLElement>(".exercise");
  if (found) {
    const runtime = found.dataset["runtime"] ?? "";
    whenIdle(async () => {
      const { sharedRunner } = await import("./runner");
      sharedRunner(runtime).prepare();
    });
    const { mount } = await import("./exercise");
    await mount(found);
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
  documents.subscribe(() => void see());
} else {
  void see();
}
