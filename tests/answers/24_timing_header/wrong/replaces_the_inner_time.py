"""
Fault: the inner app's own x-process-time is replaced.
Message: is lost, or yours is.
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
        called_at = clock()

        async def send_with_time(message):
            if message["type"] == "http.response.start":
                seconds = f"{clock() - called_at:.3f}".encode()
                headers = [
                    *(h for h in message.get("headers", ()) if h[0] != b"x-process-time"),
                    (b"x-process-time", seconds),
                ]
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, send_with_time)
