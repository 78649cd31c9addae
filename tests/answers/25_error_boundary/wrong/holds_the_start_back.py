"""
Fault: the start is held back until the first piece of the body comes.
Message: The stream does not stream any more.
"""


class ErrorBoundary:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False
        held = []

        async def watched(message):
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                held.append(message)
                return
            while held:
                await send(held.pop())
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if started:
                raise
            await send(
                {"type": "http.response.start", "status": 500, "headers": [(b"content-type", b"application/json")]}
            )
            await send({"type": "http.response.body", "body": b'{"error": "internal server error"}'})
