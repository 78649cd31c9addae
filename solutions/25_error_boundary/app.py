class ErrorBoundary:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        # A local variable, one for each request: on self, all requests would share it.
        started = False

        async def watched_send(message):
            nonlocal started
            # Set before sending: from here on nobody can take the start back, even if this send does not end well.
            if message["type"] == "http.response.start":
                started = True
            await send(message)

        try:
            await self.app(scope, receive, watched_send)
        # Not BaseException: CancelledError is one, so that whoever cancels a task can rely on its end.
        except Exception:
            if not started:
                await send(
                    {
                        "type": "http.response.start",
                        "status": 500,
                        "headers": [(b"content-type", b"application/json")],
                    }
                )
                # What went wrong is for the log; a stranger need not know it.
                await send({"type": "http.response.body", "body": b'{"error": "internal server error"}'})
            # After the start the client has a status already, and only the server can still cut the connection.
            # Before it the client has its answer, and the server puts the exception into its log.
            raise
