/** One exercise on the page: the starter becomes an editor, Run grades it, and what the learner writes and reaches is kept. */

import { ANSWER, CODE_LIMIT, Kept, type Version } from "./answer";
import { course } from "./course";
import type { Editor } from "./editor";
import { button } from "./element";
import { faultsPanel, type Faults } from "./faults";
import { hintsOf, oneAtATime } from "./hints";
import { historyPanel } from "./history";
import type { Report } from "./messages";
import type { Panel } from "./panel";
import { afterPass } from "./passed";
import { record } from "./progress";
import { runner, type Outcome } from "./runner";
import { Refused, refused } from "./shape";
import { sharedIn, sharePanel } from "./share";
import { solutionPanel } from "./solution";
import { remedies } from "./unreadable";
import { lineAtFault, summaryOf, verdict } from "./verdict";
import { Workbench, type View } from "./workbench";

interface Bundle {
  exercise: string;
  title: string;
  starter: string;
  files: Record<string, string>;
  faults: Faults | null;
}

export async function mount(root: HTMLElement): Promise<() => void> {
  const { bundle, solution } = root.dataset;
  if (!bundle) {
    throw new Error("An exercise needs data-bundle.");
  }
  runner.prepareWhenIdle();
  const exercise = new Exercise(JSON.parse(bundle) as Bundle, solution ? new URL(solution, document.baseURI) : null);
  const before = [...root.childNodes];
  root.replaceChildren(exercise.bench.section);
  return () => {
    exercise.leave();
    root.replaceChildren(...before);
  };
}

/** Whose code is in the editor; only the learner's own is kept, and only what it reaches counts. */
type Whose = "mine" | "shared" | "elsewhere" | "unreadable";

class Exercise {
  readonly bench: Workbench<Report>;
  readonly #bundle: Bundle;
  readonly #kept: Kept;
  readonly #history: Panel;
  readonly #leaving: (() => void)[] = [];
  #whose: Whose = "mine";
  /** Whether the next change of the code takes away what was said. */
  #passing = false;

  constructor(bundle: Bundle, solution: URL | null) {
    this.#bundle = bundle;
    const { exercise, title, starter, files, faults } = bundle;
    this.#kept = new Kept(exercise, starter);
    const code = () => this.bench.editor.code;
    this.#history = historyPanel(exercise, this.#kept, code, (version) => this.#bringBack(version));
    // An exercise that is being written may have no solution yet.
    const panels = [
      ...(faults ? [faultsPanel(faults, (order) => this.bench.ask(order))] : []),
      this.#history,
      ...(solution ? [solutionPanel(exercise, solution, code)] : []),
      sharePanel(exercise, code),
    ];
    this.bench = new Workbench<Report>({
      title: `Your answer to ${title}`,
      label: `app.py of ${title}`,
      code: starter,
      starter: () => starter,
      task: "grade",
      argument: (answer) => ({ exercise, files: { ...files, "app.py": answer } }),
      view,
      buttons: panels.map((panel) => panel.button),
      panels: panels.map((panel) => panel.region),
      changed: (answer) => this.#changed(answer),
      ran: (answer, outcome, words) => void this.#ran(answer, outcome, words),
      wasReset: (answer) => this.#wasReset(answer),
    });
    this.#showMine();
    this.#leaving.push(this.#kept.watch(() => this.#heard()), this.#hints(), runner.lookAhead("collect", { exercise, files }));
    const look = () => void this.#lookAtTheLink();
    addEventListener("hashchange", look);
    this.#leaving.push(() => removeEventListener("hashchange", look));
    look();
  }

  leave(): void {
    for (const leave of this.#leaving) {
      leave();
    }
    this.bench.leave();
  }

  // ------------------------------------------------------------------------------------------- what is kept

