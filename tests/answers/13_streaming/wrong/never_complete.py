"""
Fault: every chunk promises another one.
Message: The response is complete before the app returns
"""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    for number in range(1, 6):
        if number > 1:
            await asyncio.sleep(0.5)
        await send({"type": "http.response.body", "body": f"Chunk {number}\n".encode(), "more_body": True})
