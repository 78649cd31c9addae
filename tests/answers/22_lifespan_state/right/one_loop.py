"""One loop over the lifespan's messages; the headers are lists and the body comes in two messages."""

import asyncio


async def connect():
    await asyncio.sleep(1)


class App:
    async def __call__(self, scope, receive, send):
        await getattr(self, f"on_{scope['type']}")(scope, receive, send)

    async def on_lifespan(self, scope, receive, send):
        while True:
            match (await receive())["type"]:
                case "lifespan.startup":
                    scope["state"].update(db=await connect(), app=self)
                    await send({"type": "lifespan.startup.complete"})
                case "lifespan.shutdown":
                    await scope["state"]["db"].close()
                    await send({"type": "lifespan.shutdown.complete"})
                    break

    async def on_http(self, scope, receive, send):
        text = await scope["state"]["db"].query()
        await send({"type": "http.response.start", "status": 200, "headers": [[b"content-type", b"text/plain"]]})
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        await send({"type": "http.response.body"})


app = App()
