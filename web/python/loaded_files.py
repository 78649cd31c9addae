"""Runs in Pyodide when the site is built: where the modules that are loaded now lie in the library."""

import json
import sys

json.dumps(
    [
        (getattr(module.__spec__, "origin", None) or "").removeprefix("/lib/python3.14/")
        for module in list(sys.modules.values())
        if hasattr(module, "__spec__")
    ]
)
