"""
Fault: takes the digits of any script for a decimal number.
Message: content-length: Ù¥
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
        if name.lower() == b"content-length":
            if not value.decode("utf-8", "replace").isdecimal():
                await send_text(send, 400, "bad content-length")
                return
            if int(value.decode("utf-8")) > LIMIT:
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
