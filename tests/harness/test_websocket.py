"""WebSocket sessions: what an app and its clients see of each other."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest

from asgi_harness import WORLDS, Client, ClientLeft, Failure, ProtocolError, WebSocketSession
from asgi_harness.types import Message, Receive, Scope, Send
from asgi_harness.websocket import Closed
from tests.harness.virtual_time import on_virtual_time


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    while (message := await receive())["type"] != "websocket.disconnect":
        if message["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        elif message.get("text") is not None:
            await send({"type": "websocket.send", "text": message["text"]})
        else:
            await send({"type": "websocket.send", "bytes": message["bytes"]})


def received(session: WebSocketSession) -> list[Message]:
    return [event.message for event in session.conversation.events if event.direction == "receive"]


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
@on_virtual_time
async def test_an_echo_works_in_every_world(world: Any) -> None:
    async with Client(echo, world=world).websocket("/") as session:
        await session.expect_accept()
        for message in ("text", "", b"bytes", b""):
            await (session.send_text(message) if isinstance(message, str) else session.send_bytes(message))
            await session.expect(message)
        await session.expect_silence()


@on_virtual_time
async def test_messages_said_at_once_are_received_in_order() -> None:
    async with Client(echo).websocket("/") as session:
        for number in range(5):
            await session.send_text(str(number))
        for number in range(5):
            assert await session.receive_next() == str(number)


@on_virtual_time
async def test_sessions_are_open_side_by_side() -> None:
    client = Client(echo)
    async with client.websocket("/a") as first, client.websocket("/b") as second:
        await second.send_text("b")
        await first.send_text("a")
        await first.expect("a")
        await second.expect("b")
    assert [conversation.title for conversation in client.conversations] == ["websocket /a", "websocket /b"]


@on_virtual_time
async def test_a_refused_client_sees_neither_code_nor_reason() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.close", "code": 4000, "reason": "go away"})

    async with Client(app).websocket("/") as session:
        await session.expect_refusal()
        assert session.closed == Closed(None)
        assert await session.receive_next() == Closed(None)


@on_virtual_time
async def test_an_app_that_has_refused_is_told_1006() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.close"})
        await receive()

    async with Client(app).websocket("/") as session:
        await session.expect_refusal()
    assert received(session)[-1] == {"type": "websocket.disconnect", "code": 1006, "reason": ""}


@on_virtual_time
async def test_an_app_that_has_closed_is_told_its_own_code() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 4001, "reason": "enough"})
        await receive()

    async with Client(app).websocket("/") as session:
        await session.expect_accept()
        await session.expect_close(4001, "enough")
        await session.expect_silence()
    assert received(session)[-1] == {"type": "websocket.disconnect", "code": 4001, "reason": "enough"}


@on_virtual_time
async def test_what_is_said_after_the_apps_close_is_lost() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close"})
        await asyncio.sleep(1)
        await receive()

    async with Client(app).websocket("/") as session:
        await session.send_text("before")
        await session.send_text("after")
    assert [message["type"] for message in received(session)] == ["websocket.connect", "websocket.disconnect"]


@pytest.mark.parametrize("code", [1005, 4999])
@on_virtual_time
async def test_an_app_is_told_the_clients_code(code: int) -> None:
    async with Client(echo).websocket("/") as session:
        await session.expect_accept()
        session.leave(code)
        session.leave(code=1000)
    assert received(session)[-1]["code"] == code


@on_virtual_time
async def test_a_client_that_leaves_before_it_is_accepted_gives_1006() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await asyncio.sleep(1)
        await receive()

    async with Client(app).websocket("/") as session:
        pass
    assert received(session)[-1]["code"] == 1006


@on_virtual_time
async def test_sending_to_a_client_that_left_raises_and_may_come_out_of_the_app() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await asyncio.sleep(1)
        await send({"type": "websocket.send", "text": "late"})

    async with Client(app).websocket("/") as session:
        await session.expect_accept()
    assert isinstance(session.error, ClientLeft)


@on_virtual_time
async def test_the_leaving_may_come_out_of_a_group_of_tasks() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await asyncio.sleep(1)

        async def say(text: str) -> None:
            await send({"type": "websocket.send", "text": text})

        async with asyncio.TaskGroup() as group:
            group.create_task(say("late"))

    async with Client(app).websocket("/") as session:
        await session.expect_accept()
    assert isinstance(session.error, ExceptionGroup)


@on_virtual_time
async def test_on_a_broken_connection_send_raises_and_receive_waits() -> None:
    errors = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        try:
            await send({"type": "websocket.send", "text": "hello"})
        except OSError as error:
            errors.append(error)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(receive(), 60)
        await receive()

    async with Client(app).websocket("/") as session:
        await session.expect_accept()
        session.break_connection()
        await session.send_text("go")
        await asyncio.sleep(100)
    assert len(errors) == 1
    assert received(session)[-1]["code"] == 1006


@on_virtual_time
async def test_another_clients_leaving_is_no_excuse_for_an_app_that_raises() -> None:
    sends: list[Send] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        sends.append(send)
        while (await receive())["type"] != "websocket.disconnect":
            for each in sends:
                await each({"type": "websocket.send", "text": "hello"})

    client = Client(app)
    with pytest.raises(ClientLeft):
        async with client.websocket("/") as first, client.websocket("/") as second:
            await first.expect_accept()
            await second.expect_accept()
            first.break_connection()
            await second.send_text("go")


@on_virtual_time
async def test_an_app_may_be_sending_to_a_client_while_that_client_leaves() -> None:
    sends: list[Send] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        sends.append(send)
        while (await receive())["type"] != "websocket.disconnect":
            await asyncio.sleep(1)
            with pytest.raises(OSError, match="the client has left"):
                await sends[0]({"type": "websocket.send", "text": "hello"})

    client = Client(app)
    async with client.websocket("/") as first, client.websocket("/") as second:
        await second.send_text("go")
        first.leave()
        await first.ended()
        await asyncio.sleep(2)


@on_virtual_time
async def test_sending_after_the_return_is_an_error_while_the_client_is_there() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def later() -> None:
            await asyncio.sleep(1)
            with pytest.raises(ProtocolError, match="APP-010"):
                await send({"type": "websocket.send", "text": "late"})

        await receive()
        await send({"type": "websocket.accept"})
        tasks.append(asyncio.create_task(later()))

    tasks: list[asyncio.Task[None]] = []
    with pytest.raises(ProtocolError, match="APP-010"):
        async with Client(app).websocket("/"):
            await asyncio.sleep(5)
    await asyncio.gather(*tasks)


@on_virtual_time
async def test_an_app_that_waits_tells_what_was_expected_and_what_the_client_did() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass

    with pytest.raises(Failure, match="Your app waits at line ") as caught:
        async with Client(app, world=WORLDS["keys with None"]).websocket("/chat") as session:
            await session.expect_accept()
            await session.send_text("one")
            await session.send_bytes(b"two")
            await session.expect("three")
    failure = caught.value
    assert failure.kind == "stuck"
    assert failure.sent.startswith("websocket /chat, then 'one', b'two'\nunusual: the unused one of text and bytes")
    assert (failure.expected, failure.got) == ("'three'", "nothing")


@on_virtual_time
async def test_a_failure_tells_what_every_client_did() -> None:
    client = Client(echo)
    with pytest.raises(Failure) as caught:
        async with client.websocket("/a") as first, client.websocket("/b") as second:
            await first.send_text("hello")
            second.leave()
            await first.expect("good bye")
    assert caught.value.sent == "client 1 (this one): websocket /a, then 'hello'\nclient 2: websocket /b, then it left"
    assert (caught.value.expected, caught.value.got) == ("'good bye'", "'hello'")


@on_virtual_time
async def test_the_app_that_broke_is_named_not_the_client_that_waits_in_vain() -> None:
    sends: list[Send] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        sends.append(send)
        message = await receive()
        await sends[1]({"type": "websocket.send", "text": message["texts"]})

    client = Client(app)
    with pytest.raises(KeyError, match="texts"):
        async with client.websocket("/") as first, client.websocket("/") as second:
            await first.expect_accept()
            await second.expect_accept()
            await first.send_text("hello")
            await second.expect("hello")


@on_virtual_time
async def test_an_app_that_does_not_return_when_the_client_left_is_told_so() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        await asyncio.Event().wait()

    with pytest.raises(Failure) as caught:
        async with Client(app).websocket("/") as session:
            await session.expect_accept()
    assert "Event.wait()" in caught.value.message
    assert caught.value.why == "The connection is over: the server waits for the app to return."


@on_virtual_time
async def test_an_app_that_asks_again_and_again_after_the_disconnect_is_stopped() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while True:
            await receive()

    with pytest.raises(ProtocolError, match="WS-021"):
        async with Client(app).websocket("/") as session:
            await session.expect_accept()


@on_virtual_time
async def test_an_app_that_goes_round_and_round_is_stopped_in_the_silence() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while True:
            await asyncio.sleep(0)

    with pytest.raises(Failure, match="goes round and round at line ") as caught:
        async with Client(app).websocket("/") as session:
            await session.expect_silence()
    assert caught.value.kind == "endless"


@on_virtual_time
async def test_an_endless_app_keeps_its_own_text_where_a_message_was_expected() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        while True:
            await asyncio.sleep(0)

    with pytest.raises(Failure) as caught:
        async with Client(app).websocket("/") as session:
            await session.expect_accept()
    assert caught.value.expected == "a loop that ends, or that waits for something"


@on_virtual_time
async def test_an_app_that_returned_is_told_what_was_expected() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await receive()

    with pytest.raises(Failure, match="The app has returned") as caught:
        async with Client(app).websocket("/") as session:
            await session.expect_accept()
            session.leave()
            await session.expect("good bye")
    assert caught.value.expected == "'good bye'"


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([], "websocket.accept"),
        ([{"type": "websocket.close"}], "websocket.accept"),
        ([{"type": "websocket.accept", "subprotocol": "b"}], "subprotocol 'a'"),
    ],
)
@on_virtual_time
async def test_expect_accept_fails(messages: list[Message], expected: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        for message in messages:
            await send(message)
        await receive()

    with pytest.raises(Failure) as caught:
        async with Client(app).websocket("/", subprotocols=["a", "b"]) as session:
            await session.expect_accept(subprotocol="a")
    assert caught.value.expected == expected
    assert caught.value.sent == "websocket / offering a, b"


@on_virtual_time
async def test_the_subprotocol_and_the_headers_of_an_accept_are_kept() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept", "subprotocol": "b", "headers": ([b"x-a", b"1"],)})
        await receive()

    async with Client(app, world=WORLDS["minimal scope"]).websocket("/", subprotocols=["a", "b"]) as session:
        await session.expect_accept(subprotocol="b")
    assert session.headers == [(b"x-a", b"1")]


@on_virtual_time
async def test_expect_refusal_fails_where_the_app_accepts() -> None:
    with pytest.raises(Failure, match="The connection was accepted"):
        async with Client(echo).websocket("/") as session:
            await session.expect_refusal()


@pytest.mark.parametrize(
    ("message", "got"),
    [
        ({"type": "websocket.send", "text": "4000"}, "'4000'"),
        ({"type": "websocket.close"}, "close with code 1000"),
        ({"type": "websocket.close", "code": 4000, "reason": "so"}, "close with code 4000 and reason 'so'"),
    ],
)
@on_virtual_time
async def test_expect_close_fails(message: Message, got: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send(message)
        await receive()

    with pytest.raises(Failure) as caught:
        async with Client(app).websocket("/") as session:
            await session.expect_close(4000, "why")
    assert (caught.value.expected, caught.value.got) == ("close with code 4000 and reason 'why'", got)


@on_virtual_time
async def test_a_refusal_is_no_close_with_a_code() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.close", "code": 4000})

    with pytest.raises(Failure) as caught:
        async with Client(app).websocket("/") as session:
            await session.expect_close(4000)
    assert caught.value.got == "a refusal of the connection"


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({"type": "websocket.send", "text": "psst"}, "a message too many"),
        ({"type": "websocket.close"}, "The connection was closed"),
    ],
)
@on_virtual_time
async def test_silence_is_broken_by_a_message_and_by_a_close(message: Message, error: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await asyncio.sleep(0.5)
        await send(message)
        await receive()

    with pytest.raises(Failure, match=error):
        async with Client(app).websocket("/") as session:
            await session.expect_accept()
            await session.expect_silence(0.4)
            await session.expect_silence(0.2)


@on_virtual_time
async def test_silence_is_broken_by_an_app_that_dies() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await asyncio.sleep(0.5)
        raise ValueError("dead")

    with pytest.raises(ValueError, match="dead"):
        async with Client(app).websocket("/") as session:
            await session.expect_silence()


@pytest.mark.parametrize(
    ("rule", "messages"),
    [
        ("WS-001", []),
        ("WS-003", [{"type": "websocket.accept"}, {"type": "websocket.accept"}]),
        ("WS-004", [{"type": "websocket.send", "text": "too early"}]),
        ("WS-007", [{"type": "websocket.accept"}, {"type": "websocket.send"}]),
        ("WS-007", [{"type": "websocket.accept"}, {"type": "websocket.send", "text": "a", "bytes": b"a"}]),
        ("WS-008", [{"type": "websocket.accept"}, {"type": "websocket.send", "text": b"a"}]),
        ("WS-006", [{"type": "websocket.close"}, {"type": "websocket.accept"}]),
        ("WS-010", [{"type": "websocket.accept"}, {"type": "websocket.close"}, {"type": "websocket.close"}]),
        ("WS-011", [{"type": "websocket.accept"}, {"type": "websocket.close", "code": 1006}]),
        ("WS-013", [{"type": "websocket.accept"}, {"type": "websocket.close", "reason": "é" * 62}]),
        ("WS-014", [{"type": "websocket.accept"}, {"type": "websocket.close", "code": "1000"}]),
        ("WS-015", [{"type": "websocket.accept", "subprotocol": "chat"}]),
        ("WS-016", [{"type": "websocket.accept", "subprotocol": b"chat"}]),
        ("WS-017", [{"type": "websocket.accept", "headers": [(b"sec-websocket-protocol", b"chat")]}]),
        ("WS-020", [{"type": "websocket.accept"}]),
        ("WS-018", [{"type": "http.response.start", "status": 404}]),
        ("WS-019", [{"type": "websocket.text", "text": "a"}]),
        ("EXT-001", [{"type": "websocket.http.response.start", "status": 404}]),
    ],
)
@on_virtual_time
async def test_an_app_that_says_the_wrong_thing_breaks_a_rule(rule: str, messages: list[Message]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        for message in messages:
            await send(message)

    with pytest.raises(ProtocolError, match=rule):
        async with Client(app).websocket("/") as session:
            await session.ended()


@on_virtual_time
async def test_an_app_that_answers_before_it_was_asked_breaks_a_rule() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})

    with pytest.raises(ProtocolError, match="WS-002"):
        async with Client(app).websocket("/") as session:
            await session.expect_accept()


@on_virtual_time
async def test_a_forgotten_await_is_named_not_the_wait_that_follows() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        send({"type": "websocket.accept"})
        await receive()

    with pytest.raises(ProtocolError, match="APP-007"):
        async with Client(app).websocket("/") as session:
            await session.expect_accept()


@on_virtual_time
async def test_a_swallowed_violation_is_named_not_the_wait_that_follows() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        with contextlib.suppress(Exception):
            await send({"type": "websocket.send"})
        await receive()

    with pytest.raises(ProtocolError, match="WS-007"):
        async with Client(app).websocket("/") as session:
            await session.expect("hello")


@on_virtual_time
async def test_a_task_that_died_unnoticed_is_named_not_the_wait_for_it() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def read() -> None:
            await queue.put((await receive())["text"])

        queue: asyncio.Queue[str] = asyncio.Queue()
        reader = asyncio.create_task(read())
        await queue.get()
        await reader

    with pytest.raises(KeyError, match="text"):
        async with Client(app).websocket("/") as session:
            await session.expect_accept()


@on_virtual_time
async def test_of_a_long_session_the_last_steps_are_told() -> None:
    async with Client(echo).websocket("/") as session:
        await session.expect_accept()
        for number in range(12):
            await session.send_text(str(number))
            await session.expect(str(number))
    assert session.conversation.request == (
        "websocket /, then …, '3', '4', '5', '6', '7', '8', '9', '10', '11', it left"
    )


@on_virtual_time
async def test_an_app_that_returns_in_silence_passes() -> None:
    async with Client(echo).websocket("/") as session:
        await session.expect_accept()
        await session.expect_return(1001)
    assert received(session)[-1]["code"] == 1001


@on_virtual_time
async def test_an_app_that_sends_to_a_client_that_it_knows_to_be_gone_fails() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        await send({"type": "websocket.close"})

    with pytest.raises(Failure, match="although it knows") as caught:
        async with Client(app).websocket("/") as session:
            await session.expect_accept()
            await session.expect_return()
    assert caught.value.got == "websocket.close"


@on_virtual_time
async def test_an_app_may_cancel_its_own_task_of_a_broken_connection_and_of_no_other() -> None:
    tasks: list[asyncio.Task[None] | None] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        tasks.append(asyncio.current_task())
        await receive()
        await send({"type": "websocket.accept"})
        await receive()

    client = Client(app)
    async with client.websocket("/") as session:
        await session.expect_accept()
        session.break_connection()
        assert tasks[0] is not None
        tasks[0].cancel()
    with pytest.raises(Failure, match="CancelledError"):
        async with client.websocket("/") as session:
            await session.expect_accept()
            assert tasks[1] is not None
            tasks[1].cancel()
            await asyncio.sleep(1)


@on_virtual_time
async def test_an_app_that_ends_by_cancellation_has_not_returned() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        raise asyncio.CancelledError

    with pytest.raises(Failure, match="CancelledError"):
        async with Client(app).websocket("/") as session:
            await session.expect_accept()
            await session.expect_return()
