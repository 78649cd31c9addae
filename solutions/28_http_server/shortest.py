"""The same in as few lines as will do: the app's messages are kept in a list, and read when it has ended."""

import re
from urllib.parse import unquote

# fullmatch from the beginning to the end, so that nothing stands before the method or behind the version.
REQUEST = re.compile(
    rb"(?P<method>[^ \r\n]+) (?P<path>[^ ?\r\n]+)\??(?P<query>[^ \r\n]*) HTTP/1\.1\r\n(?P<rest>.*)", re.DOTALL
)


async def handle(app, request):
    found = REQUEST.fullmatch(request)
    if found is None:
        return b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"
    head, _, body = (b"\r\n" + found["rest"]).partition(b"\r\n\r\n")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": found["method"].decode(),
        "path": unquote(found["path"].decode()),
        "raw_path": found["path"],
        "query_string": found["query"],
        "headers": [(name.lower(), value.strip()) for name, _, value in split(head)],
    }
    # All that receive will ever give, in its order; the last one again and again.
    to_app = [{"type": "http.request", "body": body}, {"type": "http.disconnect"}]
    from_app = []

    async def receive():
        return to_app.pop(0) if len(to_app) > 1 else to_app[0]

    async def send(message):
        # A copy, headers included: an app may use its message again, and a generator of headers ends only once.
        from_app.append({**message, "headers": list(message.get("headers", ()))})

    try:
        await app(scope, receive, send)
    except Exception as error:
        print("the app has raised", repr(error))

    # Without a start, or with nothing behind it, the pattern does not fit.
    match from_app:
        case [{"type": "http.response.start", "status": status, "headers": headers}, *bodies, last]:
            if not last.get("more_body", False):
                return response(status, headers, b"".join(message.get("body", b"") for message in [*bodies, last]))
    return b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n"


def split(head):
    return [line.partition(b":") for line in head.split(b"\r\n")[1:]]


def response(status, headers, body):
    lines = [b"HTTP/1.1 %d " % status, *(b"%b: %b" % tuple(header) for header in headers)]
    if b"content-length" not in {name for name, _ in headers}:
        lines.append(b"content-length: %d" % len(body))
    return b"\r\n".join([*lines, b"", body])
