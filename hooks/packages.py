"""MkDocs hook, the first: has this repository's packages at hand for the others, from wherever `mkdocs` was started."""

import importlib
import sys
from pathlib import Path

# MkDocs takes back what a hook adds to sys.path, but a package once imported is found again.
sys.path.insert(0, str(Path(__file__).parents[1]))
for package in ("hooks", "asgi_harness"):
    importlib.import_module(package)
