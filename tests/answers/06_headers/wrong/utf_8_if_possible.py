"""
Fault: values are UTF-8 where they can be, and Latin-1 otherwise.
Message: Latin-1 has a character for each
"""

import json


def decoded(value):
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    agent, accept, client = None, [], scope.get("client")
    address = f"{client[0]}:{client[1]}" if client else "unknown"
    for name, value in scope["headers"]:
        if name == b"user-agent":
            agent = decoded(value)
        elif name == b"accept":
            accept.append(decoded(value))
    headers = [(b"content-type", b"application/json"), (b"set-cookie", b"seen=1"), (b"set-cookie", b"theme=dark")]
    body = json.dumps({"user_agent": agent, "accept": accept, "client": address}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
