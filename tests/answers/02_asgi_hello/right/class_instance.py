"""An app may be an instance with an async __call__, its headers lists, its body in two pieces."""


class Hello:
    async def __call__(self, scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [[b"content-type", b"text/plain"]]})
        await send({"type": "http.response.body", "body": b"Hello ", "more_body": True})
        await send({"type": "http.response.body", "body": b"from ASGI!", "more_body": False})


app = Hello()
