/** The frame that learner code cannot leave: an origin of its own, no network, no storage, no way to the page. */

import type { FromCell, ToCell } from "./messages";

declare const CELL_SCRIPT: string;
declare const CELL_SCRIPT_HASH: string;

const POLICY = `default-src 'none'; script-src '${CELL_SCRIPT_HASH}' 'wasm-unsafe-eval' blob:; worker-src blob:`;

/** Milliseconds; a busy machine takes its time. */
const PATIENCE = 20_000;

/** What runs in the frame is refused: by the browser, or by an extension to it. */
export class NoSandbox extends Error {}

export interface Sandbox {
  /** Fails if the frame never answers. */
  readonly opened: Promise<void>;
  /** What is posted before the frame is there waits for it, in order. */
  post(message: ToCell, transfer?: Transferable[]): void;
  close(): void;
}

export function openSandbox(hear: (message: Exclude<FromCell, { kind: "open" }>) => void): Sandbox {
  const frame = document.createElement("iframe");
  frame.sandbox.add("allow-scripts");
  frame.srcdoc = `<!doctype html><meta http-equiv="content-security-policy" content="${POLICY}"><script>${CELL_SCRIPT}</script>`;
  frame.hidden = true;
  frame.title = "Where your code runs";
  const { port1, port2 } = new MessageChannel();
  frame.addEventListener("load", () => frame.contentWindow!.postMessage(null, "*", [port2]), { once: true });
  const opened = new Promise<void>((resolve, reject) => {
    setTimeout(() => reject(new NoSandbox("The frame in which your code would run does not answer.")), PATIENCE);
    port1.onmessage = ({ data }: MessageEvent<FromCell>) => (data.kind === "open" ? resolve() : hear(data));
  });
  opened.catch(() => frame.remove());
  // Instant navigation replaces what is in the body's container; what hangs below the root element stays.
  document.documentElement.append(frame);
  return {
    opened,
    post: (message, transfer = []) => port1.postMessage(message, transfer),
    close: () => {
      port1.close();
      frame.remove();
    },
  };
}
