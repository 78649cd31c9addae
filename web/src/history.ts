/** The panel of earlier versions: each with its time and what came of it, any of them to be compared and brought back. */

import { HISTORY, type Kept, type Version } from "./answer";
import { button, element } from "./element";
import { comparison } from "./listing";
import { Panel } from "./panel";
import { refused } from "./shape";
import { remedies } from "./unreadable";

export function historyPanel(exercise: string, kept: Kept, code: () => string, bringBack: (version: Version) => void): Panel {
  const panel = new Panel("History", () => {
    let versions: Version[];
    try {
      ({ versions } = kept.history());
    } catch (error) {
      return [element("p", {}, `What this browser keeps of your attempts cannot be read: ${refused(error).message}. It stays as it is, and no new ones are kept.`), ...remedies(HISTORY + exercise, () => panel.refresh())];
    }
    if (versions.length === 0) {
      return [element("p", {}, "Every run is noted here, with the code that ran. There was none yet.")];
    }
    return [element("ol", { class: "history", role: "list" }, ...versions.toReversed().map((version) => item(version, code, bringBack)))];
  });
  return panel;
}

function item(version: Version, code: () => string, bringBack: (version: Version) => void): HTMLElement {
  const when = new Date(version.time);
  const words = when.toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
  const place = element("div", { hidden: true });
  const compare = button(
    "Compare",
    () => {
      place.hidden = !place.hidden;
      compare.setAttribute("aria-expanded", String(!place.hidden));
      place.replaceChildren(...(place.hidden ? [] : [version.code === code() ? element("p", {}, "This is the code in the editor.") : comparison(code(), version.code)]));
    },
    { "aria-expanded": "false", "aria-label": `Compare the code in the editor with that of ${words}` },
  );
  return element(
    "li",
    { class: `history__item${version.passed ? " history__item--passed" : ""}` },
    element("time", { class: "history__time", datetime: when.toISOString() }, words),
    element("span", { class: "history__words" }, version.words),
    compare,
    button("Bring back", () => bringBack(version), { "aria-label": `Bring back the code of ${words}` }),
    place,
  );
}
