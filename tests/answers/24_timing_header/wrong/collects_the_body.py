"""
Fault: it collects the response and sends it when the inner app has returned.
Message: The stream does not stream any more.
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
            if message["type"] == "http.response.start":
                elapsed = f"{loop.time() - begun:.3f}".encode()
                message = {**message, "headers": [*message.get("headers", ()), (b"x-process-time", elapsed)]}
            messages.append(message)

        await self.app(scope, receive, collect)
        for message in messages:
            await send(message)
