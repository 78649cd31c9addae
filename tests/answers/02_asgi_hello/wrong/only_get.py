"""
Fault: only GET is answered.
Message: Your app raised ValueError: POST
"""


async def app(scope, receive, send):
    if scope["method"] != "GET":
        raise ValueError(scope["method"])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Hello from ASGI!"})
