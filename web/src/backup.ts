/** Everything that is kept as one zip file, and back: nothing is taken from a file before all of it is checked. */

import { ANSWER, checkAnswer, checkHistory, checkSketch, HISTORY, shortened, SKETCH, type Answer, type History, type Sketch, type Version } from "./answer";
import { button, element } from "./element";
import { checkProgress, NOTHING, PROGRESS, tell, type Progress } from "./progress";
import { EXERCISE, object, Refused, refused, table, text } from "./shape";
import { asItStands, forget, names, unpack, writeAll } from "./storage";
import { save } from "./save";
import { unzip, zip } from "./zip";

const LIST = "barewire.json";
/** For what cannot be read: saved as it stands, and never taken in again. */
const UNREADABLE = "unreadable/";
const SKETCH_FILE = "playground/app.py";
const CODE = /^exercises\/(\d\d_[a-z0-9_]+)\/app\.py$/;

interface Backup {
  progress: Progress;
  answers: Record<string, Answer>;
  histories: Record<string, History>;
  /** The app in the playground, if there is one. */
  sketch: Sketch | undefined;
}

/** What is kept, and the names of what cannot be read. */
function everything(): { backup: Backup; unreadable: string[] } {
  const unreadable: string[] = [];
  const read = <Value>(name: string, check: (value: unknown) => Value): Value[] => {
    try {
      return [unpack(asItStands(name), check)];
    } catch (error) {
      refused(error);
      unreadable.push(name);
      return [];
    }
  };
  const each = <Value>(beginning: string, check: (value: unknown) => Value): Record<string, Value> =>
    Object.fromEntries(
      names(beginning)
        .filter((exercise) => EXERCISE.test(exercise))
        .flatMap((exercise) => read(beginning + exercise, check).map((value) => [exercise, value])),
    );
  const answers = each(ANSWER, checkAnswer);
  const histories = each(HISTORY, checkHistory);
  const one = <Value>(name: string, check: (value: unknown) => Value): Value | undefined => (names(name).includes("") ? read(name, check)[0] : undefined);
  return { backup: { progress: one(PROGRESS, checkProgress) ?? NOTHING, answers, histories, sketch: one(SKETCH, checkSketch) }, unreadable };
}

function packed({ progress: reached, answers, histories, sketch }: Backup, unreadable: string[], time: Date): Blob {
  const starters = Object.fromEntries(Object.entries(answers).map(([exercise, { starter }]) => [exercise, starter]));
  const files = new Map([[LIST, JSON.stringify({ version: 1, progress: reached, starters, histories }, null, 1)]]);
  for (const [exercise, { code }] of Object.entries(answers)) {
    files.set(`exercises/${exercise}/app.py`, code);
  }
  if (sketch) {
    files.set(SKETCH_FILE, sketch.code);
  }
  for (const name of unreadable) {
    files.set(`${UNREADABLE}${name}.json`, asItStands(name));
  }
  return zip(files, time);
}

/** What a file holds; throws Refused with what is wrong with it. */
async function unpacked(file: Blob): Promise<Backup> {
  const files = await unzip(file);
  const list = files.get(LIST);
  if (list === undefined) {
    throw new Refused(`it has no ${LIST}, so it was not saved by this site`);
  }
  const { progress: reached, starters, histories } = unpack(list, (value) => {
    const fields = object(value, LIST);
    return {
      progress: checkProgress(fields["progress"]),
      starters: table(fields["starters"], "the list of starters", EXERCISE, (mark) => text(mark, "the mark of a starter", 20)),
      histories: table(fields["histories"], "the list of histories", EXERCISE, checkHistory),
    };
  });
  const answers: Record<string, Answer> = {};
  for (const [path, code] of files) {
    const exercise = CODE.exec(path)?.[1];
    if (exercise) {
      answers[exercise] = checkAnswer({ starter: starters[exercise] ?? "", code });
    } else if (path !== LIST && path !== SKETCH_FILE && !path.startsWith(UNREADABLE)) {
      throw new Refused(`it has a file that this site never saves: ${path.slice(0, 80)}`);
    }
  }
  const sketch = files.get(SKETCH_FILE);
  return { progress: reached, answers, histories, sketch: sketch === undefined ? sketch : checkSketch({ code: sketch }) };
}

/** Both together; an answer that the file replaces goes into the history. The playground has none, so what is there stays. */
function merged(here: Backup, file: Backup, time: number): Backup {
  const histories: Record<string, History> = {};
  for (const exercise of new Set([...Object.keys(here.histories), ...Object.keys(file.histories), ...replaced(here, file)])) {
    const versions = new Map<string, Version>();
    for (const version of [...(here.histories[exercise]?.versions ?? []), ...(file.histories[exercise]?.versions ?? [])]) {
      versions.set(`${version.time} ${version.code}`, version);
    }
    if (replaced(here, file).includes(exercise)) {
      versions.set("", { time, code: here.answers[exercise]!.code, words: "Before an import", passed: false });
    }
    const hints = Math.max(here.histories[exercise]?.hints ?? 0, file.histories[exercise]?.hints ?? 0);
    histories[exercise] = { versions: shortened([...versions.values()]), hints };
  }
  return { progress: together(here.progress, file.progress), answers: { ...here.answers, ...file.answers }, histories, sketch: here.sketch ?? file.sketch };
}

