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
        if name == b"content-length":
            # bytes.isdigit knows ASCII digits only. int() alone would also take b"-5", b"+5" and b"1_0".
            if not value.isdigit():
                await send_text(send, 400, "bad content-length")
                return
            # What the client announces is enough to refuse it: not one byte need be read.
            if int(value) > LIMIT:
                await send_text(send, 413, "too large")
                return

    # A body without content-length announces nothing, so the bytes that really come are counted in any case.
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
