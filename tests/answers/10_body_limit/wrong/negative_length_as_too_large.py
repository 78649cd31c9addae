"""
Fault: answers 413 to a negative content-length.
Message: status 413 body 'too large'
"""

LIMIT = 1024


async def send_text(send, status, text):
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": text.encode()})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    for name, value in scope["headers"]:
        if name == b"content-length":
            if not value.lstrip(b"-").isdigit() or (value.startswith(b"-") and abs(int(value)) <= LIMIT):
                return await send_text(send, 400, "bad content-length")
            if abs(int(value)) > LIMIT:
                return await send_text(send, 413, "too large")
    size = 0
    more_body = True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        size += len(message.get("body", b""))
        if size > LIMIT:
            return await send_text(send, 413, "too large")
        more_body = message.get("more_body", False)
    return await send_text(send, 200, str(size))
