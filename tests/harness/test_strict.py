"""strict(app): under a server of any make, an app is told which rules it breaks."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from asgi_harness import Client, ProtocolError
from asgi_harness.strict import ProtocolWarning, strict
from asgi_harness.types import ASGIApp, Message, Receive, Scope, Send
from tests.harness.virtual_time import on_virtual_time

START: Message = {"type": "http.response.start", "status": 200, "headers": []}
END: Message = {"type": "http.response.body", "body": b"hi"}


class Server:
    """A server that minds nothing: it gives the events that it has, and keeps what it gets."""

    def __init__(self, scope_type: str, *events: str, loses_the_client: bool = False) -> None:
        self.scope: Scope = {"type": scope_type, "asgi": {"version": "3.0"}, "path": "/", "headers": []}
        self.events = [{"type": event} for event in events]
        self.loses_the_client = loses_the_client
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        return self.events.pop(0)

    async def send(self, message: Message) -> None:
        if self.loses_the_client:
            raise ConnectionResetError
        self.sent.append(message)

    async def call(self, app: ASGIApp) -> None:
        await app(self.scope, self.receive, self.send)


def sending(*messages: Any, receives: int = 0) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(receives):
            await receive()
        for message in messages:
            await send(message)

    return app


async def told(app: ASGIApp, server: Server) -> list[str]:
    """The ids of the rules that an app is told to break, where nothing is raised."""
    texts: list[str] = []
    await server.call(strict(app, raises=False, report=texts.append))
    return [text.partition(":")[0] for text in texts]


@on_virtual_time
async def test_an_app_that_keeps_the_rules_does_not_notice() -> None:
    server = Server("http")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        await server.call(strict(sending(START, END)))
    assert server.sent == [START, END]


@on_virtual_time
async def test_an_error_is_raised_and_told_with_its_place() -> None:
    server = Server("http")
    with (
        pytest.warns(ProtocolWarning, match=r"HTTP-020: .* got str 'hi'\. Write .*\(.*test_strict\.py, line \d+\)"),
        pytest.raises(ProtocolError, match="HTTP-020: body is bytes"),
    ):
        await server.call(strict(sending(START, {"type": "http.response.body", "body": "hi"})))
    assert server.sent == [START]


@on_virtual_time
async def test_a_warning_is_only_told() -> None:
    server = Server("http")
    start = {**START, "headers": [(b"connection", b"close")]}
    with pytest.warns(ProtocolWarning, match="HTTP-017"):
        await server.call(strict(sending(start, END)))
    assert server.sent == [start, END]


@on_virtual_time
async def test_on_wish_nothing_is_raised_and_all_goes_on_to_the_server() -> None:
    server = Server("http")
    assert await told(sending(END), server) == ["HTTP-002", "HTTP-001"]
    assert server.sent == [END]


@on_virtual_time
async def test_an_iterator_of_headers_reaches_the_server() -> None:
    server = Server("http")
    await server.call(strict(sending({**START, "headers": iter([(b"x-one", b"1")])}, END)))
    assert server.sent == [{**START, "headers": [(b"x-one", b"1")]}, END]


@on_virtual_time
async def test_an_app_that_returns_too_early_fails() -> None:
    with pytest.warns(ProtocolWarning, match="HTTP-005"), pytest.raises(ProtocolError, match="HTTP-005"):
        await Server("http").call(strict(sending(START, {**END, "more_body": True})))


@on_virtual_time
async def test_a_plain_def_fails() -> None:
    def app(scope: Scope, receive: Receive, send: Send) -> None: ...

    assert await told(app, Server("http")) == ["APP-001"]  # type: ignore[arg-type]


@on_virtual_time
async def test_a_returned_value_is_told() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> str:
        await send(START)
        await send(END)
        return "hi"

    assert await told(app, Server("http")) == ["APP-005"]  # type: ignore[arg-type]


@on_virtual_time
async def test_an_app_may_return_when_the_client_has_left() -> None:
    assert await told(sending(START, receives=1), Server("http", "http.disconnect")) == ["HTTP-032"]
    assert await told(sending(receives=1), Server("http", "http.disconnect")) == []


@on_virtual_time
async def test_an_os_error_of_the_server_s_reaches_the_app() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in (START, END):
            with pytest.raises(ConnectionResetError):
                await send(message)

    assert await told(app, Server("http", loses_the_client=True)) == ["HTTP-033"]


@on_virtual_time
async def test_a_startup_that_crashes_is_told_although_servers_hide_it() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        raise ConnectionError("the database is down")

    with pytest.raises(ProtocolError, match="LIFE-004"), pytest.warns(ProtocolWarning, match="the database is down"):
        await Server("lifespan", "lifespan.startup").call(strict(app))


@on_virtual_time
async def test_an_exception_goes_on_to_the_server() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await Server("http").call(strict(app))


@on_virtual_time
async def test_a_scope_that_nobody_knows_is_handed_on() -> None:
    server = Server("mqtt")
    await server.call(strict(sending({"type": "mqtt.hello"})))
    assert server.sent == [{"type": "mqtt.hello"}]


@on_virtual_time
async def test_it_stands_between_any_server_and_any_app() -> None:
    response = await Client(strict(sending(START, END))).get("/")
    assert (response.status, response.body) == (200, b"hi")
