"""
Fault: it needs the key more_body, and its own except hides the KeyError.
Message: send raised KeyError: 'more_body'.
"""

import asyncio
import contextlib
from http import HTTPStatus
from urllib.parse import unquote


async def handle(app, request):
    head, _, body = request.partition(b"\r\n\r\n")
    request_line, *header_lines = head.split(b"\r\n")
    match request_line.split(b" "):
        case [method, target, b"HTTP/1.1"]:
            pass
        case _:
            return response(400, [(b"content-type", b"text/plain")], b"not HTTP/1.1")

    raw_path, _, query_string = target.partition(b"?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.5"},
        "http_version": "1.1",
        "method": method.decode("ascii"),
        "scheme": "http",
        "path": unquote(raw_path.decode("ascii")),
        "raw_path": raw_path,
        "query_string": query_string,
        "root_path": "",
        "headers": [parse_header(line) for line in header_lines],
        "client": None,
        "server": None,
    }

    exchange = Exchange(body)
    with contextlib.suppress(Exception):
        await app(scope, exchange.receive, exchange.send)
    if not exchange.complete.is_set():
        return response(500, [(b"content-type", b"text/plain")], b"internal server error")
    return response(exchange.status, exchange.headers, bytes(exchange.body))


class Exchange:
    """The two callables for one request, and what they keep."""

    def __init__(self, request_body):
        self.request_body = request_body
        self.status = None
        self.headers = []
        self.body = bytearray()
        self.complete = asyncio.Event()

    async def receive(self):
        if self.request_body is not None:
            body, self.request_body = self.request_body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.complete.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message["type"] == "http.response.start" and self.status is None:
            self.status = message["status"]
            self.headers = list(message.get("headers", ()))
        elif message["type"] == "http.response.body" and self.status is not None and not self.complete.is_set():
            self.body += message.get("body", b"")
            if not message["more_body"]:
                self.complete.set()
        else:
            raise RuntimeError(f"unexpected message {message['type']!r}")


def parse_header(line):
    name, _, value = line.partition(b":")
    return name.lower(), value.strip(b" \t")


def response(status, headers, body):
    if all(name.lower() not in (b"content-length", b"transfer-encoding") for name, _ in headers):
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    phrases = {known.value: known.phrase for known in HTTPStatus}
    lines = [f"HTTP/1.1 {int(status)} {phrases.get(status, '')}".encode()]
    lines += [name + b": " + value for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
