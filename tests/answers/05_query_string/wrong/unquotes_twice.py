"""
Fault: what parse_qsl has decoded is decoded once more.
Message: then resolve the percent escapes, once.
"""

import json
from urllib.parse import parse_qsl, unquote


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    pairs = parse_qsl(scope["query_string"].decode("utf-8", "replace"), keep_blank_values=True)
    last = dict(pairs)
    tags = [value for name, value in pairs if name == "tag"]
    page = last.get("page", "1")
    if page.isascii() and page.isdigit() and int(page) > 0:
        status, answer = 200, {"q": unquote(last.get("q", "")), "page": int(page), "tags": tags}
    else:
        status, answer = 400, {"error": "page must be a positive integer"}
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
