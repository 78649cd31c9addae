"""The tables of the lessons say what the checker knows: every message, every key, every default."""

import re
from pathlib import Path

import pytest

from asgi_harness import WORLDS, http_scope, lifespan_scope, websocket_scope
from tests.lessons.pages import LESSONS
from tests.lessons.tables import message_rows

_TABLE = re.compile(r"^<!-- table: (?P<what>.*?) -->\n(?P<rows>(?:\|.*\n)+)", re.MULTILINE)
TABLES = [
    (page, match["what"], match["rows"]) for page in LESSONS for match in _TABLE.finditer(page.read_text("utf-8"))
]

SCOPES = {
    "http": http_scope("GET", "/", state={}),
    "websocket": websocket_scope("/", state={}),
    "lifespan": lifespan_scope({}),
}
# Optional in the spec, but the exercises promise it: see the smallest world.
PROMISED: dict[str, set[str]] = {"http": {"state"}, "websocket": {"query_string", "state"}, "lifespan": {"state"}}
KINDS: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "bytes": bytes,
    "dict": dict,
    "list of str": list,
    "pairs of bytes": list,
    "pair or None": (tuple, type(None)),
}


def test_every_protocol_has_its_tables() -> None:
    wanted = {f"messages {protocol} {direction}" for protocol in SCOPES for direction in ("receive", "send")}
    wanted |= {f"scope {protocol}" for protocol in SCOPES}
    assert {what for _, what, _ in TABLES} == wanted


@pytest.mark.parametrize(
    ("page", "what", "rows"), TABLES, ids=lambda value: value.split("\n")[0] if isinstance(value, str) else value.name
)
def test_table_says_what_the_checker_knows(page: Path, what: str, rows: str) -> None:
    kind, protocol, *direction = what.split()
    body = rows.splitlines()[2:]
    if kind == "messages":
        assert body == message_rows(protocol, *direction), "it should be:\n" + "\n".join(
            message_rows(protocol, *direction)
        )
    else:
        _check_scope(protocol, [[cell.strip() for cell in row.strip("|").split("|")] for row in body])


def _check_scope(protocol: str, rows: list[list[str]]) -> None:
    scope = SCOPES[protocol]
    assert {name for name, *_ in rows} == {f"`{name}`" for name in scope}
    for name, kind, *_ in rows:
        assert isinstance(scope[name.strip("`")], KINDS[kind]), name
    required = {row[0].strip("`") for row in rows if row[2] == "*required*"}
    assert required | PROMISED[protocol] == set(WORLDS["minimal scope"].scope(scope))
