"""The inner app runs in a task; the outcome is looked at when it is done; all exceptions are raised on."""

import asyncio


class ErrorBoundary:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        started = asyncio.Event()

        async def watch(message):
            if message["type"] == "http.response.start":
                started.set()
            await send(message)

        task = asyncio.ensure_future(self.app(scope, receive, watch))
        try:
            await asyncio.wait([task])
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])
        if task.cancelled():
            raise asyncio.CancelledError
        error = task.exception()
        if error is None:
            return
        if scope["type"] == "http" and isinstance(error, Exception) and not started.is_set():
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 500, "headers": headers})
            await send({"type": "http.response.body", "body": b'{"error":"internal server error"}'})
        raise error
