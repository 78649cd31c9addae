"""
Fault: the second send is not awaited.
Message: await send(...) send(...) without await
"""


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    send({"type": "http.response.body", "body": b"Hello from ASGI!"})
