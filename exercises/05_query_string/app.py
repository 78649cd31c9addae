import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # TODO: read q, page and every tag from scope["query_string"], and answer 400 where page is no positive integer.
    status = 200
    answer = {"q": "", "page": 1, "tags": []}

    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"application/json")],
        }
    )
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
