"""The browsers that the tests drive: those that are here already, else installed now."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
CHROMIUM_ARGUMENTS = ["--no-sandbox"] if ROOT else []  # as root, Chromium does not start with its own sandbox
# Playwright's name for a Firefox that is not of its own making, which it drives by WebDriver BiDi.
STOCK_FIREFOX = "moz-firefox"


class NoBrowser(Exception):
    pass


@dataclass(frozen=True)
class Engine:
    name: str
    called: str
    programs: tuple[tuple[str, ...], ...]
    """All that it takes, each by one of these names or at one of these places."""
    packages: tuple[str, ...]
    """Debian's."""
    of_playwright: bool = True

    def find(self) -> tuple[str, ...] | None:
        """Where its programs are."""
        found = tuple(path for names in self.programs if (path := _first(names)))
        if len(found) == len(self.programs):
            return found
        if self.of_playwright:
            with sync_playwright() as playwright:
                own: str = getattr(playwright, self.name).executable_path
            if Path(own).exists():
                return (own,)
        return None

    @property
    def missing(self) -> str:
        return f"{self.called} is not on this machine; Debian has it in {' and '.join(self.packages)}."

    def provide(self) -> tuple[str, ...]:
        if found := self.find():
            return found
        failures = []
        for steps in self._ways():
            print(f"{self.called} is not on this machine. Installing it ...", flush=True)
            for step in steps:
                outcome = subprocess.run(step, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
                if outcome.returncode:
                    lines = outcome.stdout.strip().splitlines() or ["it said nothing"]
                    failures.append(f"  {' '.join(step)}: {lines[-1]}")
                    break
            if found := self.find():
                return found
        raise NoBrowser("\n".join([self.missing, *failures]))

    def _ways(self) -> Iterator[list[list[str]]]:
        if self.of_playwright:
            yield [[sys.executable, "-m", "playwright", "install", "--with-deps", self.name]]
        if ROOT and Path("/etc/debian_version").exists():
            yield [
                ["apt-get", "update"],
                ["apt-get", "install", "--yes", "--no-install-recommends", *self.packages],
            ]


def _first(names: tuple[str, ...]) -> str | None:
    for name in names:
        places = sorted(map(str, Path("/").glob(name[1:]))) if "*" in name else [name]
        for place in places:
            if path := shutil.which(place):
                return path
    return None


CHROMIUM = Engine(
    "chromium",
    "Chromium, Chrome or Edge",
    (
        (
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
            "microsoft-edge",
            "microsoft-edge-stable",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        ),
    ),
    ("chromium",),
)
FIREFOX = Engine(
    "firefox",
    "Firefox",
    (("firefox", "firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox"),),
    ("firefox-esr",),
)
WEBKIT = Engine(
    "webkit",
    "WebKitGTK, its driver or Xvfb",
    (
        ("WebKitWebDriver",),
        ("/usr/lib/*/webkit2gtk-4*/MiniBrowser", "/usr/libexec/webkit2gtk-4*/MiniBrowser"),
        ("Xvfb",),
    ),
    ("webkit2gtk-driver", "xvfb"),
    of_playwright=False,  # which drives only a WebKit that no visitor has
)
# Without one of these two there is no test of the page; WebKit is tested where it is to be had.
REQUIRED = {engine.name: engine for engine in (CHROMIUM, FIREFOX)}


def launch(playwright: Playwright, engine: str, path: str, downloads: Path) -> Browser:
    """A stock Firefox tells Playwright of no download: it is found in that folder."""
    if engine == CHROMIUM.name:
        return playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
    if path == playwright.firefox.executable_path:
        return playwright.firefox.launch()
    return playwright.firefox.launch(executable_path=path, channel=STOCK_FIREFOX, downloads_path=downloads)


if __name__ == "__main__":
    try:
        for engine in REQUIRED.values():
            engine.provide()
    except NoBrowser as error:
        sys.exit(f"The browser tests need it: {error}")
    try:
        WEBKIT.provide()
    except NoBrowser as error:
        print(f"Nothing is tested in WebKit: {error}")
