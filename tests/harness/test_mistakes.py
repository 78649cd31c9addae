"""The commonest mistakes in raw ASGI: each gets the message that names it, with its rule and its line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from asgi_harness import RULES, WORLDS, Client, Conversation, Failure, ProtocolError
from asgi_harness.everywhere import request_everywhere
from asgi_harness.types import ASGIApp
from grading.report import failure_from
from tests.harness.apps import load
from tests.harness.virtual_time import on_virtual_time

Use = Callable[[ASGIApp, list[Conversation]], Awaitable[None]]


def request(method: str = "GET", url: str = "/", **options: Any) -> Use:
    async def use(app: ASGIApp, conversations: list[Conversation]) -> None:
        await Client(app, conversations=conversations).request(method, url, **options)

    return use


def in_world(name: str, method: str = "GET", **options: Any) -> Use:
    async def use(app: ASGIApp, conversations: list[Conversation]) -> None:
        await request_everywhere(app, method, "/", worlds=[WORLDS[name]], conversations=conversations, **options)

    return use


def websocket(*messages: str | bytes) -> Use:
    async def use(app: ASGIApp, conversations: list[Conversation]) -> None:
        async with Client(app, conversations=conversations).websocket("/") as session:
            for message in messages:
                await (session.send_text(message) if isinstance(message, str) else session.send_bytes(message))
            await asyncio.sleep(1)

    return use


def refusal(scope_type: str) -> Use:
    async def use(app: ASGIApp, conversations: list[Conversation]) -> None:
        await Client(app, conversations=conversations).expect_refusal(scope_type)

    return use


async def lifespan(app: ASGIApp, conversations: list[Conversation]) -> None:
    async with Client(app, conversations=conversations).lifespan():
        pass


UPLOAD: dict[str, Any] = {"pieces": [b"one", b"two", b"three"]}


@dataclass(frozen=True)
class Mistake:
    """A wrong app whose fault is in the line that ends with `# here`; `says` are decisive parts of its message."""

    name: str
    rule: str
    use: Use
    source: str
    says: tuple[str, ...]


MISTAKES = [
    Mistake(
        "a key of http read from any scope",
        "SCO-001",
        lifespan,
        """
async def app(scope, receive, send):
    path = scope["path"]  # here
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": path.encode()})
""",
        ("KeyError: 'path'", 'Ask `scope["type"]` first'),
    ),
    Mistake(
        "silence on an unknown scope",
        "APP-006",
        refusal("lifespan"),
        """
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hi"})
""",
        ("the app returned silently", "Application startup complete", "raise RuntimeError"),
    ),
    Mistake(
        "a body of text",
        "HTTP-020",
        request(),
        """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": "Hello"})  # here
""",
        ("'body' as bytes", "str 'Hello'", 'text.encode("utf-8")'),
    ),
    Mistake(
        "a dict of headers",
        "HTTP-011",
        request(),
        """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": {b"content-type": b"text/plain"}})  # here
    await send({"type": "http.response.body", "body": b"Hello"})
""",
        ("a list of (name, value) pairs", "dict {b'content-type'", "two set-cookie"),
    ),
    Mistake(
        "headers of text",
        "HTTP-012",
        request(),
        """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [("content-type", "text/plain")]})  # here
    await send({"type": "http.response.body", "body": b"Hello"})
""",
        ("bytes", "str 'content-type'", "httptools"),
    ),
    Mistake(
        "header names in capitals",
        "HTTP-013",
        request(),
        """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"Content-Type", b"text/plain")]})  # here
    await send({"type": "http.response.body", "body": b"Hello"})
""",
        ("b'content-type'", "b'Content-Type'", "HTTP/2 forbids capitals"),
    ),
    Mistake(
        "the body before the start",
        "HTTP-002",
        request(),
        """
async def app(scope, receive, send):
    await send({"type": "http.response.body", "body": b"Hello"})  # here
    await send({"type": "http.response.start", "status": 200, "headers": []})
