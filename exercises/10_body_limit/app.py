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

    # TODO: this reads everything, however much it is, before it says that it is too much.
    #       Look at content-length first, and stop reading as soon as the limit is passed.
    size = 0
    more_body = True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message.get("body", b""))
        more_body = message.get("more_body", False)

    if size > LIMIT:
        await send_text(send, 413, "too large")
    else:
        await send_text(send, 200, str(size))
