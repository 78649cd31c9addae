"""The whole body is read first, whatever the request; the answer is chosen by one expression."""

import json
from email.message import Message


def media_type(headers):
    message = Message()
    for name, value in headers:
        if name == b"content-type":
            message["content-type"] = value.decode("latin-1")
            return message.get_content_type()
    return None


def parse(body):
    try:
        item = json.loads(str(body, "utf-8"))
        return item["name"] if isinstance(item["name"], str) else ""
    except (ValueError, TypeError, KeyError):
        return ""


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return
        body.extend(message.get("body", b""))
        if not message.get("more_body", False):
            break
    name = parse(bytes(body))
    status = (
        404
        if scope["path"] != "/items"
        else 405
        if scope["method"] != "POST"
        else 415
        if media_type(scope["headers"]) != "application/json"
        else 201
        if name
        else 400
    )
    data = {"name": name} if status == 201 else {"error": None, "status": status}
    headers = ((b"content-type", b"application/json"), (b"allow", b"POST"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for piece in json.JSONEncoder().iterencode(data):
        await send({"type": "http.response.body", "body": piece.encode(), "more_body": True})
    await send({"type": "http.response.body"})
