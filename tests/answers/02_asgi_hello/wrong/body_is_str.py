"""
Fault: the body is text, not bytes.
Message: 'body' as bytes str 'Hello from ASGI!'
"""


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": "Hello from ASGI!"})
