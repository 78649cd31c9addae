"""
Fault: it appends to the inner app's own list of headers.
Message: changed the inner app's http.response.start in place
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
                message = dict(message)
                message.setdefault("headers", [])
                if not isinstance(message["headers"], list):
                    message["headers"] = list(message["headers"])
                message["headers"].append((b"x-process-time", f"{loop.time() - start:.3f}".encode()))
            await send(message)

        await self.app(scope, receive, timed)
