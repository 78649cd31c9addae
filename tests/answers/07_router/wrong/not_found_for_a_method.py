"""
Fault: a known path with another method is answered with 404.
Message: The path is known and the method is none of its own
"""

import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    method, path = scope["method"], scope["path"]
    user_id = path.removeprefix("/users/")
    if path == "/":
        allowed = ["GET", "HEAD"]
    elif path == "/users":
        allowed = ["POST"]
    elif path.startswith("/users/") and user_id.isascii() and user_id.isdigit():
        allowed = ["GET", "HEAD"]
    else:
        await respond(method, send, 404, b"not found", b"text/plain")
        return
    if method not in allowed:
        await respond(method, send, 404, b"not found", b"text/plain", (b"allow", ", ".join(allowed).encode()))
    elif path == "/":
        await respond(method, send, 200, b"home", b"text/plain")
    elif path == "/users":
        created = json.dumps({"created": True}).encode()
        await respond(method, send, 201, created, b"application/json", (b"location", b"/users/1"))
    else:
        await respond(method, send, 200, json.dumps({"id": int(user_id)}).encode(), b"application/json")


async def respond(method, send, status, body, content_type, *more):
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
