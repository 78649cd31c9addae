/**
 * The loader of scripts that a worker has, for one that is whole. Pyodide tries to load an empty script while it is itself
 * imported, to find out whether it could, and the sandbox would refuse that aloud: so this is imported before it.
 */

Object.assign(globalThis, {
  importScripts: () => {
    throw new Error("This worker is whole: it loads no other script.");
  },
});

export {};
