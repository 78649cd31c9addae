"""No false alarm, and no fault that passes: legal apps are drawn and break no rule; each is mutated, and is caught."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from asgi_harness import LOSSES, WORLDS, Client, Failure, ProtocolError, World, run
from asgi_harness.types import Message, Receive, Scope, Send

Messages = list[Message]
Mutation = Callable[[Messages], Any]

settings.register_profile("harness", max_examples=100, deadline=None, derandomize=True, database=None)
settings.load_profile("harness")

NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-!#$%&'*+.^_`|~", min_size=1, max_size=12).map(
    lambda name: f"x-{name}".encode()
)
VALUES = st.binary(max_size=20).map(lambda value: value.translate(None, b"\r\n\0"))
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=4)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
EXTRAS = st.dictionaries(st.text("XYZ", min_size=12, max_size=15), PLAIN, max_size=1)
REASONS = st.text(max_size=123).filter(lambda reason: len(reason.encode("utf-8", "surrogatepass")) <= 123)
CODES = st.sampled_from([1000, 3000, 3999, 4000, 4999])


@st.composite
def responses(draw: st.DrawFn) -> Messages:
    """The messages of a legal HTTP response."""
    status = draw(st.integers(200, 599))
    pieces = [b""] if status in (204, 304) else draw(st.lists(st.binary(max_size=30), min_size=1, max_size=4))
    headers = draw(HEADERS)
    if status not in (204, 304) and draw(st.booleans()):
        headers.append((b"content-length", str(sum(map(len, pieces))).encode()))
    forms: list[Callable[[Any], Any]] = [list, tuple, iter, lambda pairs: [list(pair) for pair in pairs]]
    form = draw(st.sampled_from(forms))
    start: Message = {"type": "http.response.start", "status": status, "headers": form(headers), **draw(EXTRAS)}
    if not headers and draw(st.booleans()):
        del start["headers"]
    bodies: Messages = [
        {"type": "http.response.body", "body": piece, "more_body": True, **draw(EXTRAS)} for piece in pieces
    ]
    if draw(st.booleans()):
        bodies.append({"type": "http.response.body"})
    elif draw(st.booleans()):
        del bodies[-1]["more_body"]
    else:
        bodies[-1]["more_body"] = False
    return [start, *bodies]


@st.composite
def sessions(draw: st.DrawFn) -> Messages:
    """What a legal app sends to a WebSocket whose client offers chat."""
    accept: Message = {"type": "websocket.accept", "headers": draw(HEADERS)}
    if draw(st.booleans()):
        accept["subprotocol"] = draw(st.sampled_from(["chat", None]))
    sent: Messages = []
    for content in draw(st.lists(st.text(max_size=20) | st.binary(max_size=20), min_size=1, max_size=4)):
        key, other = ("text", "bytes") if isinstance(content, str) else ("bytes", "text")
        sent.append({"type": "websocket.send", key: content, **({other: None} if draw(st.booleans()) else {})})
    close: Message = {"type": "websocket.close"}
    if draw(st.booleans()):
        close["code"] = draw(CODES)
    if draw(st.booleans()):
        close["reason"] = draw(st.none() | REASONS)
    return [accept, *sent, close]


def rules_broken(scope_type: str, messages: Messages, world: World = WORLDS["keys left out"]) -> set[str]:
    """The ids of all rules that an app breaks by sending these messages."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope_type == "websocket":
            await receive()
        for message in messages:
            await send(message)

    client = Client(app, world=world)

    async def use() -> None:
        with contextlib.suppress(ProtocolError, Failure):
            if scope_type == "http":
                await client.get("/")
            else:
                async with client.websocket("/", subprotocols=["chat"]) as session:
                    while session.closed is None:
                        await session.receive_next()

    run(use())
    return {violation.rule.id for violation in client.conversations[0].violations}


@given(responses(), st.sampled_from(list(WORLDS.values())))
def test_a_legal_response_breaks_no_rule_in_any_world(messages: Messages, world: World) -> None:
    assert rules_broken("http", messages, world) == set()


@given(responses(), st.sampled_from(list(LOSSES.values())))
def test_an_app_that_does_not_listen_may_send_to_a_client_that_has_left(messages: Messages, world: World) -> None:
    assert rules_broken("http", messages, world) == set()


@given(sessions())
def test_a_legal_session_breaks_no_rule(messages: Messages) -> None:
    assert rules_broken("websocket", messages) == set()


