"""
Fault: every message of the body gets the header as well.
Message: A message of the body has headers.
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
            if message["type"].startswith("http.response"):
                elapsed = clock() - started
                header = (b"x-process-time", f"{elapsed:.3f}".encode())
                message = {**message, "headers": [*message.get("headers", ()), header]}
            await send(message)

        await self.app(scope, receive, timed)
