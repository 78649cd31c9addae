/** The page's side of running code: one sandbox for as long as the page lives, a fresh interpreter for each run, a spare one ready. */

import { fetchAsset, foundSlow, keepSnapshot, keptSnapshot, nameOf, sizeOf, speedometer, urlOf } from "./assets";
import { read } from "./chunks";
import type { AssetName, FromCell, FromWorker, Start, Task, ToCell, ToWorker } from "./messages";
import { NoSandbox, openSandbox, type Sandbox } from "./sandbox";

/**
 * The harness ends learner code itself, 5 s after it began; this ends what even it cannot. Learner code begins when
 * its first line is told, so that a slow machine's way there does not count; the other limit is for code that never does.
 */
const [TIME_LIMIT, PATIENCE] = [6000, 20000];

/** Milliseconds: whoever shows how much has come takes time from what is still to come. */
const TOLD_EVERY = 100;

/** What an old browser does not have, or one that is locked down. */
const NEEDED = ["WebAssembly", "Worker", "DecompressionStream"];

export type Progress =
  | { step: "fetching"; received: number; total: number }
  | { step: "starting" }
  | { step: "importing" }
  | { step: "running" };

export type Outcome<Answer> = { kind: "answer"; answer: Answer } | Ended;

/** How a run ends that gives no answer. */
export type Ended =
  | { kind: "stopped"; line: number | null }
  | { kind: "too long"; line: number | null }
  | { kind: "died"; reason: string }
  | { kind: "unreachable"; reason: string }
  | { kind: "unable"; reason: string };

export interface Interpreter {
  number: number;
  port: MessagePort;
  withRest: boolean;
  ready: Promise<void>;
}

/** Keeps one interpreter for several runs, until it is ended or a run gives no answer. */
export interface Session {
  interpreter: Interpreter | null;
}

class Stopped extends Error {}

class NotFetched extends Error {
  constructor(
    readonly asset: AssetName,
    reason: unknown,
  ) {
    super(String(reason));
  }
}

export class Runner {
  #sandbox: Sandbox | null = null;
  #booted: Promise<void> | null = null;
  #how: Start = "restore";
  #spare: Interpreter | null = null;
  #stop: (() => void) | null = null;
  #free: Promise<void> = Promise.resolve();
  #restWanted = false;
  #ahead: ToWorker | null = null;
  #rehearsed = false;
  #numbers = 0;
  #loads = new Map<AssetName, Promise<void>>();
  #fetching: Promise<void>[] = [];
  #received = 0;
  #toldNext = 0;
  #total = 0;
  #progress: (progress: Progress) => void = () => undefined;
  #failures = new Map<number, (reason: string) => void>();

