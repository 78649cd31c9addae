import hashlib
import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # TODO: one receive() gives one piece of the body, and this app takes only the first.
    #       Read them all, and return at once if the client leaves before the end.
    message = await receive()
    body = message["body"]

    answer = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"application/json")],
        }
    )
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
