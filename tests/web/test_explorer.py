"""The explorer reads a request as servers do, and says in words what is wrong with one that they would refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from barewire.explorer import COUNTERPARTS, PRESETS, Preset, answer, environ_of, explored, parse, scope_of, shown

from asgi_harness import http_scope, lifespan_scope, websocket_scope
from tests.servers.cases import CASES
from tests.servers.record import load, message

ROOT = Path(__file__).parents[2]
RECORDED = ("uvicorn h11", "uvicorn httptools")
# Ours is the newest version and has every optional key; ports are chance.
NOT_COMPARED = {"asgi", "extensions", "client", "server", "state"}


def of(text: str, **told: Any) -> tuple[dict[str, Any], dict[str, str]]:
    scope = scope_of(parse(text), **told)
    return dict(scope), environ_of(scope)


@pytest.mark.parametrize("server", RECORDED)
@pytest.mark.parametrize("case", [case for case in CASES.values() if not case.rule], ids=lambda case: case.name)
def test_makes_the_scope_that_uvicorn_made(case: Any, server: str) -> None:
    kind, recorded = load(server)["cases"][case.name]["app"][0]
    assert kind == "scope"
    theirs = message(recorded)
    ours, _ = of(case.steps[0].decode("latin-1"))
    for key in ours.keys() - NOT_COMPARED:
        assert ours[key] == theirs[key], key
    assert theirs.keys() <= ours.keys()
    assert ours["client"][0] == theirs["client"][0]
    assert ours["server"] == theirs["server"]


@pytest.mark.parametrize("server", RECORDED)
def test_knows_the_keys_of_the_lifespan_that_uvicorn_made(server: str) -> None:
    theirs = message(load(server)["cases"]["lifespan"]["app"][0][1])
    assert {row["key"] for row in explored(PRESETS["lifespan"])["rows"]} == theirs.keys()


@pytest.mark.parametrize("name", PRESETS)
def test_every_key_of_every_preset_has_a_row(name: str) -> None:
    wanted = {"lifespan": lifespan_scope({}), "websocket": websocket_scope("/", state={})}
    scope = wanted.get(name, http_scope("GET", "/", state={}))
    result = explored(PRESETS[name])
    assert result["type"] == scope["type"]
    assert [row["key"] for row in result["rows"]] == list(scope)


def test_the_counterparts_are_those_of_the_lesson() -> None:
    lesson = (ROOT / "docs/learn/scope.md").read_text("utf-8")
    table = re.findall(r"^\| (`[A-Z_w][^|]*) \| ([^|]+) \|$", lesson, re.MULTILINE)
    told = {
        scope_key: names
        for cell, meant in table
        for scope_key, names in [(re.findall(r"`(\w+)`", meant)[0], tuple(re.findall(r"`([\w.]+)`", cell)))]
        if meant.startswith("`")
    }
    assert told == COUNTERPARTS


def test_headers_keep_their_order_and_their_repetitions_in_the_scope_and_are_joined_in_the_environ() -> None:
    scope, environ = of("GET / HTTP/1.1\r\nHost: a\r\nX-B: 1\r\nAccept: x\r\nx-b:  2 \r\nX-Empty:")
    assert scope["headers"] == [
        (b"host", b"a"), (b"x-b", b"1"), (b"accept", b"x"), (b"x-b", b"2"), (b"x-empty", b""),
    ]  # fmt: skip
    assert (environ["HTTP_X_B"], environ["HTTP_X_EMPTY"]) == ("1,2", "")


def test_cookies_in_pieces_are_joined_as_cookies_are() -> None:
    _, environ = of("GET / HTTP/2\nCookie: a=1\nCookie: b=2")
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


def test_a_path_is_text_here_and_bytes_as_text_there() -> None:
    scope, environ = of("GET /caf%C3%A9/a%2Fb?q=%C3%A9+x HTTP/1.1\nHost: a")
    assert (scope["path"], environ["PATH_INFO"]) == ("/café/a/b", "/cafÃ©/a/b")
    assert (scope["query_string"], environ["QUERY_STRING"]) == (b"q=%C3%A9+x", "q=%C3%A9+x")


def test_a_root_path_is_in_the_path_here_and_beside_it_there() -> None:
    scope, environ = of("GET /tea HTTP/1.1\nHost: a", root_path="/api/v1")
    assert (scope["root_path"], scope["path"], scope["raw_path"]) == ("/api/v1", "/api/v1/tea", b"/api/v1/tea")
    assert (environ["SCRIPT_NAME"], environ["PATH_INFO"]) == ("/api/v1", "/tea")


@pytest.mark.parametrize(("tls", "schemes"), [(False, ("http", "ws")), (True, ("https", "wss"))], ids=["plain", "TLS"])
def test_tls_is_in_the_scheme(tls: bool, schemes: tuple[str, str]) -> None:
    for text, scheme in zip((PRESETS["get"].request, PRESETS["websocket"].request), schemes, strict=True):
        scope, environ = of(text, tls=tls)
        assert scope["scheme"] == scheme
        assert environ["wsgi.url_scheme"] == schemes[0]


@pytest.mark.parametrize(
    "text",
    [
        PRESETS["websocket"].request.replace("Connection: Upgrade\n", ""),
        PRESETS["websocket"].request.replace("websocket", "h2c", 1),
        PRESETS["websocket"].request.replace("HTTP/1.1", "HTTP/1.0"),
    ],
    ids=["no connection header", "another upgrade", "HTTP/1.0"],
)
def test_what_asks_for_no_websocket_is_an_ordinary_request(text: str) -> None:
    scope, _ = of(text)
    assert scope["type"] == "http"


def test_an_upgrade_may_be_one_of_several() -> None:
    scope, _ = of(PRESETS["websocket"].request.replace("Connection: Upgrade", "Connection: keep-alive, upgrade"))
    assert scope["type"] == "websocket"
    assert scope["subprotocols"] == ["chat", "superchat"]


def test_a_length_that_is_told_is_the_length_of_the_body() -> None:
    head, _, body = PRESETS["json"].request.partition("\n\n")
    assert f"Content-Length: {len(body)}" in head.split("\n")
    json.loads(body)


HEAD = "GET / HTTP/1.1\nHost: a\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing is written"),
        (" \n", "nothing is written"),
        ("GET /", "Line 1: Expected a method, a target and a version"),
        ("GET  / HTTP/1.1", "one space between them"),
        ("GET /a b HTTP/1.1", "A space inside the target is written as %20."),
        ("G@T / HTTP/1.1", "Expected a method such as GET or POST, but 'G@T' came."),
        ("GET / HTTP/2.0", "Expected a version among HTTP/1.0, HTTP/1.1, HTTP/2, HTTP/3, but 'HTTP/2.0' came."),
        ("GET tea HTTP/1.1", "Expected a target that begins with /, but 'tea' came."),
        ("GET http://a/tea HTTP/1.1", "but in the header Host."),
        ("OPTIONS * HTTP/1.1", "Only OPTIONS knows it"),
        ("GET /#top HTTP/1.1", "keeps what stands behind # to itself"),
        ("GET /café HTTP/1.1", "Expected %C3%A9, which is what a client sends for 'é'."),
        ("GET / HTTP/1.1\n\nHost: a", "Expected one header Host, but none came."),
        (HEAD + "Host: b", "Expected one header Host, but 2 came."),
        (HEAD + "Accept", "Line 3: Expected a header such as Accept: text/html, but 'Accept' came: there is no colon."),
        (HEAD + "Accept : a", "Line 3: Expected the colon right behind the name"),
        (HEAD + "Ac cept: a", "Line 3: Expected the name of a header, but 'Ac cept' came."),
        (HEAD + "A: b\n c", "Line 4: Expected a header, but the line begins with a space."),
        (HEAD + "A: \x00", "a control character is in the value"),
        (HEAD + ":method: GET", "What HTTP/2 writes so is in the request line here."),
        (HEAD + "Content-Length: ten", "Expected a number as Content-Length, but 'ten' came."),
        (HEAD + "Content-Length: 1\nContent-Length: 2", "but '1, 2' came."),
        ("GET / HTTP/2\nConnection: close", "HTTP/2 has no header Connection"),
        (PRESETS["websocket"].request.replace("GET", "POST"), "Expected GET for the handshake of a WebSocket"),
        (PRESETS["websocket"].request.replace("13", "12"), "Expected one header Sec-WebSocket-Version: 13"),
        (PRESETS["websocket"].request.replace("Key", "Lock"), "Expected one header Sec-WebSocket-Key in"),
        (HEAD + "A: " + "b" * 20_000, "Expected at most 20,000 characters"),
    ],
)  # fmt: skip
def test_what_is_no_request_is_said_in_words(text: str, words: str) -> None:
    found = json.loads(answer(text, False, ""))
    assert list(found) == ["error"]
    assert words in found["error"]


@pytest.mark.parametrize("root_path", ["api", "/api/", "/", "/a?b", "/a b"])
def test_a_root_path_that_is_none_is_said_in_words(root_path: str) -> None:
    assert "Expected a root path such as /api" in json.loads(answer(HEAD, False, root_path))["error"]


def test_the_page_gets_it_as_json() -> None:
    preset = PRESETS["proxy"]
    assert json.loads(answer(preset.request, preset.tls, preset.root_path)) == explored(preset)


def test_lines_may_end_as_on_the_wire_and_empty_ones_may_come_first() -> None:
    text = "\r\n\r\n" + PRESETS["get"].request.replace("\n", "\r\n") + "\r\n\r\n"
    assert json.loads(answer(text, False, "")) == explored(PRESETS["get"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", '"a"'),
        (b"a", 'b"a"'),
        ('say "a"', "'say \"a\"'"),
        ("it's", '"it\'s"'),
        (b"\xff", 'b"\\xff"'),
        ([], "[]"),
        (["a", "b"], '["a", "b"]'),
        ([(b"a", b"b")], '[\n  (b"a", b"b"),\n]'),
        ({"a": ("b", 1)}, '{"a": ("b", 1)}'),
        (None, "None"),
    ],
    ids=repr,
)
def test_values_are_shown_as_python_with_double_quotes(value: Any, text: str) -> None:
    assert shown(value) == text
    assert eval(text) == value


def test_what_comes_beside_a_request_is_noted() -> None:
    assert "receive" in explored(PRESETS["json"])["note"]
    assert "could not accept" in explored(PRESETS["websocket"])["note"]
    assert "trusts the proxy" in explored(PRESETS["proxy"])["note"]
    assert "WSGI has no such thing" in explored(PRESETS["lifespan"])["note"]
    assert explored(Preset("", HEAD))["note"] == ""
