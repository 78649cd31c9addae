/** How far the learner is, seen against the course: what is begun, what is done, and what comes next. */

import type { Course, Item } from "./course";
import type { Progress } from "./progress";

export interface Standing {
  state: "new" | "begun" | "done";
  /** In words, for whoever does not see the mark. */
  words: string;
  /** When the learner was last at it, or 0. */
  time: number;
}

export function standing(item: Item, { lessons, questions, exercises }: Progress): Standing {
  if (item.kind === "exercise") {
    const tried = exercises[item.exercise];
    if (!tried) {
      return { state: "new", words: "", time: 0 };
    }
    const { passed, runs, time } = tried;
    return passed ? { state: "done", words: "passed", time } : { state: "begun", words: `begun, ${runs === 1 ? "1 run" : `${runs} runs`}`, time };
  }
  const read = lessons[item.address] ?? 0;
  const answered = item.questions.map((mark) => questions[mark]).filter((each) => each !== undefined);
  const solved = answered.filter((each) => each.solved).length;
  const time = Math.max(read, ...answered.map((each) => each.time));
  if (time === 0) {
    return { state: "new", words: "", time };
  }
  const words = `${read ? "read" : "begun"}, ${solved} of ${item.questions.length} questions right`;
  return { state: read && solved === item.questions.length ? "done" : "begun", words, time };
}

/** The first that is not done after that which was done last, else the first that is not done at all. */
export function next({ path }: Course, progress: Progress): Item | undefined {
  const standings = path.map((item) => standing(item, progress));
  const latest = standings.reduce((found, { time, state }, place) => (state === "done" && time > (standings[found]?.time ?? 0) ? place : found), -1);
  const open = (item: Item) => standings[path.indexOf(item)]!.state !== "done";
  return path.slice(latest + 1).find(open) ?? path.find(open);
}

export function countDone(items: Item[], progress: Progress): number {
  return items.filter((item) => standing(item, progress).state === "done").length;
}
