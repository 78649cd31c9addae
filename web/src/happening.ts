/** What happened to an app outside of a grader, as elements: whether it broke a rule, and each conversation as it was held. */

import type { Editor } from "./editor";
import { element } from "./element";
import type { Happening } from "./messages";
import { details, lineAtFault } from "./verdict";
import type { View } from "./workbench";

export function happeningView(happening: Happening, editor: Editor): View {
  const { failure, told } = happening;
  const noted = new Set(happening.conversations.flatMap(({ events }) => events.map((event) => event.rule).filter(Boolean)));
  const well = noted.size ? `It went through, but look at ${[...noted].join(" and ")}.` : "All went well: no rule was broken.";
  const title = failure ? "Something went wrong." : well;
  return {
    shown: element(
      "section",
      { class: `verdict verdict--${failure ? "failed" : "passed"}`, "aria-label": "What happened" },
      element("h3", { class: "verdict__title" }, title),
      ...(told ? [element("p", { class: "verdict__told" }, told)] : []),
      element("div", { class: "verdict__body verdict__body--whole" }, ...details(happening, editor.places)),
    ),
    line: lineAtFault(failure),
    words: [title, told, failure?.message].filter(Boolean).join(" "),
  };
}