def change(index: int, **values: Any) -> Mutation:
    return lambda messages: messages[index].update(values)


def add_header(name: Any, value: Any) -> Mutation:
    return lambda messages: messages[0].update(headers=[*messages[0].get("headers", ()), (name, value)])


def _promise(messages: Messages) -> None:
    """A content-length that is one byte too long."""
    size = sum(len(message.get("body", b"")) for message in messages)
    headers = [header for header in messages[0].get("headers", ()) if header[0] != b"content-length"]
    messages[0].update(status=200, headers=[*headers, (b"content-length", str(size + 1).encode())])


RESPONSE_MUTATIONS: list[tuple[str, Mutation]] = [
    ("HTTP-001", lambda messages: messages.clear()),
    ("HTTP-002", lambda messages: messages.pop(0)),
    ("HTTP-002", lambda messages: messages.reverse()),
    ("HTTP-003", lambda messages: messages.insert(1, messages[0])),
    ("HTTP-004", lambda messages: messages.__delitem__(slice(1, None))),
    ("HTTP-005", change(-1, more_body=True)),
    ("HTTP-006", lambda messages: messages.append({"type": "http.response.body"})),
    ("HTTP-007", lambda messages: messages[0].pop("status")),
    ("HTTP-008", change(0, status="200")),
    ("HTTP-009", change(0, status=101)),
    ("HTTP-011", change(0, headers={})),
    ("HTTP-012", add_header("x-one", b"1")),
    ("HTTP-013", add_header(b"X-One", b"1")),
    ("HTTP-014", add_header(b":status", b"200")),
    ("HTTP-015", add_header(b"x-one", b"1\r\nx-two: 2")),
    ("HTTP-016", add_header(b"transfer-encoding", b"chunked")),
    ("HTTP-018", add_header(b"content-length", b"many")),
    ("HTTP-019", _promise),
    ("HTTP-020", change(1, body="text")),
    ("HTTP-021", change(-1, more_body="False")),
    ("HTTP-022", lambda messages: (messages[0].update(status=204, headers=[]), messages[1].update(body=b"x"))),
    ("EVT-002", lambda messages: messages[0].update(type=None)),
    ("EVT-003", change(0, type="http.response.begin")),
    ("EVT-004", change(0, note=float("nan"))),
    ("EVT-005", lambda messages: messages[-1].update(Body=b"")),
    ("EXT-001", change(-1, type="http.response.trailers")),
]
SESSION_MUTATIONS: list[tuple[str, Mutation]] = [
    ("WS-001", lambda messages: messages.clear()),
    ("WS-003", lambda messages: messages.insert(0, {"type": "websocket.accept"})),
    ("WS-004", lambda messages: messages.pop(0)),
    ("WS-007", change(1, text=None, bytes=None)),
    ("WS-007", change(1, text="", bytes=b"")),
    ("WS-008", change(1, text=b"hi")),
    ("WS-010", lambda messages: messages.append({"type": "websocket.close"})),
    ("WS-011", change(-1, code=1006)),
    ("WS-013", change(-1, reason="x" * 124)),
    ("WS-014", change(-1, code=None)),
    ("WS-015", change(0, subprotocol="other")),
    ("WS-016", change(0, subprotocol=b"chat")),
    ("WS-017", change(0, headers=[(b"sec-websocket-protocol", b"chat")])),
    ("WS-018", change(1, type="http.response.body")),
    ("WS-019", change(1, type="websocket.text")),
    ("WS-020", lambda messages: messages.pop()),
]


def mutated(messages: Messages, mutation: Mutation) -> Messages:
    copies: Messages = [dict(message) for message in messages]
    # An iterator of headers is used up by the first look.
    copies[0]["headers"] = list(copies[0].get("headers", ()))
    mutation(copies)
    return copies


@given(responses(), st.sampled_from(RESPONSE_MUTATIONS))
def test_a_mutated_response_is_caught(messages: Messages, mutation: tuple[str, Mutation]) -> None:
    rule, change_it = mutation
    assert rule in rules_broken("http", mutated(messages, change_it))


@given(sessions(), st.sampled_from(SESSION_MUTATIONS))
def test_a_mutated_session_is_caught(messages: Messages, mutation: tuple[str, Mutation]) -> None:
    rule, change_it = mutation
    assert rule in rules_broken("websocket", mutated(messages, change_it))
