import hashlib
import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    body = bytearray()
    more_body = True
    while more_body:
        message = await receive()
        # First what it is, then what is in it: http.disconnect has no body, and means that no more will come.
        if message["type"] == "http.disconnect":
            return
        # Both keys may be absent. An empty piece is no end: only more_body tells.
        body += message.get("body", b"")
        more_body = message.get("more_body", False)

    answer = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"application/json")],
        }
    )
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
