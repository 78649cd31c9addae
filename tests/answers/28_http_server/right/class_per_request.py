"""A class per request whose methods are receive and send; refuses wrong messages; states as an enum."""

import enum
from urllib.parse import unquote


class State(enum.Enum):
    WAITING = 1
    STARTED = 2
    COMPLETE = 3


class Cycle:
    def __init__(self, body):
        self.state = State.WAITING
        self.to_app = iter([{"type": "http.request", "body": body, "more_body": False}])
        self.head = b""
        self.has_length = False
        self.body = b""

    async def receive(self):
        return next(self.to_app, {"type": "http.disconnect"})

    async def send(self, message):
        match self.state, message["type"]:
            case State.WAITING, "http.response.start":
                self.state = State.STARTED
                self.head = b"HTTP/1.1 %d \r\n" % message["status"]
                for name, value in message.get("headers", []):
                    self.has_length |= name == b"content-length"
                    self.head += b"%b: %b\r\n" % (name, value)
            case State.STARTED, "http.response.body":
                self.body += message.get("body", b"")
                self.state = State.STARTED if message.get("more_body", False) else State.COMPLETE
            case State.COMPLETE, _:
                pass
            case _, wrong:
                raise RuntimeError(f"unexpected {wrong}")

    def response(self):
        if self.state is not State.COMPLETE:
            return b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 5\r\n\r\nsorry"
        length = b"" if self.has_length else b"content-length: %d\r\n" % len(self.body)
        return self.head + length + b"\r\n" + self.body


async def handle(app, request: bytes) -> bytes:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *rest = head.split(b"\r\n")
    words = first.split(b" ")
    if len(words) != 3 or words[2] != b"HTTP/1.1":
        return b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    question = words[1].find(b"?")
    raw_path, query = (words[1], b"") if question < 0 else (words[1][:question], words[1][question + 1 :])
    headers = []
    for line in rest:
        colon = line.index(b":")
        headers.append((line[:colon].lower(), line[colon + 1 :].strip()))
    cycle = Cycle(body)
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": words[0].decode()}
    scope |= {"path": unquote(raw_path.decode()), "raw_path": raw_path, "query_string": query, "headers": headers}
    try:
        await app(scope, cycle.receive, cycle.send)
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
    return cycle.response()
