/** What can be done about something that this browser keeps and this page cannot read. */

import { button, element } from "./element";
import { asItStands, forget } from "./storage";

export function remedies(name: string, discarded: () => void): HTMLElement[] {
  return [
    button("Save it to a file", () => save(`${name}.json`, new Blob([asItStands(name)]))),
    button("Discard it", () => {
      forget(name);
      discarded();
    }),
  ];
}

export function save(name: string, blob: Blob): void {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
