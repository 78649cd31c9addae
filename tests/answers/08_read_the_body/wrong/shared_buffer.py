"""
Fault: the body is collected in the module, where two uploads meet.
Message: what belongs to a request belongs into local variables
"""

import hashlib
import json

body = bytearray()


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    body.clear()
    more_body = True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body.extend(message.get("body", b""))
        more_body = message.get("more_body", False)
    answer = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
