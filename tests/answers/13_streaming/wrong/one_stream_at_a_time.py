"""
Fault: a lock lets one client stream while the others wait.
Message: The chunks did not come one by one, each at its time.
"""

import asyncio

streaming = asyncio.Lock()


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    async with streaming:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        for number in range(1, 6):
            if number > 1:
                await asyncio.sleep(0.5)
            await send({"type": "http.response.body", "body": f"Chunk {number}\n".encode(), "more_body": number < 5})