""",
        ("http.response.start first", "The status line travels first"),
    ),
    Mistake(
        "a message of the wrong name",
        "EVT-003",
        request(),
        """
async def app(scope, receive, send):
    await send({"type": "http.request.start", "status": 200, "headers": []})  # here
    await send({"type": "http.response.body", "body": b"Hello"})
""",
        ("'http.request.start'", "Did you mean http.response.start?"),
    ),
    Mistake(
        "a received type sent back",
        "EVT-003",
        request(),
        """
async def app(scope, receive, send):
    await send({"type": "http.request", "status": 200, "headers": []})  # here
""",
        ("http.request is what the app receives, not what it sends.",),
    ),
    Mistake(
        "a start for every chunk",
        "HTTP-003",
        request(),
        """
async def app(scope, receive, send):
    for chunk in (b"one", b"two"):
        await send({"type": "http.response.start", "status": 200, "headers": []})  # here
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body"})
""",
        ("a second http.response.start", "only `http.response.body` may repeat"),
    ),
    Mistake(
        "a send without await",
        "APP-007",
        request(),
        """
async def app(scope, receive, send):
    send({"type": "http.response.start", "status": 200, "headers": []})  # here
    await send({"type": "http.response.body", "body": b"Hello"})
""",
        ("await send(...)", "send(...) without await", "nothing is sent"),
    ),
    Mistake(
        "a receive without await",
        "APP-007",
        request(),
        """
async def app(scope, receive, send):
    event = receive()  # here
    body = event["body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
""",
        ("await receive(...)", "receive(...) without await"),
    ),
    Mistake(
        "one piece taken for the body",
        "HTTP-027",
        in_world("cut anywhere", "POST", body=b"hello world"),
        """
async def app(scope, receive, send):
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
""",
        ("the body is cut inside words", "status 200, body b'hello world', as usual", "status 200, body b'hel'"),
    ),
    Mistake(
        "a receive too many",
        "HTTP-030",
        request(),
        """
async def app(scope, receive, send):
    await receive()
    while (await receive()).get("more_body"):  # here
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"Hello"})
""",
        ("waits at line 4 for receive()", "nothing can happen any more", "the client waits for the response"),
    ),
    Mistake(
        "optional keys of an event taken for granted",
        "HTTP-028",
        in_world("keys left out", "POST", body=b"hello"),
        """
async def app(scope, receive, send):
    body, more = b"", True
    while more:
        event = await receive()
        body += event["body"]
        more = event["more_body"]  # here
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
""",
        ("KeyError: 'more_body'", "keys that have their default value are left out"),
    ),
    Mistake(
        "a disconnect taken for the end of the body",
        "HTTP-031",
        request("POST", leaves_after=2, **UPLOAD),
        """
async def app(scope, receive, send):
    body, more = b"", True
    while more:
        event = await receive()
        body += event.get("body", b"")
        more = event.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})  # here
    await send({"type": "http.response.body", "body": body})
""",
        ("no answer to a part of a body", "it is not the end of the body"),
    ),
    Mistake(
        "a last chunk that promises more",
        "HTTP-005",
        request(),
        """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"Hello", "more_body": True})
""",
        (
            "more_body True in the last one before the app returned",
            'End with `await send({"type": "http.response.body"})`',
        ),
    ),
    Mistake(
        "an answer returned instead of sent",
        "HTTP-001",
        request(),
        """
async def app(scope, receive, send):
    return {"message": "hi"}
""",
        ("no message at all before the app returned", "Send `http.response.start`"),
    ),
    Mistake(
        "a plain def",
        "APP-001",
        request(),
        """
def app(scope, receive, send):  # here
    send({"type": "http.response.start", "status": 200, "headers": []})
