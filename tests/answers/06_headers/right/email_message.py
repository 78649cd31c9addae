"""The standard library's Message, which keeps repeated headers, holds those of the request and of the response."""

import json
from email.message import Message
from http.cookies import SimpleCookie


def headers_of(scope):
    message = Message()
    for header in scope["headers"]:
        message[str(header[0], "latin-1")] = str(header[1], "latin-1")
    return message


def address_of(scope):
    match scope:
        case {"client": [host, port]}:
            return "%s:%s" % (host, port)  # noqa: UP031
        case _:
            return "unknown"


async def app(scope, receive, send):
    assert scope["type"] == "http", scope["type"]
    headers = headers_of(scope)
    answer = {
        "client": address_of(scope),
        "accept": headers.get_all("Accept", []),
        "user_agent": headers["User-Agent"],
    }
    cookies = SimpleCookie({"theme": "dark", "seen": "1"})
    lines = [("content-type", "application/json"), *(("set-cookie", m.OutputString()) for m in cookies.values())]
    pairs = [[name.encode("latin-1"), value.encode("latin-1")] for name, value in lines]
    await send({"type": "http.response.start", "status": 200, "headers": pairs})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
