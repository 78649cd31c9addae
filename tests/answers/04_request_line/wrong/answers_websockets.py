"""
Fault: a WebSocket is answered as if it were HTTP.
Message: This is a websocket scope
"""


async def app(scope, receive, send):
    if scope["type"] not in ("http", "websocket"):
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    body = f"{scope.get('method')} {scope['path']}".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
