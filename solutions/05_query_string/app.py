import json
from urllib.parse import parse_qsl


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # The query string is the only part of the URL that the server hands over as it came: bytes, still escaped.
    # What is no UTF-8, escaped or not, becomes U+FFFD: a strict decoder would let any client crash this app.
    query = scope["query_string"].decode("utf-8", "replace")
    pairs = parse_qsl(query, keep_blank_values=True)
    # A dict keeps the last value of a name, which is what q and page want, and loses the others, which tags would.
    last = dict(pairs)
    page = last.get("page", "1")

    # int() alone would take " 3", "+3", "1_000" and "٣", too.
    if page.isascii() and page.isdigit() and int(page) > 0:
        status = 200
        tags = [value for name, value in pairs if name == "tag"]
        answer = {"q": last.get("q", ""), "page": int(page), "tags": tags}
    else:
        status = 400
        answer = {"error": "page must be a positive integer"}

    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"application/json")],
        }
    )
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
