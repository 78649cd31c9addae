"""The next receive always waits in a task; the last one is cancelled before its first step."""

import asyncio
import hashlib
import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    pieces = []
    ahead = asyncio.create_task(receive())
    try:
        while True:
            message = await ahead
            if message["type"] == "http.disconnect":
                return
            ahead = asyncio.create_task(receive())
            pieces.append(message.get("body", b""))
            if not message.get("more_body"):
                break
    finally:
        ahead.cancel()
        await asyncio.gather(ahead, return_exceptions=True)
    body = b"".join(pieces)
    answer = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
