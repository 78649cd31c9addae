/** One Python interpreter, started plainly or restored from a snapshot: the only module that knows Pyodide and its experimental snapshots. */

import { loadPyodide, type PyodideAPI, type PyodideConfig } from "pyodide";
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { info } from "pyodide/pyodide-lock.json";
import { unpack } from "./library";
import { apply, encode, headOf, sizesOf } from "./snapshot";

// Pyodide asks for a standard library and for its module; both are handed to it in other ways.
globalThis.fetch = () => Promise.resolve(new Response());

const PAGE = 65536;
const LIBRARY = "/lib/python3.14";

export interface Parts {
  module: WebAssembly.Module | Promise<WebAssembly.Module>;
  /** Libraries that are written to the file system before Python starts. */
  libraries: Uint8Array[];
  snapshot: Promise<Uint8Array> | null;
  /** Only Node reads it, and there it must be the folder of the package. */
  indexURL: string;
}

export interface Interpreter {
  python: PyodideAPI;
  /** The snapshot of this interpreter as it is now. Only pure Python may have been imported. */
  makeSnapshot(): Uint8Array<ArrayBuffer>;
}

interface EmscriptenModule {
  HEAPU8: Uint8Array<ArrayBuffer>;
  API: { restoreSnapshot(head: Uint8Array): unknown };
}

type Settings = Parameters<typeof createPyodideModule>[0] & {
  instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void): object;
};

/** Python finds nothing useful behind `import js`: no page, no network, no way to post a message. */
function bareGlobals(): object {
  return { Object, Array, Promise, Error, setTimeout: setTimeout.bind(globalThis), clearTimeout: clearTimeout.bind(globalThis) };
}

export async function start({ module, libraries, snapshot, indexURL }: Parts): Promise<Interpreter> {
  let fresh = new Uint8Array();

  async function create(settings: Settings) {
    settings.instantiateWasm = (imports, receive) => {
      const marker = Symbol("error");
      imports["env"]!["Jsv_GetError_import"] = () => marker;
      imports["env"]!["JsvError_Check"] = (value: unknown) => value === marker;
      void instantiate(imports).then(([instance, module]) => receive(instance, module));
      return {};
    };
    const created = await createPyodideModule(settings);
    if (snapshot) {
      const { HEAPU8, API } = created as unknown as EmscriptenModule;
      const whole = await snapshot;
      apply(whole, fresh, HEAPU8);
      // The memory is already in place, so what is left for Pyodide to restore is what lies outside it.
      const { restoreSnapshot } = API;
      API.restoreSnapshot = () => restoreSnapshot.call(API, headOf(whole));
    }
    return created;
  }

  async function instantiate(imports: WebAssembly.Imports): Promise<[WebAssembly.Instance, WebAssembly.Module]> {
    imports["GOT.func"] = withoutPictures(imports["GOT.func"]!);
    const compiled = await module;
    const sizes = snapshot && sizesOf(await snapshot);
    const instance = await WebAssembly.instantiate(compiled, imports);
    const memory = instance.exports["memory"] as WebAssembly.Memory;
    const whole = new Uint8Array(memory.buffer);
    fresh = whole.slice(0, sizes ? sizes.fresh : dataEnd(whole));
    if (sizes) {
      // Pyodide copies a snapshot into the memory but does not grow the memory for it.
      memory.grow(Math.max(0, sizes.memory - whole.length) / PAGE);
    }
    return [instance, compiled];
  }

  const options: PyodideConfig = {
    indexURL,
    stdLibURL: "library://none",
    createPyodideModule: create as NonNullable<PyodideConfig["createPyodideModule"]>,
    lockFileContents: { info, packages: {} } as never,
    env: { PYTHONPATH: LIBRARY },
    jsglobals: bareGlobals(),
    stdin: () => null,
    stdout: () => undefined,
    stderr: () => undefined,
    fsInit: async (FS) => {
      for (const library of libraries) {
        write(FS, library);
      }
    },
    // Asked for before anything begins, when a snapshot may not be there yet: `create` brings its head later.
    ...(snapshot ? { _loadSnapshot: new Uint8Array() } : { _makeSnapshot: true }),
  };
  const python = await loadPyodide(options);
  return {
    python,
    makeSnapshot() {
      const whole = python.makeMemorySnapshot();
      const offset = new Uint32Array(whole.buffer, whole.byteOffset, 2)[1]!;
      return encode({ head: whole.slice(0, offset), memory: whole.subarray(offset) }, fresh);
    },
  };
}

/** Pyodide would make a function of wasm for each of 300 that draw, which nobody has here. */
function withoutPictures(addresses: WebAssembly.ModuleImports): WebAssembly.ModuleImports {
  const none = new WebAssembly.Global({ value: "i32", mutable: true }, 0);
  return new Proxy(addresses, { get: (all, name: string) => (name.startsWith("emscripten_gl") ? none : all[name]) }) as WebAssembly.ModuleImports;
}

/** The fresh memory holds the module's data and behind it nothing but zeros. */
function dataEnd(memory: Uint8Array): number {
  let end = memory.length;
  while (end > 0 && memory[end - 1] === 0) {
    end--;
  }
  return Math.ceil(end / PAGE) * PAGE;
}

/** Makes a library's modules importable, in an interpreter that has looked for others before. */
export function addLibrary({ FS, runPython }: PyodideAPI, library: Uint8Array): void {
  write(FS, library);
  runPython("import importlib; importlib.invalidate_caches()");
}

function write(FS: PyodideAPI["FS"], library: Uint8Array): void {
  const folders = new Set<string>();
  for (const [path, bytes] of unpack(library)) {
    const whole = `${LIBRARY}/${path}`;
    const folder = whole.slice(0, whole.lastIndexOf("/"));
    if (!folders.has(folder)) {
      FS.mkdirTree(folder);
      folders.add(folder);
    }
    FS.writeFile(whole, bytes, { canOwn: true });
  }
}
