/** An editor with Run, Stop and Reset, and below it what came of the last run: the same for an exercise and for a lesson's app. */

import { Editor } from "./editor";
import { able, element } from "./element";
import type { Task } from "./messages";
import { runner, type Ended, type Outcome, type Progress, type Session } from "./runner";
import { symbolBar } from "./symbols";

/** What a run's answer looks like. */
export interface View {
  shown: HTMLElement;
  /** The line of app.py to mark. */
  line: number | null;
  /** What a screen reader is told. */
  words: string;
}

/** What Python is asked to do with the code, and what its answer looks like. */
export interface Order<Answer> {
  task: Task;
  argument(code: string): Record<string, unknown>;
  view(answer: Answer, editor: Editor): View;
  /** Keeps the interpreter for more orders; without one, each run has a fresh interpreter. */
  session?(): Session;
}

export interface Work<Answer> extends Order<Answer> {
  /** What the section is called, and the text in it, for those who do not see them. */
  title: string;
  label: string;
  code: string;
  /** What Reset brings back. */
  starter(): string;
  /** More buttons than Run, Stop and Reset, and what they open. */
  buttons: HTMLElement[];
  panels: HTMLElement[];
  changed(code: string): void;
  /** Told of every run of this order: what ran, what came of it, and that in words. */
  ran(code: string, outcome: Outcome<Answer>, words: string): void;
  /** Told of the code that Reset has taken away. */
  wasReset(code: string): void;
}

const mac = /Mac|iP(hone|ad)/.test(navigator.platform);
let benches = 0;

export class Workbench<Answer> {
  readonly editor: Editor;
  /** Everything of it; whoever made it puts it in its place. */
  readonly section: HTMLElement;
  readonly #work: Work<Answer>;
  readonly #note = element("p", { class: "workshop__note", hidden: true, "aria-live": "polite" });
  readonly #status = element("p", { class: "workshop__status" });
  readonly #meter = element("progress", { class: "workshop__meter", max: "1", hidden: true, "aria-label": "Fetching the interpreter" });
  readonly #announcement = element("p", { class: "workshop__unseen", role: "status" });
  readonly #results = element("div", { class: "workshop__results" });
  readonly #run: HTMLElement;
  readonly #stop: HTMLElement;
  #runs = 0;
  #mine = false;

  constructor(work: Work<Answer>) {
    this.#work = work;
    const hint = element("p", { class: "workshop__hint", id: `workshop-hint-${++benches}` }, element("kbd", {}, "Esc"), " then ", element("kbd", {}, "Tab"), " leaves the editor.");
    const place = element("div", { class: "workshop__editor" });
    this.#run = element(
      "button",
      { class: "workshop__button workshop__button--run", type: "button", "aria-keyshortcuts": "Control+Enter Meta+Enter", click: () => void this.run() },
      "Run",
      element("kbd", { "aria-hidden": "true" }, mac ? "⌘ ↵" : "Ctrl ↵"),
    );
    this.#stop = element("button", { class: "workshop__button", type: "button", "aria-disabled": "true", click: () => this.#mine && runner.stop() }, "Stop");
    const reset = element("button", { class: "workshop__button", type: "button", click: () => this.reset() }, "Reset");
    this.section = element(
      "section",
      { class: "workshop", "aria-label": work.title },
      element("div", { class: "workshop__head" }, element("span", { class: "workshop__file" }, "app.py"), hint),
      place,
      symbolBar((before, after) => this.editor.insert(before, after)),
      element("div", { class: "workshop__bar" }, this.#run, this.#stop, reset, ...work.buttons, element("div", { class: "workshop__progress" }, this.#status, this.#meter)),
      this.#note,
      ...work.panels,
      this.#announcement,
      this.#results,
    );
    this.editor = new Editor(place, work.code, work.label, hint.id, {
      changed: (code) => {
        this.#results.querySelector(".verdict")?.classList.add("verdict--old");
        work.changed(code);
      },
      touched: () => runner.prepare(),
      run: () => void this.run(),
    });
  }

  /** Says something beside the editor, and what can be done about it, in place of what was said before. */
  say(text: string, ...actions: HTMLElement[]): void {
    this.#note.replaceChildren(text, ...actions);
    this.#note.hidden = text === "";
  }

