/** An inquiry: examples to choose from, a form for one's own, and what Python says to it. */

import { element } from "./element";
import type { Task } from "./messages";
import { runner, type Ended } from "./runner";

export class Inquiry {
  readonly status = element("p", { class: "inquiry__status", role: "status" });
  readonly choices: HTMLElement;
  readonly #buttons: HTMLElement[];

  constructor(names: string[], choose: (index: number) => void) {
    this.#buttons = names.map((name, index) =>
      element("button", { class: "inquiry__choice", type: "button", "aria-pressed": "false", click: () => choose(index) }, name),
    );
    this.choices = element("div", { class: "inquiry__choices", role: "group", "aria-label": "Examples" }, ...this.#buttons);
  }

  /** Marks the example that is shown; -1 is none of them. */
  mark(chosen: number): void {
    this.#buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(index === chosen)));
  }

  /** Says what goes on, or, `unseen`, what has come and is seen already. */
  say(text: string, unseen = false): void {
    this.status.textContent = text;
    this.status.classList.toggle("workshop__unseen", unseen);
  }

  form(label: string, submit: () => void, ...parts: HTMLElement[]): HTMLFormElement {
    const made = form(label, submit, ...parts);
    // By the time the form is filled in, an interpreter is ready.
    made.addEventListener("focusin", () => runner.prepare());
    return made;
  }

  /** What Python answers, or null; then the status says why. */
  async ask<Answer>(task: Task, argument: Record<string, unknown>): Promise<Answer | null> {
    if (runner.running) {
      this.say("Something else runs in this page. Try again when it has ended.");
      return null;
    }
    this.say("Preparing the interpreter …");
    const outcome = await runner.run<Answer>(task, argument, ({ step }) => {
      if (step === "running") {
        this.say("Working it out …");
      }
    });
    if (outcome.kind === "answer") {
      this.say("");
      return outcome.answer;
    }
    this.say(words(outcome));
    return null;
  }
}

export function form(label: string, submitted: () => void, ...parts: HTMLElement[]): HTMLFormElement {
  return element(
    "form",
    {
      class: "inquiry__form",
      "aria-label": label,
      submit: (event) => {
        event.preventDefault();
        submitted();
      },
    },
    ...parts,
  );
}

export function field(label: string, input: HTMLElement): HTMLElement {
  return element("div", { class: "inquiry__field" }, element("label", { for: input.id }, label), input);
}

function words(ended: Ended): string {
  switch (ended.kind) {
    case "unreachable":
      return `The interpreter could not be fetched. Look whether you are online, then try again. (${ended.reason})`;
    case "unable":
      return `This browser could not start Python: ${ended.reason} Perhaps it is too old, locked down, or short of memory.`;
    case "died":
      return `The interpreter gave up: ${ended.reason}`;
    default:
      return "This took too long and was stopped.";
  }
}
