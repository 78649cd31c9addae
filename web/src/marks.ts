/** Marks in the navigation: what is begun, what is done, and how many of a chapter. */

import { course, type Course, type Item } from "./course";
import { element } from "./element";
import { progress, watchProgress, type Progress } from "./progress";
import { countDone, standing, type Standing } from "./standing";

/** Renews the marks of this page's navigation, now and whenever something is reached. */
export async function markNavigation(): Promise<void> {
  watch();
  const reached = progress();
  const something = Object.values(reached).some((kept) => Object.keys(kept).length > 0);
  // Whoever is here for the first time need not fetch the list.
  const found = something || document.querySelector(".md-nav .mark") ? await course() : null;
  if (found) {
    mark(found, reached);
  }
}

let watching = false;

function watch(): void {
  if (!watching) {
    watching = true;
    watchProgress(() => void markNavigation());
  }
}

function mark(found: Course, reached: Progress): void {
  const items = new Map(found.chapters.flatMap((chapter) => chapter.items).map((item) => [found.pathname(item.address), item]));
  const itemOf = (link: HTMLAnchorElement): Item | undefined => (link.hash ? undefined : items.get(link.pathname));
  document.querySelectorAll(".md-nav .mark").forEach((old) => old.remove());
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".md-nav--primary a.md-nav__link")) {
    const item = itemOf(link);
    if (item) {
      link.append(...markOf(standing(item, reached)));
    }
  }
  for (const section of document.querySelectorAll(".md-nav--primary .md-nav__item--nested")) {
    const within = new Set([...section.querySelectorAll<HTMLAnchorElement>("a.md-nav__link")].map(itemOf).filter((item) => item !== undefined));
    const done = countDone([...within], reached);
    const title = section.querySelector(":scope > label.md-nav__link, :scope > .md-nav__container > a.md-nav__link, :scope > a.md-nav__link");
    if (done > 0) {
      title?.append(element("span", { class: "mark mark--count" }, element("span", { "aria-hidden": "true" }, `${done}/${within.size}`), unseen(`${done} of ${within.size} done`)));
    }
  }
}

/** A sign to see and words to hear; nothing for what is new. */
export function markOf({ state, words }: Standing): HTMLElement[] {
  return state === "new" ? [] : [element("span", { class: `mark mark--${state}`, title: words }, unseen(words))];
}

function unseen(words: string): HTMLElement {
  return element("span", { class: "workshop__unseen" }, `, ${words}`);
}
