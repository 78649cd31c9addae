"""The Chromium that the browser tests drive: one that is here already, else one installed now."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
ARGUMENTS = ["--no-sandbox"] if ROOT else []  # as root, Chromium does not start with its own sandbox


def find() -> str | None:
    for name in NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def provide() -> str:
    if path := find():
        return path
    print("No Chromium, Chrome or Edge is on this machine. Installing one ...", flush=True)
    failures = []
    for steps in _ways():
        for step in steps:
            outcome = subprocess.run(step, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            if outcome.returncode:
                lines = outcome.stdout.strip().splitlines() or ["it said nothing"]
                failures.append(f"  {' '.join(step)}: {lines[-1]}")
                break
        if path := find():
            return path
    sys.exit(
        "The browser tests need a Chromium, Chrome or Edge. None is on this machine, and none could be "
        "installed:\n" + "\n".join(failures)
    )


def _ways() -> Iterator[list[list[str]]]:
    yield [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    if ROOT and Path("/etc/debian_version").exists():
        yield [
            ["apt-get", "update"],
            ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"],
        ]


if __name__ == "__main__":
    provide()
