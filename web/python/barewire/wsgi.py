"""One request to a WSGI app, told as a conversation: what it is called with, what it calls, what it returns."""

from __future__ import annotations

import asyncio
import inspect
import io
import itertools
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import WSGIWarning, validator

from asgi_harness.conversation import Conversation, Direction, Event
from asgi_harness.failure import Failure, frames_of, words_of
from barewire.steps import Request, Step

_MOST_PIECES = 1_000


async def take(application: Any, steps: list[Step], source: str, conversations: list[Conversation]) -> None:
    """Take one step after the other, as a server with one worker would; raises what the app did wrong."""
    for step in steps:
        if step["kind"] == "request":
            Call(application, step, source, conversations).make()
        elif step["kind"] == "together":
            await take(application, step["steps"], source, conversations)
        else:
            raise Failure(
                f"A WSGI app knows no {step['kind']}.",
                expected="a request",
                got=f"a {step['kind']}",
                why="The server calls `application` once for each HTTP request, and for nothing else.",
            )


class Call:
    """One call of the app, under the standard library's own checker."""

    def __init__(self, application: Any, step: Request, source: str, conversations: list[Conversation]) -> None:
        self._application = application
        self._loop = asyncio.get_running_loop()
        title = f"{step['method']} {step['url']}"
        self._environ = _environ(step, self._read)
        self._conversation = Conversation(title, title, self._environ, source, begun_at=self._loop.time())
        conversations.append(self._conversation)

    def make(self) -> None:
        self._record("scope", {"type": "environ", **self._environ})
        try:
            with warnings.catch_warnings(action="ignore", category=WSGIWarning):
                pieces: Any = validator(self._called)(self._environ, self._start_response)
            try:
                for piece in itertools.islice(pieces, _MOST_PIECES):
                    self._record("send", {"type": "piece of the body", "bytes": piece})
            finally:
                pieces.close()
        except Exception as error:
            frames = frames_of(error, self._conversation.owns)
            self._record("raise", {"error": words_of(error)}, frames[-1].line if frames else None)
            if isinstance(error, AssertionError) and not isinstance(error, Failure):
                raise Failure(
                    "Your app breaks a rule of WSGI.",
                    kind="protocol",
                    sent=self._conversation.request,
                    expected="what PEP 3333 asks for",
                    got=f"wsgiref.validate: {error}",
                    frames=frames,
                ) from error
            raise
        self._record("return", {})

    def _called(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """The app as the checker sees it."""

        def recorded(*arguments: Any, **options: Any) -> Any:
            names = ("status", "headers", "exc_info")
            given = {**dict(zip(names, arguments, strict=False)), **options}
            self._record("send", {"type": "start_response", **given})
            return start_response(*arguments, **options)

        result = self._application(environ, recorded)
        if inspect.iscoroutine(result):
            result.close()
            raise Failure(
                "Your application is a coroutine function, and WSGI is not asynchronous.",
                expected="def application(environ, start_response), without async",
                got="a coroutine",
                why="A WSGI server takes the body from what the call returns; it awaits nothing.",
            )
        return result

    def _start_response(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[..., None]:
        return lambda piece: self._record("send", {"type": "write", "bytes": piece})

    def _read(self, how: str, data: bytes) -> None:
        self._record("receive", {"type": f"wsgi.input.{how}", "bytes": data})

    def _record(self, direction: Direction, message: dict[str, Any], line: int | None = None) -> None:
        now = self._loop.time() - self._conversation.begun_at
        line = line or self._conversation.line_of(sys._getframe(1))
        self._conversation.events.append(Event(now, now, direction, message, line))


class Input:
    """The body of the request, as `wsgi.input`; what is read of it is told."""

    def __init__(self, body: bytes, tell: Callable[[str, bytes], None]) -> None:
        self._body = io.BytesIO(body)
        self._tell = tell

    def __repr__(self) -> str:
        return f"<a file of {len(self._body.getbuffer())} bytes>"

    def read(self, size: int = -1) -> bytes:
        return self._told("read", self._body.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._told("readline", self._body.readline(size))

    def readlines(self, hint: int = -1) -> list[bytes]:
        lines = self._body.readlines(hint)
        self._told("readlines", b"".join(lines))
        return lines

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _told(self, how: str, data: bytes) -> bytes:
        self._tell(how, data)
        return data


def variable_of(header: str) -> str:
    """The key of `environ` that holds a header (PEP 3333, which follows CGI)."""
    key = header.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


def _environ(step: Request, tell: Callable[[str, bytes], None]) -> dict[str, Any]:
    path, _, query = step["url"].partition("?")
    body = "".join(step.get("body", [])).encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": step["method"].upper(),
        "SCRIPT_NAME": "",
        # PEP 3333: bytes, one character each.
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)) if body else "",
        "SERVER_PORT": "8000",
        "wsgi.input": Input(body, tell),
        "wsgi.errors": sys.stderr,
    }
    for name, value in step.get("headers", []):
        key = variable_of(name)
        environ[key] = f"{environ[key]},{value}" if environ.get(key) and key.startswith("HTTP_") else value
    setup_testing_defaults(environ)
    return environ
