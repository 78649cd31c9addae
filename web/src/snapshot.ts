/** A memory snapshot in a form that compresses well: what the module itself brings is left out, and so are empty blocks. */

const BLOCK = 4096;

export interface Snapshot {
  /** What Pyodide writes before the memory: its magic number, its build and the JavaScript objects that Python holds. */
  head: Uint8Array;
  memory: Uint8Array;
}

/** `fresh` is the memory as instantiation leaves it: only the module's own data, the same in every engine. */
export function encode({ head, memory }: Snapshot, fresh: Uint8Array): Uint8Array<ArrayBuffer> {
  const changed = memory.slice();
  for (let index = 0; index < fresh.length; index++) {
    changed[index]! ^= fresh[index]!;
  }
  const words = new Uint32Array(changed.buffer);
  const blocks: number[] = [];
  for (let start = 0; start < words.length; start += BLOCK / 4) {
    if (words.subarray(start, start + BLOCK / 4).some((word) => word !== 0)) {
      blocks.push((start * 4) / BLOCK);
    }
  }
  const size = 16 + blocks.length * 4 + head.length;
  const padded = Math.ceil(size / 16) * 16;
  const encoded = new Uint8Array(padded + blocks.length * BLOCK);
  new Uint32Array(encoded.buffer, 0, 4).set([memory.length, head.length, blocks.length, padded]);
  new Uint32Array(encoded.buffer, 16, blocks.length).set(blocks);
  encoded.set(head, 16 + blocks.length * 4);
  blocks.forEach((block, index) => {
    encoded.set(changed.subarray(block * BLOCK, (block + 1) * BLOCK), padded + index * BLOCK);
  });
  return encoded;
}

export function headOf(encoded: Uint8Array): Uint8Array<ArrayBuffer> {
  const [, head = 0, blocks = 0] = new Uint32Array(encoded.buffer, encoded.byteOffset, 4);
  return encoded.slice(16 + blocks * 4, 16 + blocks * 4 + head);
}

export function memorySize(encoded: Uint8Array): number {
  return new Uint32Array(encoded.buffer, encoded.byteOffset, 1)[0] ?? 0;
}

/** Writes the snapshot over `memory`, whatever the module's constructors have left there. */
export function apply(encoded: Uint8Array, fresh: Uint8Array, memory: Uint8Array): void {
  const [, , count = 0, padded = 0] = new Uint32Array(encoded.buffer, encoded.byteOffset, 4);
  const blocks = new Uint32Array(encoded.buffer, encoded.byteOffset + 16, count);
  memory.set(fresh);
  memory.fill(0, fresh.length);
  blocks.forEach((block, index) => {
    const from = padded + index * BLOCK;
    const start = block * BLOCK;
    if (start >= fresh.length) {
      memory.set(encoded.subarray(from, from + BLOCK), start);
      return;
    }
    const target = new Uint32Array(memory.buffer, memory.byteOffset + start, BLOCK / 4);
    const changes = new Uint32Array(encoded.buffer, encoded.byteOffset + from, BLOCK / 4);
    for (let word = 0; word < target.length; word++) {
      target[word]! ^= changes[word]!;
    }
  });
}
