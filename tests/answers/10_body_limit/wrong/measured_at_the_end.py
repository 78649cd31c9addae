"""
Fault: the whole body is read before it is measured.
Message: Nobody needs the rest of a body that is refused.
"""


async def answer(send, status, text):
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": text.encode()})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    length = dict(scope["headers"]).get(b"content-length")
    if length is not None and not length.isdigit():
        return await answer(send, 400, "bad content-length")
    if length is not None and int(length) > 1024:
        return await answer(send, 413, "too large")
    size = 0
    more_body = True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        size += len(message.get("body", b""))
        more_body = message.get("more_body", False)
    if size > 1024:
        return await answer(send, 413, "too large")
    return await answer(send, 200, str(size))
