"""
Fault: the connection of the last client is kept for all of them.
Message: client 1 (this one)
"""


class Echo:
    async def __call__(self, scope, receive, send):
        if scope["type"] != "websocket":
            raise RuntimeError(f"unsupported scope type {scope['type']!r}")
        self.send = send
        while (message := await receive())["type"] != "websocket.disconnect":
            if message["type"] == "websocket.connect":
                await self.send({"type": "websocket.accept"})
            elif message.get("text") is not None:
                await self.send({"type": "websocket.send", "text": f"Echo: {message['text']}"})
            else:
                await self.send({"type": "websocket.send", "bytes": message["bytes"]})


app = Echo()
