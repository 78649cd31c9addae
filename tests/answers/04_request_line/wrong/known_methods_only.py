"""
Fault: answers 405 for a method that it does not know.
Message: 405
"""


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(scope["type"])
    method = scope["method"]
    path = scope["path"]
    text = method + " " + path
    body = text.encode("utf-8")
    length = len(body)
    await send(
        {
            "type": "http.response.start",
            "status": 200 if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else 405,
            "headers": [(b"content-type", b"text/plain"), (b"content-length", str(length).encode())],
        }
    )
    await send({"type": "http.response.body", "body": body})
