"""Worlds: legal but unusual ways in which a server may talk to an app. The same app must get along with all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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

    `unusual` tells a learner what to look at. `scope` changes the scope, `pieces` cuts the body of a request,
    `message` changes what receive gives; `suspends` makes every receive and send wait for a turn of the loop.
    """

    name: str
    unusual: str
    scope: Callable[[Scope], Scope] = _same
    pieces: Callable[[list[bytes]], list[bytes]] = _same
    message: Callable[[Message], Message] = _same
    suspends: bool = False


def _minimal_scope(scope: Scope) -> Scope:
    required = _REQUIRED_KEYS.get(scope["type"], {"type", "asgi"})
    minimal = {key: value for key, value in scope.items() if key in required}
    if scope.get("subprotocols"):
        minimal["subprotocols"] = scope["subprotocols"]
    if "asgi" in minimal and scope["type"] != "websocket":
        minimal["asgi"] = {"version": scope["asgi"]["version"]}
    return minimal


def _nobody(scope: Scope) -> Scope:
    return {**scope, "client": None, "server": None} if scope["type"] in ("http", "websocket") else scope


def _lists(scope: Scope) -> Scope:
    if "headers" not in scope:
        return scope
    return {**scope, "headers": tuple([name, value] for name, value in scope["headers"])}


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


USUAL = World("usual", "")

WORLDS = {
    world.name: world
    for world in (
        World("minimal scope", "the scope has none of its optional keys", scope=_minimal_scope),
        World("unknown addresses", "client and server are None", scope=_nobody),
        World("headers as lists", "headers is a tuple of two-item lists", scope=_lists),
        World("byte by byte", "the body comes one byte at a time", pieces=_by_bytes),
        World("empty pieces", "the body begins and ends with an empty piece", pieces=_with_empty_pieces),
        World("keys left out", "keys that have their default value are left out", message=_without_defaults),
        World("keys with None", "the unused one of text and bytes is there, as None", message=_with_none),
        World("slow server", "every receive and send lets other tasks run first", suspends=True),
    )
}
