"""
Fault: puts what is left of a broken upload before the next.
Message: local variables
"""

import hashlib
import json

buf = {}


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    body = buf.pop(scope["path"], b"")
    more_body = True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            buf[scope["path"]] = body
            return
        body += message.get("body", b"")
        more_body = message.get("more_body", False)
    answer = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
