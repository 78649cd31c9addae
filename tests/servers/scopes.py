"""Apps that answer with what they were told of a request, as Python writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from asgi_harness.types import Receive, Scope, Send


async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
    # A refused handshake may have a body, too.
    prefix = "websocket." if scope["type"] == "websocket" else ""
    told = {key: value for key, value in scope.items() if key not in ("extensions", "state")}
    body = repr({**told, "headers": list(scope["headers"])}).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": f"{prefix}http.response.start", "status": 400, "headers": headers})
    await send({"type": f"{prefix}http.response.body", "body": body})


def wsgi(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    body = repr({key: value for key, value in environ.items() if type(value) is str}).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
