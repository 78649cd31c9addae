"""
Fault: sends without having accepted.
Message: Answer `websocket.connect` with `{"type": "websocket.accept"}`
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    await send({"type": "websocket.send", "text": "Echo: "})
