"""A client, and the server between it and the app: requests, WebSocket sessions and lifespans as an app meets them."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import json
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from asgi_harness.checker import Checker, HTTPChecker, LifespanChecker, WebSocketChecker, checker_for
from asgi_harness.clock import Spinning, Standstill, VirtualTimeLoop, await_chain, owner
from asgi_harness.conversation import Conversation, Event, shorten, source_of
from asgi_harness.failure import ClientLeft, Failure, Frame, ProtocolError, frames_of
from asgi_harness.limit import OutOfTime
from asgi_harness.scope import http_scope, lifespan_scope, websocket_scope
from asgi_harness.types import ASGIApp, Message, Scope
from asgi_harness.worlds import USUAL, World

Result = TypeVar("Result")
Headers = Mapping[str, str] | Iterable[tuple[bytes, bytes]]

# Of what a client does in a long WebSocket session, the last steps tell enough.
_DEEDS_TOLD = 10

# So many seconds an app may take for cleaning up when it is cancelled.
_LONG_ENOUGH_TO_END = 10.0

# So many messages at one moment of the clock come from an app that never ends.
_MESSAGES_AT_ONE_MOMENT = 100_000


class Client:
    """
    Drives one app, each connection under the checker.

    `world` is the unusual way in which the server behaves, `state` what a lifespan left for requests, `source` the file
    whose lines are shown (the app's own, unless told otherwise). Every connection is kept in `conversations`. The
    breach of a rule in `tolerated` is told, but not raised.
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
        self.misshaped = _misshaped(app)
        self.renamed = "" if self.misshaped else _renamed(app)
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
        pairs = _pairs(headers)
        if any(parts) and not {b"content-length", b"transfer-encoding"} & {name.lower() for name, _ in pairs}:
            pairs.append((b"content-length", str(sum(map(len, parts))).encode("ascii")))
        full_scope = http_scope(method, url, [(b"host", b"testserver"), *pairs], state=self._state_of_a_request())
        exchange = HTTPExchange(self, {**full_scope, **(scope or {})}, f"{method} {url}")
        exchange.conversation.request = _request_summary(method, url, pairs, parts, leaves_at, leaves_after, self.world)
        exchange.pieces = self.world.pieces(parts) if leaves_after is None else parts
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

    async def request(self, method: str, url: str, *, app_may_raise: bool = False, **options: Any) -> Response:
        """
        Make a request and wait until the app has ended; takes the options of `start()`.

        Raises Failure or ProtocolError for what the app did wrong, and what the app raises itself, unless
        `app_may_raise`: then it is kept as the response's `error`.
        """
        exchange = self.start(method, url, **options)
        await exchange.ended(app_may_raise=app_may_raise)
        return exchange.response

    async def get(self, url: str, **options: Any) -> Response:
        return await self.request("GET", url, **options)

    async def post(self, url: str, **options: Any) -> Response:
        return await self.request("POST", url, **options)

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
        full_scope = websocket_scope(
            url,
            [(b"host", b"testserver"), *_pairs(headers)],
            subprotocols=offered,
            state=self._state_of_a_request(),
        )
        offer = f" offering {', '.join(offered)}" if offered else ""
        return WebSocketSession(self, {**full_scope, **(scope or {})}, f"websocket {url}{offer}")

    def lifespan(self, *, state: bool = True) -> Lifespan:
        """One server process: `async with client.lifespan() as server: await server.client.get("/")`."""
        return Lifespan(self, lifespan_scope({} if state else None), "lifespan")

    async def expect_refusal(self, scope_type: str) -> None:
        """
        Call the app with a scope of a type that it is not made for: it must raise.

        A lifespan may also be lived through as the spec has it. Raises Failure or ProtocolError otherwise.
        """
        scopes = {"http": http_scope("GET", "/"), "websocket": websocket_scope("/"), "lifespan": lifespan_scope({})}
        scope = scopes.get(scope_type, {"type": scope_type, "asgi": {"version": "3.0", "spec_version": "2.5"}})
        exchange = RefusedExchange(self, scope, f"a scope of type {scope_type}")
        exchange.begin()
        await exchange.ended(app_may_raise=True)
        if exchange.error is None and scope_type != "lifespan":
            sent = ", ".join(str(message.get("type")) for message in exchange.conversation.sent())
            raise Failure(
                f"Your app took a scope of type {scope_type!r}, which is not its task.",
                sent=exchange.conversation.request,
                expected="an exception",
                got=f"{sent}, then the app returned" if sent else "the app returned silently",
                why="A server takes anything but an exception for a yes.",
                rule="APP-006",
            )

    def _state_of_a_request(self) -> dict[str, Any] | None:
        return None if self.state is None else dict(self.state)


class Exchange(ABC):
    """One connection: the server's end of scope, receive and send, while the app runs as a task."""

    def __init__(self, client: Client, scope: Scope, title: str) -> None:
        world = client.world
        self.client = client
        self.scope = world.scope(scope)
        request = f"{title}\n{world.note(scope['type'])}" if world.unusual else title
        self.conversation = Conversation(title, request, self.scope, client.source)
        self.checker: Checker = checker_for(self.conversation)
        self.checker.tolerated = client.tolerated
        self.error: BaseException | None = None
        self.tasks: list[asyncio.Task[Any]] = []
        self._calls: dict[int, tuple[Coroutine[Any, Any, Any], str, int | None]] = {}
        self._numbers = itertools.count()
        self._receivers: list[asyncio.Future[None]] = []
        self._messages = 0
        self._messages_now = (0.0, 0)
        self._forgotten: tuple[str, int | None] | None = None
        self._has_ended = False
        self._broken_by_waiting = ""  # the id of a rule

    def begin(self) -> None:
        """Call the app; it runs from the loop's next turn on."""
        loop = asyncio.get_running_loop()
        self.loop = loop
        self.begun_at = self.conversation.begun_at = loop.time()
        self.client.conversations.append(self.conversation)
        self._record("scope", dict(self.scope), None)
        self.task = loop.create_task(self._call_app())
        if self.client.world.patience == 0:
            self.leave()

    def leave(self) -> None:
        """The client goes away, where there is one that can."""

    async def ended(self, *, app_may_raise: bool = False) -> None:
        """Wait until the app has returned; raises what it did wrong."""
        __tracebackhide__ = True
        await self.wait_for(self.task)
        self._judge(app_may_raise=app_may_raise)

    def abandon(self) -> None:
        """Stop the app, whatever it is doing."""
        self._has_ended = True
        for task in (self.task, *self.tasks):
            task.cancel()

    async def shut_down(self) -> None:
        """Cancel the app, as a server does that ends, and let it come to its end."""
        self.task.cancel()
        await asyncio.wait([self.task], timeout=_LONG_ENOUGH_TO_END)
        if not self.task.done():
            self.checker.violate("APP-013", f"an end within {_LONG_ENOUGH_TO_END:g} s", "an app that goes on")
        self.abandon()

    def abandon_after(self, failure: BaseException) -> None:
        """Stop the app because the test has failed; raises what the app itself died of, the likely cause."""
        __tracebackhide__ = True
        if isinstance(self.error, Exception) and self.error is not failure:
            self._judge(app_may_raise=False)
        self.abandon()

    async def wait_for(self, future: asyncio.Future[Result]) -> Result:
        """Wait for something that only the app can bring about; raises Failure if it never will."""
        __tracebackhide__ = True
        if not isinstance(self.loop, VirtualTimeLoop):
            return await asyncio.shield(future)
        try:
            return await self.loop.wait_for_app(future)
        except (Standstill, Spinning) as error:
            try:
                self._raise_causes()
                failure = self._never(error)
            finally:
                self.abandon()
        raise failure

    # The two callables that the app is given. They are plain functions, so that a forgotten `await` is noticed.

    def receive(self, *arguments: Any) -> Coroutine[Any, Any, Message]:
        line = self.conversation.line_of(sys._getframe(1))
        return self._call("receive", line, lambda number: self._receive(number, line, arguments))

    def send(self, *arguments: Any) -> Coroutine[Any, Any, None]:
        line = self.conversation.line_of(sys._getframe(1))
        message = arguments[0] if len(arguments) == 1 else arguments
        return self._call("send", line, lambda number: self._send(number, line, message))

    def _call(
        self, name: str, line: int | None, make: Callable[[int], Coroutine[Any, Any, Result]]
    ) -> Coroutine[Any, Any, Result]:
        number = next(self._numbers)
        coroutine = make(number)
        self._calls[number] = (coroutine, name, line)
        return coroutine

    async def _receive(self, number: int, line: int | None, arguments: tuple[Any, ...]) -> Message:
        self._calls.pop(number, None)
        asked = self.loop.time() - self.begun_at
        if arguments:
            self.checker.line = line
            self.checker.violate("APP-003", "receive() with no argument", f"receive({shorten(arguments[0])})")
        world = self.client.world
        try:
            if world.suspends:
                await asyncio.sleep(world.delay)
            if world.disconnects_once and self.checker.disconnects:
                await self.loop.create_future()
            message = world.message(await self.next_message())
        except asyncio.CancelledError:
            now = self.loop.time() - self.begun_at
            self.conversation.asides.append(Event(now, asked, "wait", {}, line, self._broken_by_waiting))
            raise
        self._progress()
        self._record("receive", dict(message), line, asked)
        self.checker.receive(message, line)
        self._passed()
        return message

    async def _send(self, number: int, line: int | None, message: Any) -> None:
        self._calls.pop(number, None)
        asked = self.loop.time() - self.begun_at
        if self.client.world.suspends:
            await asyncio.sleep(self.client.world.delay)
        self._progress()
        event = self._record("send", dict(message) if isinstance(message, dict) else message, line, asked)
        if self._has_ended and not self.others_may_send:
            self.checker.line = line
            self.checker.violate("APP-010", "nothing after the app has returned", event.summary())
        complete = self.checker.send(message, line)
        if self.checker.client_left:
            if self.client.world.silent:
                return
            self.checker.refusals += 1
            raise ClientLeft(self)
        self.take(complete)
        self._passed()

    def _passed(self) -> None:
        """A message has passed; in some worlds the client leaves after so many."""
        self._messages += 1
        if self._messages == self.client.world.patience:
            self.leave()

    @abstractmethod
    async def next_message(self) -> Message:
        """What receive gives next, waiting for it if need be."""

    def take(self, message: Message) -> None:
        """The client's side of a message that the app has sent."""

    @property
    def others_may_send(self) -> bool:
        """Whether the app's other connections may still send on this one after the app has returned from it."""
        return False

    async def changed(self) -> None:
        """Wait until `notify()`: something may now be there to receive."""
        receiver = self.loop.create_future()
        self._receivers.append(receiver)
        try:
            await receiver
        finally:
            self._receivers.remove(receiver)

    def notify(self) -> None:
        """Wake every receive that waits."""
        for receiver in self._receivers:
            if not receiver.done():
                receiver.set_result(None)

    def _record(self, direction: Any, message: Any, line: int | None, asked: float | None = None) -> Event:
        now = self.loop.time() - self.begun_at
        event = Event(now, now if asked is None else asked, direction, message, line)
        self.conversation.events.append(event)
        return event

    def _progress(self) -> None:
        if isinstance(self.loop, VirtualTimeLoop):
            self.loop.progress()
        moment, count = self._messages_now
        now = self.loop.time()
        self._messages_now = (now, count + 1 if now == moment else 1)
        if self._messages_now[1] > _MESSAGES_AT_ONE_MOMENT:
            raise Spinning(f"{_MESSAGES_AT_ONE_MOMENT:,} messages at {now - self.begun_at:.3f} s")

    async def _call_app(self) -> None:
        owner.set(self)
        try:
            value = await self._awaitable()
        except asyncio.CancelledError as error:
            self.error = error
        except BaseException as error:
            # Whatever comes out of an app, an exit among it, is a finding about that app and nothing else.
            self.error = error
        else:
            if value is not None:
                self.checker.line = None
                self.checker.violate("APP-005", "None", shorten(value))
        self._forgotten = self._forget_calls()
        if self._has_ended:
            return
        self._has_ended = True
        if self.error is None:
            self._record("return", {}, None)
        else:
            error_line = self.frames(self.error)[-1:]
            self._record(
                "raise",
                {"error": f"{type(self.error).__name__}: {self.error}".rstrip(": ")},
                error_line[0].line if error_line else None,
            )

    def _awaitable(self) -> Any:
        self.checker.line = self.client.line
        if self.client.misshaped:
            self.checker.violate("APP-001", "an async callable (scope, receive, send)", self.client.misshaped)
        if self.client.renamed:
            self.checker.violate("APP-004", "scope, receive, send", self.client.renamed)
        result: Any = self.client.app(self.scope, self.receive, self.send)
        if inspect.isasyncgen(result):
            self.checker.violate("APP-002", "a coroutine", "an async generator")
        if not inspect.isawaitable(result):
            self._forget_calls()
            self.checker.violate(
                "APP-001", "an `async def`, whose call can be awaited", f"a plain call that returned {shorten(result)}"
            )
        return result

    def _judge(self, *, app_may_raise: bool) -> None:
        """Raise what the app did wrong, the cause before its consequences."""
        __tracebackhide__ = True
        self._raise_broken_rules()
        self._note_tasks_left_behind()
        if self.error is None:
            self.checker.line = None
            self.checker.returned()
        elif not app_may_raise and not self._is_own_leaving(self.error):
            self._raise(self.error)

    def _raise_causes(self) -> None:
        """Raise why nothing moves any more, where that is known: a broken rule, or a task that died unnoticed."""
        __tracebackhide__ = True
        self._raise_broken_rules()
        for task in self.tasks:
            # Python's own mark of an exception that nobody has asked for.
            error = task.exception() if task.done() and task._log_traceback else None
            if error is not None and not self._is_own_leaving(error):
                self._raise(error)

    def _raise_broken_rules(self) -> None:
        __tracebackhide__ = True
        forgotten = self._forgotten or self._forget_calls()
        if forgotten is not None:
            name, line = forgotten
            self.checker.violate("APP-007", f"await {name}(...)", f"{name}(...) without await", line=line)
        if isinstance(self.error, ProtocolError):
            raise self.error
        for violation in self.conversation.violations:
            if violation.severity == "error":
                raise ProtocolError(violation)

    def _is_own_leaving(self, error: BaseException) -> bool:
        """Whether an exception only says that the client of this very connection has left."""
        if isinstance(error, BaseExceptionGroup):
            return all(map(self._is_own_leaving, error.exceptions))
        return isinstance(error, ClientLeft) and error.exchange is self

    def blocked(self, seconds: float) -> None:
        """The app has held up the loop; told once a line."""
        line = self.conversation.line_of(sys._getframe(1))
        if any((told.rule.id, told.line) == ("APP-008", line) for told in self.conversation.violations):
            return
        waiting = [
            other.title for other in self.client.conversations if other.is_open and other is not self.conversation
        ]
        victims = f", while {', '.join(waiting)} had to wait" if waiting else ""
        self.checker.violate("APP-008", "await asyncio.sleep(...)", f"{seconds:g} s of blocking{victims}", line=line)

    def _note_tasks_left_behind(self) -> None:
        for task in self.tasks:
            if not task.done():
                wait = self._wait_of(task)
                where = f" at line {wait[0].line}" if wait else ""
                self.checker.violate(
                    "APP-009", "every task that it started to have ended", f"a task that still runs{where}"
                )

    def _raise(self, error: BaseException) -> NoReturn:
        __tracebackhide__ = True
        if isinstance(error, Spinning):
            raise self._never(error)
        if isinstance(error, (Exception, OutOfTime)):
            last = self.conversation.events[-1]
            if last.direction == "raise":
                last.rule = self.checker.rule_of(error)
            raise error
        raise Failure(
            f"Your app raised {type(error).__name__}, which ends a whole program.",
            kind="exception",
            sent=self.conversation.request,
            expected="an app that returns",
            got=f"{type(error).__name__}: {error}".rstrip(": "),
            why="A server runs many requests in one process; such an exception would stop them all.",
            frames=self.frames(error),
        ) from error

    def _forget_calls(self) -> tuple[str, int | None] | None:
        """Close the calls of send and receive that nobody awaited; returns the first of them."""
        if not self._calls:
            return None
        waiting = {task.get_coro() for task in asyncio.all_tasks(self.loop)}
        forgotten = [call for call in self._calls.values() if call[0] not in waiting]
        self._calls.clear()
        for coroutine, _, _ in forgotten:
            coroutine.close()
        return forgotten[0][1:] if forgotten else None

    def frames(self, error: BaseException) -> tuple[Frame, ...]:
        """The app's own lines on the way to an exception, innermost last."""
        return frames_of(error, self.conversation.owns)

    def _never(self, error: RuntimeError) -> Failure:
        """What the app is doing while nothing moves any more."""
        waits = self.waits()
        frames = tuple(frame for frame, _ in waits) or self.frames(error)
        if isinstance(error, Spinning):
            where = f" at line {frames[-1].line}" if frames else ""
            return Failure(
                f"Your app goes round and round{where} and never comes to an end: {error}.",
                kind="endless",
                sent=self.conversation.request,
                expected="a loop that ends, or that waits for something",
                got="a loop that neither time nor any message can end",
                why="On a real server it would take a whole processor and answer nobody.",
                frames=frames,
            )
        if waits:
            doing = "Your app waits " + ", and ".join(f"at line {frame.line} for {awaited}" for frame, awaited in waits)
        else:
            doing = "Your app waits for something that nobody can bring about"
        self._broken_by_waiting = self.rule_when_stuck()
        return Failure(
            f"{doing}; nothing can happen any more.",
            kind="stuck",
            sent=self.conversation.request,
            why=self.why_stuck(),
            rule=self._broken_by_waiting,
            frames=frames,
        )

    def waits(self) -> list[tuple[Frame, str]]:
        """Where in the app each of its tasks waits, and for what."""
        return [wait for task in (self.task, *self.tasks) if (wait := self._wait_of(task)) is not None]

    def _wait_of(self, task: asyncio.Task[Any]) -> tuple[Frame, str] | None:
        """Where in the app a task waits, and for what."""
        if task.done():
            return None
        found = None
        for frame, code in await_chain(task.get_coro()):
            if frame is not None and self.conversation.owns(code):
                found = (Frame(frame.f_lineno, code.co_name), "a future")
            elif found is not None and found[1] == "a future":
                found = (found[0], _AWAITED.get(code.co_qualname, f"{code.co_qualname}()"))
        return found

    @abstractmethod
    def why_stuck(self) -> str:
        """What the other side waits for while nothing moves."""

    @abstractmethod
    def rule_when_stuck(self) -> str:
        """The id of the rule that such a wait breaks, or nothing."""


_AWAITED = {"Exchange._receive": "receive()", "Exchange._send": "send()", "sleep": "asyncio.sleep()"}


@dataclass(slots=True)
class Chunk:
    """A piece of a response's body and the time, in seconds since the request, at which it was sent."""

    time: float
    body: bytes


@dataclass(slots=True)
class Response:
    """What the client saw: times in seconds since the request; None for what never came."""

    conversation: Conversation
    status: int | None = None
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)
    trailers: list[tuple[bytes, bytes]] = field(default_factory=list)
    hints: list[bytes] = field(default_factory=list)
    started_at: float | None = None
    completed_at: float | None = None
    ended_at: float | None = None
    error: BaseException | None = None

    @property
    def body(self) -> bytes:
        return b"".join(chunk.body for chunk in self.chunks)

    def header(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        return [value.decode("latin-1") for key, value in self.headers if key.lower() == name.lower().encode("ascii")]

    def expect(
        self,
        *,
        status: int | None = None,
        text: str | None = None,
        data: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        why: str = "",
    ) -> None:
        """
        Compare with what was expected; raises Failure with every difference.

        `text` is a text/plain body in UTF-8, `data` an application/json body compared as data, `headers` are values
        that must be there as given.
        """
        __tracebackhide__ = True
        differences = []
        if status is not None and self.status != status:
            differences.append((f"status {status}", "no answer" if self.status is None else f"status {self.status}"))
        if self.status is not None:
            if text is not None:
                differences += self._text_differences(text)
            if data is not None:
                differences += self._data_differences(data)
            if body is not None and self.body != body:
                differences.append((f"body {shorten(body)}", f"body {shorten(self.body)}"))
            for name, value in (headers or {}).items():
                if self.header(name) != [value]:
                    differences.append((f"{name}: {value}", _header_lines(name, self.header(name))))
        if differences:
            expected, got = ("\n".join(side) for side in zip(*differences, strict=True))
            raise self.failure(f"{self.conversation.title} got another answer.", expected, got, why=why)

    def expect_nothing_sent(self, *, why: str = "") -> None:
        """The app must not have sent a single message."""
        __tracebackhide__ = True
        sent = self.conversation.sent()
        if sent:
            types = ", ".join(str(message.get("type")) for message in sent)
            raise self.failure(f"{self.conversation.title} was answered.", "no message at all", types, why=why)

    def failure(self, message: str, expected: str, got: str, *, why: str = "", rule: str = "") -> Failure:
        """A Failure about this request."""
        for violation in self.conversation.violations:
            why = f"{why} Note: {violation} {violation.hint}".strip()
        return Failure(message, sent=self.conversation.request, expected=expected, got=got, why=why, rule=rule)

    def _text_differences(self, text: str) -> list[tuple[str, str]]:
        differences = self._content_type_differences("text/plain")
        if self.body != text.encode("utf-8"):
            differences.append((f"body {shorten(text)}", f"body {shorten(_decoded(self.body))}"))
        return differences

    def _data_differences(self, data: Any) -> list[tuple[str, str]]:
        differences = self._content_type_differences("application/json")
        try:
            got = json.loads(self.body.decode("utf-8"))
        except ValueError as error:
            differences.append((f"JSON {shorten(data)}", f"body {shorten(_decoded(self.body))}: {error}"))
        else:
            if not same_data(got, data):
                differences.append((f"JSON {shorten(data)}", f"JSON {shorten(got)}"))
        return differences

    def _content_type_differences(self, media_type: str) -> list[tuple[str, str]]:
        values = self.header("content-type")
        if len(values) == 1:
            given, *parameters = (part.strip().lower() for part in values[0].split(";"))
            charsets = [p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")]
            if given == media_type and all(charset in ("utf-8", "utf8") for charset in charsets):
                return []
        return [(f"content-type: {media_type}", _header_lines("content-type", values))]


class HTTPExchange(Exchange):
    """One request: gives the app the body piece by piece and takes its response."""

    checker: HTTPChecker

    def __init__(self, client: Client, scope: Scope, title: str) -> None:
        super().__init__(client, scope, title)
        self.response = Response(self.conversation)
        self.pieces: list[bytes] = []
        self.pause = 0.0
        self.leaves_after: int | None = None
        self.given = 0
        self.twin: HTTPExchange | None = None

    def leave(self) -> None:
        """The client closes its connection now."""
        if not self.checker.complete and not self._has_ended:
            self.checker.client_left = True
            self.notify()

    async def next_message(self) -> Message:
        while not self.checker.client_left and not self.checker.complete:
            if self.given == self.leaves_after:
                self.leave()
            elif self.given < len(self.pieces):
                due = self.begun_at + self.given * self.pause
                if self.loop.time() >= due:
                    return self._next_piece()
                self.loop.call_at(due, self.notify)
                await self.changed()
            else:
                await self.changed()
        return {"type": "http.disconnect"}

    def _next_piece(self) -> Message:
        piece = self.pieces[self.given]
        self.given += 1
        more = self.given < len(self.pieces) or self.leaves_after is not None
        return {"type": "http.request", "body": piece, "more_body": more}

    def take(self, message: Message) -> None:
        now = self.loop.time() - self.begun_at
        response = self.response
        if message["type"] == "http.response.start":
            response.status = message["status"]
            response.headers = message["headers"]
            response.started_at = now
            return
        if message["type"] == "http.response.trailers":
            response.trailers += message["headers"]
        elif message["type"] == "http.response.early_hint":
            response.hints += message["links"]
        elif not self.checker.is_head and (body := _piece_of(message)):
            response.chunks.append(Chunk(now, body))
        if self.checker.complete:
            response.completed_at = now
            self.notify()

    async def ended(self, *, app_may_raise: bool = False) -> None:
        __tracebackhide__ = True
        try:
            await super().ended(app_may_raise=app_may_raise)
        finally:
            self.response.error = self.error
            self.response.ended_at = self.conversation.events[-1].time
        if self.twin is not None:
            await self.twin.ended(app_may_raise=True)

    def why_stuck(self) -> str:
        if self.checker.disconnects:
            return "The client has left, and the app was told so: nothing more comes."
        if self.given == len(self.pieces):
            return "The whole body has been given (more_body was False), so the client waits for the response."
        return ""

    def rule_when_stuck(self) -> str:
        if self.checker.disconnects:
            return "HTTP-031"
        return "HTTP-030" if self.given == len(self.pieces) and not self.checker.complete else ""


@dataclass(frozen=True, slots=True)
class Closed:
    """The end of a WebSocket as the client sees it; `code` is None where the handshake was refused."""

    code: int | None
    reason: str = ""


class WebSocketSession(Exchange):
    """One WebSocket as its client uses it."""

    checker: WebSocketChecker

    def __init__(self, client: Client, scope: Scope, title: str) -> None:
        super().__init__(client, scope, title)
        self.subprotocol: str | None = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.closed: Closed | None = None
        self.denial: Response | None = None  # a refusal that says more than 403
        self._title = self.conversation.request
        self._did: list[str] = []  # what the client has done, for the text of a failure
        self._knows_end = False  # the test has seen `closed`
        self._ending = False  # a disconnect is on its way to the app
        self._to_app: list[Message] = [{"type": "websocket.connect"}]
        self._from_app: list[str | bytes] = []
        self._arrived: asyncio.Future[None] | None = None

    async def __aenter__(self) -> WebSocketSession:
        self.client.sessions.append(self)
        self.begin()
        return self

    async def __aexit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        __tracebackhide__ = True
        if error is not None:
            self.abandon_after(error)
            return
        self.leave()
        await self.ended()

    @property
    def accepted(self) -> bool:
        return self.checker.accepted

    async def expect_accept(self, *, subprotocol: str | None = None, why: str = "") -> None:
        """The app must accept; raises Failure if it refuses or names another subprotocol."""
        __tracebackhide__ = True
        while not self.accepted and self.closed is None:
            await self._arrival("websocket.accept", why)
        if not self.accepted:
            raise self.failure("The connection was refused.", "websocket.accept", "websocket.close")
        if self.subprotocol != subprotocol:
            raise self.failure(
                "The connection was accepted with another subprotocol.",
                f"subprotocol {subprotocol!r}",
                f"subprotocol {self.subprotocol!r}",
                why=why,
            )

    async def expect_refusal(self) -> None:
        """The app must close before it accepts."""
        __tracebackhide__ = True
        expected = "websocket.close before accepting"
        while not self.accepted and self.closed is None:
            await self._arrival(expected)
        if self.accepted:
            raise self.failure("The connection was accepted.", expected, "websocket.accept")
        self._knows_end = True

    async def receive_next(self, *, expected: str = "a message", why: str = "") -> str | bytes | Closed:
        """The next message from the app, or how it closed the connection; `expected` and `why` are for a failure."""
        __tracebackhide__ = True
        while not self._from_app and self.closed is None:
            await self._arrival(expected, why)
        if self._from_app:
            return self._from_app.pop(0)
        assert self.closed is not None
        self._knows_end = True
        return self.closed

    async def expect(self, message: str | bytes, *, why: str = "") -> None:
        """The next message must be this one."""
        __tracebackhide__ = True
        got = await self.receive_next(expected=shorten(message), why=why)
        if got != message:
            raise self.failure("The client got another message.", shorten(message), _came(got), why=why)

    async def expect_close(self, code: int, reason: str | None = None) -> None:
        """The app must close with this code, and with this reason unless that is None."""
        __tracebackhide__ = True
        expected = f"close with code {code}" + (f" and reason {reason!r}" if reason else "")
        got = await self.receive_next(expected=expected)
        if not isinstance(got, Closed) or got.code != code or (reason is not None and got.reason != reason):
            raise self.failure("The connection did not end as expected.", expected, _came(got))

    async def expect_silence(self, seconds: float = 1.0, *, why: str = "") -> None:
        """For so many seconds of virtual time nothing may come from the app, nor may it close the connection or end."""
        __tracebackhide__ = True
        await self.wait_for(self.loop.create_task(asyncio.sleep(seconds)))
        if self._from_app:
            raise self.failure("The client got a message too many.", "nothing", _came(self._from_app[0]), why=why)
        if self.closed is not None and not self._knows_end:
            raise self.failure("The connection was closed.", "an open connection", _came(self.closed), why=why)
        if self.task.done():
            await self.ended()

    async def expect_return(self, code: int = 1005) -> None:
        """The client leaves; once the app has been told, it must send nothing more and return."""
        __tracebackhide__ = True
        self.leave(code)
        await self.ended()
        if isinstance(self.error, asyncio.CancelledError):
            self._raise(self.error)
        told = False
        for event in self.conversation.events:
            if event.direction == "receive":
                told = event.message["type"] == "websocket.disconnect"
            elif event.direction == "send" and told:
                raise Failure(
                    "Your app sends to a client although it knows that the client has left.",
                    sent=self._story(),
                    expected="a return after websocket.disconnect",
                    got=event.summary(),
                    why="Nobody is there to receive it: one server raises OSError, another does nothing.",
                    rule="WS-022",
                )

    async def send_text(self, text: str) -> None:
        await self._give({"type": "websocket.receive", "text": text}, shorten(text))

    async def send_bytes(self, data: bytes) -> None:
        await self._give({"type": "websocket.receive", "bytes": data}, shorten(data))

    def leave(self, code: int = 1005, reason: str = "") -> None:
        """The client closes the connection; 1005 means that it gave no code."""
        if not self._ending and not self._has_ended:
            self._ending = True
            # Without a connection there was no close frame with a code.
            code = code if self.accepted and not self.checker.client_left else 1006
            self.checker.client_left = True
            self._does("it left")
            self._to_app.append({"type": "websocket.disconnect", "code": code, "reason": reason})
            self.notify()

    def break_connection(self) -> None:
        """The connection is gone, and nobody has noticed yet: every send raises OSError, receive waits."""
        self.checker.client_left = True
        self._does("its connection broke")

    async def _give(self, message: Message, said: str) -> None:
        self._does(said)
        # After the app's own close, what the client still says is lost.
        if not self._ending:
            self._to_app.append(message)
            self.notify()
        # Lets the app see the message before the client does anything else, as a network would.
        await asyncio.sleep(0)

    async def next_message(self) -> Message:
        while not self._to_app:
            await self.changed()
        message = self._to_app[0]
        if message["type"] != "websocket.disconnect":
            del self._to_app[0]
        return message

    def take(self, message: Message) -> None:
        if message["type"] == "websocket.accept":
            self.subprotocol = message["subprotocol"]
            self.headers = message["headers"]
        elif message["type"] == "websocket.send":
            self._from_app.append(message["text"] if message["text"] is not None else message["bytes"])
        elif message["type"] == "websocket.http.response.start":
            self.denial = Response(self.conversation, message["status"], message["headers"])
        elif message["type"] == "websocket.http.response.body":
            assert self.denial is not None
            self.denial.chunks.append(Chunk(self.loop.time() - self.begun_at, message["body"]))
            if self.checker.closed:
                self._end(Closed(None))
        else:
            # A refusal reaches the client as the status 403, without code and reason.
            self._end(Closed(message["code"], message["reason"] or "") if self.accepted else Closed(None))
        self._arrive()

    def _end(self, closed: Closed) -> None:
        self.closed = closed
        self._to_app = [{"type": "websocket.disconnect", "code": closed.code or 1006, "reason": closed.reason}]
        if self.client.world.late_message and self.accepted:
            self._to_app.insert(0, {"type": "websocket.receive", "text": "sent before the close was known"})
        self._ending = True
        self.notify()

    @property
    def others_may_send(self) -> bool:
        # Another connection may be in the middle of telling everybody something while this client leaves.
        return self.checker.client_left

    def _is_own_leaving(self, error: BaseException) -> bool:
        # An app that finds a connection broken may cancel the task that still serves it.
        if isinstance(error, asyncio.CancelledError) and self.checker.client_left:
            return True
        return super()._is_own_leaving(error)

    def failure(self, message: str, expected: str, got: str, *, why: str = "") -> Failure:
        """A Failure about this client, with all that the clients of the test have done."""
        return Failure(message, sent=self._story(), expected=expected, got=got, why=why)

    async def _arrival(self, expected: str, why: str = "") -> None:
        """Wait for anything new from the app, its end among it."""
        __tracebackhide__ = True
        if self.task.done():
            await self.ended()
            raise self.failure("The app has returned.", expected, "nothing")
        self._arrived = self.loop.create_future()
        self.task.add_done_callback(self._arrive)
        try:
            await self.wait_for(self._arrived)
        except Failure as failure:
            failure.sent = self._story()
            if failure.kind == "stuck":
                failure.expected, failure.got = expected, "nothing"
                failure.why = why or failure.why
            raise
        finally:
            self.task.remove_done_callback(self._arrive)
            self._arrived = None

    def _arrive(self, _: object = None) -> None:
        if self._arrived is not None and not self._arrived.done():
            self._arrived.set_result(None)

    def _story(self) -> str:
        """What every client has done; where there are several, this one is marked."""
        clients = self.client.sessions
        if len(clients) == 1:
            return self.conversation.request
        return "\n".join(
            f"client {number}{' (this one)' if client is self else ''}: {client.conversation.request}"
            for number, client in enumerate(clients, 1)
        )

    def _does(self, deed: str) -> None:
        """Note what the client does, where any failure shows it."""
        self._did.append(deed)
        deeds = ["…", *self._did[-_DEEDS_TOLD:]] if len(self._did) > _DEEDS_TOLD else self._did
        title, *unusual = self._title.split("\n")
        self.conversation.request = "\n".join((f"{title}, then {', '.join(deeds)}", *unusual))

    def why_stuck(self) -> str:
        if self._ending:
            return "The connection is over: the server waits for the app to return."
        return "The client waits for a message from the app."

    def rule_when_stuck(self) -> str:
        return "WS-021" if self.checker.disconnects else ""


class Lifespan(Exchange):
    """One server process with its lifespan: startup, requests that share its state, shutdown."""

    checker: LifespanChecker

    def __init__(self, client: Client, scope: Scope, title: str) -> None:
        super().__init__(client, scope, title)
        self.failed: str | None = None
        self.server = Client(
            client.app,
            world=client.world,
            state=self.scope.get("state"),
            source=client.source,
            conversations=client.conversations,
            tolerated=client.tolerated,
        )
        self._to_app: list[Message] = []
        self._answered: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Client:
        __tracebackhide__ = True
        await self.start()
        if self.failed is not None:
            raise self._failure("The startup failed.", "lifespan.startup.complete")
        return self.server

    async def __aexit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        __tracebackhide__ = True
        if error is not None:
            self.abandon_after(error)
            return
        await self.stop()
        if self.failed is not None:
            raise self._failure("The shutdown failed.", "lifespan.shutdown.complete")

    async def start(self) -> None:
        """Begin the lifespan and wait for the answer to startup; `failed` then holds the message of a failure."""
        __tracebackhide__ = True
        self.begin()
        await self._ask("lifespan.startup")
        if self.failed is not None or self.task.done():
            await self.ended()

    async def stop(self) -> None:
        """Ask for shutdown, wait for its answer and for the app's return."""
        __tracebackhide__ = True
        await self._ask("lifespan.shutdown")
        await self.ended()

    async def _ask(self, question: str) -> None:
        __tracebackhide__ = True
        self._answered = self.loop.create_future()
        self._to_app.append({"type": question})
        self.notify()
        self.task.add_done_callback(self._answer)
        await self.wait_for(self._answered)

    def _answer(self, _: object = None) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(None)

    async def next_message(self) -> Message:
        while not self._to_app:
            await self.changed()
        return self._to_app.pop(0)

    def take(self, message: Message) -> None:
        self.failed = message["message"] if message["type"].endswith(".failed") else None
        self._answer()

    def _failure(self, message: str, expected: str) -> Failure:
        got = self.conversation.sent()[-1]
        return Failure(
            message, sent=self.conversation.request, expected=expected, got=f"{got['type']}: {self.failed}".rstrip(": ")
        )

    def _raise(self, error: BaseException) -> NoReturn:
        __tracebackhide__ = True
        if isinstance(error, Exception) and not isinstance(error, (Spinning, Failure)):
            self.checker.line = next((frame.line for frame in self.frames(error)[::-1]), None)
            self.checker.raised(f"{type(error).__name__}: {error}".rstrip(": "))
        super()._raise(error)

    def why_stuck(self) -> str:
        return self.checker.waits_for()

    def rule_when_stuck(self) -> str:
        return "LIFE-013" if self.checker.started is None else ""


class RefusedExchange(Exchange):
    """A connection of a type that the app is not made for; goes on only as far as a server would."""

    def __init__(self, client: Client, scope: Scope, title: str) -> None:
        super().__init__(client, scope, title)
        script = {
            "http": ["http.request", "http.disconnect"],
            "websocket": ["websocket.connect", "websocket.disconnect"],
            "lifespan": ["lifespan.startup", "lifespan.shutdown"],
        }
        self._script = script.get(scope["type"], [])

    async def next_message(self) -> Message:
        if not self._script:
            await self.changed()
        return {"type": self._script.pop(0) if len(self._script) > 1 else self._script[0]}

    def why_stuck(self) -> str:
        return "The app should have raised an exception, as it does not know this type of scope."

    def rule_when_stuck(self) -> str:
        return "APP-006"


def _misshaped(app: Any) -> str:
    """What keeps an app from being called with scope, receive and send, or nothing."""
    if not callable(app):
        return f"{type(app).__name__} {shorten(app)}"
    try:
        inspect.signature(app).bind({}, None, None)
    except TypeError as error:
        return f"a callable that cannot take them: {error}"
    except ValueError:
        pass  # a callable written in C tells no signature
    return ""


def _renamed(app: Any) -> str:
    """What an app calls its parameters, where they are not scope, receive and send; otherwise nothing."""
    try:
        signature = inspect.signature(app)
        signature.bind(scope={}, receive=None, send=None)
    except TypeError:
        return ", ".join(signature.parameters)
    except ValueError:
        pass  # a callable written in C tells no signature
    return ""


def _piece_of(message: Message) -> bytes:
    """The piece of a response's body that a message brings."""
    if message["type"] == "http.response.body":
        body: bytes = message["body"]
    elif message["type"] == "http.response.pathsend":
        body = Path(message["path"]).read_bytes()
    elif message["type"] == "http.response.zerocopysend":
        if message["offset"] is not None:
            message["file"].seek(message["offset"])
        body = message["file"].read(-1 if message["count"] is None else message["count"])
    else:
        body = b""
    return body


def same_data(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same data: order of keys free, True is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_data(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_data, one, other))
    return bool(one == other)


def _pairs(headers: Headers) -> list[tuple[bytes, bytes]]:
    if isinstance(headers, Mapping):
        return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return list(headers)


def _request_summary(
    method: str,
    url: str,
    headers: list[tuple[bytes, bytes]],
    pieces: list[bytes],
    leaves_at: float | None,
    leaves_after: int | None,
    world: World,
) -> str:
    lines = [f"{method} {url}"]
    lines += [f"{name.decode('latin-1')}: {value.decode('latin-1')}" for name, value in headers]
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


def _header_lines(name: str, values: list[str]) -> str:
    return "\n".join(f"{name}: {value}" for value in values) or f"no {name}"


def _decoded(body: bytes) -> str | bytes:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body


def _came(message: str | bytes | Closed) -> str:
    if not isinstance(message, Closed):
        return shorten(message)
    if message.code is None:
        return "a refusal of the connection"
    return f"close with code {message.code}" + (f" and reason {message.reason!r}" if message.reason else "")
