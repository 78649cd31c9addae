/** Local storage as records of a checked shape: the only module that touches it, and the one that says when it cannot. */

import { notify } from "./notice";
import { Refused } from "./shape";

const PREFIX = "barewire.";
const VERSION = 1;

/** What becomes of a write: kept, kept from being kept by what another tab wrote meanwhile, or not possible in this browser. */
export type Written = "kept" | "elsewhere" | "not kept";

/** Gives the value that an unknown one is, or throws Refused with the reason. */
export type Check<Value> = (value: unknown) => Value;

/** One name in local storage. */
export class Entry<Value extends object> {
  readonly #key: string;
  readonly #check: Check<Value>;
  /** What was there when this tab last looked or wrote. */
  #seen: string | null = null;

  constructor(name: string, check: Check<Value>) {
    this.#key = PREFIX + name;
    this.#check = check;
  }

  /** The value, or nothing; throws Refused for what cannot be read, which stays as it is. */
  read(): Value | null {
    this.#seen = raw(this.#key);
    return this.#seen === null ? null : unpack(this.#seen, this.#check);
  }

  /** Writes, or takes away what is there, unless another tab has written since this one looked. */
  write(value: Value | null): Written {
    const found = raw(this.#key);
    if (found !== this.#seen) {
      return "elsewhere";
    }
    const text = value && pack(value);
    if (!put(this.#key, text)) {
      return "not kept";
    }
    this.#seen = text;
    return "kept";
  }

  /** Changes what is there now, whoever wrote it. Throws Refused for what cannot be read. */
  update(change: (value: Value | null) => Value): Written {
    const found = this.read();
    return this.write(change(found));
  }

  /** Calls back when another tab has written; gives how to stop. */
  watch(changed: () => void): () => void {
    const hear = ({ key, storageArea }: StorageEvent) => {
      if (storageArea === localStorage && (key === this.#key || key === null)) {
        changed();
      }
    };
    addEventListener("storage", hear);
    return () => removeEventListener("storage", hear);
  }
}

/** Every name that begins so, without that beginning. */
export function names(beginning: string): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + beginning)).map((key) => key.slice(PREFIX.length + beginning.length)).sort();
  } catch {
    return [];
  }
}

/** What stands under a name, as it stands there: for a reader whose browser keeps what this page cannot read. */
export function asItStands(name: string): string {
  return raw(PREFIX + name) ?? "";
}

/** Forgets what stands under a name, read or not. */
export function forget(name: string): void {
  put(PREFIX + name, null);
}

/** Writes all of it or nothing of it. */
export function writeAll(values: Map<string, object>): boolean {
  const before = new Map([...values.keys()].map((name) => [name, raw(PREFIX + name)]));
  for (const [name, value] of values) {
    if (!put(PREFIX + name, pack(value))) {
      for (const [written, text] of before) {
        put(PREFIX + written, text);
      }
      return false;
    }
  }
  return true;
}

function pack(value: object): string {
  return JSON.stringify({ version: VERSION, ...value });
}

export function unpack<Value>(text: string, check: Check<Value>): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused("it is no JSON");
  }
  const version = (value as { version?: unknown } | null)?.version;
  if (version !== VERSION) {
    throw new Refused(typeof version === "number" ? `it is of version ${version}, and this page knows version ${VERSION}` : "it has no version");
  }
  return check(value);
}

function raw(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch (error) {
    complain(error);
    return null;
  }
}

function put(key: string, text: string | null): boolean {
  try {
    if (text === null) {
      localStorage.removeItem(key);
    } else {
      localStorage.setItem(key, text);
    }
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

let complained = false;

/** Once: a browser may forbid storage, or have no room. The session goes on. */
function complain(error: unknown): void {
  if (!complained) {
    complained = true;
    const full = error instanceof DOMException && error.name === "QuotaExceededError";
    notify(
      full
        ? "This browser does not let the page keep your code and your progress any longer, since its room for them is full: what you do from now on is lost when you leave or reload."
        : "This browser does not let the page keep your code and your progress: they are lost when you leave or reload.",
    );
  }
}
