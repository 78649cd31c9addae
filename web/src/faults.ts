/** Fault buttons: what may happen on any real server happens to the learner's app at the press of a button. */

import { button, element } from "./element";
import { happeningView } from "./happening";
import type { Happening } from "./messages";
import { Panel } from "./panel";
import type { Order } from "./workbench";

/** What an app is asked, in words and as Python has it, and which faults can happen to it meanwhile. */
export interface Faults {
  asked: string[];
  steps: unknown[];
  /** What makes an app of an answer that is none itself; it stands below the answer. */
  around: string;
  offered: { name: string; words: string }[];
}

export function faultsPanel({ asked, steps, around, offered }: Faults, ask: (order: Order<Happening>) => Promise<void>): Panel {
  const order = (fault: string): Order<Happening> => ({ task: "converse", argument: (code) => ({ code: around ? `${code}\n\n\n${around}` : code, steps, fault }), view: happeningView });
  return new Panel("Faults", () => [
    element("p", {}, "A real server may do each of these to your app. It is asked ", ...listed(asked), ", and this is no test: nothing is kept of it."),
    element("div", { class: "panel__row" }, ...offered.map(({ name, words }) => button(words, () => void ask(order(name))))),
  ]);
}

function listed(asked: string[]): (Node | string)[] {
  return asked.flatMap((words, index) => [...(index ? [" and "] : []), element("code", {}, words)]);
}
