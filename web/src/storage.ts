/** Keeps an answer in this browser, beside a mark of the starter that it began from. */

export interface Kept {
  code: string;
  /** Whether the exercise's starter is still the one that this answer began from. */
  current: boolean;
}

interface Entry {
  starter: string;
  code: string;
}

export class Storage {
  readonly #key: string;
  readonly #starter: string;
  readonly #mark: string;

  constructor(exercise: string, starter: string) {
    this.#key = `barewire.answer.${exercise}`;
    this.#starter = starter;
    this.#mark = mark(starter);
  }

  read(): Kept | null {
    try {
      const entry = JSON.parse(localStorage.getItem(this.#key) ?? "null") as Entry | null;
      return typeof entry?.code === "string" ? { code: entry.code, current: entry.starter === this.#mark } : null;
    } catch {
      return null;
    }
  }

  /** Whether the answer is kept. A browser may forbid storage, or have no room. */
  write(code: string): boolean {
    try {
      if (code === this.#starter) {
        localStorage.removeItem(this.#key);
      } else {
        localStorage.setItem(this.#key, JSON.stringify({ starter: this.#mark, code } satisfies Entry));
      }
      return true;
    } catch {
      return false;
    }
  }
}

/** FNV-1a: enough to tell one starter from another. */
function mark(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}
