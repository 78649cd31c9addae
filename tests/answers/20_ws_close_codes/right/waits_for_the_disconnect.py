"""After its close it goes on receiving until the disconnect; 1000 is the default code and left out."""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    closed = False
    while True:
        match await receive():
            case {"type": "websocket.connect"}:
                await send({"type": "websocket.accept"})
            case {"type": "websocket.disconnect"}:
                return
            case _ if closed:
                pass
            case {"text": "bye"}:
                await send({"type": "websocket.close", "reason": "bye"})
                closed = True
            case {"text": str(text)} if len(text) <= 100:
                await send({"type": "websocket.send", "text": text})
            case {"text": str()}:
                await send({"type": "websocket.close", "code": 1009, "reason": ""})
                closed = True
            case _:
                await send({"type": "websocket.close", "code": 1003, "reason": None})
                closed = True
