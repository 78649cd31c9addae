"""Lifespans: startup, requests that share its state, shutdown, and what can go wrong with them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from asgi_harness import WORLDS, Client, Failure, ProtocolError
from asgi_harness.types import Receive, Scope, Send
from tests.harness.virtual_time import on_virtual_time


async def answer_lifespan(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def answer(send: Send, text: str) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": text.encode()})


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
@on_virtual_time
async def test_a_request_sees_what_startup_left_in_every_world(world: Any) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            scope["state"]["greeting"] = "hello"
            await answer_lifespan(receive, send)
        else:
            await answer(send, scope["state"]["greeting"])

    async with Client(app, world=world).lifespan() as server:
        response = await server.get("/")
    response.expect(status=200, text="hello")


@on_virtual_time
async def test_a_websocket_sees_what_startup_left() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            scope["state"]["greeting"] = "hello"
            await answer_lifespan(receive, send)
        else:
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": scope["state"]["greeting"]})
            await receive()

    async with Client(app).lifespan() as server, server.websocket("/") as session:
        await session.expect("hello")


@on_virtual_time
async def test_requests_have_shallow_copies_of_the_state() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            scope["state"].update(number=0, numbers=[0])
            await answer_lifespan(receive, send)
        else:
            scope["state"]["number"] += 1
            scope["state"]["numbers"].append(scope["state"]["number"])
            await answer(send, str(scope["state"]["numbers"]))

    async with Client(app).lifespan() as server:
        await server.get("/")
        response = await server.get("/")
    response.expect(text="[0, 1, 1]")


@on_virtual_time
async def test_two_servers_have_states_of_their_own() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            scope["state"]["name"] = app.names.pop()  # type: ignore[attr-defined]
            await answer_lifespan(receive, send)
        else:
            await answer(send, scope["state"]["name"])

    app.names = ["second", "first"]  # type: ignore[attr-defined]
    client = Client(app)
    async with client.lifespan() as first, client.lifespan() as second:
        (await first.get("/")).expect(text="first")
        (await second.get("/")).expect(text="second")
    titles = [conversation.title for conversation in client.conversations]
    assert titles == ["lifespan", "lifespan", "GET /", "GET /"]


@on_virtual_time
async def test_a_server_may_have_no_state() -> None:
    scopes = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        if scope["type"] == "lifespan":
            await answer_lifespan(receive, send)
        else:
            await answer(send, "hello")

    async with Client(app).lifespan(state=False) as server:
        await server.get("/")
    assert [scope["type"] for scope in scopes] == ["lifespan", "http"]
    assert not any("state" in scope for scope in scopes)


@on_virtual_time
async def test_startup_and_shutdown_take_their_time() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await asyncio.sleep(2)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.sleep(3)
        await send({"type": "lifespan.shutdown.complete"})

    lifespan = Client(app).lifespan()
    async with lifespan:
        await asyncio.sleep(10)
    assert [event.time for event in lifespan.conversation.events if event.direction == "send"] == [2, 15]


@on_virtual_time
async def test_a_startup_that_failed_is_told_and_no_shutdown_comes() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    lifespan = Client(app).lifespan()
    await lifespan.start()
    assert lifespan.failed == "no database"
    with pytest.raises(Failure, match="The startup failed") as caught:
        async with Client(app).lifespan():
            raise AssertionError("there is no server")
    assert caught.value.got == "lifespan.startup.failed: no database"


@on_virtual_time
async def test_a_shutdown_that_failed_is_told() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.failed"})

    with pytest.raises(Failure, match="The shutdown failed") as caught:
        async with Client(app).lifespan():
            pass
    assert caught.value.got == "lifespan.shutdown.failed"


@on_virtual_time
async def test_an_app_that_raises_in_startup_breaks_a_rule() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        raise ConnectionError("no database")

    lifespan = Client(app).lifespan()
    with pytest.raises(ProtocolError, match="LIFE-004") as caught:
        await lifespan.start()
    assert caught.value.violation.came == "ConnectionError: no database"
    assert caught.value.violation.line is not None


@on_virtual_time
async def test_an_app_that_raises_in_shutdown_breaks_a_rule() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        raise ConnectionError("no database")

    with pytest.raises(ProtocolError, match="LIFE-007"):
        async with Client(app).lifespan():
            pass


@pytest.mark.parametrize("messages", [[], ["lifespan.startup.failed"], ["lifespan.startup.complete"]])
@on_virtual_time
async def test_any_other_exception_comes_out_as_it_is(messages: list[str]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await receive()
            await send({"type": message})
        raise ValueError("so there")

    with pytest.raises(ValueError, match="so there"):
        await Client(app).lifespan().start()


@on_virtual_time
async def test_a_failure_of_the_graders_own_comes_out_as_it_is() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        raise Failure("connect() was called twice.")

    with pytest.raises(Failure, match="connect"):
        await Client(app).lifespan().start()


@on_virtual_time
async def test_a_server_that_died_is_named_not_the_request_that_failed() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await asyncio.sleep(1)
            raise ValueError("the cause")
        await asyncio.sleep(2)
        await answer(send, "no database")

    with pytest.raises(ValueError, match="the cause"):
        async with Client(app).lifespan() as server:
            (await server.get("/")).expect(text="hello")


@pytest.mark.parametrize(
    ("rule", "steps"),
    [
        ("LIFE-002", ["lifespan.startup.complete"]),
        ("LIFE-003", ["receive"]),
        ("LIFE-003", ["receive", "lifespan.startup.complete", "lifespan.startup.complete"]),
        ("LIFE-006", ["receive", "lifespan.startup.complete"]),
        ("LIFE-007", ["receive", "lifespan.startup.complete", "receive"]),
        (
            "LIFE-007",
            [
                "receive",
                "lifespan.startup.complete",
                "receive",
                "lifespan.shutdown.failed",
                "lifespan.shutdown.complete",
            ],
        ),
        ("LIFE-008", ["receive", "lifespan.startup.complete", "lifespan.shutdown.complete"]),
        ("LIFE-009", ["receive", "lifespan.startup.completed"]),
        ("EVT-003", ["receive", "http.response.start"]),
        ("APP-006", []),
    ],
)
@on_virtual_time
async def test_an_app_that_says_the_wrong_thing_breaks_a_rule(rule: str, steps: list[str]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for step in steps:
            await (receive() if step == "receive" else send({"type": step}))

    with pytest.raises(ProtocolError, match=rule):
        async with Client(app).lifespan():
            await asyncio.sleep(1)


@on_virtual_time
async def test_a_message_that_is_no_text_breaks_a_rule() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": ValueError("no text")})

    with pytest.raises(ProtocolError, match="LIFE-005"):
        await Client(app).lifespan().start()


@on_virtual_time
async def test_another_dict_as_state_breaks_a_rule() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"db": 1}
        await answer_lifespan(receive, send)

    with pytest.raises(ProtocolError, match="LIFE-010"):
        await Client(app).lifespan().start()


@on_virtual_time
async def test_a_dict_as_state_where_the_server_has_none_breaks_no_rule() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["db"] = 1
        await answer_lifespan(receive, send)

    await Client(app, world=WORLDS["minimal scope"]).lifespan().start()


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([], "the answer to lifespan.startup"),
        (["lifespan.startup.failed"], "no lifespan.shutdown comes"),
        (["lifespan.startup.complete"], "the answer to lifespan.shutdown"),
        (["lifespan.startup.complete", "lifespan.shutdown.complete"], "for the app to return"),
    ],
)
@on_virtual_time
async def test_an_app_that_waits_for_ever_is_told_for_what_the_server_waits(answers: list[str], why: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in answers:
            await receive()
            await send({"type": message})
        await receive()
        await asyncio.Event().wait()

    with pytest.raises(Failure, match="Your app waits at line ") as caught:
        async with Client(app).lifespan():
            pass
    assert caught.value.kind == "stuck"
    assert why in caught.value.why


@on_virtual_time
async def test_a_request_that_fails_ends_a_server_that_is_well() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await answer_lifespan(receive, send)
        else:
            await answer(send, "hello")

    with pytest.raises(Failure, match="GET /"):
        async with Client(app).lifespan() as server:
            (await server.get("/")).expect(text="good bye")
