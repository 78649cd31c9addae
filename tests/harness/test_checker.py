"""The checker: what each message may hold, when it may come, and what a KeyError tells."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from asgi_harness import LOSSES, Client, Conversation, Failure, ProtocolError
from asgi_harness.checker import checker_for
from asgi_harness.schema import EXTENSION_TYPES
from asgi_harness.types import ASGIApp, Message, Receive, Scope, Send
from tests.harness.framework_apps import FILE
from tests.harness.virtual_time import on_virtual_time

ALL: dict[str, Any] = {"extensions": {message_type.extension: {} for message_type in EXTENSION_TYPES.values()}}
START: Message = {"type": "http.response.start", "status": 200, "headers": []}
BODY: Message = {"type": "http.response.body", "body": b"hi"}
MORE: Message = {**BODY, "more_body": True}
HINT: Message = {"type": "http.response.early_hint", "links": [b"</style.css>; rel=preload"]}
PUSH: Message = {"type": "http.response.push", "path": "/style.css", "headers": []}
DEBUG: Message = {"type": "http.response.debug", "info": {"template": object()}}
PATH: Message = {"type": "http.response.pathsend", "path": str(FILE)}
TRAILERS: Message = {"type": "http.response.trailers", "headers": [(b"x-digest", b"1")]}
WITH_TRAILERS: Message = {**START, "headers": [(b"trailer", b"x-digest")], "trailers": True}
ACCEPT: Message = {"type": "websocket.accept"}
CLOSE: Message = {"type": "websocket.close"}
DENIAL: Message = {"type": "websocket.http.response.start", "status": 401, "headers": []}
DENIAL_BODY: Message = {"type": "websocket.http.response.body", "body": b"who are you?"}


def header(name: Any, value: Any = b"1") -> Message:
    return {**START, "headers": [(name, value)]}


def sending(*messages: Any, receives: int = 0) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(receives):
            await receive()
        for message in messages:
            await send(message)

    return app


async def told(client: Client, url: str = "/", **options: Any) -> list[str]:
    """The ids of the rules that an app breaks in one request, in order."""
    with contextlib.suppress(ProtocolError):
        await client.get(url, **options)
    return [violation.rule.id for violation in client.conversations[0].violations]


LEGAL: list[tuple[Message, ...]] = [
    (START, BODY),
    (START, {"type": "http.response.body"}),
    ({"type": "http.response.start", "status": 200}, BODY),
    ({**START, "headers": iter([(b"x-one", b"1")])}, BODY),
    ({**START, "headers": ([b"x-one", b"1"],)}, BODY),
    ({**START, "note": ["anything", {"plain": None}]}, BODY),
    ({**START, "status": 599}, BODY),
    (header(b"content-length", b"2"), BODY),
    (header(b"set-cookie", b"a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/"), BODY),
    (header(b"set-cookie", b'a="1"; Path=/a,b'), BODY),
    ({**header(b"content-length", b"0"), "status": 304}, {"type": "http.response.body"}),
    ({**header(b"content-length", b"10"), "status": 304}, {"type": "http.response.body"}),
    (START, MORE, {**BODY, "body": b""}),
    (HINT, {**HINT, "links": iter([b"</a>"])}, START, BODY),
    (DEBUG, START, BODY),
    (START, PUSH, MORE, PUSH, BODY),
    (START, PATH),
    (header(b"content-length", b"10"), PATH),
    (WITH_TRAILERS, BODY, TRAILERS),
    (WITH_TRAILERS, BODY, {**TRAILERS, "more_trailers": True}, TRAILERS),
]


@pytest.mark.parametrize("messages", LEGAL, ids=str)
@on_virtual_time
async def test_a_legal_response_breaks_no_rule(messages: tuple[Message, ...]) -> None:
    assert await told(Client(sending(*messages)), scope=ALL) == []


ILLEGAL: list[tuple[list[str], tuple[Any, ...]]] = [
    (["EVT-001"], ("http.response.start",)),
    (["EVT-002"], ({"status": 200},)),
    (["EVT-002"], ({"type": 200},)),
    (["EVT-003"], ({"type": "http.nonsense"},)),
    (["EVT-003"], ({"type": "http.request"},)),
    (["EVT-003"], ({"type": "websocket.send"},)),
    (["EVT-004"], (START, {**BODY, "body": bytearray(b"hi")})),
    (["EVT-004"], (START, {**BODY, "body": memoryview(b"hi")})),
    (["EVT-004"], ({**START, 1: 2},)),
    (["EVT-004"], ({**START, "note": float("inf")},)),
    (["EVT-004"], ({**START, "note": 2**63},)),
    (["EVT-004"], ({**START, "note": object()},)),
    (["EVT-004"], ({**START, "note": [{"deep": {1: 2}}]},)),
    (["EVT-005"], (START, {**BODY, "more-body": False})),
    (["HTTP-007"], ({"type": "http.response.start", "status_code": 200},)),
    (["HTTP-008"], ({**START, "status": True},)),
    (["HTTP-009"], ({**START, "status": 199},)),
    (["HTTP-009"], ({**START, "status": 1000},)),
    (["HTTP-009"], ({**START, "status": 600}, BODY)),
    (["HTTP-011"], ({**START, "headers": None},)),
    (["HTTP-011"], ({**START, "headers": b"x-one: 1"},)),
    (["HTTP-011"], ({**START, "headers": [b"x-one: 1"]},)),
    (["HTTP-011"], ({**START, "headers": [7]},)),
    (["HTTP-011"], ({**START, "headers": [(b"x-one", b"1", b"2")]},)),
    (["HTTP-012"], (header(b"x-one", "1"),)),
    (["HTTP-015"], (header(b"x one"),)),
    (["HTTP-015"], (header(b"x-one", b"1\0"),)),
    (["HTTP-016"], (header(b"transfer-encoding", b"chunked"), BODY)),
    (["HTTP-017"], (header(b"upgrade"), BODY)),
    (["HTTP-018"], (header(b"content-length", b"-1"),)),
    (["HTTP-018"], (header(b"content-length", b"2, 2"),)),
    (["HTTP-019"], (header(b"content-length", b"3"), BODY)),
    (["HTTP-019"], (header(b"content-length", b"1"), MORE)),
    (["HTTP-021"], (START, {**BODY, "more_body": None})),
    (["HTTP-022"], ({**START, "status": 304}, BODY)),
    (["HTTP-026"], (header(b"set-cookie", b"a=1,b=2"), BODY)),
    (["HTTP-026"], (header(b"set-cookie", b"a=1; Path=/, b=2"), BODY)),
    (["HTTP-002"], (PATH,)),
    (["HTTP-006"], (WITH_TRAILERS, BODY, BODY)),
    (["EXT-002"], (WITH_TRAILERS, MORE, TRAILERS)),
    (["EXT-003"], (WITH_TRAILERS, BODY)),
    (["EXT-003"], (WITH_TRAILERS, BODY, {**TRAILERS, "more_trailers": True})),
    (["EXT-006"], ({"type": "http.response.early_hint"},)),
    (["EXT-006"], ({**HINT, "links": b"</style.css>"},)),
    (["EXT-006"], ({**HINT, "links": ["</style.css>"]},)),
    (["EXT-007"], (PUSH, START)),
    (["EXT-007"], (START, {"type": "http.response.push"})),
    (["EXT-008"], (START, {**PATH, "path": "relative.txt"})),
    (["EXT-008"], (START, {**PATH, "path": b"/bytes"})),
    (["EXT-009"], (START, {"type": "http.response.zerocopysend", "file": 7})),
    (["EXT-010"], (START, DEBUG, BODY)),
]


@pytest.mark.parametrize(("rules", "messages"), ILLEGAL, ids=str)
@on_virtual_time
async def test_an_illegal_response_breaks_a_rule(rules: list[str], messages: tuple[Any, ...]) -> None:
    found = await told(Client(sending(*messages)), scope=ALL if "EXT" in str(rules) or messages[0] == PATH else None)
    # What is missing in the end is another matter.
    assert [rule for rule in found if rule not in ("HTTP-001", "HTTP-004", "HTTP-005") or rule in rules][:2] == sorted(
        rules, key=found.index
    )


@on_virtual_time
async def test_a_file_is_sent_from_where_it_is_open() -> None:
    with FILE.open("rb") as file:
        file.seek(3)
        zero_copy = {"type": "http.response.zerocopysend", "file": file}
        app = sending(START, {**zero_copy, "offset": 1, "count": 5, "more_body": True}, {**zero_copy, "count": 4})
        response = await Client(app).get("/", scope=ALL)
    assert response.body == FILE.read_bytes()[1:10]


@on_virtual_time
async def test_a_file_may_be_sent_by_its_path() -> None:
    response = await Client(sending(START, PATH)).get("/", scope=ALL)
    assert response.body == FILE.read_bytes()


@on_virtual_time
async def test_the_client_gets_hints_and_trailers() -> None:
    response = await Client(sending(HINT, WITH_TRAILERS, BODY, TRAILERS)).get("/", scope=ALL)
    assert response.hints == [b"</style.css>; rel=preload"]
    assert response.trailers == [(b"x-digest", b"1")]
    assert response.body == b"hi"


@on_virtual_time
async def test_a_key_that_is_missing_may_be_one_that_is_misspelt() -> None:
    client = Client(sending({"type": "http.response.start", "status_code": 200, 7: 8}))
    with pytest.raises(ProtocolError) as caught:
        await client.get("/")
    assert caught.value.violation.hint == "Did you mean 'status' by 'status_code'?"


@on_virtual_time
async def test_a_warning_is_told_once_a_line() -> None:
    client = Client(sending(header(b"connection"), *[MORE] * 3, BODY))
    assert await told(client) == ["HTTP-017"]
    client = Client(sending(*[{**START, "status": 600}], BODY))
    assert await told(client) == ["HTTP-009"]


@on_virtual_time
async def test_what_is_tolerated_is_told_and_not_raised() -> None:
    client = Client(sending(header(b"X-One"), BODY), tolerated=["HTTP-013"])
    response = await client.get("/")
    assert response.body == b"hi"
    assert [(told.rule.id, told.severity) for told in client.conversations[0].violations] == [("HTTP-013", "warning")]


async def refused(*messages: Message) -> list[str]:
    """The ids of the rules that an app breaks in the handshake of a WebSocket."""
    client = Client(sending(*messages, receives=1))
    with contextlib.suppress(ProtocolError, Failure):
        async with client.websocket("/", scope=ALL) as session:
            await session.receive_next()
    return [violation.rule.id for violation in client.conversations[0].violations]


@pytest.mark.parametrize(
    ("rules", "messages"),
    [
        ([], (DENIAL, DENIAL_BODY)),
        ([], (DENIAL, {**DENIAL_BODY, "more_body": True}, DENIAL_BODY)),
        (["EXT-005"], (DENIAL, {**DENIAL_BODY, "more_body": True})),
        (["EXT-005"], (DENIAL, ACCEPT)),
        (["EXT-005"], (ACCEPT, DENIAL)),
        (["HTTP-002"], (DENIAL_BODY,)),
        (["HTTP-009"], ({**DENIAL, "status": 101},)),
        (["WS-006"], (CLOSE, ACCEPT)),
        (["WS-010"], (DENIAL, DENIAL_BODY, CLOSE)),
        (["WS-012"], (ACCEPT, {**CLOSE, "code": 1011})),
        ([], ({**CLOSE, "code": 1011},)),
    ],
    ids=str,
)
@on_virtual_time
async def test_a_websocket_is_refused_with_a_response_of_its_own(
    rules: list[str], messages: tuple[Message, ...]
) -> None:
    assert await refused(*messages) == rules


@on_virtual_time
async def test_the_client_sees_the_response_that_refuses_it() -> None:
    async with Client(sending(DENIAL, DENIAL_BODY, receives=1)).websocket("/", scope=ALL) as session:
        await session.expect_refusal()
    assert session.denial is not None
    assert (session.denial.status, session.denial.body) == (401, b"who are you?")


@pytest.mark.parametrize(
    ("scope", "heard", "error", "rule"),
    [
        ({"type": "http"}, None, KeyError("client"), "SCO-002"),
        ({"type": "http", "client": None}, None, KeyError("client"), "APP-011"),
        ({"type": "http"}, None, KeyError(7), "APP-011"),
        ({"type": "http"}, None, KeyError(), "APP-011"),
        ({"type": "http", "method": "PURGE"}, None, KeyError("PURGE"), "SCO-013"),
        ({"type": "http"}, None, KeyError("extensions"), "SCO-019"),
        ({"type": "http"}, None, KeyError("client_cert_name"), "EXT-011"),
        ({"type": "http"}, {"type": "http.request"}, KeyError("body"), "HTTP-028"),
        ({"type": "http"}, {"type": "http.request", "body": b"{}"}, KeyError("body"), "APP-011"),
        ({"type": "http"}, {"type": "http.disconnect"}, KeyError("body"), "EVT-006"),
        ({"type": "websocket"}, None, KeyError("method"), "SCO-001"),
        ({"type": "websocket"}, None, KeyError("subprotocols"), "SCO-003"),
        ({"type": "websocket"}, {"type": "websocket.receive"}, KeyError("text"), "WS-024"),
        ({"type": "websocket"}, {"type": "websocket.disconnect"}, KeyError("reason"), "WS-025"),
        ({"type": "websocket"}, {"type": "websocket.disconnect"}, KeyError("text"), "EVT-006"),
        ({"type": "lifespan"}, None, KeyError("path"), "SCO-001"),
        ({"type": "lifespan"}, None, KeyError("state"), "LIFE-010"),
        ({"type": "lifespan"}, None, ValueError("path"), ""),
        ({"type": "mqtt"}, None, KeyError("path"), ""),
    ],
    ids=str,
)
def test_a_key_error_tells_the_rule(scope: Scope, heard: Message | None, error: Exception, rule: str) -> None:
    checker = checker_for(Conversation("", "", scope))
    if heard is not None:
        checker.receive(heard, 1)
    assert checker.rule_of(error) == rule


@on_virtual_time
async def test_an_exception_before_the_accept_is_one_of_any_app() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("no")

    client = Client(app)
    with pytest.raises(ValueError, match="no"):
        async with client.websocket("/") as session:
            await session.receive_next()
    assert client.conversations[0].events[-1].rule == "APP-011"


@pytest.mark.parametrize("receives", [0, 1])
@on_virtual_time
async def test_who_sends_without_end_to_nobody_is_stopped(receives: int) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        for _ in range(receives):
            await receive()
        while True:
            with contextlib.suppress(OSError):
                await send(MORE)

    client = Client(app, world=LOSSES["leaves after two messages"])
    with pytest.raises(ProtocolError, match="HTTP-034") as caught:
        await client.get("/")
    assert caught.value.violation.came == "the 1,001th message after the client left"
