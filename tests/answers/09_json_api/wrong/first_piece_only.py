"""
Fault: only the first piece of the body is read.
Message: Join the pieces first
"""

import json


async def answer(send, status, data, *headers):
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json"), *headers]}
    )
    await send({"type": "http.response.body", "body": json.dumps(data).encode()})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    content_type = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
    if scope["path"] != "/items":
        return await answer(send, 404, {"error": "not found"})
    if scope["method"] != "POST":
        return await answer(send, 405, {"error": "use POST"}, (b"allow", b"POST"))
    if content_type.split(";")[0].strip().lower() != "application/json":
        return await answer(send, 415, {"error": "send JSON"})
    body = b""
    more_body = True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more_body = False
    try:
        item = json.loads(body.decode("utf-8"))
    except ValueError:
        return await answer(send, 400, {"error": "bad JSON"})
    if not isinstance(item, dict) or not isinstance(item.get("name"), str) or not item["name"]:
        return await answer(send, 400, {"error": "bad name"})
    return await answer(send, 201, {"name": item["name"]})
