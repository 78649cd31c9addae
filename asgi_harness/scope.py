"""Builds the scope of a connection from what a person would write: a method, a URL, headers."""

import functools
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote

from asgi_harness.types import Scope

SPEC_VERSION = "2.5"
LIFESPAN_SPEC_VERSION = "2.0"

Header = tuple[bytes, bytes]

# What a URL may hold unescaped, and "%", so that an escape that is already there stays as it is.
_URL_CHARACTERS = "!#$%&'()*+,-./:;=?@[]_~"


def http_scope(
    method: str,
    url: str,
    headers: Iterable[Header] = (),
    *,
    http_version: str = "1.1",
    scheme: str = "http",
    root_path: str = "",
    state: dict[str, Any] | None = None,
) -> Scope:
    """
    The full scope of an HTTP request, as a server that knows every optional key would give it.

    `url` is a path with an optional query, escaped or not: `/café?q=1` and `/caf%C3%A9?q=1` are the same.
    `headers` are given on in their order, names in lower case.

    Spec: HTTP & WebSocket ASGI Message Format, "HTTP Connection Scope".
    """
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": SPEC_VERSION},
        "http_version": http_version,
        "method": method.upper(),
        "scheme": scheme,
        **_address(url, headers, root_path),
        **({} if state is None else {"state": state}),
    }


def websocket_scope(
    url: str,
    headers: Iterable[Header] = (),
    *,
    subprotocols: Iterable[str] = (),
    http_version: str = "1.1",
    scheme: str = "ws",
    root_path: str = "",
    state: dict[str, Any] | None = None,
) -> Scope:
    """
    The full scope of a WebSocket connection.

    Spec: HTTP & WebSocket ASGI Message Format, "WebSocket Connection Scope".
    """
    return {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": SPEC_VERSION},
        "http_version": http_version,
        "scheme": scheme,
        **_address(url, headers, root_path),
        "subprotocols": list(subprotocols),
        **({} if state is None else {"state": state}),
    }


def lifespan_scope(state: dict[str, Any] | None = None) -> Scope:
    """
    The scope of a server's lifespan; without `state`, that of a server that does not support it.

    Spec: Lifespan Protocol, "Scope".
    """
    return {
        "type": "lifespan",
        "asgi": {"version": "3.0", "spec_version": LIFESPAN_SPEC_VERSION},
        **({} if state is None else {"state": state}),
    }


def _address(url: str, headers: Iterable[Header], root_path: str) -> dict[str, Any]:
    """The keys that tell where the connection goes to and where it comes from."""
    path, raw_path, query_string = _parts(url)
    return {
        "path": path,
        "raw_path": raw_path,
        "query_string": query_string,
        "root_path": root_path,
        "headers": [(name.lower(), value) for name, value in headers],
        "client": ("127.0.0.1", 52311),
        "server": ("127.0.0.1", 8000),
        "extensions": {},
    }


@functools.lru_cache
def _parts(url: str) -> tuple[str, bytes, bytes]:
    """Of a URL the path, the path as it stands in the URL, and the query string."""
    path, _, query = quote(url, safe=_URL_CHARACTERS).partition("?")
    return unquote(path), path.encode("ascii"), query.encode("ascii")
