/** All of the course with the learner's marks on it, chapter by chapter. */

import { course, type Chapter, type Course } from "./course";
import { element } from "./element";
import { markOf } from "./marks";
import { progress, watchProgress, type Progress } from "./progress";
import { countDone, standing } from "./standing";

export async function mount(root: HTMLElement): Promise<() => void> {
  const found = await course();
  const show = () => found && root.replaceChildren(...overview(found, progress()));
  show();
  const leave = watchProgress(show);
  return () => {
    leave();
    root.replaceChildren();
  };
}

function overview(found: Course, reached: Progress): Node[] {
  const items = found.chapters.flatMap((chapter) => chapter.items);
  const lessons = items.filter((item) => item.kind === "lesson");
  const marks = lessons.flatMap((lesson) => lesson.questions);
  const answered = marks.map((mark) => reached.questions[mark]).filter((each) => each !== undefined);
  const facts: [string, number, number][] = [
    ["Lessons read", lessons.filter((lesson) => reached.lessons[lesson.address] !== undefined).length, lessons.length],
    ["Questions answered right", answered.filter((each) => each.solved).length, marks.length],
    ["of these at once", answered.filter((each) => each.first).length, marks.length],
    ["Exercises passed", found.exercises.filter((each) => reached.exercises[each.exercise]?.passed).length, found.exercises.length],
  ];
  return [
    element("dl", { class: "overview__facts" }, ...facts.map(([name, count, all]) => element("div", {}, element("dt", {}, name), element("dd", {}, `${count} of ${all}`)))),
    ...found.chapters.map((chapter) => chapterOf(found, chapter, reached)),
  ];
}

function chapterOf(found: Course, { title, items }: Chapter, reached: Progress): HTMLElement {
  const done = countDone(items, reached);
  return element(
    "section",
    { class: "overview__chapter" },
    element("h3", { class: "overview__title" }, title, " ", element("span", { class: "overview__count" }, `${done} of ${items.length} done`)),
    element("meter", { class: "overview__meter", min: "0", max: String(items.length), value: String(done), "aria-hidden": "true" }),
    element(
      "ul",
      { class: "overview__items", role: "list" },
      ...items.map((item) => element("li", {}, element("a", { href: found.pathname(item.address) }, item.title), ...markOf(standing(item, reached)))),
    ),
  );
}
