"""
Fault: the chunks are collected and sent when the last one is ready.
Message: The chunks did not come one by one, each at its time.
"""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    chunks = [f"Chunk {number}\n".encode() for number in range(1, 6)]
    await asyncio.sleep(2)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"".join(chunks)})
