/** A worker with one interpreter, for one session of orders. It hears the page through a port that nobody else has. */

import { addLibrary, start, type Interpreter } from "./interpreter";
import type { FromWorker, Parts, Start, ToCellFromWorker, ToWorker, ToWorkerFromCell } from "./messages";

const postToCell = self.postMessage.bind(self) as (message: ToCellFromWorker) => void;

/** Who waits for a part takes it and nothing here keeps it: a snapshot is large. */
const takers = new Map<string, (part: never) => void>();
const part = <Name extends keyof Parts>(name: Name) => new Promise<Parts[Name]>((resolve) => takers.set(name, resolve));

self.onmessage = ({ data, ports: [port] }: MessageEvent<ToWorkerFromCell>) => {
  if ("start" in data) {
    void begin(data.start, data.withRest, port!);
  } else {
    for (const [name, part] of Object.entries(data)) {
      takers.get(name)?.(part as never);
      takers.delete(name);
    }
  }
};

async function begin(how: Start, withRest: boolean, port: MessagePort): Promise<void> {
  const post = (message: FromWorker) => port.postMessage(message);
  const rest = withRest ? part("rest") : null;
  let waiting: ToWorker | null = null;
  port.onmessage = ({ data: message }: MessageEvent<ToWorker>) => (waiting = message);
  const wanted = async () => {
    await new Promise((resolve) => setTimeout(resolve));
    return waiting !== null;
  };
  try {
    const interpreter = await (how === "restore" ? restore() : startPlainly(how === "plain and keep", post, wanted));
    if (rest) {
      addLibrary(interpreter.python, await rest);
    }
    post({ kind: "ready" });
    port.onmessage = ({ data: message }: MessageEvent<ToWorker>) => answer(interpreter, message, post);
    if (waiting) {
      answer(interpreter, waiting, post);
    }
  } catch (error) {
    post({ kind: "failed", token: "", reason: String(error) });
  }
}

function restore(): Promise<Interpreter> {
  return start({ module: part("wasm"), snapshot: part("snapshot"), libraries: [], indexURL: location.href });
}

async function startPlainly(keep: boolean, post: (message: FromWorker) => void, wanted: () => Promise<boolean>): Promise<Interpreter> {
  const [module, standardLibrary, packages] = [part("wasm"), part("standardLibrary"), part("packages")];
  const libraries = [await standardLibrary];
  post({ kind: "step", step: "starting" });
  const interpreter = await start({ module, snapshot: null, libraries, indexURL: location.href });
  const modules = await packages;
  post({ kind: "step", step: "importing" });
  addLibrary(interpreter.python, modules);
  interpreter.python.runPython("from barewire import worker");
  // Who waits for a verdict does not wait for a snapshot too: the next interpreter makes it.
  if (keep && !(await wanted())) {
    interpreter.python.runPython("worker.warm_up()");
    postToCell({ kind: "snapshot", bytes: interpreter.makeSnapshot() });
  }
  return interpreter;
}

function answer({ python }: Interpreter, { token, task, argument }: ToWorker, post: (message: FromWorker) => void): void {
  try {
    const { answer } = python.pyimport("barewire.worker") as { answer: (...values: unknown[]) => string };
    const given = answer(task, argument, (line: number) => post({ kind: "line", token, line }));
    post(given === "" ? { kind: "rest wanted", token } : { kind: "answer", token, answer: given });
  } catch (error) {
    post({ kind: "failed", token, reason: String(error) });
  }
}
