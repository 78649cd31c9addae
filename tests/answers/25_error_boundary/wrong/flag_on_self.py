"""
Fault: it keeps the flag on the instance, which all requests share.
Message: was not raised on
"""


class ErrorBoundary:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.started = False

        async def watched_send(message):
            if message["type"] == "http.response.start":
                self.started = True
            await send(message)

        try:
            await self.app(scope, receive, watched_send)
        except Exception:
            if not self.started:
                headers = [(b"content-type", b"application/json")]
                await send({"type": "http.response.start", "status": 500, "headers": headers})
                await send({"type": "http.response.body", "body": b'{"error": "internal server error"}'})
            raise
