"""
Fault: keeps the first answer for a path, whatever the next method is.
Message: GET
"""

CACHE = {}


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(scope["type"])
    method = scope["method"]
    path = scope["path"]
    text = CACHE[path] = CACHE.get(path) or method + " " + path
    body = text.encode("utf-8")
    length = len(body)
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain"), (b"content-length", str(length).encode())],
        }
    )
    await send({"type": "http.response.body", "body": body})
