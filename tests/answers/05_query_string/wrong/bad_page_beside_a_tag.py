"""
Fault: takes a bad page for 1 where there are tags.
Message: 400
"""

import json
from urllib.parse import parse_qsl


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(scope["type"])
    query = scope["query_string"].decode("utf-8", "replace")
    pairs = parse_qsl(query, keep_blank_values=True)
    q = ([""] + [v for n, v in pairs if n == "q"])[-1]
    page = (["1"] + [v for n, v in pairs if n == "page"])[-1]
    tags = [v for n, v in pairs if n == "tag"]
    status = 200
    if page.isascii() and page.isdigit() and int(page) > 0:
        answer = {"q": q, "page": int(page), "tags": tags}
    elif tags:
        answer = {"q": q, "page": 1, "tags": tags}
    else:
        status, answer = 400, {"error": "page must be a positive integer"}
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
