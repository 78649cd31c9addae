"""One exercise as it lies on the disk: a folder with README.md, app.py and test_app.py."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from barewire.faults import FAULTS, suitable
from barewire.steps import in_words
from mkdocs.exceptions import PluginError

from hooks.example import asked_in, code_around

CHAPTERS = {
    1: "From WSGI to ASGI",
    4: "Scope",
    8: "Receive",
    12: "Send",
    17: "WebSocket",
    22: "Lifespan and middleware",
    27: "Capstones",
}  # by the number of the chapter's first exercise


@dataclass(frozen=True)
class Exercise:
    folder: Path

    @property
    def slug(self) -> str:
        return self.folder.name

    @property
    def number(self) -> int:
        return int(self.slug.split("_")[0])

    @property
    def source(self) -> str:
        """The page's path among the sources of the site."""
        return f"exercises/{self.slug.split('_', 1)[1].replace('_', '-')}.md"

    @property
    def chapter(self) -> str:
        first = max(number for number in CHAPTERS if number <= self.number)
        return f"{list(CHAPTERS).index(first) + 1} {CHAPTERS[first]}"

    @cached_property
    def readme(self) -> str:
        return self._read("README.md")

    @cached_property
    def starter(self) -> str:
        return self._read("app.py")

    @property
    def title(self) -> str:
        match = re.match(r"# (.+)\n", self.readme)
        if match is None:
            raise PluginError(f"{self.folder / 'README.md'} does not begin with a heading '# Title'.")
        return match[1].strip()

    @property
    def summary(self) -> str:
        """The README's first paragraph."""
        return self.readme.partition("\n")[2].strip().partition("\n\n")[0]

    @cached_property
    def bundle(self) -> str:
        """What a worker needs to grade an answer, as JSON."""
        graders = {"test_app.py", *(path.name for path in self.folder.glob("*.py"))} - {"app.py"}
        return json.dumps(
            {
                "exercise": self.slug,
                "title": self.title,
                "starter": self.starter,
                "files": {name: self._read(name) for name in sorted(graders)},
                "faults": self.faults,
            }
        )

    @property
    def faults(self) -> dict[str, Any] | None:
        """What the page needs to put faults to an answer; None where there is no app that could be asked."""
        steps = asked_in(self.readme)
        around = code_around(self.readme)
        defined = {getattr(node, "name", "") for node in ast.parse(self.starter).body}
        if not steps or not (around or "app" in defined):
            return None
        offered = [{"name": name, "words": FAULTS[name].words} for name in suitable(steps)]
        return {"asked": in_words(steps), "steps": steps, "around": around, "offered": offered}

    @cached_property
    def solution(self) -> str:
        """Its approaches as JSON, app.py first: apart from the page, which must not give them away. "" without any."""
        paths = sorted(
            (self.folder.parents[1] / "solutions" / self.slug).glob("*.py"),
            key=lambda path: (path.name != "app.py", path.name),
        )
        return json.dumps([{"name": path.name, "code": path.read_text("utf-8")} for path in paths]) if paths else ""

    @property
    def solution_path(self) -> str:
        """Where the site has the solution; another content gets another name."""
        digest = hashlib.sha256(self.solution.encode()).hexdigest()[:12]
        return f"assets/solutions/{self.slug}-{digest}.json"

    def _read(self, name: str) -> str:
        try:
            return (self.folder / name).read_text("utf-8")
        except FileNotFoundError:
            raise PluginError(f"{self.folder} has no {name}.") from None


def exercises(root: Path) -> list[Exercise]:
    return [Exercise(readme.parent) for readme in sorted(root.glob("exercises/[0-9][0-9]_*/README.md"))]
