"""The worlds: each changes what it says and nothing else, and a failure in it says which rule it puts to the test."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest

from asgi_harness import LOSSES, RULES, WORLDS, Client, Failure, ProtocolError, World, http_scope, request_everywhere
from asgi_harness.scope import lifespan_scope, websocket_scope
from asgi_harness.types import Message, Receive, Scope, Send
from tests.harness.virtual_time import on_virtual_time

ALL = WORLDS | LOSSES


async def hash_the_body(scope: Scope, receive: Receive, send: Send) -> None:
    """A right app that uses much of what a request has."""
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    body, more = b"", True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            return
        body += event.get("body", b"")
        more = event.get("more_body", False)
    answer = {
        "path": scope["path"].removeprefix(scope.get("root_path", "")),
        "cookie": b"; ".join(value for name, value in scope["headers"] if name.lower() == b"cookie").decode("latin-1"),
        "body": body.decode(),
    }
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


@on_virtual_time
async def test_a_right_app_gets_along_with_every_world() -> None:
    headers = {"cookie": "a=1; b=2", "accept": "text/plain, */*"}
    response = await request_everywhere(hash_the_body, "POST", "/café", headers=headers, body='{"é": "ü"}'.encode())
    response.expect(data={"path": "/café", "cookie": "a=1; b=2", "body": '{"é": "ü"}'})


def test_every_world_names_itself_and_rules_that_exist() -> None:
    for name, world in ALL.items():
        assert world.name == name
        assert world.unusual
        assert {world.rule, world.websocket_rule} <= {"", *RULES}


SCOPES: list[Callable[[], Scope]] = [
    lambda: http_scope("POST", "/café?q=1", [(b"host", b"x"), (b"cookie", b"a=1; b=2")], state={"db": 1}),
    lambda: websocket_scope("/chat", [(b"host", b"x")], subprotocols=["chat"]),
    lambda: websocket_scope("/chat"),
    lambda: lifespan_scope({}),
    lambda: {"type": "mqtt", "asgi": {"version": "3.0"}},
]


@pytest.mark.parametrize("make", SCOPES, ids=["http", "websocket", "plain websocket", "lifespan", "mqtt"])
@pytest.mark.parametrize("world", ALL.values(), ids=ALL)
def test_a_world_keeps_the_required_keys_and_leaves_the_given_scope_alone(
    world: World, make: Callable[[], Scope]
) -> None:
    scope = make()
    changed = world.scope(scope)
    assert scope == make()
    assert changed["type"] == scope["type"]
    if scope["type"] == "http":
        assert changed.keys() >= {"type", "asgi", "http_version", "method", "path", "query_string", "headers"}
    if scope["type"] in ("http", "websocket"):
        assert changed.keys() >= {"type", "asgi", "path", "headers"}


def scope_in(name: str, scope: Scope) -> Scope:
    return ALL[name].scope(scope)


def test_the_minimal_scope_has_only_what_is_required() -> None:
    assert scope_in("minimal scope", http_scope("GET", "/")) == {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [],
    }


def test_addresses_are_unknown() -> None:
    changed = scope_in("unknown addresses", http_scope("GET", "/"))
    assert (changed["client"], changed["server"]) == (None, None)
    assert scope_in("Unix socket", http_scope("GET", "/"))["server"] == ("/run/app.sock", None)
    assert "client" not in scope_in("unknown addresses", lifespan_scope())


def test_the_query_string_of_a_websocket_is_left_out_only_where_it_is_empty() -> None:
    assert "query_string" not in scope_in("no query string", websocket_scope("/"))
    assert scope_in("no query string", websocket_scope("/?a=1"))["query_string"] == b"a=1"
    assert "query_string" in scope_in("no query string", http_scope("GET", "/"))


def test_a_mounted_app_finds_its_prefix_in_root_path_path_and_raw_path() -> None:
    changed = scope_in("mounted", http_scope("GET", "/café", root_path="/api"))
    assert changed["root_path"] == "/mounted/api"
    assert changed["path"] == "/mounted/café"
    assert changed["raw_path"] == b"/mounted/caf%C3%A9"
    without = {**http_scope("GET", "/"), "raw_path": None}
    assert scope_in("mounted", without)["raw_path"] is None


def test_every_letter_of_raw_path_is_escaped_once() -> None:
    changed = scope_in("escaped path", http_scope("GET", "/ab/é"))
    assert changed["raw_path"] == b"/%61%62/%C3%A9"
    assert changed["path"] == "/ab/é"
    assert scope_in("escaped path", {"type": "http", "path": "/", "raw_path": None})["raw_path"] is None


def test_headers_come_otherwise() -> None:
    scope = http_scope("GET", "/", [(b"cookie", b"a=1; b=2"), (b"x-forwarded-for", b"10.0.0.1, 10.0.0.2")])
    assert scope_in("split headers", scope)["headers"] == [
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-forwarded-for", b"10.0.0.1"),
        (b"x-forwarded-for", b"10.0.0.2"),
    ]
    assert [name for name, _ in scope_in("headers in capitals", scope)["headers"]] == [b"Cookie", b"X-Forwarded-For"]
    assert scope_in("headers as lists", scope)["headers"][0] == [b"cookie", b"a=1; b=2"]
    assert b"\xe9" in scope_in("header beyond ASCII", scope)["headers"][-1][1]


@pytest.mark.parametrize(
    ("name", "body", "pieces"),
    [
        ("byte by byte", b"abc", [b"a", b"b", b"c"]),
        ("byte by byte", b"", [b""]),
        ("empty pieces", b"abc", [b"", b"abc", b""]),
        ("cut anywhere", '{"né": true}'.encode(), [b'{"n\xc3', b'\xa9": tr', b"ue}"]),
        ("cut anywhere", b"", [b""]),
    ],
)
def test_a_body_is_cut(name: str, body: bytes, pieces: list[bytes]) -> None:
    assert WORLDS[name].pieces([body]) == pieces


@pytest.mark.parametrize(
    ("name", "message", "changed"),
    [
        ("keys left out", {"type": "http.request", "body": b"", "more_body": False}, {"type": "http.request"}),
        ("keys left out", {"type": "http.request", "body": b"a"}, {"type": "http.request", "body": b"a"}),
        (
            "keys with None",
            {"type": "websocket.receive", "text": ""},
            {"type": "websocket.receive", "text": "", "bytes": None},
        ),
        ("keys with None", {"type": "websocket.connect"}, {"type": "websocket.connect"}),
    ],
)
def test_an_event_is_changed(name: str, message: Message, changed: Message) -> None:
    assert WORLDS[name].message(message) == changed


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(3):
        await send({"type": "http.response.body", "body": b"tick", "more_body": True})
    await send({"type": "http.response.body"})


@pytest.mark.parametrize(
    ("name", "passed"),
    [
        ("leaves at once", 1),
        ("leaves after one message", 2),
        ("leaves after two messages", 3),
        ("leaves after three messages", 4),
    ],
)
@on_virtual_time
async def test_the_client_leaves_after_so_many_messages(name: str, passed: int) -> None:
    response = await Client(stream, world=LOSSES[name]).get("/")
    # The first message that nobody received was refused.
    assert (
        len([event for event in response.conversation.events if event.direction in ("receive", "send")]) <= passed + 1
    )
    assert response.completed_at is None


@on_virtual_time
async def test_a_silent_server_takes_what_nobody_receives() -> None:
    response = await Client(stream, world=LOSSES["silent server"]).get("/")
    assert len(response.conversation.sent()) == 5
    assert response.chunks == []


@on_virtual_time
async def test_after_one_disconnect_receive_waits_for_ever() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            await receive()

    with pytest.raises(Failure) as caught:
        await Client(app, world=WORLDS["one disconnect"]).get("/", leaves_at=1.0)
    assert caught.value.rule == "HTTP-031"
    assert caught.value.why == "The client has left, and the app was told so: nothing more comes."
    assert "after the disconnect, receive waits for ever (HTTP-031)" in caught.value.sent


@on_virtual_time
async def test_in_the_world_of_twins_another_request_runs_meanwhile() -> None:
    paths: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        paths.append(scope["path"])
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        paths.append(scope["path"])
        await send({"type": "http.response.body"})

    await Client(app, world=WORLDS["twins"]).get("/one")
    assert paths == ["/one", "/twin", "/one", "/twin"]


@on_virtual_time
async def test_a_message_may_come_after_the_app_s_close() -> None:
    heard: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close"})
        heard.extend([(await receive())["type"], (await receive())["type"]])

    async with Client(app, world=WORLDS["late message"]).websocket("/") as session:
        await session.expect_close(1000)
        await asyncio.sleep(1)
    assert heard == ["websocket.receive", "websocket.disconnect"]


@on_virtual_time
async def test_an_exception_in_a_world_names_what_was_unusual() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        host = scope["client"][0]
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-host", host.encode())]})
        await send({"type": "http.response.body"})

    with pytest.raises(Failure) as caught:
        await request_everywhere(app, "GET", "/", worlds=[WORLDS["unknown addresses"]])
    failure = caught.value
    assert (failure.kind, failure.rule) == ("exception", "SCO-011")
    assert failure.message == "The app raised an exception in the world 'unknown addresses'."
    assert failure.sent == "GET /\nunusual: client and server are None (SCO-011)"
    assert failure.got == "TypeError: 'NoneType' object is not subscriptable"


@on_virtual_time
async def test_a_broken_rule_in_a_world_is_raised_as_such() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        status = 200 if "client" in scope else "500"
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body"})

    with pytest.raises(ProtocolError, match="HTTP-008"):
        await request_everywhere(app, "GET", "/")


@on_virtual_time
async def test_a_wait_without_end_in_a_world_names_its_rule() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("client") is None:
            await asyncio.get_running_loop().create_future()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    with pytest.raises(Failure, match="nothing can happen any more") as caught:
        await request_everywhere(app, "POST", "/", worlds=[WORLDS["unknown addresses"]])
    assert caught.value.rule == "SCO-011"


@on_virtual_time
async def test_in_a_world_with_a_delay_every_message_takes_its_time() -> None:
    client = Client(hash_the_body, world=World("slow", "everything takes half a second", suspends=True, delay=0.5))
    response = await client.post("/", pieces=[b"a", b"b"])
    events = response.conversation.events
    assert [(event.asked, event.time) for event in events[1:-1]] == [(0, 0.5), (0.5, 1), (1, 1.5), (1.5, 2)]
