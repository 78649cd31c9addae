"""The app is a closure that wraps the real one, and the body is read by recursion instead of a loop."""

import hashlib
import json


def http_only(inner):
    async def outer(scope, receive, send):
        if scope["type"] == "http":
            return await inner(scope, receive, send)
        raise RuntimeError("only HTTP is spoken here")

    return outer


async def read(receive):
    """The body from here to its end, or None if the client leaves before it."""
    message = await receive()
    if message["type"] == "http.disconnect":
        return None
    rest = await read(receive) if message.get("more_body", False) else b""
    return None if rest is None else message.get("body", b"") + rest


@http_only
async def app(scope, receive, send):
    body = await read(receive)
    if body is not None:
        answer = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
