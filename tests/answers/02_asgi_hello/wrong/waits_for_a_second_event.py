"""
Fault: the app waits for an event behind the whole request.
Message: The whole body has been given (more_body was False or absent): the client waits for the response.
"""


async def app(scope, receive, send):
    await receive()
    while (await receive())["type"] == "http.request":
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Hello from ASGI!"})
