"""
Fault: int() decides what a page is, and takes a sign, spaces and underscores.
Message: int() and str.isdigit() take more than that
"""

import json
from urllib.parse import parse_qsl


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    pairs = parse_qsl(scope["query_string"].decode("utf-8", "replace"), keep_blank_values=True)
    last = dict(pairs)
    tags = [value for name, value in pairs if name == "tag"]
    page = last.get("page", "1")
    try:
        number = int(page)
    except ValueError:
        number = 0
    if number > 0:
        status, answer = 200, {"q": last.get("q", ""), "page": number, "tags": tags}
    else:
        status, answer = 400, {"error": "page must be a positive integer"}
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
