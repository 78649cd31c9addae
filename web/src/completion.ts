/** Completes ASGI's names inside strings, and explains them to whoever points at one. */

import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import { element } from "./element";
import { prose } from "./prose";
import { placeAt, type Word } from "./vocabulary";

export function completion(): Extension {
  return [autocompletion({ override: [complete], icons: false, activateOnTypingDelay: 50 }), hoverTooltip(explain)];
}

function complete({ state, pos }: CompletionContext): CompletionResult | null {
  const place = placeAt(state, pos);
  return (
    place && {
      from: place.from,
      to: place.to,
      validFor: /^[\w.]*$/,
      options: place.words.map((word): Completion => ({ label: word.name, detail: word.detail, info: () => explanation(word) })),
    }
  );
}

function explain(view: Parameters<Parameters<typeof hoverTooltip>[0]>[0], position: number): ReturnType<Parameters<typeof hoverTooltip>[0]> {
  // The end of a string belongs to it: what stands left of a position is looked at.
  const place = placeAt(view.state, position) ?? placeAt(view.state, position + 1);
  const word = place?.words.find(({ name }) => name === place.text);
  return place && word ? { pos: place.from, end: place.to, above: true, create: () => ({ dom: explanation(word) }) } : null;
}

function explanation({ name, detail, meaning }: Word): HTMLElement {
  return element("div", { class: "explanation" }, element("p", {}, element("code", {}, name), ` ${detail}`), element("p", {}, ...prose(meaning)));
}
