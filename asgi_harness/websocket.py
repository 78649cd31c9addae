"""One WebSocket as its client uses it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asgi_harness.checker import WebSocketChecker
from asgi_harness.conversation import shorten
from asgi_harness.exchange import Exchange
from asgi_harness.failure import Failure
from asgi_harness.response import Chunk, Response
from asgi_harness.types import Message, Scope

if TYPE_CHECKING:
    from asgi_harness.client import Client

# Of what a client does in a long session, the last steps tell enough.
_DEEDS_TOLD = 10


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

    async def is_accepted(self, expected: str = "websocket.accept or websocket.close", why: str = "") -> bool:
        """Wait until the app has accepted or refused, and tell which; `expected` and `why` are for a failure."""
        __tracebackhide__ = True
        while not self.accepted and self.closed is None:
            await self._arrival(expected, why)
        return self.accepted

    async def expect_accept(self, *, subprotocol: str | None = None, why: str = "") -> None:
        """The app must accept; raises Failure if it refuses or names another subprotocol."""
        __tracebackhide__ = True
        if not await self.is_accepted("websocket.accept", why):
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
        if await self.is_accepted(expected):
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


def _came(message: str | bytes | Closed) -> str:
    if not isinstance(message, Closed):
        return shorten(message)
    if message.code is None:
        return "a refusal of the connection"
    return f"close with code {message.code}" + (f" and reason {message.reason!r}" if message.reason else "")
