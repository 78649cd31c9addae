"""
Fault: it appends to the inner app's list and takes it away again after sending.
Message: x-process-time: 1.000 x-process-time: 1.000
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
        start = loop.time()

        async def timed(message):
            if message["type"] != "http.response.start" or not isinstance(message.get("headers"), list):
                if message["type"] == "http.response.start":
                    elapsed = f"{loop.time() - start:.3f}".encode()
                    message = {**message, "headers": [*message.get("headers", ()), (b"x-process-time", elapsed)]}
                await send(message)
                return
            message["headers"].append((b"x-process-time", f"{loop.time() - start:.3f}".encode()))
            await send(message)
            message["headers"].pop()

        await self.app(scope, receive, timed)
