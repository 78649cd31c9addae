/** An event of a conversation in words, and the ways from it to the broken rule and to the line of code. */

import { element } from "./element";
import type { ConversationEvent } from "./messages";

/** Where a conversation leads to in the code. */
export interface Places {
  /** Show a line of app.py and put the cursor there. */
  goTo(line: number): void;
  /** Mark a line of app.py, and leave the cursor where it is. */
  mark(line: number | null, as?: Mark): void;
}

/** A line is at fault, or it is the one whose message is looked at. */
export type Mark = "failing" | "current";

export const WORDS: Record<ConversationEvent["direction"], [sign: string, words: string]> = {
  scope: ["◦", "the connection begins"],
  receive: ["→", "your app receives"],
  send: ["←", "your app sends"],
  return: ["•", "your app returns"],
  raise: ["×", "your app raises"],
  wait: ["…", "your app waits, and nothing comes"],
  note: ["!", "your app breaks a rule"],
};

/** Virtual time is exact, so what is shown is exact too: 0, 0.5, 2. */
export function seconds(time: number): string {
  return `${Math.round(time * 1e6) / 1e6} s`;
}

/** A link to the rule on its page. */
export function rule(id: string, severity: ConversationEvent["severity"] = "error"): HTMLElement {
  const { href } = new URL(`../../reference/rules/#${id.toLowerCase()}`, import.meta.url);
  return element("a", { class: `verdict__rule verdict__rule--${severity}`, href, title: "The rule of the ASGI specification that was broken" }, id);
}

export function lineButton(line: number, text: string, { goTo }: Pick<Places, "goTo">): HTMLElement {
  return element("button", { class: "verdict__line", type: "button", "aria-label": `Go to line ${line} of app.py`, click: () => goTo(line) }, text);
}
