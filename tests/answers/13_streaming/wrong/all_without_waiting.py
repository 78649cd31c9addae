"""
Fault: five messages, but nothing between them.
Message: 0.000 s b'Chunk 5\\n'
"""


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    for number in range(1, 6):
        await send({"type": "http.response.body", "body": f"Chunk {number}\n".encode(), "more_body": number < 5})
