"""
Fault: the only piece of the body announces another.
Message: a last http.response.body more_body True in the last one before the app returned
"""


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Hello from ASGI!", "more_body": True})
