/** A worker with one interpreter, for one session of orders. It hears the page through a port that nobody else has. */

import "./loader";

import { addLibrary, start, type Interpreter } from "./interpreter";
import type { Begin, FromWorker, Libraries, ToCellFromWorker, ToWorker } from "./messages";

const postToCell = self.postMessage.bind(self) as (message: ToCellFromWorker) => void;

self.onmessage = async ({ data, ports: [port] }: MessageEvent<Begin>) => {
  const libraries = new Promise<Libraries>((resolve) => (self.onmessage = ({ data }: MessageEvent<Libraries>) => resolve(data)));
  const post = (message: FromWorker) => port!.postMessage(message);
  let waiting: ToWorker | null = null;
  port!.onmessage = ({ data: message }: MessageEvent<ToWorker>) => (waiting = message);
  const wanted = async () => {
    await new Promise((resolve) => setTimeout(resolve));
    return waiting !== null;
  };
  try {
    const interpreter = await (data.snapshot ? restore(data) : startPlainly(data, libraries, post, wanted));
    const { rest } = await libraries;
    if (rest) {
      addLibrary(interpreter.python, rest);
    }
    post({ kind: "ready" });
    port!.onmessage = ({ data: message }: MessageEvent<ToWorker>) => answer(interpreter, message, post);
    if (waiting) {
      answer(interpreter, waiting, post);
    }
  } catch (error) {
    post({ kind: "failed", token: "", reason: String(error) });
  }
};

function restore({ module, snapshot }: Begin): Promise<Interpreter> {
  return start({ module, snapshot, libraries: [], indexURL: location.href });
}

async function startPlainly(
  { module, keep, standardLibrary }: Begin,
  libraries: Promise<Libraries>,
  post: (message: FromWorker) => void,
  wanted: () => Promise<boolean>,
): Promise<Interpreter> {
  post({ kind: "step", step: "starting" });
  const interpreter = await start({ module, snapshot: null, libraries: [standardLibrary!], indexURL: location.href });
  const { packages } = await libraries;
  post({ kind: "step", step: "importing" });
  addLibrary(interpreter.python, packages!);
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
