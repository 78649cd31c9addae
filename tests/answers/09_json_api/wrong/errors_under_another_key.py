"""
Fault: the errors stand under the key detail.
Message: The error is no JSON object with the key error.
"""

import json


async def send_json(send, status, data, headers=()):
    headers = [(b"content-type", b"application/json"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(data).encode()})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    if scope["path"] != "/items":
        return await send_json(send, 404, {"detail": "not found"})
    if scope["method"] != "POST":
        return await send_json(send, 405, {"detail": "POST only"}, [(b"allow", b"POST")])
    content_type = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        return await send_json(send, 415, {"detail": "JSON only"})
    body, more_body = b"", True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more_body = message.get("more_body", False)
    try:
        item = json.loads(body.decode("utf-8"))
    except ValueError:
        return await send_json(send, 400, {"detail": "no JSON"})
    if not isinstance(item, dict) or not isinstance(item.get("name"), str) or not item["name"]:
        return await send_json(send, 400, {"detail": "no name"})
    return await send_json(send, 201, {"name": item["name"]})
