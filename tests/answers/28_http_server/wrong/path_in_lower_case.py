"""
Fault: the path becomes lower case.
Message: path: '/café'
"""

from urllib.parse import unquote


async def handle(app, request):
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    parts = first.split(b" ")
    if len(parts) != 3 or parts[2] != b"HTTP/1.1" or not parts[0] or not parts[1]:
        return response(400, [], b"bad request")
    method, target, _ = parts
    raw_path, _, query_string = target.partition(b"?")
    headers = []
    for line in lines:
        name, _, value = line.partition(b":")
        headers.append((name.lower(), value.strip(b" \t")))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method.decode("ascii"),
        "path": unquote(raw_path.decode("latin-1")).lower(),
        "raw_path": raw_path,
        "query_string": query_string,
        "headers": headers,
    }
    events = [{"type": "http.request", "body": body, "more_body": False}]
    status = None
    sent_headers = []
    chunks = []
    complete = False

    async def receive():
        if events:
            return events.pop(0)
        return {"type": "http.disconnect"}

    async def send(message):
        nonlocal status, sent_headers, complete
        if complete:
            return
        if message["type"] == "http.response.start":
            status = message["status"]
            sent_headers = list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            chunks.append(message.get("body", b""))
            complete = not message.get("more_body", False)

    try:
        await app(scope, receive, send)
    except Exception:
        pass
    if not complete or status is None:
        return response(500, [], b"internal server error")
    return response(status, sent_headers, b"".join(chunks))


def response(status, headers, body):
    lines = [b"HTTP/1.1 %d x" % status]
    lines += [name + b": " + value for name, value in headers]
    if not any(name.lower() == b"content-length" for name, value in headers):
        lines.append(b"content-length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
