"""
Fault: exceptions of the inner app become a 500.
Message: An exception of the inner app has vanished.
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
                message = {**message, "headers": [*message.get("headers", ()), header]}
            await send(message)

        try:
            await self.app(scope, receive, timed)
        except Exception:
            await timed({"type": "http.response.start", "status": 500, "headers": []})
            await timed({"type": "http.response.body"})
