"""
Runs an app on a real server, and a client of it with the verbs of `Client`: `pytest exercises --server uvicorn`.

What only the other end of receive and send can see, and what takes a virtual clock, raises NotOnAServer.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextvars import Context
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote

from asgi_harness.client import HOST, Client, Headers, Requests, headers_of_request
from asgi_harness.conversation import Conversation
from asgi_harness.failure import Failure, NotOnAServer
from asgi_harness.response import Chunk, Response
from asgi_harness.scope import _URL_CHARACTERS
from asgi_harness.types import Receive, Scope, Send
from asgi_harness.websocket import Closed, WebSocketSession
from asgi_harness.worlds import USUAL, World

Result = TypeVar("Result")

# How each server is started from the command line; the app and the port come last.
COMMANDS = {
    "uvicorn": ("uvicorn", "--log-level=warning", "{app}", "--host=127.0.0.1", "--port={port}"),
    "hypercorn": ("hypercorn", "{app}", "--bind=127.0.0.1:{port}"),
    "daphne": ("daphne", "{app}", "--bind=127.0.0.1", "--port={port}"),
    "granian": ("granian", "{app}", "--interface=asgi", "--host=127.0.0.1", "--port={port}"),
    "gunicorn": ("gunicorn", "{app}", "--worker-class=asgi", "--no-control-socket", "--bind=127.0.0.1:{port}"),
}

# No answer takes longer, and no test may wait for longer.
_PATIENCE = 5.0
_LONG_ENOUGH_TO_START = 20.0
_LONG_ENOUGH_TO_STOP = 5.0


class NotStarted(Exception):
    """A server that did not get as far as taking connections; says what it printed."""


class Server:
    """A server in a process of its own: `with Server("uvicorn", folder) as server: ... server.port`."""

    def __init__(
        self,
        name: str,
        folder: Path,
        app: str = "app:app",
        *,
        options: Iterable[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.folder = folder
        self.app = app
        self.options = list(options)
        self.environment = dict(environment or {})

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        module, *arguments = (part.format(app=self.app, port=self.port) for part in COMMANDS[self.name])
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments, *self.options],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"} | self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            # A group of its own, so that its workers can be ended with it.
            start_new_session=True,
        )
        deadline = time.monotonic() + _LONG_ENOUGH_TO_START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._end()
                raise NotStarted(self.stop())
            time.sleep(0.02)

    def stop(self) -> str:
        """Ask the server to shut down and wait for it; returns what it has printed."""
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_LONG_ENOUGH_TO_STOP)
        self._end()
        self._said.seek(0)
        said = self._said.read().decode("utf-8", "replace")
        self._said.close()
        return said

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def _end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def said(self) -> str:
        """The last line that the server has printed."""
        self._said.seek(0)
        return self._said.read().decode("utf-8", "replace").rstrip().rpartition("\n")[2]


def why_not(name: str) -> str:
    """What keeps this server from being graded on, or nothing."""
    if name not in COMMANDS:
        return f"there is {', '.join(COMMANDS)}, and no {name}."
    missing = [each for each in (name, "httpx", "websockets") if importlib.util.find_spec(each) is None]
    return f"it needs {' and '.join(missing)}: python -m pip install {' '.join(missing)}" if missing else ""


def start(name: str, folder: Path) -> Server:
    """A server with the app.py of a folder; raises Failure if it does not start."""
    server = Server(name, folder)
    try:
        server.start()
    except NotStarted as error:
        raise Failure(f"{name} does not start with your app.", kind="import", got=str(error)) from None
    return server


class RealTimeLoop(asyncio.SelectorEventLoop):
    """A loop on which nobody waits for long."""

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Any, *arguments: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        if delay > _PATIENCE:
            raise NotOnAServer(f"it lets {delay:g} s pass, which takes a virtual clock")
        return super().call_later(delay, callback, *arguments, context=context)


async def _elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Stands for the app, which runs inside the server."""


def _unseen(name: str) -> NoReturn:
    raise NotOnAServer(f"it asks for `{name}`, which no client can see")


