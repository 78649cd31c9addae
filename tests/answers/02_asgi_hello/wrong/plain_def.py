"""
Fault: the app is a plain function.
Message: an `async def`, whose call can be awaited
"""


def app(scope, receive, send):
    send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    send({"type": "http.response.body", "body": b"Hello from ASGI!"})
