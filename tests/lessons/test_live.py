"""What runs on a page really runs: every app with its requests, and it fails only where the page says so."""

import json
from pathlib import Path

import pytest
from barewire.converse import converse

from hooks.requests import read
from tests.lessons.pages import LESSONS, PAGES, Piece, pieces


def asked() -> list[tuple[Piece, Piece]]:
    """Requests, each with the app before it."""
    found = []
    for page in PAGES:
        before = None
        for piece in pieces(page):
            if piece.language == "requests":
                assert before is not None
                assert before.language == "python", f"{piece.id} stands behind no app"
                found.append((before, piece))
            before = piece
    return found


@pytest.mark.parametrize(("app", "piece"), [pytest.param(*pair, id=pair[1].id) for pair in asked()])
def test_live_app_fails_only_as_the_page_says(app: Piece, piece: Piece) -> None:
    requests = read(piece.text)
    happening = json.loads(converse(app.text, requests.steps))
    failure = happening["failure"]
    if failure is not None:
        assert failure["kind"] not in ("import", "grader"), failure
    assert (failure["rule"] if failure else "") == requests.fails, failure
    assert happening["conversations"]


# Two show no app at all, and one goes through its apps step by step.
LIVE = [page for page in LESSONS if page.stem not in ("index", "running", "life-cycle")]


@pytest.mark.parametrize("page", LIVE, ids=str)
def test_every_lesson_has_an_app_that_runs(page: Path) -> None:
    assert any(piece.page == page for _, piece in asked())
