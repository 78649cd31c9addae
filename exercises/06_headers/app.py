import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # TODO: a dict keeps one value of each name, and two accept headers are two. Find every one of them, decode as
    #       Latin-1, and tell the client's address as "host:port", or "unknown".
    headers = dict(scope["headers"])
    answer = {
        "user_agent": headers[b"user-agent"].decode(),
        "accept": [headers[b"accept"].decode()],
        "client": "unknown",
    }

    await send(
        {
            "type": "http.response.start",
            "status": 200,
            # TODO: set two cookies, seen=1 and theme=dark, each in a set-cookie header of its own.
            "headers": [(b"content-type", b"application/json")],
        }
    )
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
