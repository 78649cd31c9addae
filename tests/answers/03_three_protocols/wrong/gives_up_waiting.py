"""
Fault: waits for the shutdown for a minute, and then no longer.
Message: TimeoutError
"""

import asyncio


async def app(scope, receive, send):
    if scope["type"] == "http":
        headers = [(b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"http"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "websocket"})
        await send({"type": "websocket.close", "code": 1000})
    elif scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        async with asyncio.timeout(60):
            await receive()
        await send({"type": "lifespan.shutdown.complete"})
    else:
        raise RuntimeError(scope["type"])
