"""The record of a conversation: short enough to read, whole where a reader wants it whole."""

import functools
from typing import Any

import pytest

from asgi_harness import Client, http_scope, run, websocket_scope
from asgi_harness.conversation import Conversation, Event, shorten, source_of
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
    ],
    ids=["http", "websocket", "other scope", "no type", "no message", "return", "raise"],
)
def test_every_event_has_a_line(event: Event, summary: str) -> None:
    assert event.summary() == summary


def test_the_detail_is_the_whole_message_up_to_a_limit() -> None:
    whole = Event(0, 0, "send", {"type": "http.response.body", "body": b"x" * 1000}, None).detail()
    assert whole.count("x") == 1000
    cut = Event(0, 0, "send", {"type": "http.response.body", "body": b"x" * 10_000}, None).detail()
    assert cut.endswith("(shortened)")
    assert Event(0, 0, "raise", {"error": "ValueError"}, None).detail() == "ValueError"


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
