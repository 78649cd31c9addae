"""The greatest of the common names is the preferred one; after a refusal it waits for the disconnect."""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    subprotocol = max({"chat.v1", "chat.v2"}.intersection(scope.get("subprotocols", [])), default=None)
    while True:
        message = await receive()
        match message["type"]:
            case "websocket.connect" if subprotocol is None:
                await send({"type": "websocket.close", "code": 4000})
            case "websocket.connect":
                await send({"type": "websocket.accept", "subprotocol": subprotocol})
            case "websocket.receive":
                await send({"type": "websocket.send", "text": f"{subprotocol}: {message['text']}", "bytes": None})
            case "websocket.disconnect":
                break