  /** Fetches and starts an interpreter, so that one is ready when Run is pressed. */
  prepare(): void {
    this.#boot()
      .then(() => this.#rehearse())
      .catch(() => undefined);
  }

  /** Prepares as soon as the browser has nothing else to do, and fetches nothing where every byte is paid for. */
  prepareWhenIdle(): void {
    if (missingHere()) {
      return;
    }
    // A frame takes its time to begin, while the page is still busy with itself.
    this.#open();
    if (savesData()) {
      return;
    }
    if ("requestIdleCallback" in globalThis) {
      requestIdleCallback(() => this.prepare());
    } else {
      setTimeout(() => this.prepare(), 2000);
    }
  }

  /** Has every spare interpreter do this as soon as it is ready, so that a run need not wait for it; until the given function is called. */
  lookAhead(task: Task, argument: Record<string, unknown>): () => void {
    const ahead: ToWorker = { token: "", task, argument: JSON.stringify(argument) };
    this.#ahead = ahead;
    if (this.#spare) {
      this.#doAhead(this.#spare);
    }
    return () => {
      if (this.#ahead === ahead) {
        this.#ahead = null;
      }
    };
  }

  get running(): boolean {
    return this.#stop !== null;
  }

  stop(): void {
    this.#stop?.();
  }

  /** Gives an order to a fresh interpreter, or to that of a session; one at a time, the next waits. */
  async run<Answer>(
    task: Task,
    argument: Record<string, unknown>,
    progress: (progress: Progress) => void,
    session: Session | null = null,
  ): Promise<Outcome<Answer>> {
    while (this.running) {
      await this.#free;
    }
    let ended = () => undefined as void;
    this.#free = new Promise((resolve) => (ended = resolve));
    this.#progress = progress;
    let stopped = false;
    const stop = new Promise<never>((_, reject) => {
      this.#stop = () => {
        stopped = true;
        reject(new Stopped());
      };
    });
    stop.catch(() => undefined);
    try {
      await Promise.race([this.#boot(), stop]);
      if (session && !session.interpreter) {
        // What a later order imports could not be fetched then: the interpreter must not be replaced.
        await Promise.race([this.#loadRest(), stop]);
      }
      const order: ToWorker = { token: crypto.getRandomValues(new Uint32Array(4)).join("-"), task, argument: JSON.stringify(argument) };
      let outcome = await this.#runOnce<Answer>(order, session, stop);
      if (outcome === "rest wanted") {
        await Promise.race([this.#loadRest(), stop]);
        outcome = await this.#runOnce<Answer>(order, session, stop);
      }
      return outcome === "rest wanted" ? { kind: "died", reason: "the rest of the standard library was not enough" } : outcome;
    } catch (error) {
      if (stopped) {
        return { kind: "stopped", line: null };
      }
      this.#close();
      return error instanceof NotFetched ? { kind: "unreachable", reason: String(error) } : { kind: "unable", reason: (error as Error).message };
    } finally {
      this.#stop = null;
      ended();
      this.#progress = () => undefined;
      if (this.#sandbox) {
        this.#restock();
        void this.#rehearse().catch(() => undefined);
      }
    }
  }

  end(session: Session): void {
    if (session.interpreter) {
      this.#end(session.interpreter);
      session.interpreter = null;
    }
  }

  async #runOnce<Answer>(order: ToWorker, session: Session | null, stop: Promise<never>): Promise<Outcome<Answer> | "rest wanted"> {
    const interpreter = session?.interpreter ?? this.#take();
    let line: number | null = null;
    let keep = false;
    const { port } = interpreter;
    port.postMessage(order);
    try {
      await Promise.race([interpreter.ready, stop]);
      if (interpreter.port !== port) {
        interpreter.port.postMessage(order);
      }
      this.#progress({ step: "running" });
      return await new Promise<Outcome<Answer> | "rest wanted">((resolve, reject) => {
        const tooLong = () => resolve({ kind: "too long", line });
        let limit = setTimeout(tooLong, PATIENCE);
        const answer = (outcome: Outcome<Answer> | "rest wanted") => {
          clearTimeout(limit);
          resolve(outcome);
        };
        stop.catch(() => answer({ kind: "stopped", line }));
        this.#failures.set(interpreter.number, (reason) => answer({ kind: "died", reason }));
        interpreter.port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
          if (!("token" in data) || data.token !== order.token) {
            return;
          }
          switch (data.kind) {
            case "line":
              if (line === null) {
                clearTimeout(limit);
                limit = setTimeout(tooLong, TIME_LIMIT);
              }
              line = data.line;
              return;
            case "answer":
              keep = session !== null;
              return answer({ kind: "answer", answer: JSON.parse(data.answer) as Answer });
            case "rest wanted":
              return answer("rest wanted");
            case "failed":
              return answer({ kind: "died", reason: data.reason });
          }
        };
        interpreter.port.onmessageerror = () => reject(new Error("a message could not be read"));
      });
    } finally {
      if (session) {
        session.interpreter = keep ? interpreter : null;
      }
      if (!keep) {
        this.#end(interpreter);
      }
    }
  }

  #take(): Interpreter {
    this.#restock();
    const interpreter = this.#spare!;
    this.#spare = null;
    return interpreter;
  }

  /** Once, while nobody waits: a browser compiles late, and a first verdict would take twice the time of the next. */
  async #rehearse(): Promise<void> {
    await this.#spare?.ready;
    if (this.#rehearsed || this.running || this.#how !== "restore") {
      return;
    }
    this.#rehearsed = true;
    const interpreter = this.#start();
    await interpreter.ready;
    await new Promise<void>((resolve) => {
      this.#failures.set(interpreter.number, () => resolve());
      interpreter.port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if ("token" in data && data.kind !== "line") {
          resolve();
        }
      };
      interpreter.port.postMessage({ token: "", task: "rehearse", argument: "{}" } satisfies ToWorker);
    });
    this.#end(interpreter);
  }

  #end({ number, port }: Interpreter): void {
    this.#failures.delete(number);
    port.close();
    this.#post({ kind: "stop", worker: number });
  }

