"""An instance of a class whose match statement takes the messages apart; replies carry both keys, one of them None."""


class Echo:
    async def __call__(self, scope, receive, send):
        if scope["type"] != "websocket":
            raise NotImplementedError(scope["type"])
        while True:
            match await receive():
                case {"type": "websocket.connect"}:
                    await send({"type": "websocket.accept", "subprotocol": None, "headers": []})
                case {"type": "websocket.receive", "text": str(text)}:
                    await send({"type": "websocket.send", "text": f"Echo: {text}", "bytes": None})
                case {"type": "websocket.receive", "bytes": bytes(data)}:
                    await send({"type": "websocket.send", "text": None, "bytes": data})
                case {"type": "websocket.disconnect"}:
                    return


app = Echo()
