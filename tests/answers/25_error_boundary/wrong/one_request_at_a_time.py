"""
Fault: a lock lets one request through at a time.
Message: A request had to wait for another one.
"""

import asyncio


class ErrorBoundary:
    def __init__(self, app):
        self.app = app
        self.lock = asyncio.Lock()

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message):
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
            await send(message)

        try:
            async with self.lock:
                await self.app(scope, receive, watched)
        except Exception:
            if started:
                raise
            await send(
                {"type": "http.response.start", "status": 500, "headers": [(b"content-type", b"application/json")]}
            )
            await send({"type": "http.response.body", "body": b'{"error": "internal server error"}'})
