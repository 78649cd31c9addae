"""What the lessons show is so: every code block runs as its claim says, and every conversation really happens."""

import ast
import re
from pathlib import Path

import pytest

from asgi_harness import Conversation
from tests.lessons.pages import PAGES, Piece, pieces, stray_marks
from tests.lessons.proofs import prove

LANGUAGES = ("python", "conversation", "console", "quiz", "requests")
PIECES = [piece for page in PAGES for piece in pieces(page)]
PROVED = [piece for piece in PIECES if piece.mark == "proof"]


def _id(piece: Piece) -> str:
    return piece.id


@pytest.mark.parametrize("piece", PROVED, ids=_id)
def test_claim_holds(piece: Piece) -> None:
    prove(piece)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_nothing_goes_unproved(page: Path) -> None:
    assert not stray_marks(page), "a claim stands before neither a code block nor a quiz"
    for piece in pieces(page):
        assert piece.language in ("python", "conversation", "console", "quiz", "requests"), (
            f"{piece.id}: {piece.language}"
        )
        if piece.language in ("python", "quiz"):
            assert piece.mark, f"{piece.id} has neither a proof nor a reason why it has none"
            assert piece.claim.strip(), f"{piece.id} has an empty claim"
        if piece.language == "python" and piece.mark == "unproved":
            nodes = ast.walk(ast.parse(piece.text))
            defined = [n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
            assert not defined, f"{piece.id} defines {defined}, so it needs a proof"


@pytest.mark.parametrize("piece", [p for p in PIECES if p.language == "conversation"], ids=_id)
def test_conversation_really_happens(piece: Piece) -> None:
    earlier = [p for p in PIECES if p.page == piece.page and p.line < piece.line and p.language == "python"]
    happened = [_text(conversation) for conversation in prove(earlier[-1])]
    assert _folded(piece.text) in happened, "\n\n".join(happened)


def _text(conversation: Conversation) -> str:
    return _folded("\n".join(re.sub(r"  line \d+$", "", line) for line in conversation.text().splitlines()))


def _folded(text: str) -> str:
    return "\n".join(re.sub(r" +", " ", line).strip() for line in text.strip().splitlines())
