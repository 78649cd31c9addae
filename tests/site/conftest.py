"""A project of its own for each test: the settings, hooks and styles of our site with toy pages and a toy runtime."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
SITE_URL = "https://host.example/project/"


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append(Element(tag, {name: value or "" for name, value in attributes}))


@dataclass
class Project:
    folder: Path

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=self.folder,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )

    def build(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run("mkdocs", "build", "--strict", **({"SITE_URL": SITE_URL} | environment))

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def html(self, url: str) -> str:
        return (self.site / url / "index.html").read_text("utf-8")

    def elements(self, url: str, tag: str) -> list[dict[str, str]]:
        return [element.attributes for element in Elements(self.html(url)).found if element.tag == tag]

    def text(self, url: str) -> str:
        """What stands in the page without any script."""
        article = re.search(r"<article.*?</article>", self.html(url), re.DOTALL)
        assert article is not None
        return re.sub(r"<[^>]+>", "", article[0])

    def exercise(self, url: str) -> dict[str, str]:
        (block,) = (each for each in self.elements(url, "div") if each.get("class") == "exercise")
        return block

    def bundle(self, url: str) -> Any:
        return json.loads(self.exercise(url)["data-bundle"])


def make(folder: Path) -> Project:
    shutil.copytree(ROOT / "tests/site/toy", folder, dirs_exist_ok=True)
    for name in (
        "asgi_harness",
        "grading",
        "docs/images",
        "docs/overrides",
        "docs/styles",
        "hooks",
        "web/python/barewire",
    ):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder / "settings.yml")
    (folder / ".venv").symlink_to(sys.prefix)  # may have the only Node
    return Project(folder)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make(tmp_path)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Built once, for tests that only look."""
    project = make(tmp_path_factory.mktemp("built"))
    outcome = project.build(EDIT_URI="https://code.example/edit/main/docs/")
    assert outcome.returncode == 0, outcome.stdout
    return project
