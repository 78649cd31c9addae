"""
Fault: x-forwarded-for counts more than the client of the scope.
Message: Host and port stand in scope["client"]
"""

import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    agent, accept, client = None, [], scope.get("client")
    address = f"{client[0]}:{client[1]}" if client else "unknown"
    for name, value in scope["headers"]:
        if name == b"user-agent":
            agent = value.decode("latin-1")
        elif name == b"accept":
            accept.append(value.decode("latin-1"))
        elif name == b"x-forwarded-for":
            address = value.decode("latin-1")
    headers = [(b"content-type", b"application/json"), (b"set-cookie", b"seen=1"), (b"set-cookie", b"theme=dark")]
    body = json.dumps({"user_agent": agent, "accept": accept, "client": address}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
