"""
Fault: takes every header with length in its name for content-length.
Message: Only the header whose whole name is content-length counts.
"""

LIMIT = 1024


async def send_text(send, status, text):
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"text/plain")],
        }
    )
    await send({"type": "http.response.body", "body": text.encode()})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    for name, value in scope["headers"]:
        if b"length" in name:
            if not value.isdigit():
                await send_text(send, 400, "bad content-length")
                return
            if int(value) > LIMIT:
                await send_text(send, 413, "too large")
                return

    size = 0
    more_body = True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message.get("body", b""))
        if size > LIMIT:
            await send_text(send, 413, "too large")
            return
        more_body = message.get("more_body", False)
    await send_text(send, 200, str(size))
