"""
Fault: the app never looks whether the client is there.
Message: nobody wants the result
"""

import asyncio


async def crunch():
    for _ in range(10):
        await asyncio.sleep(1)


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await crunch()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"done"})
