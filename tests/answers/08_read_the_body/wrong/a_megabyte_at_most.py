"""
Fault: takes no more than a megabyte.
Message: Go on until more_body is false or absent.
"""

import hashlib
import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    body, more_body = bytearray(), True
    while more_body and len(body) < 2**20:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message.get("body", b"")
        more_body = message.get("more_body", False)
    answer = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
