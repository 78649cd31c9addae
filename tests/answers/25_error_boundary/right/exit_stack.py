"""An exit callback of an AsyncExitStack answers and swallows the exception."""

from contextlib import AsyncExitStack


class ErrorBoundary:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        starts = set()

        async def s(m):
            starts.add(m["type"])
            await send(m)

        async def on_exit(kind, error, tb):
            if kind is None or not issubclass(kind, Exception) or "http.response.start" in starts:
                return False
            await send(
                {"type": "http.response.start", "status": 500, "headers": [(b"content-type", b"application/json")]}
            )
            await send({"type": "http.response.body", "body": b'{"error": "internal server error"}'})
            return True

        async with AsyncExitStack() as stack:
            stack.push_async_exit(on_exit)
            await self.app(scope, receive, s)
        return None
