"""
Fault: the inner app's content-length is dropped.
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
        clock = asyncio.get_running_loop().time
        started = clock()

        async def timed(message):
            if message["type"] == "http.response.start":
                elapsed = clock() - started
                header = (b"x-process-time", f"{elapsed:.3f}".encode())
                message = {
                    **message,
                    "headers": [*(h for h in message.get("headers", ()) if h[0] != b"content-length"), header],
                }
            await send(message)

        await self.app(scope, receive, timed)
