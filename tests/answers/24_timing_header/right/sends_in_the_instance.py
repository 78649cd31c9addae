"""A small object per response sends; the headers are a tuple, the time comes first, the scope is a copy."""

import asyncio


class Stopwatch:
    def __init__(self, send):
        self.send = send
        self.loop = asyncio.get_running_loop()
        self.begun = self.loop.time()

    async def __call__(self, message):
        if message["type"] == "http.response.start":
            message = dict(message)
            elapsed = self.loop.time() - self.begun
            message["headers"] = (
                [b"x-process-time", b"%.3f" % elapsed],
                *(tuple(header) for header in message.get("headers") or ()),
            )
        await self.send(message)


class TimingMiddleware:
    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        await self.inner(dict(scope), receive, Stopwatch(send) if scope["type"] == "http" else send)
