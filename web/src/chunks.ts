/** Streams of bytes, chunk by chunk. */

export type Bytes = Uint8Array<ArrayBuffer>;
export type Chunk = (bytes: Bytes) => void;

export async function read(body: ReadableStream<Bytes>, chunk: Chunk): Promise<void> {
  const reader = body.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    chunk(value);
  }
}

export function joined(chunks: Bytes[]): Bytes {
  const whole = new Uint8Array(chunks.reduce((size, { length }) => size + length, 0));
  let end = 0;
  for (const chunk of chunks) {
    whole.set(chunk, end);
    end += chunk.length;
  }
  return whole;
}
