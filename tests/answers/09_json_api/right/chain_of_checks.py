"""A list of checks is tried in order; each says what is wrong, or nothing. The body is read inside a timeout."""

import asyncio
import json


async def check_path(request):
    return None if request["path"] == "/items" else (404, "no such path")


async def check_method(request):
    return None if request["method"] == "POST" else (405, "no such method")


async def check_type(request):
    for name, value in request["headers"]:
        if (
            bytes(name) == b"content-type"
            and value.decode("latin-1").lower().partition(";")[0].rstrip() == "application/json"
        ):
            return None
    return 415, "no JSON"


async def check_body(request):
    async with asyncio.timeout(3600):
        body = await request["read"]()
    if body is None:
        return 0, "the client left"
    try:
        data = json.loads(body.decode())
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        return 400, str(error)
    if type(data) is not dict:
        return 400, "no object"
    if type(data.get("name")) is not str or data["name"] == "":
        return 400, "no name"
    request["name"] = data["name"]
    return None


def reader(receive):
    async def read():
        message = {"more_body": True}
        body = b""
        while message.get("more_body", False):
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
        return body

    return read


async def app(scope, receive, send):
    if scope["type"] in ("websocket", "lifespan") or scope["type"] != "http":
        raise ValueError(scope["type"])
    request = {**scope, "read": reader(receive)}
    status, answer = 201, {}
    for check in (check_path, check_method, check_type, check_body):
        if fault := await check(request):
            status, answer = fault[0], {"error": fault[1]}
            break
    if not status:
        return
    headers = [(b"content-type", b"application/json")]
    if status == 405:
        headers.append((b"allow", b"POST"))
    await send({"type": "http.response.start", "status": status, "headers": iter(headers)})
    await send({"type": "http.response.body", "body": json.dumps(answer or {"name": request["name"]}).encode()})
