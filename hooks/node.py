"""Node, a build tool only: the one on PATH if it is new enough, else the one in the virtual environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = 20
FALLBACK = Path(__file__).parent.parent / ".venv/bin"


class NoNode(Exception):
    pass


def search_path() -> str:
    """The PATH on which the first `node` is new enough and has its `npm`."""
    path = os.environ.get("PATH", os.defpath)
    for candidate in (path, f"{FALLBACK}{os.pathsep}{path}"):
        node = shutil.which("node", path=candidate)
        if node and shutil.which("npm", path=candidate) and _version(node) >= OLDEST:
            return candidate
    raise NoNode(f"Node {OLDEST} or newer with npm is neither on PATH nor in {FALLBACK}.")


def run(
    program: str, *arguments: str, folder: Path | None = None, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs `node` or `npm` and catches what it prints, errors included."""
    path = search_path()
    return subprocess.run(
        [shutil.which(program, path=path) or program, *arguments],
        cwd=folder,
        env={**os.environ, **(environment or {}), "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _version(node: str) -> int:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
        return int(answer.strip().removeprefix("v").split(".")[0])
    except (OSError, subprocess.SubprocessError, ValueError):
        return 0


if __name__ == "__main__":
    outcome = run("node", *sys.argv[1:])
    print(outcome.stdout, end="")
    sys.exit(outcome.returncode)
