/** One exercise on the page: the starter becomes an editor, Run grades it, and the verdict appears below. */

import { Editor } from "./editor";
import { element } from "./element";
import { sharedRunner, type Outcome, type Progress, type Runner } from "./runner";
import { Storage } from "./storage";
import { lineAtFault, summaryOf, verdict } from "./verdict";

interface Bundle {
  exercise: string;
  title: string;
  starter: string;
  files: Record<string, string>;
}

let mounted: { root: HTMLElement; leave(): void } | null = null;

/** May be called again and again, for the same exercise or for that of another page. */
export async function mount(root: HTMLElement): Promise<void> {
  if (mounted?.root === root) {
    return;
  }
  mounted?.leave();
  mounted = { root, leave: () => undefined };
  const [runtime, address] = [root.dataset["runtime"], root.dataset["bundle"]];
  if (!runtime || !address) {
    throw new Error("An exercise needs data-runtime and data-bundle.");
  }
  const runner = sharedRunner(runtime);
  const response = await fetch(new URL(address, document.baseURI));
  if (!response.ok) {
    throw new Error(`The exercise's files were expected at ${response.url}, but the answer was ${response.status}.`);
  }
  const bundle = (await response.json()) as Bundle;
  if (mounted.root === root) {
    mounted.leave = show(root, bundle, runner);
  }
}

function show(root: HTMLElement, bundle: Bundle, runner: Runner): () => void {
  const storage = new Storage(bundle.exercise, bundle.starter);
  const kept = storage.read();
  const mac = /Mac|iP(hone|ad)/.test(navigator.platform);

  const note = element("p", { class: "workshop__note", hidden: true });
  const say = (text: string) => {
    note.textContent = text;
    note.hidden = text === "";
  };
  const status = element("p", { class: "workshop__status" });
  const meter = element("progress", { class: "workshop__meter", max: "1", hidden: true, "aria-label": "Fetching the interpreter" });
  const announcement = element("p", { class: "workshop__unseen", role: "status" });
  const results = element("div", { class: "workshop__results" });
  const runButton = element("button", { class: "workshop__button workshop__button--run", type: "button", "aria-keyshortcuts": "Control+Enter Meta+Enter", click: () => void run() }, "Run", element("kbd", { "aria-hidden": "true" }, mac ? "⌘ ↵" : "Ctrl ↵"));
  const stopButton = element("button", { class: "workshop__button", type: "button", "aria-disabled": "true", click: () => runner.stop() }, "Stop");
  const resetButton = element("button", { class: "workshop__button", type: "button", click: () => reset() }, "Reset");
  const place = element("div", { class: "workshop__editor" });
  const hint = element("p", { class: "workshop__hint", id: "workshop-hint" }, element("kbd", {}, "Esc"), " then ", element("kbd", {}, "Tab"), " leaves the editor.");
  const workshop = element(
    "section",
    { class: "workshop", "aria-label": `Your answer to ${bundle.title}` },
    element("div", { class: "workshop__head" }, element("span", { class: "workshop__file" }, "app.py"), hint),
    place,
    element("div", { class: "workshop__bar" }, runButton, stopButton, resetButton, element("div", { class: "workshop__progress" }, status, meter)),
    note,
    announcement,
    results,
  );
  const before = [...root.childNodes];
  root.replaceChildren(workshop);

  let runs = 0;
  const editor = new Editor(place, kept?.code ?? bundle.starter, `app.py of ${bundle.title}`, hint.id, {
    changed: (code) => {
      results.firstElementChild?.classList.add("verdict--old");
      say(storage.write(code) ? "" : "This browser does not let the page keep your code: it is lost when you leave or reload.");
    },
    touched: () => runner.prepare(),
    run: () => void run(),
  });
  if (kept && !kept.current) {
    say("The exercise has changed since you wrote this. Reset shows its new beginning; undo brings your code back.");
  }

  function reset(): void {
    editor.replace(bundle.starter);
    editor.mark(null);
    say("");
  }

  function show(progress: Progress): void {
    status.textContent = {
      fetching: () => fetched(progress),
      starting: () => "Starting Python …",
      importing: () => "Importing pytest …",
      running: () => "Running the tests …",
    }[progress.step]();
    meter.hidden = progress.step !== "fetching";
    if (progress.step === "fetching") {
      meter.value = progress.received / progress.total;
    }
  }

  async function run(): Promise<void> {
    if (runner.running) {
      return;
    }
    const number = ++runs;
    workshop.classList.add("workshop--running");
    workshop.setAttribute("aria-busy", "true");
    runButton.setAttribute("aria-disabled", "true");
    stopButton.removeAttribute("aria-disabled");
    editor.mark(null);
    status.textContent = "Preparing the interpreter …";
    announcement.textContent = `Run ${number} …`;
    const code = editor.code;
    const outcome = await runner.run(bundle.exercise, { ...bundle.files, "app.py": code }, show);
    workshop.classList.remove("workshop--running");
    workshop.removeAttribute("aria-busy");
    runButton.removeAttribute("aria-disabled");
    stopButton.setAttribute("aria-disabled", "true");
    status.textContent = "";
    meter.hidden = true;
    const { shown, line, words } = view(outcome);
    editor.mark(line);
    shown.classList.toggle("verdict--old", editor.code !== code);
    results.replaceChildren(shown);
    announcement.textContent = `Run ${number}: ${words}`;
  }

  function view(outcome: Outcome): { shown: HTMLElement; line: number | null; words: string } {
    if (outcome.kind === "report") {
      const failed = outcome.report.tests.find((test) => test.outcome === "failed");
      return {
        shown: verdict(outcome.report, { goTo: (line) => editor.goTo(line), mark: (line) => editor.mark(line) }),
        line: failed ? lineAtFault(failed) : null,
        words: summaryOf(outcome.report) + (failed?.failure ? ` ${failed.name}: ${failed.failure.message}` : ""),
      };
    }
    const [title, text] = wordsFor(outcome);
    const line = "line" in outcome ? outcome.line : null;
    const shown = element("section", { class: "verdict verdict--ended", "aria-label": "Verdict" }, element("h3", { class: "verdict__title" }, title), element("p", {}, text));
    return { shown, line: outcome.kind === "too long" ? line : null, words: `${title} ${text}` };
  }

  return () => {
    runner.stop();
    editor.destroy();
    root.replaceChildren(...before);
  };
}

function fetched(progress: Progress): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return progress.step === "fetching" ? `Fetching the interpreter … ${megabytes(progress.received)} of ${megabytes(progress.total)} MB` : "";
}

function wordsFor(outcome: Exclude<Outcome, { kind: "report" }>): [title: string, text: string] {
  switch (outcome.kind) {
    case "stopped":
      return ["Stopped.", outcome.line === null ? "You stopped this run." : `You stopped this run while it was at line ${outcome.line}.`];
    case "too long":
      return [
        "Stopped after 6 seconds.",
        (outcome.line === null ? "Your code was still running" : `Your code was still running, last seen at line ${outcome.line},`) +
          " and did not let itself be interrupted. Look for a loop that never ends: while it runs, the event loop can do nothing else.",
      ];
    case "died":
      return [
        "The interpreter gave up.",
        `Your code made it end before the tests could: ${outcome.reason} Look for what uses very much memory or calls itself without end. The next run gets a new interpreter.`,
      ];
    case "unreachable":
      return ["The interpreter could not be fetched.", `Look whether you are online, then press Run again. (${outcome.reason})`];
  }
}
