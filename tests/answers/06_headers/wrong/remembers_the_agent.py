"""
Fault: the user agent of the request before is told where there is none.
Message: What belongs to a request belongs into local variables.
"""

import json

remembered = {}


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    agent, accept, client = remembered.get("agent"), [], scope.get("client")
    address = f"{client[0]}:{client[1]}" if client else "unknown"
    for name, value in scope["headers"]:
        if name == b"user-agent":
            agent = value.decode("latin-1")
        elif name == b"accept":
            accept.append(value.decode("latin-1"))
    remembered["agent"] = agent
    headers = [(b"content-type", b"application/json"), (b"set-cookie", b"seen=1"), (b"set-cookie", b"theme=dark")]
    body = json.dumps({"user_agent": agent, "accept": accept, "client": address}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
