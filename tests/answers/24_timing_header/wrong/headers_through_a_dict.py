"""
Fault: it builds the headers anew through a dict, so that of repeated ones the last survives.
Message: The inner app's headers have changed.
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
            if message["type"] == "http.response.start":
                headers = dict(message.get("headers", ()))
                headers[b"x-process-time"] = f"{loop.time() - start:.3f}".encode()
                message = {**message, "headers": list(headers.items())}
            await send(message)

        await self.app(scope, receive, timed)
