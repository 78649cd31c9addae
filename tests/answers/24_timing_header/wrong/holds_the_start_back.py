"""
Fault: the start is held back until the first piece of the body comes.
Message: The start of the response is held back.
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

        held = []

        async def send_with_time(message):
            if message["type"] == "http.response.start":
                seconds = f"{clock() - called_at:.3f}".encode()
                headers = [*message.get("headers", ()), (b"x-process-time", seconds)]
                message = {**message, "headers": headers}
            if message["type"] == "http.response.start":
                held.append(message)
                return
            while held:
                await send(held.pop(0))
            await send(message)

        await self.app(scope, receive, send_with_time)
