"""
Fault: puts what is left of a broken request before the next.
Message: local variables
"""

import json


async def send_json(send, status, data, headers=()):
    body = json.dumps(data).encode()
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json"), *headers]}
    )
    await send({"type": "http.response.body", "body": body})


REST = []


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    if scope["path"] != "/items":
        return await send_json(send, 404, {"error": "not found"})
    if scope["method"] != "POST":
        return await send_json(send, 405, {"error": "method"}, [(b"allow", b"POST")])
    kind = b""
    for name, value in scope["headers"]:
        if name.lower() == b"content-type":
            kind = value
    if kind.decode("latin-1").partition(";")[0].strip().lower() != "application/json":
        return await send_json(send, 415, {"error": "content type"})
    body = b"".join(REST)
    REST.clear()
    more_body = True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            REST.append(body)
            return None
        body += message.get("body", b"")
        more_body = message.get("more_body", False)
    try:
        item = json.loads(body.decode("utf-8"))
    except ValueError:
        return await send_json(send, 400, {"error": "bad JSON"})
    if not isinstance(item, dict):
        return await send_json(send, 400, {"error": "no object"})
    name = item.get("name")
    if not isinstance(name, str) or name == "":
        return await send_json(send, 400, {"error": "name"})
    return await send_json(send, 201, {"name": name})
