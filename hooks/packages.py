"""MkDocs hook, the first: has this repository's packages at hand for the others, from wherever `mkdocs` was started."""

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

# MkDocs takes back what a hook adds to sys.path, but a package once imported is found again.
sys.path[:0] = [str(ROOT), str(ROOT / "web/python")]
for package in ("hooks", "asgi_harness", "grading", "barewire"):
    importlib.import_module(package)
