"""
Fault: overwrites the client in its scope and tells unknown.
Message: unknown
"""

import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(scope["type"])
    user_agent = None
    accept = []
    for name, value in scope["headers"]:
        if name == b"user-agent":
            user_agent = value.decode("latin-1")
        elif name == b"accept":
            accept.append(value.decode("latin-1"))
    client = "unknown"
    scope["client"] = None
    if scope.get("client") is not None:
        host, port = scope["client"]
        client = f"{host}:{port}"
    answer = {"user_agent": user_agent, "accept": accept, "client": client}
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"application/json"),
                (b"set-cookie", b"seen=1"),
                (b"set-cookie", b"theme=dark"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
