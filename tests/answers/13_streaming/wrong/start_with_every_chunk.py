"""
Fault: the start is sent with every chunk.
Message: http.response.start is sent once.
"""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    for number in range(1, 6):
        if number > 1:
            await asyncio.sleep(0.5)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": f"Chunk {number}\n".encode(), "more_body": number < 5})
