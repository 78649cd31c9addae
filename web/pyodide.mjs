/** Pyodide without what nothing here asks for: its ways to draw and to play sound, and what only other libraries would link to. */

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

const WORD = /[\w$]+/g;
const EXPORTED = /([\w$]+)=Module\["\1"\]=wasmExports\["[\w$]+"\](\.value>>>0)?;?/g;
const DECLARED = /var [\w$]+(,[\w$]+){1000,};/;
const PROVIDED = /wasmImports=\{([^}]*)\}/;
/** How often a name is said that is declared and exported and has no other use. */
const SAID_FOR_NOBODY = 3;
/** The number of the section of a wasm module that has its exports. */
const EXPORTS = 7;

const FOLDER = join(import.meta.dirname, "node_modules/pyodide");
const whole = readFileSync(join(FOLDER, "pyodide.asm.wasm"));
const asked = new Set(WebAssembly.Module.imports(new WebAssembly.Module(whole)).map(({ name }) => name));
const read = (name) => withoutProbe(readFileSync(join(FOLDER, name), "utf8"));
const loader = read("pyodide.mjs");
const module = withoutUnused(read("pyodide.asm.mjs"));
const scripts = { "pyodide.mjs": loader, "pyodide.asm.mjs": module };
const words = new Set(module.match(WORD));

export const wasm = withExports((name) => words.has(name) || words.has(`_${name}`));

/** Has esbuild take the scripts that belong to this wasm, half of whose text is left. */
export const plugin = {
  name: "trimmed Pyodide",
  setup: (build) =>
    build.onLoad({ filter: /\bpyodide(\.asm)?\.mjs$/ }, ({ path }) => ({ contents: scripts[basename(path)], loader: "js" })),
};

/** Pyodide asks what kind of worker it is in by loading an empty script, which the sandbox would refuse aloud. */
function withoutProbe(text) {
  return replaced(text, /return globalThis\.importScripts\("data:text\/javascript,"\),!0/, "return!1");
}

function withoutUnused(text) {
  const said = new Map();
  for (const [word] of (loader + text).matchAll(WORD)) {
    said.set(word, (said.get(word) ?? 0) + 1);
  }
  const names = [...text.matchAll(EXPORTED)].map(([, name]) => name);
  const unused = new Set(names.filter((name) => said.get(name) === SAID_FOR_NOBODY));
  text = replaced(text, EXPORTED, (assignment, name) => (unused.has(name) ? "" : assignment));
  text = replaced(text, DECLARED, (list) => `var ${list.slice(4, -1).split(",").filter((name) => !unused.has(name)).join()};`);
  text = replaced(text, PROVIDED, (_, list) => {
    const wanted = list.split(",").map((entry) => [entry.split(":")[0], entry]).filter(([name]) => asked.has(name) && !isPicture(name));
    return `wasmImports={${wanted.map(([, entry]) => entry).join()}}`;
  });
  // Nothing in the scope of an eval could get a shorter name.
  text = replaced(text, /\beval\(/g, "(0,eval)(");
  // Browsers take a function in parentheses for one that is called at once, and read it once, not twice.
  return replaced(text, /^async function (\w+)(\(.*)(?=export default)/s, "const $1=(async function$2);");
}

/** The module asks where to find these, but only what would draw calls them. */
function isPicture(name) {
  return name.startsWith("emscripten_gl");
}

function replaced(text, pattern, replacement) {
  const changed = text.replace(pattern, replacement);
  if (changed === text) {
    throw new Error(`Expected ${pattern} in Pyodide's scripts, and found nothing of it. Perhaps this is a new version of Pyodide.`);
  }
  return changed;
}

/** https://webassembly.github.io/spec/core/binary/modules.html */
function withExports(isWanted) {
  let at = 8;
  function number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = whole[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) {
        return value >>> 0;
      }
    }
  }
  function named() {
    const begin = at;
    const length = number();
    const name = whole.toString("utf8", at, at + length);
    at += length + 1; // behind the name comes a byte that says what kind of thing it is
    number();
    return { name, bytes: whole.subarray(begin, at) };
  }
  const sections = [whole.subarray(0, at)];
  while (at < whole.length) {
    const begin = at;
    const kind = whole[at++];
    const size = number();
    const end = at + size;
    if (kind === EXPORTS) {
      const exported = Array.from({ length: number() }, named).filter(({ name }) => isWanted(name));
      const section = Buffer.concat([encoded(exported.length), ...exported.map(({ bytes }) => bytes)]);
      sections.push(Buffer.from([EXPORTS]), encoded(section.length), section);
    } else {
      sections.push(whole.subarray(begin, end));
    }
    at = end;
  }
  return Buffer.concat(sections);
}

function encoded(number) {
  const bytes = [];
  for (; number > 127; number >>>= 7) {
    bytes.push((number & 127) | 128);
  }
  return Buffer.from([...bytes, number]);
}
