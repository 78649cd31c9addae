/** The panel of the solution: open after a pass or three tries, before that on a wish said twice; fetched only then. */

import { button, element } from "./element";
import { comparison, listing } from "./listing";
import { Panel } from "./panel";
import { progress } from "./progress";

const TRIES = 3;

interface Approach {
  name: string;
  code: string;
}

export function solutionPanel(exercise: string, address: URL, code: () => string): Panel {
  let wished = false;
  const panel = new Panel("Solution", () => {
    const tried = progress().exercises[exercise];
    if (wished || tried?.passed || (tried?.runs ?? 0) >= TRIES) {
      const place = element("div", {}, element("p", { role: "status" }, "Fetching the solution …"));
      void fetched(address).then(
        (approaches) => place.replaceChildren(...shown(approaches, code())),
        () => place.replaceChildren(element("p", { role: "alert" }, "The solution could not be fetched. Look whether you are online, then open this again.")),
      );
      return [place];
    }
    const left = TRIES - (tried?.runs ?? 0);
    const runs = left === TRIES ? "three runs" : left === 2 ? "two more runs" : "one more run";
    return [
      element("p", {}, `The solution opens by itself once your app has passed, or after ${runs}. A hint may be all you need.`),
      button("Show it all the same", () => {
        wished = true;
        panel.refresh();
        panel.region.focus();
      }),
      button("Not yet", () => {
        panel.close();
        panel.button.focus();
      }),
    ];
  });
  panel.region.tabIndex = -1;
  return panel;
}

async function fetched(address: URL): Promise<Approach[]> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`${response.url} answered with ${response.status}`);
  }
  return (await response.json()) as Approach[];
}

function shown(approaches: Approach[], code: string): Node[] {
  const [first, ...others] = approaches as [Approach, ...Approach[]];
  return [
    element("h3", { class: "panel__title" }, "What turns your code into the solution"),
    ...(code === first.code ? [element("p", {}, "Nothing: they are the same.")] : [comparison(code, first.code)]),
    element("h3", { class: "panel__title" }, "The solution alone"),
    listing(first.code),
    ...others.flatMap(({ name, code: other }) => [element("h3", { class: "panel__title" }, "Another approach: ", element("code", {}, name)), listing(other)]),
  ];
}
