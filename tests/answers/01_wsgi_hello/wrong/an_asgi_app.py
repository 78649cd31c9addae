"""
Fault: the application is an ASGI app.
Message: Your application cannot be called as a WSGI server calls it.
"""


async def application(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Hello from WSGI!"})
