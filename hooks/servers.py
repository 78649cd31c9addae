"""MkDocs hook: writes the page of what real servers do from the recordings of them, beside what the spec says."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

PAGE = "reference/servers.md"
RECORDINGS = Path(__file__).parents[1] / "tests/servers/recordings"

# What a column shows; where two recordings of one server say different things, it shows both.
COLUMNS = {
    "uvicorn": {"h11": "uvicorn-h11", "httptools": "uvicorn-httptools"},
    "hypercorn": {"": "hypercorn"},
    "daphne": {"": "daphne"},
    "granian": {"": "granian"},
    "gunicorn": {"": "gunicorn"},
}

Recording = dict[str, Any]
Tell = Callable[[Recording], str]


@dataclass(frozen=True, slots=True)
class Row:
    """A point of comparison: what happens, what the spec says of it, and how a recorded case is told."""

    point: str
    spec: str
    case: str
    tell: Tell


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if page.file.src_uri != PAGE:
        return markdown
    recordings = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(RECORDINGS.glob("*.json"))}
    for name, rows in TABLES.items():
        markdown = markdown.replace(f"<!-- {name} -->", "\n".join(_table(rows, recordings)))
    return markdown.replace("<!-- versions -->", ", ".join(_versions(recordings)))


def _versions(recordings: dict[str, Recording]) -> list[str]:
    return sorted(
        {f"{server.split()[0]} {server.split()[-1]}" for server in (r["server"] for r in recordings.values())}
    )


def _table(rows: list[Row], recordings: dict[str, Recording]) -> list[str]:
    """The points on which servers differ, and after them those on which all do the same."""
    lines = [f"| | Spec | {' | '.join(COLUMNS)} |", "| --- " * (len(COLUMNS) + 2) + "|"]
    agreed = []
    for row in rows:
        cells = [_cell(row, ways, recordings) for ways in COLUMNS.values()]
        if len({*cells}) == 1:
            agreed.append(f"- {row.point}: {cells[0]}. Spec: {row.spec}.")
        else:
            lines.append(f"| {row.point} | {row.spec} | {' | '.join(cells)} |")
    return [*lines, *(["", "All five do the same here:", "", *agreed] if agreed else [])]


def _cell(row: Row, ways: dict[str, str], recordings: dict[str, Recording]) -> str:
    told = {way: row.tell(recordings[name]["cases"][row.case]) for way, name in ways.items()}
    same = len({*told.values()}) == 1
    return next(iter(told.values())) if same else "; ".join(f"{way}: {says}" for way, says in told.items())


def _messages(recording: Recording, what: str = "receive") -> list[Any]:
    return [
        {key: ast.literal_eval(value) for key, value in values.items()} if isinstance(values, dict) else values
        for kind, values in recording["app"]
        if kind == what
    ]


def _code(value: object) -> str:
    text = repr(value).replace("'", '"') if not isinstance(value, bytes) else repr(value)
    return f"`{text}`"


def scope(*keys: str) -> Tell:
    """The value of a key of the scope, or of a key inside it."""

    def tell(recording: Recording) -> str:
        value: Any = next(iter(_messages(recording, "scope")), None)
        if value is None:
            return "app not called"
        for key in keys:
            if key not in value:
                return "no key"
            value = value[key]
        return _code(value)

    return tell


def has(key: str) -> Tell:
    """Whether a key is in the scope."""
    return lambda recording: "there" if key in _messages(recording, "scope")[0] else "no key"


def offered(recording: Recording) -> str:
    """The extensions in a scope."""
    found = _messages(recording, "scope")[0]
    return ", ".join(f"`{name}`" for name in found["extensions"]) or "`{}`" if "extensions" in found else "no key"


def order(recording: Recording) -> str:
    """The names of the headers that came, but for those every request has."""
    return " ".join(
        name.decode("latin-1")
        for name, _ in _messages(recording, "scope")[0]["headers"]
        if name not in (b"host", b"x-case", b"connection")
    )


def pieces(recording: Recording) -> str:
    """The pieces of a request's body as they came, and how it ended."""
    received = _messages(recording)
    bodies = [_code(message.get("body", b"")) for message in received if message["type"] == "http.request"]
    if received and received[-1]["type"] == "http.disconnect":
        bodies.append("disconnect")
    return ", ".join(bodies) or "app not called"


def received(*types: str) -> Tell:
    """What came of these types, and where nothing came."""

    def tell(recording: Recording) -> str:
        found = [
            "nothing" if message == "nothing" else message["type"].rpartition(".")[2]
            for message in _messages(recording)
            if message == "nothing" or message["type"] in types
        ]
        return ", ".join(found) or "nothing"

    return tell


def code_received(recording: Recording) -> str:
    """The code, and reason if any, of the first disconnect."""
    for message in _messages(recording):
        if message != "nothing" and message["type"] == "websocket.disconnect":
            reason = message.get("reason")
            return f"{message['code']}" + (f", {_code(reason)}" if reason else "")
    return "no disconnect"


def keys_received(recording: Recording) -> str:
    """The keys of the first message of a WebSocket."""
    message = next(each for each in _messages(recording) if each != "nothing" and each["type"] == "websocket.receive")
    return ", ".join(f"`{key}`: {_code(value)}" for key, value in message.items() if key != "type")


def send_after(recording: Recording) -> str:
    """What the last send did."""
    says: str = _messages(recording, "send")[-1]
    return says.replace("raises ", "raises `").replace(" (an", "` (an") if says else "does nothing"


