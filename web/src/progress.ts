/** What the learner has done: lessons read, questions answered, exercises passed. All of it stays in this browser. */

import { notify } from "./notice";
import { bool, EXERCISE, object, Refused, table, time, whole } from "./shape";
import { Entry } from "./storage";
import { remedies } from "./unreadable";

export interface Answered {
  /** Which option was chosen last. */
  chosen: number;
  /** Whether the first choice was right, and whether any was. */
  first: boolean;
  solved: boolean;
  time: number;
}

export interface Tried {
  runs: number;
  /** When it was passed first, or 0. */
  passed: number;
  /** When it was run last. */
  time: number;
}

export interface Progress {
  /** By the lesson's address: when it was read. */
  lessons: Record<string, number>;
  /** By the question's mark, which its words give it. */
  questions: Record<string, Answered>;
  /** By the name of the exercise's folder. */
  exercises: Record<string, Tried>;
}

export function checkProgress(value: unknown): Progress {
  const { lessons, questions, exercises } = object(value, "the progress");
  return {
    lessons: table(lessons, "the list of lessons", /^[a-z0-9/-]{1,100}$/, (when) => time(when, "the time of a lesson")),
    questions: table(questions, "the list of questions", /^[0-9a-f]{12}$/, (item) => {
      const { chosen, first, solved, time: when } = object(item, "a question");
      return { chosen: whole(chosen, "a choice", 20), first: bool(first, "first"), solved: bool(solved, "solved"), time: time(when, "the time of an answer") };
    }),
    exercises: table(exercises, "the list of exercises", EXERCISE, (item) => {
      const { runs, passed, time: when } = object(item, "an exercise");
      return { runs: whole(runs, "the number of runs", 1e9), passed: time(passed, "the time of a pass"), time: time(when, "the time of a run") };
    }),
  };
}

export const NOTHING: Progress = { lessons: {}, questions: {}, exercises: {} };
export const PROGRESS = "progress";
const entry = new Entry(PROGRESS, checkProgress);
const listeners = new Set<() => void>();
entry.watch(tell);
let complained = false;

/** What is kept; nothing where there is nothing, or where it cannot be read. */
export function progress(): Progress {
  return attempt(() => entry.read()) ?? NOTHING;
}

/** Changes what is kept and tells whoever shows it. */
export function record(change: (progress: Progress) => Progress): void {
  attempt(() => entry.update((found) => change(found ?? NOTHING)));
  tell();
}

/** Tells whoever shows the progress that it has changed. */
export function tell(): void {
  listeners.forEach((listener) => listener());
}

/** Calls back for every change, in this tab or another; gives how to stop. */
export function watchProgress(changed: () => void): () => void {
  listeners.add(changed);
  return () => void listeners.delete(changed);
}

function attempt<Value>(what: () => Value): Value | null {
  try {
    return what();
  } catch (error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    if (!complained) {
      complained = true;
      const remedy = remedies(PROGRESS, () => {
        complained = false;
        close();
        tell();
      });
      const close = notify(`What this browser keeps of your progress cannot be read: ${error.message}. It stays as it is, and nothing new is kept.`, ...remedy);
    }
    return null;
  }
}
