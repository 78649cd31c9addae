"""
Fault: it calls the inner app for HTTP alone, so that its startup never runs.
Message: the app returned silently
"""

import asyncio


class TimingMiddleware:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return
        loop = asyncio.get_running_loop()
        start = loop.time()

        async def timed(message):
            if message["type"] == "http.response.start":
                elapsed = f"{loop.time() - start:.3f}".encode()
                message = {**message, "headers": [*message.get("headers", ()), (b"x-process-time", elapsed)]}
            await send(message)

        await self.app(scope, receive, timed)
