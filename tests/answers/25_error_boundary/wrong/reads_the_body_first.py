"""
Fault: the whole body is read before the inner app is called, and played back to it.
Message: The inner app gets the body later than it comes.
"""


class ErrorBoundary:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False
        events = [await receive()]
        while events[-1].get("more_body"):
            events.append(await receive())
        plain = receive

        async def receive():
            return events.pop(0) if events else await plain()

        async def watched(message):
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
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
