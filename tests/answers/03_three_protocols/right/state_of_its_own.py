"""One class a protocol; the lifespan makes a state where the server gives none."""


class Conversation:
    kinds = {}

    def __init_subclass__(cls):
        cls.kinds[cls.__name__.lower()] = cls

    def __init__(self, scope, receive, send):
        self.scope, self.receive, self.send = scope, receive, send


class Http(Conversation):
    async def run(self):
        headers = [(b"content-type", b"text/plain")]
        await self.send({"type": "http.response.start", "status": 200, "headers": headers})
        await self.send({"type": "http.response.body", "body": b"http"})


class WebSocket(Conversation):
    async def run(self):
        await self.receive()
        for message in ("accept", {}), ("send", {"text": "websocket"}), ("close", {"code": 1000}):
            await self.send({"type": f"websocket.{message[0]}", **message[1]})


class Lifespan(Conversation):
    async def run(self):
        self.scope.setdefault("state", {})["greeting"] = "hello"
        for _ in range(2):
            message = await self.receive()
            await self.send({"type": message["type"] + ".complete"})


async def app(scope, receive, send):
    await Conversation.kinds[scope["type"]](scope, receive, send).run()
