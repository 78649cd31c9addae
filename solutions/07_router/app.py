import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # The path comes first, since only a known path can tell which methods it has.
    method, path = scope["method"], scope["path"]
    user_id = path.removeprefix("/users/")
    if path == "/":
        allowed = ["GET", "HEAD"]
    elif path == "/users":
        allowed = ["POST"]
    # A path that does not begin so still has its slash, and "/users/" leaves nothing: neither is all digits.
    # isdigit() alone would take the digits of every script.
    elif user_id.isascii() and user_id.isdigit():
        allowed = ["GET", "HEAD"]
    else:
        await respond(method, send, 404, b"not found", b"text/plain")
        return

    if method not in allowed:
        allow = (b"allow", ", ".join(allowed).encode("ascii"))
        await respond(method, send, 405, b"method not allowed", b"text/plain", [allow])
    elif path == "/":
        await respond(method, send, 200, b"home", b"text/plain")
    elif path == "/users":
        location = (b"location", b"/users/1")
        await respond(method, send, 201, as_json({"created": True}), b"application/json", [location])
    else:
        await respond(method, send, 200, as_json({"id": int(user_id)}), b"application/json")


async def respond(method, send, status, body, content_type, extra_headers=()):
    headers = [
        (b"content-type", content_type),
        (b"content-length", str(len(body)).encode("ascii")),
        *extra_headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    # To HEAD the headers tell of the body that GET would get, and nothing follows them. Servers may drop a body here,
    # but not every server does.
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


def as_json(data):
    return json.dumps(data).encode("utf-8")
