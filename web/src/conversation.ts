/** A conversation as a table: time, direction, message and the line of app.py that caused it. */

import { element } from "./element";
import type { Conversation, ConversationEvent } from "./messages";

const DIRECTIONS: Record<ConversationEvent["direction"], [sign: string, words: string]> = {
  scope: ["◦", "the connection begins"],
  receive: ["→", "your app receives"],
  send: ["←", "your app sends"],
  return: ["•", "your app returns"],
  raise: ["×", "your app raises"],
  wait: ["…", "your app waits, and nothing comes"],
  note: ["!", "your app breaks a rule"],
};

export function conversationTable({ title, events: steps }: Conversation, goTo: (line: number) => void): HTMLElement {
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
      element("tbody", {}, ...steps.map((step) => row(step, goTo))),
    ),
  );
}

function row({ time, direction, message, detail, line, rule: broken }: ConversationEvent, goTo: (line: number) => void): HTMLElement {
  const [sign, words] = DIRECTIONS[direction];
  return element(
    "tr",
    { class: `conversation-table__row--${direction}${broken ? " conversation-table__row--broken" : ""}` },
    element("td", { class: "conversation-table__time" }, `${seconds(time)} s`),
    element("td", { class: "conversation-table__direction", title: words }, element("span", { "aria-hidden": "true" }, sign), element("span", { class: "workshop__unseen" }, words)),
    element("td", { class: "conversation-table__message" }, messageOf(direction, message, detail), ...(broken ? [" ", rule(broken)] : [])),
    element("td", { class: "conversation-table__line" }, ...(line === null ? [] : [lineButton(line, String(line), goTo)])),
  );
}

let numbers = 0;

function messageOf(direction: ConversationEvent["direction"], message: string, detail: string): HTMLElement {
  const text = message || DIRECTIONS[direction][1];
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

/** Virtual time is exact, so what is shown is exact too: 0, 0.5, 2. */
function seconds(time: number): string {
  return String(Math.round(time * 1e6) / 1e6);
}

/** A link to the rule on its page; every exercise lies two folders deep. */
export function rule(id: string): HTMLElement {
  const href = `../../reference/rules/#${id.toLowerCase()}`;
  return element("a", { class: "verdict__rule", href, title: "The rule of the ASGI specification that was broken" }, id);
}

export function lineButton(line: number, text: string, goTo: (line: number) => void): HTMLElement {
  return element("button", { class: "verdict__line", type: "button", "aria-label": `Go to line ${line} of app.py`, click: () => goTo(line) }, text);
}
