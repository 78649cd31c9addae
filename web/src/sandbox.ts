/** The frame that learner code cannot leave: an origin of its own, no network, no storage, no way to the page. */

import type { FromCell, ToCell } from "./messages";

declare const CELL_SCRIPT: string;
declare const CELL_SCRIPT_HASH: string;

const POLICY = `default-src 'none'; script-src '${CELL_SCRIPT_HASH}' 'wasm-unsafe-eval' blob:; worker-src blob:`;

export interface Sandbox {
  post(message: ToCell, transfer?: Transferable[]): void;
  close(): void;
}

export async function openSandbox(hear: (message: FromCell) => void): Promise<Sandbox> {
  const frame = document.createElement("iframe");
  frame.sandbox.add("allow-scripts");
  frame.srcdoc = `<!doctype html><meta http-equiv="content-security-policy" content="${POLICY}"><script>${CELL_SCRIPT}</script>`;
  frame.hidden = true;
  frame.title = "Where your code runs";
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  // Instant navigation replaces what is in the body's container; what hangs below the root element stays.
  document.documentElement.append(frame);
  await loaded;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent<FromCell>) => hear(data);
  frame.contentWindow!.postMessage(null, "*", [port2]);
  return {
    post: (message, transfer = []) => port1.postMessage(message, transfer),
    close: () => {
      port1.close();
      frame.remove();
    },
  };
}
