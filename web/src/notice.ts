/** A line at the foot of the window, for what concerns the whole site; it stays until it is closed. */

import { button, element } from "./element";

export function notify(words: string, ...actions: HTMLElement[]): void {
  // What is inserted together with its live region is not always read out.
  const text = element("p", { class: "notice__text", role: "status" });
  const close = button("Close", () => notice.remove());
  const notice = element("div", { class: "notice" }, text, ...actions, close);
  document.body.append(notice);
  requestAnimationFrame(() => (text.textContent = words));
}
