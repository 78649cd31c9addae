"""
Fault: the body is read until it has the bytes of its content-length, which need not be there.
Message: content-length need not be there
"""

import hashlib
import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    length = int(dict(scope["headers"]).get(b"content-length", b"0"))
    body = b""
    while len(body) < length:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message.get("body", b"")
    answer = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
