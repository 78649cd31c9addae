/** A report as elements: what passed, what failed and why, and each conversation as it was held. */

import { conversations } from "./conversation";
import { element } from "./element";
import { lineButton, rule, type Places } from "./event";
import type { Failure, Findings, Report, TestReport } from "./messages";
import { prose } from "./prose";

export function summaryOf({ tests }: Report): string {
  const failed = tests.filter(({ outcome }) => outcome === "failed");
  if (failed.length === 0) {
    return tests.length === 1 ? "The test passed." : `All ${tests.length} tests passed.`;
  }
  return `${tests.length - failed.length} of ${tests.length} tests passed.`;
}

export function verdict(report: Report, places: Places): HTMLElement {
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
        return testItem(test, claim, rest.join(" · "), repeated, test === firstFailed, places);
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

function testItem(test: TestReport, claim: string, circumstance: string, repeated: boolean, open: boolean, places: Places): HTMLElement {
  const id = `verdict-${++numbers}`;
  const failed = test.outcome === "failed";
  const body = element("div", { class: "verdict__body", id, hidden: !open });
  let filled = false;
  const fill = () => {
    if (!filled) {
      filled = true;
      body.append(...details(test, places));
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
          places.mark(lineAtFault(test.failure));
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

export function lineAtFault(failure: Failure | null): number | null {
  return failure?.frames.at(-1)?.line ?? null;
}

export function details({ failure, conversations: held, output }: Findings, places: Places): Node[] {
  return [
    ...(failure ? [failureOf(failure, places)] : []),
    ...(held.length ? [conversations(held, places)] : []),
    ...(output ? [element("figure", { class: "verdict__output" }, element("figcaption", {}, "Printed"), element("pre", { tabindex: "0" }, output))] : []),
    ...(failure || held.length || output ? [] : [element("p", { class: "verdict__nothing" }, "This test had no conversation with your app.")]),
  ];
}

export function failureOf(failure: Failure, places: Places): HTMLElement {
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
                lineButton(frame.line, `line ${frame.line}`, places),
                ...(frame.function ? [element("span", { class: "verdict__function" }, `in ${frame.function}`)] : []),
                element("code", {}, frame.code),
              ),
            ),
          ),
        ]
      : []),
  );
}
