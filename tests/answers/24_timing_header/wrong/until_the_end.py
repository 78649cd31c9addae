"""
Fault: it measures until the inner app has returned.
Message: The response does not say how long it took to begin.
"""

import asyncio


class TimingMiddleware:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        begun = loop.time()
        messages = []

        async def collect(message):
            messages.append(message)

        await self.app(scope, receive, collect)
        elapsed = f"{loop.time() - begun:.3f}".encode()
        start, *bodies = messages
        await send({**start, "headers": [*start.get("headers", ()), (b"x-process-time", elapsed)]})
        for body in bodies:
            await send(body)
