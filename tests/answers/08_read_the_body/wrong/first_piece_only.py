"""
Fault: only the first piece of the body is read.
Message: Go on until more_body is false or absent.
"""

import hashlib
import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    message = await receive()
    if message["type"] == "http.disconnect":
        return
    body = message.get("body", b"")
    answer = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
