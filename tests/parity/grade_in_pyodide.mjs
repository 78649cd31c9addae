/** Grades many answers with the built interpreter, a fresh one for each: cases as JSON come in, reports go out. */

import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

const [, , casesFile, reportsFile] = process.argv;
const WEB = resolve(import.meta.dirname, "../../web");
const { start } = await import(pathToFileURL(join(WEB, "node_modules/.cache/barewire/interpreter.mjs")).href);

const { assets } = JSON.parse(readFileSync(join(WEB, "dist/manifest.json"), "utf8"));
const asset = (name) => new Uint8Array(gunzipSync(readFileSync(join(WEB, "dist", assets[name].name))));
const module = await WebAssembly.compile(asset("wasm"));
const snapshot = asset("snapshot");

const reports = {};
for (const { id, exercise, files, seed } of JSON.parse(readFileSync(casesFile, "utf8"))) {
  const { python } = await start({ module, snapshot, libraries: [], indexURL: join(WEB, "node_modules/pyodide") });
  const worker = python.pyimport("barewire.worker");
  const report = worker.answer("grade", JSON.stringify({ exercise, files, seed }));
  reports[id] = { report, wanted: worker.rest.wanted.toJs() };
}
writeFileSync(reportsFile, JSON.stringify(reports));
