/** A conversation as a table: time, direction, message and the line of app.py that caused it. */

import { element } from "./element";
import { lineButton, rule, seconds, WORDS, type Places } from "./event";
import type { Conversation, ConversationEvent } from "./messages";

export function conversationTable({ title, begun, events: steps }: Conversation, places: Places): HTMLElement {
  const heads = ["Time", "", "Message", "Line"].map((head) =>
    element("th", { scope: "col" }, head || element("span", { class: "workshop__unseen" }, "Direction")),
  );
  return element(
    "div",
    { class: "conversation-table", tabindex: "0", role: "region", "aria-label": `Conversation ${title}` },
    element(
      "table",
      { class: "conversation-table__table" },
      element("caption", {}, title),
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...steps.map((step) => row(step, begun, places))),
    ),
  );
}

function row({ time, direction, message, detail, line, rule: broken, severity }: ConversationEvent, begun: number, places: Places): HTMLElement {
  const [sign, words] = WORDS[direction];
  return element(
    "tr",
    { class: `conversation-table__row--${direction}${broken ? ` conversation-table__row--${severity}` : ""}` },
    element("td", { class: "conversation-table__time" }, seconds(begun + time)),
    element("td", { class: "conversation-table__direction", title: words }, element("span", { "aria-hidden": "true" }, sign), element("span", { class: "workshop__unseen" }, words)),
    element("td", { class: "conversation-table__message" }, messageOf(direction, message, detail), ...(broken ? [" ", rule(broken, severity)] : [])),
    element("td", { class: "conversation-table__line" }, ...(line === null ? [] : [lineButton(line, String(line), places)])),
  );
}

let numbers = 0;

function messageOf(direction: ConversationEvent["direction"], message: string, detail: string): HTMLElement {
  const text = message || WORDS[direction][1];
  if (!detail || detail === message) {
    return element("span", {}, text);
  }
  const id = `conversation-${++numbers}`;
  const whole = element("pre", { id, hidden: true }, detail);
  const button = element(
    "button",
    {
      class: "conversation-table__expand",
      type: "button",
      "aria-expanded": "false",
      "aria-controls": id,
      click: () => {
        whole.hidden = !whole.hidden;
        button.setAttribute("aria-expanded", String(!whole.hidden));
      },
    },
    text,
  );
  return element("div", {}, button, whole);
}
