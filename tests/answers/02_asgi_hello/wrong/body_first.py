"""
Fault: the body goes before the start.
Message: http.response.start goes before any http.response.body.
"""


async def app(scope, receive, send):
    await send({"type": "http.response.body", "body": b"Hello from ASGI!"})
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
