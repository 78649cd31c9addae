"""An async context manager around the call; CancelledError is caught by name first and raised on."""

import asyncio
import contextlib
from http import HTTPStatus


class ErrorBoundary:
    def __init__(self, app, /):
        self._app = app

    async def __call__(self, scope, receive, send):
        match scope["type"]:
            case "http":
                async with self.guard(send) as guarded:
                    await self._app(scope, receive, guarded)
            case _:
                await self._app(scope, receive, send)

    @contextlib.asynccontextmanager
    async def guard(self, send):
        status = None

        async def guarded(message):
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            yield guarded
        except asyncio.CancelledError:
            raise
        except Exception:
            if status is not None:
                raise
            headers = ((name, value) for name, value in {b"content-type": b"application/json"}.items())
            start = {"type": "http.response.start", "status": HTTPStatus.INTERNAL_SERVER_ERROR, "headers": headers}
            await send(start)
            await send({"type": "http.response.body", "body": b'{"error": "internal server error"}'})
