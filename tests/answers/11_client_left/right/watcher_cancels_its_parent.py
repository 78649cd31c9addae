"""crunch() runs in the app's own task, which a watcher cancels; the app takes the cancellation back."""

import asyncio


async def crunch():
    for _ in range(10):
        await asyncio.sleep(1)


class App:
    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        me = asyncio.current_task()
        left = []

        async def watch():
            while (await receive())["type"] == "http.request":
                pass
            left.append(True)
            me.cancel("the client left")

        watcher = asyncio.create_task(watch())
        try:
            await crunch()
        except asyncio.CancelledError:
            if not left:
                raise
            me.uncancel()
            return
        finally:
            watcher.cancel()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        for piece in (b"do", b"ne"):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body"})


app = App()
