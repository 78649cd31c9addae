/** A report as elements: what passed, what failed and why, and each conversation as it was held. */

import { element } from "./element";
import type { Conversation, ConversationEvent, Failure, Report, TestReport } from "./messages";

export interface VerdictEvents {
  /** Show a line of app.py. */
  goTo(line: number): void;
  /** Mark the line at fault in a test that was opened. */
  mark(line: number | null): void;
}

const DIRECTIONS: Record<ConversationEvent["direction"], [sign: string, words: string]> = {
  scope: ["◦", "the connection begins"],
  receive: ["→", "your app receives"],
  send: ["←", "your app sends"],
  return: ["•", "your app returns"],
  raise: ["×", "your app raises"],
};

export function summaryOf({ tests }: Report): string {
  const failed = tests.filter(({ outcome }) => outcome === "failed");
  if (failed.length === 0) {
    return tests.length === 1 ? "The test passed." : `All ${tests.length} tests passed.`;
  }
  return `${tests.length - failed.length} of ${tests.length} tests passed.`;
}

export function verdict(report: Report, events: VerdictEvents): HTMLElement {
  const firstFailed = report.tests.find(({ outcome }) => outcome === "failed");
  let claimBefore = "";
  return element(
    "section",
    { class: `verdict verdict--${report.outcome}`, "aria-label": "Verdict" },
    element("h3", { class: "verdict__title" }, summaryOf(report)),
    strip(report.tests),
    element(
      "ol",
      { class: "verdict__tests", role: "list" },
      ...report.tests.map((test) => {
        const [claim = "", ...rest] = test.name.split(" · ");
        const repeated = claim === claimBefore;
        claimBefore = claim;
        return testItem(test, claim, rest.join(" · "), repeated, test === firstFailed, events);
      }),
    ),
  );
}

/** One tick a test: how far the answer is, at a glance. */
function strip(tests: TestReport[]): HTMLElement {
  const ticks = tests.map(({ outcome }) => element("span", { class: `verdict__tick verdict__tick--${outcome}` }));
  return element("div", { class: "verdict__strip", "aria-hidden": "true" }, ...ticks);
}

let numbers = 0;

function testItem(test: TestReport, claim: string, circumstance: string, repeated: boolean, open: boolean, events: VerdictEvents): HTMLElement {
  const id = `verdict-${++numbers}`;
  const failed = test.outcome === "failed";
  const body = element("div", { class: "verdict__body", id, hidden: !open });
  let filled = false;
  const fill = () => {
    if (!filled) {
      filled = true;
      body.append(...details(test, events));
    }
  };
  if (open) {
    fill();
  }
  const button = element(
    "button",
    {
      class: "verdict__test",
      type: "button",
      "aria-expanded": String(open),
      "aria-controls": id,
      click: () => {
        fill();
        body.hidden = !body.hidden;
        button.setAttribute("aria-expanded", String(!body.hidden));
        if (!body.hidden && failed) {
          events.mark(lineAtFault(test));
        }
      },
    },
    element("span", { class: "verdict__sign", "aria-hidden": "true" }, failed ? "✗" : "✓"),
    element("span", { class: "workshop__unseen" }, failed ? "Failed: " : "Passed: "),
    element(
      "span",
      { class: "verdict__name" },
      element("span", { class: repeated ? "workshop__unseen" : "verdict__claim" }, claim),
      ...(circumstance ? [" ", element("span", { class: "verdict__circumstance" }, circumstance)] : []),
    ),
  );
  return element("li", { class: `verdict__item verdict__item--${test.outcome}${repeated ? " verdict__item--again" : ""}` }, button, body);
}

export function lineAtFault({ failure }: TestReport): number | null {
  return failure?.frames.at(-1)?.line ?? null;
}

function details(test: TestReport, events: VerdictEvents): Node[] {
  const { failure, conversations, output } = test;
  return [
    ...(failure ? [failureOf(failure, events)] : []),
    ...conversations.map((conversation) => conversationTable(conversation, events)),
    ...(output ? [element("figure", { class: "verdict__output" }, element("figcaption", {}, "Printed"), element("pre", { tabindex: "0" }, output))] : []),
    ...(failure || conversations.length || output ? [] : [element("p", { class: "verdict__nothing" }, "This test had no conversation with your app.")]),
  ];
}

function failureOf(failure: Failure, events: VerdictEvents): HTMLElement {
  const facts = element("dl", { class: "verdict__facts" });
  for (const [term, text] of [["Sent", failure.sent], ["Expected", failure.expected], ["Got", failure.got]] as const) {
    if (text) {
      facts.append(element("div", {}, element("dt", {}, term), element("dd", { class: `verdict__${term.toLowerCase()}` }, text)));
    }
  }
  return element(
    "div",
    { class: "verdict__failure" },
    element("p", { class: "verdict__message" }, ...prose(failure.message), ...(failure.rule ? [" ", rule(failure.rule)] : [])),
    ...(facts.childElementCount ? [facts] : []),
    ...(failure.why ? [element("p", { class: "verdict__why" }, ...prose(failure.why))] : []),
    ...(failure.frames.length
      ? [
          element(
            "ol",
            { class: "verdict__frames", role: "list", "aria-label": "Where in your code" },
            ...failure.frames.map((frame) =>
              element(
                "li",
                {},
                lineButton(frame.line, `line ${frame.line}`, events),
                ...(frame.function ? [element("span", { class: "verdict__function" }, `in ${frame.function}`)] : []),
                element("code", {}, frame.code),
              ),
            ),
          ),
        ]
      : []),
  );
}

/** What stands between backticks is code. */
function prose(text: string): Node[] {
  return text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : new Text(part)));
}

/** A link to the rule on its page; every exercise lies two folders deep. */
function rule(id: string): HTMLElement {
  const href = `../../reference/rules/#${id.toLowerCase()}`;
  return element("a", { class: "verdict__rule", href, title: "The rule of the ASGI specification that was broken" }, id);
}

function lineButton(line: number, text: string, events: VerdictEvents): HTMLElement {
  return element("button", { class: "verdict__line", type: "button", "aria-label": `Go to line ${line} of app.py`, click: () => events.goTo(line) }, text);
}

function conversationTable({ title, events: steps }: Conversation, events: VerdictEvents): HTMLElement {
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
      element("tbody", {}, ...steps.map((step) => row(step, events))),
    ),
  );
}

function row({ time, direction, message, detail, line, rule: broken }: ConversationEvent, events: VerdictEvents): HTMLElement {
  const [sign, words] = DIRECTIONS[direction];
  return element(
    "tr",
    { class: `conversation-table__row--${direction}${broken ? " conversation-table__row--broken" : ""}` },
    element("td", { class: "conversation-table__time" }, `${seconds(time)} s`),
    element("td", { class: "conversation-table__direction", title: words }, element("span", { "aria-hidden": "true" }, sign), element("span", { class: "workshop__unseen" }, words)),
    element("td", { class: "conversation-table__message" }, messageOf(direction, message, detail), ...(broken ? [" ", rule(broken)] : [])),
    element("td", { class: "conversation-table__line" }, ...(line === null ? [] : [lineButton(line, String(line), events)])),
  );
}

function messageOf(direction: ConversationEvent["direction"], message: string, detail: string): HTMLElement {
  const text = message || DIRECTIONS[direction][1];
  if (!detail || detail === message) {
    return element("span", {}, text);
  }
  const id = `verdict-${++numbers}`;
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