class RemoteClient(Requests):
    """Drives an app through a real server as `Client` drives it directly."""

    def __init__(self, server: Server, world: World = USUAL) -> None:
        if world is not USUAL:
            raise NotOnAServer(f"its server is an unusual one: {world.unusual or world.name}")
        self.server = server
        # What a WebSocketSession asks for what it has in common with others.
        self.as_client = Client(_elsewhere)

    def __getattr__(self, name: str) -> NoReturn:
        _unseen(name)

    def start(
        self,
        method: str,
        url: str,
        *,
        headers: Headers = (),
        body: bytes = b"",
        pieces: Iterable[bytes] | None = None,
        pause: float = 0.0,
        **others: Any,
    ) -> RemoteExchange:
        for name in others:
            what = "what an app does then, no client can see" if name.startswith("leaves") else "the server does that"
            raise NotOnAServer(f"it sets `{name}`: {what}")
        parts = [body] if pieces is None else list(pieces)
        given = headers_of_request(headers, parts)
        size = sum(map(len, parts))
        for key, value in given:
            if key.lower() == b"content-length" and not (value.isdigit() and int(value) == size):
                raise NotOnAServer("it announces another length than the body has, which no server lets through")
        return RemoteExchange(self.server, method, url, [HOST, *given], parts, pause)

    def websocket(
        self, url: str, *, headers: Headers = (), subprotocols: Iterable[str] = (), **others: Any
    ) -> RemoteSession:
        for name in others:
            raise NotOnAServer(f"it sets `{name}`: the server does that")
        return RemoteSession(self, url, headers_of_request(headers), list(subprotocols))

    def lifespan(self, **_: Any) -> NoReturn:
        raise NotOnAServer("it starts and stops a server in its course, and watches what the app does then")

    async def expect_refusal(self, scope_type: str) -> None:
        if scope_type != "http":
            raise NotOnAServer(f"no client can tell what an app does with a scope of type {scope_type}")
        response = await self.get("/")
        response.expect(status=500, why="An app that does not know a scope raises, which the server answers with 500.")


class RemoteResponse(Response):
    """A response as it came over the wire."""

    def __getattribute__(self, name: str) -> Any:
        if name in ("chunks", "started_at", "completed_at", "ended_at", "error", "hints"):
            _unseen(name)
        return super().__getattribute__(name)

    @property
    def body(self) -> bytes:
        return b"".join(chunk.body for chunk in super().__getattribute__("chunks"))

    def take(self, body: bytes) -> None:
        super().__getattribute__("chunks").append(Chunk(0.0, body))


class RemoteConversation(Conversation):
    """The title and the request; the rest happens inside the server."""

    def __getattribute__(self, name: str) -> Any:
        if name in ("events", "scope"):
            _unseen(name)
        return super().__getattribute__(name)


# A server that closes a connection from which it has not read everything resets it, and then the client's system throws
# away what has come.
_LOST = "the server closed the connection before it had read all that the client sent, and its answer was lost"


def _was_reset(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ConnectionError):
        error = error.__cause__ or error.__context__
    return error is not None


# What a server adds to every response of its own accord.
_OF_THE_SERVER = {b"date", b"server", b"connection", b"transfer-encoding"}


class RemoteExchange:
    """One request over a connection of its own."""

    def __init__(
        self,
        server: Server,
        method: str,
        url: str,
        headers: list[tuple[bytes, bytes]],
        parts: list[bytes],
        pause: float,
    ) -> None:
        self.server = server
        self.response = RemoteResponse(RemoteConversation(f"{method} {url}", f"{method} {url}", {}))
        self._task = asyncio.get_running_loop().create_task(self._talk(method, url, headers, parts, pause))

    def __getattr__(self, name: str) -> NoReturn:
        _unseen(name)

    async def ended(self, *, app_may_raise: bool = False) -> None:
        import httpx

        request = self.response.conversation.request
        try:
            await asyncio.wait_for(self._task, _PATIENCE)
        except TimeoutError:
            raise Failure(f"No answer within {_PATIENCE:g} s.", sent=request, expected="an answer") from None
        except httpx.HTTPError as error:
            if _was_reset(error):
                raise NotOnAServer(_LOST) from None
            got = f"{type(error).__name__}: {error}"
            raise Failure(
                "The connection broke off.", sent=request, expected="an answer", got=got, why=self.server.said()
            ) from None
        if self.response.status == 500 and not app_may_raise and (said := self.server.said()):
            self.response.conversation.request += f"\n{self.server.name} says: {said}"

    async def _talk(
        self, method: str, url: str, headers: list[tuple[bytes, bytes]], parts: list[bytes], pause: float
    ) -> None:
        import httpx

        # Without a pause, several pieces would come as one; those of very many take a second together.
        pause = max(pause, min(0.02, 1 / max(1, len(parts))))

        async def content() -> AsyncIterator[bytes]:
            for number, part in enumerate(parts):
                await asyncio.sleep(pause if number else 0)
                yield part

        request = httpx.Request(
            method,
            f"http://127.0.0.1:{self.server.port}",
            headers=headers,
            content=content() if any(parts) else None,
            extensions={"target": quote(url, safe=_URL_CHARACTERS).encode("ascii")},
        )
        async with httpx.AsyncHTTPTransport() as transport:
            answer = await transport.handle_async_request(request)
            self.response.status = answer.status_code
            self.response.headers = [
                (name, value) for name, value in answer.headers.raw if name.lower() not in _OF_THE_SERVER
            ]
            async for chunk in answer.aiter_raw():
                self.response.take(chunk)
            await answer.aclose()


