"""
Fault: the query string is part of the answer.
Message: is the path alone; the query has a key of its own.
"""


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    body = f"{scope['method']} {scope['path']}"
    if scope["query_string"]:
        body += "?" + scope["query_string"].decode()
    body = body.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
