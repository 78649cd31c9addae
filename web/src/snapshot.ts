/** A memory snapshot in a form that compresses well: what the module itself brings is left out, and so are empty blocks. */

const BLOCK = 4096;
/** In bytes: five numbers, the sizes of the memory, of the head and of the fresh memory, the count of the blocks and where they begin. */
const PREFIX = 20;

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
  const size = PREFIX + blocks.length * 4 + head.length;
  const padded = Math.ceil(size / 16) * 16;
  const encoded = new Uint8Array(padded + blocks.length * BLOCK);
  new Uint32Array(encoded.buffer, 0, PREFIX / 4).set([memory.length, head.length, fresh.length, blocks.length, padded]);
  new Uint32Array(encoded.buffer, PREFIX, blocks.length).set(blocks);
  encoded.set(head, PREFIX + blocks.length * 4);
  blocks.forEach((block, index) => {
    encoded.set(changed.subarray(block * BLOCK, (block + 1) * BLOCK), padded + index * BLOCK);
  });
  return encoded;
}

function prefixOf(encoded: Uint8Array) {
  const [memory = 0, head = 0, fresh = 0, blocks = 0, padded = 0] = new Uint32Array(encoded.buffer, encoded.byteOffset, PREFIX / 4);
  return { memory, head, fresh, blocks, padded };
}

export function headOf(encoded: Uint8Array): Uint8Array<ArrayBuffer> {
  const { head, blocks } = prefixOf(encoded);
  return encoded.slice(PREFIX + blocks * 4, PREFIX + blocks * 4 + head);
}

/** The sizes of the memory that the snapshot is of, and of the fresh memory that it was encoded with. */
export function sizesOf(encoded: Uint8Array): { memory: number; fresh: number } {
  return prefixOf(encoded);
}

/** Writes the snapshot over `memory`, whatever the module's constructors have left there. */
export function apply(encoded: Uint8Array, fresh: Uint8Array, memory: Uint8Array): void {
  const { blocks: count, padded } = prefixOf(encoded);
  const blocks = new Uint32Array(encoded.buffer, encoded.byteOffset + PREFIX, count);
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
