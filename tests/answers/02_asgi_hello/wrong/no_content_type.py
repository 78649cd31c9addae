"""
Fault: the answer does not say what it is.
Message: content-type: text/plain no content-type
"""


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": b"Hello from ASGI!"})
