"""
Fault: it keeps the time of the call in the scope, which is the server's.
Message: changed the scope in place
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
        scope["start"] = loop.time()

        async def timed(message):
            if message["type"] == "http.response.start":
                elapsed = f"{loop.time() - scope['start']:.3f}".encode()
                message = {**message, "headers": [*message.get("headers", ()), (b"x-process-time", elapsed)]}
            await send(message)

        await self.app(scope, receive, timed)
