"""
Fault: the lifespan makes the app raise instead of being answered.
Message: Your app raised RuntimeError: unsupported scope type 'lifespan'
"""


async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"http"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "websocket"})
        await send({"type": "websocket.close", "code": 1000})
    else:
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
