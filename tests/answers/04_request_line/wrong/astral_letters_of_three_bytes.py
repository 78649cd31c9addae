"""
Fault: counts three bytes for a character of four.
Message: content-length
"""


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(scope["type"])
    method = scope["method"]
    path = scope["path"]
    text = method + " " + path
    body = text.encode("utf-8")
    length = sum(1 if c < "\x80" else 2 if c < "\u0800" else 3 for c in text)
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain"), (b"content-length", str(length).encode())],
        }
    )
    await send({"type": "http.response.body", "body": body})
