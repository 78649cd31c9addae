"""Empty messages before, between and behind the chunks."""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "more_body": True})
    for n in range(1, 6):
        await send({"type": "http.response.body", "body": f"Chunk {n}\n".encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": True})
        if n < 5:
            await asyncio.sleep(0.5)
    await send({"type": "http.response.body", "more_body": False})
