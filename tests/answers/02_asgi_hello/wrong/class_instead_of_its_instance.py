"""
Fault: app is the class, and no instance of it.
Message: perhaps an instance of it was meant
"""


class Greeting:
    async def __call__(self, scope, receive, send):
        headers = [(b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"Hello from ASGI!"})


app = Greeting
