"""
Fault: time.sleep stops the whole server, so a second client waits for the first.
Message: time.sleep or a lock would hold them up
"""

import time


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    for number in range(1, 6):
        if number > 1:
            time.sleep(0.5)  # noqa: ASYNC251
        await send({"type": "http.response.body", "body": f"Chunk {number}\n".encode(), "more_body": number < 5})