  reset(): void {
    const { code } = this.editor;
    this.editor.replace(this.#work.starter());
    this.editor.mark(null);
    this.#work.wasReset(code);
  }

  /** Puts something above the results of the last run, until the next. */
  show(something: HTMLElement): void {
    this.#results.prepend(something);
  }

  async run(): Promise<void> {
    await this.ask(this.#work, (...told) => this.#work.ran(...told));
  }

  /** Runs the code for something else than its usual order. */
  async ask<Other>(order: Order<Other>, ran: (code: string, outcome: Outcome<Other>, words: string) => void = () => undefined): Promise<void> {
    if (this.#mine) {
      return;
    }
    const number = ++this.#runs;
    this.#busy(true);
    this.editor.mark(null);
    this.#status.textContent = "Preparing the interpreter …";
    this.#announcement.textContent = `Run ${number} …`;
    const code = this.editor.code;
    const outcome = await runner.run<Other>(order.task, order.argument(code), (progress) => this.#progress(progress), order.session?.() ?? null);
    this.#busy(false);
    const { shown, line, words } = outcome.kind === "answer" ? order.view(outcome.answer, this.editor) : viewOf(outcome);
    this.editor.mark(line);
    shown.classList.toggle("verdict--old", this.editor.code !== code);
    this.#results.replaceChildren(shown);
    this.#announcement.textContent = `Run ${number}: ${words}`;
    ran(code, outcome, words);
  }

  leave(): void {
    if (this.#mine) {
      runner.stop();
    }
    this.editor.destroy();
  }

  #busy(busy: boolean): void {
    this.#mine = busy;
    this.section.classList.toggle("workshop--running", busy);
    able(this.#run, !busy);
    able(this.#stop, busy);
    if (busy) {
      this.section.setAttribute("aria-busy", "true");
    } else {
      this.section.removeAttribute("aria-busy");
      this.#status.textContent = "";
      this.#meter.hidden = true;
    }
  }

  #progress(progress: Progress): void {
    this.#status.textContent = {
      fetching: () => fetched(progress),
      starting: () => "Starting Python …",
      importing: () => "Importing pytest …",
      running: () => "Running …",
    }[progress.step]();
    this.#meter.hidden = progress.step !== "fetching";
    if (progress.step === "fetching") {
      this.#meter.value = progress.received / progress.total;
    }
  }
}

function viewOf(ended: Ended): View {
  const [title, text] = wordsFor(ended);
  return {
    shown: element("section", { class: "verdict verdict--ended", "aria-label": "Verdict" }, element("h3", { class: "verdict__title" }, title), element("p", {}, text)),
    line: ended.kind === "too long" ? ended.line : null,
    words: `${title} ${text}`,
  };
}

function fetched(progress: Progress): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return progress.step === "fetching" ? `Fetching the interpreter … ${megabytes(progress.received)} of ${megabytes(progress.total)} MB` : "";
}

/** A run that gave no answer, in words. */
export function wordsFor(ended: Ended): [title: string, text: string] {
  switch (ended.kind) {
    case "stopped":
      return ["Stopped.", ended.line === null ? "You stopped this run." : `You stopped this run while it was at line ${ended.line}.`];
    case "too long":
      return [
        "Stopped after 6 seconds.",
        (ended.line === null ? "Your code was still running" : `Your code was still running, last seen at line ${ended.line},`) +
          " and did not let itself be interrupted. Look for a loop that never ends: while it runs, the event loop can do nothing else.",
      ];
    case "died":
      return [
        "The interpreter gave up.",
        `Your code made it end before the tests could: ${ended.reason} Look for what uses very much memory or calls itself without end. The next run gets a new interpreter.`,
      ];
    case "unreachable":
      return ["The interpreter could not be fetched.", `Look whether you are online, then press Run again. (${ended.reason})`];
    case "unable":
      return [
        "This browser could not start Python.",
        `${ended.reason} Perhaps the browser is too old, locked down, or short of memory. All pages can be read in it, and your code runs on your own machine, as the home page says.`,
      ];
  }
}
