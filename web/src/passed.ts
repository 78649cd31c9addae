/** What follows a pass: what a framework would have done, in the words of the page, and the next exercise. */

import type { Course } from "./course";
import { element } from "./element";

export function afterPass(exercise: string, page: Document, course: Course | null): HTMLElement {
  const next = course?.after(exercise);
  const framework = frameworksOf(page);
  return element(
    "section",
    { class: "passed", "aria-label": "After the pass" },
    ...(framework ? [element("h3", { class: "passed__title" }, "What a framework would do for you"), framework] : []),
    element(
      "p",
      { class: "passed__next" },
      ...(next && course ? ["Next: ", element("a", { href: course.pathname(next.address) }, next.title)] : course ? ["That was the last exercise."] : []),
    ),
  );
}

/** The point about Starlette and FastAPI among those to read on. */
function frameworksOf(page: Document): HTMLElement | null {
  for (let next = page.getElementById("read-on")?.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling) {
    const name = [...next.querySelectorAll("strong")].find((strong) => strong.textContent === "Starlette");
    const point = name?.closest("li, p");
    if (point) {
      return element("p", {}, ...[...point.cloneNode(true).childNodes]);
    }
  }
  return null;
}
