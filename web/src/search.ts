/** Tells the theme's search worker when somebody searches; until then, search-worker.ts keeps it from beginning. */

export const CHANNEL = "barewire-search";
export type Word = "begun" | "asked";

const SEARCH = "[data-md-component=search]";

export function beginSearchWhenAsked(): void {
  const channel = new BroadcastChannel(CHANNEL);
  const ask = (where: EventTarget | null) => {
    if (where instanceof Element && where.closest(SEARCH)) {
      channel.postMessage("asked" satisfies Word);
    }
  };
  // Who points at the search is about to use it.
  for (const type of ["pointerover", "focusin"]) {
    addEventListener(type, ({ target }) => ask(target));
  }
  // A link to results puts the focus there before the worker can hear of it.
  channel.onmessage = () => ask(document.activeElement);
}
