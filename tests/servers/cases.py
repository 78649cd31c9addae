"""What every server is asked: the bytes that a client sends, and an app that answers them, rightly or wrongly."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from asgi_harness.types import ASGIApp, Message, Receive, Scope, Send

# What a client does, one after the other, beside sending bytes.
PAUSE = "pause"  # long enough for the server to hand on what it has
HEAD = "head"  # read to the end of the response's head
CLOSE = "close"  # close the connection
RESET = "reset"  # break the connection off

Step = bytes | str


@dataclass(frozen=True, slots=True)
class Case:
    """`title` says what a client or an app does; `wrong` marks apps that break a rule."""

    name: str
    title: str
    app: ASGIApp
    steps: tuple[Step, ...]
    rule: str = ""

    @property
    def is_websocket(self) -> bool:
        return self.name.startswith("websocket")


CASES: dict[str, Case] = {}


def request(name: str, target: str = "/", *headers: str, method: str = "GET", version: str = "1.1") -> bytes:
    lines = [f"{method} {target} HTTP/{version}", "Host: testserver", f"X-Case: {name}", *headers, "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def handshake(name: str, *headers: str) -> bytes:
    lines = (
        "GET /chat?room=1 HTTP/1.1",
        "Host: testserver",
        f"X-Case: {name}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *headers,
    )
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def frame(opcode: int, payload: bytes) -> bytes:
    """A frame of a client; masked with zeros, which leaves the payload as it is."""
    return bytes((0x80 | opcode, 0x80 | len(payload))) + bytes(4) + payload


def text(value: str) -> bytes:
    return frame(1, value.encode())


def binary(value: bytes) -> bytes:
    return frame(2, value)


def close(code: int | None = None, reason: str = "") -> bytes:
    return frame(8, b"" if code is None else struct.pack("!H", code) + reason.encode())


Part = Callable[[Scope, Receive, Send], Awaitable[None]]


def case(name: str, title: str, *steps: Step, rule: str = "") -> Callable[[Part], Part]:
    """Registers an app together with what its client does."""

    def register(app: Part) -> Part:
        assert name not in CASES
        CASES[name] = Case(name, title, app, steps, rule)
        return app

    return register


START: Message = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
END: Message = {"type": "http.response.body", "body": b"ok"}
ACCEPT: Message = {"type": "websocket.accept"}


async def answer(send: Send) -> None:
    await send(START)
    await send(END)


async def read(receive: Receive) -> bool:
    """Whether the whole body came."""
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return False
        if not event.get("more_body", False):
            return True


async def try_receive(receive: Receive) -> None:
    """Receive, and give up where nothing comes; the recording then says so."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(receive(), 0.4)


async def try_send(send: Send, message: Message) -> None:
    """Send where the server may raise, which the recording then says."""
    with contextlib.suppress(Exception):
        await send(message)


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """A lifespan that leaves something for the requests."""
    await receive()
    if "state" in scope:
        scope["state"]["shared"] = ["from the lifespan"]
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


# Requests


@case("get", "GET /", request("get"))
@case("path", "A path with %C3%A9 and %2F, and a query", request("path", "/caf%C3%A9/a%2Fb?q=%20x+y&q="))
@case(
    "headers",
    "Repeated headers, names in mixed case",
    request("headers", "/", "Accept: text/html", "X-MiXeD: One", "Cookie: a=1", "Cookie: b=2", "accept: */*"),
)
@case(
    "body",
    "A body in one segment",
    request("body", "/", "Content-Length: 11", method="POST") + b"hello world",
)
@case(
    "segments",
    "A body in two segments",
    request("segments", "/", "Content-Length: 11", method="POST"),
    PAUSE,
    b"hello ",
    PAUSE,
    b"world",
)
@case(
    "chunked",
    "A chunked body",
    request("chunked", "/", "Transfer-Encoding: chunked", method="POST"),
    PAUSE,
    b"6\r\nhello \r\n",
    PAUSE,
    b"5\r\nworld\r\n",
    PAUSE,
    b"0\r\n\r\n",
)
@case("head", "HEAD /", request("head", method="HEAD"))
@case("http-1.0", "HTTP/1.0", request("http-1.0", version="1.0"))
@case(
    "leaves-in-the-body",
    "The client leaves in the middle of its body",
    request("leaves-in-the-body", "/", "Content-Length: 100", method="POST"),
    PAUSE,
    b"hello",
    PAUSE,
    CLOSE,
)
async def read_and_answer(scope: Scope, receive: Receive, send: Send) -> None:
    if await read(receive):
        await answer(send)


