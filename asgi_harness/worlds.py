"""Worlds: legal but unusual ways in which a server may talk to an app. The same app must get along with all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from asgi_harness.types import Message, Scope

# `state` is there because it is in the scope of a request only where a lifespan has put something into it.
_REQUIRED_KEYS = {
    "http": {"type", "asgi", "http_version", "method", "path", "query_string", "headers", "state"},
    "websocket": {"type", "asgi", "path", "query_string", "headers", "state"},
    "lifespan": {"type", "asgi", "state"},
}


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class World:
    """
    One way to be unusual.

    `unusual` tells a learner what to look at; `rule` is the rule whose breach it brings to light, `websocket_rule` that
    for a WebSocket where it is another one.

    `scope` changes the scope, `pieces` cuts the body of a request, `message` changes what receive gives. `suspends`
    makes every receive and send wait for a turn of the loop, or for `delay` seconds; `twins` lets another request run
    at the same time. After `patience` messages the client leaves. A `silent` server raises no OSError then;
    `disconnects_once` lets a second receive wait for ever. With `late_message` something is still on its way when the
    app closes a WebSocket.
    """

    name: str
    unusual: str
    rule: str = ""
    websocket_rule: str = ""
    scope: Callable[[Scope], Scope] = _same
    pieces: Callable[[list[bytes]], list[bytes]] = _same
    message: Callable[[Message], Message] = _same
    suspends: bool = False
    delay: float = 0.0
    twins: bool = False
    patience: int | None = None
    silent: bool = False
    disconnects_once: bool = False
    late_message: bool = False

    def rule_for(self, protocol: str) -> str:
        """The rule that this world puts to the test."""
        return self.websocket_rule or self.rule if protocol == "websocket" else self.rule

    def note(self, protocol: str) -> str:
        """What a failure says of this world."""
        rule = self.rule_for(protocol)
        return f"unusual: {self.unusual}" + (f" ({rule})" if rule else "")


def _minimal_scope(scope: Scope) -> Scope:
    required = _REQUIRED_KEYS.get(scope["type"], {"type", "asgi"})
    minimal = {key: value for key, value in scope.items() if key in required}
    if scope.get("subprotocols"):
        minimal["subprotocols"] = scope["subprotocols"]
    if "asgi" in minimal and scope["type"] != "websocket":
        minimal["asgi"] = {"version": scope["asgi"]["version"]}
    return minimal


def _without(key: str) -> Callable[[Scope], Scope]:
    return lambda scope: {name: value for name, value in scope.items() if name != key}


def _replacing(**values: Any) -> Callable[[Scope], Scope]:
    """Gives other values to keys of the scopes of http and websocket."""
    return lambda scope: {**scope, **values} if "path" in scope else scope


def _with_headers(change: Callable[[list[tuple[bytes, bytes]]], Iterable[Any]]) -> Callable[[Scope], Scope]:
    return lambda scope: {**scope, "headers": change(list(scope["headers"]))} if "headers" in scope else scope


def _split(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [
        (name, part.strip())
        for name, value in headers
        for part in (value.split(_SEPARATORS[name.lower()]) if name.lower() in _SEPARATORS else [value])
    ]


# Headers that may be written in one line or in several.
_SEPARATORS = dict.fromkeys((b"accept", b"accept-language", b"forwarded", b"x-forwarded-for", b"via"), b",")
_SEPARATORS[b"cookie"] = b";"


def _mounted(scope: Scope) -> Scope:
    if "path" not in scope:
        return scope
    raw_path = scope.get("raw_path")
    return {
        **scope,
        "root_path": "/mounted" + scope.get("root_path", ""),
        "path": "/mounted" + scope["path"],
        "raw_path": None if raw_path is None else b"/mounted" + raw_path,
    }


def _escaped(scope: Scope) -> Scope:
    if not scope.get("raw_path"):
        return scope
    escaped = re.sub(
        rb"%..|[^/%]", lambda found: found[0] if len(found[0]) > 1 else b"%%%02X" % ord(found[0]), scope["raw_path"]
    )
    return {**scope, "raw_path": escaped}


def _without_query(scope: Scope) -> Scope:
    return _without("query_string")(scope) if scope["type"] == "websocket" and not scope["query_string"] else scope


def _cut_anywhere(pieces: list[bytes]) -> list[bytes]:
    """Cuts inside words and inside characters of several bytes."""
    body = b"".join(pieces)
    words = re.finditer(rb"[\xc2-\xf4][\x80-\xbf]+|[0-9A-Za-z]{2,}", body)
    edges = [0, *((word.start() + word.end() + 1) // 2 for word in words), len(body)]
    return [body[begin:end] for begin, end in pairwise(edges)]


def _by_bytes(pieces: list[bytes]) -> list[bytes]:
    return [bytes([byte]) for byte in b"".join(pieces)] or [b""]


def _with_empty_pieces(pieces: list[bytes]) -> list[bytes]:
    return [b"", *pieces, b""]


def _without_defaults(message: Message) -> Message:
    defaults = {"body": b"", "more_body": False, "text": None, "bytes": None, "reason": ""}
    return {key: value for key, value in message.items() if key not in defaults or value != defaults[key]}


def _with_none(message: Message) -> Message:
    if message["type"] != "websocket.receive":
        return message
    return {"bytes": None, "text": None, **message}


def _with_an_unknown_key(message: Message) -> Message:
    return {**message, "server.note": {"worker": 3}}


USUAL = World("usual", "")

WORLDS = {
    world.name: world
    for world in (
        World("minimal scope", "the scope has none of its optional keys", "SCO-002", "SCO-003", scope=_minimal_scope),
        World("no query string", "the scope of a WebSocket has no query_string", "SCO-003", scope=_without_query),
        World(
            "unknown keys",
            "scope and events have keys that no spec knows",
            "SCO-014",
            scope=_with_an_unknown_key,
            message=_with_an_unknown_key,
        ),
        World("unknown addresses", "client and server are None", "SCO-011", scope=_replacing(client=None, server=None)),
        World(
            "Unix socket",
            "server is the path of a Unix socket and None, client is None",
            "SCO-011",
            scope=_replacing(client=None, server=("/run/app.sock", None)),
        ),
        World("HTTP/2", 'http_version is "2"', "SCO-012", scope=_replacing(http_version="2")),
        World("mounted", "the app is mounted at /mounted, as root_path says", "SCO-010", scope=_mounted),
        World("escaped path", "every letter of raw_path is percent-encoded", "SCO-008", scope=_escaped),
        World(
            "headers as lists",
            "headers is a tuple of two-item lists",
            "SCO-004",
            scope=_with_headers(lambda headers: tuple(map(list, headers))),
        ),
        World(
            "headers in capitals",
            "the names of headers are not in lower case",
            "SCO-006",
            scope=_with_headers(lambda headers: [(name.title(), value) for name, value in headers]),
        ),
        World(
            "split headers", "headers with several values come in several lines", "SCO-005", scope=_with_headers(_split)
        ),
        World(
            "header beyond ASCII",
            "a header holds the byte 0xE9",
            "SCO-007",
            scope=_with_headers(lambda headers: [*headers, (b"x-name", b"Andr\xe9")]),
        ),
        World("byte by byte", "the body comes one byte at a time", "HTTP-027", pieces=_by_bytes),
        World("cut anywhere", "the body is cut inside words and inside characters", "HTTP-027", pieces=_cut_anywhere),
        World("empty pieces", "the body begins and ends with an empty piece", "HTTP-029", pieces=_with_empty_pieces),
        World(
            "keys left out",
            "keys that have their default value are left out",
            "HTTP-028",
            "WS-024",
            message=_without_defaults,
        ),
        World(
            "keys with None",
            "the unused one of text and bytes is there, as None",
            websocket_rule="WS-024",
            message=_with_none,
        ),
        World("slow server", "every receive and send lets other tasks run first", suspends=True),
        World("twins", "another request runs at the same time, in turns", "APP-012", suspends=True, twins=True),
        World(
            "one disconnect",
            "after the disconnect, receive waits for ever",
            "HTTP-031",
            "WS-021",
            disconnects_once=True,
        ),
        World(
            "late message", "a message is on its way while the app closes", websocket_rule="WS-026", late_message=True
        ),
    )
}

# Worlds that take something from the app, so that it cannot answer as usual: it must end well all the same.
LOSSES = {
    world.name: world
    for world in (
        World("no state", "the scope has no state", "SCO-018", scope=_without("state")),
        World("leaves at once", "the client leaves before anything else", patience=0),
        World("leaves after one message", "the client leaves after one message", patience=1),
        World("leaves after two messages", "the client leaves after two messages", patience=2),
        World("leaves after three messages", "the client leaves after three messages", patience=3),
        World(
            "silent server",
            "the client leaves after two messages, and send then does nothing",
            "HTTP-034",
            "WS-021",
            patience=2,
            silent=True,
        ),
    )
}
