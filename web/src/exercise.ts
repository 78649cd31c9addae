/** One exercise on the page: the starter becomes an editor, Run grades it, and the verdict appears below. */

import type { Report } from "./messages";
import { runner } from "./runner";
import { Storage } from "./storage";
import { lineAtFault, summaryOf, verdict } from "./verdict";
import { Workbench, type View } from "./workbench";

interface Bundle {
  exercise: string;
  title: string;
  starter: string;
  files: Record<string, string>;
}

export async function mount(root: HTMLElement): Promise<() => void> {
  const address = root.dataset["bundle"];
  if (!address) {
    throw new Error("An exercise needs data-bundle.");
  }
  runner.prepareWhenIdle();
  const response = await fetch(new URL(address, document.baseURI));
  if (!response.ok) {
    throw new Error(`The exercise's files were expected at ${response.url}, but the answer was ${response.status}.`);
  }
  return show(root, (await response.json()) as Bundle);
}

function show(root: HTMLElement, { exercise, title, starter, files }: Bundle): () => void {
  const storage = new Storage(exercise, starter);
  const kept = storage.read();
  const bench = new Workbench<Report>({
    title: `Your answer to ${title}`,
    label: `app.py of ${title}`,
    code: kept?.code ?? starter,
    starter,
    task: "grade",
    argument: (code) => ({ exercise, files: { ...files, "app.py": code } }),
    view,
    buttons: [],
    changed: (code) => (storage.write(code) ? "" : "This browser does not let the page keep your code: it is lost when you leave or reload."),
  });
  if (kept && !kept.current) {
    bench.say("The exercise has changed since you wrote this. Reset shows its new beginning; undo brings your code back.");
  }
  const before = [...root.childNodes];
  root.replaceChildren(bench.section);
  return () => {
    bench.leave();
    root.replaceChildren(...before);
  };
}

function view(report: Report, { editor }: Workbench<Report>): View {
  const failed = report.tests.find((test) => test.outcome === "failed");
  return {
    shown: verdict(report, { goTo: (line) => editor.goTo(line), mark: (line) => editor.mark(line) }),
    line: failed ? lineAtFault(failed) : null,
    words: summaryOf(report) + (failed?.failure ? ` ${failed.name}: ${failed.failure.message}` : ""),
  };
}
