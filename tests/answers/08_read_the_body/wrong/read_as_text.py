"""
Fault: the body is decoded as if every body were text.
Message: Your app raised UnicodeDecodeError
"""

import hashlib
import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    text = ""
    more_body = True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        text += message.get("body", b"").decode()
        more_body = message.get("more_body", False)
    answer = {"bytes": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
