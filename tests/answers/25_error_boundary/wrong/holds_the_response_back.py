"""
Fault: it collects the response until the inner app has ended, so that it can always answer 500.
Message: was answered.
"""


class ErrorBoundary:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        held = []

        async def watched_send(message):
            held.append(message)

        try:
            await self.app(scope, receive, watched_send)
            for message in held:
                await send(message)
        except Exception:
            if scope["method"]:
                headers = [(b"content-type", b"application/json")]
                await send({"type": "http.response.start", "status": 500, "headers": headers})
                await send({"type": "http.response.body", "body": b'{"error": "internal server error"}'})
            raise