function replaced(here: Backup, file: Backup): string[] {
  return Object.keys(file.answers).filter((exercise) => exercise in here.answers && here.answers[exercise]!.code !== file.answers[exercise]!.code);
}

function together(here: Progress, file: Progress): Progress {
  const exercises = { ...here.exercises };
  for (const [exercise, { runs, passed, time }] of Object.entries(file.exercises)) {
    const { runs: runsHere = 0, passed: passedHere = 0, time: timeHere = 0 } = exercises[exercise] ?? {};
    const first = passed && passedHere ? Math.min(passed, passedHere) : passed || passedHere;
    exercises[exercise] = { runs: Math.max(runs, runsHere), passed: first, time: Math.max(time, timeHere) };
  }
  // What was answered here first, or read, stays so.
  return { lessons: { ...file.lessons, ...here.lessons }, questions: { ...file.questions, ...here.questions }, exercises };
}

function write({ progress: reached, answers, histories, sketch }: Backup): boolean {
  const under = (beginning: string, values: Record<string, object>) => Object.entries(values).map(([exercise, value]) => [beginning + exercise, value] as const);
  const written = writeAll(new Map<string, object>([[PROGRESS, reached], ...under(ANSWER, answers), ...under(HISTORY, histories), ...(sketch ? [[SKETCH, sketch] as const] : [])]));
  if (written) {
    tell();
  }
  return written;
}

// ------------------------------------------------------------------------------------------- on the page

export async function mount(root: HTMLElement): Promise<() => void> {
  const said = element("div", { class: "backup__said", role: "status" });
  const say = (...words: (string | Node)[]) => said.replaceChildren(...words);
  const file = element("input", { type: "file", class: "workshop__unseen", accept: ".zip,application/zip", tabindex: "-1", "aria-hidden": "true" });
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    file.value = "";
    if (chosen) {
      void look(chosen, say);
    }
  });
  root.replaceChildren(
    element(
      "div",
      { class: "panel__row" },
      button("Export", () => exportAll(say)),
      button("Import …", () => file.click()),
      button("Forget everything …", () => askToForget(say)),
      file,
    ),
    said,
  );
  return () => root.replaceChildren();
}

type Say = (...words: (string | Node)[]) => void;

function exportAll(say: Say): void {
  const now = new Date();
  const { backup, unreadable } = everything();
  save(`barewire-${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}.zip`, packed(backup, unreadable, now));
  const left = unreadable.length ? ` What cannot be read is in the folder ${UNREADABLE} as it stands: ${unreadable.join(", ")}.` : "";
  say(`Exported: ${inWords(backup)}.${left}`);
}

async function look(chosen: File, say: Say): Promise<void> {
  say("Reading the file …");
  let file: Backup;
  try {
    file = await unpacked(chosen);
  } catch (error) {
    say(`This file was not imported, and nothing has changed: ${refused(error).message}.`);
    return;
  }
  const { backup: here, unreadable } = everything();
  const others = replaced(here, file).length;
  const warning = others === 0 ? "" : ` ${others === 1 ? "One answer differs" : `${others} answers differ`} from yours: yours ${others === 1 ? "goes" : "go"} into the history.`;
  const broken = unreadable.length ? ` What cannot be read here is replaced: ${unreadable.join(", ")}.` : "";
  say(
    element("p", {}, `This file holds ${inWords(file)}.${warning}${broken}`),
    element(
      "div",
      { class: "panel__row" },
      button("Import it", () => {
        // What was written in another tab meanwhile counts too.
        const written = write(merged(everything().backup, file, Date.now()));
        say(written ? `Imported: ${inWords(file)}.` : "There is no room for it in this browser. Nothing has changed.");
      }),
      button("Leave it", () => say("Nothing has changed.")),
    ),
  );
}

function askToForget(say: Say): void {
  const { backup } = everything();
  say(
    element("p", {}, `This browser keeps ${inWords(backup)}. Nobody else has it: what is forgotten cannot be had back but from an export.`),
    element(
      "div",
      { class: "panel__row" },
      button("Forget it", () => {
        names("").forEach(forget);
        tell();
        say("Everything is forgotten.");
      }),
      button("Keep it", () => say("Nothing has changed.")),
    ),
  );
}

function inWords({ progress: reached, answers, histories, sketch }: Backup): string {
  const count = (number: number, one: string, many: string) => (number === 1 ? `1 ${one}` : `${number} ${many}`);
  const versions = Object.values(histories).reduce((sum, history) => sum + history.versions.length, 0);
  const things = [
    ...(sketch ? ["the app in the playground"] : []),
    count(Object.keys(answers).length, "answer", "answers"),
    count(versions, "earlier version", "earlier versions"),
    count(Object.keys(reached.lessons).length, "lesson read", "lessons read"),
    count(Object.keys(reached.questions).length, "question answered", "questions answered"),
    count(Object.values(reached.exercises).filter((each) => each.passed).length, "exercise passed", "exercises passed"),
  ];
  return `${things.slice(0, -1).join(", ")} and ${things.at(-1)}`;
}
