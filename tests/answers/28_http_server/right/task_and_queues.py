"""The app runs in a task, its messages go through queues, the body in pieces of ten bytes, title-cased header names."""

import asyncio
import re
import urllib.parse


async def handle(app, request):
    match = re.match(rb"\A([^\s]+) ([^\s]+) HTTP/1\.1\r\n", request)
    if not match:
        return b"HTTP/1.1 400 \r\nContent-Length: 11\r\n\r\nBad Request"
    method, target = match.groups()
    head, body = request[match.end() - 2 :].split(b"\r\n\r\n", 1)
    path, query = (target.split(b"?", 1) + [b""])[:2]
    headers = [[n.strip().lower(), v.strip()] for n, v in (line.split(b":", 1) for line in head.split(b"\r\n")[1:])]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": str(method, "ascii"),
        "path": urllib.parse.unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": bytes(path),
        "query_string": query,
        "headers": iter(headers),
        "extensions": {},
    }
    incoming, outgoing = asyncio.Queue(), asyncio.Queue()
    pieces = [body[i : i + 10] for i in range(0, len(body), 10)]
    for piece in pieces:
        incoming.put_nowait({"type": "http.request", "body": piece, "more_body": True})
    incoming.put_nowait({"type": "http.request"})

    async def run():
        try:
            await app(scope, incoming.get, outgoing.put)
        finally:
            await outgoing.put(None)

    task = asyncio.create_task(run())
    start, chunks, finished = None, [], False
    while (message := await outgoing.get()) is not None:
        match message:
            case {"type": "http.response.start"} if start is None:
                start = message["status"], tuple(tuple(h) for h in message.get("headers", ()))
            case {"type": "http.response.body"} if start is not None and not finished:
                chunks.append(message.get("body", b""))
                if not message.get("more_body"):
                    finished = True
                    for _ in range(3):
                        incoming.put_nowait({"type": "http.disconnect"})
    await asyncio.wait([task])
    if task.exception() is not None and not finished:
        return b"HTTP/1.1 500 Oops\r\nServer: mine\r\nContent-Length: 0\r\n\r\n"
    if not finished:
        return b"HTTP/1.1 500 Oops\r\n\r\n"
    status, headers = start
    body = b"".join(chunks)
    out = bytearray(b"HTTP/1.1 %d Fine\r\nDate: now\r\n" % status)
    for name, value in headers:
        if name != b"content-length":
            out += name.title() + b":" + value + b"\r\n"
    out += b"Content-Length: %d\r\n\r\n" % len(body)
    return bytes(out + body)
