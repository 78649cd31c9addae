/** A library: many files in one piece, an index as JSON and the bytes behind it. */

export type Files = [path: string, bytes: Uint8Array][];

export function pack(files: Files): Uint8Array<ArrayBuffer> {
  const index = new TextEncoder().encode(JSON.stringify(files.map(([path, bytes]) => [path, bytes.length])));
  const size = files.reduce((sum, [, bytes]) => sum + bytes.length, 4 + index.length);
  const packed = new Uint8Array(size);
  new DataView(packed.buffer).setUint32(0, index.length, true);
  packed.set(index, 4);
  let offset = 4 + index.length;
  for (const [, bytes] of files) {
    packed.set(bytes, offset);
    offset += bytes.length;
  }
  return packed;
}

/** The files are views of the packed bytes: nothing is copied. */
export function unpack(packed: Uint8Array): Files {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
  const index = JSON.parse(new TextDecoder().decode(packed.subarray(4, 4 + length))) as [string, number][];
  let offset = 4 + length;
  return index.map(([path, size]) => [path, packed.subarray(offset, (offset += size))]);
}
