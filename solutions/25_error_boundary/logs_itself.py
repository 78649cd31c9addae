"""The same as a function, which logs the exception itself and then lets it end."""

import logging

logger = logging.getLogger("errors")


def ErrorBoundary(app):  # noqa: N802
    async def guarded(scope, receive, send):
        watched = Watched(send)
        try:
            await app(scope, receive, watched)
        except Exception:
            # No http.response.start ever comes by on a websocket or a lifespan, so their type must be asked for too.
            if scope["type"] != "http" or watched.started:
                raise
            logger.debug("%s %s failed", scope["method"], scope["path"], exc_info=True)
            await send(START)
            await send(BODY)

    return guarded


class Watched:
    """A send that remembers whether a response has started. An instance with __call__ is as good as a function."""

    def __init__(self, send):
        self.send = send
        self.started = False

    async def __call__(self, message):
        self.started = self.started or message["type"] == "http.response.start"
        await self.send(message)


START = {"type": "http.response.start", "status": 500, "headers": [(b"content-type", b"application/json")]}
BODY = {"type": "http.response.body", "body": b'{"error": "internal server error"}'}