  #showMine(): void {
    this.#whose = "mine";
    try {
      const kept = this.#kept.read();
      this.#show(kept?.code ?? this.#bundle.starter);
      this.bench.say("");
      if (kept && !kept.current) {
        this.#offerTheNewBeginning();
      }
    } catch (error) {
      this.#unreadable(error);
    }
  }

  #offerTheNewBeginning(): void {
    this.bench.say(
      "The exercise has changed since you wrote this. Your code is here as you left it.",
      button("Show the new beginning", () => {
        this.#remember("Written for the exercise as it was before");
        this.#kept.adopt();
        this.bench.editor.replace(this.#bundle.starter);
        this.bench.say("");
      }),
      button("Go on with mine", () => {
        this.#kept.adopt();
        this.#changed(this.bench.editor.code);
        this.bench.say("");
      }),
    );
  }

  #unreadable(error: unknown): void {
    const { message } = refused(error);
    this.#whose = "unreadable";
    const name = ANSWER + this.#bundle.exercise;
    this.bench.say(
      `What this browser keeps of your answer cannot be read: ${message}. It stays as it is, and what you write now is not kept.`,
      ...remedies(name, () => {
        const { code } = this.bench.editor;
        this.#showMine();
        this.bench.editor.replace(code);
      }),
    );
  }

  #changed(code: string): void {
    if (this.#passing) {
      this.#passing = false;
      this.bench.say("");
    }
    if (code.length > CODE_LIMIT) {
      this.bench.say(`This is longer than ${CODE_LIMIT.toLocaleString("en")} characters, which is more than the page keeps.`);
      this.#passing = true;
    } else if (this.#whose === "mine" && this.#kept.write(code) === "elsewhere") {
      this.#ask();
    }
  }

  /** Another tab has written. */
  #heard(): void {
    if (this.#whose !== "mine" && this.#whose !== "elsewhere") {
      return;
    }
    try {
      if ((this.#kept.read()?.code ?? this.#bundle.starter) === this.bench.editor.code) {
        this.#whose = "mine";
        this.bench.say("");
      } else {
        this.#ask();
      }
    } catch (error) {
      this.#unreadable(error);
    }
  }

  #ask(): void {
    this.#whose = "elsewhere";
    this.bench.say(
      "Another tab has changed your answer to this exercise. What stands here is not kept until you choose; the other stays in the history.",
      button("Show the other tab's", () => {
        this.#remember("Replaced by what another tab had");
        this.#showMine();
      }),
      button("Keep what is here", () => {
        const { code } = this.bench.editor;
        try {
          const other = this.#kept.read();
          if (other) {
            this.#remember("Written in another tab", other.code);
          }
        } catch (error) {
          return this.#unreadable(error);
        }
        this.#whose = "mine";
        this.bench.say("");
        this.#changed(code);
      }),
    );
  }

  #wasReset(code: string): void {
    if (this.#whose === "mine") {
      this.#remember("Before Reset", code);
      this.#offerUndo("This is the beginning again.", code);
    }
  }

  #bringBack(version: Version): void {
    const { code } = this.bench.editor;
    if (this.#whose === "mine") {
      this.#remember("Before an earlier version was brought back");
    }
    this.bench.editor.replace(version.code);
    if (this.#whose === "mine") {
      this.#offerUndo("The earlier version is back in the editor.", code);
    }
  }

  /** Puts the code into the history, unless it stands there already or is the beginning. */
  #remember(words: string, code: string = this.bench.editor.code): void {
    if (code === this.#bundle.starter) {
      return;
    }
    this.#note(() => {
      if (this.#kept.history().versions.every((version) => version.code !== code)) {
        this.#kept.remember({ time: Date.now(), code, words, passed: false });
      }
    });
  }

  /** Writes to the history; one that cannot be read stays as it is, and its panel says so. */
  #note(write: () => void): void {
    try {
      write();
    } catch (error) {
      refused(error);
    }
    this.#history.refresh();
  }

  /** Puts code into the editor that is kept already, or is not to be. */
  #show(code: string): void {
    if (code !== this.bench.editor.code) {
      const whose = this.#whose;
      this.#whose = "shared";
      this.bench.editor.replace(code);
      this.#whose = whose;
    }
  }

  #offerUndo(text: string, code: string): void {
    this.bench.say(text, button("Undo", () => this.bench.editor.replace(code)));
    this.#passing = true;
  }

  // ------------------------------------------------------------------------------------------- what is reached

  async #ran(code: string, outcome: Outcome<Report>, words: string): Promise<void> {
    if (this.#whose === "shared" || ["stopped", "unreachable", "unable"].includes(outcome.kind)) {
      return;
    }
    const { exercise } = this.#bundle;
    const report = outcome.kind === "answer" ? outcome.answer : null;
    const passed = report !== null && report.outcome === "passed" && report.tests.length > 0 && report.tests.every((test) => test.outcome === "passed");
    const time = Date.now();
    record((progress) => {
      const { runs = 0, passed: before = 0 } = progress.exercises[exercise] ?? {};
      return { ...progress, exercises: { ...progress.exercises, [exercise]: { runs: runs + 1, passed: before || (passed ? time : 0), time } } };
    });
    this.#note(() => this.#kept.remember({ time, code, words: report ? summaryOf(report) : words.slice(0, 200), passed }));
    if (passed) {
      this.bench.show(afterPass(exercise, document, await course()));
    }
  }

  #hints(): () => void {
    const seen = () => {
      try {
        return this.#kept.history().hints;
      } catch {
        return 0;
      }
    };
    return oneAtATime(hintsOf(document), seen(), (count) => this.#note(() => this.#kept.hint(count)));
  }

  // ------------------------------------------------------------------------------------------- what a link brings

  async #lookAtTheLink(): Promise<void> {
    try {
      const shared = await sharedIn(location.hash);
      if (shared && shared.exercise !== this.#bundle.exercise) {
        throw new Refused(`it is for another exercise, ${shared.exercise}`);
      }
      if (shared) {
        this.#showShared(shared.code);
      }
    } catch (error) {
      this.bench.say(`The code in this link could not be shown: ${refused(error).message}. Your own answer is as it was.`);
    }
  }

  #showShared(code: string): void {
    this.#whose = "shared";
    this.bench.editor.replace(code);
    const leave = () => history.replaceState(history.state, "", location.pathname + location.search);
    this.bench.say(
      "This code came with a link. Read it before you run it. It is not kept, and what it reaches does not count; your own answer is as you left it.",
      button("Back to mine", () => {
        leave();
        this.#showMine();
      }),
      button("Take it over as mine", () => {
        leave();
        const taken = this.bench.editor.code;
        this.#showMine();
        if (this.#whose === "mine") {
          this.#remember("Replaced by code from a link");
          this.bench.editor.replace(taken);
        }
      }),
    );
  }
}

function view(report: Report, editor: Editor): View {
  const failed = report.tests.find((test) => test.outcome === "failed");
  return {
    shown: verdict(report, editor.places),
    line: lineAtFault(failed?.failure ?? null),
    words: summaryOf(report) + (failed?.failure ? ` ${failed.name}: ${failed.failure.message}` : ""),
  };
}
