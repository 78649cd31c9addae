/** Runs inside the sandboxed frame: unpacks what the page hands in, compiles the interpreter once, and starts and ends workers. */

import type { AssetName, Begin, FromCell, Libraries, Start, ToCell, ToCellFromWorker } from "./messages";

type Bytes = Uint8Array<ArrayBuffer>;

class Asset<Result> {
  readonly result: Promise<Result>;
  readonly #writer: WritableStreamDefaultWriter<BufferSource>;

  constructor(read: (unpacked: Response) => Promise<Result>, type: string) {
    const { readable, writable } = new DecompressionStream("gzip");
    this.#writer = writable.getWriter();
    this.result = read(new Response(readable, { headers: { "content-type": type } }));
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

const asBytes = async (unpacked: Response): Promise<Bytes> => new Uint8Array(await unpacked.arrayBuffer());
// Not compiled while it comes: Firefox would wait without end, once a page was left before all of it was there.
const wasm = new Asset(async (unpacked) => WebAssembly.compile(await unpacked.arrayBuffer()), "application/wasm");
const script = new Asset(async (unpacked) => URL.createObjectURL(await unpacked.blob()), "text/javascript");
const libraries = {
  standardLibrary: new Asset(asBytes, ""),
  packages: new Asset(asBytes, ""),
  rest: new Asset(asBytes, ""),
  snapshot: new Asset(asBytes, ""),
};
const assets: Record<AssetName, Asset<unknown>> = { wasm, worker: script, ...libraries };

let madeHere: Bytes | null = null;
const workers = new Map<number, Worker>();

function begin(port: MessagePort): void {
  const post = (message: FromCell) => port.postMessage(message);

  async function start(number: number, how: Start, withRest: boolean, toPage: MessagePort): Promise<void> {
    const plain = how !== "restore";
    const worker = new Worker(await script.result);
    workers.set(number, worker);
    worker.onerror = (event) => post({ kind: "failed", worker: number, reason: event.message });
    worker.onmessage = ({ data }: MessageEvent<ToCellFromWorker>) => {
      madeHere = data.bytes;
      void compress(data.bytes).then((bytes) => post({ kind: "snapshot", bytes }));
    };
    const [module, snapshot, standardLibrary] = await Promise.all([
      wasm.result,
      plain ? null : (madeHere ?? libraries.snapshot.result),
      plain ? libraries.standardLibrary.result : null,
    ]);
    worker.postMessage({ module, keep: how === "plain and keep", snapshot, standardLibrary } satisfies Begin, [toPage]);
    const [packages, rest] = await Promise.all([plain ? libraries.packages.result : null, withRest ? libraries.rest.result : null]);
    worker.postMessage({ packages, rest } satisfies Libraries);
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
