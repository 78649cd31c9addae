"""
Fault: a message without headers gets an empty list, in place.
Message: Your middleware has changed the inner app's http.response.start in place.
"""

import asyncio


class TimingMiddleware:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        clock = asyncio.get_running_loop().time
        started = clock()

        async def timed(message):
            if message["type"] == "http.response.start":
                elapsed = clock() - started
                header = (b"x-process-time", f"{elapsed:.3f}".encode())
                message.setdefault("headers", [])
                message = {**message, "headers": [*message["headers"], header]}
            await send(message)

        await self.app(scope, receive, timed)
