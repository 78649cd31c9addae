"""Scopes as a server that knows every key would give them."""

from __future__ import annotations

import pytest

from asgi_harness import http_scope, lifespan_scope, websocket_scope


@pytest.mark.parametrize(
    ("url", "path", "raw_path", "query_string"),
    [
        ("/", "/", b"/", b""),
        ("/café?q=ü", "/café", b"/caf%C3%A9", b"q=%C3%BC"),
        ("/caf%C3%A9", "/café", b"/caf%C3%A9", b""),
        ("/a%2Fb", "/a/b", b"/a%2Fb", b""),
        ("/a b?c d", "/a b", b"/a%20b", b"c%20d"),
        ("/?a=1?b", "/", b"/", b"a=1?b"),
    ],
)
def test_a_url_is_split_and_decoded(url: str, path: str, raw_path: bytes, query_string: bytes) -> None:
    for scope in (http_scope("GET", url), websocket_scope(url)):
        assert (scope["path"], scope["raw_path"], scope["query_string"]) == (path, raw_path, query_string)


def test_an_http_scope_has_every_key() -> None:
    assert http_scope("get", "/x", [(b"X-One", b"1")], root_path="/api", state={"db": 1}) == {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.5"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/x",
        "raw_path": b"/x",
        "query_string": b"",
        "root_path": "/api",
        "headers": [(b"x-one", b"1")],
        "client": ("127.0.0.1", 52311),
        "server": ("127.0.0.1", 8000),
        "extensions": {},
        "state": {"db": 1},
    }


def test_a_websocket_scope_has_subprotocols_and_no_method() -> None:
    scope = websocket_scope("/chat", subprotocols=["chat"], http_version="2", scheme="wss")
    assert "method" not in scope
    assert (scope["type"], scope["scheme"], scope["http_version"]) == ("websocket", "wss", "2")
    assert scope["subprotocols"] == ["chat"]
    assert "state" not in scope
    assert websocket_scope("/", state={})["state"] == {}


def test_a_lifespan_scope_has_a_state_if_the_server_supports_it() -> None:
    assert lifespan_scope() == {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}}
    assert lifespan_scope({})["state"] == {}
