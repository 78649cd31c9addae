/** On every page, and tiny: looks for an exercise, and only where there is one loads the rest. */

interface Documents {
  subscribe(see: () => void): void;
}

// Material's instant navigation replaces the page without loading it; it says so here.
const documents = (globalThis as { document$?: Documents }).document$;

async function see(): Promise<void> {
  const found = document.querySelector<HTMLElement>(".exercise");
  if (found) {
    const { mount } = await import("./exercise");
    await mount(found);
  }
}

if (documents) {
  documents.subscribe(() => void see());
} else {
  void see();
}
