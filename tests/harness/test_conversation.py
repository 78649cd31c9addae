"""The record of a conversation: short enough to read, whole where a reader wants it whole."""

import asyncio
import contextlib
import functools
import time
from typing import Any

import pytest

from asgi_harness import Client, Failure, http_scope, run, websocket_scope
from asgi_harness.conversation import Conversation, Event, conversations_as_json, shorten, source_of
from asgi_harness.types import Receive, Scope, Send


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"x" * 100})


def test_the_text_is_a_table_of_time_direction_message_and_line() -> None:
    conversation = run(Client(app).post("/upload?a=1", body=b"abc")).conversation
    first = app.__code__.co_firstlineno
    rows = [" ".join(row.split()) for row in conversation.text().splitlines()]
    assert rows == [
        "0.000 scope http POST /upload?a=1",
        f"0.000 receive http.request body=b'abc' more_body=False line {first + 1}",
        f"0.000 send http.response.start status=200 headers=[] line {first + 2}",
        f"0.000 send http.response.body body=b'{'x' * 40}'… (100 bytes) line {first + 3}",
        "0.000 return",
    ]


def test_the_text_of_a_very_long_conversation_leaves_out_its_middle() -> None:
    async def chatter(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for number in range(1_000):
            await send({"type": "http.response.body", "body": b"%d" % number, "more_body": True})
        await send({"type": "http.response.body"})

    conversation = run(Client(chatter).get("/")).conversation
    rows = [" ".join(row.split()) for row in conversation.text().splitlines()]
    assert len(rows) == 401
    assert rows[200] == f"… {len(conversation.events) - 400} more"
    assert rows[199].startswith("0.000 send http.response.body body=b'197'")
    assert rows[-1] == "0.000 return"


@pytest.mark.parametrize(
    ("value", "short"),
    [
        (b"abc", "b'abc'"),
        ("x" * 61, f"'{'x' * 40}'… (61 characters)"),
        (list(range(200)), repr(list(range(200)))[:240] + "…"),
    ],
    ids=["short", "long text", "long list"],
)
def test_a_long_value_is_shortened(value: Any, short: str) -> None:
    assert shorten(value) == short


MESSAGE_OF_A_LEARNER: Any = ("a", 1)


@pytest.mark.parametrize(
    ("event", "summary"),
    [
        (Event(0, 0, "scope", http_scope("GET", "/caf%C3%A9?q=%20"), None), "http GET /café?q=%20"),
        (Event(0, 0, "scope", websocket_scope("/chat"), None), "websocket /chat"),
        (Event(0, 0, "scope", {"type": "mqtt"}, None), "mqtt"),
        (Event(0, 0, "send", {"status": 200}, None), "(no type)  status=200"),
        (Event(0, 0, "send", MESSAGE_OF_A_LEARNER, None), "('a', 1)"),
        (Event(0, 0, "return", {}, None), ""),
        (Event(0, 0, "raise", {"error": "ValueError: no"}, None), "ValueError: no"),
        (Event(0, 0, "wait", {}, None), ""),
        (Event(0, 0, "note", {"came": "2 s of blocking", "told": "APP-008: ..."}, None), "2 s of blocking"),
    ],
    ids=["http", "websocket", "other scope", "no type", "no message", "return", "raise", "wait", "note"],
)
def test_every_event_has_a_line(event: Event, summary: str) -> None:
    assert event.summary() == summary


def test_the_detail_is_the_whole_message_up_to_a_limit() -> None:
    whole = Event(0, 0, "send", {"type": "http.response.body", "body": b"x" * 1000}, None).detail()
    assert whole == f"{{'type': 'http.response.body',\n 'body': {b'x' * 1000!r}}}"
    cut = Event(0, 0, "send", {"type": "http.response.body", "body": b"x" * 10_000}, None).detail()
    assert cut.endswith("(shortened)")
    assert Event(0, 0, "raise", {"error": "ValueError"}, None).detail() == "ValueError"


def test_the_detail_of_a_long_message_has_a_line_for_each_key() -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-long", b"x" * 40)]
    told = Event(0, 0, "send", {"type": "http.response.start", "status": 200, "headers": headers}, None).detail()
    assert told.splitlines() == [
        "{'type': 'http.response.start',",
        " 'status': 200,",
        " 'headers': [(b'content-type', b'text/plain; charset=utf-8'),",
        f"             (b'x-long', b'{'x' * 40}')]}}",
    ]
    no_message: Any = [b"x" * 50, b"y" * 50]
    assert Event(0, 0, "send", no_message, None).detail() == f"[{no_message[0]!r},\n {no_message[1]!r}]"


def test_what_was_sent_can_be_asked_for_by_type() -> None:
    conversation = run(Client(app).get("/")).conversation
    assert [message["type"] for message in conversation.sent()] == ["http.response.start", "http.response.body"]
    assert len(conversation.sent("http.response.body")) == 1


def test_the_source_of_an_app_is_the_file_it_is_written_in() -> None:
    class App:
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...

        async def method(self, scope: Scope, receive: Receive, send: Send) -> None: ...

    assert source_of(app) == source_of(App()) == source_of(App().method) == __file__
    assert source_of(functools.partial(app)) is None


def test_without_a_source_any_line_outside_the_harness_counts() -> None:
    response = run(Client(functools.partial(app)).get("/"))
    assert response.conversation.events[1].line == app.__code__.co_firstlineno + 1
    assert Conversation("", "", {}).line_of(None) is None


async def asks_again(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(receive(), 0.5)
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


async def waits_for_more(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await receive()


async def blocks(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    time.sleep(2)
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


async def sends_text(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": "text"})


def told_of(app: Any) -> list[dict[str, Any]]:
    client = Client(app)
    with contextlib.suppress(Failure, RuntimeError):
        run(client.get("/"))
    (conversation,) = conversations_as_json(client.conversations)
    events: list[dict[str, Any]] = conversation["events"]
    return events


def test_what_is_told_has_the_code_of_each_line() -> None:
    assert told_of(app)[1]["code"] == "await receive()"
    assert told_of(app)[0]["code"] == ""


def test_a_receive_that_nothing_answered_is_told_in_its_place() -> None:
    events = told_of(asks_again)
    assert [event["direction"] for event in events] == ["scope", "receive", "wait", "send", "send", "return"]
    wait = events[2]
    assert (wait["asked"], wait["time"], wait["code"]) == (0, 0.5, "await asyncio.wait_for(receive(), 0.5)")
    assert (wait["rule"], wait["message"], wait["detail"]) == ("", "", "")


def test_a_wait_that_breaks_a_rule_is_told_with_it() -> None:
    wait = told_of(waits_for_more)[-1]
    assert (wait["direction"], wait["rule"], wait["severity"]) == ("wait", "HTTP-030", "error")


def test_a_broken_rule_is_told_at_its_message() -> None:
    assert [event["rule"] for event in told_of(sends_text)] == ["", "", "HTTP-020", ""]


def test_a_response_that_never_came_is_told_at_the_return() -> None:
    async def returns(scope: Scope, receive: Receive, send: Send) -> None: ...

    assert [(event["direction"], event["rule"]) for event in told_of(returns)] == [
        ("scope", ""),
        ("return", "HTTP-001"),
    ]


def test_a_broken_rule_that_no_message_shows_is_told_beside_the_messages() -> None:
    events = told_of(blocks)
    assert [event["direction"] for event in events] == ["scope", "receive", "note", "send", "send", "return"]
    note = events[2]
    assert (note["code"], note["rule"], note["severity"]) == ("time.sleep(2)", "APP-008", "warning")
    assert note["message"] == "2 s of blocking"
    assert note["detail"].startswith("APP-008: ")


def test_each_span_of_blocking_is_told() -> None:
    async def sleeps(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(2):
            time.sleep(2)
            await asyncio.sleep(1)
        await app(scope, receive, send)

    client = Client(sleeps)
    run(client.get("/"))
    assert conversations_as_json(client.conversations)[0]["blocked"] == [(0, 2), (3, 5)]


def test_conversations_are_told_in_one_order_and_from_one_clock() -> None:
    async def chats(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(1)
        await send({"type": "http.response.start", "status": 204})
        await send({"type": "http.response.body"})

    client = Client(chats)

    async def both() -> None:
        first = client.start("GET", "/first")
        await asyncio.sleep(0.25)
        second = client.start("GET", "/second")
        await first.ended()
        await second.ended()

    run(both())
    first, second = conversations_as_json(client.conversations)
    assert (first["begun"], second["begun"]) == (0, 0.25)
    events = [(event["order"], name) for name, one in (("first", first), ("second", second)) for event in one["events"]]
    assert [name for _, name in sorted(events)] == ["first", "second", *["first"] * 3, *["second"] * 3]
    assert sorted(order for order, _ in events) == list(range(8))


def test_of_a_very_long_conversation_the_beginning_is_told() -> None:
    async def talks(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        for _ in range(600):
            await send({"type": "http.response.body", "more_body": True})
        await send({"type": "http.response.body"})

    assert len(told_of(talks)) == 500
