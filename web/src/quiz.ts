/** A question of a lesson: its options become buttons, and each says why it is right or not. */

import { element } from "./element";
import { progress, record } from "./progress";

interface Option {
  right: boolean;
  /** The option's own words, and why it is right or not; the very nodes of the page. */
  name: Node[];
  why: Node[];
  button: HTMLButtonElement;
  /** Reads out what it is given. */
  feedback: HTMLElement;
}

export async function mount(root: HTMLElement): Promise<() => void> {
  const mark = root.dataset["question"]!;
  const question = root.querySelector(":scope > p")!;
  const found = [...root.querySelectorAll<HTMLDetailsElement>(":scope > details")];
  const options = found.map((details): Option => {
    const [summary, ...why] = [...details.children] as [HTMLElement, ...HTMLElement[]];
    return {
      right: details.dataset["answer"] === "right",
      name: [...summary.childNodes],
      why,
      button: element("button", { class: "quiz__option", type: "button", "aria-pressed": "false" }),
      feedback: element("div", { class: "quiz__feedback", role: "status" }),
    };
  });

  const open = (chosen: Option) => {
    for (const { right, button, feedback, why } of options) {
      const open = button === chosen.button;
      button.setAttribute("aria-pressed", String(open));
      feedback.className = `quiz__feedback quiz__feedback--${right ? "right" : "wrong"}`;
      feedback.replaceChildren(...(open ? [element("p", { class: "quiz__verdict" }, right ? "Right." : "Not so."), ...why] : []));
    }
  };
  const choose = (chosen: Option) => {
    open(chosen);
    record((kept) => {
      const before = kept.questions[mark];
      const answered = { chosen: options.indexOf(chosen), first: before?.first ?? chosen.right, solved: chosen.right || (before?.solved ?? false), time: Date.now() };
      return { ...kept, questions: { ...kept.questions, [mark]: answered } };
    });
  };

  for (const option of options) {
    option.button.append(element("span", { class: "quiz__words" }, ...option.name));
    option.button.addEventListener("click", () => choose(option));
  }
  question.id = `question-${mark}`;
  root.setAttribute("role", "group");
  root.setAttribute("aria-labelledby", question.id);
  root.classList.add("quiz--alive");
  root.replaceChildren(question, element("ul", { class: "quiz__options", role: "list" }, ...options.map(({ button, feedback }) => element("li", { class: "quiz__item" }, button, feedback))));
  const before = options[progress().questions[mark]?.chosen ?? -1];
  if (before) {
    open(before);
  }
  return () => {
    root.removeAttribute("role");
    root.removeAttribute("aria-labelledby");
    root.classList.remove("quiz--alive");
    found.forEach((details, place) => {
      const { name, why } = options[place]!;
      details.querySelector("summary")!.replaceChildren(...name);
      details.append(...why);
    });
    root.replaceChildren(question, ...found);
  };
}
