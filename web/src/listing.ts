/** Python to be read, not edited: in the colours of the editor, alone or beside what it differs from. */

import { pythonLanguage } from "@codemirror/lang-python";
import { highlightCode } from "@lezer/highlight";
import { difference } from "./difference";
import { highlighting } from "./editor";
import { element } from "./element";

export function listing(code: string): HTMLElement {
  const lines = coloured(code).map((line) => element("span", { class: "listing__line" }, ...line, "\n"));
  return element("pre", { class: "listing", tabindex: "0" }, element("code", {}, ...lines));
}

/** Lines that only the first has are taken out, lines that only the second has are put in. */
export function comparison(first: string, second: string): HTMLElement {
  const [mine, theirs] = [coloured(first), coloured(second)];
  const lines = difference(first, second).map(({ side }) => {
    const text = side === "second" ? theirs.shift()! : mine.shift()!;
    if (side === "both") {
      theirs.shift();
      return element("span", { class: "listing__line" }, "  ", ...text, "\n");
    }
    return side === "first"
      ? element("del", { class: "listing__line" }, "- ", ...text, "\n")
      : element("ins", { class: "listing__line" }, "+ ", ...text, "\n");
  });
  return element("pre", { class: "listing", tabindex: "0" }, element("code", {}, ...lines));
}

function coloured(code: string): (Node | string)[][] {
  const lines: (Node | string)[][] = [[]];
  const text = code.replace(/\n$/, "");
  highlightCode(
    text,
    pythonLanguage.parser.parse(text),
    highlighting,
    (part, classes) => lines.at(-1)!.push(classes ? element("span", { class: classes }, part) : part),
    () => lines.push([]),
  );
  return lines;
}
