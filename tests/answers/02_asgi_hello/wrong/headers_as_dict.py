"""
Fault: the headers are a dict.
Message: a list of (name, value) pairs dict
"""


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": {b"content-type": b"text/plain"}})
    await send({"type": "http.response.body", "body": b"Hello from ASGI!"})
