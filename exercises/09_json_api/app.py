import json


async def send_json(send, status, data, headers=()):
    body = json.dumps(data).encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"application/json"), *headers],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # TODO: this takes whatever comes for a good request. Find out what is wrong with it, in this order:
    #       the path (404), the method (405), the content type (415), the body (400).
    message = await receive()
    item = json.loads(message["body"])
    await send_json(send, 201, {"name": item["name"]})
