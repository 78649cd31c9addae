"""The URL is put together again for urlsplit, a generator gives the headers, the error has words of its own."""

import json
from collections import ChainMap
from urllib.parse import parse_qsl, urlsplit

DEFAULTS = {"q": "", "page": "1"}


def as_page(text):
    digits = set(text)
    if digits and digits <= set("0123456789") and digits != {"0"}:
        return int(text)
    return None


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise TypeError(scope)
    url = "http://localhost/?" + scope["query_string"].decode("utf8", "replace")
    pairs = parse_qsl(urlsplit(url).query, True)
    given = ChainMap(dict(pairs), DEFAULTS)
    page = as_page(given["page"])
    answer = {"q": given["q"], "page": page, "tags": [tag for name, tag in pairs if name == "tag"]}
    if page is None:
        answer = {"error": f"page {given['page']!r} is no positive integer"}
    headers = (pair for pair in [(b"content-type", b"application/json")])
    await send({"type": "http.response.start", "status": 200 if page else 400, "headers": headers})
    half = len(body := json.dumps(answer).encode()) // 2
    await send({"type": "http.response.body", "body": body[:half], "more_body": True})
    await send({"type": "http.response.body", "body": body[half:]})
