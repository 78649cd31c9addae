"""A decorator makes the app; functools.wraps tells the parameters of the view behind it."""

import functools


def text(view):
    @functools.wraps(view)
    async def app(scope, receive, send):
        if scope["type"] != "http":
            raise TypeError(scope["type"])
        body = view(scope).encode()
        headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


@text
def app(scope):
    return "{method} {path}".format_map(scope)
