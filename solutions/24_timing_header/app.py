import asyncio


class TimingMiddleware:
    def __init__(self, app):
        # Built once and called for many requests at the same time: nothing about one request may be kept in self.
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        clock = asyncio.get_running_loop().time
        called_at = clock()

        # The inner app is handed this instead of the server's send, and cannot tell the difference.
        async def send_with_time(message):
            if message["type"] == "http.response.start":
                seconds = f"{clock() - called_at:.3f}".encode()
                # A new message with a new list: the inner app may use its own ones again. The headers may be
                # absent, and any iterable of pairs will do; unpacking it into a list copes with all of them.
                headers = [*message.get("headers", ()), (b"x-process-time", seconds)]
                message = {**message, "headers": headers}
            # Everything else goes on as it is, and at once: what is not held back keeps streaming.
            await send(message)

        await self.app(scope, receive, send_with_time)
