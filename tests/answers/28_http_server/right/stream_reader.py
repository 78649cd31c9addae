"""The request goes through asyncio's StreamReader, the body in pieces through a queue, the messages into another."""

import asyncio
import http
from urllib.parse import unquote_to_bytes

REASONS = {s.value: s.phrase for s in http.HTTPStatus}


class BadRequest(Exception):
    pass


async def read_request(data):
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        raise BadRequest from None
    body = await reader.read()
    line, *rest = head[:-4].split(b"\r\n")
    try:
        method, target, version = line.decode("latin-1").split(" ")
    except ValueError:
        raise BadRequest from None
    if version != "HTTP/1.1" or not target or not method:
        raise BadRequest
    target = target.encode("latin-1")
    return method, target, [tuple(map(bytes.strip, h.split(b":", 1))) for h in rest], body


async def handle(app, request):
    try:
        method, target, headers, body = await read_request(request)
    except BadRequest:
        return b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    raw_path, _, query = target.partition(b"?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method.upper(),
        "scheme": "http",
        "path": unquote_to_bytes(raw_path).decode("utf-8", "replace"),
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": [[k.lower(), v] for k, v in headers],
        "client": None,
        "server": None,
        "extensions": {},
    }
    inbox, outbox = asyncio.Queue(), asyncio.Queue()
    step = max(1, len(body) // 3)
    pieces = [body[i : i + step] for i in range(0, len(body), step)] or [b""]
    for i, piece in enumerate(pieces):
        inbox.put_nowait({"type": "http.request", "body": piece, "more_body": i < len(pieces) - 1})
    inbox.put_nowait({"type": "http.disconnect"})

    async def receive():
        if inbox.qsize() == 1:
            return {"type": "http.disconnect"}
        return await inbox.get()

    task = asyncio.ensure_future(app(scope, receive, outbox.put))
    await asyncio.wait([task])
    task.exception()
    messages = []
    while not outbox.empty():
        messages.append(outbox.get_nowait())
    starts = [m for m in messages if m["type"] == "http.response.start"]
    bodies = [m for m in messages if m["type"] == "http.response.body"]
    last = next((i for i, m in enumerate(bodies) if not m.get("more_body")), None)
    if not starts or last is None:
        return b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n"
    out = b"".join(m.get("body", b"") for m in bodies[: last + 1])
    status = int(starts[0]["status"])
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Unknown')}".encode()]
    names = set()
    for name, value in starts[0].get("headers", []):
        lines.append(bytes(name) + b": " + bytes(value))
        names.add(bytes(name).lower())
    if b"content-length" not in names:
        lines.append(b"Content-Length: " + str(len(out)).encode())
    lines += [b"", out]
    return b"\r\n".join(lines)
