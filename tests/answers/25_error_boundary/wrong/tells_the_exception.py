"""
Fault: it tells the client what the exception says.
Message: JSON {'error': 'internal server error'}
"""


class ErrorBoundary:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched_send(message):
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
            await send(message)

        try:
            await self.app(scope, receive, watched_send)
        except Exception as error:
            if not started:
                headers = [(b"content-type", b"application/json")]
                await send({"type": "http.response.start", "status": 500, "headers": headers})
                await send(
                    {"type": "http.response.body", "body": str({"error": str(error)}).replace("'", '"').encode()}
                )
            raise
