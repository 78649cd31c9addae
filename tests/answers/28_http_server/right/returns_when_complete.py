"""Returns as soon as the response is complete and lets the app run on; http.disconnect comes right after the body."""

import asyncio
from http import HTTPStatus
from urllib.parse import unquote

running = set()


async def handle(app, request):
    try:
        scope, body = parse(request)
    except ValueError:
        return write(400, [], b"bad request")
    done = asyncio.get_running_loop().create_future()
    given = False
    status, headers, chunks = None, (), []

    async def receive():
        nonlocal given
        if given:
            return {"type": "http.disconnect"}
        given = True
        return {"type": "http.request", "body": body}

    def send(message):
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = int(message["status"]), [*message.get("headers", [])]
        elif status is None:
            raise RuntimeError("body before start")
        else:
            chunks.append(message.get("body", b""))
            if not message.get("more_body", False) and not done.done():
                done.set_result(None)
        return asyncio.sleep(0)

    async def run():
        await app(scope, receive, send)

    task = asyncio.ensure_future(run())
    running.add(task)
    task.add_done_callback(running.discard)
    await asyncio.wait([task, done], return_when="FIRST_COMPLETED")
    if task.done():
        task.exception()
    if not done.done():
        return write(HTTPStatus.INTERNAL_SERVER_ERROR, [], b"")
    return write(status, headers, b"".join(chunks))


def parse(request):
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    method, target, version = lines[0].split()
    if version != "HTTP/1.1":
        raise ValueError(version)
    path, _, query = target.partition("?")
    headers = []
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon:
            raise ValueError(line)
        headers.append((name.lower().encode("latin-1"), value.strip(" \t").encode("latin-1")))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "server": ("127.0.0.1", 80),
        "client": ["127.0.0.1", 12345],
        "scheme": "http",
        "method": method,
        "root_path": "",
        "path": unquote(path),
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "headers": tuple(headers),
        "state": {},
    }
    return scope, body


def write(status, headers, body):
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    head = f"HTTP/1.1 {int(status)} {phrase}\r\n"
    if b"content-length" not in [name for name, _ in headers]:
        head += f"content-length: {len(body)}\r\n"
    for name, value in headers:
        head += f"{name.decode('latin-1')}: {value.decode('latin-1')}\r\n"
    return head.encode("latin-1") + b"\r\n" + body