""",
        (
            "a plain call that returned None",
            "missing 2 required positional arguments",
            "async def app(scope, receive, send):",
        ),
    ),
    Mistake(
        "a dict of the request's headers",
        "SCO-005",
        in_world("split headers", headers=[(b"cookie", b"a=1; b=2")]),
        """
async def app(scope, receive, send):
    cookie = dict(scope["headers"]).get(b"cookie", b"")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": cookie})
""",
        ("body b'a=1; b=2', as usual", "body b'b=2'", "come in several lines"),
    ),
    Mistake(
        "cookies joined into one header",
        "HTTP-026",
        request(),
        """
async def app(scope, receive, send):
    headers = [(b"set-cookie", b"a=1; Path=/, b=2; Path=/")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})  # here
    await send({"type": "http.response.body", "body": b"Hello"})
""",
        ("one cookie in each set-cookie", "b'a=1; Path=/, b=2; Path=/'"),
    ),
    Mistake(
        "headers asked for by name",
        "APP-011",
        request(),
        """
async def app(scope, receive, send):
    host = scope["headers"]["host"]  # here
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": host})
""",
        ("TypeError: list indices must be integers or slices, not str",),
    ),
    Mistake(
        "a message before the accept",
        "WS-004",
        websocket(),
        """
async def app(scope, receive, send):
    await receive()
    await send({"type": "websocket.send", "text": "welcome"})  # here
""",
        ("websocket.accept or websocket.close", "The handshake is still open"),
    ),
    Mistake(
        "a close after the client's",
        "WS-023",
        websocket("hi"),
        """
async def app(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
    await send({"type": "websocket.close"})  # here
""",
        ("websocket.close is not sent after websocket.disconnect",),
    ),
    Mistake(
        "a close after a close",
        "WS-010",
        websocket(),
        """
async def app(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    try:
        await send({"type": "websocket.close"})
    finally:
        await send({"type": "websocket.close"})  # here
""",
        ("nothing more: the app has closed the connection", "Return after closing"),
    ),
    Mistake(
        "the wrong key of a message",
        "WS-024",
        websocket(b"binary"),
        """
async def app(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": event["text"]})  # here
""",
        ("KeyError: 'text'",),
    ),
    Mistake(
        "no way out on disconnect",
        "WS-021",
        websocket("hi"),
        """
async def app(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        event = await receive()  # here
        if event["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": "thanks"})
""",
        ("the 1,001th receive of websocket.disconnect", "Leave the loop"),
    ),
    Mistake(
        "http messages into a websocket",
        "WS-018",
        websocket(),
        """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 404, "headers": []})  # here
    await send({"type": "http.response.body", "body": b"not found"})
""",
        (
            "'http.response.start'",
            'This is a websocket scope; look at scope["type"] first.',
            "Refuse with `websocket.close`",
        ),
    ),
    Mistake(
        "http messages into a lifespan",
        "EVT-003",
        refusal("lifespan"),
        """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})  # here
    await send({"type": "http.response.body", "body": b"Hello"})
""",
        ("'http.response.start'", 'This is a lifespan scope; look at scope["type"] first.'),
    ),
    Mistake(
        "a content-length in characters",
        "HTTP-019",
        request(),
        """
async def app(scope, receive, send):
    text = "café"
    headers = [(b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})  # here
""",
        ("4 bytes of body, as content-length says", "5 bytes", "one character may be several bytes"),
    ),
    Mistake(
        "a startup that crashes",
        "LIFE-004",
        lifespan,
        """
async def app(scope, receive, send):
    await receive()
    raise ConnectionError("the database is down")  # here
""",
        ("lifespan.startup.failed", "ConnectionError: the database is down", "went on to serve requests"),
    ),
    # Runners-up.
    Mistake(
        "a state that is replaced",
        "LIFE-010",
        lifespan,
        """
async def app(scope, receive, send):
    await receive()
    scope["state"] = {"db": 1}
    await send({"type": "lifespan.startup.complete"})  # here
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
""",
        ('another object as scope["state"]', 'Write `scope["state"]["db"] = ...`'),
    ),
    Mistake(
        "a return after the startup",
        "LIFE-006",
        lifespan,
        """
