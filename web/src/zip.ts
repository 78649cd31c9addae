/** Zip files of a few small texts: written without compression, read as other programs pack them too. */

import { Refused } from "./shape";

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const UTF_8 = 0x0800;
/** A zip of this site has a few hundred kilobytes. */
const [FILE_LIMIT, UNPACKED_LIMIT] = [20_000_000, 40_000_000];

export function zip(files: Map<string, string>, time: Date): Blob {
  const encoder = new TextEncoder();
  const [locals, centrals]: [BlobPart[], BlobPart[]] = [[], []];
  let [offset, size] = [0, 0];
  for (const [name, text] of files) {
    const [path, bytes] = [encoder.encode(name), encoder.encode(text)];
    // Version, flags, method, time and date, checksum, both sizes, length of the name and of the extra field.
    const common = numbers([2, 20], [2, UTF_8], [2, 0], ...stamp(time), [4, checksum(bytes)], [4, bytes.length], [4, bytes.length], [2, path.length], [2, 0]);
    locals.push(numbers([4, LOCAL]), common, path, bytes);
    const central = [numbers([4, CENTRAL], [2, 20]), common, numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), path];
    centrals.push(...central);
    offset += 4 + common.length + path.length + bytes.length;
    size += central.reduce((sum, part) => sum + part.length, 0);
  }
  const end = numbers([4, END], [2, 0], [2, 0], [2, files.size], [2, files.size], [4, size], [4, offset], [2, 0]);
  return new Blob([...locals, ...centrals, end], { type: "application/zip" });
}

/** The files by their paths; throws Refused for what is no whole zip file, or one that is locked. */
export async function unzip(file: Blob): Promise<Map<string, string>> {
  if (file.size > FILE_LIMIT) {
    throw new Refused("it is too large to be a file of this site");
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return await filesIn(bytes, new DataView(bytes.buffer));
  } catch (error) {
    if (error instanceof RangeError) {
      throw new Refused("it is a zip file, but a damaged one");
    }
    throw error;
  }
}

async function filesIn(bytes: Uint8Array<ArrayBuffer>, view: DataView): Promise<Map<string, string>> {
  const end = endOf(view);
  const files = new Map<string, string>();
  let [place, unpacked] = [view.getUint32(end + 16, true), 0];
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(place, true) !== CENTRAL) {
      throw new RangeError("no entry");
    }
    const [flags, method] = [view.getUint16(place + 8, true), view.getUint16(place + 10, true)];
    const [sum, packed, size] = [view.getUint32(place + 16, true), view.getUint32(place + 20, true), view.getUint32(place + 24, true)];
    const [name, extra, comment] = [view.getUint16(place + 28, true), view.getUint16(place + 30, true), view.getUint16(place + 32, true)];
    const local = view.getUint32(place + 42, true);
    const path = decoded(part(bytes, place + 46, name));
    place += 46 + name + extra + comment;
    unpacked += size;
    if (flags & 1) {
      throw new Refused("it is locked with a password");
    }
    if (unpacked > UNPACKED_LIMIT) {
      throw new Refused("it unpacks to more than a file of this site ever does");
    }
    if (path.endsWith("/")) {
      continue;
    }
    if (view.getUint32(local, true) !== LOCAL) {
      throw new RangeError("no file");
    }
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const content = await inflated(part(bytes, start, packed), method, size);
    if (content.length !== size || checksum(content) !== sum) {
      throw new Refused(`${path} in it is damaged`);
    }
    files.set(path, decoded(content));
  }
  return files;
}

/** The record at the end, which a comment may follow. */
function endOf(view: DataView): number {
  for (let place = view.byteLength - 22; place >= Math.max(0, view.byteLength - 22 - 0xffff); place--) {
    if (view.getUint32(place, true) === END) {
      return place;
    }
  }
  throw new Refused("it is no zip file");
}

function part(bytes: Uint8Array<ArrayBuffer>, start: number, length: number): Uint8Array<ArrayBuffer> {
  if (start + length > bytes.length) {
    throw new RangeError("cut off");
  }
  return bytes.subarray(start, start + length);
}

async function inflated(bytes: Uint8Array<ArrayBuffer>, method: number, size: number): Promise<Uint8Array<ArrayBuffer>> {
  if (method === 0) {
    return bytes;
  }
  if (method !== 8) {
    throw new Refused("it is packed in a way that this page does not know");
  }
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const content = new Uint8Array(size);
  let length = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      // A size that lies makes this throw a RangeError.
      content.set(next.value, length);
      length += next.value.length;
    }
  } catch (error) {
    throw error instanceof TypeError ? new RangeError("damaged") : error;
  } finally {
    reader.cancel().catch(() => undefined);
  }
  return content.subarray(0, length);
}

function decoded(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refused("a file in it is no text");
  }
}

function numbers(...fields: [size: number, value: number][]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(fields.flatMap(([size, value]) => Array.from({ length: size }, (_, place) => (value >>> (8 * place)) & 0xff)));
}

/** Time and date as MS-DOS had them: years from 1980 on, seconds in twos. */
function stamp(time: Date): [number, number][] {
  return [
    [2, (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1)],
    [2, ((time.getFullYear() - 1980) << 9) | ((time.getMonth() + 1) << 5) | time.getDate()],
  ];
}

/** CRC-32. */
function checksum(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
  }
  return ~sum >>> 0;
}
