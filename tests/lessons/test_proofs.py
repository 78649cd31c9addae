"""The proofs themselves can fail: a claim that does not hold, a line that no claim runs, a block without a claim."""

from pathlib import Path

import pytest

from tests.lessons.pages import Piece, pieces, stray_marks
from tests.lessons.proofs import prove

APP = '''\
async def app(scope, receive, send):
    """Says ok to GET."""
    if scope["method"] == "GET":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})
'''


def page_of(folder: Path, claim: str, code: str = APP) -> list[Piece]:
    page = folder / "page.md"
    page.write_text(f"# A page\n\n{claim}\n```python\n{code}```\n", "utf-8")
    return list(pieces(page))


@pytest.mark.parametrize(
    ("claim", "complaint"),
    [
        ('<!-- proof: (await client.get("/")).expect(status=201) -->', "expected  status 201"),
        ('<!-- proof: (await client.get("/")).expect(status=200); assert noted() == ["HTTP-002"] -->', ""),
        ("<!-- proof: pass -->", "No proof runs line 7 of page.md: if scope"),
        ("<!-- proof:\nwith breaks('HTTP-002'):\n    await client.get('/')\n-->", "Nothing breaks HTTP-002"),
        (
            "<!-- proof:\nwith breaks('HTTP-002'):\n    await client.post('/')\n-->",
            "expected HTTP-002, broken is HTTP-001",
        ),
        ("<!-- proof:\nwith stuck('HTTP-001'):\n    await client.post('/')\n-->", "expected HTTP-001"),
    ],
)
def test_a_claim_that_does_not_hold_fails(tmp_path: Path, claim: str, complaint: str) -> None:
    (piece,) = page_of(tmp_path, claim)
    with pytest.raises(AssertionError) as failure:
        prove(piece)
    assert complaint in str(failure.value)


def test_a_claim_that_holds_passes_and_tells_its_conversations(tmp_path: Path) -> None:
    (piece,) = page_of(tmp_path, '<!-- proof: (await client.get("/")).expect(status=200, body=b"ok") -->')
    (conversation,) = prove(piece)
    assert conversation.title == "GET /"


def test_a_line_that_is_never_reached_must_not_be_reached(tmp_path: Path) -> None:
    code = "reached = 1  # never reached\n"
    (piece,) = page_of(tmp_path, "<!-- proof: pass -->", code)
    with pytest.raises(AssertionError, match="is reached"):
        prove(piece)


def test_an_error_names_the_line_of_the_page(tmp_path: Path) -> None:
    (piece,) = page_of(tmp_path, '<!-- proof: await client.get("/") -->', "app = None\napp.missing\n")
    with pytest.raises(AttributeError) as error:
        prove(piece)
    frame = error.traceback[-1]
    assert (str(frame.path), frame.lineno + 1) == (str(tmp_path / "page.md"), 6)


def test_a_mark_that_stands_before_nothing_is_noticed(tmp_path: Path) -> None:
    page_of(tmp_path, "<!-- proof: pass -->\n\nSome text between.\n")
    assert stray_marks(tmp_path / "page.md") == 1


def test_a_block_without_a_mark_has_none(tmp_path: Path) -> None:
    (piece,) = page_of(tmp_path, "<!-- a comment -->")
    assert (piece.mark, piece.claim) == ("", "")