  #restock(): void {
    if (!this.#spare || this.#spare.withRest !== this.#restWanted) {
      if (this.#spare) {
        this.#end(this.#spare);
      }
      this.#spare = this.#start();
      this.#doAhead(this.#spare);
    }
  }

  #doAhead(spare: Interpreter): void {
    const ahead = this.#ahead;
    const post = () => {
      // Whoever has taken it already has an order for it.
      if (ahead && ahead === this.#ahead && spare === this.#spare) {
        spare.port.postMessage(ahead);
      }
    };
    spare.ready.then(post).catch(() => undefined);
  }

  /** A new interpreter, started in the background. */
  #start(how: Start = this.#how): Interpreter {
    const { port1, port2 } = new MessageChannel();
    const number = ++this.#numbers;
    const interpreter: Interpreter = { number, port: port1, withRest: this.#restWanted, ready: Promise.resolve() };
    interpreter.ready = new Promise<void>((resolve, reject) => {
      this.#failures.set(number, (reason) => reject(new Error(reason)));
      for (const wanted of [this.#sandbox!.opened, ...this.#fetching]) {
        wanted.catch(reject);
      }
      port1.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (data.kind === "ready") {
          resolve();
        } else if (data.kind === "step") {
          this.#progress({ step: data.step });
        } else if (data.kind === "failed") {
          reject(new Error(data.reason));
        }
      };
    }).catch(async (error: unknown) => {
      if (how !== "restore" || error instanceof NoSandbox || (error instanceof NotFetched && error.asset !== "snapshot")) {
        throw error;
      }
      this.#how = "plain";
      this.#end(interpreter);
      this.#fetching = [];
      await this.#loadLibraries();
      const plain = this.#start();
      interpreter.number = plain.number;
      interpreter.port = plain.port;
      await plain.ready;
      // Not said before it has come true: Firefox breaks off what a page that is left still loads, and that page has gone by now.
      console.warn(`Barewire: an interpreter could not be restored from its snapshot, so it started plainly. ${String(error)}`);
    });
    interpreter.ready.catch(() => undefined);
    this.#post({ kind: "start", worker: number, start: how, withRest: this.#restWanted }, [port2]);
    return interpreter;
  }

  #boot(): Promise<void> {
    this.#booted ??= this.#bootOnce();
    return this.#booted;
  }

  async #bootOnce(): Promise<void> {
    const missing = missingHere();
    if (missing) {
      throw new Error(`It has no ${missing}.`);
    }
    this.#open();
    const snapshot = nameOf("snapshot");
    void this.#load("worker");
    const slow = foundSlow.get(snapshot) || savesData();
    const quick = new Promise<boolean>((decided, failed) => {
      this.#load("wasm", null, speedometer(decided)).catch(failed);
    });
    quick.catch(() => undefined);
    const kept = slow ? await keptSnapshot(snapshot) : null;
    if (kept) {
      void this.#load("snapshot", kept);
    } else if (!slow && (await quick)) {
      void this.#load("snapshot");
    } else {
      foundSlow.set(snapshot);
      this.#how = "plain and keep";
      this.#watch(this.#load("wasm").then(() => this.#loadLibraries()));
    }
    this.#restock();
  }

  #open(): void {
    this.#sandbox ??= openSandbox((message) => this.#hear(message));
  }

  async #loadLibraries(): Promise<void> {
    await this.#load("standardLibrary");
    await this.#load("packages");
  }

  #loadRest(): Promise<void> {
    this.#restWanted = true;
    return this.#load("rest");
  }

  /** Hands an asset to the cell as it comes, once. */
  #load(asset: AssetName, kept: ReadableStream<Uint8Array<ArrayBuffer>> | null = null, measure: (received: number) => void = () => undefined): Promise<void> {
    const under = this.#loads.get(asset);
    if (under) {
      return under;
    }
    let received = 0;
    this.#total += sizeOf(asset);
    const chunk = (bytes: Uint8Array<ArrayBuffer>) => {
      received += bytes.length;
      this.#received += bytes.length;
      this.#post({ kind: "bytes", asset, bytes }, [bytes.buffer]);
      measure(received);
      if (performance.now() >= this.#toldNext) {
        this.#toldNext = performance.now() + TOLD_EVERY;
        this.#progress({ step: "fetching", received: this.#received, total: this.#total });
      }
    };
    const load = (kept ? read(kept, chunk) : fetchAsset(urlOf(asset), chunk)).then(
      () => this.#post({ kind: "complete", asset }),
      (error: unknown) => {
        throw new NotFetched(asset, error);
      },
    );
    this.#loads.set(asset, load);
    return this.#watch(load);
  }

  /** Whoever waits for an interpreter hears of the failure, and nobody else. */
  #watch(fetching: Promise<void>): Promise<void> {
    fetching.catch(() => undefined);
    this.#fetching.push(fetching);
    return fetching;
  }

  #post(message: ToCell, transfer: Transferable[] = []): void {
    this.#sandbox?.post(message, transfer);
  }

  #hear(message: Exclude<FromCell, { kind: "open" }>): void {
    if (message.kind === "failed") {
      this.#failures.get(message.worker)?.(message.reason);
      return;
    }
    this.#how = "restore";
    void keepSnapshot(nameOf("snapshot"), message.bytes);
  }

  /** After a failure to fetch, everything begins anew with the next run. */
  #close(): void {
    this.#sandbox?.close();
    this.#sandbox = null;
    this.#booted = null;
    this.#spare = null;
    this.#how = "restore";
    this.#loads.clear();
    this.#fetching = [];
    this.#failures.clear();
    this.#received = this.#total = 0;
  }
}

function missingHere(): string | undefined {
  return NEEDED.find((name) => !(name in globalThis));
}

function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
}

/** The runner of this page and of all that instant navigation puts in its place. */
export const runner = new Runner();
