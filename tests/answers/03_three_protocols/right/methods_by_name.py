"""An instance looks for a method named after the type; refusing is an AttributeError."""


class App:
    async def __call__(self, scope, receive, send):
        await getattr(self, f"on_{scope['type']}")(receive, send)

    async def on_http(self, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": ((b"content-type", b"text/plain"),)})
        for letter in (b"h", b"t", b"t", b"p"):
            await send({"type": "http.response.body", "body": letter, "more_body": True})
        await send({"type": "http.response.body"})

    async def on_websocket(self, receive, send):
        if (await receive())["type"] == "websocket.connect":
            for message in ({"type": "accept"}, {"type": "send", "text": "websocket"}, {"type": "close"}):
                await send({**message, "type": f"websocket.{message['type']}"})

    async def on_lifespan(self, receive, send):
        for phase in ("startup", "shutdown"):
            event = await receive()
            assert event["type"] == f"lifespan.{phase}"
            await send({"type": f"lifespan.{phase}.complete"})


app = App()
