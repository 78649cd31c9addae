"""The app reads the whole request first, gives every optional key, and has headers of its own."""

from http import HTTPStatus


async def app(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    body = b"Hello from ASGI!"
    headers = (
        (b"content-length", str(len(body)).encode()),
        (b"Content-Type".lower(), b'text/plain; charset="UTF-8"'),
        (b"x-powered-by", b"nothing"),
    )
    message = {"type": "http.response.start", "status": HTTPStatus.OK, "headers": iter(headers), "trailers": False}
    await send(message)
    await send({"type": "http.response.body", "body": body, "more_body": False})
