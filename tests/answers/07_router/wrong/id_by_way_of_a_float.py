"""
Fault: loses digits of a long id.
Message: 18446744073709551617
"""

import json
import re


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(scope["type"])
    method = scope["method"]
    path = scope["path"]
    user = re.fullmatch("/users/([0-9]+)", path)
    if path == "/":
        routes = {"GET": (200, b"text/plain", b"home", [])}
    elif user:
        value = int(float(user[1]))
        routes = {"GET": (200, b"application/json", json.dumps({"id": value}).encode(), [])}
    elif path == "/users":
        routes = {"POST": (201, b"application/json", b'{"created": true}', [(b"location", b"/users/1")])}
    else:
        routes = None
    if routes is None:
        status, kind, body, extra = 404, b"text/plain", b"not found", []
    else:
        if "GET" in routes:
            routes["HEAD"] = routes["GET"]
        allowed = ", ".join(routes)
        status, kind, body, extra = routes.get(method, (405, b"text/plain", b"no", [(b"allow", allowed.encode())]))
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *extra]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
