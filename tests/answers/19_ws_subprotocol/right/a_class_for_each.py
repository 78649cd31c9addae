"""Each subprotocol is a class; the choice goes over these classes."""


class Chat:
    name = ""

    def __init__(self, receive, send):
        self.receive = receive
        self.send = send

    async def talk(self):
        await self.send({"type": "websocket.accept", "subprotocol": self.name})
        while True:
            message = await self.receive()
            if message["type"] == "websocket.disconnect":
                return
            await self.send({"type": "websocket.send", "text": ": ".join((self.name, message["text"]))})


class ChatV1(Chat):
    name = "chat.v1"


class ChatV2(Chat):
    name = "chat.v2"


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    message = await receive()
    assert message["type"] == "websocket.connect"
    for kind in (ChatV2, ChatV1):
        if kind.name in scope.get("subprotocols", ()):
            await kind(receive, send).talk()
            break
    else:
        await send({"type": "websocket.close", "code": 1002, "reason": "no common subprotocol"})
