/** What comes next, in one line, for the front page. */

import { course } from "./course";
import { element } from "./element";
import { progress, watchProgress } from "./progress";
import { countDone, next } from "./standing";

export async function mount(root: HTMLElement): Promise<() => void> {
  const found = await course();
  const show = () => {
    if (!found) {
      return;
    }
    const reached = progress();
    const item = next(found, reached);
    const done = countDone(found.path, reached);
    root.replaceChildren(
      element(
        "p",
        { class: "next" },
        ...(item
          ? [done ? "Next: " : "Begin with: ", element("a", { href: found.pathname(item.address) }, item.title), item.kind === "lesson" ? " (a lesson)" : " (an exercise)"]
          : ["You have done everything that is here."]),
        ...(done ? [element("span", { class: "next__count" }, ` ${done} of ${found.path.length} done`)] : []),
      ),
    );
  };
  show();
  const leave = watchProgress(show);
  return () => {
    leave();
    root.replaceChildren();
  };
}
