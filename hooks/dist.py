"""What web/ builds for the pages: web/dist with its manifest."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

from hooks import node

FOLDER = "assets/runtime/"  # where the site has it


def build(root: Path) -> None:
    if not (root / "web/build.mjs").exists():
        raise PluginError("web/build.mjs is missing: the pages' editor and runtime cannot be built.")
    try:
        outcome = node.run("node", "build.mjs", folder=root / "web", environment={"PYTHON": sys.executable})
    except node.NoNode as error:
        raise PluginError(str(error)) from None
    if outcome.returncode:
        raise PluginError(f"web/build.mjs failed:\n{outcome.stdout}")


def manifest(root: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((root / "web/dist/manifest.json").read_text("utf-8"))
    return content