@case(
    "leaves-in-the-response", "The client leaves in the middle of the response", request("leaves-in-the-response"),
    HEAD, CLOSE,
)  # fmt: skip
async def answer_slowly(scope: Scope, receive: Receive, send: Send) -> None:
    await read(receive)
    await send(START)
    await send({**END, "more_body": True})
    await receive()
    await try_send(send, {**END, "more_body": True})
    await try_send(send, END)


@case("receive-before", "receive once more before the response", request("receive-before"))
async def receive_before(scope: Scope, receive: Receive, send: Send) -> None:
    await read(receive)
    await try_receive(receive)
    await answer(send)


@case("receive-after", "receive twice after the response", request("receive-after"))
async def receive_after(scope: Scope, receive: Receive, send: Send) -> None:
    await read(receive)
    await answer(send)
    await try_receive(receive)
    await try_receive(receive)


# WebSockets


@case("websocket-leaves", "The client leaves without a code", handshake("websocket-leaves"), HEAD, close())
@case("websocket-leaves-1000", "It leaves with 1000", handshake("websocket-leaves-1000"), HEAD, close(1000))
@case(
    "websocket-leaves-4001",
    "It leaves with 4001 and a reason",
    handshake("websocket-leaves-4001"),
    HEAD,
    close(4001, "bye"),
)
@case("websocket-drop", "Its connection breaks", handshake("websocket-drop"), HEAD, PAUSE, RESET)
@case(
    "websocket-messages",
    "Text, bytes, and both of them empty",
    handshake("websocket-messages"),
    HEAD,
    text("grüße"),
    PAUSE,
    binary(b"\x00\xff"),
    PAUSE,
    text(""),
    PAUSE,
    binary(b""),
    PAUSE,
    close(1000),
)
async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(ACCEPT)
    while (event := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": event.get("text"), "bytes": event.get("bytes")})


@case(
    "websocket-subprotocols",
    "It offers two subprotocols, the app takes the second",
    handshake("websocket-subprotocols", "Sec-WebSocket-Protocol: chat, superchat"),
    HEAD,
    close(1000),
)
async def take_subprotocol(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({**ACCEPT, "subprotocol": "superchat"})
    await receive()


@case(
    "websocket-accept-headers", "The app accepts with a header of its own", handshake("websocket-accept-headers"),
    HEAD, close(1000),
)  # fmt: skip
async def accept_with_header(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({**ACCEPT, "headers": [(b"set-cookie", b"a=1")]})
    await receive()


@case("websocket-refusal", "The app refuses with 4003 and a reason", handshake("websocket-refusal"))
async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 4003, "reason": "no entry"})
    await try_receive(receive)


@case(
    "websocket-app-closes", "The app closes with 4000 and a reason", handshake("websocket-app-closes"),
    HEAD, close(4000, "done"),
)  # fmt: skip
async def close_by_app(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(ACCEPT)
    await send({"type": "websocket.close", "code": 4000, "reason": "done"})
    await try_receive(receive)
    await try_receive(receive)


@case("websocket-send-late", "The app sends after the client has left", handshake("websocket-send-late"), HEAD, close())
async def send_late(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(ACCEPT)
    await receive()
    await try_send(send, {"type": "websocket.send", "text": "too late"})
    await try_receive(receive)


# Apps that are wrong, or that only seem to be. Their rule is the one that the checker would name.


@case("str-headers", "Headers are `str`", request("str-headers"), rule="HTTP-012")
async def str_headers(scope: Scope, receive: Receive, send: Send) -> None:
    await send({**START, "headers": [("content-type", "text/plain")]})
    await send(END)


@case("no-headers", "No `headers` key, which is legal", request("no-headers"), rule="HTTP-010")
async def no_headers(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200})
    await send(END)


@case("forgotten-await", "`send(...)` without `await`", request("forgotten-await"), rule="APP-007")
async def forgotten_await(scope: Scope, receive: Receive, send: Send) -> None:
    send(START)
    send(END)
    await asyncio.sleep(0)


@case("str-body", "`body` is `str`", request("str-body"), rule="HTTP-020")
async def str_body(scope: Scope, receive: Receive, send: Send) -> None:
    await send(START)
    await send({**END, "body": "ok"})


@case("str-status", '`status` is `"200"`', request("str-status"), rule="HTTP-008")
async def str_status(scope: Scope, receive: Receive, send: Send) -> None:
    await send({**START, "status": "200"})
    await send(END)


@case("unknown-type", "A message of an unknown type before the response", request("unknown-type"), rule="EVT-003")
async def unknown_type(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.begin"})
    await answer(send)


@case("body-first", "A body before the start", request("body-first"), rule="HTTP-002")
async def body_first(scope: Scope, receive: Receive, send: Send) -> None:
    await send(END)


@case("two-starts", "Two starts", request("two-starts"), rule="HTTP-003")
async def two_starts(scope: Scope, receive: Receive, send: Send) -> None:
    await send(START)
    await answer(send)


@case("no-response", "No response at all", request("no-response"), rule="HTTP-001")
async def no_response(scope: Scope, receive: Receive, send: Send) -> None:
    await read(receive)


@case("unfinished", "The last body has `more_body` true", request("unfinished"), rule="HTTP-005")
async def unfinished(scope: Scope, receive: Receive, send: Send) -> None:
    await send(START)
    await send({**END, "more_body": True})


@case("too-short", "`content-length` is 5, the body has 2 bytes", request("too-short"), rule="HTTP-019")
async def too_short(scope: Scope, receive: Receive, send: Send) -> None:
    await send({**START, "headers": [(b"content-length", b"5")]})
    await send(END)


@case("after-the-end", "A body after the last body", request("after-the-end"), rule="HTTP-006")
async def after_the_end(scope: Scope, receive: Receive, send: Send) -> None:
    await answer(send)
    await send(END)


@case("raises-before", "An exception before the start", request("raises-before"), rule="APP-011")
async def raises_before(scope: Scope, receive: Receive, send: Send) -> None:
    raise ValueError("before the start")


@case("raises-after", "An exception after the start", request("raises-after"), rule="APP-011")
async def raises_after(scope: Scope, receive: Receive, send: Send) -> None:
    await send(START)
    raise ValueError("after the start")


@case("websocket-no-answer", "A return without an answer", handshake("websocket-no-answer"), rule="WS-001")
async def no_answer(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()


def wrong_after_accept(name: str, title: str, rule: str, *messages: Message) -> None:
    """Registers an app that accepts, sends these messages, and returns."""

    @case(f"websocket-{name}", title, handshake(f"websocket-{name}"), HEAD, rule=rule)
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(ACCEPT)
        for message in messages:
            await send(message)


wrong_after_accept(
    "close-1005", "`websocket.close` with code 1005", "WS-011", {"type": "websocket.close", "code": 1005}
)
wrong_after_accept("close-999", "`websocket.close` with code 999", "WS-011", {"type": "websocket.close", "code": 999})
wrong_after_accept(
    "both", "Both `text` and `bytes`", "WS-007",
    {"type": "websocket.send", "text": "text", "bytes": b"bytes"}, {"type": "websocket.close"},
)  # fmt: skip
wrong_after_accept(
    "neither", "Neither `text` nor `bytes`", "WS-007", {"type": "websocket.send"}, {"type": "websocket.close"}
)
wrong_after_accept("returns", "A return without a close", "WS-020")
wrong_after_accept("two-accepts", "Two accepts", "WS-003", ACCEPT, {"type": "websocket.close"})


@case("websocket-raises", "An exception after the accept", handshake("websocket-raises"), HEAD, rule="WS-028")
async def raises_after_accept(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(ACCEPT)
    raise ValueError("after the accept")


@case(
    "websocket-not-offered",
    "A subprotocol that was not offered",
    handshake("websocket-not-offered"),
    HEAD,
    close(),
    rule="WS-015",
)
async def not_offered(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({**ACCEPT, "subprotocol": "chat"})
    await receive()
