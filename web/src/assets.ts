/** Fetches the interpreter's parts and decides, by what the network gives, whether a snapshot is worth its bytes. */

import { read, type Chunk } from "./chunks";
import type { AssetName } from "./messages";

declare const RUNTIME: string;
const PARTS = JSON.parse(RUNTIME) as Record<AssetName, { name: string; size: number }>;

const KEPT = "barewire";
// A snapshot is 3 MB more than a plain start, and saves about 0.7 s of work: 3 MB take that long at 35 Mbit/s.
const WORTH_A_SNAPSHOT = 35e6 / 8;
// A connection begins slowly, so the first part says little about it.
const [WARMED_UP, SAMPLED] = [300_000, 1_200_000];

export const nameOf = (asset: AssetName): string => PARTS[asset].name;
export const sizeOf = (asset: AssetName): number => PARTS[asset].size;

/** The parts lie beside this script. */
export function urlOf(asset: AssetName): string {
  return new URL(nameOf(asset), import.meta.url).href;
}

export async function fetchAsset(url: string, chunk: Chunk): Promise<void> {
  const response = await fetch(url);
  if (!response.ok || !response.body) {
    throw new Error(`${url} answered ${response.status}`);
  }
  await read(response.body, chunk);
}

/** Looks at bytes as they come and says once whether the network is quick. */
export function speedometer(decided: (quick: boolean) => void): (received: number) => void {
  let began = 0;
  let over = false;
  return (received) => {
    const now = performance.now();
    if (received >= WARMED_UP && began === 0) {
      began = now;
    }
    if (received >= SAMPLED && !over) {
      over = true;
      decided(((SAMPLED - WARMED_UP) / Math.max(now - began, 1)) * 1000 > WORTH_A_SNAPSHOT);
    }
  };
}

/** The snapshot that an earlier visit made: nothing of it depends on the network. */
export async function keptSnapshot(name: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | null> {
  try {
    const found = await (await caches.open(KEPT)).match(name);
    return (found?.body as ReadableStream<Uint8Array<ArrayBuffer>>) ?? null;
  } catch {
    // Storage may be forbidden, and outside of a secure context there is none.
    return null;
  }
}

export async function keepSnapshot(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    const cache = await caches.open(KEPT);
    for (const old of await cache.keys()) {
      await cache.delete(old);
    }
    await cache.put(name, new Response(bytes));
  } catch {
    // Then the next visit starts as this one did.
  }
}

/**
 * On a later visit the parts come from the browser's cache, at a speed that says nothing about the network. So a visit
 * that found it slow leaves word: then there is a kept snapshot to look for, or else the small parts are at hand.
 */
export const foundSlow = {
  get: (name: string): boolean => attempt(() => localStorage.getItem(KEPT) === name) ?? false,
  set: (name: string): void => attempt(() => localStorage.setItem(KEPT, name)),
};

function attempt<Result>(use: () => Result): Result | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
