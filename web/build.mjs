/** Builds web/dist: the page's scripts and styles, the interpreter's parts, and the snapshot that restores it at once. */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const WEB = import.meta.dirname;
const GRADERS = ["../asgi_harness", "../grading"].map((folder) => resolve(WEB, folder));
// Its address is always the same, or a browser would find no new version.
const SERVICE_WORKER = "service-worker.js";
const VOCABULARY = join(WEB, "python/vocabulary.py");
const SCOPE_LESSON = resolve(WEB, "../docs/learn/scope.md");
const PYODIDE = join(WEB, "node_modules/pyodide");
const DIST = join(WEB, "dist");
const CACHE = join(WEB, "node_modules/.cache/barewire");
const PYTHON = process.env.PYTHON ?? resolve(WEB, "../.venv/bin/python");
const DISTRIBUTIONS = ["pytest", "pluggy", "iniconfig", "packaging", "pytest-asyncio"];

function hash(...values) {
  const digest = createHash("sha256");
  for (const value of values) {
    digest.update(value).update("\0");
  }
  return digest.digest("hex").slice(0, 16);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("__pycache__"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Path in site-packages to path on this machine. */
function installedPackages() {
  const script = join(WEB, "python/installed_packages.py");
  try {
    return JSON.parse(execFileSync(PYTHON, [script, ...DISTRIBUTIONS], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }));
  } catch (error) {
    throw new Error(
      `Expected ${DISTRIBUTIONS.join(", ")} to be installed for ${PYTHON}, but it said: ${error.stderr || error.message}\n` +
        "Perhaps the virtual environment was not made yet, or PYTHON names another one.",
    );
  }
}

/** What the editor completes and explains. */
function vocabulary() {
  return execFileSync(PYTHON, [VOCABULARY], { encoding: "utf8", env: { ...process.env, PYTHONPATH: resolve(WEB, "..") } }).trim();
}

function writeScript(name, text) {
  const file = `${name}-${hash(text)}.js`;
  writeFileSync(join(DIST, file), text);
  return file;
}

async function compress(bytes) {
  return promisify(gzip)(bytes, { level: 9 });
}

/** Nothing here has an extension that a server might know: it must not decompress what the page decompresses. */
async function writeAsset(name, bytes) {
  const compressed = await compress(bytes);
  const asset = { name: `${name}-${hash(compressed)}.bin`, size: compressed.length };
  writeFileSync(join(DIST, asset.name), compressed);
  return asset;
}

// ---------------------------------------------------------------------------------------------------- Python

/** Sources by their path in the library, null for the standard library; what was compiled before is kept. */
async function compileSources(name, sources) {
  const compiler = readFileSync(join(WEB, "python/compile_library.py"), "utf8");
  const key = hash(compiler, readFileSync(join(PYODIDE, "python_stdlib.zip")), JSON.stringify(sources));
  const kept = join(CACHE, `${name}-${key}`);
  const { pack, unpack } = await importBundle("library");
  if (existsSync(kept)) {
    return unpack(readFileSync(kept));
  }
  const { loadPyodide } = await import(pathToFileURL(join(PYODIDE, "pyodide.mjs")).href);
  const python = await loadPyodide();
  python.runPython(compiler);
  const texts = sources ? python.toPy(sources) : python.globals.get("standard_library")();
  const compiled = Object.entries(python.globals.get("compile_all")(texts).toJs());
  readdirSync(CACHE).filter((file) => file.startsWith(`${name}-`)).forEach((file) => rmSync(join(CACHE, file)));
  writeFileSync(kept, pack(compiled));
  return compiled;
}

async function importBundle(name) {
  const { build } = await import("esbuild");
  const { plugin } = await import("./pyodide.mjs");
  const outfile = join(CACHE, `${name}.mjs`);
  await build({
    entryPoints: [join(WEB, `src/${name}.ts`)],
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["ws"],
    outfile,
    plugins: [plugin],
    logLevel: "warning",
  });
  return import(pathToFileURL(outfile).href);
}

/** Runs the harness once in a started interpreter, so that everything which is imported late is imported. */
function warmUp(python) {
  python.runPython("from barewire import worker; worker.warm_up()");
}

/** The paths, in the library, of the modules that are loaded now. */
function loadedFiles(python) {
  const script = readFileSync(join(WEB, "python/loaded_files.py"), "utf8");
  return new Set(JSON.parse(python.runPython(script)));
}

async function buildInterpreter(installed) {
  const { pack } = await importBundle("library");
  const { start, addLibrary } = await importBundle("interpreter");
  const pyodide = await import("./pyodide.mjs");
  const module = await WebAssembly.compile(pyodide.wasm);
  const started = (libraries) => start({ module, libraries, snapshot: null, indexURL: PYODIDE });

  const read = (entries) => Object.fromEntries(entries.map(([path, file]) => [`site-packages/${path}`, readFileSync(file, "utf8")]));
  const modulesOf = (folder) =>
    filesIn(folder).filter((file) => file.endsWith(".py")).map((file) => [relative(dirname(folder), file), file]);
  const ours = [...[...GRADERS, join(WEB, "python/barewire")].flatMap(modulesOf), ["pygments.py", join(WEB, "python/pygments.py")]];
  const compiled = [
    ...(await compileSources("standard-library", null)),
    ...(await compileSources("packages", read(Object.entries(installed).filter(([path]) => path.endsWith(".py"))))),
    ...(await compileSources("harness", read(ours))),
  ];
  const metadata = Object.entries(installed)
    .filter(([path]) => !path.endsWith(".py"))
    // A METADATA's body is the project's README.
    .map(([path, file]) => [`site-packages/${path}`, new TextEncoder().encode(readFileSync(file, "utf8").split("\n\n")[0] + "\n")]);

  const inPackages = ([path]) => path.startsWith("site-packages/");
  const first = await started([pack(compiled.filter((file) => !inPackages(file)))]);
  const atStart = loadedFiles(first.python);
  addLibrary(first.python, pack([...compiled.filter(inPackages), ...metadata]));
  warmUp(first.python);
  const used = loadedFiles(first.python);

  const small = compiled.filter(([path]) => used.has(path) || /(asgi_harness|grading|barewire)\//.test(path));
  const rest = compiled.filter((file) => !small.includes(file));
  const names = rest.map(([path]) => path.replace(/^site-packages\//, "").replace(/(\/__init__)?\.pyc$/, "").replaceAll("/", "."));
  const library = pack(small.filter(([path]) => atStart.has(path)));
  const packages = pack([
    ...small.filter(([path]) => !atStart.has(path)),
    ...metadata,
    ["site-packages/barewire/rest.json", new TextEncoder().encode(JSON.stringify(names))],
  ]);

  const second = await started([library]);
  addLibrary(second.python, packages);
  warmUp(second.python);
  const snapshot = second.makeSnapshot();

  const [standardLibrary, packed, restPacked, wasm, restored] = await Promise.all([
    writeAsset("library", library),
    writeAsset("packages", packages),
    writeAsset("rest", pack(rest)),
    writeAsset("wasm", pyodide.wasm),
    writeAsset("snapshot", snapshot),
  ]);
  return { standardLibrary, packages: packed, rest: restPacked, wasm, snapshot: restored };
}

// ---------------------------------------------------------------------------------------------------- the page

const BROWSERS = ["chrome115", "firefox115", "safari16.4"];

async function bundleScript(name) {
  const { build } = await import("esbuild");
  const { plugin } = await import("./pyodide.mjs");
  const { outputFiles } = await build({
    entryPoints: [join(WEB, `src/${name}.ts`)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: BROWSERS,
    // Pyodide bundled as a classic script: Chromium refuses module workers in an opaque origin.
    define: { "import.meta.url": '"https://interpreter.invalid/"' },
    external: ["node:*", "ws"],
    plugins: [plugin],
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

async function buildPage(runtime) {
  const { build } = await import("esbuild");
  const cell = await bundleScript("cell");
  const { metafile } = await build({
    entryPoints: { workshop: join(WEB, "src/workshop.ts"), style: join(WEB, "src/workshop.css") },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: BROWSERS,
    outdir: DIST,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    legalComments: "none",
    define: {
      CELL_SCRIPT: JSON.stringify(cell),
      CELL_SCRIPT_HASH: JSON.stringify("sha256-" + createHash("sha256").update(cell).digest("base64")),
      // As text: of an object esbuild would make a script of its own, for every page.
      RUNTIME: JSON.stringify(JSON.stringify(runtime)),
      VOCABULARY: JSON.stringify(vocabulary()),
    },
    metafile: true,
    logLevel: "warning",
  });
  const outputs = Object.entries(metafile.outputs).map(([file, output]) => [basename(file), output]);
  const named = (entry) => outputs.find(([, output]) => output.entryPoint?.endsWith(entry))[0];
  const [script, style] = [named("src/workshop.ts"), named("src/workshop.css")];
  const chunks = outputs.filter(([name]) => name !== script && name !== style);
  const modules = outputs
    .filter(([, { entryPoint }]) => entryPoint?.endsWith(".ts"))
    .map(([name, { entryPoint, imports }]) => [
      basename(entryPoint, ".ts"),
      [name, ...imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => basename(path))],
    ]);
  return {
    script,
    style,
    modules: Object.fromEntries(modules),
    chunks: Object.fromEntries(chunks.map(([name, { bytes }]) => [name, { name, size: bytes }])),
  };
}

// ---------------------------------------------------------------------------------------------------- all of it

const installed = installedPackages();
const sources = [...[join(WEB, "src"), join(WEB, "python"), ...GRADERS].flatMap(filesIn), SCOPE_LESSON];
const builders = ["build.mjs", "pyodide.mjs", "package-lock.json"].map((name) => join(WEB, name));
const inputs = hash(
  ...[...sources, ...builders].map((file) => file + "\0" + readFileSync(file)),
  // Installed packages never change without their version.
  Object.keys(installed).join("\n"),
);
const manifestFile = join(DIST, "manifest.json");
const stamp = join(CACHE, "inputs");

/** Whether all that the manifest names is there: two builds at once may have cleared away each other's. */
function isWhole() {
  return existsSync(manifestFile) && namesIn(JSON.parse(readFileSync(manifestFile, "utf8"))).every((name) => existsSync(join(DIST, name)));
}

function namesIn({ script, style, search, assets }) {
  return [SERVICE_WORKER, script, style, search, ...Object.values(assets).map(({ name }) => name)];
}

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== inputs || !isWhole()) {
  rmSync(stamp, { force: true });
  mkdirSync(DIST, { recursive: true });
  mkdirSync(CACHE, { recursive: true });
  const runtime = { worker: await writeAsset("worker", await bundleScript("worker")), ...(await buildInterpreter(installed)) };
  const { script, style, modules, chunks } = await buildPage(runtime);
  writeFileSync(join(DIST, SERVICE_WORKER), await bundleScript("service-worker"));
  const assets = { ...chunks, ...runtime };
  const search = writeScript("search", await bundleScript("search-worker"));
  const manifest = { script, style, search, modules, assets };
  writeFileSync(manifestFile, JSON.stringify(manifest, null, 2) + "\n");
  const wanted = new Set(["manifest.json", ...namesIn(manifest)]);
  for (const name of readdirSync(DIST)) {
    if (!wanted.has(name)) {
      rmSync(join(DIST, name));
    }
  }
  writeFileSync(stamp, inputs);
}
