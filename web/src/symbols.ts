/** A bar of brackets and quotes, for keyboards on which they are two taps away. */

import { button, element } from "./element";

/** What each inserts before and after the cursor. */
const SYMBOLS: [sign: string, name: string, before: string, after: string][] = [
  ["( )", "Parentheses", "(", ")"],
  ["[ ]", "Square brackets", "[", "]"],
  ["{ }", "Curly brackets", "{", "}"],
  ['" "', "Quotes", '"', '"'],
  ['b" "', "Bytes", 'b"', '"'],
  [":", "Colon", ":", ""],
  [",", "Comma", ",", ""],
  ["=", "Equals sign", "=", ""],
  ["_", "Underscore", "_", ""],
  [".", "Full stop", ".", ""],
  ["⇥", "Indent", "    ", ""],
];

export function symbolBar(insert: (before: string, after: string) => void): HTMLElement {
  const buttons = SYMBOLS.map(([sign, name, before, after], place) =>
    button(sign, () => insert(before, after), {
      "aria-label": name,
      tabindex: place === 0 ? "0" : "-1",
      // The editor keeps the focus, and a phone its keyboard.
      pointerdown: (event) => event.preventDefault(),
    }),
  );
  return element(
    "div",
    {
      class: "symbols",
      role: "toolbar",
      "aria-label": "Insert",
      keydown: (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[(event as KeyboardEvent).key];
        const place = buttons.indexOf(document.activeElement as HTMLButtonElement);
        const next = step && buttons[(place + step + buttons.length) % buttons.length];
        if (next) {
          event.preventDefault();
          buttons[place]!.tabIndex = -1;
          next.tabIndex = 0;
          next.focus();
        }
      },
    },
    ...buttons,
  );
}
