"""The inner app runs in a task of its own and its messages come through a queue."""

import asyncio


class TimingMiddleware:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] in ("websocket", "lifespan"):
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        started = asyncio.get_event_loop().time()
        queue = asyncio.Queue()

        async def put(message):
            await queue.put((asyncio.get_event_loop().time(), message))

        async def run():
            try:
                await self.app({**scope, "timed": True}, receive, put)
            finally:
                await queue.put(None)

        async with asyncio.TaskGroup() as group:
            group.create_task(run())
            while (item := await queue.get()) is not None:
                now, message = item
                if message["type"] == "http.response.start":
                    seconds = f"{now - started:.3f}"
                    headers = [(name, value) for name, value in message.get("headers", [])]
                    message = message | {"headers": [*headers, (b"x-process-time", seconds.encode())]}
                await send(message)
