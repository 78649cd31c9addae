"""Everything by hand, on bytes; the error is null."""

import json
from collections import defaultdict
from urllib.parse import unquote_to_bytes


def decoded(raw):
    return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8", "replace")


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    values = defaultdict(list)
    for part in scope["query_string"].split(b"&"):
        name, _, value = part.partition(b"=")
        values[decoded(name)].append(decoded(value))
    page = (values["page"] or ["1"])[-1]
    if page.isascii() and page.isdecimal() and page.strip("0"):
        status, answer = 200, {"q": "".join(values["q"][-1:]), "page": int(page), "tags": values["tag"]}
    else:
        status, answer = 400, {"error": None}
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