def outcome(recording: Recording) -> str:
    """What the client saw."""
    client = recording["client"]
    status, end = client["status"], client["end"]
    if status is None:
        return "no answer, left open" if end == "open" else "closed without an answer"
    if status == 101:
        told = [_frame(*frame) for frame in client["frames"]]
        if not any(frame[0] == "close" for frame in client["frames"]):
            told.append("left open" if end == "open" else "dropped")
        return ", ".join(told)
    if status != 200:
        return str(status)
    if not _is_complete(client):
        return "200, never ends" if end == "open" else "200, cut off"
    return "200" if "ok" in client["body"] else "200, empty"


def _frame(kind: str, content: Any, *_: Any) -> str:
    if kind != "close":
        return f"{kind} {_code(content.encode('latin-1') if kind == 'bytes' else content)}"
    return "close without a code" if content is None else f"close {content}"


def _is_complete(client: Recording) -> bool:
    headers = dict(line.lower().split(": ", 1) for line in client["headers"])
    if "content-length" in headers:
        return len(client["body"]) == int(headers["content-length"])
    return client["body"].endswith("0\r\n\r\n") or "transfer-encoding" not in headers


def header_sent(name: str) -> Tell:
    """Whether a header reached the client."""

    def tell(recording: Recording) -> str:
        return "sent" if any(line.lower().startswith(name) for line in recording["client"]["headers"]) else "left out"

    return tell


def _broken(rule: str, point: str, case: str) -> Row:
    return Row(point, f"[{rule}](rules.md#{rule.lower()})", case, outcome)


_DISCONNECT = received("http.disconnect")
_CLOSED = received("websocket.disconnect")

TABLES = {
    "scope": [
        Row("`spec_version`", "optional, 2.5 is the newest", "get", scope("asgi", "spec_version")),
        Row("`http_version` of HTTP/1.0", '`"1.0"`', "http-1.0", scope("http_version")),
        Row("`client`", "host and a port that is an `int`, or `None`", "get", scope("client")),
        Row("`extensions`", "optional", "get", offered),
        Row("`extensions` of a WebSocket", "optional", "websocket-leaves", offered),
        Row("`state` after a lifespan", "a copy, where the server has lifespans", "get", has("state")),
        Row("`scheme` of a WebSocket", 'optional, else `"ws"`', "websocket-leaves", scope("scheme")),
        Row("`path` of `/caf%C3%A9/a%2Fb`", "decoded", "path", scope("path")),
        Row("`raw_path` of the same", "optional, as sent", "path", scope("raw_path")),
        Row("Headers accept, x-mixed, cookie twice, accept", "repeated ones are kept", "headers", order),
    ],
    "requests": [
        Row("A body in one segment", "in any pieces", "body", pieces),
        Row("A body in two segments", "in any pieces", "segments", pieces),
        Row("The same in chunks", "in any pieces", "chunked", pieces),
        Row("The client leaves in the body", "`http.disconnect`", "leaves-in-the-body", pieces),
        Row("receive once more before the response", "waits", "receive-before", _DISCONNECT),
        Row("receive twice after the response", "`http.disconnect`", "receive-after", _DISCONNECT),
        Row("send after the client left", "should raise an `OSError`", "leaves-in-the-response", send_after),
    ],
    "websockets": [
        Row("A text", "`text`, and `bytes` absent or `None`", "websocket-messages", keys_received),
        Row("An echo of text, bytes, empty text, empty bytes", "four messages", "websocket-messages", outcome),
        Row("The client leaves without a code", "1005", "websocket-leaves", code_received),
        Row("It leaves with 4001 and `bye`", "both; the reason is optional", "websocket-leaves-4001", code_received),
        Row("Its connection breaks", "1006", "websocket-drop", code_received),
        Row("The app refuses with 4003", "status 403", "websocket-refusal", outcome),
        Row("receive after that", "a disconnect", "websocket-refusal", _CLOSED),
        Row("A header with the accept", "sent", "websocket-accept-headers", header_sent("set-cookie")),
        Row("The app closes with 4000", "4000", "websocket-app-closes", outcome),
        Row("receive twice after that", "a disconnect", "websocket-app-closes", _CLOSED),
        Row("send after the client left", "should raise an `OSError`", "websocket-send-late", send_after),
    ],
    "wrong": [
        _broken("HTTP-012", "Headers are `str`", "str-headers"),
        Row("No `headers` key", "legal, the key is optional", "no-headers", outcome),
        _broken("HTTP-020", "`body` is `str`", "str-body"),
        _broken("HTTP-008", '`status` is `"200"`', "str-status"),
        _broken("APP-007", "`send(...)` without `await`", "forgotten-await"),
        _broken("EVT-003", "An unknown type before the response", "unknown-type"),
        _broken("HTTP-002", "A body before the start", "body-first"),
        _broken("HTTP-003", "Two starts", "two-starts"),
        _broken("HTTP-001", "No response at all", "no-response"),
        _broken("HTTP-005", "The last body has `more_body` true", "unfinished"),
        _broken("HTTP-019", "`content-length` 5, body of 2 bytes", "too-short"),
        _broken("HTTP-006", "A body after the last body", "after-the-end"),
        _broken("APP-011", "An exception before the start", "raises-before"),
        _broken("APP-011", "An exception after the start", "raises-after"),
        _broken("WS-001", "A WebSocket is not answered", "websocket-no-answer"),
        _broken("WS-003", "Two accepts", "websocket-two-accepts"),
        _broken("WS-015", "A subprotocol that was not offered", "websocket-not-offered"),
        _broken("WS-007", "Both `text` and `bytes`", "websocket-both"),
        _broken("WS-007", "Neither `text` nor `bytes`", "websocket-neither"),
        _broken("WS-011", "Close with code 1005", "websocket-close-1005"),
        _broken("WS-011", "Close with code 999", "websocket-close-999"),
        _broken("WS-020", "A return without a close", "websocket-returns"),
        _broken("WS-028", "An exception after the accept", "websocket-raises"),
    ],
}
