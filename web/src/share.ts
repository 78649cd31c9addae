/** A link that carries an answer in its fragment, which no server is sent; made, and read with distrust. */

import { CODE_LIMIT } from "./answer";
import { button, element } from "./element";
import { Panel } from "./panel";
import { EXERCISE, object, Refused, text } from "./shape";
import { unpack } from "./storage";
import { save } from "./save";

const NAME = "#share=";
/** Longer ones are cut off by chats and mail. */
const LINK_LIMIT = 4000;

export interface Shared {
  exercise: string;
  code: string;
}

export async function linkTo(page: URL, shared: Shared): Promise<URL> {
  const link = new URL(page);
  const packed = await through(new Blob([JSON.stringify({ version: 1, ...shared })]), new CompressionStream("deflate-raw"), Infinity);
  link.hash = NAME + btoa(String.fromCharCode(...packed)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return link;
}

/** What a fragment carries, or null if it is none of ours; throws Refused with what is wrong with it. */
export async function sharedIn(fragment: string): Promise<Shared | null> {
  if (!fragment.startsWith(NAME)) {
    return null;
  }
  let json: string;
  try {
    const packed = atob(fragment.slice(NAME.length).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
    const unpacked = await through(new Blob([bytes]), new DecompressionStream("deflate-raw"), 4 * CODE_LIMIT);
    json = new TextDecoder("utf-8", { fatal: true }).decode(unpacked);
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("it is damaged, or was cut off on its way");
  }
  return unpack(json, (value) => {
    const { exercise, code } = object(value, "its content");
    const name = text(exercise, "the name of its exercise", 100);
    if (!EXERCISE.test(name)) {
      throw new Refused("it is for no exercise of this site");
    }
    return { exercise: name, code: text(code, "its code", CODE_LIMIT) };
  });
}

async function through(blob: Blob, stream: CompressionStream | DecompressionStream, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: BlobPart[] = [];
  let size = 0;
  for await (const part of chunks(blob.stream().pipeThrough(stream))) {
    size += part.length;
    if (size > limit) {
      throw new Refused("it unpacks to more than any answer has");
    }
    parts.push(part);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Safari cannot go through a stream with `for await` by itself. */
async function* chunks(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield next.value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

export function sharePanel(exercise: string, code: () => string): Panel {
  return new Panel("Share", () => {
    const place = element("div", {});
    void linkTo(new URL(location.pathname, location.href), { exercise, code: code() }).then((link) => {
      place.replaceChildren(...(link.href.length > LINK_LIMIT ? tooLong(exercise, code()) : asLink(link)));
    });
    return [place];
  });
}

function asLink(link: URL): Node[] {
  const field = element("input", { class: "panel__field", readonly: true, value: link.href, "aria-label": "Link to this code", focus: () => field.select() });
  const said = element("span", { class: "panel__said", role: "status" });
  const copy = button("Copy", () => {
    field.select();
    // Without a secure connection there is no clipboard; what is selected can then be copied by hand.
    void (navigator.clipboard ? navigator.clipboard.writeText(link.href) : Promise.reject(new Error("no clipboard"))).then(
      () => (said.textContent = "Copied."),
      () => (said.textContent = "Selected: copy it with your keyboard."),
    );
  });
  return [
    element("p", {}, "This link carries the code in the editor, as it is now. It is in the part of the address that no server is sent."),
    element("div", { class: "panel__row" }, field, copy, said),
  ];
}

function tooLong(exercise: string, code: string): Node[] {
  return [
    element("p", {}, "This code is too long for a link that every chat and mail would leave whole. Share it as a file; it belongs into ", element("code", {}, `exercises/${exercise}/`), "."),
    button("Save app.py", () => save("app.py", new Blob([code], { type: "text/x-python" }))),
  ];
}
