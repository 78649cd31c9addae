/** What can be done about something that this browser keeps and this page cannot read. */

import { button } from "./element";
import { save } from "./save";
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
