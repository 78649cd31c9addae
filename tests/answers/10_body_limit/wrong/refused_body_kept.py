"""
Fault: lets a byte of a refused body count for the next.
Message: local variables
"""

LIMIT = 1024
REST = [0]


async def send_text(send, status, text):
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": text.encode()})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    for name, value in scope["headers"]:
        if name == b"content-length":
            if not value.isdigit():
                return await send_text(send, 400, "bad content-length")
            if int(value) > LIMIT:
                return await send_text(send, 413, "too large")
    size, REST[0] = REST[0], 0
    more_body = True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        size += len(message.get("body", b""))
        if size > LIMIT:
            REST[0] = 1
            return await send_text(send, 413, "too large")
        more_body = message.get("more_body", False)
    return await send_text(send, 200, str(size))
