/** Runs inside the sandboxed frame: unpacks what the page hands in, compiles the interpreter once, and starts and ends workers. */

import { joined, read, type Bytes } from "./chunks";
import type { AssetName, FromCell, Parts, Start, ToCell, ToCellFromWorker, ToWorkerFromCell } from "./messages";

class Asset<Result> {
  readonly result: Promise<Result>;
  readonly #writer: WritableStreamDefaultWriter<BufferSource>;

  constructor(use: (unpacked: Bytes[]) => Result | Promise<Result>) {
    const { readable, writable } = new DecompressionStream("gzip");
    this.#writer = writable.getWriter();
    // A Response would gather them too, but come to it only when all that is on its way has arrived.
    const chunks: Bytes[] = [];
    this.result = read(readable as ReadableStream<Bytes>, (chunk) => chunks.push(chunk)).then(() => use(chunks));
    // Whoever asks for the result hears of its failure; that nobody has asked yet is none.
    this.result.catch(() => undefined);
  }

  write(bytes: Bytes): void {
    this.#writer.write(bytes).catch(() => undefined);
  }

  close(): void {
    this.#writer.close().catch(() => undefined);
  }
}

const script = new Asset((unpacked) => URL.createObjectURL(new Blob(unpacked, { type: "text/javascript" })));
const parts = {
  // Not compiled while it comes: Firefox would wait without end, once a page was left before all of it was there.
  wasm: new Asset((unpacked) => WebAssembly.compile(joined(unpacked))),
  standardLibrary: new Asset(joined),
  packages: new Asset(joined),
  rest: new Asset(joined),
  snapshot: new Asset(joined),
};
const assets: Record<AssetName, Asset<unknown>> = { worker: script, ...parts };

let madeHere: Bytes | null = null;
const workers = new Map<number, Worker>();

/**
 * A worker's own script: it begins while the real one may be still on its way. That one may not load, as where Firefox
 * breaks off what a page that is left still loads; then nothing that comes after is taken for its address, and no error
 * stands in the console of a page that is gone.
 */
const BEGIN = `onmessage = ({ data }) => {
  onmessage = null;
  try {
    importScripts(data);
  } catch (error) {
    postMessage({ kind: "failed", reason: String(error) });
  }
}`;
const BEGINNING = URL.createObjectURL(new Blob([BEGIN], { type: "text/javascript" }));
/** The first one stands ready before anything has come. */
let first: Promise<Begun> | null = begun();
first.catch(() => undefined);

interface Begun {
  worker: Worker;
  /** Fails as soon as the worker does, though nobody may have asked for it yet. */
  failed: Promise<never>;
}

async function begun(): Promise<Begun> {
  const worker = new Worker(BEGINNING);
  // Where a policy forbids workers, the event has no message.
  const failed = new Promise<never>((_, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message || "It lets no worker begin."));
    worker.addEventListener("message", ({ data }: MessageEvent<ToCellFromWorker>) => data.kind === "failed" && reject(new Error(data.reason)));
  });
  failed.catch(() => undefined);
  worker.postMessage(await script.result);
  return { worker, failed };
}

function begin(port: MessagePort): void {
  const post = (message: FromCell) => port.postMessage(message);

  async function start(number: number, how: Start, withRest: boolean, toPage: MessagePort): Promise<void> {
    const next = first ?? begun();
    first = null;
    const { worker, failed } = await next;
    workers.set(number, worker);
    failed.catch(({ message }: Error) => post({ kind: "failed", worker: number, reason: message }));
    worker.onmessage = ({ data }: MessageEvent<ToCellFromWorker>) => {
      if (data.kind === "snapshot") {
        madeHere = data.bytes;
        void compress(data.bytes).then((bytes) => post({ kind: "snapshot", bytes }));
      }
    };
    worker.postMessage({ start: how, withRest } satisfies ToWorkerFromCell, [toPage]);
    const wanted: (keyof Parts)[] = how === "restore" ? ["wasm", "snapshot"] : ["wasm", "standardLibrary", "packages"];
    if (withRest) {
      wanted.push("rest");
    }
    const handOver = async (name: keyof Parts) => {
      const part = (name === "snapshot" && madeHere) || (await parts[name].result);
      worker.postMessage({ [name]: part } satisfies ToWorkerFromCell);
    };
    await Promise.all(wanted.map(handOver));
  }

  port.onmessage = ({ data, ports: [toPage] }: MessageEvent<ToCell>) => {
    switch (data.kind) {
      case "bytes":
        return assets[data.asset].write(data.bytes);
      case "complete":
        return assets[data.asset].close();
      case "start":
        return void start(data.worker, data.start, data.withRest, toPage!).catch((error: unknown) =>
          post({ kind: "failed", worker: data.worker, reason: String(error) }),
        );
      case "stop":
        workers.get(data.worker)?.terminate();
        workers.delete(data.worker);
    }
  };
}

async function compress(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer());
}

addEventListener("message", ({ source, ports: [port] }) => {
  if (source === parent && port) {
    begin(port);
    port.postMessage({ kind: "open" } satisfies FromCell);
  }
}, { once: true });
