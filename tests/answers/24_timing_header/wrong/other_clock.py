"""
Fault: it reads another clock than the loop's.
Message: The clock is asyncio.get_running_loop().time()
"""

import time


class TimingMiddleware:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()

        async def timed(message):
            if message["type"] == "http.response.start":
                elapsed = f"{time.perf_counter() - start:.3f}".encode()
                message = {**message, "headers": [*message.get("headers", ()), (b"x-process-time", elapsed)]}
            await send(message)

        await self.app(scope, receive, timed)
