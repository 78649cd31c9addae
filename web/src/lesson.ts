/** The end of a lesson: whoever stays there has read it, and can say otherwise; and how the questions went. */

import { course } from "./course";
import { button, element } from "./element";
import { progress, record, watchProgress } from "./progress";

/** How long the end of a lesson is in view before the lesson counts as read. */
const STAY = 2000;

export async function mount(root: HTMLElement): Promise<() => void> {
  const address = root.dataset["lesson"]!;
  const found = await course();
  const lesson = found?.chapters.flatMap((chapter) => chapter.items).find((item) => item.kind === "lesson" && item.address === address);
  const marks = lesson?.kind === "lesson" ? lesson.questions : [];
  const words = element("p", { class: "lesson-end__words", role: "status" });
  const toggle = button("", () => set(progress().lessons[address] === undefined));
  const show = () => {
    const { lessons, questions } = progress();
    const read = lessons[address] !== undefined;
    const answered = marks.map((mark) => questions[mark]).filter((each) => each !== undefined);
    const first = answered.filter((each) => each.first).length;
    const solved = answered.filter((each) => each.solved).length;
    words.textContent =
      (read ? "You have read this lesson." : "You have not read this lesson yet.") +
      (answered.length === 0 ? "" : ` Of its ${marks.length} questions, you have answered ${solved} right, ${first} of them at once.`);
    toggle.textContent = read ? "Mark as not read" : "Mark as read";
  };
  const set = (read: boolean) => {
    seen.disconnect();
    clearTimeout(staying);
    record((kept) => {
      const { [address]: _, ...others } = kept.lessons;
      return { ...kept, lessons: read ? { ...others, [address]: Date.now() } : others };
    });
  };

  let staying: ReturnType<typeof setTimeout> | undefined;
  const seen = new IntersectionObserver(([entry]) => {
    clearTimeout(staying);
    if (entry?.isIntersecting) {
      staying = setTimeout(() => set(true), STAY);
    }
  });
  if (progress().lessons[address] === undefined) {
    seen.observe(root);
  }
  const leave = watchProgress(show);
  show();
  root.replaceChildren(words, toggle);
  return () => {
    leave();
    seen.disconnect();
    clearTimeout(staying);
    root.replaceChildren();
  };
}
