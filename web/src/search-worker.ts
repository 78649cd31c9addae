/** Stands in for the theme's search worker until somebody searches: it would read the whole index for every page, a fifth of a second of computing. */

import { CHANNEL, type Word } from "./search";

declare function importScripts(address: string): void;

const held: unknown[] = [];
const hold = ({ data }: MessageEvent) => held.push(data);
addEventListener("message", hold);

const channel = new BroadcastChannel(CHANNEL);
channel.onmessage = ({ data }: MessageEvent<Word>) => {
  if (data !== "asked") {
    return;
  }
  channel.close();
  removeEventListener("message", hold);
  // docs/overrides/main.html adds where the theme's own one is, as seen from the page.
  importScripts(location.hash.replace(/^.*(?=assets\/)/, "../../"));
  for (const data of held) {
    dispatchEvent(new MessageEvent("message", { data }));
  }
};
channel.postMessage("begun" satisfies Word);