async def app(scope, receive, send):
    await receive()
    await send({"type": "lifespan.startup.complete"})
""",
        ("the app returned after startup", "is never cleaned up"),
    ),
    Mistake(
        "send and receive swapped",
        "APP-003",
        request(),
        """
async def app(scope, receive, send):
    await inner(scope, send, receive)


async def inner(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})  # here
""",
        ("receive() with no argument", "receive({'type': 'http.response.start'"),
    ),
    Mistake(
        "a shared object for what belongs to one request",
        "APP-012",
        in_world("twins"),
        """
import asyncio


class App:
    async def __call__(self, scope, receive, send):
        self.path = scope["path"]
        await asyncio.sleep(0)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": self.path.encode()})


app = App()
""",
        ("body b'/', as usual", "body b'/twin'", "another request runs at the same time"),
    ),
    Mistake(
        "a body with 204",
        "HTTP-022",
        request(),
        """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b"deleted"})  # here
""",
        ("no body with status 204", "b'deleted'"),
    ),
    Mistake(
        "bytes as text of a websocket",
        "WS-008",
        websocket(),
        """
import json


async def app(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": json.dumps({"a": 1}).encode()})  # here
""",
        ("'text' as str or None", "bytes b'{"),
    ),
    Mistake(
        "a close with 1006",
        "WS-011",
        websocket(),
        """
async def app(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": 1006})  # here
""",
        ("a close code that may be sent", "1006"),
    ),
    Mistake(
        "a mount that is ignored",
        "SCO-010",
        in_world("mounted"),
        """
async def app(scope, receive, send):
    status = 200 if scope["path"] == "/" else 404
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body"})
""",
        ("status 404", "mounted at /mounted, as root_path says"),
    ),
    Mistake(
        "a typing error in a key",
        "EVT-005",
        request(),
        """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "content": b"Hello"})  # here
""",
        ("a key of http.response.body: 'body', 'more_body'", "'content'", "Did you mean 'body'?"),
    ),
    Mistake(
        "a loop that is blocked",
        "APP-008",
        request(),
        """
import time


async def app(scope, receive, send):
    time.sleep(2)  # here
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"Hello"})
""",
        ("2 s of blocking", "no other request of that worker moves"),
    ),
    Mistake(
        "bytes sent as a message",
        "EVT-001",
        request(),
        """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send(b"Hello")  # here
""",
        ("a dict", "bytes b'Hello'"),
    ),
    Mistake(
        "a status with its reason",
        "HTTP-008",
        request(),
        """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": "200 OK", "headers": []})  # here
""",
        ("'status' as int", "str '200 OK'"),
    ),
]


async def failure_of(mistake: Mistake) -> Failure:
    """What a learner is told about a mistake: the failure, or the first warning where nothing has failed."""
    conversations: list[Conversation] = []
    try:
        await mistake.use(load(mistake.source), conversations)
    except Exception as error:
        failure = failure_from(error, "app.py", conversations)
        if failure.rule != mistake.rule and not conversations[0].violations:
            raise
        if failure.rule == mistake.rule:
            return failure
    violation = conversations[0].violations[0]
    return failure_from(ProtocolError(violation), "app.py", conversations)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
@on_virtual_time
async def test_a_common_mistake_gets_its_own_message(mistake: Mistake) -> None:
    failure = await failure_of(mistake)
    assert failure.rule == mistake.rule
    lines = [number for number, line in enumerate(mistake.source.splitlines(), 1) if line.endswith("# here")]
    assert [frame.line for frame in failure.frames[-1:]] == lines
    told = " ".join(
        (failure.message, failure.sent, failure.expected, failure.got, failure.why, RULES[failure.rule].hint)
    )
    for part in mistake.says:
        assert part in told
