"""One connection, whatever its type: the server's end of scope, receive and send while the app runs."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import sys
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from asgi_harness.checker import Checker, checker_for
from asgi_harness.clock import Spinning, Standstill, VirtualTimeLoop, await_chain, owner
from asgi_harness.conversation import Conversation, Event, shorten
from asgi_harness.failure import ClientLeft, Failure, Frame, OutOfTime, ProtocolError, frames_of, words_of
from asgi_harness.types import Message, Scope

if TYPE_CHECKING:
    from asgi_harness.client import Client

Result = TypeVar("Result")

# So many seconds an app may take for cleaning up when it is cancelled.
_LONG_ENOUGH_TO_END = 10.0

# So many messages at one moment of the clock come from an app that never ends.
_MESSAGES_AT_ONE_MOMENT = 100_000


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
        self.client.keep(self.conversation)
        self._record("scope", dict(self.scope), None, 0.0)
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
        line, number = self.conversation.line_of(sys._getframe(1)), next(self._numbers)
        coroutine = self._receive(number, line, arguments)
        self._calls[number] = (coroutine, "receive", line)
        return coroutine

    def send(self, *arguments: Any, **named: Any) -> Coroutine[Any, Any, None]:
        line, number = self.conversation.line_of(sys._getframe(1)), next(self._numbers)
        message = arguments[0] if len(arguments) == 1 and not named else (*arguments, *(f"{name}=…" for name in named))
        coroutine = self._send(number, line, message)
        self._calls[number] = (coroutine, "send", line)
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
        self._record("receive", dict(message), line, self._progress(), asked)
        self.checker.receive(message, line)
        self._passed()
        return message

    async def _send(self, number: int, line: int | None, message: Any) -> None:
        self._calls.pop(number, None)
        asked = self.loop.time() - self.begun_at
        if self.client.world.suspends:
            await asyncio.sleep(self.client.world.delay)
        copy = dict(message) if isinstance(message, dict) else message
        event = self._record("send", copy, line, self._progress(), asked)
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

    def _record(self, direction: Any, message: Any, line: int | None, now: float, asked: float | None = None) -> Event:
        event = Event(now, now if asked is None else asked, direction, message, line)
        self.conversation.events.append(event)
        return event

    def _progress(self) -> float:
        """A message passes; returns the seconds since the beginning, and raises Spinning where no time goes by."""
        if isinstance(self.loop, VirtualTimeLoop):
            self.loop.progress()
        moment, count = self._messages_now
        now = self.loop.time() - self.begun_at
        count = count + 1 if now == moment else 1
        self._messages_now = (now, count)
        if count > _MESSAGES_AT_ONE_MOMENT:
            raise Spinning(f"{_MESSAGES_AT_ONE_MOMENT:,} messages at {now:.3f} s")
        return now

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
        # The task keeps its context, and would so be kept by what it belongs to.
        owner.set(None)
        self._forgotten = self._forget_calls()
        if self._has_ended:
            return
        self._has_ended = True
        now = self.loop.time() - self.begun_at
        if self.error is None:
            self._record("return", {}, None, now)
        else:
            error_line = self.frames(self.error)[-1:]
            self._record(
                "raise",
                {"error": words_of(self.error)},
                error_line[0].line if error_line else None,
                now,
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
        self._raise_endless()
        self._note_tasks_left_behind()
        if self.error is None:
            self.checker.line = None
            self._returned()
        elif not app_may_raise and not self._is_own_leaving(self.error):
            self._raise(self.error)

    def _returned(self) -> None:
        """The app has returned and raised nothing."""
        self.checker.returned()

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

    def _raise_endless(self) -> None:
        """Raise that a task of the app would have gone on for ever, even if the app never asked how it ended."""
        __tracebackhide__ = True
        for task in self.tasks:
            # To ask with exception() would keep asyncio from printing the others.
            error = task._exception
            if isinstance(error, (Spinning, OutOfTime)):
                self._raise(error)

    def _is_own_leaving(self, error: BaseException) -> bool:
        """Whether an exception only says that the client of this very connection has left."""
        if isinstance(error, BaseExceptionGroup):
            return all(map(self._is_own_leaving, error.exceptions))
        return isinstance(error, ClientLeft) and error.exchange is self

    def blocked(self, seconds: float) -> None:
        """The app has held up the loop; told once a line."""
        now = self.loop.time() - self.begun_at
        self.conversation.blocked.append((now - seconds, now))
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
            got=words_of(error),
            why="A server runs many requests in one process; such an exception would stop them all.",
            frames=self.frames(error),
        ) from error

    def _forget_calls(self) -> tuple[str, int | None] | None:
        """Close the calls of send and receive that nobody awaited; returns the first of them."""
        if not self._calls:
            return None
        waiting = {task.get_coro() for task in asyncio.all_tasks(self.loop)}
        # A task that was cancelled before its first step has closed its coroutine.
        forgotten = [
            call
            for call in self._calls.values()
            if call[0] not in waiting and inspect.getcoroutinestate(call[0]) == inspect.CORO_CREATED
        ]
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
        frames = self.frames(error) or tuple(frame for frame, _ in waits)
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

    def _returned(self) -> None:
        scope_type = self.scope["type"]
        if scope_type == "lifespan":
            super()._returned()  # one that was lived through as the spec has it is no breach
            return
        sent = ", ".join(str(message.get("type")) for message in self.conversation.sent())
        came = f"{sent}, then the app returned" if sent else "the app returned silently"
        self.checker.violate("APP-006", f"an exception, as the app does not know the scope type {scope_type!r}", came)

    def why_stuck(self) -> str:
        return "The app should have raised an exception, as it does not know this type of scope."

    def rule_when_stuck(self) -> str:
        return "APP-006"
