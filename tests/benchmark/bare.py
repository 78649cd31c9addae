"""A page that does no more than it must: its worker loads Pyodide, unpacks pytest, and runs the same files."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DISTRIBUTIONS = ("pytest", "pluggy", "iniconfig", "packaging", "pytest-asyncio")
# Of Pygments, which is large, only what pytest imports: the comparison is with a page made with some care.
PYGMENTS = """
    __init__ console filter formatter lexer modeline plugin regexopt style token unistring util filters/__init__
    formatters/__init__ formatters/_mapping formatters/terminal lexers/__init__ lexers/_mapping lexers/diff
    lexers/python styles/__init__ styles/_mapping
"""

PAGE = """<!doctype html>
<title>Bare</title>
<p id="verdict"></p>
<script>
  const worker = new Worker("worker.js", { type: "module" });
  worker.onmessage = ({ data }) => {
    document.querySelector("#verdict").textContent = data;
    window.shown = performance.now();
  };
</script>
"""

WORKER = """
import { loadPyodide } from "./pyodide.mjs";

const [pyodide, packages, files] = await Promise.all([
  loadPyodide(),
  fetch("packages.zip").then((response) => response.arrayBuffer()),
  fetch("exercise.json").then((response) => response.json()),
]);
pyodide.unpackArchive(packages, "zip", { extractDir: pyodide.runPython("import site; site.getsitepackages()[0]") });
pyodide.FS.mkdirTree(`/exercises/${files.exercise}`);
for (const [name, text] of Object.entries(files.files)) {
  pyodide.FS.writeFile(`/exercises/${files.exercise}/${name}`, text);
}
postMessage(pyodide.runPython(`
import asyncio, importlib, os
importlib.invalidate_caches()
import pytest
asyncio._set_running_loop(None)
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
plugins = ["-p", "pytest_asyncio.plugin", "-p", "grading.plugin", "-p", "no:cacheprovider"]
str(pytest.main(["/exercises/${files.exercise}", "--import-mode=importlib", "-o", "asyncio_mode=auto", *plugins]))
`));
"""


def make(folder: Path, exercise: str) -> None:
    folder.mkdir(parents=True)
    pyodide = ROOT / "web/node_modules/pyodide"
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"):
        shutil.copy(pyodide / name, folder)
    (folder / "index.html").write_text(PAGE, "utf-8")
    (folder / "worker.js").write_text(WORKER, "utf-8")
    files = {path.name: path.read_text("utf-8") for path in (ROOT / "exercises" / exercise).glob("*.py")}
    (folder / "exercise.json").write_text(json.dumps({"exercise": exercise, "files": files}), "utf-8")
    with zipfile.ZipFile(folder / "packages.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in DISTRIBUTIONS:
            for file in distribution(name).files or []:
                if file.suffix == ".py" or file.parent.suffix == ".dist-info":
                    archive.write(str(file.locate()), file.as_posix())
        pygments = Path(str(distribution("pygments").locate_file("pygments")))
        for module in PYGMENTS.split():
            if (path := pygments / f"{module}.py").exists():
                archive.write(path, f"pygments/{module}.py")
        for package in ("asgi_harness", "grading"):
            for path in (ROOT / package).glob("*.py"):
                archive.write(path, f"{package}/{path.name}")


if __name__ == "__main__":
    make(Path(sys.argv[1]), sys.argv[2])
