/** What was said between server and app: as a diagram or as a table, both of the same events. Paper has the table. */

import { Diagram } from "./diagram";
import { element } from "./element";
import type { Places } from "./event";
import type { Conversation } from "./messages";
import { conversationTable } from "./table";

type Form = "Diagram" | "Table";

// Whoever prefers the table does so for every conversation of a visit.
let preferred: Form = "Diagram";

// A long table takes time to lay out: it is filled when it is looked at, or printed.
const unfilled = new WeakMap<HTMLElement, () => void>();

function fill(tables: HTMLElement): void {
  unfilled.get(tables)?.();
  unfilled.delete(tables);
}

addEventListener("beforeprint", () => document.querySelectorAll<HTMLElement>(".conversation__tables").forEach(fill));

/** Conversations that were held at one time, in one picture. */
export function conversations(held: Conversation[], places: Places): HTMLElement {
  const tables = element("div", { class: "conversation__tables" });
  unfilled.set(tables, () => tables.append(...held.map((conversation) => conversationTable(conversation, places))));
  const forms: Record<Form, HTMLElement> = { Diagram: new Diagram(held, places).element, Table: tables };
  const show = (form: Form) => {
    preferred = form;
    if (form === "Table") {
      fill(tables);
    }
    for (const [name, button] of buttons) {
      button.setAttribute("aria-pressed", String(name === form));
      forms[name].hidden = name !== form;
    }
  };
  const buttons = (["Diagram", "Table"] as const).map(
    (form) => [form, element("button", { class: "conversation__form", type: "button", click: () => show(form) }, form)] as const,
  );
  show(preferred);
  return element(
    "section",
    { class: "conversation", "aria-label": held.length === 1 ? `Conversation ${held[0]!.title}` : `${held.length} conversations` },
    element("div", { class: "conversation__forms", role: "group", "aria-label": "Show the conversation as" }, ...buttons.map(([, button]) => button)),
    forms.Diagram,
    forms.Table,
  );
}
