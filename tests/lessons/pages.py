"""The lessons cut into what can be proved: code, conversations and quizzes, each with the claim before it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LESSONS = sorted((ROOT / "docs/learn").glob("*.md"))
PAGES = [
    ROOT / "docs/index.md",
    ROOT / "docs/playground.md",
    *LESSONS,
    ROOT / "docs/reference/cheat-sheet.md",
    ROOT / "docs/reference/glossary.md",
]

# <!-- proof: Python that must hold -->, or <!-- unproved: why it cannot run here -->, right before what it is about.
_MARK = r"<!--\ (?P<mark>proof|unproved):(?P<claim>(?:(?!-->).)*)-->\s*"
_FENCE = r"^(?P<indent>\ *)```\ *\{?\.?(?P<language>\w+)[^\n]*\n(?P<code>.*?)^\ *```\ *$"
_QUIZ = r'<div\ class="quiz".*?^</div>'
_PIECE = re.compile(f"(?:{_MARK})?(?:{_FENCE}|(?P<quiz>{_QUIZ}))", re.VERBOSE | re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """One code block or quiz; `line` is that of its first line of content, `claim_line` that of its claim."""

    page: Path
    line: int
    language: str
    text: str
    mark: str
    claim: str
    claim_line: int

    @property
    def id(self) -> str:
        return f"{self.page.name}:{self.line}"


def pieces(page: Path) -> Iterator[Piece]:
    source = page.read_text("utf-8")

    def line_at(position: int) -> int:
        return source.count("\n", 0, position) + 1

    for match in _PIECE.finditer(source):
        content = "quiz" if match["quiz"] else "code"
        yield Piece(
            page,
            line_at(match.start(content)),
            "quiz" if match["quiz"] else match["language"],
            textwrap.dedent(match[content]),
            match["mark"] or "",
            textwrap.dedent(match["claim"] or "").rstrip(" "),
            line_at(match.start("claim")) if match["mark"] else 0,
        )


def stray_marks(page: Path) -> int:
    """How many claims of a page stand before nothing that could be proved."""
    marks = len(re.findall(r"<!-- *(?:proof|unproved)\b", page.read_text("utf-8")))
    return marks - sum(1 for piece in pieces(page) if piece.mark)
