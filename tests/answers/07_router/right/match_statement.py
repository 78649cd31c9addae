"""A match over method and segments; HEAD runs GET with a send of its own that empties the bodies; two allow headers."""

import json
import string

TEXT, JSON = (b"content-type", b"text/plain; charset=utf-8"), (b"content-type", b"application/json")


def without_body(send):
    async def send_headers(message):
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return send_headers


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError
    method = scope["method"]
    if method == "HEAD":
        send = without_body(send)

    async def respond(status, body, *headers, length=True):
        if length:
            headers = (*headers, (b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        for byte in body:
            await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    match scope["path"].split("/")[1:], method:
        case [""], "GET" | "HEAD":
            await respond(200, b"home", TEXT)
        case ["users", number], _ if number and not set(number) - set(string.digits):
            if method in ("GET", "HEAD"):
                await respond(200, json.dumps({"id": int(number)}).encode(), JSON)
            else:
                await respond(405, b"", (b"allow", b"HEAD"), (b"allow", b"GET"), length=False)
        case ["users"], "POST":
            await respond(201, b'{"created":true}', JSON, (b"location", b"/users/1"), length=False)
        case [""], _:
            await respond(405, b'{"error": "method"}', JSON, (b"allow", b"GET , HEAD"), length=False)
        case ["users"], _:
            await respond(405, b"no", TEXT, (b"allow", b"POST"))
        case _:
            await respond(404, b"not found", TEXT, length=False)
