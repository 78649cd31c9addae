"""
Fault: the path, decoded already, is decoded once more.
Message: is decoded already; take it as it is.
"""

from urllib.parse import unquote


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    body = f"{scope['method']} {unquote(scope['path'])}".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
