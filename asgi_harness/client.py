"""A client, and the server between it and the app: requests, WebSocket sessions and lifespans as an app meets them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any

from asgi_harness.conversation import Conversation, shorten, source_of
from asgi_harness.exchange import RefusedExchange
from asgi_harness.http import HTTPExchange
from asgi_harness.lifespan import Lifespan
from asgi_harness.response import Response
from asgi_harness.scope import http_scope, lifespan_scope, websocket_scope
from asgi_harness.types import ASGIApp
from asgi_harness.websocket import WebSocketSession
from asgi_harness.worlds import USUAL, World

Headers = Mapping[str, str] | Iterable[tuple[bytes, bytes]]
HOST = (b"host", b"testserver")

_MOST_CONVERSATIONS = 2_000


class Requests:
    """Requests to an app, wherever it runs; `start` begins one and returns its exchange."""

    start: Callable[..., Any]

    async def request(self, method: str, url: str, *, app_may_raise: bool = False, **options: Any) -> Response:
        """
        Make a request and wait until the app has ended; takes the options of `start()`.

        Raises Failure or ProtocolError for what the app did wrong, and what the app raises itself, unless
        `app_may_raise`: then it is kept as the response's `error`.
        """
        exchange = self.start(method, url, **options)
        await exchange.ended(app_may_raise=app_may_raise)
        response: Response = exchange.response
        return response

    def get(self, url: str, **options: Any) -> Coroutine[Any, Any, Response]:
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> Coroutine[Any, Any, Response]:
        return self.request("POST", url, **options)


class Client(Requests):
    """
    Drives one app, each connection under the checker.

    `world` is the unusual way in which the server behaves, `state` what a lifespan left for requests, `source` the file
    whose lines are shown (the app's own, unless told otherwise). The newest connections are kept in `conversations`.
    The breach of a rule in `tolerated` is told, but not raised.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        world: World = USUAL,
        state: dict[str, Any] | None = None,
        source: str | None = None,
        conversations: list[Conversation] | None = None,
        tolerated: Iterable[str] = (),
    ) -> None:
        self.app = app
        self.tolerated = frozenset(tolerated)
        self.world = world
        self.state = state
        self.source = source or source_of(app)
        self.conversations = [] if conversations is None else conversations
        self.sessions: list[WebSocketSession] = []
        self.misshaped, self.renamed = _call_of(app)
        self.line = getattr(getattr(app, "__code__", None), "co_firstlineno", None)

    def start(
        self,
        method: str,
        url: str,
        *,
        headers: Headers = (),
        body: bytes = b"",
        pieces: Iterable[bytes] | None = None,
        pause: float = 0.0,
        leaves_at: float | None = None,
        leaves_after: int | None = None,
        scope: Mapping[str, Any] | None = None,
    ) -> HTTPExchange:
        """
        Begin a request and return at once.

        The body is `body`, or `pieces` one after the other, `pause` seconds apart. The client leaves `leaves_at`
        seconds after the start, or once the app has received `leaves_after` pieces (then more were to come). `scope`
        replaces keys of the scope.
        """
        parts = [body] if pieces is None else list(pieces)
        pairs = headers_of_request(headers, parts)
        full_scope = http_scope(method, url, [HOST, *pairs], state=self._state_of_a_request())
        if scope:
            full_scope.update(scope)
        exchange = HTTPExchange(self, full_scope, f"{method} {url}")
        exchange.conversation.request = _request_summary(method, url, pairs, parts, leaves_at, leaves_after, self.world)
        # A body of no pieces is told in one message all the same, unless its client leaves first.
        exchange.pieces = parts if leaves_after is not None else self.world.pieces(parts) or [b""]
        exchange.pause = pause
        exchange.leaves_after = leaves_after
        exchange.begin()
        if leaves_at is not None:
            exchange.loop.call_later(leaves_at, exchange.leave)
        if self.world.twins:
            other = {"path": "/twin", "raw_path": b"/twin", "query_string": b"twin=1"}
            exchange.twin = HTTPExchange(self, {**full_scope, **other}, f"{method} /twin?twin=1")
            exchange.twin.pieces = exchange.pieces
            exchange.twin.begin()
        return exchange

    def websocket(
        self,
        url: str,
        *,
        headers: Headers = (),
        subprotocols: Iterable[str] = (),
        scope: Mapping[str, Any] | None = None,
    ) -> WebSocketSession:
        """Open a WebSocket: `async with client.websocket("/chat") as session:`."""
        offered = list(subprotocols)
        pairs = headers_of_request(headers)
        full_scope = websocket_scope(url, [HOST, *pairs], subprotocols=offered, state=self._state_of_a_request())
        offer = f" offering {', '.join(offered)}" if offered else ""
        title = "\n".join([f"websocket {url}{offer}", *_header_lines(pairs)])
        return WebSocketSession(self, {**full_scope, **(scope or {})}, title)

    def lifespan(self, *, state: bool = True) -> Lifespan:
        """One server process: `async with client.lifespan() as server: await server.client.get("/")`."""
        return Lifespan(self, lifespan_scope({} if state else None), "lifespan")

    async def expect_refusal(self, scope_type: str) -> None:
        """
        Call the app with a scope of a type that it is not made for: it must raise.

        A lifespan may also be lived through as the spec has it. Raises ProtocolError otherwise.
        """
        state = self._state_of_a_request()
        request = http_scope("GET", "/", state=state)
        scopes = {
            "http": request,
            "websocket": websocket_scope("/", state=state),
            "lifespan": lifespan_scope({}),
        }
        # With all that a request has: an app that never looks at the type must not raise for want of a key.
        scope = scopes.get(scope_type, {**request, "type": scope_type})
        exchange = RefusedExchange(self, scope, f"a scope of type {scope_type}")
        exchange.begin()
        await exchange.ended(app_may_raise=True)

    def keep(self, conversation: Conversation) -> None:
        """Add to the conversations; the older half goes when there are many, so that memory does not grow for ever."""
        self.conversations.append(conversation)
        if len(self.conversations) > _MOST_CONVERSATIONS:
            del self.conversations[: _MOST_CONVERSATIONS // 2]

    def with_state(self, state: dict[str, Any] | None) -> Client:
        """This client again, but its requests share what a lifespan has left in its state."""
        return Client(
            self.app,
            world=self.world,
            state=state,
            source=self.source,
            conversations=self.conversations,
            tolerated=self.tolerated,
        )

    def _state_of_a_request(self) -> dict[str, Any] | None:
        return None if self.state is None else dict(self.state)


def _call_of(app: Any) -> tuple[str, str]:
    """What keeps an app from being called with scope, receive and send, and what it calls these otherwise."""
    if not callable(app):
        return f"{type(app).__name__} {shorten(app)}", ""
    try:
        signature = inspect.signature(app, follow_wrapped=False)
    except ValueError:
        return "", ""  # a callable written in C tells no signature
    try:
        signature.bind({}, None, None)
    except TypeError as error:
        if isinstance(app, type):
            return f"a class that cannot take them: {error}; perhaps an instance of it was meant", ""
        return f"a callable that cannot take them: {error}", ""
    try:
        signature.bind(scope={}, receive=None, send=None)
    except TypeError:
        return "", ", ".join(signature.parameters)
    return "", ""


def headers_of_request(headers: Headers, parts: Iterable[bytes] = ()) -> list[tuple[bytes, bytes]]:
    """A request's headers as pairs, with the length of its body unless that is told."""
    pairs = (
        [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        if isinstance(headers, Mapping)
        else list(headers)
    )
    length = sum(map(len, parts))
    if length and not {b"content-length", b"transfer-encoding"} & {name.lower() for name, _ in pairs}:
        pairs.append((b"content-length", str(length).encode("ascii")))
    return pairs


def _header_lines(headers: list[tuple[bytes, bytes]]) -> list[str]:
    return [f"{name.decode('latin-1')}: {value.decode('latin-1')}" for name, value in headers]


def _request_summary(
    method: str,
    url: str,
    headers: list[tuple[bytes, bytes]],
    pieces: list[bytes],
    leaves_at: float | None,
    leaves_after: int | None,
    world: World,
) -> str:
    lines = [f"{method} {url}", *_header_lines(headers)]
    if any(pieces):
        count = f" in {len(pieces)} pieces" if len(pieces) > 1 else ""
        lines.append(f"body {shorten(b''.join(pieces))}{count}")
    if leaves_at is not None:
        lines.append(f"the client leaves after {leaves_at:g} s")
    if leaves_after is not None:
        lines.append(f"the client leaves after {leaves_after} piece{'s' if leaves_after != 1 else ''} of the body")
    if world.unusual:
        lines.append(world.note("http"))
    return "\n".join(lines)