class RemoteSession(WebSocketSession):
    """One WebSocket over a connection of its own."""

    _is_made = False
    _lost = False

    def __init__(
        self, client: RemoteClient, url: str, headers: list[tuple[bytes, bytes]], subprotocols: list[str]
    ) -> None:
        offer = f" offering {', '.join(subprotocols)}" if subprotocols else ""
        super().__init__(client.as_client, {"type": "websocket"}, f"websocket {url}{offer}")
        self.server = client.server
        self.conversation = RemoteConversation(self.conversation.title, self.conversation.request, {})
        self._url = f"ws://127.0.0.1:{client.server.port}{quote(url, safe=_URL_CHARACTERS)}"
        self._with = (headers, subprotocols)
        self._connection: Any = None
        self._is_made = True

    def __getattribute__(self, name: str) -> Any:
        if name in ("error", "scope", "begun_at", "break_connection", "expect_return") and self._is_made:
            _unseen(name)
        return super().__getattribute__(name)

    def begin(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.task = self.loop.create_task(self._listen())

    async def _listen(self) -> None:
        import websockets

        headers, subprotocols = self._with
        try:
            self._connection = await websockets.connect(
                self._url,
                additional_headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers],
                subprotocols=[websockets.Subprotocol(each) for each in subprotocols] or None,
                compression=None,
                ping_interval=None,
                open_timeout=_PATIENCE,
                close_timeout=1,
                user_agent_header=None,
                proxy=None,
            )
        except websockets.InvalidStatus as error:
            refusal = error.response
            pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in refusal.headers.raw_items()]
            self.denial = RemoteResponse(self.conversation, refusal.status_code, pairs)
            self.denial.take(bytes(refusal.body or b""))
            self.closed = Closed(None)
            self._arrive()
            return
        self.subprotocol = self._connection.subprotocol
        self.headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in self._connection.response.headers.raw_items()
        ]
        self._arrive()
        try:
            while True:
                self._from_app.append(await self._connection.recv())
                self._arrive()
        except websockets.ConnectionClosed as error:
            self._lost = _was_reset(error)
        self.closed = Closed(self._connection.close_code, self._connection.close_reason or "")
        self._arrive()

    @property
    def accepted(self) -> bool:
        return self._connection is not None

    async def receive_next(self, *, expected: str = "a message", why: str = "") -> str | bytes | Closed:
        got = await super().receive_next(expected=expected, why=why)
        if got == Closed(1006) and self._lost:
            raise NotOnAServer(_LOST)
        return got

    async def expect(self, message: str | bytes, *, why: str = "") -> None:
        if self.server.name == "daphne" and not message:
            raise NotOnAServer("daphne sends no empty messages")
        await super().expect(message, why=why)

    async def expect_close(self, code: int, reason: str | None = None) -> None:
        if self.server.name == "daphne" and (reason or not (code == 1000 or 3000 <= code < 5000)):
            raise NotOnAServer("daphne tells its clients no reason, and no code but 1000 and 3000 to 4999")
        await super().expect_close(code, reason)

    async def _give(self, message: dict[str, Any], said: str) -> None:  # type: ignore[override]
        import websockets

        self._does(said)
        with contextlib.suppress(websockets.ConnectionClosed):
            await self._connection.send(message["text"] if "text" in message else message["bytes"])

    def leave(self, code: int = 1005, reason: str = "") -> None:
        if self._connection is not None and not self._ending:
            self._ending = True
            self._does("it left")
            # The library knows no close without a code.
            self._closing = self.loop.create_task(self._connection.close(1000 if code == 1005 else code, reason))

    async def ended(self, *, app_may_raise: bool = False) -> None:
        if self.task.done():
            self.task.result()
        await asyncio.wait([self.task], timeout=_PATIENCE)
        self.abandon()

    def abandon(self) -> None:
        super().abandon()
        if self._connection is not None:
            self._connection.transport.abort()

    def abandon_after(self, failure: BaseException) -> None:
        self.abandon()

    async def wait_for(self, future: asyncio.Future[Result]) -> Result:
        try:
            return await asyncio.wait_for(asyncio.shield(future), _PATIENCE)
        except TimeoutError:
            raise Failure(f"Nothing came within {_PATIENCE:g} s.", kind="stuck", sent=self._story()) from None
