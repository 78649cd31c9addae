/** The learner's code of one exercise: every keystroke kept, what was replaced kept too, and no tab over another's head. */

import { bool, EXERCISE, list, object, text, time, whole } from "./shape";
import { Entry, type Written } from "./storage";

export interface Answer {
  /** The mark of the starter that it began from. */
  starter: string;
  code: string;
}

/** The code as it was at some time, and why it is remembered: the words of a verdict, or what replaced it. */
export interface Version {
  time: number;
  code: string;
  words: string;
  passed: boolean;
}

export interface History {
  versions: Version[];
  /** How many hints were opened. */
  hints: number;
}

export const CODE_LIMIT = 200_000;
const [VERSIONS, SIZE] = [60, 300_000];

export function checkAnswer(value: unknown): Answer {
  const { starter, code } = object(value, "the answer");
  return { starter: text(starter, "the mark of the starter", 20), code: text(code, "the code", CODE_LIMIT) };
}

export function checkHistory(value: unknown): History {
  const { versions, hints } = object(value, "the history");
  return {
    versions: list(versions, "the list of versions", 1000, (item) => {
      const { time: when, code, words, passed } = object(item, "a version");
      return {
        time: time(when, "the time of a version"),
        code: text(code, "the code of a version", CODE_LIMIT),
        words: text(words, "the words on a version", 1000),
        passed: bool(passed, "passed"),
      };
    }),
    hints: whole(hints, "the number of hints", 100),
  };
}

/** The app in the playground. */
export interface Sketch {
  code: string;
}

export function checkSketch(value: unknown): Sketch {
  return { code: text(object(value, "the playground's app")["code"], "its code", CODE_LIMIT) };
}

export const SKETCH = "playground";
export const ANSWER = "answer.";
export const HISTORY = "history.";

export class Kept {
  readonly #answer: Entry<Answer>;
  readonly #history: Entry<History>;
  readonly #starter: string;
  readonly #mark: string;
  /** That of the starter that the kept code began from. */
  #from: string;

  constructor(exercise: string, starter: string) {
    if (!EXERCISE.test(exercise)) {
      throw new Error(`No name of an exercise: ${exercise}`);
    }
    this.#answer = new Entry(ANSWER + exercise, checkAnswer);
    this.#history = new Entry(HISTORY + exercise, checkHistory);
    this.#starter = starter;
    this.#mark = this.#from = mark(starter);
  }

  /** The code that is kept, and whether it began from the starter of today. Throws Refused for what cannot be read. */
  read(): { code: string; current: boolean } | null {
    const answer = this.#answer.read();
    this.#from = answer?.starter ?? this.#mark;
    return answer && { code: answer.code, current: this.#from === this.#mark };
  }

  write(code: string): Written {
    return this.#answer.write(code === this.#starter ? null : { starter: this.#from, code });
  }

  /** From now on the code counts as begun from the starter of today. */
  adopt(): void {
    this.#from = this.#mark;
  }

  history(): History {
    return this.#history.read() ?? { versions: [], hints: 0 };
  }

  /** Remembers a version, and forgets old ones where they are too many; the last that passed stays. */
  remember(version: Version): Written {
    if (version.code.length > CODE_LIMIT) {
      return "not kept";
    }
    return this.#history.update((found) => ({ hints: found?.hints ?? 0, versions: shortened([...(found?.versions ?? []), version]) }));
  }

  hint(count: number): Written {
    return this.#history.update((found) => ({ versions: found?.versions ?? [], hints: Math.max(count, found?.hints ?? 0) }));
  }

  watch(changed: () => void): () => void {
    return this.#answer.watch(changed);
  }
}

/** Drops the oldest, but never the last that passed. */
export function shortened(versions: Version[]): Version[] {
  const kept = [...versions].sort((one, other) => one.time - other.time);
  const size = () => kept.reduce((sum, { code }) => sum + code.length, 0);
  while (kept.length > 1 && (kept.length > VERSIONS || size() > SIZE)) {
    const passed = kept.findLastIndex((version) => version.passed);
    kept.splice(passed === 0 ? 1 : 0, 1);
  }
  return kept;
}

/** FNV-1a: enough to tell one starter from another. */
function mark(starter: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(starter)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}
