async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # The server has taken the request line apart: the path is text, its escapes are resolved, the query is elsewhere.
    # Resolving them again would turn a path that means %25 into one that means %.
    text = f"{scope['method']} {scope['path']}"
    # First the bytes, then their number: é is one character and two bytes.
    body = text.encode("utf-8")

    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", str(len(body)).encode("ascii")),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})
