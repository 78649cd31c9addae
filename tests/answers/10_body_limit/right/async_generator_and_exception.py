"""A generator yields the pieces and raises TooLarge; the headers are read by a match on the scope."""

import re
from http import HTTPStatus


class Refused(Exception):
    pass


class Gone(Exception):
    pass


async def limited(receive, limit):
    left = limit
    while True:
        match await receive():
            case {"type": "http.request", **message}:
                left -= len(message.get("body") or b"")
                if left < 0:
                    raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")
                yield message.get("body", b"")
                if not message.get("more_body"):
                    return
            case _:
                raise Gone


async def app(scope, receive, send):
    assert scope["type"] == "http", "only HTTP"
    try:
        for length in (value.decode("latin-1") for name, value in scope["headers"] if name == b"content-length"):
            if not re.fullmatch("[0-9]+", length):
                raise Refused(400, "bad content-length")
            if int(length) > 1024:
                raise Refused(413, "too large")
        body = b"".join([piece async for piece in limited(receive, 1024)])
        status, text = 200, str(len(body))
    except Refused as refused:
        status, text = refused.args
    except Gone:
        return
    headers = [[b"content-length", str(len(text)).encode()], [b"content-type", b"text/plain; charset=utf-8"]]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
