"""Runs a code block and the claim before it on the virtual clock, and says which statements no claim has run."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import inspect
import json
from collections.abc import Iterator
from functools import partial
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

import asgi_harness
from asgi_harness import Client, Conversation, Failure, ProtocolError, http_scope, run
from tests.lessons.pages import Piece


def prove(piece: Piece) -> list[Conversation]:
    """Raises what does not hold; returns the conversations that the proof had."""
    conversations: list[Conversation] = []
    names: dict[str, Any] = {
        **{name: getattr(asgi_harness, name) for name in asgi_harness.__all__},
        "Client": partial(Client, conversations=conversations),
        "asyncio": asyncio,
        "breaks": breaks,
        "call_wsgi": call_wsgi,
        "json": json,
        "noted": lambda: [violation.rule.id for violation in conversations[-1].violations],
        "pytest": pytest,
        "raises": pytest.raises,
        "scope": http_scope("GET", "/shop/tea?q=1&q=2", [(b"accept", b"a"), (b"accept", b"b")], root_path="/shop"),
        "stuck": partial(breaks, kind="stuck"),
    }
    name = str(piece.page)
    statements: dict[int, str] = {}
    if piece.language == "python":
        # The blank lines make every line number one of the page.
        tree = ast.parse("\n" * (piece.line - 1) + piece.text, name)
        statements = {
            node.lineno: ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.stmt) and _runs(node)
        }
        names["_ran"] = lambda line: statements.pop(line, None)
        exec(compile(_Marked().visit(tree), name, "exec"), names)
        if "app" in names:
            names["client"] = names["Client"](names["app"], source=name)
    claim = compile(
        "\n" * (piece.claim_line - 1) + piece.claim.lstrip(" "), name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    )
    outcome = eval(claim, names)
    if inspect.iscoroutine(outcome):
        run(outcome)
    for line, text in enumerate(piece.text.splitlines(), piece.line):
        if "# never reached" in text:
            assert statements.pop(line, None), f"Line {line} of {piece.page.name} is reached."
    if statements:
        line, statement = min(statements.items())
        raise AssertionError(f"No proof runs line {line} of {piece.page.name}: {statement.splitlines()[0]}")
    return conversations


class _Marked(ast.NodeTransformer):
    """Notes every statement that runs."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                setattr(node, field, [part for node in block for part in (_note(node), node) if part])
        return node


def _runs(statement: ast.stmt) -> bool:
    """Whether it does something, as a docstring and `pass` do not."""
    is_docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return not isinstance(statement, ast.Pass) and not is_docstring


def _note(statement: ast.stmt) -> ast.stmt | None:
    if not _runs(statement):
        return None
    note = ast.parse(f"_ran({statement.lineno})").body[0]
    for node in ast.walk(note):
        ast.copy_location(node, statement)
    return note


@contextlib.contextmanager
def breaks(rule: str = "", kind: str = "") -> Iterator[None]:
    """What runs inside must break this rule of the checker's, or get stuck."""
    try:
        yield
    except ProtocolError as error:
        broken, how = error.violation.rule.id, "protocol"
    except Failure as failure:
        broken, how = failure.rule, failure.kind
    else:
        raise AssertionError(f"Nothing breaks {rule or kind}.")
    assert (broken, how) == (rule, kind or how), f"expected {rule or kind}, broken is {broken or how}"


def call_wsgi(application: Any, **environ: Any) -> tuple[str, list[tuple[str, str]], bytes]:
    """Call a WSGI app once, under the standard library's own checker."""
    answer: list[Any] = []
    environ.setdefault("QUERY_STRING", "")
    setup_testing_defaults(environ)

    def start_response(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        answer.extend((status, headers))

    chunks: Any = validator(application)(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        chunks.close()
    return answer[0], answer[1], body
