/** A line at the foot of the window, for what concerns the whole site; it stays until it is closed. */

import { button, element } from "./element";

/** Gives how to close it. */
export function notify(words: string, ...actions: HTMLElement[]): () => void {
  // What is inserted together with its live region is not always read out.
  const text = element("p", { class: "notice__text", role: "status" });
  const close = () => notice.remove();
  const notice = element("div", { class: "notice" }, text, ...actions, button("Close", close));
  document.body.append(notice);
  requestAnimationFrame(() => (text.textContent = words));
  return close;
}
