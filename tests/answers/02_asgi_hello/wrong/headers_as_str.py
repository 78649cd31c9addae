"""
Fault: the header is text, not bytes.
Message: bytes str 'content-type' in the header
"""


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [("content-type", "text/plain")]})
    await send({"type": "http.response.body", "body": b"Hello from ASGI!"})
