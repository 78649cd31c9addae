"""
Fault: the send of the last request is kept on the one instance that serves all requests.
Message: no message at all before the app returned
"""


class Hello:
    async def __call__(self, scope, receive, send):
        self.send = send
        while (await receive()).get("more_body"):
            pass
        await self.send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await self.send({"type": "http.response.body", "body": b"Hello from ASGI!"})


app = Hello()
