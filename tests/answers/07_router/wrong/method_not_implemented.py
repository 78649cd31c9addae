"""
Fault: a rare method is answered with 501.
Message: status 501
"""

import json


async def respond(send, method, status, body, content_type, extra=()):
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode()), *extra]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    method, path = scope["method"], scope["path"]
    number = path.removeprefix("/users/") if path.startswith("/users/") else ""
    is_user = number.isascii() and number.isdigit()
    if path != "/" and path != "/users" and not is_user:
        return await respond(send, method, 404, b"not found", b"text/plain")
    if method not in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        return await respond(send, method, 501, b"no", b"text/plain")
    allowed = (b"POST",) if path == "/users" else (b"GET", b"HEAD")
    if method.encode() not in allowed:
        return await respond(send, method, 405, b"no", b"text/plain", [(b"allow", b", ".join(allowed))])
    if path == "/":
        return await respond(send, method, 200, b"home", b"text/plain")
    if is_user:
        return await respond(send, method, 200, json.dumps({"id": int(number)}).encode(), b"application/json")
    location = b"/users/1"
    return await respond(send, method, 201, b'{"created": true}', b"application/json", [(b"location", location)])
